"""Becoming a mentor, being found, and saying what one looks for."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from justhtml import JustHTML
from sqlalchemy import select

from board.accounts.models import Role, RoleGrant, User
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.kernel.wording import initials
from board.mentorship.choices import MentorKind
from board.mentorship.models import Block, Enrolment, EnrolmentState, MentorRequest, RequestState, Wishes
from tests.conftest import NOW
from tests.counting import count_statements
from tests.mentorship.conftest import PROFILE, days

Browsers = Callable[[User], FlaskClient]
Mentors = Callable[..., Enrolment]
Students = Callable[[str], User]
People = Callable[..., User]


def of(user: User) -> Enrolment:
    found = db.session.scalar(select(Enrolment).where(Enrolment.user_id == user.id))
    assert found is not None
    return found


def test_faculty_turn_the_profile_on_and_are_found_at_once(
    person: People, browser_of: Browsers, student: Students
) -> None:
    fay = person("fay", Role.FACULTY)
    browser = browser_of(fay)
    assert browser.post("/mentorship/profile", data=PROFILE | {"about": "Ask me about zebrafish."}).status_code == 303
    assert of(fay).state is EnrolmentState.APPROVED
    assert fay.is_a(Role.MENTOR)
    stu = browser_of(student("stu"))
    assert "Fay" in stu.get("/mentors?q=zebrafish").text
    slip = stu.get("/mentors?q=zebrafsh").text
    assert "Fay" in slip and 'href="/mentors?q=zebrafsh&amp;typed=1"' in slip
    assert "Fay" not in stu.get("/mentors?q=zebrafsh&typed=1").text


def test_somebody_the_school_does_not_know_waits_for_a_coordinator(
    person: People, browser_of: Browsers, student: Students
) -> None:
    rex = person("rex")
    browser_of(rex).post("/mentorship/profile", data=PROFILE | {"kind": "resident"})
    assert of(rex).state is EnrolmentState.APPLIED
    stu = browser_of(student("stu"))
    assert "Rex" not in stu.get("/mentors").text
    assert stu.get(f"/mentors/{of(rex).id}").status_code == 404
    assert stu.post(f"/office/mentors/{of(rex).id}/approve").status_code == 404
    cora = browser_of(person("cora", Role.COORDINATOR))
    assert "List Rex" in cora.get("/office/mentorship").text
    assert cora.post(f"/office/mentors/{of(rex).id}/approve").status_code == 303
    assert "Rex" in stu.get("/mentors").text


def test_saving_the_profile_makes_no_other_kind_of_mentor(
    person: People, mentor: Mentors, browser_of: Browsers
) -> None:
    """A coordinator knows some as faculty whose account says no more than mentor."""
    enrolment = mentor("mia")
    with unit_of_work():
        enrolment.user.grants = [RoleGrant(role=Role.MENTOR, asked_at=NOW, granted_at=NOW)]
    browser = browser_of(enrolment.user)
    page = browser.get("/mentorship/profile").text
    assert 'value="faculty"' in page
    assert 'value="resident"' not in page
    assert browser.post("/mentorship/profile", data=PROFILE | {"kind": "resident"}).status_code == 422
    assert browser.post("/mentorship/profile", data=PROFILE | {"about": "Still faculty."}).status_code == 303
    assert (of(enrolment.user).kind, of(enrolment.user).about) == (MentorKind.FACULTY, "Still faculty.")


def test_a_mentor_whose_account_rules_the_kind_out_is_found(app: Flask, mentor: Mentors) -> None:
    peer, faculty = mentor("pia", kind=MentorKind.PEER), mentor("fay")
    check = app.test_cli_runner().invoke
    assert check(args=["check"]).exit_code == 0
    with unit_of_work():
        peer.user.grants = [RoleGrant(role=Role.MENTOR, asked_at=NOW, granted_at=NOW)]
        faculty.user.grants = []
    result = check(args=["check"])
    assert result.exit_code == 1
    assert f"Mentor {peer.id} is listed as" in result.output
    assert f"Mentor {faculty.id} is listed as faculty, and account {faculty.user.id} has no role" in result.output


def test_nobody_is_faculty_by_saying_so(person: People, browser_of: Browsers, student: Students) -> None:
    waiting = person("wai", waiting=Role.FACULTY)
    assert browser_of(waiting).post("/mentorship/profile", data=PROFILE).status_code == 403
    assert browser_of(student("stu")).post("/mentorship/profile", data=PROFILE).status_code == 422
    assert db.session.scalar(select(Enrolment.id)) is None


@pytest.mark.parametrize("capacity", ["-1", "6", "nine", ""])
def test_a_capacity_is_a_number_from_nothing_to_five(person: People, browser_of: Browsers, capacity: str) -> None:
    answer = browser_of(person("fay", Role.FACULTY)).post("/mentorship/profile", data=PROFILE | {"capacity": capacity})
    assert answer.status_code == 422
    assert db.session.scalar(select(Enrolment.id)) is None


def test_fewer_places_than_mentees_stop_new_ones_only(mentor: Mentors, browser_of: Browsers) -> None:
    mia = mentor("mia", capacity=3, places_taken=2)
    browser_of(mia.user).post("/mentorship/profile", data=PROFILE | {"capacity": "1"})
    db.session.refresh(mia)
    assert (mia.capacity, mia.places_taken, mia.places_left) == (1, 2, 0)


def test_who_pauses_leaves_the_list_and_is_found_by_the_whole_name(
    mentor: Mentors, student: Students, browser_of: Browsers
) -> None:
    mia = mentor("mia")
    of_mia, stu = browser_of(mia.user), browser_of(student("stu"))
    of_mia.post("/mentorship/profile/pause")
    assert "Mia" not in stu.get("/mentors").text
    assert "Paused" in stu.get("/mentors?q=mia").text
    of_mia.post("/mentorship/profile/resume")
    assert "Mia" in stu.get("/mentors").text
    of_mia.post("/mentorship/profile/withdraw")
    assert stu.get(f"/mentors/{mia.id}").status_code == 404
    of_mia.post("/mentorship/profile", data=PROFILE)
    assert of(mia.user).state is EnrolmentState.APPROVED


def test_the_directory_narrows_by_facet_and_free_place(
    app: Flask, mentor: Mentors, student: Students, browser_of: Browsers
) -> None:
    mentor("ann", areas=["research"], offers=["career"])
    mentor("bob", areas=["advocacy"], places_taken=2)
    mentor("cat", kind=MentorKind.RESIDENT, areas=["research"])
    app.test_cli_runner().invoke(args=["reindex"])
    stu = browser_of(student("stu"))

    def names(question: str) -> set[str]:
        page = stu.get(f"/mentors{question}").text
        return {name for name in ("Ann", "Bob", "Cat") if f">{name}</a>" in page}

    assert names("") == {"Ann", "Bob", "Cat"}
    assert names("?place=1") == {"Ann", "Cat"}
    assert names("?area=research&kind=resident") == {"Cat"}
    assert names("?q=career+choice") == {"Ann"}
    assert "2 mentors" in stu.get("/mentors?area=research").text


def test_the_best_fit_comes_first_with_its_reasons(
    mentor: Mentors, student: Students, browser_of: Browsers, app: Flask
) -> None:
    mentor("ann", areas=["advocacy"], times=["mon-evening"])
    mentor("bob", areas=["research"], offers=["career"], times=["fri-evening"])
    app.test_cli_runner().invoke(args=["reindex"])
    browser = browser_of(student("stu"))
    wishes = {"topics": ["research", "career"], "times": ["fri-evening"], "looking": "y"}
    assert browser.post("/mentorship/wishes", data=wishes).status_code == 303
    page = browser.get("/mentors").text
    assert page.index("Bob") < page.index("Ann")
    assert "2 of 2 topics: Research, Career and specialty choice" in page
    assert "of 100" not in page, "two known parts make no number"
    assert browser.post("/mentorship/wishes", data=wishes | {"stages": "faculty"}).status_code == 303
    assert "<strong>90</strong> of 100" in browser.get("/mentors").text


def test_a_card_has_initials_and_the_first_sentence_of_what_the_mentor_says(
    mentor: Mentors, student: Students, browser_of: Browsers
) -> None:
    mentor("mia", about="I lead **nine** people [here](https://example.org). Ask me about it.\n\nMore <b>below</b>.")
    mentor("long", about="Word " * 60)
    page = JustHTML(browser_of(student("stu")).get("/mentors").text, sanitize=False)
    cards = {card.query("h3")[0].to_text(): card for card in page.query("article.c-card")}
    assert cards["Mia"].query(".c-avatar")[0].to_text() == "M"
    assert "I lead nine people here." in cards["Mia"].to_text()
    assert "Ask me" not in cards["Mia"].to_text()
    (line,) = (item.to_text() for item in cards["Long"].query("p") if item.to_text().startswith("Word"))
    assert line.endswith("Word…") and len(line) <= 140, "what is cut says so"
    names = ("Ada Lin", "Dr. Ada M. Lin", "ada", "Łukasz van der Berg", "…")
    assert [initials(name) for name in names] == ["AL", "AL", "A", "ŁB", "…"]


def test_backgrounds_count_only_when_both_asked_and_are_never_shown(
    mentor: Mentors, student: Students, browser_of: Browsers
) -> None:
    mia = mentor("mia", areas=["research"], backgrounds=["rural"], pair_by_background=True)
    stu = student("stu")
    browser = browser_of(stu)
    page = f"/mentors/{mia.id}"
    browser.post("/mentorship/wishes", data={"topics": "research", "backgrounds": "rural"})
    assert "rural" not in browser.get(page).text
    browser.post("/mentorship/wishes", data={"topics": "research", "backgrounds": "rural", "pair_by_background": "y"})
    assert "You both asked for this: From a rural place" in browser.get(page).text
    with unit_of_work():
        mia.pair_by_background = False
    assert "rural" not in browser.get(page).text
    assert "rural" not in browser_of(student("other")).get(page).text


def test_the_reply_time_is_the_median_of_the_last_ten(mentor: Mentors, student: Students, browser_of: Browsers) -> None:
    mia = mentor("mia")
    with unit_of_work():
        for number in range(12):
            taken = 6 if number < 2 else 1 if number % 2 else 3
            sent = number if number >= 2 else -30
            db.session.add(
                MentorRequest(
                    mentee_id=mia.user_id,
                    enrolment_id=mia.id,
                    state=RequestState.DECLINED,
                    decline_reason="NO_TIME",
                    goal="x",
                    sent_at=days(sent),
                    due_at=days(sent + 7),
                    answered_at=days(sent + taken),
                )
            )
    assert "usually answers within 2 days" in browser_of(student("stu")).get(f"/mentors/{mia.id}").text


def test_saved_mentors_wait_in_their_list(mentor: Mentors, student: Students, browser_of: Browsers) -> None:
    mia, browser = mentor("mia", places_taken=2), browser_of(student("stu"))
    for _ in range(2):
        assert browser.post(f"/mentors/{mia.id}/save").status_code == 303
    assert browser.get("/mentors/saved").text.count(">Mia</a>") == 1
    browser.post(f"/mentors/{mia.id}/unsave")
    assert "Nobody saved yet" in browser.get("/mentors/saved").text


def test_an_exclusion_is_private_and_can_be_taken_back(
    mentor: Mentors, student: Students, browser_of: Browsers
) -> None:
    mia, stu = mentor("mia"), student("stu")
    browser = browser_of(stu)
    assert browser.post("/mentorship/wishes/exclude", data={"person": "Nobody Known"}).status_code == 422
    assert browser.post("/mentorship/wishes/exclude", data={"person": "mia"}).status_code == 303
    block = db.session.scalar(select(Block))
    assert block is not None and "Mia" in browser.get("/mentorship/wishes").text
    assert "Stu" not in browser_of(mia.user).get("/mentorship").text
    browser_of(student("other")).post(f"/mentorship/blocks/{block.id}/undo")
    assert db.session.scalar(select(Block.id)) is not None
    browser.post(f"/mentorship/blocks/{block.id}/undo")
    assert browser.get(f"/mentors/{mia.id}").status_code == 200


def test_who_looks_since_when_is_kept_through_changes(student: Students, browser_of: Browsers) -> None:
    browser = browser_of(student("stu"))
    browser.post("/mentorship/wishes", data={"looking": "y"})
    browser.post("/mentorship/wishes", data={"looking": "y", "goals": "Lead"})
    wishes = db.session.scalar(select(Wishes))
    assert wishes is not None and (wishes.looking_since, wishes.goals) == (NOW, "Lead")
    browser.post("/mentorship/wishes", data={"goals": "Lead"})
    db.session.refresh(wishes)
    assert wishes.looking_since is None


def test_the_directory_asks_as_often_for_many_as_for_few(
    app: Flask, mentor: Mentors, student: Students, browser_of: Browsers
) -> None:
    browser = browser_of(student("stu"))

    def with_more(names: range) -> int:
        for number in names:
            mentor(f"mentor-{number}")
        app.test_cli_runner().invoke(args=["reindex"])
        return count_statements(app, lambda: browser.get("/mentors"))

    assert with_more(range(3)) == with_more(range(3, 15))


def test_without_an_index_the_database_answers(
    app: Flask, mentor: Mentors, student: Students, browser_of: Browsers
) -> None:
    mentor("mia")
    page = browser_of(student("stu")).get("/mentors?q=mi").text
    assert ">Mia</a>" in page and "The search index is being built" in page


@pytest.mark.parametrize("address", ["/mentorship/profile", "/mentorship/wishes"])
@pytest.mark.parametrize("field", ["style", "frequency", "kind", "channel", "capacity"])
@pytest.mark.parametrize("value", ["\t", "\u2028", "9" * 30, "nothing of the kind"])
def test_a_choice_that_was_never_offered_is_no_error_of_ours(
    person: Callable[..., User], browser_of: Callable[[User], FlaskClient], address: str, field: str, value: str
) -> None:
    roles = (Role.FACULTY, Role.MENTOR) if address.endswith("profile") else (Role.STUDENT,)
    answer = browser_of(person("mia", *roles)).post(address, data={"kind": "faculty", "capacity": "1", field: value})
    assert answer.status_code in (303, 422)


def test_the_week_is_a_table_with_a_named_box_for_each_part_of_each_day(
    person: People, browser_of: Browsers, student: Students
) -> None:
    """Also where nothing else can be read of a box than its own label; what was ticked is ticked again."""
    stu, fay = browser_of(student("stu")), browser_of(person("fay", Role.FACULTY))
    times = ["mon-morning", "weekend"]
    fay.post("/mentorship/profile", data=PROFILE | {"times": times})
    stu.post("/mentorship/wishes", data={"topics": ["research"], "times": times})
    for page in (fay.get("/mentorship/profile").text, stu.get("/mentorship/wishes").text):
        rows = page.partition('class="c-table c-week"')[2].partition("</table>")[0].split("<tr>")[2:]
        assert [row.count('type="checkbox"') for row in rows] == [3, 3, 3, 3, 3, 1]
        assert [" checked" in row for row in rows] == [True, False, False, False, False, True]
        assert "Thursday midday" in rows[3]
