"""Mentors do not judge their mentees: what mentoring tells those who choose, and what it hears of those who judge."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from board.accounts.models import Role, User
from board.applications.conflict_sources import known
from board.applications.models import Application, ApplicationMove, Recusal, Review
from board.applications.models import ApplicationState as Applied
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.mentorship.models import ConflictKind, Enrolment, MentorConflict, Mentorship, MentorshipState
from board.mentorship.tasks import keep_conflicts_apart
from board.opportunities.models import Opportunity
from board.opportunities.models import PostingState as Posted
from board.placements.models import Placement
from board.placements.models import PlacementState as Placed
from tests.conftest import NOW
from tests.mentorship.conftest import ask

Browsers = Callable[[User], FlaskClient]


def test_a_pair_is_known_while_it_runs_and_after(
    mentor: Callable[..., Enrolment], student: Callable[..., User]
) -> None:
    now, then, never = mentor("mia"), mentor("max"), mentor("moe")
    ada = student("ada")
    with unit_of_work():
        for item, state, ended in (
            (now, MentorshipState.ACTIVE, None),
            (then, MentorshipState.COMPLETED, NOW),
            (never, MentorshipState.REFUSED, NOW),
        ):
            pair = Mentorship(mentee_id=ada.id, enrolment_id=item.id, state=state, ended_at=ended, started_at=NOW)
            pair.kind, pair.contact_at, pair.ends_on = item.kind, NOW, (NOW + timedelta(days=300)).date()
            db.session.add(pair)
    people = [now.user_id, then.user_id, never.user_id]
    assert set(known([ada.id], people)) == {
        (ada.id, now.user_id, "mentors this student"),
        (ada.id, then.user_id, "mentored this student"),
    }
    assert known([student("ben").id], people) == []


def test_family_and_patients_are_known_and_course_directors_are_not(
    mentor: Callable[..., Enrolment], student: Callable[..., User]
) -> None:
    ada, aunt, director = student("ada"), mentor("ann").user_id, mentor("dan").user_id
    with unit_of_work():
        for person, kind in ((aunt, ConflictKind.RELATIVE), (director, ConflictKind.COURSE_DIRECTOR)):
            db.session.add(MentorConflict(mentor_id=person, mentee_id=ada.id, kind=kind, declared_at=NOW))
    assert known([ada.id], [aunt, director]) == [(ada.id, aunt, "has a conflict of interest on file")]


def judged(student_id: int, judge: User, way: str) -> tuple[Application, Placement | None]:
    """From now on this person reviews an application of the student, or supervises a placement."""
    with unit_of_work():
        posting = Opportunity(
            title="Ward lead", kind="seminar", state=Posted.PUBLISHED, created_at=NOW, published_at=NOW
        )
        db.session.add(posting)
        db.session.flush()
        state = Applied.IN_REVIEW if way == "review" else Applied.ACCEPTED
        applied = Application(opportunity_id=posting.id, student_id=student_id, state=state, created_at=NOW)
        applied.saved_at = applied.submitted_at = NOW
        applied.decided_at = None if way == "review" else NOW
        db.session.add(applied)
        db.session.flush()
        if way == "review":
            db.session.add(Review(application_id=applied.id, reviewer_id=judge.id, assigned_at=NOW))
            return applied, None
        taken = ApplicationMove(application_id=applied.id, verb="accept", before="offered", after="accepted", at=NOW)
        db.session.add(taken)
        db.session.flush()
        placement = Placement(
            application_id=applied.id,
            taken_by_id=taken.id,
            opportunity_id=posting.id,
            student_id=student_id,
            supervisor=judge.name,
            supervisor_email=judge.email,
            created_at=NOW,
        )
        db.session.add(placement)
        return applied, placement


def settled(pair: Mentorship) -> tuple[int, str, bool]:
    """What the task does, twice, and where the pair stands."""
    done = keep_conflicts_apart(NOW) + keep_conflicts_apart(NOW)
    db.session.refresh(pair)
    return done, pair.state.value, pair.paused_by_conflict


@pytest.mark.parametrize("way", ["review", "placement"])
def test_a_mentor_who_comes_to_judge_the_mentee_rests_the_same_day(
    pair: Callable[..., Mentorship], person: Callable[..., User], browser_of: Browsers, way: str
) -> None:
    made, office = pair(), browser_of(person("cora", Role.COORDINATOR))
    assert settled(made) == (0, "active", False)
    applied, placement = judged(made.mentee_id, made.mentor, way)
    assert settled(made) == (1, "paused", True)
    assert "rests" in office.get("/office/mentorship").text
    page = office.get("/office/mentorship/conflicts").text
    assert "Mia" in page and "The school’s own data say so" in page and "Remove" not in page
    (found,) = db.session.scalars(select(MentorConflict)).all()
    assert office.post(f"/office/mentorship/conflicts/{found.id}/lift").status_code == 409
    with unit_of_work():
        if placement is None:
            applied.state, applied.decided_at = Applied.NOT_SELECTED, NOW
        else:
            placement.state = Placed.ENDED_EARLY
    assert settled(made) == (1, "active", False)
    db.session.refresh(found)
    assert found.lifted_at == NOW, "it ends by itself"
    assert "Mia" not in office.get("/office/mentorship/conflicts").text


def test_what_the_school_found_may_be_let_pass(
    pair: Callable[..., Mentorship], person: Callable[..., User], browser_of: Browsers
) -> None:
    made, office = pair(), browser_of(person("cora", Role.COORDINATOR))
    judged(made.mentee_id, made.mentor, "review")
    assert settled(made) == (1, "paused", True)
    found = db.session.scalars(select(MentorConflict)).one()
    said = {"reason": "Another reviewer reads this one."}
    assert office.post(f"/office/mentorship/conflicts/{found.id}/override", data=said).status_code == 303
    assert settled(made) == (0, "active", False)


@pytest.mark.parametrize("way", ["review", "placement"])
def test_whoever_judges_a_student_is_not_asked(
    mentor: Callable[..., Enrolment], student: Callable[[str], User], browser_of: Browsers, way: str
) -> None:
    mia, stu = mentor("mia"), student("stu")
    judged(stu.id, mia.user, way)
    browser = browser_of(stu)
    assert "Not available: they hold an assessment role" in browser.get(f"/mentors/{mia.id}").text
    assert ask(browser, mia).status_code == 409
    assert ask(browser_of(student("other")), mia).status_code == 303


def test_a_reviewer_who_stepped_aside_judges_nobody(
    mentor: Callable[..., Enrolment], student: Callable[[str], User], browser_of: Browsers
) -> None:
    mia, stu = mentor("mia"), student("stu")
    applied, _ = judged(stu.id, mia.user, "review")
    with unit_of_work():
        db.session.add(Recusal(application_id=applied.id, user_id=mia.user_id, reason="mentor", at=NOW))
    assert ask(browser_of(stu), mia).status_code == 303
