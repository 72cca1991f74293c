"""Markdown that people write: shown in bounded time, whatever is written."""

from typing import Any

import pytest
from markupsafe import escape

from board.kernel import markdown
from tests.counting import count_lines

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


def steps(text: str) -> int:
    """The lines of Python that run to show a text."""
    markdown.render.cache_clear()
    return count_lines(lambda: markdown.render(text))


ORDINARY = ("**Bold**, *soft*, [a link](https://school.example) and more words of people. " * LENGTH)[:LENGTH]


@pytest.mark.parametrize("mark", HOSTILE)
def test_a_text_of_nothing_but_marks_takes_little_more_work_than_an_ordinary_one(mark: str) -> None:
    assert steps((mark * LENGTH)[:LENGTH]) < 6 * steps(ORDINARY)


def test_a_table_without_end_takes_little_more_work_than_an_ordinary_text() -> None:
    table = "a|" * 2000 + "\n" + "-|" * 2000 + "\n" + "a\n" * 6000
    assert steps(table[:LENGTH]) < 6 * steps(ORDINARY)


def test_a_text_longer_than_any_that_is_kept_is_shown_as_it_was_typed() -> None:
    text = "<[*&" * 100_000
    assert steps(text) < steps(ORDINARY)
    assert markdown.render(text) == f"<p>{escape(text)}</p>"


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
