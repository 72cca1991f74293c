"""Tables that leave the house do nothing in a spreadsheet."""

import csv
import io

import pytest

from board.kernel.tables import to_csv


@pytest.mark.parametrize("dangerous", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "  =1+1"])
def test_no_cell_begins_a_formula(dangerous: str) -> None:
    written = list(csv.reader(io.StringIO(to_csv(["what"], [[dangerous]]), newline="")))
    assert written == [["what"], [f"'{dangerous}"]]


def test_cells_keep_their_text() -> None:
    text = 'a "quoted", line\nand another'
    assert list(csv.reader(io.StringIO(to_csv(["a", "b", "c"], [[text, None, 7]]), newline="")))[1] == [text, "", "7"]
