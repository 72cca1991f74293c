"""Limits at the door: who asks, and how many questions and keys one may try in a while.

What writes or sends is counted in the database (`board.kernel.throttle`). What only reads is counted in this process,
for a reader who asks for a page must change nothing; with several processes the limit is so many times as wide.
"""

from collections.abc import Callable
from functools import wraps
from ipaddress import IPv6Address, ip_address
from typing import Any, TypeVar, cast

from flask import Flask, Response, current_app, request
from flask_login import current_user
from limits.strategies import FixedWindowRateLimiter

from board.kernel import throttle
from board.kernel.errors import TooManyRequests
from board.kernel.throttle import Limit, ProcessStorage, Use

View = TypeVar("View", bound=Callable[..., Any])

QUESTIONS = Limit.of("questions", "240 per minute", "You ask faster than anybody reads.")
"""Searches, suggestions and feeds, of one person."""
QUESTIONS_OF_STRANGERS = Limit.of(
    "strangers’ questions", "1200 per minute", "This network asks faster than anybody reads."
)
"""The same of everybody at one origin who is not signed in: a school may share one address of the network."""
PREVIEWS = Limit.of("previews", "120 per minute", "That is a lot of previews.")
PAPERS = Limit.of("papers", "30 per 10 minutes", "You had many PDFs made.")
"""PDFs of one reader: each costs the server seconds."""
UPLOADS = Limit.of("uploads", "60 per 10 minutes", "You handed in many PDFs.")
"""PDFs that one person hands in: judging a bad one costs the server seconds."""
SIGN_ONS = Limit.of("sign-on", "600 per 5 minutes", "Very many people come in from this network at once.")
"""Answers of the school's sign-on from one origin: each has this server ask the provider. A lecture hall comes in by
one address of the network, and many press twice."""
WRONG_KEYS = Limit.of("wrong keys", "60 per 10 minutes", "Too many links from this network led nowhere.")
"""Addresses with a token that opened nothing, from one origin. A right one opens all the same: a school shares it."""
_LED_NOWHERE = (404, 410)


def install(app: Flask) -> None:
    """Count the wrong keys of an origin; each application counts for itself."""
    app.extensions["throttle"] = FixedWindowRateLimiter(ProcessStorage())

    @app.before_request
    def enforce_no_limits() -> None:
        if not app.config["ENFORCES_LIMITS"]:
            throttle.enforce_none()

    @app.after_request
    def count_wrong_keys(answer: Response) -> Response:
        if not app.config["ENFORCES_LIMITS"]:
            return answer
        if answer.status_code not in _LED_NOWHERE or "token" not in (request.view_args or ()):
            return answer
        if _limiter(app).hit(WRONG_KEYS.rates[0], origin()):
            return answer
        return app.make_response(app.handle_user_exception(_refusal(app, WRONG_KEYS, origin())))


def origin() -> str:
    """Where a request comes from: the address that the trusted proxies saw; of IPv6 the network, which one home has."""
    address = request.remote_addr or ""
    try:
        known = ip_address(address)
    except ValueError:
        return address
    return f"{known.exploded[:19]}::/64" if isinstance(known, IPv6Address) else address


def asks_questions(view: View) -> View:
    """Limit how often one reader asks this address."""
    return _limited(view, lambda: QUESTIONS if current_user.is_authenticated else QUESTIONS_OF_STRANGERS)


def makes_previews(view: View) -> View:
    """Limit how often one person has something shown as it would look."""
    return _limited(view, lambda: PREVIEWS)


def by_person(limit: Limit) -> Use:
    """This use is of whoever is signed in."""
    return Use(limit, f"user:{current_user.id}")


def count_for_reader(limit: Limit) -> None:
    """Count one more of these for whoever reads. Raises `TooManyRequests` beyond the limit."""
    count_in_process(limit, str(current_user.id) if current_user.is_authenticated else origin())


def count_in_process(limit: Limit, who: str) -> None:
    """The same for whoever this is."""
    if current_app.config["ENFORCES_LIMITS"] and not _limiter(current_app).hit(limit.rates[0], limit.name, who):
        raise _refusal(current_app, limit, limit.name, who)


def _limited(view: View, limit_of: Callable[[], Limit]) -> View:
    @wraps(view)
    def count_first(*args: Any, **kwargs: Any) -> Any:
        count_for_reader(limit_of())
        return view(*args, **kwargs)

    return cast(View, count_first)


def _refusal(app: Flask, limit: Limit, *who: str) -> TooManyRequests:
    return throttle.refusal(limit, _limiter(app).get_window_stats(limit.rates[0], *who).reset_time)


def _limiter(app: Flask) -> FixedWindowRateLimiter:
    limiter: FixedWindowRateLimiter = app.extensions["throttle"]
    return limiter
