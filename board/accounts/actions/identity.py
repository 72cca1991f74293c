"""Linking a school sign-on to an account, parting with it, and new keys when the provider has given new ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from board.accounts.models import Identity, User
from board.accounts.policy import account as account_policy
from board.accounts.policy import identity as identity_policy
from board.accounts.queries import identity as identity_queries
from board.kernel import audit, mail
from board.kernel.db import db
from board.kernel.errors import Conflict, Invalid
from board.kernel.locks import lock_row
from board.kernel.statements import put_once
from board.kernel.verdict import require

TAKEN = "This school sign-on belongs to another account. The office can part the two."


@dataclass(frozen=True)
class Subject:
    """Who somebody is at an issuer; `label` is what it calls them."""

    issuer: str
    subject: str
    label: str


def link(user: User, subject: Subject, *, how: str, now: datetime) -> Identity:
    """Write down that the subject is this person; the person gets an email. What leads here has proved both.

    Linked again it changes nothing. Raises `Conflict` where the subject is somebody else, also at the same moment.
    """
    new = put_once(
        Identity, user_id=user.id, issuer=subject.issuer, subject=subject.subject, label=subject.label, linked_at=now
    )
    identity = new or identity_queries.by_subject(subject.issuer, subject.subject)
    if identity is None or identity.user_id != user.id:
        raise Conflict(TAKEN)
    if new is not None:
        audit.record("account.link-sign-on", by=user.id, thing=f"user:{user.id}", how=(None, how))
        mail.write("sign-on-linked", to=user.email, user_id=user.id, label=subject.label)
    return identity


def link_own(user: User, subject: Subject, *, was: str, now: datetime) -> Identity:
    """Link a sign-on to one's own account, once it is proved who asks; `was` is the hash of the password by then."""
    lock_row(user, is_whole=False)
    if user.password_hash != was:
        raise Conflict("The password was changed meanwhile. Begin again.")
    return link(user, subject, how="own account", now=now)


def unlink_own(user: User, identity: Identity, *, was: str, has_password: bool) -> None:
    """Part with a sign-on, and with every session that began by it."""
    lock_row(user, is_whole=False)
    if user.password_hash != was:
        raise Conflict("The password was changed meanwhile. Begin again.")
    others = len(identity_queries.identities_of(user.id)) - 1
    require(identity_policy.may_unlink(user, identity, has_password=has_password, others=others))
    _unlink(user, identity, by=user)


def unlink(user: User, identity: Identity, *, by: User) -> None:
    """A coordinator parts an account and a sign-on, such as of somebody who has got another."""
    require(account_policy.may_manage(by, user))
    if identity.user_id != user.id:
        raise Conflict("That sign-on belongs to another account by now. Reload the page to see what is linked.")
    _unlink(user, identity, by=by)


def _unlink(user: User, identity: Identity, *, by: User) -> None:
    audit.record("account.unlink-sign-on", by=by.id, thing=f"user:{user.id}")
    mail.write("sign-on-unlinked", to=user.email, user_id=user.id, label=identity.label)
    db.session.delete(identity)  # and with it the sessions that began by it


def invite(user: User, *, by: User) -> None:
    """Send somebody a link that joins their account with their school sign-on, once."""
    require(account_policy.may_manage(by, user))
    if user.suspended_at is not None:
        raise Conflict("The account is suspended. Open it again first.")
    mail.write("sign-on-invitation", to=user.email, user_id=user.id)
    audit.record("account.send-sign-on", by=by.id, thing=f"user:{user.id}")


def rekey(changes: Mapping[str, str], *, issuer: str, new_issuer: str) -> int:
    """From the command line: every subject of the issuer in `changes` is another one from now on; answers how many.

    All or none. Raises `Invalid` where an old one is nobody, or a new one is somebody already.
    """
    identities = {identity.subject: identity for identity in identity_queries.of_issuer(issuer)}
    if not changes:
        return 0
    if unknown := [old for old in changes if old not in identities]:
        raise Invalid("old", f"Nobody here is {_listed(unknown)} at {issuer}.")
    moving = {identities[old].id for old in changes}
    taken = identity_queries.taken_subjects(new_issuer, changes.values())
    if clashing := [subject for subject, number in taken.items() if number not in moving]:
        raise Invalid("new", f"Somebody here is {_listed(clashing)} at {new_issuer} already.")
    for old in changes:  # out of each other's way first: two may change places
        identities[old].issuer = f"{issuer} (rekey)"
    db.session.flush()
    for old, new in changes.items():
        identity = identities[old]
        identity.issuer, identity.subject = new_issuer, new
        audit.record("account.rekey-sign-on", by=None, thing=f"user:{identity.user_id}")
    db.session.flush()
    return len(changes)


def _listed(subjects: list[str]) -> str:
    more = f" and {len(subjects) - 3} more" if len(subjects) > 3 else ""
    return ", ".join(subjects[:3]) + more
