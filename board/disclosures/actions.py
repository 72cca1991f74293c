"""Writing down what is disclosed, in the unit of work that discloses it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from board.accounts import queries as account_queries
from board.accounts.models import AccountMerge, User
from board.disclosures import queries
from board.disclosures.models import Disclosure, DisclosureKind
from board.kernel import clock
from board.kernel.dates import say_moment
from board.kernel.statements import put_all_once, put_all_or_change

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


def note_merge(merged: AccountMerge, *, now: datetime) -> None:
    """Two accounts were one, and are two again: what was shown of one meanwhile may have been the other's.

    What came of it stands in the record of the account that had gone over; so does that the other one had it all.
    """
    for fact in queries.of_user(merged.kept_id):
        if fact.at >= merged.at:
            what = f"{fact.what}. Your account and that of {merged.kept.name} were one account then"
            row = {"kind": fact.kind, "key": f"merge-{merged.id}:{fact.key}", "at": fact.at, "times": fact.times}
            row |= {"party": fact.party, "what": what, "why": fact.why, "by_id": fact.by_id}
            put_all_once(Disclosure, [row | {"user_id": merged.gone_id}])
    by = account_queries.by_id(merged.by_id) if merged.by_id is not None else None
    pairs = [(merged.gone_id, merged.kept)]
    if any(step["table"] == "identities" for step in merged.moved):
        pairs.append((merged.kept_id, merged.gone))  # whose school sign-on opened it
    for user_id, other in pairs:
        what = f"Everything in your account, from {_moment(merged.at)} on: the two were one account for that time"
        why = "The office merged the two accounts, and undid it."
        seen = Disclosed(DisclosureKind.MERGED, f"merge:{merged.id}", what, why)
        note([user_id], seen, party=f"{other.name}, {other.email}", now=now, by=by)


def _moment(moment: datetime) -> str:
    return say_moment(moment, clock.zone())
