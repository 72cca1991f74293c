"""Finding people, their roles and their sessions."""

from board.accounts.queries.account import (
    by_email,
    by_emails,
    by_id,
    by_roster_id,
    charge_of,
    first_coordinator,
    in_charge,
    is_undeliverable,
    names_and_addresses,
    number_of,
    with_role,
)
from board.accounts.queries.supervisor import (
    accounts_at,
    mailboxes_of,
    may_answer,
    names_at,
    supervises,
    supervisor_address,
    supervisor_address_by_id,
    supervisor_addresses,
)

__all__ = [
    "accounts_at",
    "by_email",
    "by_emails",
    "by_id",
    "by_roster_id",
    "charge_of",
    "first_coordinator",
    "in_charge",
    "is_undeliverable",
    "mailboxes_of",
    "may_answer",
    "names_and_addresses",
    "names_at",
    "number_of",
    "supervises",
    "supervisor_address",
    "supervisor_address_by_id",
    "supervisor_addresses",
    "with_role",
]
