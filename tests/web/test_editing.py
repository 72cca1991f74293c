"""Two people edit one thing: the second is shown both versions, and nothing is lost."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from justhtml import JustHTML

from board.accounts.models import Role, User
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.opportunities.models import Involvement, Opportunity, PostingRole
from tests.applications.builders import posting_of
from tests.house.test_house import check_page

People = Callable[..., User]
Browsers = Callable[[User], FlaskClient]
BOTH = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


def form_of(page: str, action: str = "") -> dict[str, Any]:
    """What a browser would post of the page's form, untouched."""
    found = JustHTML(page, sanitize=False).query("main form[method=post]")
    form = next(form for form in found if not action or form.attrs.get("action", "") == action)
    posted: dict[str, Any] = {}
    for control in form.query("input, textarea, select"):
        name, kind = control.attrs.get("name"), control.attrs.get("type") or control.name
        if not name or (kind in ("checkbox", "radio") and "checked" not in control.attrs) or kind == "file":
            continue
        if kind == "select":
            value = next((node.attrs["value"] for node in control.query("option[selected]")), "")
        else:
            value = control.to_text() if kind == "textarea" else control.attrs.get("value") or ""
        posted.setdefault(name, []).append(value)
    return posted


def sides(page: str) -> dict[str, str]:
    """Which side the page proposes for each value that it asks about."""
    found = {}
    for group in JustHTML(page, sanitize=False).query("form[data-no-copy] fieldset"):
        chosen = group.query("input[type=radio][checked]")[0]
        found[group.query("legend")[0].to_text()] = chosen.attrs["value"]
    return found


@pytest.fixture
def two(person: People, at_the_door: Browsers) -> tuple[Opportunity, FlaskClient, FlaskClient]:
    """A draft of two owners, and both their browsers."""
    grace, henry = person("grace", Role.FACULTY), person("henry", Role.FACULTY)
    posting = posting_of(grace, state="DRAFT", published_at=None, description="First words.", host="The clinic")
    with unit_of_work():
        db.session.add(Involvement(opportunity_id=posting.id, user_id=henry.id, part=PostingRole.CO_OWNER))
    return posting, at_the_door(grace), at_the_door(henry)


@BOTH
def test_the_second_of_two_editors_is_shown_both_versions(
    two: tuple[Opportunity, FlaskClient, FlaskClient],
) -> None:
    posting, grace, henry = two
    address = f"/opportunities/{posting.id}/edit"
    first, second = form_of(grace.get(address).text), form_of(henry.get(address).text)
    assert grace.post(address, data=first | {"description": "Grace’s words.", "place": "Room 4"}).status_code == 303
    answer = henry.post(address, data=second | {"description": "Henry’s words.", "host": "The ward"})
    assert answer.status_code == 409
    check_page(answer.text)
    assert db.session.get_one(Opportunity, posting.id).description == "Grace’s words."
    assert "Grace’s words." in answer.text
    assert "Henry’s words." in answer.text
    assert sides(answer.text) == {"Description": "mine", "Location": "saved"}, (
        "what only one changed is not asked about"
    )
    chosen = form_of(answer.text) | {"mine-1-description": "Both their words."}
    assert henry.post(address, data=chosen).status_code == 303
    saved = db.session.get_one(Opportunity, posting.id)
    assert (saved.description, saved.place, saved.host) == ("Both their words.", "Room 4", "The ward")


@BOTH
def test_edits_that_do_not_touch_each_other_are_both_saved_and_told(
    two: tuple[Opportunity, FlaskClient, FlaskClient],
) -> None:
    posting, grace, henry = two
    address = f"/opportunities/{posting.id}/edit"
    first, second = form_of(grace.get(address).text), form_of(henry.get(address).text)
    asked = {"questions-0-text": "Which nights?", "questions-0-kind": "short"}
    grace.post(address, data=first | {"place": "Room 4"} | asked)
    answer = henry.post(address, data=second | {"description": "Henry’s words."})
    assert answer.status_code == 303, "nobody is asked about what only the other has changed"
    saved = db.session.get_one(Opportunity, posting.id)
    assert (saved.description, saved.place) == ("Henry’s words.", "Room 4")
    assert [question.text for question in saved.questions] == ["Which nights?"]
    notes = JustHTML(henry.get(address).text, sanitize=False).query("#notices .c-note")
    words = "Saved. Also new since you opened this page: Location and Questions."
    assert [note.to_text() for note in notes] == [words]


def test_a_tab_that_saves_itself_takes_in_what_others_saved_beside_it(
    two: tuple[Opportunity, FlaskClient, FlaskClient],
) -> None:
    posting, grace, henry = two
    address = f"/opportunities/{posting.id}/edit"
    first, second = form_of(grace.get(address).text), form_of(henry.get(address).text)
    grace.post(address, data=first | {"place": "Room 4"})
    second |= {"description": "Henry’s words."}
    answer = henry.post(address, data=second, headers={"X-Autosave": "1"})
    assert answer.status_code == 200
    assert answer.json == {"saved": {"place": ["Room 4"]}, "also": "Also new since you opened this page: Location."}
    second |= {"place": "Room 4", "saved_version": answer.headers["X-Version"], "description": "More words."}
    assert henry.post(address, data=second, headers={"X-Autosave": "1"}).status_code == 204
    saved = db.session.get_one(Opportunity, posting.id)
    assert (saved.description, saved.place) == ("More words.", "Room 4")


def test_an_edit_beside_anothers_is_checked_together_with_it(
    two: tuple[Opportunity, FlaskClient, FlaskClient],
) -> None:
    posting, grace, henry = two
    address = f"/opportunities/{posting.id}/edit"
    first, second = form_of(grace.get(address).text), form_of(henry.get(address).text)
    grace.post(address, data=first | {"term_starts": "2027-06-01"})
    answer = henry.post(address, data=second | {"term_ends": "2027-05-01"})
    assert answer.status_code == 422, "apart from each other both are right"
    assert "2027-06-01" in answer.text, "what the other saved is shown"
    assert db.session.get_one(Opportunity, posting.id).term_ends is None


def test_both_versions_are_shown_whole_with_what_differs_marked(
    two: tuple[Opportunity, FlaskClient, FlaskClient],
) -> None:
    posting, grace, henry = two
    address, lines = f"/opportunities/{posting.id}/edit", "A line of the description.\n" * 14
    first, second = form_of(grace.get(address).text), form_of(henry.get(address).text)
    grace.post(address, data=first | {"description": f"{lines}On Mondays."})
    page = henry.post(address, data=second | {"description": f"{lines}On Fridays."}).text
    assert "On <mark>Mondays.</mark>" in page
    assert "On <mark>Fridays.</mark>" in page
    assert 'name="mine-1-description" rows="16"' in page


@pytest.mark.parametrize(("side", "questions"), [("mine", ["Which nights?", "Why?"]), ("saved", ["Which days?"])])
def test_rows_that_were_added_are_saved_as_they_are_chosen(
    two: tuple[Opportunity, FlaskClient, FlaskClient], side: str, questions: list[str]
) -> None:
    posting, grace, henry = two
    address = f"/opportunities/{posting.id}/edit"
    first, second = form_of(grace.get(address).text), form_of(henry.get(address).text)
    asked = [
        {f"questions-{place}-text": text, f"questions-{place}-kind": "long"}
        for place, text in enumerate(["Which nights?", "Why?"])
    ]
    grace.post(address, data=first | {"questions-0-text": "Which days?", "questions-0-kind": "short"})
    page = henry.post(address, data=second | asked[0] | asked[1])
    assert page.status_code == 409
    chosen = form_of(page.text) | {"choose-1": side}
    assert henry.post(address, data=chosen).status_code == 303
    db.session.expire_all()
    assert [each.text for each in db.session.get_one(Opportunity, posting.id).questions] == questions


def test_what_was_saved_first_can_be_taken_instead(two: tuple[Opportunity, FlaskClient, FlaskClient]) -> None:
    posting, grace, henry = two
    address = f"/opportunities/{posting.id}/edit"
    first, second = form_of(grace.get(address).text), form_of(henry.get(address).text)
    grace.post(address, data=first | {"description": "Grace’s words."})
    asked = form_of(henry.post(address, data=second | {"description": "Henry’s words."}).text)
    assert henry.post(address, data=asked | {"choose-1": "saved"}).status_code == 303
    assert db.session.get_one(Opportunity, posting.id).description == "Grace’s words."


def test_what_only_the_second_changed_is_shown_and_kept_when_they_leave(
    two: tuple[Opportunity, FlaskClient, FlaskClient],
) -> None:
    posting, grace, henry = two
    address = f"/opportunities/{posting.id}/edit"
    first, second = form_of(grace.get(address).text), form_of(henry.get(address).text)
    grace.post(address, data=first | {"host": "The ward"})
    answer = henry.post(address, data=second | {"host": "The lab", "description": "Henry’s own words of an afternoon."})
    assert answer.status_code == 409
    check_page(answer.text)
    assert "what only you changed" in answer.text
    assert "<dd>Henry’s own words of an afternoon.</dd>" in answer.text
    assert "<dt></dt>" not in answer.text, "a field that nobody sees is no line"
    assert "<dd>1</dd>" not in answer.text
    [kept] = henry.get(f"/account/unsent/here?page={address}").json
    assert dict(kept["fields"])["description"] == "Henry’s own words of an afternoon."
    choices = form_of(answer.text, address)
    assert henry.post(address, data=choices).status_code == 303
    assert henry.get(f"/account/unsent/here?page={address}").json == [], "it is saved now"


def test_the_same_form_sent_twice_is_no_conflict(two: tuple[Opportunity, FlaskClient, FlaskClient]) -> None:
    posting, grace, _ = two
    address = f"/opportunities/{posting.id}/edit"
    form = form_of(grace.get(address).text) | {"description": "Pressed twice."}
    assert [grace.post(address, data=form).status_code for _ in range(2)] == [303, 303]


def test_a_stale_tab_that_saves_itself_overwrites_nothing(two: tuple[Opportunity, FlaskClient, FlaskClient]) -> None:
    posting, grace, _ = two
    address = f"/opportunities/{posting.id}/edit"
    stale = form_of(grace.get(address).text)
    grace.post(address, data=stale | {"description": "A whole afternoon."})
    answer = grace.post(address, data=stale | {"description": "Old."}, headers={"X-Autosave": "1"})
    assert answer.status_code == 409
    assert answer.json["saved"] == {"description": ["A whole afternoon."]}
    assert answer.json["message"] == "You saved this in another window."
    assert db.session.get_one(Opportunity, posting.id).description == "A whole afternoon."


@BOTH
def test_who_comes_too_late_is_told_whether_it_was_they_themselves(
    two: tuple[Opportunity, FlaskClient, FlaskClient],
) -> None:
    posting, grace, henry = two
    address = f"/opportunities/{posting.id}/edit"
    first, second = form_of(grace.get(address).text), form_of(henry.get(address).text)
    grace.post(address, data=first | {"description": "Grace’s words."})
    assert "You saved this in another window." in grace.post(address, data=first | {"description": "Other words."}).text
    assert "Somebody else saved this" in henry.post(address, data=second | {"description": "Henry’s words."}).text
    with unit_of_work():
        db.session.get_one(Opportunity, posting.id).description = "From another page."
    late = grace.post(address, data=first | {"description": "Other words."}).text
    assert "This was saved elsewhere" in late, "nobody is named where nobody knows"


def test_a_form_that_saved_itself_goes_on_from_there(two: tuple[Opportunity, FlaskClient, FlaskClient]) -> None:
    posting, grace, _ = two
    address = f"/opportunities/{posting.id}/edit"
    form = form_of(grace.get(address).text) | {"description": "One."}
    answer = grace.post(address, data=form, headers={"X-Autosave": "1"})
    assert answer.status_code == 204
    form |= {"description": "One, two.", "saved_version": answer.headers["X-Version"]}
    assert grace.post(address, data=form).status_code == 303


SAVES = 50


@BOTH
def test_of_two_saves_of_one_version_at_the_same_moment_one_wins_and_none_is_lost(
    app: Flask, two: tuple[Opportunity, FlaskClient, FlaskClient]
) -> None:
    posting, grace, henry = two
    address, lost = f"/opportunities/{posting.id}/edit", []
    pressing = [FlaskClient(app, Response) for _ in range(2)]  # as in life, each without the test's own context
    for browser, owner in zip(pressing, (grace, henry), strict=True):
        browser._cookies = owner._cookies
    with ThreadPoolExecutor(2) as both:
        for number in range(SAVES):
            form = form_of(grace.get(address).text)
            texts = [f"Grace {number}", f"Henry {number}"]
            answers = list(
                both.map(
                    lambda press, form=form: press[0].post(address, data=form | {"description": press[1]}),
                    zip(pressing, texts, strict=True),
                )
            )
            db.session.rollback()
            saved = db.session.get_one(Opportunity, posting.id).description
            won = [text for text, answer in zip(texts, answers, strict=True) if answer.status_code == 303]
            refused = [text for text, answer in zip(texts, answers, strict=True) if answer.status_code == 409]
            if [saved] != won or len(refused) != 1:
                lost.append((number, saved, [answer.status_code for answer in answers]))
    assert lost == []


def test_a_version_that_nobody_wrote_breaks_no_answer(browser_of: Callable[..., FlaskClient], person: People) -> None:
    browser = browser_of(person("ada", Role.STUDENT))
    for version in ("a-\nb", "x-\u4e2d", "-.-.-"):
        answer = browser.post("/account/profile", data={"saved_version": version}, headers={"X-Autosave": "1"})
        assert answer.status_code < 500, version


@pytest.mark.parametrize("version", ["garbage", "e956b81f46-", "."])
def test_a_version_that_cannot_be_read_overwrites_nothing(
    two: tuple[Opportunity, FlaskClient, FlaskClient], version: str
) -> None:
    posting, grace, _ = two
    address = f"/opportunities/{posting.id}/edit"
    sent = form_of(grace.get(address).text) | {"saved_version": version, "description": "Written elsewhere."}
    assert grace.post(address, data=sent).status_code == 409
    assert db.session.get_one(Opportunity, posting.id).description == "First words."
