"""The addresses of the letters' previews."""

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from board.kernel import post
from board.kernel.errors import Hidden
from board.office import previews
from board.web.access import for_roles
from board.web.headers import with_frames
from board.web.page import render_page

bp = Blueprint("letters", __name__, url_prefix="/office/letter-previews")


@bp.get("")
@for_roles("coordinator")
def index() -> ResponseReturnValue:
    """Every kind of letter, with the subject it would have today."""
    return render_page("office/letter_previews.html", samples=previews.samples())


@bp.get("/one")
@for_roles("coordinator")
def show() -> ResponseReturnValue:
    """One kind: its text, and its HTML in both themes."""
    return with_frames(render_page("office/letter_preview.html", sample=_asked()))


@bp.get("/sheet")
@for_roles("coordinator")
def sheet() -> ResponseReturnValue:
    """The HTML alone, to be shown in a frame."""
    draft = _asked().draft
    if draft is None:
        raise Hidden
    html, policy = previews.sheet(draft, dark=request.args.get("theme") == "dark")
    return Response(html, headers={"Content-Security-Policy": policy, "X-Frame-Options": "SAMEORIGIN"})


def _asked() -> previews.Sample:
    kind = request.args.get("kind", "")
    if kind not in post.kinds():
        raise Hidden
    return previews.sample(kind)
