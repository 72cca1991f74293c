"""Who is erased: the accounts, what names them, what is theirs."""

import json
import logging
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.fernet import InvalidToken

from board import file_owners
from board.accounts.models import ErasureRequest, User
from board.erasure import queries
from board.erasure.traces import Traces
from board.kernel import keyring
from board.kernel.keyring import SecretKeys

log = logging.getLogger(__name__)
PURPOSE = "erasure"
WORDS = ("names", "addresses", "roster_ids", "files")
SHORTEST_NUMBER = 4
"""A roster id of fewer letters stands in too many texts by chance."""


@dataclass(frozen=True)
class Particulars:
    """What is looked for. It is noted before the first row goes: what is stopped finds it no more in the rows."""

    names: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    roster_ids: frozenset[str] = frozenset()
    things: Mapping[str, frozenset[int]] = field(default_factory=dict)
    """What emails and the audit log call their rows → their numbers."""
    files: frozenset[str] = frozenset()

    def __or__(self, other: "Particulars") -> "Particulars":
        """What either of them says."""
        kinds = self.things.keys() | other.things.keys()
        return Particulars(
            self.names | other.names,
            self.addresses | other.addresses,
            self.roster_ids | other.roster_ids,
            {kind: self.things.get(kind, frozenset()) | other.things.get(kind, frozenset()) for kind in kinds},
            self.files | other.files,
        )


@dataclass(frozen=True)
class Erased:
    """One person, as erasing them goes by."""

    user_id: int
    users: frozenset[int]
    """The account, and those that were merged into it."""
    sought: Particulars
    traces: Traces
    was_staff: bool
    acted_for_office: bool


def of(request: ErasureRequest, *, keys: SecretKeys) -> Erased:
    """By what was noted when it began, and what the rows say since."""
    users = queries.merged_into(request.user_id)
    return _of(request, users, _noted(request, keys) | _in_rows(users))


def of_nobody(user: User, request: ErasureRequest | None) -> Erased:
    """Somebody who was erased: by the numbers of their rows alone. What the account is called now names nobody."""
    users = queries.merged_into(user.id)
    sought = Particulars(things=_frozen(queries.things_of(users)), files=_files(users))
    if request is None:  # a coordinator or not: what they did stays rather than goes
        return Erased(user.id, frozenset(users), sought, Traces(frozenset(), frozenset(), user.name), True, True)
    return _of(request, users, sought)


def seal(sought: Particulars, *, keys: SecretKeys) -> str:
    """As it is noted for the time until the rows are gone."""
    fields: dict[str, Any] = {
        name: sorted(getattr(sought, name)) for name in ("names", "addresses", "roster_ids", "files")
    }
    fields["things"] = {kind: sorted(numbers) for kind, numbers in sought.things.items()}
    return keyring.box(keys, PURPOSE).encrypt(json.dumps(fields).encode()).decode()


def _of(request: ErasureRequest, users: Collection[int], sought: Particulars) -> Erased:
    traces = Traces(sought.names, sought.addresses | sought.roster_ids, request.called)
    return Erased(request.user_id, frozenset(users), sought, traces, request.was_staff, request.acted_for_office)


def _noted(request: ErasureRequest, keys: SecretKeys) -> Particulars:
    if not request.sealed:
        return Particulars()
    try:
        fields: dict[str, Any] = json.loads(keyring.box(keys, PURPOSE).decrypt(request.sealed))
    except InvalidToken:
        log.warning("what erasure %s looks for was sealed by another key: it goes by what is left", request.id)
        return Particulars()
    things = _frozen(fields.pop("things"))
    return Particulars(things=things, **{name: frozenset(words) for name, words in fields.items()})


def _in_rows(users: Collection[int]) -> Particulars:
    accounts = [account for account in queries.accounts(users) if account.erased_at is None]
    addresses = {address for it in accounts for address in (it.email, it.roster_email) if address}
    names = {name.strip() for it in accounts for name in (it.name, it.registered_name) if name.strip()}
    return Particulars(
        frozenset(name for name in names if not queries.is_part_of_another_name(name, users)),
        frozenset(addresses | queries.earlier_addresses(users)),
        frozenset(it.roster_id for it in accounts if len(it.roster_id) >= SHORTEST_NUMBER),
        _frozen(queries.things_of(users)),
        _files(users),
    )


def _files(users: Collection[int]) -> frozenset[str]:
    return frozenset(name for number in users for name in file_owners.all_of(number) if name)


def _frozen(things: Mapping[str, Iterable[int]]) -> dict[str, frozenset[int]]:
    return {kind: frozenset(numbers) for kind, numbers in things.items()}
