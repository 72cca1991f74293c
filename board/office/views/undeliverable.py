"""Addresses from which emails come back: pasted, looked at, marked."""

import re

from flask import flash
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.accounts import actions as account_actions
from board.accounts import queries as account_queries
from board.accounts.models import User
from board.kernel import clock
from board.kernel.email_address import comparable
from board.kernel.unit_of_work import unit_of_work
from board.kernel.wording import plural
from board.office.forms import UndeliverableForm
from board.office.views import bp
from board.web.access import for_roles
from board.web.pages import go_to, render_page

MOST = 500
"""Addresses looked at in one go."""
FAILED = re.compile(r"^\W*(?:final-recipient|original-recipient|x-failed-recipients)\b", re.I)
"""What a mail server writes before the address that it could not reach (RFC 3464)."""
OTHERS = re.compile(r"^\W*(?:from|sender|reply-to|return-path|cc|bcc|x-[\w-]+|reporting-mta|list-[\w-]+)\b[^:]*:", re.I)
"""What stands before the address of somebody whom the email was not sent to."""


@bp.route("/office/undeliverable", methods=["GET", "POST"])
@for_roles("coordinator")
def undeliverable() -> ResponseReturnValue:
    """Paste what came back; see whose addresses are in it; mark those whose emails come back."""
    form, users, unknown, ticked, beyond = UndeliverableForm(), list[User](), list[str](), set[int](), 0
    if form.validate_on_submit():
        text = form.addresses.data
        addresses = _addresses(text)
        beyond = max(0, len(addresses) - MOST)
        known = account_queries.by_emails(addresses[:MOST])
        users = list(known.values())
        unknown = [address for address in addresses[:MOST] if address not in known]
        failed, shown, chosen = _failed(text), set(form.shown.data or []), set(form.people.data or [])
        ticked = {
            user.id for user in users if (str(user.id) in chosen if str(user.id) in shown else user.email in failed)
        }
        marked = [user for user in users if user.id in ticked]
        is_seen = not shown or all(str(user.id) in shown for user in marked)
        if form.confirmed.data and marked and is_seen:
            with unit_of_work():
                account_actions.mark_undeliverable(marked, by=current_user, now=clock.now())
            flash(f"{plural(len(marked), 'person', 'people')} marked. They are asked to correct their email.", "good")
            return go_to(".undeliverable")
    page = render_page(
        "office/undeliverable.html", form=form, users=users, unknown=unknown, ticked=ticked, beyond=beyond
    )
    return page, 422 if form.errors else 200


def _addresses(text: str) -> list[str]:
    words = re.split(r"[\s,;:<>()\"']+", text)
    return list(dict.fromkeys(comparable(word.rstrip(".")) for word in words if "@" in word))


def _failed(text: str) -> set[str]:
    """What a bounce says it could not reach; where it names none so, all but senders and readers of copies."""
    lines = text.splitlines()
    named = [line for line in lines if FAILED.match(line)]
    return set(_addresses("\n".join(named or [line for line in lines if not OTHERS.match(line)])))
