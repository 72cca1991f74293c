"""What ended elsewhere in Rounds comes into the record once, with what was confirmed of it."""

from collections.abc import Callable
from datetime import date, timedelta

from flask.testing import FlaskClient
from sqlalchemy import select

from board import tasks
from board.accounts.models import Role, User
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.learning.actions import attempt as attempt_actions
from board.learning.actions import outside_activity as outside_activity_actions
from board.learning.models import Activity, ActivityState, Format, OutsideActivity, OutsideState
from board.mentorship.choices import MentorKind
from board.mentorship.models import Enrolment, Meeting, MeetingState, Mentorship, MentorshipState
from board.record.models import Entry, EntryKind, Source
from tests.conftest import NOW
from tests.record.conftest import ENTRY, WITNESS


def entries_of(user: User) -> list[Entry]:
    return list(db.session.scalars(select(Entry).where(Entry.student_id == user.id)))


def activity() -> Activity:
    return Activity(
        state=ActivityState.PUBLISHED,
        created_at=NOW,
        published_at=NOW,
        title="Leading meetings",
        provider="The School",
        minutes=100,
        competencies=["team-management"],
        areas=["education"],
    )


def test_a_passed_activity_comes_in_at_once_with_its_certificate(sam: User, browser: FlaskClient) -> None:
    with unit_of_work():
        made = activity()
        db.session.add(made)
        db.session.flush()
        certificate = attempt_actions.issue(made, sam, now=NOW)
    (entry,) = entries_of(sam)
    assert (entry.source, entry.kind, entry.title) == (Source.ACTIVITY, EntryKind.LEARNING, "Leading meetings")
    assert (entry.hours, entry.competencies, entry.areas) == (2, ["team-management"], ["education"])
    assert entry.verified_role == f"certificate {certificate.code}"
    assert "Shown by a certificate: The School, certificate" in browser.get("/record").text


def test_a_corrected_certificate_is_still_one_entry(sam: User, person: Callable[..., User]) -> None:
    cora = person("cora", Role.COORDINATOR)
    with unit_of_work():
        made = activity()
        db.session.add(made)
        db.session.flush()
        attempt_actions.correct(attempt_actions.issue(made, sam, now=NOW), sam, by=cora, now=NOW)
    tasks.do_all(NOW)
    assert len(entries_of(sam)) == 1


def test_an_outside_activity_comes_in_when_it_is_verified(sam: User, person: Callable[..., User]) -> None:
    cora = person("cora", Role.COORDINATOR)
    with unit_of_work():
        logged = OutsideActivity(
            user_id=sam.id,
            state=OutsideState.LOGGED,
            title="Board retreat",
            provider="State society",
            format=Format.WORKSHOP,
            minutes=240,
            completed_on=date(2026, 2, 14),
            logged_at=NOW,
        )
        db.session.add(logged)
    assert entries_of(sam) == []
    with unit_of_work():
        outside_activity_actions.verify(logged, by=cora, now=NOW)
    (entry,) = entries_of(sam)
    assert (entry.title, entry.hours, entry.verified_by, entry.starts) == (
        "Board retreat",
        4,
        "Cora",
        date(2026, 2, 14),
    )


def test_what_is_changed_after_it_was_verified_loses_its_mark_in_the_record_and_gets_it_back(
    sam: User, browser: FlaskClient, person: Callable[..., User], browser_of: Callable[[User], FlaskClient]
) -> None:
    office = browser_of(person("cora", Role.COORDINATOR))
    retreat = {
        "title": "Board retreat",
        "provider": "State society",
        "format": "workshop",
        "minutes": "240",
        "completed_on": "2026-02-14",
    }
    page = browser.post("/learning/outside/new", data=retreat).location
    office.post(f"{page}/verify")
    (entry,) = entries_of(sam)
    address = f"/record/entries/{entry.id}"
    facts = {"kind": "learning", "title": "Board retreat", "organisation": "State society", "hours": "4"}
    facts |= {"starts": "2026-02-14", "ends": "2026-02-14", "description": "I chaired one hour."}
    browser.post(f"{address}/edit", data=facts)
    assert "confirmed by an approved supervisor: Cora" in browser.get("/record").text
    browser.post(f"{page}/edit", data=retreat | {"minutes": "900"})
    assert "approved supervisor: Cora" not in browser.get("/record").text
    assert "the mark by Cora is gone" in browser.get(address).text
    assert browser.get(f"{address}/badge").status_code == 404
    office.post(f"{page}/verify")
    assert "Role, dates and hours confirmed by an approved supervisor: Cora" in browser.get("/record").text
    (entry,) = entries_of(sam)
    assert (entry.hours, entry.description) == (15, "I chaired one hour."), (
        "the facts that were verified, their own words"
    )


def pair_up(mentor: User, mentee: User, *, held: int) -> None:
    """A mentorship of the last half-year that is over, with so many meetings of an hour."""
    with unit_of_work():
        enrolment = Enrolment(user_id=mentor.id, kind=MentorKind.PEER, created_at=NOW)
        db.session.add(enrolment)
        db.session.flush()
        pair = Mentorship(
            mentee_id=mentee.id,
            enrolment_id=enrolment.id,
            kind=MentorKind.PEER,
            state=MentorshipState.COMPLETED,
            started_at=NOW - timedelta(days=180),
            ends_on=NOW.date(),
            ended_at=NOW,
            contact_at=NOW,
        )
        pair.meetings = [
            Meeting(
                state=MeetingState.HELD, at=NOW, minutes=60, channel="in-person", topics=["self-management", "career"]
            )
            for _ in range(held)
        ]
        db.session.add(pair)


def test_what_came_in_without_being_told_comes_with_the_worker_and_once(
    sam: User, browser: FlaskClient, person: Callable[..., User]
) -> None:
    peer, faculty = person("peer", Role.STUDENT, Role.MENTOR), person("fay", Role.FACULTY, Role.MENTOR)
    pair_up(peer, sam, held=2)
    pair_up(faculty, sam, held=0)
    tasks.do_all(NOW)
    tasks.do_all(NOW + timedelta(hours=1))
    (mine,) = entries_of(sam)
    assert (mine.kind, mine.title, mine.hours) == (EntryKind.MENTORSHIP, "Mentee of Peer", 2)
    assert mine.competencies == ["self-management"]
    assert not mine.is_verified
    assert "Describe what you did: Mentee of Peer came into your record" in browser.get("/").text
    assert browser.post(f"/record/entries/{mine.id}/edit", data=ENTRY).status_code == 303
    assert "Describe what you did" not in browser.get("/").text
    (theirs,) = entries_of(peer)
    assert (theirs.kind, theirs.title) == (EntryKind.TEACHING, "Mentor of a fellow student"), "the mentee is not named"
    assert entries_of(faculty) == [], "only students keep a record"


def test_own_words_leave_the_mark_on_the_facts_and_changed_facts_take_it_away(sam: User, browser: FlaskClient) -> None:
    with unit_of_work():
        made = activity()
        db.session.add(made)
        db.session.flush()
        attempt_actions.issue(made, sam, now=NOW)
    (entry,) = entries_of(sam)
    address = f"/record/entries/{entry.id}"
    facts = {"kind": "learning", "title": entry.title, "organisation": "The School", "hours": "2"}
    facts |= {"starts": entry.starts.isoformat(), "ends": entry.starts.isoformat()}
    facts |= {"competencies": ["team-management"], "areas": ["education"]}
    browser.post(f"{address}/edit", data=facts | {"description": "I led one the next day."})
    assert "Shown by a certificate: The School, certificate" in browser.get(address).text
    browser.post(f"{address}/edit", data=facts | {"description": "I led one the next day.", "hours": "20"})
    assert "Shown by a certificate" not in browser.get(address).text
    assert "the mark by The School is gone" in browser.get(address).text


def test_what_came_in_is_set_aside_not_deleted_and_does_not_come_again(sam: User, browser: FlaskClient) -> None:
    with unit_of_work():
        made = activity()
        db.session.add(made)
        db.session.flush()
        attempt_actions.issue(made, sam, now=NOW)
    (entry,) = entries_of(sam)
    assert browser.post(f"/record/entries/{entry.id}/delete").status_code == 403
    browser.post(f"/record/entries/{entry.id}/set-aside")
    tasks.do_all(NOW)
    assert len(entries_of(sam)) == 1
    assert "Leading meetings" in browser.get("/record").text, "it can be put back"


def test_who_reads_the_words_too_confirms_all_of_it(
    sam: User, browser: FlaskClient, client: FlaskClient, add: Callable[..., int], link_for: Callable[..., str]
) -> None:
    number = add()
    client.post(link_for(number), data=WITNESS | {"facts": "y"})
    browser.post(f"/record/entries/{number}/edit", data=ENTRY | {"description": "I ran the hospital."})
    assert "Confirmed by an approved supervisor: Dr" not in browser.get("/record").text
