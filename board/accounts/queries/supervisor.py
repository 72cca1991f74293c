"""Whose word counts as a supervisor's, and whose mailbox an address is."""

from sqlalchemy import or_, select

from board.accounts.models import SupervisorAddress, User
from board.kernel.audit import AuditEntry
from board.kernel.db import db
from board.kernel.email_address import SAME_PROVIDER, mailbox


def accounts_at(email: str) -> list[User]:
    """Every account whose mailbox this address leads to, however it is spelled."""
    domain = mailbox(email).rpartition("@")[2]
    domains = [domain, *(other for other, same in SAME_PROVIDER.items() if same == domain)]
    near = select(User).where(or_(*(User.email.endswith(f"@{domain}", autoescape=True) for domain in domains)))
    return [user for user in db.session.scalars(near) if mailbox(user.email) == mailbox(email)]


def mailboxes_of(user: User) -> set[str]:
    """The mailboxes that are known to be this person's: the one of today, and those of their earlier addresses."""
    changed = select(AuditEntry.changes).where(AuditEntry.thing == f"user:{user.id}")
    earlier = db.session.scalars(changed.where(AuditEntry.verb == "account.change-address"))
    return {mailbox(address) for address in (user.email, *(item["email"][0] for item in earlier))}


def supervises(email: str) -> bool:
    """Does whoever reads the mail of this address count as a supervisor: as staff, or since a coordinator said so?

    Never because of the school's domain, which students share; and never while an account there is suspended.
    """
    staff = any(user.is_supervisor for user in accounts_at(email))
    return may_answer(email) and (staff or supervisor_address(email) is not None)


def may_answer(email: str) -> bool:
    """No account at this address is suspended."""
    return not any(user.suspended_at for user in accounts_at(email))


def supervisor_address(email: str) -> SupervisorAddress | None:
    """The approval of an address, however it is spelled."""
    return db.session.scalar(select(SupervisorAddress).where(SupervisorAddress.mailbox == mailbox(email)))


def names_at(email: str) -> list[str]:
    """What the school calls whoever reads the mail of this address: by their account, and by the approval of it."""
    approved = supervisor_address(email)
    return [user.name for user in accounts_at(email)] + ([approved.name] if approved is not None else [])


def supervisor_addresses() -> list[SupervisorAddress]:
    """Every address that coordinators approved, by name."""
    return list(db.session.scalars(select(SupervisorAddress).order_by(SupervisorAddress.name, SupervisorAddress.id)))


def supervisor_address_by_id(number: int) -> SupervisorAddress | None:
    """One approved address."""
    return db.session.get(SupervisorAddress, number)
