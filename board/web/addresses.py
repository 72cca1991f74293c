"""Numbers in addresses: one spelling each, and none that the database cannot hold."""

from werkzeug.routing import BaseConverter


class IdConverter(BaseConverter):
    """A row's number, without leading zeros, foreign digits or more of them than a 64-bit integer has."""

    regex = r"[1-9][0-9]{0,17}"

    def to_python(self, value: str) -> int:
        """The number itself."""
        return int(value)

    def to_url(self, value: object) -> str:
        """The number in ASCII digits."""
        return str(value)
