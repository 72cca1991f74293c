"""The addresses of announcements: the office's, and where a notice leads."""

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.announcements import actions, policy, queries
from board.announcements.forms import AnnouncementForm
from board.announcements.labels import in_words
from board.announcements.models import Announcement
from board.announcements.queries import Audience, Reach
from board.kernel import clock
from board.kernel.errors import Invalid, found_or_404
from board.kernel.unit_of_work import unit_of_work
from board.kernel.verdict import require
from board.kernel.wording import plural
from board.web.access import for_roles, signed_in
from board.web.addresses import number
from board.web.confirmation import Confirmation, ask_first
from board.web.forms import put_on_field
from board.web.once import unit_of_work_once
from board.web.pages import go_to, render_page

bp = Blueprint("announcements", __name__)

PER_PAGE = 30


@bp.get("/office/announcements")
@for_roles("coordinator")
def index() -> ResponseReturnValue:
    """Drafts, and what was sent, with what became of it."""
    page = number(request.args.get("page", "")) or 1
    past, total = queries.past(page, PER_PAGE)
    drafts = queries.drafts()
    audiences = {row.id: in_words(Audience.of(row)) for row in (*drafts, *(announcement for announcement, _ in past))}
    return render_page(
        "announcements/index.html",
        drafts=drafts,
        past=past,
        audiences=audiences,
        page=page,
        pages=-(-total // PER_PAGE),
    )


@bp.route("/office/announcements/new", methods=["GET", "POST"])
@for_roles("coordinator")
def new() -> ResponseReturnValue:
    """Write one."""
    form = AnnouncementForm.blank(current_user)
    if form.validate_on_submit():
        try:
            with unit_of_work_once():
                announcement = actions.write(form.text(), by=current_user, now=clock.now())
            return go_to(".preview", announcement_id=announcement.id)
        except Invalid as invalid:
            put_on_field(form, invalid)
    return render_page("announcements/form.html", form=form, announcement=None), 422 if form.errors else 200


@bp.route("/office/announcements/<id:announcement_id>/edit", methods=["GET", "POST"])
@for_roles("coordinator")
def edit(announcement_id: int) -> ResponseReturnValue:
    """Change a draft."""
    announcement = _announcement(announcement_id)
    require(policy.may_change(current_user, announcement))
    form = AnnouncementForm.of(announcement)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                form.require_unchanged(lambda: AnnouncementForm.of(announcement))
                actions.rewrite(announcement, form.text(), by=current_user, now=clock.now())
            return go_to(".preview", announcement_id=announcement_id)
        except Invalid as invalid:
            put_on_field(form, invalid)
    return render_page("announcements/form.html", form=form, announcement=announcement), 422 if form.errors else 200


@bp.get("/office/announcements/<id:announcement_id>")
@for_roles("coordinator")
def preview(announcement_id: int) -> ResponseReturnValue:
    """A draft with those who would receive it now; of what was sent, what became of it."""
    announcement = _announcement(announcement_id)
    audience = Audience.of(announcement)
    return render_page(
        "announcements/preview.html",
        announcement=announcement,
        audience=in_words(audience),
        reach=queries.reach(audience, must_know=announcement.must_know) if announcement.is_draft else None,
        recipients=queries.count_recipients(announcement_id),
        untold=queries.count_untold(announcement_id),
    )


@bp.post("/office/announcements/<id:announcement_id>/send")
@for_roles("coordinator")
def send(announcement_id: int) -> ResponseReturnValue:
    """Send it, once, to exactly those who were counted."""
    announcement = _announcement(announcement_id)
    require(policy.may_change(current_user, announcement))
    reach = queries.reach(Audience.of(announcement), must_know=announcement.must_know)
    if reach.total and (page := ask_first(_about_sending(announcement, reach))) is not None:
        return page
    with unit_of_work_once():
        actions.send(announcement, to=reach.user_ids, by=current_user, now=clock.now())
    flash(f"It is on its way to {plural(reach.total, 'person', 'people')}.", "good")
    return go_to(".preview", announcement_id=announcement_id)


@bp.post("/office/announcements/<id:announcement_id>/discard")
@for_roles("coordinator")
def discard(announcement_id: int) -> ResponseReturnValue:
    """Throw a draft away."""
    announcement = _announcement(announcement_id)
    require(policy.may_change(current_user, announcement))
    back = url_for(".preview", announcement_id=announcement_id)
    question = Confirmation(
        f"Discard “{announcement.subject}”?", ["The draft is gone, and nobody receives it."], "Discard the draft", back
    )
    if (page := ask_first(question)) is not None:
        return page
    with unit_of_work():
        actions.discard(announcement, by=current_user)
    flash("The draft is discarded.", "plain")
    return go_to(".index")


@bp.get("/announcements/<id:announcement_id>")
@signed_in
def show(announcement_id: int) -> ResponseReturnValue:
    """Where its notice and its email lead."""
    announcement = _announcement(announcement_id)
    is_recipient = queries.is_recipient(announcement_id, current_user.id)
    require(policy.may_read(current_user, announcement, is_recipient=is_recipient))
    audience = in_words(Audience.of(announcement))
    return render_page("announcements/show.html", announcement=announcement, audience=audience)


def _announcement(announcement_id: int) -> Announcement:
    return found_or_404(queries.by_id(announcement_id))


def _about_sending(announcement: Announcement, reach: Reach) -> Confirmation:
    people = plural(reach.total, "person", "people")
    quiet = reach.undeliverable + reach.switched_off
    who = in_words(Audience.of(announcement))
    consequences = [
        f"{people}: {who}. Each reads it as a notice and gets an email as they wish it.",
        f"Replies go to {announcement.reply_to}. It cannot be changed or called back afterwards.",
    ]
    if quiet:
        consequences.insert(1, f"{plural(quiet, 'of them gets', 'of them get')} a notice and no email.")
    if announcement.must_know:
        consequences.append(f"It also reaches those who turned announcements off, because: {announcement.reason}")
    about = f"{announcement.changed_at.isoformat()} {reach.user_ids}"
    back = url_for(".preview", announcement_id=announcement.id)
    return Confirmation(
        f"Send “{announcement.subject}”?", consequences, f"Send to {people}", back, "primary", about=about
    )
