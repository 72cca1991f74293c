"""The form of a posting: rows of papers and questions, drafts that keep themselves, what others may change."""

import json
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from board.accounts.models import Role, User
from board.kernel import clock
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.opportunities.models import Opportunity, PostingState
from tests.at_once import at_once
from tests.conftest import NOW
from tests.opportunities.test_life import WHOLE, Browsers, drafted, office, poster
from tests.web.test_editing import form_of
from tests.web.test_once import token_of

__all__ = ["office", "poster"]

ASKED = {
    "asks": "1",
    "papers-0-label": "CV, two pages",
    "papers-0-kind": "cv",
    "papers-0-required": "y",
    "papers-1-label": "Statement",
    "papers-1-kind": "statement",
    "papers-1-limit_words": "250",
    "questions-0-text": "Which nights?",
    "questions-0-kind": "choice",
    "questions-0-choices": "Monday\nTuesday\n\n",
}


def asked_of(opportunity: Opportunity) -> tuple[list[str], list[str]]:
    db.session.refresh(opportunity)
    return [paper.label for paper in opportunity.papers], [question.text for question in opportunity.questions]


def labels_on(answer: TestResponse) -> list[str]:
    return re.findall(r'name="papers-\d+-label"[^>]*value="([^"]*)"', answer.text)


def test_papers_and_questions_are_kept_in_their_order(poster: FlaskClient) -> None:
    opportunity = drafted(poster, **ASKED)
    assert asked_of(opportunity) == (["CV, two pages", "Statement"], ["Which nights?"])
    assert [paper.required for paper in opportunity.papers] == [True, False]
    assert opportunity.papers[1].limit_words == 250
    assert opportunity.questions[0].choices == ["Monday", "Tuesday"]


def test_buttons_change_the_rows_and_keep_nothing_yet(poster: FlaskClient) -> None:
    def press(button: str) -> TestResponse:
        return poster.post("/opportunities/new", data=WHOLE | ASKED | {"press": button})

    assert labels_on(press("papers-up-1")) == ["Statement", "CV, two pages"]
    assert labels_on(press("papers-down-0")) == ["Statement", "CV, two pages"]
    assert labels_on(press("papers-remove-0")) == ["Statement"]
    added = press("papers-add")
    assert added.status_code == 200
    assert labels_on(added) == ["CV, two pages", "Statement", ""]
    assert 'value="Infection control committee"' in added.text
    assert db.session.scalar(select(Opportunity)) is None


def test_htmx_gets_the_rows_alone(poster: FlaskClient) -> None:
    headers = {"HX-Request": "true", "HX-Target": "div#paper-rows"}
    answer = poster.post("/opportunities/new", data=WHOLE | {"asks": "1", "press": "papers-add"}, headers=headers)
    assert answer.text.lstrip().startswith('<div id="paper-rows"')
    assert labels_on(answer) == [""]


@pytest.mark.parametrize(
    "button", ["papers-up-99", "papers-remove-²", "questions-", "papers", "x" * 5000, "papers-up--1"]
)
def test_a_button_that_is_none_of_ours_breaks_nothing(poster: FlaskClient, button: str) -> None:
    answer = poster.post("/opportunities/new", data=WHOLE | ASKED | {"press": button, "papers-²-label": "odd"})
    assert answer.status_code in (200, 303)


def test_rows_have_a_limit(poster: FlaskClient) -> None:
    many = {f"papers-{number}-label": "CV" for number in range(40)} | {f"papers-{n}-kind": "cv" for n in range(40)}
    assert len(asked_of(drafted(poster, asks="1", **many))[0]) == 6
    full = poster.post("/opportunities/new", data=WHOLE | {"asks": "1", "press": "papers-add"} | many)
    assert labels_on(full) == ["CV"] * 6
    assert "6 is the most" in full.text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"papers-0-label": " "}, "Say what they hand in"),
        ({"questions-0-choices": "Only one"}, "from 2 to 12 lines"),
        ({"questions-0-text": "ü" * 400}, "at most 300"),
        ({"papers-1-limit_words": "-5"}, "from 20 to 5,000"),
        ({"papers-0-kind": "poem"}, "Not a valid choice"),
    ],
)
def test_a_bad_row_is_told_in_the_row_and_in_the_summary(
    poster: FlaskClient, changes: dict[str, str], sentence: str
) -> None:
    answer = poster.post("/opportunities/new", data=WHOLE | ASKED | changes)
    assert answer.status_code == 422
    assert answer.text.count(sentence) == 2
    assert "Which nights?" in answer.text or "questions-0-text" in changes


def test_a_row_keeps_its_record_and_stays_once_it_was_on_the_board(poster: FlaskClient, office: FlaskClient) -> None:
    opportunity = drafted(poster, **ASKED)
    address, paper = f"/opportunities/{opportunity.id}/edit", opportunity.papers[0].id
    kept = ASKED | {"papers-0-id": str(paper), "papers-0-label": "CV, one page"}
    poster.post(address, data=WHOLE | kept)
    db.session.refresh(opportunity)
    assert (opportunity.papers[0].id, opportunity.papers[0].label) == (paper, "CV, one page")
    office.post(f"/opportunities/{opportunity.id}/publish")
    gone = office.post(address, data=WHOLE | {"asks": "1"})
    assert gone.status_code == 422
    assert "Somebody may have answered it already" in gone.text
    assert len(asked_of(opportunity)[0]) == 2


def test_a_form_that_shows_no_rows_leaves_them_alone(poster: FlaskClient) -> None:
    opportunity = drafted(poster, **ASKED)
    poster.post(f"/opportunities/{opportunity.id}/edit", data=WHOLE)
    assert asked_of(opportunity) == (["CV, two pages", "Statement"], ["Which nights?"])


def test_a_new_posting_keeps_itself_once_and_goes_on_as_its_own_draft(poster: FlaskClient) -> None:
    kept = poster.post("/opportunities/new", data={"title": "An idea", "kind": "seminar", "seats": "1"}, headers=AUTO)
    assert kept.status_code == 204
    address = kept.headers["X-Saved-At"]
    assert poster.post(address, data={"title": "A better idea", "kind": "seminar", "seats": "1"}, headers=AUTO)
    assert db.session.scalars(select(Opportunity.title)).all() == ["A better idea"]


AUTO = {"X-Autosave": "1"}


def test_a_form_that_comes_back_goes_on_with_the_draft_that_it_has_made(poster: FlaskClient) -> None:
    form = {"title": "An idea", "kind": "seminar", "seats": "1", "once": "written-once"}
    made = poster.post("/opportunities/new", data=form, headers=AUTO)
    again = poster.post("/opportunities/new", data=form | {"title": "A better idea"}, headers=AUTO)
    assert (again.status_code, again.headers["X-Saved-At"]) == (204, made.headers["X-Saved-At"])
    pressed = poster.post("/opportunities/new", data=form | {"title": "The best idea"})
    assert pressed.location == made.headers["X-Saved-At"].removesuffix("/edit")
    assert db.session.scalars(select(Opportunity.title)).all() == ["The best idea"]
    assert poster.post("/opportunities/new", data=form | {"once": "another"}, headers=AUTO).status_code == 204
    assert len(db.session.scalars(select(Opportunity.id)).all()) == 2


def test_what_is_on_the_board_never_changes_by_itself(poster: FlaskClient, office: FlaskClient) -> None:
    opportunity = drafted(poster)
    office.post(f"/opportunities/{opportunity.id}/publish")
    typed = WHOLE | {"title": "Half a ti"}
    assert poster.post(f"/opportunities/{opportunity.id}/edit", data=typed, headers=AUTO).status_code == 403
    db.session.refresh(opportunity)
    assert opportunity.title == WHOLE["title"]


def test_a_deadline_has_an_hour_and_a_zone(poster: FlaskClient) -> None:
    opportunity = drafted(poster, closes="2026-03-20", closes_time="17:00", time_zone="America/Los_Angeles")
    assert opportunity.closes_at is not None
    assert opportunity.closes_at.isoformat() == "2026-03-21T00:00:00+00:00"
    page = poster.get(f"/opportunities/{opportunity.id}/edit").text
    assert 'value="2026-03-20"' in page
    assert 'value="17:00' in page
    assert "Fri, Mar 20, 5:00 PM PDT" in poster.get(f"/opportunities/{opportunity.id}").text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"closes": "2026-03-01"}, "That day has passed"),
        ({"closes": "", "closes_time": "17:00"}, "Choose the day"),
        ({"answer_by": "2026-03-10"}, "before the deadline"),
        ({"closes": "9999-12-31"}, "Choose a day from 2000"),
        ({"opens": "0001-01-01"}, "Choose a day from 2000"),
    ],
)
def test_dates_that_cannot_be_are_told(poster: FlaskClient, changes: dict[str, str], sentence: str) -> None:
    answer = poster.post("/opportunities/new", data=WHOLE | changes)
    assert answer.status_code == 422
    assert sentence in answer.text


def test_an_old_deadline_may_stay_while_the_words_are_mended(poster: FlaskClient, office: FlaskClient) -> None:
    opportunity = drafted(poster)
    office.post(f"/opportunities/{opportunity.id}/publish")
    with clock.frozen(NOW + timedelta(days=40)):
        answer = office.post(f"/opportunities/{opportunity.id}/edit", data=WHOLE | {"title": "It closed"})
    assert answer.status_code == 303


def test_everything_that_is_missing_is_told_at_once(poster: FlaskClient) -> None:
    opportunity = drafted(poster, summary="", host="", areas=[])
    answer = poster.post(
        f"/opportunities/{opportunity.id}/edit",
        data=WHOLE | dict.fromkeys(("summary", "host", "description"), "") | {"areas": [], "then": "submit"},
    )
    assert answer.status_code == 307
    shown = poster.post(answer.location).text
    for sentence in ("Say which body offers it", "Add a summary", "Describe the work", "at least one area"):
        assert sentence in shown


def test_small_changes_stay_on_the_board(poster: FlaskClient, office: FlaskClient) -> None:
    opportunity = drafted(poster)
    office.post(f"/opportunities/{opportunity.id}/publish")
    poster.post(f"/opportunities/{opportunity.id}/edit", data=WHOLE | {"contact": "grace@example.edu", "tags": "wards"})
    db.session.refresh(opportunity)
    assert (opportunity.state, opportunity.contact) == (PostingState.PUBLISHED, "grace@example.edu")


def test_a_trusted_poster_needs_no_approval(
    person: Callable[..., User], browser_of: Browsers, poster: FlaskClient
) -> None:
    trusted = person("tru", Role.FACULTY)
    with unit_of_work():
        trusted.trusted_at = NOW
    browser = browser_of(trusted)
    opportunity = drafted(browser)
    assert browser.post(f"/opportunities/{opportunity.id}/publish").status_code == 303
    browser.post(f"/opportunities/{opportunity.id}/edit", data=WHOLE | {"title": "Changed on the board"})
    db.session.refresh(opportunity)
    assert (opportunity.state, opportunity.title) == (PostingState.PUBLISHED, "Changed on the board")
    other = drafted(poster)
    assert browser.post(f"/opportunities/{other.id}/publish").status_code == 404


def test_an_approval_carries_a_comment(
    poster: FlaskClient, office: FlaskClient, emails: Callable[[], list[str]]
) -> None:
    opportunity = drafted(poster)
    poster.post(f"/opportunities/{opportunity.id}/submit")
    office.post(f"/opportunities/{opportunity.id}/publish", data={"comment": "Lovely. See you there."})
    assert "Lovely. See you there." in emails()[-1]
    assert "Lovely. See you there." in poster.get(f"/opportunities/{opportunity.id}").text


def test_a_public_page_tells_machines_what_it_is(poster: FlaskClient, office: FlaskClient, client: FlaskClient) -> None:
    opportunity = drafted(poster, title="Wards </script> & rules", pay="stipend", pay_amount="900")
    address = f"/opportunities/{opportunity.id}"
    assert "ld+json" not in poster.get(address).text
    office.post(f"{address}/publish")
    page = client.get(address).text
    told = json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)[0])
    assert (told["@type"], told["title"]) == ("JobPosting", "Wards </script> & rules")
    assert told["validThrough"] == "2026-03-21T03:59:00+00:00", "the last minute of the day, as people read it"
    assert told["baseSalary"]["value"] == 900
    assert f'<link rel="canonical" href="{told["url"]}">' in page
    assert '<meta property="og:title" content="Wards &lt;/script&gt; &amp; rules">' in page
    assert "noindex" not in page
    with clock.frozen(NOW + timedelta(days=40)):
        over = client.get(address).text
    assert "It takes no applications any more" in over
    assert '<meta name="robots" content="noindex">' in over


def titles() -> list[str]:
    db.session.expire_all()
    return list(db.session.scalars(select(Opportunity.title).order_by(Opportunity.id)))


def test_what_a_page_saves_by_itself_and_by_its_button_is_one_draft_and_gone_back_to_it_begins_another(
    poster: FlaskClient,
) -> None:
    page = "/opportunities/new"
    sent = WHOLE | {"once": token_of(poster.get(page).text, page)}
    for title in ("Secre", "Secretary"):
        kept = poster.post(page, data=sent | {"title": title}, headers=AUTO)
        assert kept.status_code == 204
    assert titles() == ["Secretary"]
    pressed = [poster.post(page, data=sent | {"title": "Secretary of the club"}) for _ in range(2)]
    assert {answer.location for answer in pressed} == {kept.headers["X-Saved-At"].removesuffix("/edit")}
    assert titles() == ["Secretary of the club"]
    poster.post(page, data=sent | {"title": "Treasurer"})
    assert titles() == ["Secretary of the club", "Treasurer"]


def test_a_page_that_saves_itself_writes_over_nothing_that_was_saved_since(poster: FlaskClient) -> None:
    page = "/opportunities/new"
    form = poster.get(page).text
    sent = form_of(form, page) | WHOLE
    draft = poster.post(page, data=sent | {"title": "Secre"}, headers=AUTO).headers["X-Saved-At"]
    poster.post(draft, data=WHOLE | {"title": "Secretary, as a colleague calls it"})
    late = poster.post(page, data=sent | {"title": "Secret"}, headers=AUTO)
    assert late.status_code == 409 and "while you were writing" in late.text
    assert titles() == ["Secretary, as a colleague calls it"]


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
def test_two_saves_of_a_new_page_at_once_make_one_draft(app: Flask, poster: FlaskClient) -> None:
    page = "/opportunities/new"
    sent = WHOLE | {"once": token_of(poster.get(page).text, page)}
    cookie = poster.get_cookie("rounds")
    assert cookie is not None

    def save(title: str) -> TestResponse:
        twin = app.test_client()
        twin.set_cookie("rounds", cookie.value)
        return twin.post(page, data=sent | {"title": title}, headers=AUTO)

    answers = at_once(app, "sent_forms", [lambda: save("Secre"), lambda: save("Secretary")])
    assert [answer.status_code for answer in answers] == [204, 204]
    assert len(titles()) == 1


def test_a_limit_of_words_is_set_only_where_words_are_counted(poster: FlaskClient) -> None:
    counted = {"questions-0-kind": "long", "questions-0-limit_words": "80"}
    opportunity = drafted(poster, **ASKED | counted)
    assert opportunity.questions[0].limit_words == 80
    for name in ("papers-0-limit_words", "questions-0-limit_words"):
        answer = poster.post("/opportunities/new", data=WHOLE | ASKED | {"title": "Another", name: "80"})
        assert answer.status_code == 422
        assert "to count" in answer.text or "Words are counted where" in answer.text


def test_the_card_is_shown_as_the_list_will_show_it_without_what_is_refused(poster: FlaskClient) -> None:
    typed = {
        "title": "",
        "kind": "no such kind",
        "host": "Surgery",
        "hours_from": "2",
        "hours_to": "99",
        "seats": "3",
        "closes": (NOW + timedelta(days=40)).date().isoformat(),
        "competencies": ["nothing"],
        "pay_amount": "many",
        "time_zone": "Mars",
    }
    headers = {"HX-Request": "true", "HX-Target": "section#card-preview"}
    answer = poster.post("/opportunities/preview/card", data=typed, headers=headers)
    shown = " ".join(re.sub("<[^>]+>", " ", answer.text).split())
    assert answer.status_code == 200
    assert "<h1" not in answer.text
    assert shown.startswith("The card on the list Title Surgery · Kind "), "no kind is made up"
    assert "2 or more hours a week · 3 openings · Not stated: location and pay closes in 40 days" in shown
    assert "99" not in shown
    whole = poster.post("/opportunities/preview/card", data=typed).text
    assert "<h1>Preview</h1>" in whole
    assert "Surgery" in whole
    far = typed | ASKED | {"closes": "9999-12-31", "press": "papers-add"}
    assert poster.post("/opportunities/new", data=far).status_code == 200, "a button asks for nothing to be right"
    assert db.session.scalar(select(func.count()).select_from(Opportunity)) == 0


def test_a_new_posting_names_its_writer_as_the_contact_who_may_take_that_out(poster: FlaskClient) -> None:
    own = re.search('id="contact"[^>]*value="([^"]+)"', poster.get("/opportunities/new").text)
    assert own is not None
    assert own[1].endswith("@example.edu")
    opportunity = drafted(poster, contact=own[1])
    assert opportunity.contact == own[1]
    assert drafted(poster, title="Another").contact == ""
