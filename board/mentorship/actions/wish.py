"""Saying what one looks for, whom one keeps in mind, and whom one never wants to meet here."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete

from board.accounts.models import User
from board.kernel.db import db
from board.kernel.errors import Conflict, Invalid, NotFound
from board.kernel.statements import find_or_add, put_once
from board.kernel.verdict import require
from board.mentorship.models import Block, Enrolment, SavedMentor, Wishes
from board.mentorship.policy import mentor as mentor_policy
from board.mentorship.queries import conflict_of_interest as conflict_of_interest_queries
from board.mentorship.queries import mentor as mentor_queries
from board.mentorship.queries import pair as pair_queries


def save_wishes(*, by: User, now: datetime, fields: dict[str, Any], is_looking: bool) -> Wishes:
    """Keep what a student looks for. Looking without a mentor for long reaches the coordinator."""
    require(mentor_policy.may_wish(by))
    wishes = find_or_add(
        lambda: conflict_of_interest_queries.wishes_of(by.id), lambda: Wishes(user_id=by.id, saved_at=now, **fields)
    )
    for name, value in fields.items():
        setattr(wishes, name, value)
    wishes.saved_at = now
    wishes.looking_since = (wishes.looking_since or now) if is_looking else None
    db.session.flush()
    return wishes


def block(about_id: int, *, by: User, now: datetime) -> None:
    """Never see, ask or be matched with this person, from now on. Nobody is told; said twice it is there once.

    Raises `Conflict` while the two are a pair: who blocks their partner ends the pair, and is to know it.
    """
    if about_id == by.id:
        raise Invalid("person", "That is you.")
    mentor_queries.lock_people(by.id, about_id)  # the two become a pair before this, or never
    both = (by.id, about_id)
    if pair_queries.running_between(both, both):
        raise Conflict("You two are a pair. Open your mentorship: to block them there ends it.")
    put_once(Block, by_id=by.id, about_id=about_id, at=now)


def block_by_name(name: str, *, by: User, now: datetime) -> None:
    """The same for a mentor of this name."""
    named = mentor_queries.named(name)
    if len(named) != 1:
        few = "No mentor here has that name." if not named else "More than one mentor has that name."
        raise Invalid("person", f"{few} Open the mentor’s page and say it there.")
    block(named[0].user_id, by=by, now=now)


def unblock(block_id: int, *, by: User) -> None:
    """Take it back. Raises `NotFound` for what somebody else said."""
    gone = delete(Block).where(Block.id == block_id, Block.by_id == by.id).returning(Block.id)
    if db.session.scalar(gone) is None:
        raise NotFound


def save(enrolment: Enrolment, *, by: User, now: datetime) -> None:
    """Save a mentor; saved twice they are there once."""
    put_once(SavedMentor, user_id=by.id, enrolment_id=enrolment.id, at=now)


def unsave(enrolment: Enrolment, *, by: User) -> None:
    """Take a mentor out of what is saved."""
    gone = delete(SavedMentor).where(SavedMentor.user_id == by.id, SavedMentor.enrolment_id == enrolment.id)
    db.session.execute(gone)
