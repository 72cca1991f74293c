"""Changing a posting that is public: what waits for a coordinator, and what becomes of it."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import delete, update

from board.accounts.models import User
from board.kernel import audit, events
from board.kernel.db import db
from board.kernel.errors import Conflict, Invalid, WrongState
from board.kernel.locks import lock_row
from board.kernel.statements import update_one
from board.kernel.text_diff import same
from board.kernel.verdict import require
from board.notices.actions import notify
from board.opportunities import policy, posting_checks, queries
from board.opportunities.actions import deadline as deadline_actions
from board.opportunities.actions.requirement import Requirements, ask, refuse_loss
from board.opportunities.events import PostingChanged
from board.opportunities.labels import changed_words
from board.opportunities.models import ASKED, Opportunity, PostingState, Revision, as_json, poster_of

IMPOSSIBLE = {
    "hours_to": ("hours_from", "hours_to", "The hours would end below where they begin."),
    "closes": ("opens_at", "closes_at", "It would close before it opens."),
    "term_ends": ("term_starts", "term_ends", "The term would end before it starts."),
}
"""Field → the first of two columns, the second, and what is wrong when they stand the other way round."""


def propose(
    opportunity: Opportunity, *, by: User, now: datetime, fields: dict[str, Any], asked: Requirements | None = None
) -> Revision:
    """Let these changes wait for a coordinator. What leads here has asked who may; they follow what waited before."""
    refuse_impossible(opportunity, fields)
    proposed = {name: as_json(value) for name, value in fields.items()}
    if asked is not None:
        refuse_loss(opportunity, asked)
        proposed[ASKED] = {"papers": asked.papers, "questions": asked.questions}
    revision = queries.revision(opportunity.id) or Revision(opportunity_id=opportunity.id, version=0)
    revision.proposed, revision.by_id, revision.at = proposed, by.id, now
    revision.version += 1
    revision.returned_at, revision.comment = None, ""
    db.session.add(revision)
    _raise_version(opportunity)
    _record("opportunity.propose", opportunity, proposed, by=by)
    return revision


def approve(revision: Revision, opportunity: Opportunity, *, by: User, now: datetime, seen: int) -> None:
    """Make public what was proposed, exactly as it was read. Raises `Conflict` when it has changed since."""
    lock_row(opportunity)
    require(policy.may_publish(by, opportunity))
    _refuse_unread(opportunity, seen)
    _refuse_unless_public(opportunity)
    poster, fields, rows = poster_of(revision, opportunity), revision.values(), revision.asked()
    deadline_actions.refuse_past(fields, opportunity.closes_at, now)
    _claim(revision, seen)
    apply_edit(opportunity, by=by, now=now, fields=fields, asked=Requirements(**rows) if rows else None)
    if poster is not None and poster.id != by.id:
        _notify(poster, opportunity, "posting-edit-approved", f"Your edit of “{opportunity.title}” is public now.")


def send_back(
    revision: Revision, opportunity: Opportunity, *, by: User, now: datetime, seen: int, comment: str
) -> None:
    """Ask for another wording. The public version stays as it is."""
    lock_row(opportunity)
    require(policy.may_ask_changes(by, opportunity))
    _refuse_unless_public(opportunity)
    if not comment.strip():
        raise Invalid("comment", "Say what should change: the poster reads only this.")
    _refuse_unread(opportunity, seen)
    waiting = update(Revision).where(
        Revision.id == revision.id, Revision.version == seen, Revision.returned_at.is_(None)
    )
    if not update_one(waiting.values(returned_at=now, comment=comment.strip())):
        raise Conflict(_CHANGED)
    db.session.refresh(revision)
    poster = poster_of(revision, opportunity)
    _record("opportunity.return-edit", opportunity, revision.proposed, by=by)
    if poster is not None:
        words = f"A change is asked for in your edit of “{opportunity.title}”."
        _notify(poster, opportunity, "posting-edit-returned", words)


def withdraw(revision: Revision, opportunity: Opportunity, *, by: User, seen: int) -> None:
    """Let the public version stay as it is. Raises `Conflict` when another edit than the one that was read waits."""
    lock_row(opportunity)
    require(policy.may_edit(by, opportunity))
    _refuse_unread(opportunity, seen)
    proposed = revision.proposed
    _claim(revision, seen)
    _raise_version(opportunity)
    _record("opportunity.withdraw-edit", opportunity, proposed, by=by)


def settle(waiting: Revision | None, opportunity: Opportunity, *, by: User) -> None:
    """Somebody who needs no approval has saved the form, which showed what was proposed: nothing waits any more."""
    if waiting is None:
        return
    poster = poster_of(waiting, opportunity)
    _claim(waiting, waiting.version)
    if poster is not None and poster.id != by.id:
        _notify(poster, opportunity, "posting-edit-approved", f"Your edit of “{opportunity.title}” is public now.")


def apply_edit(
    opportunity: Opportunity, *, by: User, now: datetime, fields: dict[str, Any], asked: Requirements | None = None
) -> None:
    """Write these values into the posting, with a dated line where it is public. What leads here has asked who may."""
    refuse_impossible(opportunity, fields)
    closed_at = opportunity.closes_at
    changed = {name for name, value in fields.items() if not same(getattr(opportunity, name), value)}
    for name in changed:
        setattr(opportunity, name, fields[name])
    if asked is not None and ask(opportunity, asked):
        changed.add(ASKED)
    if not changed:
        return
    _raise_version(opportunity)
    is_moved = "closes_at" in changed and opportunity.state is PostingState.PUBLISHED
    if is_moved:
        deadline_actions.announce_moved(opportunity, closed_at, now=now)
    deadline_actions.note_edit(opportunity, changed - ({"closes_at"} if is_moved else set()), now=now)
    events.publish(PostingChanged(opportunity.id))
    _record("opportunity.edit", opportunity, changed, by=by)


def refuse_impossible(opportunity: Opportunity, fields: dict[str, Any]) -> None:
    """The form has seen these values together; by now the others may be different."""
    for field, (first, second, sentence) in IMPOSSIBLE.items():
        low, high = (fields.get(name, getattr(opportunity, name)) for name in (first, second))
        if low is not None and high is not None and (low > high or (low == high and field == "closes")):
            raise Invalid(field, sentence)
    for name, sentence in posting_checks.NEEDED.items():
        if opportunity.state is PostingState.PUBLISHED and not fields.get(name, True) and getattr(opportunity, name):
            raise Invalid(name, sentence)
    openings, seats = opportunity.openings, fields.get("seats", opportunity.seats)
    taken = openings.accepted + openings.offered
    if seats is not None and seats < taken and seats != opportunity.seats:
        text = f"{openings.accepted} accepted, {openings.offered} offered"
        raise Invalid("seats", f"Some openings are held already ({text}), so it cannot be fewer than {taken}.")


def _refuse_unread(opportunity: Opportunity, seen: int) -> None:
    """Raises `Conflict` unless the edit that was seen waits."""
    waiting = queries.revision(opportunity.id)
    if waiting is None or waiting.version != seen:
        raise Conflict(_CHANGED)


def _claim(revision: Revision, seen: int) -> None:
    """Take it away, if it is still what was seen; of two who press at once the second is told."""
    if not update_one(delete(Revision).where(Revision.id == revision.id, Revision.version == seen)):
        raise Conflict(_CHANGED)


_CHANGED = "This edit has changed since you read it, or somebody else has settled it. Look at it again."


def _refuse_unless_public(opportunity: Opportunity) -> None:
    if opportunity.state is not PostingState.PUBLISHED:
        raise WrongState(
            "This posting is not on the board any more, so its text stays as it is. Clone it to post it again."
        )


def _raise_version(opportunity: Opportunity) -> None:
    opportunity.version += 1


def _record(verb: str, opportunity: Opportunity, changed: Collection[str], *, by: User) -> None:
    words = ", ".join(changed_words(changed))
    audit.record(verb, by=by.id, thing=f"opportunity:{opportunity.id}", changed=(None, words))


def _notify(poster: User, opportunity: Opportunity, kind: str, words: str) -> None:
    href = f"/opportunities/{opportunity.id}"
    notify(poster, kind, words=words, href=href, opportunity_id=opportunity.id)
