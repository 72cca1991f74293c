"""The fields of every form: what they take as it is, what they clean, and what they refuse with a sentence."""

from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from board.kernel.text import on_one_line
from board.web.forms import Amount, Day, DecimalAmount, Form, Id, Link, OneLine, OneOf, Text, options


class Sample(Form):
    line = OneLine("Line", most=12)
    named = OneLine("Name", most=40, required="Write the name.")
    text = Text("Text", most=10)
    seats = Amount("Seats", least=1, most=500)
    hours = DecimalAmount("Hours", least=Decimal("0.25"), most=Decimal(24), step=Decimal("0.25"))
    day = Day("Day")
    row = Id("Row")
    link = Link("Link")
    pace = OneOf("Pace", choices=options([("slow", "Slow"), ("fast", "Fast")]))


@pytest.fixture(scope="module")
def app() -> Flask:
    """Fields know no database."""
    return Flask(__name__)


def sent(app: Flask, **typed: str) -> Any:
    with app.test_request_context(method="POST"):
        form = Sample(formdata=MultiDict({"named": "Ada"} | typed), meta={"csrf": False})
        form.validate()
        return form


@pytest.mark.parametrize("line_break", ["\n", "\r", "\r\n", "\v", "\f", "\x85", "\u2028", "\u2029"])
def test_a_line_break_of_any_kind_is_refused_inside_a_line_and_dropped_at_its_end(app: Flask, line_break: str) -> None:
    assert "line break" in sent(app, line=f"one{line_break}two").errors["line"][0]
    form = sent(app, line=f"one two{line_break}")
    assert (form.errors, form.line.data) == ({}, "one two")


@pytest.mark.parametrize(
    "typed", ["\u3164", "\u2800\u2800", "\u115f", "\u0301", "\u200d\u200c", "\u200b", "\ufeff \u2060"]
)
def test_a_line_of_characters_that_cannot_be_seen_is_refused(app: Flask, typed: str) -> None:
    assert sent(app, line=typed).errors["line"] == ["It holds only characters that cannot be seen."]


@pytest.mark.parametrize("typed", ["", "  ", "\t"])
def test_a_required_line_of_nothing_is_asked_for(app: Flask, typed: str) -> None:
    assert sent(app, named=typed).errors["named"] == ["Write the name."]


@pytest.mark.parametrize("mark", ["\u202e", "\u202a", "\u2066", "\u2069", "\u200f", "\u061c"])
def test_a_line_that_turns_the_direction_of_writing_is_refused(app: Flask, mark: str) -> None:
    assert "direction" in sent(app, line=f"Ada{mark}cod").errors["line"][0]


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\x9f", "\ud83d", "\uffff", "\U000e0041"])
def test_a_character_that_cannot_be_shown_is_refused_and_its_place_is_told(app: Flask, character: str) -> None:
    assert "after “Ada”" in sent(app, line=f"Ada{character}x").errors["line"][0]


@pytest.mark.parametrize("typed", ["José Ñandú", "می\u200cخواهم", "王 小明", "👩\u200d⚕️ Lead", "O’Brien–Ng"])
def test_names_of_all_the_world_are_taken_as_they_are(app: Flask, typed: str) -> None:
    form = sent(app, line=typed)
    assert (form.errors, form.line.data) == ({}, typed)


def test_a_line_loses_nothing_but_the_blanks_around_it(app: Flask) -> None:
    assert sent(app, line=" coop\tone\n").line.data == "coop one"


@pytest.mark.parametrize(
    "typed",
    ["Ada\u200b", "\u200bAda", "\ufeffAda", "A\xadda", "Ada\u200d", "\u200cAda", "A\u200dda", "Ada\u3164", "A\u034fda"],
)
def test_a_name_keeps_nothing_invisible_and_says_so(app: Flask, typed: str) -> None:
    form = sent(app, line=typed)
    assert "cannot be seen" in form.errors["line"][0]
    assert form.line.data == typed, "nothing is taken out in silence"


@pytest.mark.parametrize(("sent", "sent_as"), [(b"no boundary", "multipart/form-data"), (b"", None)])
def test_a_form_sent_with_nothing_in_it_is_one_that_was_sent(app: Flask, sent: bytes, sent_as: str | None) -> None:
    with app.test_request_context(method="POST", data=sent, content_type=sent_as):
        form = Sample(data={"named": "Ada", "seats": 3, "pace": "slow", "hours": 2.5}, meta={"csrf": False})
        assert [form.seats.data, form.pace.data, form.hours.data, form.day.data] == [None] * 4
        beside_it = Sample(formdata=None, data={"seats": 3}, meta={"csrf": False})
        assert beside_it.seats.data == 3


def test_a_text_is_counted_after_its_line_ends_have_become_one(app: Flask) -> None:
    form = sent(app, text="1234\r\n6789")
    assert (form.errors, form.text.data) == ({}, "1234\n6789")
    form = sent(app, text="12345\v789\r\n1")
    assert form.errors["text"] == ["Use at most 10 characters. This has 11."]
    assert form.text.data == "12345\n789\n1"


@pytest.mark.parametrize("character", ["\x00", "\ud83d", "\x1b"])
def test_a_text_refuses_what_no_database_or_feed_can_hold(app: Flask, character: str) -> None:
    assert "after “ab”" in sent(app, text=f"ab{character}").errors["text"][0]


@pytest.mark.parametrize("typed", ["0", "501", "9" * 400, "1_0", "٣", "1.5", "x"])
def test_an_amount_is_bounded(app: Flask, typed: str) -> None:
    assert sent(app, seats=typed).errors["seats"] == ["Write a whole number from 1 to 500."]


@pytest.mark.parametrize("typed", ["1e999999", "NaN", "Infinity", "-1", "24.25", ".", "9" * 400])
def test_a_decimal_amount_is_bounded(app: Flask, typed: str) -> None:
    assert sent(app, hours=typed).errors["hours"] == ["Write a number from 0.25 to 24."]
    assert sent(app, hours="0.3").errors["hours"] == ["Use steps of 0.25."]
    assert sent(app, hours="1.75").hours.data == Decimal("1.75")


@pytest.mark.parametrize("typed", ["9999-12-31", "0026-01-01", "2026-02-30", "3/1/2027", "9" * 30])
def test_a_day_is_one_of_our_time(app: Flask, typed: str) -> None:
    assert "day" in sent(app, day=typed).errors["day"][0]


@pytest.mark.parametrize("typed", ["0", "-1", "2147483648", "9" * 21, "٣", "x"])
def test_an_id_is_one_that_a_row_can_have(app: Flask, typed: str) -> None:
    assert sent(app, row=typed).errors["row"] == ["Choose one of those that are offered."]
    assert sent(app, row="2147483647").row.data == 2147483647


def test_a_choice_may_stay_open_and_is_never_one_that_was_not_offered(app: Flask) -> None:
    assert sent(app, pace="\t").pace.data is None
    assert sent(app, pace="").errors == {}
    assert "pace" in sent(app, pace="medium").errors
    assert sent(app, pace="fast").pace.data == "fast"


@pytest.mark.parametrize("blank", ["", " ", "\t", "\u2028"])
def test_a_blank_is_nothing_where_something_is_required(app: Flask, blank: str) -> None:
    class Strict(Form):
        seats = Amount("Seats", most=9, required="Write the seats.", default=1)
        hours = DecimalAmount("Hours", least=Decimal(0), most=Decimal(9), step=Decimal(1), required="Write the hours.")
        day = Day("Day", required="Choose a day.")
        row = Id("Row", required="Choose a row.")
        pace = OneOf("Pace", choices=options([("slow", "Slow")]), default="slow", required="Choose a pace.")

    with app.test_request_context(method="POST"):
        form = Strict(
            formdata=MultiDict(dict.fromkeys(("seats", "hours", "day", "row", "pace"), blank)), meta={"csrf": False}
        )
        assert not form.validate()
        assert {name: errors[0][:6] for name, errors in form.errors.items()} == {
            "seats": "Write ",
            "hours": "Write ",
            "day": "Choose",
            "row": "Choose",
            "pace": "Choose",
        }


def test_a_link_has_its_scheme(app: Flask) -> None:
    assert "https://" in sent(app, link="javascript:alert(1)").errors["link"][0]


def test_fields_never_let_a_browser_cut_what_is_pasted(app: Flask) -> None:
    form = sent(app)
    assert "maxlength" not in form.line() + form.text()


def test_a_writer_of_lines_turns_every_line_break_into_a_space() -> None:
    assert on_one_line("one\r\ntwo\u2028three\vfour\x00") == "one two three four"


@pytest.mark.parametrize("typed", ["", " ", "\t"])
def test_a_choice_of_nothing_is_not_the_choice_that_is_required(app: Flask, typed: str) -> None:
    class Asked(Form):
        one = OneOf("One", choices=options([("a", "A")]), required="Choose one.")

    with app.test_request_context():
        form = Asked(MultiDict([("one", typed)]), meta={"csrf": False})
        assert not form.validate()
        assert form.errors == {"one": ["Choose one."]}
