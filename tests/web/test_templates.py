"""What templates put out is escaped, and what is the same for everybody is written once."""

import pytest
from flask import Flask
from jinja2 import Undefined
from markupsafe import Markup, escape

from board.web.templates import escaped


class Drawn:
    def __html__(self) -> str:
        return "<b>drawn</b>"


class OwnText(str):
    pass


VALUES = ["<a href='x'>&\"", "plain", OwnText("<i>"), Markup("<b>"), Drawn(), 7, None, 1.5, ["<"], Undefined(name="x")]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_a_template_escapes_as_markupsafe_does(app: Flask, value: object) -> None:
    assert escaped(value) == escape(value)
    assert app.jinja_env.from_string("<p>{{ x }}").render(x=value) == f"<p>{escape(value)}"


def test_the_code_of_a_page_wraps_no_word_of_it(app: Flask) -> None:
    code = app.jinja_env.compile("{{ a }}{% for b in a %}{{ b | upper }}{% endfor %}", "page.html", raw=True)
    assert code.count("escaped(") == 2
    assert " escape(" not in code


def test_a_text_of_an_email_is_not_escaped(app: Flask) -> None:
    assert "escaped(" not in app.jinja_env.compile("{{ a }}", "email.txt", raw=True)


def test_what_is_the_same_for_everybody_is_written_once(app: Flask) -> None:
    written = []

    def macro(words: str) -> Markup:
        written.append(words)
        return Markup("<p>") + words

    once = app.jinja_env.globals["written_once"]
    assert [once(macro, words) for words in ("a", "<", "a", "<")] == ["<p>a", "<p>&lt;", "<p>a", "<p>&lt;"]
    assert written == ["a", "<"]
    app.debug = True
    once(macro, "a")
    assert written == ["a", "<", "a"], "whoever works on a template sees what it writes now"
