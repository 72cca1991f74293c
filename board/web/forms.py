"""What every form shares."""

from collections.abc import Iterable
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field
from wtforms.fields import choices

from board.kernel.errors import Invalid


class Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A form with its token."""


def said(field: Field) -> str:
    """What was typed into a field of text; nothing typed is an empty text."""
    return str(field.data or "")


def options(pairs: Iterable[tuple[Any, str]]) -> list[Any]:
    """What a field lets one choose from: each value with its words."""
    return [choices.SelectChoice(value, words) for value, words in pairs]  # type: ignore[attr-defined]  # newer than its stubs


def put_on_field(form: Form, invalid: Invalid) -> None:
    """Show an error of the action beside the field that it belongs to, or on the form when it has no such field."""
    field = form._fields.get(invalid.field)
    if field is None:
        form.form_errors.append(invalid.message)
    else:
        field.errors = [*field.errors, invalid.message]


def clean(text: str | None) -> str:
    """What was typed, without the spaces around it and without what no database keeps."""
    return (text or "").replace("\x00", "").strip()
