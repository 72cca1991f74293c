"""The shape of an outcome."""

from board.web.forms import Form, OneOf, Text, options

FILLED = "filled"


class PostingOutcomeForm(Form):
    """Was it filled, and a note for the office."""

    note = Text(most=500)
    outcome = OneOf(
        choices=options([(FILLED, "Filled"), ("not-filled", "Not filled")]), required="Choose whether it was filled."
    )
