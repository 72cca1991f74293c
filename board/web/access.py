"""Every view says who may open it; an address that says nothing is not there."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import Flask, current_app, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.kernel.errors import Forbidden, NotFound
from board.kernel.locks import lock_actor
from board.web import pages
from board.web.posted_values import AUTOSAVE, page_of_form
from board.web.written_form import is_filled_in, send_again

log = logging.getLogger(__name__)
View = TypeVar("View", bound=Callable[..., Any])
ROLES = frozenset(("student", "faculty", "mentor", "coordinator"))
"""The words of `Role`, which lies above: a test holds the two together."""


def public(view: View) -> View:
    """Anybody may open this address."""
    view.__access__ = "public"  # type: ignore[attr-defined]  # a mark on a function
    return view


def stays_in_form(view: View) -> View:
    """What is sent here stays in the form that sent it: of a session that has ended there is nothing to be kept."""
    view.__stays_in_form__ = True  # type: ignore[attr-defined]  # a mark on a function
    return view


def signed_in(view: View) -> View:
    """Only people who are signed in; the others are asked to."""
    return _guarded(view, "signed in", lambda: True)


def for_roles(*roles: str) -> Callable[[View], View]:
    """Only people who hold one of the roles; for the others the address is not there.

    Raises ValueError for a word that is no role: nobody would ever find the page.
    """
    if unknown := set(roles) - ROLES:
        raise ValueError(f"{', '.join(sorted(unknown))} is no role: there are {', '.join(sorted(ROLES))}")
    return lambda view: _guarded(view, "|".join(sorted(roles)), lambda: bool(current_user.roles_held & set(roles)))


def _guarded(view: View, access: str, allowed: Callable[[], bool]) -> View:
    @wraps(view)
    def guard(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        if not current_user.is_authenticated:
            return sign_in_first()
        if not allowed():
            raise NotFound
        outer, g.is_still_allowed = g.get("is_still_allowed"), allowed
        try:
            answer: ResponseReturnValue = view(*args, **kwargs)
        finally:
            g.is_still_allowed = outer
        return answer

    guard.__access__ = access  # type: ignore[attr-defined]  # a mark on a function
    return guard  # type: ignore[return-value]  # wraps keeps the signature


def recheck_actor() -> None:
    """The first thing in each unit of work of a view: whoever acts is locked, and may come in and be here still.

    What the guard and the view read of them may have been taken away since. Raises `Forbidden` or `NotFound`.
    """
    is_still_allowed = g.get("is_still_allowed")
    if is_still_allowed is None or "looking_by" in g:
        return
    lock_actor(current_user)
    if not current_user.is_active:
        raise Forbidden("Your account has just been suspended. Nothing was changed.")
    if not is_still_allowed():
        raise NotFound


def sign_in_first() -> ResponseReturnValue:
    """The way to sign in, and on from there. What came with a form is kept for the person whose session ended."""
    if request.method != "POST":
        return pages.as_htmx_redirect(redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")), 303))
    view = current_app.view_functions.get(request.endpoint or "")
    if AUTOSAVE in request.headers or hasattr(view, "__stays_in_form__"):
        return "", 401
    form_id = current_app.extensions["keep_posted_form"]()
    stored = url_for("accounts.unsent_forms", form=form_id) if form_id is not None else None
    if stored is not None:
        flash("Your session has ended. What you wrote is kept for you: sign in, and it is there.", "warm")
    if stored is None and is_filled_in():
        return send_again(401, "You are signed out.")
    return pages.as_htmx_redirect(redirect(url_for("accounts.sign_in", next=stored or page_of_form()), 303))


def declared(app: Flask, endpoint: str) -> str | None:
    """What the view of an endpoint says of itself."""
    return getattr(app.view_functions.get(endpoint), "__access__", None)


def refuse_undeclared() -> None:
    """Before each request: a view that forgot to say who may open it is treated as absent."""
    endpoint = request.endpoint
    if endpoint is not None and endpoint != "static" and declared(current_app, endpoint) is None:
        log.error("the view %s does not declare its access", endpoint)
        raise NotFound
