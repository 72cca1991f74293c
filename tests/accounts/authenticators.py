"""What people hold in their hands: an app that shows codes, and a device with a passkey, made of nothing but sums."""

import hashlib
import json
import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import cbor2
import pyotp
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from flask.testing import FlaskClient
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from werkzeug.test import TestResponse

from board.accounts.models import User
from tests.conftest import NOW, PASSWORD

ORIGIN, PARTY = "http://localhost:8000", "localhost"
PRESENT, VERIFIED, NEW = 0x01, 0x04, 0x40


class App:
    """An app on a phone that has scanned the square of a page."""

    def __init__(self, page: str) -> None:
        found = re.search(r"secret=([A-Z2-7]+)", page)
        assert found is not None, "the page has no square"
        self.totp = pyotp.TOTP(found[1])

    def code(self, at: datetime = NOW) -> str:
        """What it shows at this moment."""
        return self.totp.at(at)


@dataclass
class Device:
    """A device with one passkey. Its fields are what a dishonest one would change."""

    origin: str = ORIGIN
    party: str = PARTY
    flags: int = PRESENT | VERIFIED
    counts: bool = True
    count: int = 0
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    handle: bytes = b""

    def create(self, options: dict[str, Any]) -> str:
        """Answer `navigator.credentials.create`."""
        self.handle = base64url_to_bytes(options["user"]["id"])
        numbers = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        attested = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cbor2.dumps(public)
        data = self._data(NEW) + attested
        response = {
            "clientDataJSON": self._client_data("webauthn.create", options["challenge"]),
            "attestationObject": bytes_to_base64url(cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})),
            "transports": ["internal", "something new"],
        }
        return self._credential(response)

    def get(self, options: dict[str, Any]) -> str:
        """Answer `navigator.credentials.get`."""
        data, said = self._data(0), self._client_data("webauthn.get", options["challenge"])
        signed = self.key.sign(data + hashlib.sha256(base64url_to_bytes(said)).digest(), ec.ECDSA(SHA256()))
        response = {
            "clientDataJSON": said,
            "authenticatorData": bytes_to_base64url(data),
            "signature": bytes_to_base64url(signed),
            "userHandle": bytes_to_base64url(self.handle),
        }
        return self._credential(response)

    def _data(self, more: int) -> bytes:
        self.count += self.counts
        return hashlib.sha256(self.party.encode()).digest() + bytes([self.flags | more]) + self.count.to_bytes(4, "big")

    def _client_data(self, act: str, challenge: str) -> str:
        said = {"type": act, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return bytes_to_base64url(json.dumps(said).encode())

    def _credential(self, response: dict[str, Any]) -> str:
        number = bytes_to_base64url(self.id)
        return json.dumps({"id": number, "rawId": number, "type": "public-key", "response": response})


def password(browser: FlaskClient, user: User, typed: str = PASSWORD, **query: str) -> TestResponse:
    """Type address and password."""
    return browser.post("/sign-in", data={"email": user.email, "password": typed}, query_string=query)


def prove(browser: FlaskClient, typed: str = PASSWORD) -> None:
    """Type the password again."""
    assert browser.post("/account/prove", data={"password": typed}).status_code == 303


def set_up_of(page: str) -> str:
    """The hidden field that carries the secret back."""
    found = re.search(r'name="set_up"[^>]*value="([^"]+)"', page)
    assert found is not None
    return found[1]


def turn_on(
    browser: FlaskClient, address: str = "/account/factors/authenticator", at: datetime = NOW
) -> tuple[App, TestResponse]:
    """Scan the square, and type the code that the app shows."""
    page = browser.get(address).text
    app = App(page)
    return app, browser.post(address, data={"set_up": set_up_of(page), "code": app.code(at)})


def add_app(browser: FlaskClient, at: datetime = NOW) -> tuple[App, list[str]]:
    """An authenticator app for whoever is signed in; answers the recovery codes, too."""
    prove(browser)
    app, answer = turn_on(browser, at=at)
    assert answer.status_code == 200, answer.text
    assert way_on(answer.text) == "/account/factors"
    return app, codes_on(answer.text)


def add_passkey(browser: FlaskClient, device: Device | None = None, name: str = "") -> Device:
    """A passkey for whoever is signed in."""
    prove(browser)
    device = device or Device()
    options = browser.get("/account/factors/passkey-options").json
    answer = browser.post("/account/factors/passkeys", data={"credential": device.create(options), "name": name})
    assert answer.status_code in (200, 303), answer.text
    return device


def way_on(page: str) -> str:
    """Where the page with the recovery codes leads."""
    found = re.search(r'href="([^"]*)">I have saved them<', page)
    assert found is not None
    return found[1]


def codes_on(page: str) -> list[str]:
    """The recovery codes that a page shows."""
    return re.findall(r"\b[a-z2-9]{4}(?:-[a-z2-9]{4}){3}\b", page)
