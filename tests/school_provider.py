"""A school's sign-on for tests: pyop, the OpenID provider that InCommon's SATOSA speaks with, behind a real port.

pyop decides all that a provider decides (requests, codes, PKCE, tokens, signatures, logout); here are its addresses,
its people, and ways to have it do what a provider must never do.
"""

import json
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import pytest
import trustme
from Cryptodome.PublicKey import RSA
from flask import Flask, Response, jsonify, redirect, request
from jwkest.jwk import RSAKey, SYMKey
from oic.oic.message import EndSessionRequest, IdToken
from pyop.authz_state import AuthorizationState
from pyop.exceptions import InvalidAuthenticationRequest, InvalidClientAuthentication, OAuthError
from pyop.provider import Provider
from pyop.subject_identifier import HashBasedSubjectIdentifierFactory
from pyop.userinfo import Userinfo
from werkzeug.serving import make_server

from board.kernel.openid import LEEWAY_SECONDS

CLIENT_ID, CLIENT_SECRET = "rounds", "a-secret-of-the-client"
KEY = RSA.generate(2048)
OTHER_KEY = RSA.generate(2048)

OTHER_WORDS = {
    "calls itself another": {"issuer": "https://login.elsewhere.example"},
    "keys in the clear": {"jwks_uri": "http://login.elsewhere.example/jwks"},
    "no keys": {"jwks_uri": None},
}
"""What a provider may wrongly say of itself."""


@dataclass
class SchoolProvider:
    """The provider as it runs: whom it knows, and what it does wrong."""

    issuer: str
    back: str
    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Login name → claims that go into the ID token; those under `userinfo` are told at that address alone."""
    fault: str = ""
    """`issuer` (`without scheme`), `audience` (`with our azp`), `expired`, `no nonce`, `other nonce`, `other key`,
    `shared key`, `unsigned`, `down`, `slow`, `not json`, `other userinfo`, and the keys of `OTHER_WORDS`."""
    logged_out: list[str] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=dict)
    """With which a process trusts its certificate."""
    asked: list[str] = field(default_factory=list)
    """The paths that were asked for."""

    def __post_init__(self) -> None:
        configuration = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "end_session_endpoint": f"{self.issuer}/logout",
            "jwks_uri": f"{self.issuer}/jwks",
            "response_types_supported": ["code"],
            "scopes_supported": ["openid", "profile", "email"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        }
        client = {
            "client_secret": CLIENT_SECRET,
            "redirect_uris": [self.back],
            "response_types": ["code"],
            "token_endpoint_auth_method": "client_secret_basic",
            "post_logout_redirect_uris": [self.back.replace("/sign-on/back", "/")],
        }
        self.database: dict[str, dict[str, Any]] = {}
        self.pyop = Provider(
            RSAKey(key=KEY, alg="RS256", kid="today", use="sig"),
            configuration,
            AuthorizationState(HashBasedSubjectIdentifierFactory("salt")),
            {CLIENT_ID: client, "another client": client},
            Userinfo(self.database),
            extra_scopes={"profile": ["name", "affiliation"]},
        )
        self.app = _addresses(self)

    def knows(self, login: str, *, userinfo: dict[str, Any] | None = None, **claims: Any) -> None:
        """Enrol somebody. `sub` is their subject; it is their login name where none is given."""
        subject = claims.pop("sub", login)
        self.people[login] = claims
        self.database[login] = {"sub": subject, **(userinfo or {})}

    def spoil(self, tokens: dict[str, Any], login: str, asked: dict[str, Any]) -> dict[str, Any]:
        """The answer with the fault in it, signed anew by pyop."""
        audience, nonce = CLIENT_ID, asked.get("nonce")
        configuration, lifetime, key = self.pyop.configuration_information, 3600, self.pyop.signing_key
        claims = dict(self.people[login])
        if self.fault.startswith("audience"):
            audience = "another client"
            claims |= {"azp": CLIENT_ID} if "azp" in self.fault else {}
        if "nonce" in self.fault:
            nonce = None if self.fault == "no nonce" else "a nonce of another attempt"
        if self.fault == "issuer":
            configuration["issuer"] = "https://login.elsewhere.example"
        if self.fault == "issuer without scheme":
            configuration["issuer"] = self.issuer.removeprefix("https://")
        if self.fault == "expired":
            lifetime = -LEEWAY_SECONDS - 30
        if self.fault == "a little late":
            lifetime = -LEEWAY_SECONDS + 30
        if self.fault == "other key":
            self.pyop.signing_key = RSAKey(key=OTHER_KEY, alg="RS256", kid="today", use="sig")
        if self.fault == "unsigned":
            self.pyop.clients[audience]["id_token_signed_response_alg"] = "none"
        if self.fault == "shared key":
            self.pyop.clients[audience]["id_token_signed_response_alg"] = "HS256"
            self.pyop.signing_key = SYMKey(key=CLIENT_SECRET, alg="HS256")
        self.pyop.id_token_lifetime = lifetime
        try:
            subject = self.database[login]["sub"]
            tokens["id_token"] = self.pyop._create_signed_id_token(
                audience, subject, {}, nonce, None, tokens["access_token"], claims
            )
        finally:
            configuration["issuer"], self.pyop.id_token_lifetime, self.pyop.signing_key = self.issuer, 3600, key
            self.pyop.clients[audience].pop("id_token_signed_response_alg", None)
        return tokens


def _addresses(school: SchoolProvider) -> Flask:
    app = Flask("school provider")

    @app.before_request
    def note() -> tuple[str, int] | None:
        school.asked.append(request.path)
        time.sleep(2 if school.fault == "slow" else 0)
        return ("out of order", 503) if school.fault == "down" else None

    @app.get("/.well-known/openid-configuration")
    def configuration() -> Any:
        if school.fault == "not json":
            return "<p>Please accept our cookies</p>"
        told = school.pyop.provider_configuration.to_dict()
        return jsonify(told | OTHER_WORDS.get(school.fault, {}))

    @app.get("/jwks")
    def jwks() -> Any:
        return jsonify(school.pyop.jwks)

    @app.route("/authorize", methods=["GET", "POST"])
    def authorize() -> Any:
        try:
            asked = school.pyop.parse_authentication_request(request.query_string.decode())
        except InvalidAuthenticationRequest as error:
            return str(error), 400
        login = request.form.get("login") or ("" if asked.get("prompt") else request.cookies.get("login", ""))
        if login == "nobody":
            return redirect(f"{asked['redirect_uri']}?{urlencode({'error': 'access_denied', 'state': asked['state']})}")
        if login not in school.people:
            rows = "".join(
                f'<button name="login" value="{each}">{each}</button>' for each in [*school.people, "nobody"]
            )
            return f"<!doctype html><title>Sign on</title><h1>Sign on</h1><form method=post>{rows}</form>"
        answer = redirect(school.pyop.authorize(asked, login).request(asked["redirect_uri"]), 303)
        answer.set_cookie("login", login)
        return answer

    @app.post("/token")
    def token() -> Any:
        body = request.get_data(as_text=True)
        try:
            authorization = school.pyop.authz_state.authorization_codes.get(request.form.get("code", ""), {})
            tokens = school.pyop.handle_token_request(body, dict(request.headers)).to_dict()
        except (InvalidClientAuthentication, OAuthError) as error:
            name = getattr(error, "oauth_error", "invalid_client")
            return Response(json.dumps({"error": name}), 400, content_type="application/json")
        login = school.pyop.authz_state.get_user_id_for_subject_identifier(authorization["sub"])
        return jsonify(school.spoil(tokens, login, authorization["auth_req"]))

    @app.get("/userinfo")
    def userinfo() -> Any:
        told = school.pyop.handle_userinfo_request(request.query_string.decode(), dict(request.headers)).to_dict()
        return jsonify(told | ({"sub": "somebody else"} if school.fault == "other userinfo" else {}))

    @app.get("/logout")
    def logout() -> Any:
        leaving = EndSessionRequest().deserialize(request.query_string.decode())
        school.pyop.logout_user(end_session_request=leaving)
        hint = leaving.get("id_token_hint")
        school.logged_out.append(IdToken().from_jwt(hint, key=[school.pyop.signing_key])["sub"] if hint else "")
        answer = redirect(school.pyop.do_post_logout_redirect(leaving) or "/", 303)
        answer.delete_cookie("login")
        return answer

    return app


@contextmanager
def running(back: str) -> Iterator[SchoolProvider]:
    """The provider on a port of its own, over TLS that only this process trusts; `back` is where browsers return to."""
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    server = make_server("127.0.0.1", 0, Flask("not yet"), threaded=True, ssl_context=context)
    school = SchoolProvider(f"https://127.0.0.1:{server.port}", back)
    server.app = school.app
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    with authority.cert_pem.tempfile() as bundle, pytest.MonkeyPatch.context() as patch:
        school.environment = {"REQUESTS_CA_BUNDLE": bundle}
        for name, value in school.environment.items():
            patch.setenv(name, value)
        yield school
    server.shutdown()
    thread.join()
    server.server_close()
