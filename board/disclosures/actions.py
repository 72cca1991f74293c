"""Writing down what is disclosed, in the unit of work that discloses it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update

from board.accounts import queries as account_queries
from board.accounts.models import User
from board.disclosures.models import Disclosure, DisclosureKind
from board.kernel import clock
from board.kernel.db import db, put_all_once

NOBODY_SIGNED_IN = "Somebody who is not signed in"


@dataclass(frozen=True)
class Disclosed:
    """One disclosure: by which door, to whom, what and why. `key` tells it from others; a day is added to it."""

    kind: DisclosureKind
    key: str
    party: str
    what: str
    why: str


def note(user_ids: Collection[int], fact: Disclosed, *, now: datetime, by: User | None = None) -> None:
    """Write it into the record of each of these people; what the same party does again that day is counted."""
    key = f"{fact.key}:{clock.day(now).isoformat()}:{by.id if by else 0}"
    again = update(Disclosure).where(Disclosure.key == key, Disclosure.user_id.in_(user_ids))
    db.session.execute(again.values(times=Disclosure.times + 1, at=now).execution_options(synchronize_session=False))
    row = {"kind": fact.kind, "key": key, "at": now, "party": fact.party, "what": fact.what, "why": fact.why}
    put_all_once(Disclosure, [row | {"user_id": number, "by_id": by.id if by else None} for number in user_ids])


def note_file(user_ids: Collection[int], key: str, what: str, *, by: User, now: datetime) -> None:
    """An official takes what is known of these people out of Rounds as a file."""
    why = "They work with it for the school, and took it out of Rounds as a file."
    note(user_ids, Disclosed(DisclosureKind.FILE_TAKEN, key, by.name, what, why), now=now, by=by)


def note_opening(user_id: int, fact: Disclosed, *, reader: User | None, now: datetime) -> bool:
    """Somebody opened what shows a person; they themself are no disclosure. Was it written down?

    `party` of the fact is replaced: by the name of who is signed in, else by saying that nobody is.
    """
    if reader is not None and reader.id == user_id:
        return False
    party = f"{reader.name}, signed in to Rounds" if reader is not None else NOBODY_SIGNED_IN
    key = f"{fact.key}:{reader.id if reader is not None else 0}"
    note([user_id], Disclosed(fact.kind, key, party, fact.what, fact.why), now=now)
    return True


def note_email(user_id: int, fact: Disclosed, *, email: str, now: datetime) -> bool:
    """Something of a person goes to an address; a supervisor of the school's staff is an official, and no disclosure.

    Was it written down?
    """
    receiver = account_queries.by_email(email)
    if receiver is not None and (receiver.is_supervisor or receiver.id == user_id):
        return False
    note([user_id], fact, now=now)
    return True
