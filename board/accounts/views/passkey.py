"""Passkeys, as the pages that ask for them share it: who asks, what the browser is asked, and how often one may try."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from flask import Response, current_app, request

from board.accounts import authenticator_codes, passkey_ceremonies
from board.accounts.actions.factor import NewPasskey, SignedChallenge, UsedCode
from board.accounts.forms import PasskeyForm
from board.accounts.models import Passkey, User
from board.accounts.passkey_ceremonies import Ceremony, Party
from board.accounts.queries import factor as factor_queries
from board.accounts.views import known_device as known_device_views
from board.kernel import clock, installation, throttle
from board.kernel.errors import found_or_404
from board.kernel.throttle import Limit, Use
from board.kernel.unit_of_work import unit_of_work
from board.web.secret_keys import secret_keys
from board.web.throttle import origin

CODES = Limit.of("code", "5 per 5 minutes; 20 per hour; 50 per day", "Too many wrong codes for this account.")
"""Of one account from anywhere but where its owner signed in before: a million codes, of which three are right."""
CODES_DEVICE = Limit.of("code at a known device", "5 per 5 minutes; 20 per hour; 50 per day", "Too many wrong codes.")
"""The same at all browsers together where the owner signed in before: nobody elsewhere makes them wait. Whoever reads
the owner's mail makes their own browser a known one by each new password, and has no more tries for it."""


RECOVERY_CODES = Limit.of("recovery code", "20 per 10 minutes; 100 per day", "Too many wrong recovery codes.")
"""Of one account from one origin. Nobody finds one by trying, so whoever tries elsewhere makes no owner wait."""


def party() -> Party | None:
    """This school's Rounds as passkeys know it; None where it can take none, or is visited by another name."""
    asking = passkey_ceremonies.party(current_app.extensions["settings"].base_url)
    return asking if asking is not None and request.host.partition(":")[0] == asking.id else None


def creation_options(user: User, whose: str) -> Response:
    """What the browser is asked in order to make this person a passkey."""
    known = factor_queries.factors_of(user.id).passkeys
    challenge = _challenge(Ceremony.ADD, whose)
    options = passkey_ceremonies.creation_options(
        _asking(), user, handle=_handle_of(user.id), challenge=challenge, known=known
    )
    return Response(options, mimetype="application/json")


def request_options(ceremony: Ceremony, whose: str, known: Iterable[Passkey] = ()) -> Response:
    """What the browser is asked in order to use one of these passkeys, or any that it has."""
    options = passkey_ceremonies.request_options(_asking(), challenge=_challenge(ceremony, whose), known=known)
    return Response(options, mimetype="application/json")


def new(form: PasskeyForm, whose: str) -> NewPasskey:
    """The passkey that the browser has made. Raises `Invalid` on `credential`."""
    return passkey_ceremonies.check_new(
        form.credential.data, _asking(), Ceremony.ADD, whose, keys=secret_keys(), now=clock.now()
    )


def signed(
    form: PasskeyForm, ceremony: Ceremony, whose: str, *, find: Callable[[str], Passkey | None]
) -> SignedChallenge:
    """What one of the passkeys that `find` knows has signed. Raises `Invalid` on `credential`."""
    return passkey_ceremonies.check_signed(
        form.credential.data,
        _asking(),
        ceremony,
        whose,
        find=find,
        handle_of=_handle_of,
        keys=secret_keys(),
        now=clock.now(),
    )


def passkey_of(user: User) -> Callable[[str], Passkey | None]:
    """Finds this person's passkeys and nobody else's."""

    def find(credential_id: str) -> Passkey | None:
        passkey = factor_queries.passkey_called(credential_id)
        return factor_queries.own_passkey(passkey.id, user_id=user.id) if passkey is not None else None

    return find


@contextmanager
def trying_code(user: User, typed: str) -> Iterator[None]:
    """The unit of work in which a code is looked at. The try is counted before.

    A right code clears what was counted; one that was used before was no guess, and its try is given back.
    """
    uses = _tries(user, typed)
    throttle.count(*uses)
    try:
        with unit_of_work():
            yield
            throttle.forget(uses)
    except UsedCode:
        with unit_of_work():
            throttle.give_back(uses)
        raise


def _tries(user: User, typed: str) -> tuple[Use, ...]:
    if not authenticator_codes.looks_like_code(typed):
        return (Use(RECOVERY_CODES, f"{user.id} {origin()}"),)
    return (Use(CODES_DEVICE if known_device_views.of(user) else CODES, str(user.id)),)


def _asking() -> Party:
    return found_or_404(party())


def _handle_of(user_id: int) -> bytes:
    """What a passkey calls its person: it says nothing of them, and stays the same."""
    return hashlib.sha256(f"{installation.this().key}:{user_id}".encode()).digest()


def _challenge(ceremony: Ceremony, whose: str) -> bytes:
    return passkey_ceremonies.challenge(ceremony, whose, keys=secret_keys(), now=clock.now())
