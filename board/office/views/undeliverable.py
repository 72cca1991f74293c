"""Addresses from which emails come back: pasted, looked at, marked."""

import re

from flask import flash
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.accounts import actions as account_actions
from board.accounts import queries as account_queries
from board.kernel import clock
from board.kernel.db import unit_of_work
from board.kernel.email_address import comparable
from board.kernel.wording import plural
from board.office.forms import UndeliverableForm
from board.office.views import bp
from board.web.access import for_roles
from board.web.forms import said
from board.web.pages import go_to, render_page

MOST = 500
"""Addresses looked at in one go."""


@bp.route("/office/undeliverable", methods=["GET", "POST"])
@for_roles("coordinator")
def undeliverable() -> ResponseReturnValue:
    """Paste addresses; see whose they are; mark them."""
    form, users, unknown = UndeliverableForm(), [], []
    if form.validate_on_submit():
        words = re.split(r"[\s,;:<>()\"']+", said(form.addresses))
        result = dict.fromkeys(comparable(word.rstrip(".")) for word in words if "@" in word)
        asked = list(result)[:MOST]
        known = {address: account_queries.by_email(address) for address in asked}
        users = [user for user in known.values() if user is not None]
        unknown = [address for address, user in known.items() if user is None]
        if form.confirmed.data and users:
            with unit_of_work():
                account_actions.mark_undeliverable(users, by=current_user, now=clock.now())
            flash(f"{plural(len(users), 'person', 'people')} marked. They are asked to correct their email.", "good")
            return go_to(".undeliverable")
    page = render_page("office/undeliverable.html", form=form, users=users, unknown=unknown)
    return page, 422 if form.errors else 200
