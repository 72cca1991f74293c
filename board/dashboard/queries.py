"""What every page, and my day, ask of whoever reads them, each in one statement that is put together once."""

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Date, Integer, Select, String, bindparam, select

from board.accounts.models import Role, User
from board.kernel.statements import plain_rows
from board.learning import queries as learning_queries
from board.match_rounds.queries import round_todo as round_todo_queries
from board.mentorship.queries import pair as pair_queries
from board.mentorship.queries import report as report_queries
from board.mentorship.queries import request as request_queries
from board.notices import queries as notice_queries
from board.opportunities.models import Opportunity
from board.opportunities.queries import is_of
from board.opportunities.queries import posting_search as posting_search_queries
from board.organisations import queries as organisation_queries
from board.placements import queries as placement_queries
from board.record import queries as record_queries

_READER = bindparam("user_id", type_=Integer)
_TODAY = bindparam("today", type_=Date)
_CLASS_YEAR = bindparam("class_year", type_=String)
_FRAME = select(
    notice_queries.unread(_READER).scalar_subquery(), report_queries.lead(_READER).scalar_subquery().is_not(None)
)


@dataclass(frozen=True)
class FrameFacts:
    """What the frame of a page depends on, apart from roles."""

    waiting: int
    """Notices that were not read."""
    handles_reports: bool


def frame_facts(user_id: int) -> FrameFacts:
    """What the frame of this person's pages depends on."""
    [[waiting, is_lead]] = plain_rows(_FRAME, {"user_id": user_id})
    return FrameFacts(waiting, bool(is_lead))


class Sources(NamedTuple):
    """Where anything may wait for a person: of most places there is nothing, and those are not asked any more."""

    places: bool
    """Mentors of a match round that are held for them."""
    lists: bool
    tiers: bool
    requests: bool
    """To mentors, not answered yet."""
    pairs: bool
    entries: bool
    saved: bool
    postings: bool
    organisations: bool
    placements: bool
    hosted: bool
    assignments: bool
    outside: bool
    """Activities from elsewhere, to be confirmed."""
    reports: bool
    """They handle them; whether any waits is not asked here."""
    waiting: int
    """Notices that were not read: the frame shows them."""


def _sources(*, is_coordinator: bool) -> Select[*tuple[Any, ...]]:
    """In the order of `Sources`."""
    questions = (
        round_todo_queries.places_of(_READER),
        round_todo_queries.lists_of(_READER),
        round_todo_queries.tiers_of(_READER),
        request_queries.open_from(_READER),
        pair_queries.running_of_person(_READER),
        record_queries.undescribed(_READER),
        posting_search_queries.kept_by(_READER),
        select(Opportunity.id).where(is_of(_READER, _TODAY)),
        organisation_queries.acted_for_by(_READER, _TODAY),
        placement_queries.placements_of(_READER),
        placement_queries.hosted_by(_READER, _TODAY),
        learning_queries.assignments_of(_READER, _CLASS_YEAR),
        learning_queries.outside_of(_READER, is_coordinator=is_coordinator),
        report_queries.lead(_READER),
    )
    return select(*(question.exists() for question in questions), notice_queries.unread(_READER).scalar_subquery())


_SOURCES = {is_coordinator: _sources(is_coordinator=is_coordinator) for is_coordinator in (False, True)}


def sources(user: User, today: date) -> Sources:
    """Where anything may wait for this person."""
    asked = {"user_id": user.id, "today": today, "class_year": user.class_year}
    [row] = plain_rows(_SOURCES[user.is_a(Role.COORDINATOR)], asked)
    return Sources(*row)
