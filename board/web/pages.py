"""Answering: a whole page, a fragment of it, or the way to the next page."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from flask import Response, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from board.kernel import unit_of_work


def refuse_inside_unit_of_work(_sender: Any, **_: Any) -> None:
    """Before each template: whoever renders while the write lock is held keeps everybody else waiting."""
    unit_of_work.refuse_inside_unit_of_work("a template was rendered", in_dry_run_too=True)


def asked_by_htmx() -> bool:
    """Does htmx ask for a fragment? Going back in history and boosted links want whole pages."""
    headers = request.headers
    return headers.get("HX-Request") == "true" and "HX-History-Restore-Request" not in headers


def target() -> str:
    """The id that htmx will swap. Version 4 says `section#results`, version 2 said `results`."""
    return request.headers.get("HX-Target", "").rpartition("#")[2]


def render_page(template: str, *, fragments: Mapping[str, str] | None = None, **context: Any) -> str:
    """The page, or the one of its fragments that the asking target needs. An unknown target raises in tests."""
    if asked_by_htmx() and target():
        fragment = (fragments or {}).get(target())
        if fragment is not None:
            return render_template(fragment, **context)
        if current_app.testing:
            raise LookupError(f"{request.path} has no fragment for the target {target()!r}")
    return render_template(template, **context)


def go_to(endpoint: str, **values: Any) -> ResponseReturnValue:
    """Onward after a change: 303, which htmx cannot see, so it gets its own header."""
    return as_htmx_redirect(redirect(url_for(endpoint, **values), 303))


def as_htmx_redirect(answer: Any) -> ResponseReturnValue:
    """Turn a redirect into the kind that htmx follows, when htmx asked."""
    if not asked_by_htmx():
        return answer  # type: ignore[no-any-return]  # Flask's redirect is a werkzeug response
    return Response(status=204, headers={"HX-Redirect": answer.location})


def instead_of_all() -> dict[str, str]:
    """Headers that let htmx put a whole page where it asked for a part."""
    return {"HX-Retarget": "body", "HX-Reswap": "innerHTML"}


def safe_next(address: str | None) -> str | None:
    """A local path worth going to, or None: one leading slash, printable, no backslash, no host."""
    if not address or not address.startswith("/") or address.startswith("//"):
        return None
    if "\\" in address or not address.isprintable() or urlsplit(address).netloc:
        return None
    return address
