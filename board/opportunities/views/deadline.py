"""Giving more time, and ending early."""

from datetime import UTC, date, datetime, time, timedelta

from flask import current_app, flash, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.kernel import clock
from board.kernel.db import unit_of_work
from board.kernel.errors import Invalid
from board.opportunities.actions import deadline as deadline_actions
from board.opportunities.views import bp
from board.opportunities.views.dependencies import visible
from board.opportunities.views.posting_page import posting_page
from board.web.access import signed_in
from board.web.forms import posted_text
from board.web.pages import go_to


@bp.post("/opportunities/<id:opportunity_id>/extend")
@signed_in
def extend(opportunity_id: int) -> ResponseReturnValue:
    """Give more time."""
    opportunity = visible(opportunity_id)
    try:
        with unit_of_work():
            deadline_actions.extend(
                opportunity, by=current_user, now=clock.now(), closes_at=_closes_at(), reason=_reason()
            )
    except Invalid as invalid:
        return posting_page(visible(opportunity_id), problem=invalid), 422
    flash("The deadline has moved. Applicants, those with a draft and those who saved it have an email.", "good")
    return go_to(".show", opportunity_id=opportunity_id)


@bp.post("/opportunities/<id:opportunity_id>/close")
@signed_in
def close(opportunity_id: int) -> ResponseReturnValue:
    """End it early."""
    opportunity = visible(opportunity_id)
    try:
        with unit_of_work():
            deadline_actions.close_early(opportunity, by=current_user, now=clock.now(), reason=_reason())
    except Invalid as invalid:
        return posting_page(visible(opportunity_id), problem=invalid), 422
    flash("It is closed. Applicants, those with a draft and those who saved it have an email.", "good")
    return go_to(".show", opportunity_id=opportunity_id)


def _closes_at() -> datetime:
    """The first instant after the chosen day, in the school's zone."""
    try:
        day = date.fromisoformat(request.form.get("closes", "").strip())
        return datetime.combine(
            day + timedelta(days=1), time(), current_app.extensions["settings"].time_zone
        ).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Invalid("closes", "Choose the new last day.") from None


def _reason() -> str:
    return posted_text("reason", 500)
