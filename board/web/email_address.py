"""The field of every form that takes an email address."""

from collections.abc import Sequence
from typing import Any

from wtforms import EmailField
from wtforms.form import BaseForm
from wtforms.validators import DataRequired, Optional, StopValidation

from board.kernel.email_address import BadAddress, normalize


class EmailAddress(EmailField):
    """An address that can be written to, in the form in which it is stored; what cannot is refused with the reason.

    `required` is the sentence for a field left empty; without it the field may stay so and `data` is an empty text.
    """

    data: str

    def __init__(self, label: str, validators: Sequence[Any] = (), *, required: str = "", **options: Any) -> None:
        presence = DataRequired(required) if required else Optional()
        super().__init__(label, [presence, *validators], **options)

    def process_data(self, value: Any) -> None:
        """What a program gives; nothing given is an empty text."""
        self.data = "" if value is None else str(value)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """What was typed, without the spaces around it."""
        self.data = str(valuelist[0]).strip() if valuelist else (self.data or "")

    def _value(self) -> str:
        """What the field shows: the address as it was typed."""
        return str(self.raw_data[0] if self.raw_data else self.data or "")

    def pre_validate(self, form: BaseForm) -> None:
        """Take the address as it is stored, or say why it cannot be one and keep what was typed."""
        if self.data:
            try:
                self.data = normalize(self.data)
            except BadAddress as reason:
                raise StopValidation(str(reason)) from reason
