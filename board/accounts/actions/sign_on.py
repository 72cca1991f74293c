"""Coming in by the school's own sign-on. It says who somebody is there, and may say what they are at the school."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from board.accounts import queries
from board.accounts.actions import identity as identity_actions
from board.accounts.actions import session as session_actions
from board.accounts.actions.account import TAKEN, confirm, lock_marked
from board.accounts.actions.identity import Subject
from board.accounts.actions.person import give
from board.accounts.actions.right import lock_rights
from board.accounts.actions.sign_in import refuse_foreign
from board.accounts.claims import Affiliation
from board.accounts.models import Identity, Role, RoleGrant, User
from board.accounts.queries import identity as identity_queries
from board.kernel import audit, clock, mail
from board.kernel.db import db
from board.kernel.errors import Conflict, Invalid
from board.kernel.statements import put_once

OTHER_SIGN_ON = (
    "Your account is linked to another school sign-on than the one you used. Use that one, or ask the office to part "
    "the two."
)


@dataclass(frozen=True)
class SignOn:
    """Who came back from the school's sign-on, and what it said of them."""

    subject: Subject
    affiliation: Affiliation
    roster_id: str
    """What the registrar calls them; empty where the sign-on does not say."""


def find(sign_on: SignOn, *, now: datetime) -> Identity | None:
    """Whoever this is: linked before, or known to the registrar's roster and linked now; None for somebody new.

    Raises `Conflict` where the roster names somebody who is linked to another subject of this issuer: what the
    registrar calls people is no proof that the two are one.
    """
    identity = identity_queries.by_subject(sign_on.subject.issuer, sign_on.subject.subject)
    if identity is not None:
        return identity
    user = queries.by_roster_id(sign_on.roster_id) if sign_on.roster_id else None
    if user is None:
        return None
    if any(other.issuer == sign_on.subject.issuer for other in identity_queries.identities_of(user.id)):
        raise Conflict(OTHER_SIGN_ON)
    _prove(user, now=now)
    return identity_actions.link(user, sign_on.subject, how="roster", now=now)


def join(user: User, sign_on: SignOn, *, mark: str, now: datetime) -> Identity:
    """Link the account whose one-time link was followed while it had this `link_mark`. The link is worth nothing
    afterwards, nor any other.
    """
    lock_marked(user, mark)
    _prove(user, now=now)
    session_actions.end_all(user)
    return identity_actions.link(user, sign_on.subject, how="invitation", now=now)


def _prove(user: User, *, now: datetime) -> None:
    """The account is theirs. A password that somebody chose before the address was proved is nobody's."""
    if user.confirmed_at is None:
        user.password_hash = ""
        confirm(user, now=now)


def open_account(
    sign_on: SignOn, *, name: str, email: str, asks_for: Role | None, domains: Collection[str], now: datetime
) -> Identity:
    """An account for somebody new, whose address is proved. `asks_for` is what they say they are: it waits.

    Raises `Conflict` where the subject has an account by now, `Invalid` where the address has one.
    """
    refuse_foreign(email, tuple(domains))
    if identity_queries.by_subject(sign_on.subject.issuer, sign_on.subject.subject) is not None:
        raise Conflict("You have an account by now. Sign in with the school’s sign-on.")
    proved = {"confirmed_at": now, "roster_id": sign_on.roster_id}
    user = put_once(User, email=email, name=name, password_hash="", created_at=now, **proved)
    if user is None:
        raise Invalid("email", f"{TAKEN} Then link your school sign-on to it under My account.")
    audit.record("account.open", by=user.id, thing=f"user:{user.id}", how=(None, "school sign-on"))
    identity = identity_actions.link(user, sign_on.subject, how="new account", now=now)
    if asks_for is not None and not sign_on.affiliation.roles:
        _ask(user, asks_for, now=now)
    return identity


def follow_affiliation(identity: Identity, affiliation: Affiliation, *, now: datetime) -> None:
    """Give or ask for each role that is said for the first time. What is said no more is noted, and nothing follows.

    A role that was acted on once is a coordinator's from then on: what they take away is not given again by sign-on.
    """
    seen, implied = set(identity.roles_said), {role.value for role in affiliation.roles}
    for role in sorted(affiliation.roles):
        if role.value not in seen:
            if role in affiliation.at_once:
                give(identity.user, role, by_id=None, now=now)
            else:
                _ask(identity.user, role, now=now)
    missing = sorted(seen - implied) if not affiliation.withheld else identity.roles_missing
    if missing != identity.roles_missing:
        changed = {"missing": (identity.roles_missing, missing)}
        audit.record("account.sign-on-roles", by=None, thing=f"user:{identity.user_id}", **changed)
    identity.roles_said, identity.roles_missing, identity.used_at = sorted(seen | implied), missing, now


def _ask(user: User, role: Role, *, now: datetime) -> None:
    """Let a coordinator decide; whoever holds the role or waits for it already goes on doing so."""
    lock_rights(user)
    if role not in {grant.role for grant in user.grants}:
        user.grants.append(RoleGrant(role=role, asked_at=now))
        audit.record("account.ask", by=user.id, thing=f"user:{user.id}", role=(None, role.value))
        db.session.flush()


def ask_to_open(sign_on: SignOn, *, email: str, domains: Collection[str], now: datetime, next_page: str) -> bool:
    """Email a link to an address that the sign-on did not prove; the account is opened by who follows it, signed on.

    An address that has an account gets an email that says so. False where it was asked for within the same minute:
    that email is on its way.
    """
    refuse_foreign(email, tuple(domains))
    once = f"sign-on-address:{email}:{clock.minute(now)}"
    subject = sign_on.subject
    return mail.write(
        "sign-on-address",
        to=email,
        once=once,
        email=email,
        issuer=subject.issuer,
        subject=subject.subject,
        next_page=next_page,
    )
