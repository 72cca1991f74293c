"""Joining two accounts of one person, and taking it back."""

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.accounts import queries as account_queries
from board.accounts.actions import merge as merge_actions
from board.accounts.models import User
from board.accounts.policy.merge import may_merge
from board.accounts.queries import merge as merge_queries
from board.kernel import clock
from board.kernel.db import unit_of_work
from board.kernel.errors import Conflict, Invalid, found_or_404
from board.kernel.verdict import require
from board.kernel.wording import listed
from board.office import queries
from board.office.forms import MergeForm
from board.office.views import bp
from board.web.access import for_roles
from board.web.confirmation import Confirmation, ask_first
from board.web.forms import put_on_field
from board.web.pages import go_to, render_page


@bp.route("/office/people/<id:user_id>/merge", methods=["GET", "POST"])
@for_roles("coordinator")
def merge(user_id: int) -> ResponseReturnValue:
    """Bring another account of this person into this one."""
    target, form = found_or_404(account_queries.by_id(user_id)), MergeForm()
    if form.validate_on_submit():
        try:
            source = account_queries.by_email(form.other.data)
            if source is None:
                raise Invalid("other", "Nobody here has this address.")
            require(may_merge(current_user, target, source))
            if (page := ask_first(_about(target, source))) is not None:
                return page
            with unit_of_work():
                if why := queries.against_merging(target.id, source.id):
                    raise Conflict(f"{why} Nothing was moved.")
                merge_actions.merge(target, source, by=current_user, now=clock.now())
            flash("The two accounts are one. It can be undone for 24 hours.", "good")
            return go_to(".person", user_id=user_id)
        except Invalid as invalid:
            put_on_field(form, invalid)
    page = render_page("office/merge.html", person=target, form=form, merges=merge_queries.merges_of(user_id))
    return page, 422 if form.errors else 200


def _about(target: User, source: User) -> Confirmation:
    return Confirmation(
        f"Merge {source.email} into {target.email}?",
        [
            f"Everything of {source.name} ({source.email}) becomes {target.name}’s ({target.email}): applications, "
            "placements, mentoring, record, certificates, files, roles and school sign-on.",
            f"{source.email} is closed. {target.name} gets an email.",
            "If anything has no room, nothing is moved and you read what it is. It can be undone for 24 hours.",
        ],
        "Merge the two accounts",
        url_for(".merge", user_id=target.id),
    )


@bp.post("/office/merges/<id:merge_id>/undo")
@for_roles("coordinator")
def undo_merge(merge_id: int) -> ResponseReturnValue:
    """Make two accounts of one again."""
    merged = found_or_404(merge_queries.merge_by_id(merge_id))
    with unit_of_work():
        stays = merge_actions.undo(merged, by=current_user, now=clock.now())
    flash("The two accounts are two again.", "good")
    if stays:
        flash(f"Changed or removed since, and not given back: {listed(stays)}. Look at both accounts.", "warm")
    return go_to(".person", user_id=merged.kept_id)
