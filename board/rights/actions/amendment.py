"""Asking for a correction, answering, being heard, putting a statement beside what stays."""

from dataclasses import dataclass
from datetime import datetime

from board.accounts import queries as account_queries
from board.accounts.models import Role, User
from board.kernel import audit, lifecycle
from board.kernel.db import db
from board.kernel.errors import Invalid
from board.kernel.locks import lock_without_reading
from board.kernel.verdict import require
from board.notices.actions import notify
from board.rights.labels import TASKS
from board.rights.models import Amendment, AmendmentPart
from board.rights.policy import amendment as amendment_policy
from board.rights.policy.amendment import ANSWER_WITHIN
from board.rights.queries import amendment as amendment_queries

ANSWERS = ("correct", "refuse")


@dataclass(frozen=True)
class Wish:
    """What is wrong in which part, what it should say, and why."""

    part: AmendmentPart
    what: str
    wish: str
    why: str


def ask(wished: Wish, *, by: User, now: datetime) -> Amendment:
    """Ask the office for a correction; every coordinator but the person is told."""
    lock_without_reading(by)
    require(amendment_policy.may_ask(amendment_queries.count_waiting(by.id)))
    amendment = Amendment(user_id=by.id, part=wished.part, what=wished.what, wish=wished.wish, why=wished.why)
    amendment.asked_at, amendment.answer_by = now, now + ANSWER_WITHIN
    db.session.add(amendment)
    db.session.flush()
    audit.record("amendment.ask", by=by.id, thing=f"amendment:{amendment.id}")
    _tell_office(amendment, "asked")
    return amendment


def answer(amendment: Amendment, verb: str, reason: str, *, by: User, now: datetime) -> None:
    """Say that it is corrected, or why not. Raises `Invalid` without a reason.

    The move is made only from the state that was decided by, so that nothing is locked before.
    """
    require(amendment_policy.may_answer(by, amendment))
    if verb not in ANSWERS:
        raise Invalid("verb", "Choose whether it is corrected.")
    if not reason:
        raise Invalid("reason", "Say what was corrected, or why not: the person reads it.")
    lifecycle.move(amendment, verb, by=by.id, now=now, answer=reason, answered_at=now, answered_by_id=by.id)
    audit.record(f"amendment.{verb}", by=by.id, thing=f"amendment:{amendment.id}")
    words = "The office answered your request to correct."
    href = f"/account/corrections/{amendment.id}"
    notify(amendment.user, "amendment-answered", words=words, href=href, amendment_id=amendment.id)


def withdraw(amendment: Amendment, *, by: User, now: datetime) -> None:
    """The person no longer asks."""
    require(amendment_policy.may_move(by, amendment, "withdraw"))
    lifecycle.move(amendment, "withdraw", by=by.id, now=now)
    audit.record("amendment.withdraw", by=by.id, thing=f"amendment:{amendment.id}")


def ask_hearing(amendment: Amendment, *, by: User, now: datetime) -> None:
    """The person was refused, and asks to be heard by somebody who had no part in it."""
    require(amendment_policy.may_move(by, amendment, "ask-hearing"))
    lifecycle.move(amendment, "ask-hearing", by=by.id, now=now, asked_at=now, answer_by=now + ANSWER_WITHIN)
    audit.record("amendment.ask-hearing", by=by.id, thing=f"amendment:{amendment.id}")
    _tell_office(amendment, "hearing")


def state(amendment: Amendment, words: str, *, by: User, now: datetime) -> None:
    """Put a statement beside what stays as it is; empty words take it away.

    Nothing is locked: a correction that comes in between leaves what one after the statement would.
    """
    require(amendment_policy.may_state(by, amendment))
    amendment.statement, amendment.stated_at = words, now if words else None
    audit.record("amendment.state", by=by.id, thing=f"amendment:{amendment.id}")
    _tell_office(amendment, "stated")


def remind(amendment: Amendment, days: int) -> bool:
    """Tell the office once, some days before the answer is late. Was anybody told?"""
    what = f"due-{days}"
    return _tell_office(amendment, what, once=f"amendment:{amendment.id}:{amendment.answer_by.date()}:{what}")


def _tell_office(amendment: Amendment, what: str, *, once: str = "") -> bool:
    """Every coordinator but the person themself."""
    words, href = f"{TASKS[what].format(name=amendment.user.name)}.", f"/office/corrections/{amendment.id}"
    ids = {"amendment_id": amendment.id, "what": what}
    coordinators = [user for user in account_queries.with_role(Role.COORDINATOR) if user.id != amendment.user_id]
    return sum(notify(user, "amendment-task", once=once, words=words, href=href, **ids) for user in coordinators) > 0
