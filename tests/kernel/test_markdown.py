"""Markdown that people write: shown in bounded time, whatever is written."""

import time
from typing import Any

import pytest

from board.kernel import markdown

LENGTH = 20_000
HOSTILE = [
    "![",
    "[",
    "]",
    "*",
    "*a ",
    "_a",
    "**a ",
    "*_",
    "> ",
    "- ",
    "![a][",
    "[a](",
    "[]",
    "\\[",
    "`",
    "&",
    "<a@",
    "a|",
    "~~a",
]


@pytest.mark.parametrize("mark", HOSTILE)
def test_a_text_of_nothing_but_marks_is_shown_in_bounded_time(mark: str) -> None:
    began = time.process_time()
    markdown.render((mark * LENGTH)[:LENGTH])
    assert time.process_time() - began < 1


def test_a_table_without_end_is_shown_in_bounded_time() -> None:
    began = time.process_time()
    markdown.render(("a|" * 2000 + "\n" + "-|" * 2000 + "\n" + "a\n" * 6000)[:LENGTH])
    assert time.process_time() - began < 1


@pytest.mark.parametrize("mark", ["[", "*", "_"])
def test_marks_without_measure_are_shown_as_they_were_typed(mark: str) -> None:
    text = f"{mark}a" * 3000 + f" \\{mark}b"
    html: Any = markdown.render(text)
    assert html.count(f"{mark}a") == 3000
    assert f" {mark}b" in html


def test_what_people_write_keeps_its_marks() -> None:
    html = markdown.render("**Bold**, *soft*, [a link](https://school.example)\n\n- one\n- two")
    for piece in ("<strong>Bold</strong>", "<em>soft</em>", 'href="https://school.example"', "<li>one</li>"):
        assert piece in html
