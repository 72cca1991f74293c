"""Coming in: asking for an account, signing in, asking for a new password. The answers tell nobody who is here."""

from datetime import datetime

from board.accounts import passwords, queries
from board.accounts.models import User
from board.kernel import clock, mail
from board.kernel.email_address import comparable, mailbox
from board.kernel.errors import Invalid
from board.kernel.throttle import Limit, Use

GUESSES = "Too many tries to sign in. The link to a new password lets you in at once."
PAIR = Limit.of("sign-in here", "5 per 30 seconds; 20 per 15 minutes", GUESSES)
"""Of one account from one origin."""
ACCOUNT = Limit.of("sign-in", "10 per 30 seconds; 60 per hour", GUESSES)
"""Of one account from anywhere but where its owner signed in before."""
DEVICE = Limit.of("sign-in at a known device", "5 per 30 seconds; 20 per 15 minutes", GUESSES)
"""Of one account at one browser where its owner signed in before: nobody elsewhere makes it wait."""
ORIGIN = Limit.of("sign-in from a network", "1000 per 5 minutes", "Too many wrong passwords from this network.")
"""Of all accounts from one origin, which a whole school may share: only what no school does."""
SENT = "We have sent several emails to this address: look for them, also where advertising goes."
SIGN_UPS = Limit.of("sign-up", "6 per hour; 9 per day", SENT)
"""For one address: few, because whoever has it did not ask."""
SIGN_UPS_HERE = Limit.of(
    "sign-up from a network", "600 per 10 minutes; 3000 per day", "Many people asked for accounts from this network."
)
"""From one origin: a lecture hall of 200 signs up behind one address in its first minutes, and many press twice."""
RESETS = Limit.of("reset", "6 per hour; 9 per day", SENT)
"""For one address, asked by anybody."""
RESETS_DEVICE = Limit.of("reset at a known device", "9 per hour; 18 per day", SENT)
"""For one account at one browser where its owner signed in before: strangers elsewhere never use it up."""
RESETS_HERE = Limit.of(
    "reset from a network", "600 per 10 minutes; 3000 per day", "Many people asked for new passwords from this network."
)


def ask_to_sign_up(*, name: str, email: str, domains: tuple[str, ...], now: datetime, next_page: str = "") -> bool:
    """Email a link to the address; who follows it chooses a password and has an account then.

    An address that has an account gets an email that says so, and nothing of the account changes. Which of the two it
    is, is decided when the email is written, so that this does the same work for both. False where it was asked for
    within the same minute: that email is on its way. Raises `Invalid` for an address
    from elsewhere.
    """
    refuse_foreign(email, domains)
    once = f"sign-up:{email}:{clock.minute(now)}"
    return mail.write("sign-up", to=email, once=once, email=email, name=name, next_page=next_page)


def refuse_foreign(email: str, domains: tuple[str, ...]) -> None:
    """Raise `Invalid` when the school takes only addresses of its own domains, and this is none."""
    if domains and email.rpartition("@")[2] not in domains:
        endings = " or ".join(f"@{domain}" for domain in domains)
        raise Invalid("email", f"Use your school email. It ends in {endings}.")


def tries(*, email: str, origin: str, device: str) -> tuple[Use, ...]:
    """What a try to sign in uses up, to be counted before the password is looked at and given back when it was right.

    Who tries passwords from one origin uses up that origin's share of the account and no more; the account's own share
    bounds many origins together. `device` is what the browser is called where the owner has signed in before.
    """
    account = comparable(email)
    if device:
        return (Use(DEVICE, f"{account} {device}"),)
    return (Use(PAIR, f"{account} {origin}"), Use(ACCOUNT, account), Use(ORIGIN, origin))


def sign_ups(*, email: str, origin: str) -> tuple[Use, ...]:
    """What asking for an account uses up, whoever has the address: all spellings of one mailbox together."""
    return (Use(SIGN_UPS, mailbox(email)), Use(SIGN_UPS_HERE, origin))


def resets(*, email: str, origin: str, device: str) -> tuple[Use, ...]:
    """What asking for a new password uses up, whoever has the address; `device` as in `tries`."""
    if device:
        return (Use(RESETS_DEVICE, f"{comparable(email)} {device}"),)
    return (Use(RESETS, mailbox(email)), Use(RESETS_HERE, origin))


def authenticate(*, email: str, password: str) -> User | None:
    """The person whom the two belong to, if the account may come in. Slow on purpose: before any unit of work."""
    user = queries.by_email(email)
    right = passwords.is_right(user.password_hash if user else "", password)
    return user if right and user is not None and user.is_active else None


def ask_for_password(*, email: str, now: datetime) -> bool:
    """Email a link that sets a new password, if there is somebody to send it to.

    A row is written either way: for an address without an account nothing is sent when its turn comes. False where it
    was asked for within the same minute: that email is on its way.
    """
    once = f"reset-password:{email}:{clock.minute(now)}"
    return mail.write("reset-password", to=email, once=once, user_id=queries.number_of(email))
