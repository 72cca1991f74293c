"""What every form shares: the form with its token, and one set of fields for the whole product.

`OneLine`, `CommaList` and `Text` for what is written, `SecretLine` for codes, `Link` for an address on the web
(`web.email_address` has the one for mail), `Amount` and `DecimalAmount` for numbers, `Day` for days, `Id` for a row's
number, `OneOf` for a choice that may stay open. `required` is the sentence shown when nothing was given; without it the
field may stay empty. What does not fit is refused and stays on the page, never cut: so there is no `maxlength` either,
at which a browser cuts a pasted text without a word.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Self

from flask import redirect, request
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage, MultiDict
from wtforms import DateField, DecimalField, Field, IntegerField, RadioField, StringField
from wtforms.fields import choices
from wtforms.validators import URL, DataRequired, StopValidation
from wtforms.validators import Optional as MayBeEmpty
from wtforms.widgets import HiddenInput, TextArea, TextInput, URLInput

from board.kernel import text as kernel_text
from board.kernel.days import read_day
from board.kernel.errors import Invalid
from board.web.addresses import number
from board.web.pages import go_to, safe_next

EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
_WHOLE = re.compile(r"[+-]?([0-9]{1,12}|[0-9]{1,3}(,[0-9]{3}){1,3})")
_DECIMAL = re.compile(r"[+-]?([0-9]{1,12}|[0-9]{1,3}(,[0-9]{3}){1,3})?(\.[0-9]{1,6})?")


class Form(FlaskForm):
    """A form with its token."""

    class Meta(FlaskForm.Meta):
        """What Flask-WTF does, but for a form that was sent with nothing in it."""

        def wrap_formdata(self, form: FlaskForm, formdata: Any) -> Any:
            """What was sent. An empty body is an empty form: Flask-WTF would fill it with what stands, as if unsent."""
            wrapped = super().wrap_formdata(form, formdata)
            is_empty = wrapped is None and formdata is not None and form.is_submitted()
            return MultiDict() if is_empty else wrapped

    @classmethod
    def posted(cls) -> Self:
        """The form as it was posted. Raises `Invalid` on the first field that refuses what was typed."""
        form = cls()
        form.require_valid()
        return form

    def require_valid(self) -> None:
        """Raise `Invalid` on the first field that refuses what was typed, with all others; the page shows them."""
        if not self.validate():
            refusing = [field for field in self if field.errors]
            errors = {getattr(field, "refused_name", field.name): str(field.errors[0]) for field in refusing}
            raise Invalid(*next(iter(errors.items())), errors)


class Given:
    """Something must have been given, and blanks are nothing."""

    field_flags: ClassVar[dict[str, bool]] = {"required": True}

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, _form: Any, field: Field) -> None:
        """Say so, unless what was given is refused for another reason already."""
        if field.data is None and not field.errors:
            raise StopValidation(self.message)


class OneLine(StringField):
    """A name or a title: one line of which something can be seen, at most `most` characters."""

    data: str
    widget: Any = TextInput()

    def __init__(
        self, label: str = "", validators: Sequence[Any] = (), *, most: int, required: str = "", **more: Any
    ) -> None:
        super().__init__(label, [*([DataRequired(required)] if required else []), *validators], **more)
        self.most = self.flags.longest = most

    def process_data(self, value: Any) -> None:
        """What a program gives; nothing given is an empty text."""
        self.data = "" if value is None else str(value)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """What was typed, cleaned."""
        if valuelist:
            self.data = self.cleaned(str(valuelist[0]))

    def pre_validate(self, form: Any) -> None:
        """Refuse what cannot be kept before any other rule looks at it."""
        objection = self.objection(self.data or "")
        if objection:
            raise StopValidation(objection)

    def cleaned(self, typed: str) -> str:
        """Without what a copied text brings along."""
        return kernel_text.clean_line(typed)

    def objection(self, text: str) -> str:
        """Why it cannot be kept; empty when it can."""
        return kernel_text.objection_to_line(text, self.most)


class SecretLine(OneLine):
    """One line by which somebody proves who they are: it is never kept, and its name is in `posted_values.SECRET`."""


class CommaList(OneLine):
    """Several short things with commas between them, at most `most_items` of them."""

    def __init__(self, label: str = "", validators: Sequence[Any] = (), *, most_items: int = 12, **more: Any) -> None:
        super().__init__(label, validators, **more)
        self.most_items = most_items

    def objection(self, text: str) -> str:
        """Why it cannot be kept; empty when it can."""
        count = len(comma_separated(text))
        if count > self.most_items:
            return f"At most {self.most_items}, with commas between them. These are {count}."
        return super().objection(text)


class Text(OneLine):
    """A text of any number of lines, at most `most` characters after every line end has become one LF."""

    widget = TextArea()

    def cleaned(self, typed: str) -> str:
        """With plain line ends."""
        return kernel_text.clean_text(typed)

    def objection(self, text: str) -> str:
        """Why it cannot be kept; empty when it can."""
        return kernel_text.objection_to_text(text, self.most)


class Link(OneLine):
    """An address on the web."""

    widget = URLInput()

    def __init__(self, label: str = "", validators: Sequence[Any] = (), *, most: int = 500, **more: Any) -> None:
        form = URL(message="Write a full address that begins with https://.")
        super().__init__(label, [MayBeEmpty(), form, *validators], most=most, **more)


class Amount(IntegerField):
    """A whole number from `least` to `most`."""

    def __init__(
        self,
        label: str = "",
        validators: Sequence[Any] = (),
        *,
        least: int = 0,
        most: int,
        required: str = "",
        **more: Any,
    ) -> None:
        super().__init__(label, [Given(required) if required else MayBeEmpty(), *validators], **more)
        self.least, self.most = least, most
        self.flags.min, self.flags.max = least, most

    def process_formdata(self, valuelist: list[Any]) -> None:
        """The number that was typed. A number of any other form, or out of bounds, is refused."""
        self.data = None
        typed = str(valuelist[0]).strip() if valuelist else ""
        if typed:
            amount = int(typed.replace(",", "")) if _WHOLE.fullmatch(typed) else None
            if amount is None or not self.least <= amount <= self.most:
                raise ValueError(f"Write a whole number from {self.least:,} to {self.most:,}.")
            self.data = amount


class DecimalAmount(DecimalField):
    """A number from `least` to `most` in steps of `step`."""

    def __init__(
        self,
        label: str = "",
        validators: Sequence[Any] = (),
        *,
        least: Decimal,
        most: Decimal,
        step: Decimal,
        required: str = "",
        **more: Any,
    ) -> None:
        super().__init__(label, [Given(required) if required else MayBeEmpty(), *validators], **more)
        self.least, self.most, self.step = least, most, step

    def process_formdata(self, valuelist: list[Any]) -> None:
        """The number that was typed. A number of any other form, out of bounds or between two steps is refused."""
        self.data = None
        typed = str(valuelist[0]).strip() if valuelist else ""
        if typed:
            is_number = _DECIMAL.fullmatch(typed) and typed.strip("+-")
            amount = Decimal(typed.replace(",", "")) if is_number else None
            if amount is None or not self.least <= amount <= self.most:
                raise ValueError(f"Write a number from {self.least:,} to {self.most:,}.")
            if amount % self.step:
                raise ValueError(f"Use steps of {self.step}.")
            self.data = amount


class Day(DateField):
    """A day, by default of the last or this century or the next."""

    def __init__(
        self,
        label: str = "",
        validators: Sequence[Any] = (),
        *,
        earliest: date = EARLIEST,
        latest: date = LATEST,
        required: str = "",
        **more: Any,
    ) -> None:
        super().__init__(label, [Given(required) if required else MayBeEmpty(), *validators], **more)
        self.earliest, self.latest = earliest, latest

    def process_formdata(self, valuelist: list[Any]) -> None:
        """The day that was typed."""
        self.data = None
        typed = str(valuelist[0]).strip() if valuelist else ""
        if typed:
            day = read_day(typed)
            if day is None:
                raise ValueError("Write the day as year-month-day, like 2027-03-09.")
            if not self.earliest <= day <= self.latest:
                raise ValueError(f"Choose a day from {self.earliest} to {self.latest}.")
            self.data = day


class Id(IntegerField):
    """The number of a row, in a hidden field or as the value of a choice."""

    widget = HiddenInput()

    def __init__(self, label: str = "", validators: Sequence[Any] = (), *, required: str = "", **more: Any) -> None:
        super().__init__(label, [Given(required) if required else MayBeEmpty(), *validators], **more)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """A number that a row can have."""
        self.data = None
        typed = str(valuelist[0]).strip() if valuelist else ""
        if typed:
            self.data = number(typed) or None
            if self.data is None:
                raise ValueError("Choose one of those that are offered.")


class OneOf(RadioField):
    """One of several, or none where nothing is `required`. A value that was never offered is refused."""

    def __init__(self, label: str = "", validators: Sequence[Any] = (), *, required: str = "", **more: Any) -> None:
        super().__init__(label, [*([Given(required)] if required else []), *validators], **more)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """What was chosen; an empty value is no choice."""
        self.data = None
        super().process_formdata([value for value in valuelist if str(value).strip()])

    def pre_validate(self, form: Any) -> None:
        """None chosen is left to `required`."""
        if self.data is not None:
            super().pre_validate(form)


class Pressed(OneOf):
    """The button by which a form is sent, one of these values. A form that comes without any is refused.

    Enter in a field of one line sends a form by its first button; where that cannot be taken back, use `Text`.
    """

    def __init__(self, *values: str, **more: Any) -> None:
        super().__init__(choices=options((value, value) for value in values), required="Press one button.", **more)


class Ticked(Field):
    """The rows that were ticked, by their numbers; what is no number of a row is none of them."""

    data: list[int]

    def process_formdata(self, valuelist: list[Any]) -> None:
        """The numbers, each once, in the order of the page."""
        self.data = list(dict.fromkeys(row for typed in valuelist if (row := number(typed))))

    def process_data(self, value: Any) -> None:
        """What a program gives; nothing given is nothing ticked."""
        self.data = list(value or ())


class Upload(FileField):
    """A file that was chosen; None when none was. What is posted under its name and is no file is nothing."""

    data: FileStorage | None


class OnePerRow(Field):
    """Fields of one kind that a page draws for each of its rows, named `<prefix><row>`: what was typed, by row."""

    data: dict[str, str]

    def __init__(self, prefix: str, *, most: int = 254, **more: Any) -> None:
        super().__init__(**more)
        self.prefix, self.most, self.refused_name = prefix, most, prefix

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """What was typed, cleaned."""
        self.process_errors: list[str] = []
        typed = [] if formdata is None else [name for name in formdata if name.startswith(self.prefix)]
        self.data = {
            name.removeprefix(self.prefix): kernel_text.clean_line(str(formdata.getlist(name)[0])) for name in typed
        }

    def pre_validate(self, form: Any) -> None:
        """Refuse what cannot be kept, on the field of its row."""
        for row, text in self.data.items():
            if objection := kernel_text.objection_to_line(text, self.most):
                self.refused_name = f"{self.prefix}{row}"
                raise StopValidation(objection)

    def numbers(self) -> dict[int, str]:
        """What was typed, by the numbers of the rows; without what is beside a row that has none."""
        return {row: text for typed, text in self.data.items() if (row := number(typed)) is not None}


class ReturnForm(Form):
    """A button that leads back to the page where it was pressed."""

    next = OneLine(most=2000)

    def onward(self, endpoint: str, **values: Any) -> ResponseReturnValue:
        """To the page that the button names, where that is one of ours, or else to this endpoint."""
        page = safe_next(self.next.data)
        return redirect(page, 303) if page else go_to(endpoint, **values)


class ReadVersionForm(ReturnForm):
    """The version that was read when the button was pressed: what is decided counts for that one alone."""

    version = OneLine(most=20)

    def version_read(self) -> int | None:
        """Its number, where the button carries it."""
        return number(self.version.data)


def as_typed() -> MultiDict[str, str]:
    """Everything as it was typed: the page that refuses it shows it again. Empty when a page is only looked at."""
    return request.form if request.method == "POST" else MultiDict()


def comma_separated(text: str) -> list[str]:
    """What stands between the commas, without what is empty."""
    return [item.strip() for item in text.split(",") if not kernel_text.is_blank(item)]


def options(pairs: Iterable[tuple[Any, str]]) -> list[Any]:
    """What a field lets one choose from: each value with its words."""
    return [choices.SelectChoice(value, words) for value, words in pairs]  # type: ignore[attr-defined]  # newer than its stubs


def put_on_field(form: Form, invalid: Invalid) -> None:
    """Show each error of the action beside the field that it belongs to, or on the form when it has no such field."""
    for name, message in invalid.errors.items():
        field = form._fields.get(name)
        if field is None:
            form.form_errors.append(message)
        else:
            field.errors = [*field.errors, message]


def clean(text: str | None) -> str:
    """What was typed, without the spaces around it and without what no database keeps."""
    return (text or "").replace("\x00", "").strip()
