"""Every view says who may open it; an address that says nothing is not there."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import Flask, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.kernel.errors import Hidden
from board.web import page

log = logging.getLogger(__name__)
View = TypeVar("View", bound=Callable[..., Any])


def public(view: View) -> View:
    """Anybody may open this address."""
    view.__access__ = "public"  # type: ignore[attr-defined]  # a mark on a function
    return view


def signed_in(view: View) -> View:
    """Only people who are signed in; the others are asked to."""
    return _guarded(view, "signed in", lambda: True)


def for_roles(*roles: str) -> Callable[[View], View]:
    """Only people who hold one of the roles; for the others the address is not there."""
    return lambda view: _guarded(view, "|".join(sorted(roles)), lambda: bool(current_user.roles_held & set(roles)))


def _guarded(view: View, access: str, allowed: Callable[[], bool]) -> View:
    @wraps(view)
    def guard(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        if not current_user.is_authenticated:
            wanted = request.full_path.rstrip("?") if request.method == "GET" else None
            return page.as_htmx_redirect(redirect(url_for("accounts.sign_in", next=wanted), 303))
        if not allowed():
            raise Hidden
        answer: ResponseReturnValue = view(*args, **kwargs)
        return answer

    guard.__access__ = access  # type: ignore[attr-defined]  # a mark on a function
    return guard  # type: ignore[return-value]  # wraps keeps the signature


def declared(app: Flask, endpoint: str) -> str | None:
    """What the view of an endpoint says of itself."""
    return getattr(app.view_functions.get(endpoint), "__access__", None)


def refuse_undeclared() -> None:
    """Before each request: a view that forgot to say who may open it is treated as absent."""
    endpoint = request.endpoint
    if endpoint is not None and endpoint != "static" and declared(current_app, endpoint) is None:
        log.error("the view %s does not declare its access", endpoint)
        raise Hidden
