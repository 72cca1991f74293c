"""Numbers in addresses and forms: one spelling each, and none that a row cannot have."""

from werkzeug.routing import BaseConverter, ValidationError

LARGEST = 2**31 - 1
"""The highest number that a column for numbers holds."""


def number(typed: object) -> int | None:
    """The whole number from 0 on that somebody typed in ASCII digits; None for anything else, however long."""
    text = "" if typed is None else str(typed).strip()
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST))):
        return None
    return int(text) if int(text) <= LARGEST else None


class IdConverter(BaseConverter):
    """A row's number, without leading zeros or foreign digits, and no larger than a row's number can be."""

    regex = r"[1-9][0-9]{0,9}"

    def to_python(self, value: str) -> int:
        """The number itself."""
        if (known := number(value)) is None:
            raise ValidationError
        return known

    def to_url(self, value: object) -> str:
        """The number in ASCII digits."""
        return str(value)
