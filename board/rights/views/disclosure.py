"""The record of disclosures: mine, and for the office a person's, with what the office gave to somebody outside."""

from typing import Any

from flask import Response, flash
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.accounts import queries as account_queries
from board.accounts.models import User
from board.disclosures import queries as disclosure_queries
from board.kernel import clock
from board.kernel.errors import Invalid, found_or_404
from board.kernel.verdict import require
from board.rights.actions import release as release_actions
from board.rights.forms import OutsideReleaseForm
from board.rights.policy import disclosure as disclosure_policy
from board.rights.queries import amendment as amendment_queries
from board.rights.queries import reading as reading_queries
from board.rights.views import bp
from board.web import files
from board.web.access import for_roles, signed_in
from board.web.forms import put_on_field
from board.web.once import unit_of_work_once
from board.web.pages import go_to, render_page

SHOWN = 200
"""So many of each are on the page; the table for a spreadsheet has all of them."""
COLUMNS = ("when (UTC)", "times", "to whom", "what", "why", "by")
BY_OFFICE = "Their work for the school needs it."


@bp.get("/account/disclosures")
@signed_in
def disclosures() -> ResponseReturnValue:
    """Who was shown or given what of me."""
    return render_page("rights/disclosures.html", **_of(current_user))


@bp.get("/account/disclosures.csv")
@signed_in
def disclosures_table() -> ResponseReturnValue:
    """The same, whole, as a table."""
    return _table(current_user)


@bp.route("/office/people/<id:user_id>/disclosures", methods=["GET", "POST"])
@for_roles("coordinator")
def disclosures_of(user_id: int) -> ResponseReturnValue:
    """What was disclosed of a person; write down what the office gave to somebody outside."""
    user, form = _person(user_id), OutsideReleaseForm.blank()
    if form.validate_on_submit():
        try:
            with unit_of_work_once():
                release_actions.release(user, form.release(), by=current_user, now=clock.now())
            flash(f"It stands in the record, and {user.name} can read it.", "good")
            return go_to(".disclosures_of", user_id=user_id)
        except Invalid as invalid:
            put_on_field(form, invalid)
    may_release = disclosure_policy.may_release(current_user, user)
    statements = amendment_queries.statements_of(user.id)
    page = render_page(
        "rights/disclosures_of.html", form=form, may_release=may_release, statements=statements, **_of(user)
    )
    return page, 422 if form.errors else 200


@bp.get("/office/people/<id:user_id>/disclosures.csv")
@for_roles("coordinator")
def disclosures_of_table(user_id: int) -> ResponseReturnValue:
    """The same, whole, as a table."""
    return _table(_person(user_id))


def _person(user_id: int) -> User:
    user = found_or_404(account_queries.by_id(user_id))
    require(disclosure_policy.may_read(current_user, user))
    return user


def _of(user: User) -> dict[str, Any]:
    return {
        "person": user,
        "disclosed": disclosure_queries.of_user(user.id, SHOWN),
        "readings": reading_queries.readings_of(user.id, SHOWN),
        "total": disclosure_queries.count_of_user(user.id),
        "most": SHOWN,
    }


def _table(user: User) -> Response:
    rows = [
        (fact.at.isoformat(), fact.times, fact.party, fact.what, fact.why, fact.by.name if fact.by else "")
        for fact in disclosure_queries.of_user(user.id)
    ]
    rows += [
        (reading.at.isoformat(), 1, reading.name, reading.what, BY_OFFICE, reading.name)
        for reading in reading_queries.readings_of(user.id)
    ]
    rows.sort(key=lambda row: row[0], reverse=True)
    return files.csv_answer("disclosures.csv", COLUMNS, rows)
