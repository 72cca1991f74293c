"""What the reports count, against a school that was counted by hand. What a page shows of it is rounded afterwards."""

from datetime import date, datetime, timedelta

import pytest
from flask import Flask

from board.accounts.models import Role, RoleGrant, User
from board.applications.models import Application, ApplicationMove, ApplicationState, Offer
from board.committees.models import Committee, Seat, SeatTerm
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.learning.models import Activity, Progress
from board.mentorship.choices import MentorKind
from board.mentorship.models import Enrolment, EnrolmentState, Mentorship, MentorshipState, Wishes
from board.opportunities.models import Opportunity, PostingState
from board.placements.models import HoursEntry, Placement, PlacementState
from board.record.models import Entry, EntryKind
from board.reports import queries
from board.reports.periods import Period, Year, counted_to, year_of, years_until
from board.reports.queries import CountedGroup
from board.vocabulary.words import Kind
from tests.conftest import NOW

BOTH = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
END = NOW
YEARS = [Year(2024), Year(2025)]


def at(days: float) -> datetime:
    """So many days before the reports are counted."""
    return END - timedelta(days=days)


def a_student(name: str, **fields: object) -> User:
    grant = RoleGrant(role=Role.STUDENT, asked_at=at(900), granted_at=at(900))
    given = {"class_year": "M1", "created_at": at(900), "confirmed_at": at(900)} | fields
    user = User(name=name, email=f"{name}@example.edu", grants=[grant], **given)
    db.session.add(user)
    db.session.flush()
    return user


def a_posting(kind: Kind, areas: list[str], **fields: object) -> Opportunity:
    given = {"state": PostingState.PUBLISHED, "created_at": at(60), "published_at": at(60), "title": "P"} | fields
    posting = Opportunity(kind=kind, areas=areas, **given)
    db.session.add(posting)
    db.session.flush()
    return posting


def an_application(
    student: User, posting: Opportunity, sent: float, state: ApplicationState, answer: tuple[str, float] | None = None
) -> Application:
    """Sent so many days ago, and answered by a verb so many days ago."""
    times = {"created_at": at(sent), "saved_at": at(sent), "submitted_at": at(sent)}
    decided = at(answer[1]) if answer else None
    application = Application(
        opportunity_id=posting.id, student_id=student.id, state=state, decided_at=decided, **times
    )
    db.session.add(application)
    db.session.flush()
    if answer:
        move = ApplicationMove(application_id=application.id, verb=answer[0], at=decided, by_id=student.id)
        move.before, move.after = "submitted", state.value
        db.session.add(move)
        db.session.flush()
        if answer[0] == "offer":
            offer = Offer(application_id=application.id, made_at=decided, answer_by=END + timedelta(days=9))
            db.session.add(offer)
    return application


def a_placement(application: Application, made: float) -> Placement:
    move = ApplicationMove(application_id=application.id, verb="accept", at=at(made), by_id=application.student_id)
    move.before, move.after = "offered", "accepted"
    db.session.add(move)
    db.session.flush()
    placement = Placement(
        application_id=application.id,
        taken_by_id=move.id,
        opportunity_id=application.opportunity_id,
        student_id=application.student_id,
        state=PlacementState.STARTED,
        created_at=at(made),
        started_on=at(made).date(),
    )
    db.session.add(placement)
    db.session.flush()
    return placement


def counts_of(groups: list[CountedGroup], **marks: str) -> dict[str, int]:
    """The counts of all groups that have these marks, added up."""
    fitting = [group for group in groups if marks.items() <= group.marks.items()]
    names = {name for group in groups for name in group.counts}
    return {name: sum(group.counts[name] for group in fitting) for name in names}


@BOTH
def test_applications_are_counted_by_what_came_of_them(app: Flask) -> None:
    with unit_of_work():
        ann, ben, cid = a_student("ann"), a_student("ben", class_year="M2"), a_student("cid", class_year="M2")
        seat = a_posting(Kind.COMMITTEE_SEAT, ["advocacy", "research"], answer_by=at(10).date())
        fellowship = a_posting(Kind.FELLOWSHIP, [])
        accepted = an_application(ann, seat, 20, ApplicationState.ACCEPTED, ("offer", 15))
        a_placement(accepted, 14)
        an_application(ben, seat, 20, ApplicationState.OFFERED, ("offer", 9))
        an_application(cid, seat, 20, ApplicationState.WITHDRAWN)
        an_application(ann, fellowship, 300, ApplicationState.NOT_SELECTED, ("reject", 280))
        an_application(ben, fellowship, 30, ApplicationState.SUBMITTED)
        an_application(cid, fellowship, -1, ApplicationState.SUBMITTED)
        draft = an_application(a_student("dee"), seat, 5, ApplicationState.DRAFT)
        draft.submitted_at = None
    groups = queries.applications(YEARS, END)
    now = [group for group in groups if group.year == Year(2025)]
    assert counts_of(now, kind="committee-seat") == {
        "sent": 3,
        "answered": 2,
        "within_14": 2,
        "within_7": 1,
        "offered": 2,
        "placed": 1,
        "owed": 2,
        "in_time": 1,
    }
    assert counts_of(now)["sent"] == 4, "what is sent after the end of the month counts in the next"
    assert counts_of(now, class_year="M2")["sent"] == 3
    assert counts_of(now, area="advocacy")["sent"] == 3, "an area is the first that is named"
    assert counts_of(now, area="research")["sent"] == 0
    before = [group for group in groups if group.year == Year(2024)]
    assert counts_of(before) == counts_of(before, kind="fellowship", area="")
    assert {name: count for name, count in counts_of(before).items() if count} == {"sent": 1, "answered": 1}


@BOTH
def test_an_answer_on_the_promised_day_is_in_time_to_its_last_hour_at_the_school(app: Flask) -> None:
    with unit_of_work():
        ann, ben = a_student("ann"), a_student("ben")
        posting = a_posting(Kind.SEMINAR, [], answer_by=date(2026, 2, 20))
        midnight = (END - datetime(2026, 2, 21, 5, tzinfo=END.tzinfo)) / timedelta(days=1)
        an_application(ann, posting, 30, ApplicationState.NOT_SELECTED, ("reject", midnight + 0.01))
        an_application(ben, posting, 30, ApplicationState.NOT_SELECTED, ("reject", midnight - 0.01))
    assert str(app.extensions["settings"].time_zone) == "America/New_York"
    counts = counts_of(queries.applications(YEARS, END))
    assert (counts["owed"], counts["in_time"]) == (2, 1)


@BOTH
def test_postings_that_came_on_the_board_are_counted(app: Flask) -> None:
    with unit_of_work():
        a_posting(Kind.SEMINAR, ["research"], competencies=["professionalism", "team-management"])
        a_posting(Kind.SEMINAR, [], state=PostingState.CANCELLED, competencies=["professionalism"])
        a_posting(Kind.SEMINAR, [], state=PostingState.DRAFT, competencies=["professionalism"])
        a_posting(Kind.SEMINAR, [], published_at=at(-2), competencies=["professionalism"])
        a_posting(Kind.FELLOWSHIP, [], published_at=at(400))
    groups = queries.postings(YEARS, END)
    assert counts_of(groups, kind="seminar") == {"posted": 2}
    assert counts_of(groups, kind="seminar", area="research") == {"posted": 1}
    assert [group.year for group in groups if group.marks["kind"] == "fellowship"] == [Year(2024)]
    assert queries.first_event() == at(400), "so the year in which only postings came can be looked at"
    offer = queries.offer_by_competency([Year(2025)], END)
    assert (offer["professionalism"], offer["team-management"], offer["self-management"]) == (2, 1, 0)


@BOTH
def test_students_are_counted_by_what_they_have(app: Flask) -> None:
    with unit_of_work():
        placed, seated, writing, learning, none = (a_student(name, campus="Main") for name in "abcde")
        a_student("gone", suspended_at=at(5))
        a_student("unproved", confirmed_at=None)
        a_student("late", created_at=at(-1))
        posting = a_posting(Kind.SEMINAR, [])
        placement = a_placement(an_application(placed, posting, 500, ApplicationState.ACCEPTED, ("offer", 490)), 480)
        entries = [(400, 60 * 24), (10, 59 * 24), (9, 23 * 24), (-1, 60 * 24)]
        for day, minutes in entries:
            for part in range(3):
                hours = {"minutes": minutes // 3, "what": "Work", "logged_at": at(day), "approved_at": at(day)}
                db.session.add(HoursEntry(placement_id=placement.id, day=at(day).date(), **hours))
                assert part < 3
        committee = Committee(name="Council", created_at=at(90))
        db.session.add(committee)
        db.session.flush()
        seat = Seat(committee_id=committee.id, name="Student")
        db.session.add(seat)
        db.session.flush()
        db.session.add(SeatTerm(seat_id=seat.id, user_id=seated.id, name="B", starts=at(9).date(), ends=at(-90).date()))
        for student, kind, built, more in (
            (writing, EntryKind.OTHER, ["professionalism"], {}),
            (learning, EntryKind.LEARNING, ["self-management"], {}),
            (none, EntryKind.OTHER, ["team-management"], {"set_aside_at": at(1)}),
        ):
            entry = {"title": "E", "starts": at(30).date(), "created_at": at(30)} | more
            db.session.add(Entry(student_id=student.id, kind=kind, competencies=built, **entry))
    counts = counts_of(queries.students(END))
    assert counts["students"] == 5
    assert (counts["something"], counts["something_before"]) == (3, 1)
    assert (counts["hours_1"], counts["hours_50"], counts["hours_100"]) == (1, 0, 0)
    lacking = [counts[f"lacks_{name}"] for name in ("professionalism", "self-management", "team-management")]
    assert lacking == [4, 4, 5]
    assert counts_of(queries.students(END), campus="Main")["students"] == 5


@BOTH
def test_mentoring_and_learning_are_counted(app: Flask) -> None:
    with unit_of_work():
        mia = User(name="Mia", email="mia@example.edu", created_at=at(900), confirmed_at=at(900))
        db.session.add(mia)
        db.session.flush()
        enrolment = Enrolment(
            user_id=mia.id, kind=MentorKind.FACULTY, state=EnrolmentState.APPROVED, created_at=at(800), places_taken=2
        )
        db.session.add(enrolment)
        db.session.flush()
        running, ended, looking, fresh = (a_student(name) for name in "abcd")
        for student, started, over in ((running, 20, None), (ended, 500, 100)):
            over_at = at(over) if over else None
            pair = {
                "started_at": at(started),
                "contact_at": at(started),
                "ends_on": at(-90).date(),
                "ended_at": over_at,
            }
            state = "COMPLETED" if over else "ACTIVE"
            pair |= {"mentee_id": student.id, "enrolment_id": enrolment.id, "kind": MentorKind.FACULTY}
            db.session.add(Mentorship(**pair, state=MentorshipState[state]))
        for student, since in ((running, 40), (looking, 40), (fresh, 10)):
            db.session.add(Wishes(user_id=student.id, saved_at=at(since), looking_since=at(since)))
        activity = Activity(title="A", minutes=10, created_at=at(900))
        db.session.add(activity)
        db.session.flush()
        for student, begun, passed in ((running, 20, 10), (ended, 20, -1), (looking, 300, 290), (fresh, 800, None)):
            done = at(passed) if passed is not None else None
            taking = {"user_id": student.id, "activity_id": activity.id, "started_at": at(begun), "passed_at": done}
            db.session.add(Progress(**taking))
    counts = counts_of(queries.students(END))
    assert (counts["mentored"], counts["mentored_before"], counts["seeking"]) == (1, 1, 2)
    assert [(group.marks, group.counts) for group in queries.mentors(END)] == [({"mentees": "1"}, {"mentors": 1})]
    assert [group.marks for group in queries.mentors(at(30))] == [{"mentees": "0"}], "as it was then"
    begun = {group.year: group.counts for group in queries.activities_begun(YEARS, END)}
    of_it = counts_of(queries.activities_begun(YEARS, END), activity=str(activity.id))
    assert of_it == {"begun": 3, "passed": 2}
    assert begun == {Year(2025): {"begun": 2, "passed": 1}, Year(2024): {"begun": 1, "passed": 1}}
    assert queries.first_event() == at(800)


def test_years_are_whole_and_end_with_the_last_month(app: Flask) -> None:
    end = counted_to(NOW)
    assert end == datetime(2026, 3, 1, 5, tzinfo=NOW.tzinfo), "midnight at the school"
    assert [year.label for year in years_until(end, since=None)] == ["2025-26"]
    assert [year.label for year in years_until(end, since=at(500))] == ["2025-26", "2024-25"]
    assert len(years_until(end, since=at(9000))) == 10
    assert (year_of(date(2026, 6, 30)).label, year_of(date(2026, 7, 1)).label) == ("2025-26", "2026-27")
    july = counted_to(datetime(2026, 7, 20, tzinfo=NOW.tzinfo))
    assert years_until(july, since=None)[0].label == "2025-26", "a year of which no month is over is not offered"
    period = Period(Year(2023), Year(2024), end)
    assert (period.label, period.is_under_way) == ("2023-24 to 2024-25", False)
