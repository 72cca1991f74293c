"""Writing down what is disclosed, in the unit of work that discloses it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from board.accounts import queries as account_queries
from board.accounts.models import User
from board.disclosures.models import Disclosure, DisclosureKind
from board.kernel import clock
from board.kernel.db import put_all_or_change

NOBODY_SIGNED_IN = "Somebody who is not signed in"


@dataclass(frozen=True)
class Disclosed:
    """One disclosure: by which door, what and why. `key` tells it from others, together with the day and who did it."""

    kind: DisclosureKind
    key: str
    what: str
    why: str


def note(
    user_ids: Collection[int], fact: Disclosed, *, party: str, now: datetime, by: User | None = None, reader: int = 0
) -> None:
    """Write it into the record of each of these people; what the same party does again that day is counted.

    `by` is who at the school did it; `reader` the number of an account that opened something, which tells one party
    from another.
    """
    key = f"{fact.key}:{clock.day(now).isoformat()}:{by.id if by else reader}"
    row = {"kind": fact.kind, "key": key, "at": now, "party": party, "what": fact.what, "why": fact.why}
    rows = [row | {"user_id": number, "by_id": by.id if by else None} for number in sorted(set(user_ids))]
    again = {"times": Disclosure.times + 1, "at": now}
    put_all_or_change(Disclosure, rows, key=("user_id", "key"), changes=again)


def note_file(user_ids: Collection[int], key: str, what: str, *, by: User, now: datetime) -> None:
    """An official takes what is known of these people out of Rounds as a file."""
    why = "They work with it for the school, and took it out of Rounds as a file."
    note(user_ids, Disclosed(DisclosureKind.FILE_TAKEN, key, what, why), party=by.name, now=now, by=by)


def note_opening(user_id: int, fact: Disclosed, *, reader: User | None, now: datetime) -> bool:
    """Somebody opened what shows a person; they themself are no disclosure. Was it written down?"""
    if reader is not None and reader.id == user_id:
        return False
    party = f"{reader.name}, signed in to Rounds" if reader is not None else NOBODY_SIGNED_IN
    note([user_id], fact, party=party, now=now, reader=reader.id if reader is not None else 0)
    return True


def note_email(user_id: int, fact: Disclosed, *, party: str, email: str, now: datetime) -> bool:
    """Something of a person goes to an address; a supervisor of the school's staff is an official, and no disclosure.

    Was it written down?
    """
    receiver = account_queries.by_email(email)
    if receiver is not None and (receiver.is_supervisor or receiver.id == user_id):
        return False
    note([user_id], fact, party=party, now=now)
    return True
