"""Writing down what the office gave to somebody outside."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, time

from board.accounts.models import User
from board.disclosures import actions as disclosure_actions
from board.disclosures.actions import Disclosed
from board.disclosures.models import DisclosureKind
from board.kernel import audit, clock
from board.kernel.errors import Invalid
from board.kernel.verdict import require
from board.rights.policy import disclosure as disclosure_policy


@dataclass(frozen=True)
class Release:
    """What was given to whom, why, and on which day."""

    party: str
    what: str
    why: str
    day: date


def release(user: User, given: Release, *, by: User, now: datetime) -> None:
    """Something of this person was given to somebody outside. Raises `Invalid` for a day that is still to come."""
    require(disclosure_policy.may_release(by, user))
    if given.day > clock.day(now):
        raise Invalid("day", "This day is still to come. Enter the day on which it was given.")
    at = now if given.day == clock.day(now) else clock.moment(given.day, time(12))
    fact = Disclosed(DisclosureKind.RELEASED, f"release:{secrets.token_hex(8)}", given.what, given.why)
    disclosure_actions.note([user.id], fact, party=given.party, now=at, by=by)
    audit.record("disclosure.record", by=by.id, thing=f"user:{user.id}")
