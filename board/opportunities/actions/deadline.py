"""Moving the end of a posting: later, or to now. Whoever waits for it is told, once."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import update

from board.accounts.models import User
from board.kernel import audit, events
from board.kernel.dates import say_date
from board.kernel.db import db
from board.kernel.errors import Conflict, Invalid
from board.kernel.statements import update_one
from board.kernel.verdict import require
from board.opportunities import policy
from board.opportunities.events import DeadlineMoved, PostingChanged
from board.opportunities.labels import UNTOLD, changed_words
from board.opportunities.models import Opportunity, PostingChange

FURTHEST = timedelta(days=730)


@dataclass(frozen=True)
class Extension:
    """More time: the last day in the school's zone, the moment that ends it, and the day of the answers if it moves."""

    last_day: date
    closes_at: datetime
    reason: str = ""
    answer_by: date | None = None


def extend(opportunity: Opportunity, extension: Extension, *, by: User, now: datetime) -> None:
    """Give more time, also after the end. Raises `Invalid` where it would not be more, or ends after the answers."""
    require(policy.may_extend(by, opportunity, now))
    before, closes_at = opportunity.closes_at, extension.closes_at
    if closes_at <= now or (before is not None and closes_at <= before):
        raise Invalid("closes", "That is not later than now. Choose a later day.")
    if closes_at > now + FURTHEST:
        raise Invalid("closes", "Choose a day within two years.")
    _move_answers(opportunity, extension, by=by)
    _move_end(opportunity, closes_at, by=by)
    _announce(opportunity, "The deadline has moved to a later day.", extension.reason, now=now)


def _move_answers(opportunity: Opportunity, extension: Extension, *, by: User) -> None:
    """Nobody is promised an answer before the last day."""
    before = opportunity.answer_by
    after = extension.answer_by or before
    if after is not None and after < extension.last_day:
        raise Invalid(
            "answer_by",
            f"Everyone is promised an answer by {say_date(after)}, before the new last day. Choose a later day.",
        )
    if after != before:
        opportunity.answer_by = after
        facts = {"answer_by": (before and before.isoformat(), after and after.isoformat())}
        audit.record("opportunity.move-answers", by=by.id, thing=f"opportunity:{opportunity.id}", **facts)


def close_early(opportunity: Opportunity, *, by: User, now: datetime, reason: str, seen: int | None = None) -> None:
    """Take no more applications from now on. `seen` is the version that was read: raises `Conflict` for another."""
    require(policy.may_close(by, opportunity, now))
    if not reason.strip():
        raise Invalid("reason", "Say why in a line: those who meant to apply will read it.")
    _move_end(opportunity, now, by=by, seen=seen)
    _announce(opportunity, "It has closed before its day.", reason, now=now)


def announce_moved(opportunity: Opportunity, before: datetime | None, *, now: datetime) -> None:
    """The form has moved the end of what is on the board: those who wait for it are told, as when it is extended."""
    after = opportunity.closes_at
    opportunity.chased_at = None
    if after is None:
        words = "It has no deadline any more."
    elif before is None:
        words = "It has a deadline now."
    else:
        words = f"The deadline has moved to {'a later' if after > before else 'an earlier'} time."
    _announce(opportunity, words, "", now=now)


def announce_cancelled(opportunity: Opportunity, reason: str, *, now: datetime) -> None:
    """It is called off: say so on its page and to those who wait for it."""
    _announce(opportunity, "It is canceled.", reason, now=now)


def note_edit(opportunity: Opportunity, changed: Collection[str], *, now: datetime) -> None:
    """A dated line on the page that says what was changed after it was published."""
    lines = changed_words(set(changed) - UNTOLD)
    if lines and opportunity.published_at is not None:
        db.session.add(PostingChange(opportunity_id=opportunity.id, at=now, words=f"Changed: {', '.join(lines)}."))


def refuse_past(fields: dict[str, Any], moment: datetime | None, now: datetime) -> None:
    """A deadline that was passed before it was chosen helps nobody; the one that it has may stay."""
    closes_at = fields.get("closes_at")
    if closes_at is not None and closes_at <= now and closes_at != moment:
        raise Invalid("closes", "That day has passed. Choose a later one, or leave it empty for rolling.")


def _move_end(opportunity: Opportunity, closes_at: datetime, *, by: User, seen: int | None = None) -> None:
    """Of two people who move it at once, the second is told."""
    before = opportunity.closes_at
    same = Opportunity.closes_at.is_(None) if before is None else Opportunity.closes_at == before
    if seen is not None:
        same &= Opportunity.version == seen
    has_moved = update_one(
        update(Opportunity)
        .where(Opportunity.id == opportunity.id, same)
        .values(
            closes_at=closes_at,
            is_deadline_unstated=False,
            chased_at=None,
            version=Opportunity.version + 1,
            **Opportunity.next_revision(),
        )
    )
    if not has_moved:
        raise Conflict("It has changed since you read it. Read it again, then decide.")
    db.session.refresh(opportunity)
    facts = {"closes_at": (before and before.isoformat(), closes_at.isoformat())}
    audit.record("opportunity.move-deadline", by=by.id, thing=f"opportunity:{opportunity.id}", **facts)


def _announce(opportunity: Opportunity, words: str, reason: str, *, now: datetime) -> None:
    change = PostingChange(opportunity_id=opportunity.id, at=now, words=words, reason=reason.strip())
    db.session.add(change)
    db.session.flush()
    events.publish(PostingChanged(opportunity.id))
    events.publish(DeadlineMoved(change.id))
