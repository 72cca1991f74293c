"""What always holds for accounts."""

from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import func, or_, select

from board.accounts import recovery_codes
from board.accounts.models import RecoveryCode, Session, SupervisorAddress, User
from board.accounts.queries.factor import with_factor
from board.kernel.db import db
from board.kernel.email_address import mailbox
from board.kernel.invariant import Invariant, no_row
from board.kernel.wording import listed


def _shared_mailboxes() -> Iterator[str]:
    """Confirmed accounts that lead to one mailbox, however their addresses are spelled."""
    by_mailbox: dict[str, list[int]] = defaultdict(list)
    confirmed = select(User.id, User.email).where(User.confirmed_at.is_not(None)).order_by(User.id)
    for user_id, email in db.session.execute(confirmed):
        by_mailbox[mailbox(email)].append(user_id)
    for numbers in by_mailbox.values():
        if len(numbers) > 1:
            yield f"{listed([f'Account {number}' for number in numbers])} get their email in one mailbox."


def _mistaken_mailboxes() -> Iterator[str]:
    for number, address, compared in db.session.execute(
        select(SupervisorAddress.id, SupervisorAddress.address, SupervisorAddress.mailbox)
    ):
        if mailbox(address) != compared:
            yield f"Approved supervisor {number} is recognized by a mailbox that is not that of the address."


_HAS_NO_FACTOR = User.id.not_in(with_factor()) & (
    User.merged_into_id.is_(None) | User.merged_into_id.not_in(with_factor())
)

ACCOUNT_INVARIANTS = (
    Invariant(
        "One mailbox has one confirmed account",
        _shared_mailboxes,
        "Ask the person which account they use, and merge the other into it on its page.",
    ),
    Invariant(
        "A supervisor’s address is compared by its own mailbox",
        _mistaken_mailboxes,
        "End the approval under Supervisors, and approve the address again.",
    ),
    no_row(
        "A suspended account is signed in nowhere",
        select(User.id, Session.id)
        .join(Session, Session.user_id == User.id)
        .where(User.suspended_at.is_not(None))
        .order_by(Session.id),
        "Account {} is suspended, and is still signed in (session {}).",
        remedy="Press “Sign them out everywhere” on the account’s page.",
    ),
    no_row(
        "An account without a person lets nobody in",
        select(User.id)
        .where(User.erased_at.is_not(None))
        .where(
            or_(
                User.suspended_at.is_(None),
                User.confirmed_at.is_not(None),
                User.password_hash != "",
                User.roster_id != "",
            )
        )
        .order_by(User.id),
        "Account {} was erased, and somebody could still sign in with it.",
        remedy="Whoever runs Rounds runs `rounds erase-again`.",
    ),
    no_row(
        "Recovery codes stand in for a second factor",
        select(RecoveryCode.user_id)
        .distinct()
        .join(User, User.id == RecoveryCode.user_id)
        .where(_HAS_NO_FACTOR)
        .order_by(RecoveryCode.user_id),
        "Account {} has recovery codes and no second factor.",
        remedy="Whoever runs Rounds runs `rounds reset-second-factor` with the person’s address.",
    ),
    no_row(
        "Nobody has more recovery codes than were shown to them",
        select(RecoveryCode.user_id)
        .group_by(RecoveryCode.user_id)
        .having(func.count() > recovery_codes.NUMBER)
        .order_by(RecoveryCode.user_id),
        "Account {} has more recovery codes than are shown at a time.",
        remedy="Ask the person to make new codes under My account: they replace all others.",
    ),
    no_row(
        "Nobody publishes without review before confirming an address",
        select(User.id).where(User.trusted_at.is_not(None), User.confirmed_at.is_(None)).order_by(User.id),
        "Account {} may publish without review, and never confirmed its address.",
        remedy="Press “Review their postings first again” on the account’s page.",
    ),
)
