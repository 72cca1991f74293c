"""Finding what a posting's page says besides the posting."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import bindparam, func, or_, select

from board.accounts.models import User
from board.kernel import clock
from board.kernel.db import db
from board.kernel.statements import plain_rows
from board.opportunities.models import (
    FEWEST,
    Enquiry,
    Opportunity,
    PostingChange,
    PostingState,
    ReplyRecord,
    SavedPosting,
)
from board.opportunities.queries.owner import is_of
from board.opportunities.queries.posting_search import SAVED

CHASED_AFTER = timedelta(days=14)
"""How long after its end the owners of a posting are asked what became of it."""


def change(change_id: int) -> PostingChange | None:
    """One dated line."""
    return db.session.get(PostingChange, change_id)


_CHANGES = (
    select(PostingChange)
    .where(PostingChange.opportunity_id == bindparam("opportunity_id"))
    .order_by(PostingChange.id.desc())
)


def changes(opportunity_id: int) -> list[PostingChange]:
    """The dated lines of a posting, the newest first."""
    return list(db.session.scalars(_CHANGES, {"opportunity_id": opportunity_id}))


def savers(opportunity_id: int, *, before: datetime | None = None) -> list[User]:
    """Everybody who keeps the posting; with an instant, those who did so before it."""
    statement = select(User).join(SavedPosting, SavedPosting.user_id == User.id)
    statement = statement.where(SavedPosting.opportunity_id == opportunity_id, SavedPosting.removed_at.is_(None))
    if before is not None:
        statement = statement.where(SavedPosting.at < before)
    return list(db.session.scalars(statement.order_by(User.id)))


def newly_open(now: datetime) -> list[int]:
    """Postings that have opened, and of which those who saved them beforehand were not told."""
    opened = select(Opportunity.id).where(
        Opportunity.takes_applications(now),
        Opportunity.opens_at.is_not(None),
        Opportunity.opening_told_at.is_(None),
    )
    return list(db.session.scalars(opened.order_by(Opportunity.id)))


def to_chase(now: datetime) -> list[int]:
    """Postings that closed two weeks ago, whose outcome nobody has told or been asked for.

    One that had closed before it came here, as an import of old ones does, nobody could apply for: nobody is asked.
    """
    closed = select(Opportunity.id).where(
        Opportunity.state == PostingState.PUBLISHED,
        Opportunity.closes_at <= now - CHASED_AFTER,
        Opportunity.closes_at > Opportunity.created_at,
        Opportunity.chased_at.is_(None),
    )
    return list(db.session.scalars(closed.order_by(Opportunity.id)))


def without_outcome(now: datetime) -> list[Opportunity]:
    """Postings whose owners were asked what became of them, and have not said."""
    silent = select(Opportunity).where(
        Opportunity.state == PostingState.PUBLISHED, Opportunity.closes_at <= now, Opportunity.chased_at.is_not(None)
    )
    return list(db.session.scalars(silent.order_by(Opportunity.closes_at)))


@dataclass(frozen=True)
class Talk:
    """What was asked about a posting, as one reader may see it."""

    answered: list[Enquiry]
    """With their answers, for everybody, in the order in which they were answered."""
    mine: list[Enquiry]
    """What the reader has asked and waits for, or was answered alone; nobody else sees whose it is."""


_TALK = (
    select(Enquiry)
    .where(
        Enquiry.opportunity_id == bindparam("opportunity_id"),
        or_(Enquiry.answered_at.is_not(None), Enquiry.asker_id == bindparam("user_id")),
    )
    .order_by(Enquiry.answered_at, Enquiry.id)
)


def talk(opportunity_id: int, user_id: int | None) -> Talk:
    """What was asked about this posting, for this reader; None is a visitor."""
    enquiries = list(db.session.scalars(_TALK, {"opportunity_id": opportunity_id, "user_id": user_id or 0}))
    waiting = [enquiry for enquiry in enquiries if enquiry.answered_at is None]
    return Talk([enquiry for enquiry in enquiries if enquiry.answered_at is not None], waiting)


def unanswered(opportunity_id: int) -> list[Enquiry]:
    """Questions that wait, for the posters."""
    waiting = select(Enquiry).where(
        Enquiry.opportunity_id == opportunity_id, Enquiry.answered_at.is_(None), Enquiry.set_aside_at.is_(None)
    )
    return list(db.session.scalars(waiting.order_by(Enquiry.id)))


def question(opportunity_id: int, asked_id: int) -> Enquiry | None:
    """One question about this posting."""
    return db.session.scalar(select(Enquiry).where(Enquiry.id == asked_id, Enquiry.opportunity_id == opportunity_id))


def enquiry_by_id(asked_id: int) -> Enquiry | None:
    """One question, whatever it is about."""
    return db.session.get(Enquiry, asked_id)


def asker(asked: Enquiry) -> User:
    """Who asked; for an email to them, and for nothing else."""
    return db.session.get_one(User, asked.asker_id)


def count_waiting_questions(opportunity_id: int, asker_id: int) -> int:
    """How many questions of one person about one posting wait."""
    return sum(enquiry.asker_id == asker_id for enquiry in unanswered(opportunity_id))


def count_questions_for(user_id: int) -> dict[int, int]:
    """Posting → how many questions wait, of the postings that this person is part of."""
    waiting = (
        select(Enquiry.opportunity_id, func.count())
        .join(Opportunity, Opportunity.id == Enquiry.opportunity_id)
        .where(is_of(user_id, clock.day(clock.now())), Enquiry.answered_at.is_(None), Enquiry.set_aside_at.is_(None))
        .group_by(Enquiry.opportunity_id)
    )
    return {row[0]: row[1] for row in db.session.execute(waiting)}


class PageParts(NamedTuple):
    """In which parts of a posting's page there is anything: most have nothing, and are not asked any more."""

    is_saved: bool
    """By the reader."""
    changes: bool
    talk: bool
    """Questions that were answered, or that the reader has asked."""
    replies: bool
    """Its owner has answered before, or had to."""


_REPLIES = select(ReplyRecord).where(ReplyRecord.owner_id == bindparam("owner_id"))
_PARTS = select(SAVED.exists(), _CHANGES.exists(), _TALK.exists(), _REPLIES.exists())


def page_parts(opportunity: Opportunity, user_id: int | None) -> PageParts:
    """Those of this posting's page, for this reader; None is a visitor."""
    asked = {"opportunity_id": opportunity.id, "user_id": user_id or 0, "owner_id": _owner_of(opportunity)}
    [row] = plain_rows(_PARTS, asked)
    return PageParts(*row)


def _owner_of(opportunity: Opportunity) -> int:
    return next((person.user_id for person in opportunity.people if person.is_owner), 0)


def reply_record(owner_id: int) -> ReplyRecord | None:
    """How this owner has answered so far."""
    return db.session.scalar(_REPLIES, {"owner_id": owner_id})


def shown_replies(opportunity: Opportunity) -> ReplyRecord | None:
    """What the page tells of its owner's past answers; None while there are too few to say anything."""
    record = reply_record(_owner_of(opportunity))
    return record if record is not None and record.due >= FEWEST else None


def replies_are_stale(now: datetime) -> bool:
    """Were they counted longer than a day ago, or never?"""
    last = db.session.scalar(select(func.max(ReplyRecord.counted_at)))
    return last is None or last <= now - timedelta(days=1)
