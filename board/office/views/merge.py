"""Joining two accounts of one person, and taking it back."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.accounts import merge_obstacles as account_merge_obstacles
from board.accounts import merged_words as account_merged_words
from board.accounts import queries as account_queries
from board.accounts.actions import merge as merge_actions
from board.accounts.merge_obstacles import MergeObstacle
from board.accounts.models import User
from board.accounts.policy.merge import may_merge, may_undo
from board.accounts.queries import factor as factor_queries
from board.accounts.queries import merge as merge_queries
from board.accounts.queries import people as people_queries
from board.accounts.roster import have_same_words
from board.kernel import clock
from board.kernel.dates import say_full_date
from board.kernel.errors import Invalid, found_or_404
from board.kernel.unit_of_work import unit_of_work
from board.kernel.verdict import require
from board.kernel.wording import listed, plural
from board.office.forms import MergeForm
from board.office.labels import status
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
            if obstacles := account_merge_obstacles.between(target, source):
                return _page(target, form, obstacles), 409
            if (page := ask_first(_about(target, source))) is not None:
                return page
            with unit_of_work():
                merge_actions.merge(target, source, by=current_user, now=clock.now())
            flash("The two accounts are one. It can be undone for 24 hours.", "good")
            return go_to(".person", user_id=user_id)
        except Invalid as invalid:
            put_on_field(form, invalid)
    return _page(target, form), 422 if form.errors else 200


def _page(target: User, form: MergeForm, obstacles: Sequence[MergeObstacle] = ()) -> str:
    return render_page(
        "office/merge.html",
        person=target,
        form=form,
        obstacles=obstacles,
        merges=merge_queries.merges_of(target.id),
        may_undo=lambda merged: may_undo(current_user, merged, clock.now()),
    )


def _about(target: User, source: User) -> Confirmation:
    """Both accounts beside each other, and what goes over."""
    rows = merge_queries.count_rows(source.id)
    seen = people_queries.last_seen([target, source])
    moves = sorted(account_merged_words.counted(number, table) for table, number in rows.items())
    differ = (
        [f"Look closely: the names differ, {source.name} and {target.name}. Two people are never merged."]
        if not have_same_words((target.name, target.registered_name), (source.name, source.registered_name))
        else []
    )
    return Confirmation(
        f"Merge {source.email} into {target.email}?",
        [
            *differ,
            f"Stays: {_described(target, seen)}",
            f"Goes: {_described(source, seen)}",
            f"Everything of {source.email} becomes {target.name}’s: applications, placements, mentoring, record, "
            "certificates, files, roles and school sign-on.",
            f"{source.email} is closed. Both addresses get an email, and both sign in anew.",
            *_about_factors(target, source),
            "If anything has no room, nothing is moved and you read what it is. It can be undone for 24 hours.",
        ],
        "Merge the two accounts",
        url_for(".merge", user_id=target.id),
        folded=[(f"What goes over: {plural(sum(rows.values()), 'row')}", moves or ["Nothing but the account itself"])],
    )


def _about_factors(target: User, source: User) -> list[str]:
    """By what the account is guarded from then on."""
    if not factor_queries.has_factor(source.id):
        return []
    also = "as well" if factor_queries.has_factor(target.id) else "from then on, which a password alone opened before"
    return [f"The second step of {source.name} ({source.email}) guards {target.email} {also}."]


def _described(user: User, seen: Mapping[int, datetime]) -> str:
    facts = [
        user.name,
        user.email,
        user.registered_name if user.registered_name != user.name else "",
        f"school ID {user.roster_id}" if user.roster_id else "not on the roster",
        user.class_year,
        ", ".join(sorted(user.roles_held)),
        status(user)[0].lower(),
        f"last seen {say_full_date(clock.day(seen[user.id]))}" if user.id in seen else "never seen",
    ]
    return ", ".join(filter(None, facts))


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
