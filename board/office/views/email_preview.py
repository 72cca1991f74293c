"""The addresses of the emails' previews."""

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from board.kernel import mail
from board.kernel.errors import NotFound, found_or_404
from board.notices.labels import TOPICS
from board.notices.models import Topic
from board.office import email_previews
from board.web.access import for_roles
from board.web.headers import with_frames
from board.web.pages import render_page

bp = Blueprint("email_previews", __name__, url_prefix="/office/email-previews")


@bp.get("")
@for_roles("coordinator")
def index() -> ResponseReturnValue:
    """Every kind of email, with the subject it would have today."""
    return render_page("office/email_previews.html", samples=email_previews.samples())


@bp.get("/one")
@for_roles("coordinator")
def show() -> ResponseReturnValue:
    """One kind: its text, and its HTML in both themes."""
    sample = _asked()
    topic = TOPICS[Topic(sample.kind.topic)][0] if sample.kind.topic else ""
    return with_frames(render_page("office/email_preview.html", sample=sample, topic=topic))


@bp.get("/sheet")
@for_roles("coordinator")
def sheet() -> ResponseReturnValue:
    """The HTML alone, to be shown in a frame."""
    draft = found_or_404(_asked().draft)
    html, policy = email_previews.sheet(draft, dark=request.args.get("theme") == "dark")
    return Response(html, headers={"Content-Security-Policy": policy, "X-Frame-Options": "SAMEORIGIN"})


def _asked() -> email_previews.Sample:
    try:
        kind = mail.kind_of(request.args.get("kind", ""))
    except LookupError as error:
        raise NotFound from error
    return email_previews.sample(kind)
