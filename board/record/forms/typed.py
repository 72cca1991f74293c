"""Fields of typed text, cleaned of what no database takes."""

from wtforms import StringField, TextAreaField
from wtforms.validators import Length


def line(label: str, most: int, *more: object) -> StringField:
    """One line."""
    return StringField(label, [*more, _within(most)], filters=[strip])


def text(label: str, most: int) -> TextAreaField:
    """As many lines as it takes."""
    return TextAreaField(label, [_within(most)], filters=[strip])


def strip(typed: str | None) -> str:
    """Without blanks at its ends and without NUL."""
    return (typed or "").replace("\x00", "").strip()


def _within(most: int) -> Length:
    return Length(max=most, message=f"Use at most {most:,} characters.")
