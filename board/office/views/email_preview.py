"""The addresses of the emails' previews."""

from collections.abc import Callable

from flask import Blueprint, Response, flash, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.kernel import clock, mail
from board.kernel.errors import Invalid, NotFound, found_or_404
from board.kernel.mail import EmailKind
from board.kernel.unit_of_work import unit_of_work
from board.notices.labels import TOPICS
from board.notices.models import Topic
from board.office import actions, email_previews
from board.office.forms import EmailWordingForm
from board.school import email_wording
from board.school.email_wording import EmailWording
from board.web.access import for_roles
from board.web.emails import trying
from board.web.forms import put_on_field
from board.web.headers import with_frames
from board.web.pages import go_to, render_page
from board.web.read_log import note_reading


def _is_of_office(kind: EmailKind) -> bool:
    return "oordinator" in kind.audience


UNTOPICAL: dict[str, Callable[[EmailKind], bool]] = {
    "Accounts and sign-in": lambda kind: not _is_of_office(kind),
    "To the office": _is_of_office,
}
"""Emails that nobody turns off have no topic."""

bp = Blueprint("email_previews", __name__, url_prefix="/office/email-previews")


@bp.get("")
@for_roles("coordinator")
def index() -> ResponseReturnValue:
    """Every kind of email by what it is about. None is worded for it: that takes as long as sending them all."""
    kinds = sorted(mail.kinds(), key=lambda kind: kind.name)
    groups = [(words[0], [kind for kind in kinds if kind.topic == topic]) for topic, words in TOPICS.items()]
    untopical = [kind for kind in kinds if not kind.topic]
    groups += [(heading, [kind for kind in untopical if is_so(kind)]) for heading, is_so in UNTOPICAL.items()]
    return render_page(
        "office/email_previews.html",
        groups=[group for group in groups if group[1]],
        total=len(kinds),
        subject_of=lambda kind: email_wording.subject_in_short(kind.key, kind.subject),
    )


@bp.get("/one")
@for_roles("coordinator")
def show() -> ResponseReturnValue:
    """One kind: its text, and its HTML in both themes."""
    sample = _asked()
    topic = TOPICS[Topic(sample.kind.topic)][0] if sample.kind.topic else ""
    is_own = bool(email_wording.of_kind(sample.kind.key))
    return with_frames(render_page("office/email_preview.html", sample=sample, topic=topic, is_own=is_own))


@bp.get("/sheet")
@for_roles("coordinator")
def sheet() -> ResponseReturnValue:
    """The HTML alone, to be shown in a frame."""
    draft = found_or_404(_asked().draft)
    html, policy = email_previews.sheet(draft, dark=request.args.get("theme") == "dark")
    return Response(html, headers={"Content-Security-Policy": policy, "X-Frame-Options": "SAMEORIGIN"})


@bp.route("/wording", methods=["GET", "POST"])
@for_roles("coordinator")
def wording() -> ResponseReturnValue:
    """Say an email of one kind in the school's own words; see it first."""
    kind = _kind()
    form, draft = EmailWordingForm.of(kind.key), None
    if form.validate_on_submit():
        try:
            if form.preview.data:
                with trying(email_wording.checked(form.wording(), kind.subject)):
                    draft = email_previews.sample(kind).draft
            else:
                with unit_of_work():
                    form.require_unchanged(lambda: EmailWordingForm.of(kind.key))
                    actions.change_wording(kind, form.wording(), by=current_user, now=clock.now())
                flash("Saved. The next email of this kind says so.", "good")
                return go_to(".show", kind=kind.key)
        except Invalid as invalid:
            put_on_field(form, invalid)
    page = render_page(
        "office/email_wording.html",
        kind=kind,
        form=form,
        draft=draft,
        placeholders=email_wording.placeholders(kind.subject),
        is_own=bool(email_wording.of_kind(kind.key)),
    )
    return page, 422 if form.errors else 200


@bp.post("/wording/reset")
@for_roles("coordinator")
def reset_wording() -> ResponseReturnValue:
    """Say it as Rounds does."""
    kind = _kind()
    with unit_of_work():
        actions.change_wording(kind, EmailWording(), by=current_user, now=clock.now())
    flash("The email is worded as Rounds has it.", "plain")
    return go_to(".show", kind=kind.key)


def _asked() -> email_previews.Sample:
    """The newest email of a kind. It is somebody's, so that it was read is noted."""
    sample = email_previews.sample(_kind())
    if sample.draft and sample.user_id:
        note_reading("email-preview.read", f"user:{sample.user_id}")
    return sample


def _kind() -> EmailKind:
    try:
        return mail.kind_of(request.args.get("kind", ""))
    except LookupError as error:
        raise NotFound from error
