"""A picture that is to be shown as a logo, from the field in which it was chosen."""

from board.kernel.errors import Invalid
from board.school import logo as school_logo
from board.school.logo import Logo
from board.web.forms import Upload


def read_logo(field: Upload) -> Logo | None:
    """The picture that was chosen; None where none was. Raises `Invalid` for what cannot be shown."""
    content = field.data.stream.read(school_logo.LARGEST + 1) if field.data else b""
    try:
        return school_logo.read(content) if content else None
    except school_logo.BadLogo as reason:
        raise Invalid(field.name, str(reason)) from reason
