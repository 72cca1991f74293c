"""Flask, as Rounds uses it."""

from collections.abc import Callable
from functools import lru_cache
from types import TracebackType
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer

from board.kernel.keyring import TimedSerializer
from board.web.templates import Templates


class Sessions(SecureCookieSessionInterface):
    """Flask's, but nobody is signed out because the clock was set back."""

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """As of Flask, made once for the keys that there are."""
        return _serializer((*(app.config["SECRET_KEY_FALLBACKS"] or ()), str(app.secret_key)))


@lru_cache(maxsize=8)
def _serializer(keys: tuple[str, ...]) -> URLSafeTimedSerializer:
    of = Sessions
    how = {"key_derivation": of.key_derivation, "digest_method": of.digest_method}
    return TimedSerializer(list(keys), salt=of.salt, serializer=of.serializer, signer_kwargs=how)


class App(Flask):
    """Flask, but an address stands in the log as its rule: the address itself may hold a token."""

    jinja_environment = Templates
    session_interface = Sessions()

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function itself: none here is a coroutine, which Flask would look for in each, and in each request."""
        return func

    def log_exception(
        self, exc_info: tuple[type, BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> None:
        """One line with the traceback; whose request it was, the filter adds."""
        self.logger.error("the request broke", exc_info=exc_info)
