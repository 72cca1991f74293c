"""A form of another site is none of ours, whatever token it brings: browsers say where a request began.

`Sec-Fetch-Site` is set by the browser and by no script (W3C, Fetch Metadata Request Headers). A browser without it,
or a program, is left to the token.
"""

from collections.abc import Callable, Collection
from typing import Any

from flask import Flask, request

from board.kernel.errors import Forbidden

FOREIGN = ("cross-site", "same-site")
"""Another site, or another host of the school."""


def install(app: Flask, *, open_to: Collection[Callable[..., Any]]) -> None:
    """Look at each request before its token is, but for those of these views."""

    def refuse() -> None:
        if request.method in ("GET", "HEAD", "OPTIONS") or request.headers.get("Sec-Fetch-Site") not in FOREIGN:
            return
        if app.view_functions.get(request.endpoint or "") not in open_to:
            raise Forbidden("This was sent from another site. Open its page here, and send it again.")

    app.before_request(refuse)
