"""What a mentee wished for, and which ties keep two people apart."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import joinedload

from board.accounts.models import User
from board.kernel.db import db
from board.kernel.statements import is_among, plain_rows
from board.mentorship import conflict_sources
from board.mentorship.exclusions import Exclusion, Person, Ties, between
from board.mentorship.fit import MatchCriteria, MentorOffer
from board.mentorship.models import (
    Block,
    ConflictKind,
    EndReason,
    Enrolment,
    ListedMentor,
    MentorConflict,
    Mentorship,
    MentorshipState,
    Wishes,
)

_WISHES = select(Wishes).where(Wishes.user_id == bindparam("user_id"))
_BLOCKED_WITH = select(Block.by_id, Block.about_id).where(
    or_(Block.by_id == bindparam("user_id"), Block.about_id == bindparam("user_id"))
)
_CONFLICTS = select(
    MentorConflict.mentor_id,
    MentorConflict.mentee_id,
    MentorConflict.class_year,
    MentorConflict.derived,
    MentorConflict.overridden_at,
).where(
    or_(
        is_among(MentorConflict.mentee_id, "mentee_ids"),
        is_among(MentorConflict.class_year, "years"),
    ),
    MentorConflict.lifted_at.is_(None),
)
_CONCERNS = (
    select(Enrolment.user_id)
    .join(Mentorship, Mentorship.enrolment_id == Enrolment.id)
    .where(Mentorship.mentee_id == bindparam("mentee_id"), Mentorship.end_reason == EndReason.CONCERN)
)
"""What each page with mentors asks of its reader, made once."""


def wishes_of(user_id: int) -> Wishes | None:
    """What this person looks for in a mentor, where they said it."""
    return db.session.scalar(_WISHES, {"user_id": user_id})


def blocks_by(user_id: int) -> list[Block]:
    """Whom this person never wants to meet here."""
    statement = select(Block).where(Block.by_id == user_id).order_by(Block.id)
    return list(db.session.scalars(statement.options(joinedload(Block.about))))


def blocked_with(user_id: int) -> frozenset[int]:
    """Everybody on the other side of a block, whoever said it."""
    pairs = plain_rows(_BLOCKED_WITH, {"user_id": user_id})
    return frozenset(about if by == user_id else by for by, about in pairs)


def ties_of(mentee: User) -> Ties:
    """What keeps a mentee and mentors apart."""
    return Ties(blocked_with(mentee.id), conflicts_of(mentee), _concerns_of(mentee.id))


def conflicts_of(mentee: User) -> frozenset[int]:
    """The people who grade, treat or manage this student, or are related; but for those a coordinator let pass."""
    return conflicts_of_many([mentee])[mentee.id]


def conflicts_of_many(students: Iterable[User]) -> dict[int, frozenset[int]]:
    """The same for each of them: what was said of one student or of a year, and who judges them as the school knows."""
    years = {student.id: student.class_year for student in students}
    asked = {"mentee_ids": list(years), "years": list({*years.values()} - {""})}
    single: dict[int, set[int]] = defaultdict(set)
    of_year: dict[str, set[int]] = defaultdict(set)
    passed: dict[int | None, set[int]] = defaultdict(set)
    for mentor_id, mentee_id, class_year, is_derived, overridden_at in plain_rows(_CONFLICTS, asked):
        if overridden_at is not None:
            passed[mentee_id].add(mentor_id)
        elif mentee_id is None:
            of_year[class_year].add(mentor_id)
        elif not is_derived:  # that is only a note of what the judges say below
            single[mentee_id].add(mentor_id)
    judged = conflict_sources.of(years)
    return {
        number: frozenset(single[number] | of_year[year] | (judged[number] - passed[number]))
        for number, year in years.items()
    }


def exclusion_between(mentee: User, enrolment: Enrolment) -> Exclusion | None:
    """Why these two may not be a pair."""
    return between(mentee_person(mentee), mentor_person(enrolment), enrolment.kind.value, ties_of(mentee))


def mentee_person(user: User, wishes: Wishes | None = None) -> Person:
    """What decides of somebody who looks for a mentor."""
    given_wishes = wishes or wishes_of(user.id)
    return Person(user.id, user.class_year, frozenset(given_wishes.languages if given_wishes else ()))


def mentor_person(enrolment: Enrolment | ListedMentor) -> Person:
    """What decides of a mentor."""
    return Person(enrolment.user_id, enrolment.user.class_year, frozenset(enrolment.languages))


def wanted_by(user: User, wishes: Wishes | None) -> MatchCriteria:
    """What a student looks for: their wishes, or the interests that their profile shows while there are none."""
    if wishes is None:
        return MatchCriteria(topics=frozenset([*user.shown("areas"), *user.competencies]))
    return MatchCriteria(
        topics=frozenset(wishes.topics),
        specialties=frozenset(wishes.specialties),
        times=frozenset(wishes.times),
        stages=frozenset(wishes.stages),
        channels=frozenset(wishes.channels),
        frequency=wishes.frequency or "",
        style=wishes.style or "",
        backgrounds=frozenset(wishes.backgrounds if wishes.pair_by_background else ()),
    )


def offered_by(enrolment: Enrolment | ListedMentor) -> MentorOffer:
    """What a mentor brings."""
    return MentorOffer(
        kind=enrolment.kind.value,
        topics=frozenset(enrolment.topics),
        specialties=frozenset(enrolment.specialties),
        times=frozenset(enrolment.times),
        channels=frozenset(enrolment.channels),
        frequency=enrolment.frequency or "",
        style=enrolment.style or "",
        backgrounds=frozenset(enrolment.backgrounds if enrolment.pair_by_background else ()),
    )


def wishes_of_many(user_ids: Iterable[int]) -> dict[int, Wishes]:
    """The wishes of several people by their numbers."""
    return {
        wishes.user_id: wishes
        for wishes in db.session.scalars(select(Wishes).where(Wishes.user_id.in_(list(user_ids))))
    }


def _concerns_of(mentee_id: int) -> frozenset[int]:
    return frozenset(number for (number,) in plain_rows(_CONCERNS, {"mentee_id": mentee_id}))


_MENTORED = (
    select(Mentorship.mentee_id, Enrolment.user_id, Mentorship.ended_at)
    .join(Enrolment, Enrolment.id == Mentorship.enrolment_id)
    .where(
        is_among(Enrolment.user_id, "people"),
        Mentorship.state.not_in((MentorshipState.REFUSED, MentorshipState.NOT_CONFIRMED)),
    )
    .order_by(Mentorship.id)
)
_NEAR = select(MentorConflict.mentee_id, MentorConflict.mentor_id).where(
    is_among(MentorConflict.mentor_id, "people"),
    MentorConflict.kind.in_((ConflictKind.RELATIVE, ConflictKind.CLINICIAN)),
    MentorConflict.lifted_at.is_(None),
)


def known_pairs(students: Collection[int], people: Collection[int]) -> list[tuple[int, int, str]]:
    """Students and people who should not judge each other: mentor and mentee, now or before; family, patients.

    Asked by the people: of a posting there are a few, and hundreds of students.
    """
    among, asked = set(students), {"people": list(people)}
    words = ("mentors this student", "mentored this student")
    pairs = [(mentee, mentor, words[ended is not None]) for mentee, mentor, ended in plain_rows(_MENTORED, asked)]
    pairs += [
        (mentee, person, "has a conflict of interest on file")
        for mentee, person in plain_rows(_NEAR, asked)
        if mentee is not None
    ]
    return [pair for pair in pairs if pair[0] in among]
