"""What people type is taken by one set of fields, in every form of the product."""

from collections.abc import Iterator

import pytest
import wtforms
from flask import Flask

OWN = {
    wtforms.StringField: "OneLine",
    wtforms.TextAreaField: "Text",
    wtforms.IntegerField: "Amount or Id",
    wtforms.DecimalField: "DecimalAmount",
    wtforms.DateField: "Day",
    wtforms.URLField: "Link",
    wtforms.EmailField: "EmailAddress",
    wtforms.HiddenField: "OneLine or Id",
    wtforms.RadioField: "OneOf",
}
"""The fields of the library that take whatever is sent, and ours in their place."""


def _forms(base: type) -> Iterator[type]:
    for form in base.__subclasses__():
        if form.__module__.startswith("board."):
            yield form
        yield from _forms(form)


@pytest.mark.parametrize("plain", OWN, ids=lambda plain: plain.__name__)
def test_every_form_is_made_of_the_one_set_of_fields(app: Flask, plain: type) -> None:
    del app  # importing the application defines every form
    forms = list(_forms(wtforms.Form))
    assert len(forms) > 30
    for form in forms:
        for name in dir(form):
            field = getattr(form, name, None)
            if isinstance(field, wtforms.fields.core.UnboundField):
                assert field.field_class is not plain, f"{form.__name__}.{name}: use {OWN[plain]}"
