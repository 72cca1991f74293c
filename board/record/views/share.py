"""Links that show chosen entries, and the page behind them."""

from datetime import datetime

from flask import flash, make_response
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.kernel import clock
from board.kernel.errors import Invalid, NotFound, found_or_404
from board.kernel.unit_of_work import unit_of_work
from board.record import queries, signed_links
from board.record.actions import share as share_actions
from board.record.forms.share import ShareForm
from board.record.models import Share
from board.record.shown import shown_share
from board.record.views import bp
from board.record.views.dependencies import today, visitor
from board.web.access import for_roles, public
from board.web.emails import link
from board.web.forms import put_on_field
from board.web.once import unit_of_work_once
from board.web.pages import go_to, render_page
from board.web.secret_keys import secret_keys


@bp.route("/record/shares", methods=["GET", "POST"])
@for_roles("student")
def shares() -> ResponseReturnValue:
    """My links; a new one."""
    entries, form = queries.of_student(current_user.id), ShareForm()
    form.offer(entries)
    if form.validate_on_submit():
        chosen = [entry for entry in entries if entry.id in (form.entries.data or ())]
        try:
            with unit_of_work_once():
                share_actions.share(
                    chosen,
                    by=current_user,
                    now=clock.now(),
                    label=form.label.data,
                    days=int(form.days.data),
                    keys=secret_keys(),
                )
            flash("Link created. Copy it below and send it yourself.", "good")
            return go_to(".shares")
        except Invalid as invalid:
            put_on_field(form, invalid)
    return _shares(form), 422 if form.errors else 200


@bp.post("/record/shares/<id:share_id>/revoke")
@for_roles("student")
def revoke(share_id: int) -> ResponseReturnValue:
    """End a link."""
    share = found_or_404(queries.share(current_user.id, share_id))
    with unit_of_work():
        share_actions.revoke(share, by=current_user, now=clock.now())
    flash("Link revoked. Whoever opens it now finds nothing.", "plain")
    return go_to(".shares")


@bp.get("/record/shared/<token>")
@public
def shared(token: str) -> ResponseReturnValue:
    """What the holder of a link sees; each opening by somebody else is counted."""
    now, result = clock.now(), queries.share_by_hash(signed_links.hashed(token))
    if result is None:
        raise NotFound
    if not result.is_open(now) or not result.student.is_active:
        return render_page("record/share_ended.html", share=result), 410
    share = _counted(result, now)
    answer = make_response(render_page("record/shared.html", share=share, shown=shown_share(share, today())))
    answer.headers["Cache-Control"] = "no-store"  # a link that has ended shows nothing, from no cache either
    return answer


def _counted(share: Share, now: datetime) -> Share:
    """A link that works; that somebody else than the student opens it is counted."""
    viewer = visitor()
    if viewer is None or viewer.id != share.student_id:
        with unit_of_work():
            share_actions.count_view(share, reader=viewer, now=now)
    return queries.share_by_hash(share.token_hash) or share


def _shares(form: ShareForm) -> str:
    made = queries.shares(current_user.id)
    marks = {share.id: signed_links.still_made_by(share, secret_keys()) for share in made}
    return render_page(
        "record/shares.html",
        form=form,
        shares=made,
        links={number: link("record.shared", token=mark) for number, mark in marks.items() if mark},
        now=clock.now(),
        looks=queries.looks(current_user.id),
    )
