"""Mentors do not judge their mentees: what mentoring tells those who choose."""

from collections.abc import Callable
from datetime import timedelta

from board.accounts.models import User
from board.applications.conflicts import known
from board.kernel.db import db, unit_of_work
from board.mentorship.models import Conflict, ConflictKind, Enrolment, Mentorship, MentorshipState
from tests.conftest import NOW


def test_a_pair_is_known_while_it_runs_and_after(
    mentor: Callable[..., Enrolment], student: Callable[..., User]
) -> None:
    now, then, never = mentor("mia"), mentor("max"), mentor("moe")
    ada = student("ada")
    with unit_of_work():
        for one, state, ended in (
            (now, MentorshipState.ACTIVE, None),
            (then, MentorshipState.COMPLETED, NOW),
            (never, MentorshipState.REFUSED, NOW),
        ):
            pair = Mentorship(mentee_id=ada.id, enrolment_id=one.id, state=state, ended_at=ended, started_at=NOW)
            pair.kind, pair.contact_at, pair.ends_on = one.kind, NOW, (NOW + timedelta(days=300)).date()
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
            db.session.add(Conflict(mentor_id=person, mentee_id=ada.id, kind=kind, declared_at=NOW))
    assert known([ada.id], [aunt, director]) == [(ada.id, aunt, "has a conflict of interest on file")]
