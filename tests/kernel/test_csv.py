"""Tables that leave as CSV do nothing in a spreadsheet, are read as they were written, and come back as they were."""

import csv
import io
from decimal import Decimal
from pathlib import Path

import pytest

from board.kernel.csv import guard, to_csv, unguard

DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "  =1+1", "＝1+1", "＋1", "－1", "＠A1", "\u00a0=1", "\n=1", "'=1"]


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


@pytest.mark.parametrize("dangerous", DANGEROUS)
def test_no_cell_and_no_heading_begins_a_formula(dangerous: str) -> None:
    assert read(to_csv([dangerous], [[dangerous]])) == [[f"'{dangerous}"]] * 2


@pytest.mark.parametrize("text", [*DANGEROUS, "\rx", "'", "''", "'quoted'", "''=1", "O’Brien", "5 - 3", "", "a=b"])
def test_what_was_guarded_comes_back_as_it_was(text: str) -> None:
    assert unguard(guard(text)) == text
    assert unguard(guard(guard(text))) == guard(text)


def test_cells_keep_their_text_and_numbers_their_sign() -> None:
    text = 'a "quoted", line\nand another'
    numbers = [None, 7, -5, -2.5, Decimal("-0.25")]
    assert read(to_csv(list("abcdef"), [[text, *numbers]]))[1] == [text, "", "7", "-5", "-2.5", "-0.25"]


@pytest.mark.parametrize("line_break", ["\r\n", "\r", "\v", "\x85", "\u2028", "\u2029"])
def test_a_line_break_in_a_cell_is_one_that_every_reader_knows(line_break: str) -> None:
    assert read(to_csv(["a"], [[f"one{line_break}two"]]))[1] == ["one\ntwo"]


def test_a_spreadsheet_is_told_that_it_is_utf_8() -> None:
    assert to_csv(["a"], [["José"]]).encode().startswith(b"\xef\xbb\xbf")


def test_nobody_else_writes_csv() -> None:
    board = Path(__file__).resolve().parents[2] / "board"
    writers = {path.relative_to(board) for path in board.rglob("*.py") if "csv.writer" in path.read_text()}
    writers |= {path.relative_to(board) for path in board.rglob("*.py") if "DictWriter" in path.read_text()}
    assert writers == {Path("kernel/csv.py")}
