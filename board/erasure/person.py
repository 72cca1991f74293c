"""Who is erased: the accounts, what names them, what is theirs."""

from collections.abc import Mapping
from dataclasses import dataclass

from board import file_owners
from board.accounts.models import Role, User
from board.erasure import queries
from board.erasure.traces import Traces


@dataclass(frozen=True)
class Erased:
    """Read while everything is still there."""

    user_id: int
    users: frozenset[int]
    """The account, and those that were merged into it."""
    addresses: frozenset[str]
    traces: Traces
    things: Mapping[str, set[int]]
    """What emails and the audit log call their rows → their numbers."""
    files: tuple[str, ...]
    is_staff: bool
    """Their word in a student's record stays with their name: the record is the student's."""
    acted_for_office: bool
    """What a coordinator did stays in the audit log, without their name."""


def of(user: User) -> Erased:
    """Everything that has to be known before the first row goes."""
    users = queries.merged_into(user.id)
    accounts = queries.accounts(users)
    addresses = {address for it in accounts for address in (it.email, it.roster_email) if address}
    addresses |= queries.earlier_addresses(users)
    names = {name.strip() for it in accounts for name in (it.name, it.registered_name) if name.strip()}
    numbers = {it.roster_id for it in accounts if len(it.roster_id) >= 4}
    own_names = frozenset(name for name in names if not queries.is_part_of_another_name(name, users))
    return Erased(
        user_id=user.id,
        users=frozenset(users),
        addresses=frozenset(addresses),
        traces=Traces(own_names, frozenset(addresses | numbers), called(user)),
        things=queries.things_of(users),
        files=tuple(name for number in users for name in file_owners.all_of(number)),
        is_staff=user.is_a(Role.FACULTY) or user.is_a(Role.COORDINATOR) or not user.is_a(Role.STUDENT),
        acted_for_office=user.is_a(Role.COORDINATOR),
    )


def called(user: User) -> str:
    """What the row without a person is called."""
    return "Former student" if user.is_a(Role.STUDENT) else "Former member"
