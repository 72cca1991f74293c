"""The shape of what one writes about a saved posting."""

from board.web.forms import Form, Text


class SavedNoteForm(Form):
    """A note to oneself."""

    note = Text(most=1000)
