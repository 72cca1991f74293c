"""Finding mentors."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from statistics import median

from sqlalchemy import ColumnElement, Date, Select, bindparam, func, or_, select
from sqlalchemy.orm import joinedload, lazyload, load_only, selectinload

from board.accounts.models import Role, User
from board.kernel.db import db
from board.kernel.statements import is_among, is_one_of, plain_rows
from board.mentorship.choices import MentorKind
from board.mentorship.models import (
    OPEN,
    Enrolment,
    EnrolmentState,
    ListedMentor,
    ListedPerson,
    MentorRequest,
    RequestState,
    SavedMentor,
)
from board.mentorship.rules import RULES
from board.mentorship.search_params import MentorSearchParams
from board.search.engine import Engine, IndexUnavailable

PER_PAGE = 20
MOST_RANKED = 1000
"""How many mentors are put in the order of fit; past that, words or filters narrow the list first."""

_WITH_PERSON = (joinedload(Enrolment.user),)
_WITH_NAME = (
    joinedload(Enrolment.user).options(
        load_only(User.name, User.title, User.class_year, User.hides, raiseload=True), lazyload(User.grants)
    ),
)
"""For lists, which show whoever it is and no role of theirs."""


def by_id(enrolment_id: int) -> Enrolment | None:
    """One mentor with the person and the timeline."""
    whole = (*_WITH_PERSON, selectinload(Enrolment.moves))
    return db.session.get(Enrolment, enrolment_id, options=whole, populate_existing=True)


def of_person(user_id: int) -> Enrolment | None:
    """This person as a mentor, whatever the state."""
    return db.session.scalar(select(Enrolment).where(Enrolment.user_id == user_id).options(*_WITH_PERSON))


def impossible_kinds() -> Iterator[str]:
    """Mentors listed as what their account rules out: a sentence for each."""
    enrolled = select(Enrolment).where(Enrolment.state.in_((EnrolmentState.APPROVED, EnrolmentState.PAUSED)))
    for enrolment in db.session.scalars(enrolled.options(*_WITH_PERSON).order_by(Enrolment.id)):
        user = enrolment.user
        is_possible = {
            MentorKind.FACULTY: user.is_a(Role.FACULTY) or user.is_a(Role.MENTOR),
            MentorKind.PEER: user.is_a(Role.STUDENT),
            MentorKind.RESIDENT: not user.is_a(Role.STUDENT),
        }
        if not is_possible[enrolment.kind]:
            roles = ", ".join(sorted(user.roles_held)) or "no role"
            listed_as = enrolment.kind.label.lower()
            yield f"Mentor {enrolment.id} is listed as {listed_as}, and account {user.id} has {roles}."


def listed(today: date) -> Iterator[Enrolment]:
    """Everybody who can be found, a few hundred rows at a time."""
    return iter(db.session.scalars(_listed_on(today).options(*_WITH_PERSON).execution_options(yield_per=500)))


def competencies_of_listed(today: date) -> list[list[str]]:
    """What each of them helps with."""
    return list(db.session.scalars(_COMPETENCIES_OF_LISTED, {"today": today}))


def waiting_for_approval() -> list[Enrolment]:
    """Who offered to mentor and waits for a coordinator, the longest waiting first."""
    waiting = select(Enrolment).where(Enrolment.state == EnrolmentState.APPLIED).order_by(Enrolment.created_at)
    return list(db.session.scalars(waiting.options(*_WITH_PERSON)))


@dataclass(frozen=True)
class MentorResults:
    """The mentors that fit what was asked, in the order of the index; the reader's own order is made of them."""

    mentors: Sequence[Enrolment | ListedMentor]
    total: int
    facets: dict[str, dict[str, int]]
    widened: bool = False
    corrected: str | None = None
    is_forgiven: bool = False
    """These are the results of what was meant, and not of what was typed."""
    is_plain: bool = False
    """The index could not be used: the database answered, without facets."""


def find(
    engine: Engine, params: MentorSearchParams, today: date, *, without: frozenset[int] = frozenset()
) -> MentorResults:
    """Whoever fits, but for the people in `without`. What the index found is read, and judged listed, here."""
    try:
        results = engine.search(params.request(MOST_RANKED if params.sort == "fit" else PER_PAGE))
    except IndexUnavailable:
        plain = _plainly(params.words, today, without)
        return MentorResults(plain, len(plain), {}, is_plain=True)
    ids = [key for _, key in results.keys]
    rows = plain_rows(_LISTED_AMONG, {"ids": ids, "today": today})
    width = len(_OF_PERSON)
    read = [ListedMentor(ListedPerson(*row[:width]), *row[width:]) for row in rows]
    by_number = {mentor.id: mentor for mentor in read if mentor.user_id not in without}
    mentors = [by_number[number] for number in ids if number in by_number]
    total = results.total - (len(ids) - len(mentors))
    return MentorResults(mentors, total, results.facets, results.widened, results.corrected, results.is_forgiven)


def named(words: str) -> list[Enrolment]:
    """Mentors whose whole name this is, listed or paused."""
    if not words.strip():
        return []
    name = func.lower(User.name) == words.strip().lower()
    shown = Enrolment.state.in_((EnrolmentState.APPROVED, EnrolmentState.PAUSED))
    statement = select(Enrolment).join(Enrolment.user).where(shown, name, User.suspended_at.is_(None))
    return list(db.session.scalars(statement.options(*_WITH_NAME)))


def paused_named(words: str) -> list[Enrolment]:
    """Mentors who pause are found by whoever writes the whole name."""
    return [enrolment for enrolment in named(words) if enrolment.state is EnrolmentState.PAUSED]


def saved_by(user_id: int) -> list[SavedMentor]:
    """The mentors a person keeps in mind, the newest first."""
    statement = select(SavedMentor).where(SavedMentor.user_id == user_id).order_by(SavedMentor.id.desc())
    return list(db.session.scalars(statement.options(joinedload(SavedMentor.enrolment).joinedload(Enrolment.user))))


_SAVED_IDS = select(SavedMentor.enrolment_id).where(SavedMentor.user_id == bindparam("user_id"))


def saved_ids(user_id: int) -> set[int]:
    """Their numbers."""
    return {number for (number,) in plain_rows(_SAVED_IDS, {"user_id": user_id})}


def _last_answers() -> Select[int, datetime, datetime]:
    """Who was asked, when, and when they first said something, for the latest answers of each mentor."""
    answered = MentorRequest.state.in_((RequestState.ACCEPTED, RequestState.DECLINED))
    place = func.row_number().over(partition_by=MentorRequest.enrolment_id, order_by=MentorRequest.answered_at.desc())
    first_word = func.coalesce(MentorRequest.asked_at, MentorRequest.answered_at)
    numbered = (
        select(MentorRequest.enrolment_id, MentorRequest.sent_at, first_word.label("first_word"), place.label("place"))
        .where(is_among(MentorRequest.enrolment_id, "ids"), answered)
        .subquery()
    )
    latest = select(numbered.c.enrolment_id, numbered.c.sent_at, numbered.c.first_word)
    return latest.where(numbered.c.place <= RULES.answers_in_median)


_LAST_ANSWERS = _last_answers()


def reply_times(enrolment_ids: Sequence[int]) -> dict[int, timedelta]:
    """How long each usually takes to answer: the median of the last ten answers. Who never answered is absent."""
    taken: dict[int, list[float]] = {}
    for number, sent_at, first_word in plain_rows(_LAST_ANSWERS, {"ids": enrolment_ids}):
        taken.setdefault(number, []).append((first_word - sent_at).total_seconds())
    return {number: timedelta(seconds=median(seconds)) for number, seconds in taken.items()}


_INBOXES = (
    select(MentorRequest.enrolment_id, func.count())
    .where(is_among(MentorRequest.enrolment_id, "ids"), is_one_of(MentorRequest.state, *OPEN))
    .group_by(MentorRequest.enrolment_id)
)


def inboxes(enrolment_ids: Iterable[int]) -> dict[int, int]:
    """How many requests wait at each."""
    return {row[0]: row[1] for row in plain_rows(_INBOXES, {"ids": list(enrolment_ids)})}


def last_resumed(enrolment: Enrolment) -> datetime | None:
    """When a pause last ended."""
    return max((move.at for move in enrolment.moves if move.verb == "resume"), default=None)


def _listed_on(today: date | ColumnElement[date]) -> Select[Enrolment]:
    in_time = or_(Enrolment.until.is_(None), Enrolment.until >= today)
    able = Enrolment.user.has(User.suspended_at.is_(None) & User.confirmed_at.is_not(None) & ~User.directory_hold)
    able &= Enrolment.user.has(User.hold_asked_at.is_(None))
    return select(Enrolment).where(Enrolment.state == EnrolmentState.APPROVED, Enrolment.capacity > 0, in_time, able)


_COMPETENCIES_OF_LISTED = _listed_on(bindparam("today", type_=Date)).with_only_columns(Enrolment.competencies)
_OF_MENTOR = [getattr(Enrolment, field.name) for field in fields(ListedMentor) if field.name != "user"]
_OF_PERSON = [getattr(User, field.name) for field in fields(ListedPerson)]
_LISTED_AMONG = (
    _listed_on(bindparam("today", type_=Date))
    .where(is_among(Enrolment.id, "ids"))
    .join(Enrolment.user)
    .with_only_columns(*_OF_PERSON, *_OF_MENTOR)
)


def _plainly(words: str, today: date, without: frozenset[int]) -> list[Enrolment]:
    statement = _listed_on(today).join(Enrolment.user).order_by(User.name)
    for word in words.split()[:12]:
        named = User.name.icontains(word, autoescape=True)
        statement = statement.where(or_(named, Enrolment.about.icontains(word, autoescape=True)))
    rows = db.session.scalars(statement.options(*_WITH_NAME).limit(MOST_RANKED))
    return [row for row in rows if row.user_id not in without]


def lock_people(*user_ids: int) -> None:
    """Let nobody else decide about these people until the unit of work is over.

    SQLite has one writer at a time anyway; on PostgreSQL two mentors who accept one student at once take turns here,
    and in the order of the numbers, so that nobody waits in a circle.
    """
    people = select(User.id).where(User.id.in_(user_ids)).order_by(User.id)
    db.session.execute(people.with_for_update(key_share=True))
