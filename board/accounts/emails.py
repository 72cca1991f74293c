"""Emails about accounts."""

from flask import current_app

from board.accounts import erasure_obstacles, queries, signed_links
from board.accounts.doors import local
from board.accounts.labels import FACTORS, SCOPES
from board.accounts.models import TokenScope
from board.accounts.queries import erasure_request as erasure_request_queries
from board.accounts.queries import personal_token as personal_token_queries
from board.accounts.recovery_codes import NUMBER
from board.accounts.school_sign_on import SchoolSignOn
from board.accounts.signed_links import Arrival, Purpose
from board.kernel.mail import EmailContent
from board.web.emails import Context, declare_email, link, word
from board.web.secret_keys import secret_keys


@declare_email(
    "sign-up",
    name="Sign-up: confirm the email and set a password",
    audience="Whoever signs up",
    subject="Finish signing up for Rounds",
    proves_address=True,
)
def sign_up(email: str, name: str, next_page: str = "") -> Context | EmailContent | None:
    """Go on with signing up; or, where the address has an account, that it has one."""
    user = queries.by_email(email)
    if user is not None:
        return account_exists.composer(user_id=user.id)
    token = signed_links.for_sign_up(email, name, secret_keys(), next_page=next_page)
    return {"href": link("accounts.finish_sign_up", token=token)}


@declare_email(
    "token-made",
    name="A personal token was made",
    audience="The person of the account",
    subject="A program may now read for you on Rounds",
    proves_address=True,
)
def token_made(user_id: int, personal_token_id: int) -> Context | None:
    """Which program may read what, and until when; whoever did not make it knows that somebody else did."""
    user, token = queries.by_id(user_id), personal_token_queries.by_id(personal_token_id)
    if user is None or token is None:
        return None
    may = [SCOPES[TokenScope(scope)] for scope in token.scopes]
    return {"user": user, "token": token, "may": may, "href": link("accounts.tokens")}


@declare_email(
    "account-exists",
    name="Sign-up or change to an email that has an account already",
    audience="The person of the account",
    subject="You already have an account on Rounds",
    proves_address=True,
)
def account_exists(user_id: int) -> Context:
    """Somebody, perhaps you, asked for what this address has already: how to come in, also without a password."""
    return {"href": link("accounts.sign_in"), "reset": link("accounts.forgot_password")}


@declare_email(
    "reset-password",
    name="Link to set a new password",
    audience="The person of the account",
    subject="Set a new password for Rounds",
    proves_address=True,
)
def reset_password(user_id: int) -> Context | None:
    """A link to a new password. For nobody it is worded too, and not sent: time tells nothing about who is here."""
    user = queries.by_id(user_id)
    token = signed_links.make(user, Purpose.NEW_PASSWORD, secret_keys()) if user is not None else "nobody"
    context = {"user": user, "href": link("accounts.reset", token=token)}
    if user is None or user.suspended_at is not None or not local().lets_in(user):
        word(reset_password.template, reset_password.subject, **context)
        return None
    return context


@declare_email(
    "role-granted",
    name="A role was given",
    audience="The person of the account",
    subject="You are now {role} on Rounds",
    proves_address=True,
)
def role_granted(user_id: int, role: str) -> Context | None:
    """A coordinator has said yes."""
    user = queries.by_id(user_id)
    return None if user is None else {"user": user, "role": role, "href": link("dashboard.home")}


@declare_email(
    "new-address",
    name="Confirm a new email",
    audience="The person of the account, at the new address",
    subject="Confirm your new address for Rounds",
    proves_address=True,
)
def new_address(user_id: int, email: str) -> Context | None:
    """Is the new address yours?"""
    user = queries.by_id(user_id)
    if user is None:
        return None
    href = link("accounts.use_address", token=signed_links.make(user, Purpose.NEW_ADDRESS, secret_keys(), email=email))
    return {"user": user, "email": email, "href": href}


@declare_email(
    "address-changed",
    name="The email was changed, to the old one",
    audience="The person of the account, at the old address",
    subject="Your address on Rounds was changed",
    proves_address=True,
)
def address_changed(user_id: int) -> Context | None:
    """To the old address: the account goes by another one now."""
    user = queries.by_id(user_id)
    return None if user is None else {"user": user}


@declare_email(
    "password-changed",
    name="The password was changed",
    audience="The person of the account",
    subject="Your password for Rounds was changed",
    proves_address=True,
)
def password_changed(user_id: int) -> Context | None:
    """A new password was set: if that was not you, here is what to do."""
    user = queries.by_id(user_id)
    return None if user is None else {"user": user, "href": link("accounts.forgot_password")}


@declare_email(
    "factor-added",
    name="A second step or recovery codes were added",
    audience="The person of the account",
    subject="Your account on Rounds has {factor}",
    proves_address=True,
)
def factor_added(user_id: int, factor: str = "passkey") -> Context | None:
    """If that was not you, here is what to do. The office’s preview is of a passkey."""
    return _about_factor(user_id, factor)


@declare_email(
    "factor-removed",
    name="A second step was removed",
    audience="The person of the account",
    subject="Removed from your account on Rounds: {factor}",
    proves_address=True,
)
def factor_removed(user_id: int, factor: str = "passkey") -> Context | None:
    """If that was not you, here is what to do. The office’s preview is of a passkey."""
    return _about_factor(user_id, factor)


def _about_factor(user_id: int, factor: str) -> Context | None:
    user = queries.by_id(user_id)
    return None if user is None else {"user": user, "factor": FACTORS[factor], "href": link("accounts.factors")}


@declare_email(
    "factor-reset",
    name="The office reset the second step",
    audience="The person of the account",
    subject="Your second step on Rounds was reset",
    proves_address=True,
)
def factor_reset(user_id: int, by_id: int | None = None) -> Context | None:
    """A coordinator, or whoever runs the server, took away what you signed in with besides your password."""
    user, coordinator = queries.by_id(user_id), queries.by_id(by_id) if by_id is not None else None
    return None if user is None else {"user": user, "coordinator": coordinator, "href": link("accounts.sign_in")}


@declare_email(
    "recovery-code-used",
    name="A recovery code was used",
    audience="The person of the account",
    subject="A recovery code was used on Rounds",
    proves_address=True,
)
def recovery_code_used(user_id: int, left: int = NUMBER - 1) -> Context | None:
    """So many are left: after the first, as the office’s preview has it, all but one."""
    user = queries.by_id(user_id)
    return None if user is None else {"user": user, "left": left, "href": link("accounts.factors")}


@declare_email(
    "account-suspended",
    name="The account was suspended",
    audience="The person of the account",
    subject="Your account on Rounds is suspended",
    proves_address=True,
)
def account_suspended(user_id: int, reason: str, by_id: int) -> Context | None:
    """A coordinator has closed the account for a while."""
    user, coordinator = queries.by_id(user_id), queries.by_id(by_id)
    return None if user is None else {"user": user, "reason": reason, "coordinator": coordinator}


@declare_email(
    "account-restored",
    name="The account is open again",
    audience="The person of the account",
    subject="Your account on Rounds is open again",
    proves_address=True,
)
def account_restored(user_id: int) -> Context | None:
    """A coordinator has opened the account again."""
    user = queries.by_id(user_id)
    return None if user is None else {"user": user, "href": link("accounts.sign_in")}


@declare_email(
    "sign-on-invitation",
    name="Link that joins the account with the school’s sign-on",
    audience="The person of the account",
    subject="Join your account on Rounds with {name}",
    proves_address=True,
)
def sign_on_invitation(user_id: int) -> Context | None:
    """One press, and the school's sign-on signs you in from then on."""
    user, asked = queries.by_id(user_id), _school()
    if user is None or user.suspended_at is not None or asked is None:
        return None
    token = signed_links.make(user, Purpose.SIGN_ON, secret_keys())
    return {"user": user, "name": asked.name, "href": link("accounts.join_by_sign_on", token=token)}


@declare_email(
    "sign-on-address",
    name="First sign-on by the school: confirm the email",
    audience="Whoever signs on for the first time",
    subject="Confirm your address for Rounds",
    proves_address=True,
)
def sign_on_address(email: str, issuer: str, subject: str, next_page: str = "") -> Context | EmailContent | None:
    """Is the address yours? Or, where the address has an account, that it has one."""
    user = queries.by_email(email)
    if user is not None:
        return account_exists.composer(user_id=user.id)
    token = signed_links.for_arrival(Arrival(email, issuer, subject, next_page), secret_keys())
    return {"href": link("accounts.finish_sign_on", token=token)}


@declare_email(
    "sign-on-linked",
    name="A school sign-on was linked to the account",
    audience="The person of the account",
    subject="School sign-on is linked to your account on Rounds",
    proves_address=True,
)
def sign_on_linked(user_id: int, label: str = "") -> Context | None:
    """If that was not you, here is what to do."""
    user = queries.by_id(user_id)
    return None if user is None else {"user": user, "label": label, "href": link("accounts.identities")}


@declare_email(
    "sign-on-unlinked",
    name="A school sign-on is no longer linked to the account",
    audience="The person of the account",
    subject="School sign-on is no longer linked to your account on Rounds",
    proves_address=True,
)
def sign_on_unlinked(user_id: int, label: str = "") -> Context | None:
    """If that was not you, here is what to do."""
    user = queries.by_id(user_id)
    return None if user is None else {"user": user, "label": label, "href": link("accounts.sign_in")}


@declare_email(
    "break-glass-used",
    name="Somebody came in with a password where only the sign-on is open",
    audience="Every coordinator",
    subject="Somebody signed in to Rounds without the school’s sign-on",
    proves_address=True,
)
def break_glass_used(user_id: int, by_id: int) -> Context | None:
    """Was that one of you?"""
    user, coordinator = queries.by_id(user_id), queries.by_id(by_id)
    if user is None or coordinator is None:
        return None
    return {"user": user, "coordinator": coordinator, "href": link("office.audit", thing=f"user:{by_id}")}


def _school() -> SchoolSignOn | None:
    asked: SchoolSignOn | None = current_app.extensions["sign_on"]
    return asked


@declare_email(
    "invitation",
    name="Invitation of somebody whom the roster brought",
    audience="The person of the account",
    subject="Your account on Rounds is ready",
    proves_address=True,
)
def invitation(user_id: int) -> Context | None:
    """The link that lets in whoever reads it: by the school's sign-on where there is one, else by a first password.

    It works once, and is not sent to whoever has come in meanwhile.
    """
    user, asked = queries.by_id(user_id), _school()
    if user is None or not user.waits_for_first_sign_in:
        return None
    purpose, endpoint = (
        (Purpose.SIGN_ON, "accounts.join_by_sign_on") if asked is not None else (Purpose.INVITATION, "accounts.reset")
    )
    href = link(endpoint, token=signed_links.make(user, purpose, secret_keys()))
    return {"user": user, "sign_on": asked.name if asked is not None else "", "href": href}


@declare_email(
    "seen-as",
    name="The office looked at Rounds as the person sees it",
    audience="The person of the account",
    subject="The office looked at Rounds as you see it",
    proves_address=True,
)
def seen_as(user_id: int, by_id: int, reason: str) -> Context | None:
    """Who looked, and why: nothing was changed, and what is the person's own was not shown."""
    user, coordinator = queries.by_id(user_id), queries.by_id(by_id)
    return None if user is None else {"user": user, "coordinator": coordinator, "reason": reason}


@declare_email(
    "account-merged",
    name="Two accounts were merged",
    audience="The person of the account",
    subject="Your two accounts on Rounds are one now",
    proves_address=True,
)
def account_merged(user_id: int, email: str) -> Context | None:
    """Everything is in one account, and the other is closed."""
    user = queries.by_id(user_id)
    return None if user is None else {"user": user, "email": email, "href": link("accounts.sign_in")}


@declare_email(
    "erasure-asked",
    name="The account is going to be erased",
    audience="The person of the account",
    subject="Your account on Rounds is going to be erased",
    proves_address=True,
)
def erasure_asked(user_id: int, erasure_request_id: int) -> Context | None:
    """From when on, who asked for it, and the link that stops it."""
    return _of_erasure(user_id, erasure_request_id)


@declare_email(
    "erasure-tomorrow",
    name="The account is erased soon",
    audience="The person of the account",
    subject="Your account on Rounds is about to be erased",
    proves_address=True,
)
def erasure_tomorrow(user_id: int, erasure_request_id: int) -> Context | None:
    """The last day on which it can be stopped."""
    return _of_erasure(user_id, erasure_request_id)


@declare_email(
    "erasure-waits",
    name="The account cannot be erased yet",
    audience="The person of the account",
    subject="Your account on Rounds cannot be erased yet",
    proves_address=True,
)
def erasure_waits(user_id: int, erasure_request_id: int) -> Context | None:
    """What is to be settled first; None once it is."""
    context = _of_erasure(user_id, erasure_request_id)
    obstacles = erasure_obstacles.of(context["user"]) if context is not None else []
    return {**context, "obstacles": obstacles} if context is not None and obstacles else None


@declare_email(
    "erasure-cancelled",
    name="The account is not erased after all",
    audience="The person of the account",
    subject="Your account on Rounds stays",
    proves_address=True,
)
def erasure_cancelled(user_id: int) -> Context | None:
    """It was stopped in time."""
    user = queries.by_id(user_id)
    return None if user is None else {"user": user, "href": link("accounts.sign_in")}


@declare_email(
    "erasure-begun",
    name="The account is being erased",
    audience="The person of the account",
    subject="Your account on Rounds is being erased",
    proves_address=True,
)
def erasure_begun(user_id: int) -> Context | None:
    """The last email to this address."""
    user = queries.by_id(user_id)
    return None if user is None else {"user": user, "href": link("dashboard.privacy")}


def _of_erasure(user_id: int, erasure_request_id: int) -> Context | None:
    user, request = queries.by_id(user_id), erasure_request_queries.by_id(erasure_request_id)
    if user is None or request is None or not request.waits:
        return None
    office = request.asked_by if request.asked_by_id != user.id else None
    href = link("accounts.keep_account", token=signed_links.make(user, Purpose.KEEP_ACCOUNT, secret_keys()))
    return {"user": user, "request": request, "office": office, "href": href}


@declare_email(
    "account-closed",
    name="An account was merged into another",
    audience="The person of the account that was closed, at its own address",
    subject="Your account on Rounds was merged into another",
    proves_address=True,
)
def account_closed(user_id: int) -> Context | None:
    """Where everything of the account is now; nothing once it is open again."""
    user = queries.by_id(user_id)
    stayed = queries.by_id(user.merged_into_id) if user is not None and user.merged_into_id is not None else None
    return None if stayed is None else {"user": user, "stayed": stayed, "href": link("accounts.sign_in")}


@declare_email(
    "accounts-parted",
    name="A merge of two accounts was undone",
    audience="The person of each account",
    subject="Your account on Rounds is your own again",
    proves_address=True,
)
def accounts_parted(user_id: int, email: str) -> Context | None:
    """Each of the two has again what was its own."""
    user = queries.by_id(user_id)
    return None if user is None else {"user": user, "email": email, "href": link("accounts.sign_in")}
