"""The shape of what the office says of other systems."""

from wtforms import SelectMultipleField
from wtforms.validators import InputRequired

from board.web.forms import Form, Link, options
from board.webhooks.labels import EVENTS
from board.webhooks.models import OFFERED, WebhookEvent


class WebhookForm(Form):
    """An address, and what it is told of."""

    url = Link("Address", [InputRequired("Write the address that is told.")])
    events = SelectMultipleField(
        "It is told when",
        [InputRequired("Choose what it is told of.")],
        choices=options((event.value, EVENTS[event]) for event in OFFERED),
    )

    def chosen_events(self) -> list[WebhookEvent]:
        """What it is told of."""
        return [WebhookEvent(value) for value in dict.fromkeys(self.events.data or ())]
