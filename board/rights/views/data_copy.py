"""A copy of everything of mine: asked for, watched while it is made, taken away."""

from datetime import datetime
from typing import NamedTuple

from flask import current_app, flash, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.accounts.views import proof as proof_views
from board.kernel import clock
from board.kernel.errors import found_or_404
from board.kernel.unit_of_work import unit_of_work
from board.kernel.verdict import require
from board.kernel.wording import plural
from board.personal_data import PERSONAL
from board.rights import copy_maker
from board.rights.actions import data_copy as data_copy_actions
from board.rights.models import DataCopy
from board.rights.policy import data_copy as data_copy_policy
from board.rights.queries import data_copy as data_copy_queries
from board.rights.views import bp
from board.school import settings as school_settings
from board.web import files
from board.web.access import signed_in
from board.web.pages import go_to, render_page


class ReadyCopy(NamedTuple):
    """What the page says of a copy that can be taken away."""

    copy: DataCopy
    size: int
    """Bytes on the disk."""
    ends_at: datetime | None


@bp.get("/account/data")
@signed_in
def data() -> ResponseReturnValue:
    """My copies, and how far the one is that is being made; ask for one."""
    now, copies = clock.now(), data_copy_queries.of_user(current_user.id)
    last = copies[0] if copies else None
    days = school_settings.retention_copies_days
    is_made = last is not None and data_copy_policy.is_being_made(last, now)
    return render_page(
        "rights/data.html",
        fragments={"copies": "rights/_copies.html"},
        ready=[
            ReadyCopy(copy, files.store().size(copy.name), data_copy_policy.ends_at(copy, days))
            for copy in copies
            if data_copy_policy.may_take(current_user, copy, days, now)
        ],
        being_made=last if is_made else None,
        gave_up=last is not None and not last.is_ready and not is_made,
        done=current_app.extensions["progress"].done(copy_maker.work(last.id)) if last else 0,
        most=len(PERSONAL),
        days=days,
        may_ask=data_copy_policy.may_ask(last, now),
    )


@bp.post("/account/data")
@signed_in
def ask_for_data() -> ResponseReturnValue:
    """Have a copy made."""
    with unit_of_work():
        data_copy_actions.ask(by=current_user, now=clock.now())
    flash("Your copy is being made. You get an email when it is ready.", "good")
    return go_to(".data")


@bp.get("/account/data/<id:copy_id>")
@signed_in
def take_data(copy_id: int) -> ResponseReturnValue:
    """The ZIP, for its person alone, who has proved lately that it is them."""
    copy, now = found_or_404(data_copy_queries.by_id(copy_id)), clock.now()
    days = school_settings.retention_copies_days
    if data_copy_policy.has_expired(current_user, copy, days, now):
        flash(f"That copy has expired: a copy is there for {plural(days, 'day')}. Make a new one here.", "warm")
        return go_to(".data")
    require(data_copy_policy.may_take(current_user, copy, days, now))
    if not proof_views.is_recent():
        flash("Show that it is you; then press “Download the copy” again.", "plain")
        return proof_views.ask_again(back=url_for(".data"))
    day = clock.day(copy.asked_at).isoformat()
    return files.hand_out(copy.name, f"rounds-my-data-{day}.zip", mimetype="application/zip")
