"""What a coordinator does with other people's accounts. Every act is in the audit log."""

from collections.abc import Sequence
from datetime import datetime

from board.accounts import policy, queries
from board.accounts.actions import session as session_actions
from board.accounts.actions.account import confirm
from board.accounts.actions.right import lock_rights
from board.accounts.actions.sign_in import ask_for_password
from board.accounts.events import AccountRestored, AccountSuspended
from board.accounts.models import Role, RoleGrant, User
from board.accounts.queries import erasure_request as erasure_request_queries
from board.kernel import audit, events, mail
from board.kernel.db import db
from board.kernel.email_address import normalize
from board.kernel.errors import Conflict, Invalid
from board.kernel.unit_of_work import dry_run
from board.kernel.verdict import require


def grant(user: User, role: Role, *, by: User, now: datetime) -> None:
    """Give a role; given twice it changes nothing."""
    lock_rights(user)
    require(policy.may_grant(by, user))
    if give(user, role, by_id=by.id, now=now):
        mail.write("role-granted", to=user.email, user_id=user.id, role=role.value)


def give(user: User, role: Role, *, by_id: int | None, now: datetime) -> bool:
    """Write down that the person holds the role; False when they did already. What leads here has asked who may."""
    lock_rights(user)
    current_grant = user.grant_of(role)
    if current_grant is None:
        current_grant = RoleGrant(role=role, asked_at=now)
        user.grants.append(current_grant)
    if current_grant.granted_at is not None:
        return False
    current_grant.granted_at, current_grant.granted_by_id = now, by_id
    session_actions.end_sessions(user)
    audit.record("account.grant", by=by_id, thing=f"user:{user.id}", role=(None, role.value))
    return True


def take_back(user: User, role: Role, *, by: User) -> None:
    """Take a role away, or turn down somebody who waits for it."""
    lock_rights(user)
    require(policy.may_take_back(by, user, role))
    current_grant = user.grant_of(role)
    if current_grant is None:
        return
    verb = "account.take-back" if current_grant.granted_at is not None else "account.turn-down"
    user.grants.remove(current_grant)
    session_actions.end_sessions(user)
    audit.record(verb, by=by.id, thing=f"user:{user.id}", role=(role.value, None))


def trust(user: User, *, by: User, now: datetime, on: bool) -> None:
    """Let this person's postings go on the board unread, or no longer."""
    lock_rights(user)
    require(policy.may_manage(by, user))
    if on and not user.is_a(Role.FACULTY):
        raise Conflict("Only approved faculty may publish without review. Approve the account as faculty first.")
    if on == (user.trusted_at is not None):
        return
    user.trusted_at = now if on else None
    audit.record("account.trust", by=by.id, thing=f"user:{user.id}", trusted=(not on, on))


def suspend(user: User, *, by: User, now: datetime, reason: str) -> None:
    """Close the account for a while: it cannot come in, and every session ends. The person is told why."""
    lock_rights(user)
    require(policy.may_suspend(by, user))
    reason = reason.strip()
    if not reason:
        raise Invalid("reason", "Say why: the person reads it, and the audit log keeps it.")
    if user.suspended_at is not None:
        return
    user.suspended_at = now
    session_actions.end_all(user)
    audit.record("account.suspend", by=by.id, thing=f"user:{user.id}", reason=(None, reason))
    mail.write("account-suspended", to=user.email, user_id=user.id, reason=reason, by_id=by.id)
    events.publish(AccountSuspended(user.id))


def preview_suspension(user: User, *, by: User, now: datetime, reason: str) -> list[str]:
    """What would follow, in sentences: the suspension itself, carried out and rolled back."""
    consequences: list[str] = []
    with dry_run():
        suspend(user, by=by, now=now, reason=reason)
        consequences += events.handle(AccountSuspended(user.id), now)
    return consequences


def follow_suspension(event: AccountSuspended, now: datetime) -> None:
    """Do what follows, and write down what it was. Does nothing for an account that is open again."""
    user = queries.by_id(event.user_id)
    if user is not None and user.suspended_at is not None:
        followed = events.handle(event, now)
        audit.record("account.suspension-followed", by=None, thing=f"user:{event.user_id}", followed=(None, followed))


def follow_restoration(event: AccountRestored, now: datetime) -> None:
    """Bring back what can be brought back, and write down what it was."""
    user = queries.by_id(event.user_id)
    if user is not None and user.suspended_at is None:
        followed = events.handle(event, now)
        audit.record("account.restoration-followed", by=None, thing=f"user:{event.user_id}", followed=(None, followed))


def restore(users: Sequence[User], *, by: User) -> None:
    """Open suspended accounts again. Each person is told."""
    lock_rights(*users)
    being_erased = erasure_request_queries.begun_of(user.id for user in users)
    for user in users:
        require(policy.may_manage(by, user))
        if user.merged_into_id is not None:
            raise Conflict("This account was merged into another. Undo the merge instead.")
        if user.id in being_erased:
            raise Conflict("This account is being erased. Nothing brings it back.")
        if user.suspended_at is not None:
            user.suspended_at = None
            audit.record("account.restore", by=by.id, thing=f"user:{user.id}")
            mail.write("account-restored", to=user.email, user_id=user.id)
            events.publish(AccountRestored(user.id))


def enter_class(user: User, *, by: User, class_year: str, programme: str) -> None:
    """Say in which class year and programme somebody is: what they may apply for and who may judge them follows it."""
    lock_rights(user)
    require(policy.may_manage(by, user))
    before = user.class_year, user.programme
    if (class_year, programme) == before:
        return
    user.class_year, user.programme = class_year, programme
    changes = {"class_year": (before[0], class_year), "programme": (before[1], programme)}
    changed = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
    audit.record("account.enter-class", by=by.id, thing=f"user:{user.id}", **changed)


def end_sessions(user: User, *, by: User) -> None:
    """Sign somebody out everywhere."""
    require(policy.may_manage(by, user))
    session_actions.end_all(user)
    audit.record("account.end-sessions", by=by.id, thing=f"user:{user.id}")


def send_reset(user: User, *, by: User, now: datetime) -> None:
    """Send somebody a link that sets a new password."""
    require(policy.may_manage(by, user))
    ask_for_password(email=user.email, now=now)
    audit.record("account.send-reset", by=by.id, thing=f"user:{user.id}")


def vouch(user: User, *, by: User, now: datetime) -> None:
    """Confirm somebody's address for them, when the email does not reach them."""
    require(policy.may_manage(by, user))
    if user.confirmed_at is None:
        confirm(user, now=now)
        audit.record("account.vouch", by=by.id, thing=f"user:{user.id}")


def mark_undeliverable(users: Sequence[User], *, by: User, now: datetime) -> None:
    """Emails to these people come back: send no more until they prove an address."""
    require(policy.may_visit_office(by))
    for user in users:
        if user.undeliverable_at is None:
            user.undeliverable_at = now
            audit.record("account.undeliverable", by=by.id, thing=f"user:{user.id}")


def mark_deliverable(user: User, *, by: User) -> None:
    """Emails reach this person after all: send them again."""
    require(policy.may_manage(by, user))
    if user.undeliverable_at is not None:
        user.undeliverable_at = None
        audit.record("account.deliverable", by=by.id, thing=f"user:{user.id}")


def make_coordinator(*, email: str, now: datetime) -> User:
    """From the command line: the first coordinator, who sets a password by a link. Raises `BadAddress`."""
    email = normalize(email)
    user = queries.by_email(email) or User(name=email.partition("@")[0], email=email, created_at=now)
    if user.confirmed_at is None:
        user.password_hash = ""  # whoever chose it never proved that the address is theirs
    db.session.add(user)
    db.session.flush()
    give(user, Role.COORDINATOR, by_id=None, now=now)
    return user
