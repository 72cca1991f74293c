"""What a browser and Rounds say to each other about passkeys (WebAuthn): what is asked, and whether an answer is good.

A challenge is signed and says what it is for, whom it was given to and when it ends, so that nothing is stored before
somebody answers it; that it is answered once is for `actions.factor` to see to. `webauthn` checks the rest: the origin,
the party, the signature, the count, and that the person was verified by the device: it stands for two factors.
"""

import hashlib
import ipaddress
import json
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import urlsplit

import webauthn
from itsdangerous import BadData, URLSafeSerializer
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, options_to_json
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from board.accounts.actions.factor import NewPasskey, SignedChallenge
from board.accounts.models import Passkey, User
from board.kernel import keyring
from board.kernel.errors import Invalid
from board.kernel.keyring import SecretKeys
from board.kernel.web_address import LOOPBACK

CHALLENGE_SECONDS = 300
LONGEST_ID = 1400
"""Characters: WebAuthn allows 1,023 bytes."""
REFUSED = "Your browser’s answer could not be checked. Try again."
Checked = TypeVar("Checked")


class Ceremony(StrEnum):
    """What a challenge is for."""

    ADD = "add"
    SIGN_IN = "sign in"
    SECOND_STEP = "second step"
    PROOF = "proof"


@dataclass(frozen=True)
class Party:
    """This school's Rounds, as passkeys know it."""

    id: str
    origin: str


def party(base_url: str) -> Party | None:
    """Who asks for passkeys at this address; None where browsers give none: without TLS, or at a bare number.

    One's own machine is spoken to as `localhost`, the only name there that browsers take.
    """
    parts = urlsplit(base_url)
    host = parts.hostname or ""
    if host in LOOPBACK:
        port = f":{parts.port}" if parts.port else ""
        return Party("localhost", f"{parts.scheme}://localhost{port}")
    if parts.scheme != "https" or _is_number(host):
        return None
    return Party(host, base_url)


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def challenge(ceremony: Ceremony, whose: str, *, keys: SecretKeys, now: datetime) -> bytes:
    """Something to sign, for this purpose, this person or browser, and a few minutes."""
    ends_at = int(now.timestamp()) + CHALLENGE_SECONDS
    written = _serializer(keys).dumps([ceremony.value, whose, ends_at, secrets.token_urlsafe(16)])
    return written.encode() if isinstance(written, str) else written


def creation_options(asking: Party, user: User, *, handle: bytes, challenge: bytes, known: Iterable[Passkey]) -> str:
    """What the browser is asked in order to make a passkey, as JSON."""
    return options_to_json(
        webauthn.generate_registration_options(
            rp_id=asking.id,
            rp_name="Rounds",
            user_id=handle,
            user_name=user.email,
            user_display_name=user.name,
            challenge=challenge,
            timeout=CHALLENGE_SECONDS * 1000,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.PREFERRED, user_verification=UserVerificationRequirement.REQUIRED
            ),
            exclude_credentials=[_described(passkey) for passkey in known],
        )
    )


def request_options(asking: Party, *, challenge: bytes, known: Iterable[Passkey]) -> str:
    """What the browser is asked in order to use a passkey, as JSON; without known ones, any that it has for us."""
    return options_to_json(
        webauthn.generate_authentication_options(
            rp_id=asking.id,
            challenge=challenge,
            timeout=CHALLENGE_SECONDS * 1000,
            allow_credentials=[_described(passkey) for passkey in known],
            user_verification=UserVerificationRequirement.REQUIRED,
        )
    )


def check_new(
    credential: str, asking: Party, ceremony: Ceremony, whose: str, *, keys: SecretKeys, now: datetime
) -> NewPasskey:
    """The passkey that was made. Raises `Invalid` on `credential` for anything else."""

    def check() -> NewPasskey:
        answer = json.loads(credential)
        answered = _answered(answer, ceremony, whose, keys=keys, now=now)
        verified = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=answered,
            expected_rp_id=asking.id,
            expected_origin=asking.origin,
            require_user_verification=True,
        )
        credential_id = bytes_to_base64url(verified.credential_id)
        if len(credential_id) > LONGEST_ID:
            raise ValueError("an id that is longer than any")
        return NewPasskey(
            credential_id,
            bytes_to_base64url(verified.credential_public_key),
            verified.sign_count,
            _transports(answer),
            _mark(answered),
        )

    return _judged(check)


def check_signed(
    credential: str,
    asking: Party,
    ceremony: Ceremony,
    whose: str,
    *,
    find: Callable[[str], Passkey | None],
    handle_of: Callable[[int], bytes],
    keys: SecretKeys,
    now: datetime,
) -> SignedChallenge:
    """What a passkey signed: `find` knows the passkeys that may. Raises `Invalid` on `credential` for anything else."""

    def check() -> SignedChallenge:
        answer = json.loads(credential)
        answered = _answered(answer, ceremony, whose, keys=keys, now=now)
        passkey = find(str(answer["id"])[: LONGEST_ID + 1])
        if passkey is None:
            raise Invalid("credential", "Rounds does not know this passkey. Sign in with your password.")
        handle = answer["response"].get("userHandle")
        if handle and base64url_to_bytes(handle) != handle_of(passkey.user_id):
            raise ValueError("a passkey of one person with the handle of another")
        verified = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=answered,
            expected_rp_id=asking.id,
            expected_origin=asking.origin,
            credential_public_key=base64url_to_bytes(passkey.public_key),
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
        return SignedChallenge(passkey, verified.new_sign_count, _mark(answered))

    return _judged(check)


def _judged(check: Callable[[], Checked]) -> Checked:
    """What the check answers; whatever breaks in it was sent by a stranger, and refused."""
    try:
        return check()
    except Invalid:
        raise
    except Exception as refusal:
        raise Invalid("credential", REFUSED) from refusal


def _answered(answer: Any, ceremony: Ceremony, whose: str, *, keys: SecretKeys, now: datetime) -> bytes:
    """The challenge that was signed, if it is ours, for this and for them, and not over. Raises otherwise."""
    client_data = json.loads(base64url_to_bytes(answer["response"]["clientDataJSON"]))
    signed = base64url_to_bytes(client_data["challenge"])
    try:
        purpose, given_to, ends_at, _ = _serializer(keys).loads(signed)
    except BadData as forged:
        raise ValueError("a challenge that is none of ours") from forged
    if (purpose, given_to) != (ceremony.value, whose):
        raise ValueError("a challenge for something else")
    if now.timestamp() >= ends_at:
        raise Invalid("credential", "That took too long. Try again.")
    return signed


def _transports(answer: Any) -> list[str]:
    """How the browser reaches the passkey, of the words that there are for it."""
    words = answer["response"].get("transports") or []
    return sorted({transport.value for transport in AuthenticatorTransport} & {str(word) for word in words})


def _described(passkey: Passkey) -> PublicKeyCredentialDescriptor:
    transports = [AuthenticatorTransport(word) for word in passkey.transports]
    return PublicKeyCredentialDescriptor(base64url_to_bytes(passkey.credential_id), transports=transports)


def _mark(challenge: bytes) -> str:
    return hashlib.sha256(challenge).hexdigest()


def _serializer(keys: SecretKeys) -> URLSafeSerializer:
    return keyring.signer(keys, "passkey challenge")
