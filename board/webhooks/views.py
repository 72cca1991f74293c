"""The office's pages about other systems that are told."""

from flask import Blueprint, Response, flash, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.accounts.views.proof import proved_recently
from board.kernel import clock, throttle
from board.kernel.errors import Invalid, found_or_404
from board.kernel.throttle import Limit, Use
from board.kernel.unit_of_work import unit_of_work
from board.web.access import for_roles
from board.web.confirmation import Confirmation, ask_first
from board.web.forms import put_on_field
from board.web.pages import go_to, render_page
from board.web.secret_keys import secret_keys
from board.webhooks import actions, queries
from board.webhooks.forms import WebhookForm
from board.webhooks.labels import EVENTS, standing
from board.webhooks.models import Webhook, WebhookEvent

bp = Blueprint("webhooks", __name__)
TESTS = Limit.of("tests of a webhook", "10 per hour", "Ten tests were sent to this address within an hour.")
"""Each is tried again for two days where nobody takes it."""
SOON = "It is sent in the next seconds. Open this page again to see the answer."


@bp.after_request
def keep_nowhere(answer: Response) -> Response:
    """A secret is on one of these pages, once."""
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.get("/office/webhooks")
@for_roles("coordinator")
def index() -> ResponseReturnValue:
    """Which systems are told, and how it goes."""
    return _page(WebhookForm(formdata=None))


@bp.post("/office/webhooks")
@for_roles("coordinator")
@proved_recently
def add() -> ResponseReturnValue:
    """One more; the answer is the only page that ever shows its secret."""
    form = WebhookForm()
    try:
        form.require_valid()
        events, keys = form.chosen_events(), secret_keys()
        with unit_of_work():
            secret = actions.add(form.url.data, events, by=current_user, keys=keys, now=clock.now())
    except Invalid as invalid:
        put_on_field(form, invalid)
        return _page(form), 422
    return render_page("webhooks/added.html", url=form.url.data, secret=secret), 201


def _page(form: WebhookForm) -> str:
    return render_page(
        "webhooks/index.html",
        form=form,
        webhooks=queries.webhooks(),
        waiting=queries.waiting_counts(),
        events_of=_events_of,
    )


@bp.get("/office/webhooks/<id:webhook_id>")
@for_roles("coordinator")
def show(webhook_id: int) -> ResponseReturnValue:
    """What was sent there, and what it answered."""
    webhook = _webhook(webhook_id)
    rows = [(delivery, EVENTS[delivery.event], *standing(delivery)) for delivery in queries.deliveries_of(webhook_id)]
    return render_page("webhooks/show.html", webhook=webhook, events=_events_of(webhook), deliveries=rows)


@bp.post("/office/webhooks/<id:webhook_id>/test")
@for_roles("coordinator")
def send_test(webhook_id: int) -> ResponseReturnValue:
    """Try it."""
    webhook = _webhook(webhook_id)
    throttle.count(Use(TESTS, f"webhook:{webhook_id}"))
    with unit_of_work():
        actions.test(webhook, by=current_user, now=clock.now())
    flash(SOON, "good")
    return go_to(".show", webhook_id=webhook_id)


@bp.post("/office/webhooks/<id:webhook_id>/deliveries/<id:delivery_id>/replay")
@for_roles("coordinator")
def replay(webhook_id: int, delivery_id: int) -> ResponseReturnValue:
    """Send one again."""
    delivery = found_or_404(queries.delivery(webhook_id, delivery_id))
    with unit_of_work():
        actions.replay(delivery, by=current_user, now=clock.now())
    flash(SOON, "good")
    return go_to(".show", webhook_id=webhook_id)


@bp.post("/office/webhooks/<id:webhook_id>/enable")
@for_roles("coordinator")
def enable(webhook_id: int) -> ResponseReturnValue:
    """Tell it again."""
    webhook = _webhook(webhook_id)
    with unit_of_work():
        actions.enable(webhook, by=current_user, now=clock.now())
    flash("It is told again, also of what waited.", "good")
    return go_to(".show", webhook_id=webhook_id)


@bp.post("/office/webhooks/<id:webhook_id>/remove")
@for_roles("coordinator")
def remove(webhook_id: int) -> ResponseReturnValue:
    """Tell it nothing more."""
    webhook = _webhook(webhook_id)
    consequences = [f"Nothing more is sent to {webhook.url}.", "Its secret and the list of its deliveries are deleted."]
    question = Confirmation("Remove this address?", consequences, "Remove", url_for(".show", webhook_id=webhook_id))
    if (page := ask_first(question)) is not None:
        return page
    with unit_of_work():
        actions.remove(webhook, by=current_user)
    flash("The address is removed.", "good")
    return go_to(".index")


def _webhook(webhook_id: int) -> Webhook:
    return found_or_404(queries.by_id(webhook_id))


def _events_of(webhook: Webhook) -> list[str]:
    """What it is told of."""
    return [EVENTS[WebhookEvent(event)] for event in webhook.events]
