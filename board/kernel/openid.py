"""OpenID Connect: to the school's own sign-on and back, spoken by Authlib.

Authlib's Flask client keeps each attempt in the session, which grows with every one that is given up and ends with the
sign-in that follows. Its parts below Flask are used instead: `begin` gives out what the caller remembers of an attempt,
and `finish` takes it back. All that is asked over the network has an end and happens outside of any unit of work.
"""

import hmac
import logging
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.common.security import generate_token
from authlib.integrations.base_client.sync_app import BaseApp, OAuth2Mixin
from authlib.integrations.base_client.sync_openid import OpenIDMixin
from authlib.integrations.requests_client import OAuth2Session
from joserfc.errors import JoseError

from board.kernel.unit_of_work import refuse_inside_unit_of_work
from board.kernel.web_address import is_safe

log = logging.getLogger(__name__)

TIMEOUT_SECONDS = (3.05, 6.0)
"""For a connection, and for each answer."""
FRESH_SECONDS = 3600
"""How long what the provider says of itself, and its keys, are used before they are asked for again."""
AWAY_SECONDS = 10
"""How long nobody asks again after it did not answer: those who wait would hold every thread of the site."""
LEEWAY_SECONDS = 120
"""How far the clocks of the provider and of this server may be apart."""
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
"""Signatures with a key that only the provider has: never `none`, and none that the client's secret could make."""
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint", "end_session_endpoint")
LISTS = ("id_token_signing_alg_values_supported", "token_endpoint_auth_methods_supported")
LONGEST_SUBJECT = 255
GOOGLE = "https://accounts.google.com"


class ProviderAway(Exception):
    """The provider does not answer, or not as one does: try again later."""


class BadAnswer(Exception):
    """What came back proves nobody: it was used before, is too old, or is meant for another. Begin again."""


@dataclass(frozen=True)
class Departure:
    """What the browser's cookie remembers between going and coming back."""

    state: str
    nonce: str
    code_verifier: str


@dataclass(frozen=True)
class ProvenSubject:
    """Who came back."""

    issuer: str
    subject: str
    claims: dict[str, Any]
    id_token: str
    """What the provider wants to see again when the person signs out there."""


class Provider:
    """The school's sign-on, and what we are called there."""

    def __init__(self, issuer: str, *, client_id: str, client_secret: str, scope: str) -> None:
        self.issuer = issuer
        self._client = _Client(
            None,
            client_id=client_id,
            client_secret=client_secret,
            client_kwargs={"scope": scope, "code_challenge_method": "S256", "default_timeout": TIMEOUT_SECONDS},
            server_metadata_url=f"{issuer.rstrip('/')}/.well-known/openid-configuration",
        )
        self._client.issuer = issuer

    def begin(self, *, back: str, prompt: str = "") -> tuple[str, Departure]:
        """Where to send the browser, and what to remember. `back` is where it comes back to, as the provider knows it.

        `prompt="login"` asks the person to prove again who they are. Raises `ProviderAway`.
        """
        more = {"prompt": prompt, "max_age": "0"} if prompt else {}
        with _asking():
            going = self._client.create_authorization_url(back, state=generate_token(32), **more)
        return going["url"], Departure(going["state"], going["nonce"], going["code_verifier"])

    def finish(
        self, answer: Mapping[str, str], departure: Departure, *, back: str, needs: Iterable[str] = ()
    ) -> ProvenSubject:
        """Who came back with this answer. Raises `BadAnswer` or `ProviderAway`.

        `needs` names claims that are looked for in the user's own information where the ID token has them not.
        """
        if not hmac.compare_digest(answer.get("state", "").encode(), departure.state.encode()):
            raise BadAnswer("state")
        if answer.get("iss", self.issuer) not in self.names:
            raise BadAnswer("iss of the answer")
        with _asking():
            verifier = departure.code_verifier
            token = self._client.fetch_access_token(back, code=answer.get("code", ""), code_verifier=verifier)
            claims = self._claims(token, departure.nonce)
            if not set(needs) <= claims.keys():
                claims = self._more_claims(token, claims)
        return ProvenSubject(self.issuer, claims["sub"], claims, token["id_token"])

    @property
    def names(self) -> tuple[str, ...]:
        """What the issuer calls itself in its tokens; Google leaves the scheme away at times."""
        return (GOOGLE, GOOGLE.removeprefix("https://")) if self.issuer == GOOGLE else (self.issuer,)

    def way_out(self, *, id_token: str, back: str) -> str:
        """Where the browser signs out of the provider as well; empty where it offers no such place or is away."""
        try:
            with _asking():
                client_id = self._client.client_id
                leaving = self._client.create_logout_url(back, id_token_hint=id_token or None, client_id=client_id)
                return str(leaving["url"])
        except (ProviderAway, RuntimeError):
            return ""

    def _claims(self, token: dict[str, Any], nonce: str) -> dict[str, Any]:
        """What the ID token says, once signature, issuer, audience, time and nonce are right."""
        if not isinstance(token.get("id_token"), str):
            raise BadAnswer("no ID token")
        options = {
            "iss": {"essential": True, "values": list(self.names)},
            "aud": {"essential": True, "value": self._client.client_id},
        }
        claims = self._client.parse_id_token(token, nonce, claims_options=options, leeway=LEEWAY_SECONDS)
        subject = claims.get("sub")
        if not isinstance(subject, str) or not 1 <= len(subject) <= LONGEST_SUBJECT or "\0" in subject:
            raise BadAnswer("sub")
        return dict(claims)

    def _more_claims(self, token: dict[str, Any], claims: dict[str, Any]) -> dict[str, Any]:
        """With what the provider says of the person beside the ID token, whose word goes first."""
        if "userinfo_endpoint" not in self._client.load_server_metadata() or "access_token" not in token:
            return claims
        more = self._client.userinfo(token=token)
        if more.get("sub") != claims["sub"]:
            raise BadAnswer("sub of the user's information")
        return dict(more) | claims


class _Client(OAuth2Mixin, OpenIDMixin, BaseApp):
    """Authlib's client without a framework, whose word of the provider is checked and does not last for ever."""

    client_cls = OAuth2Session
    issuer = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._turn = threading.Lock()
        self._asked_at: float | None = None
        self._away_until = 0.0

    def load_server_metadata(self) -> dict[str, Any]:
        """What the provider says of itself. One thread asks; the others wait for its answer."""
        with self._turn:
            if self._asked_at is None or time.monotonic() - self._asked_at > FRESH_SECONDS:
                self._renew()
        return self.server_metadata

    def _renew(self) -> None:
        """Ask anew. Where nobody answers, what was said before holds on; with nothing from before, it is away."""
        try:
            if time.monotonic() < self._away_until:
                raise ProviderAway("it did not answer a moment ago")
            self.server_metadata, self._asked_at = self._ask(), time.monotonic()
        except (requests.RequestException, ValueError, ProviderAway) as reason:
            self._away_until = max(self._away_until, time.monotonic() + AWAY_SECONDS)
            if not self.server_metadata:
                raise ProviderAway(str(reason)) from reason
            log.warning("the school's sign-on cannot be asked anew: %s", reason)

    def _ask(self) -> dict[str, Any]:
        with self._get_session() as session:
            answer = session.get(self._server_metadata_url, withhold_token=True)
            answer.raise_for_status()
            metadata = answer.json()
        return self._checked(metadata if isinstance(metadata, dict) else {})

    def _checked(self, metadata: dict[str, Any]) -> dict[str, Any]:
        """Only what is used, and only where it can be trusted. Raises `ValueError`."""
        if metadata.get("issuer") != self.issuer:
            raise ValueError(f"{self.issuer} calls itself {metadata.get('issuer')!r}")
        endpoints = {name: metadata[name] for name in ENDPOINTS if metadata.get(name)}
        for name, address in endpoints.items():
            if not isinstance(address, str) or not is_safe(address):
                raise ValueError(f"its {name} is no https address")
        if missing := [name for name in ENDPOINTS[:3] if name not in endpoints]:
            raise ValueError(f"it names no {missing[0]}")
        algorithms, methods = (metadata.get(name) or [] for name in LISTS)
        chosen: dict[str, Any] = {LISTS[0]: [name for name in ALGORITHMS if name in algorithms] or ["RS256"]}
        if methods and "client_secret_basic" not in methods and "client_secret_post" in methods:
            chosen["token_endpoint_auth_method"] = "client_secret_post"  # noqa: S105 (the name of a method)
        return endpoints | chosen | {"issuer": self.issuer}


@contextmanager
def _asking() -> Iterator[None]:
    """What can go wrong between us and the provider, as the two things that a person can do about it."""
    refuse_inside_unit_of_work("the school's sign-on was asked")
    try:
        yield
    except (BadAnswer, ProviderAway):
        raise
    except requests.RequestException as reason:
        raise ProviderAway(str(reason)) from reason
    except (AuthlibBaseError, JoseError) as reason:
        raise BadAnswer(str(reason)) from reason
    except (ValueError, KeyError, TypeError, AttributeError) as reason:
        raise ProviderAway(f"its answer cannot be read: {reason}") from reason
