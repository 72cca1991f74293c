"""Fields that offer what the school has decided, and the forms in which it decides."""

from collections.abc import Callable, Iterable
from typing import Any, ClassVar, Self, TypeVar

from wtforms import BooleanField, SelectField, SelectMultipleField
from wtforms.validators import StopValidation
from wtforms.widgets import TextInput

from board.kernel import text as kernel_text
from board.kernel.errors import Invalid
from board.school import settings as school_settings
from board.school.kinds import (
    ChoicesSetting,
    LineSetting,
    LogoSetting,
    NamesSetting,
    NumberSetting,
    Section,
    Setting,
    TextSetting,
)
from board.web.editing import EditForm
from board.web.forms import Amount, OneLine, Text, comma_separated, options, put_on_field


class OneOfSchool(SelectField):
    """One of the names that the school lists, or none where `nothing` has words for it.

    A name that somebody has already stays on offer to them when the school no longer lists it. Where the school lists
    none at all, one writes one's own.
    """

    def __init__(
        self, label: str = "", *, names: Callable[[], tuple[str, ...]], nothing: str = "", most: int = 60, **more: Any
    ) -> None:
        self.listed, self.nothing, self.most = names(), nothing, most
        super().__init__(label, choices=self._offered(""), **more)
        if not self.listed:
            self.widget = TextInput()
        self.type = "SelectField" if self.listed else "OneLine"  # as the macros draw it

    def call_nothing(self, words: str) -> None:
        """Say in these words that nothing is chosen yet."""
        self.nothing = words
        self.choices = self._offered(self.object_data or "")

    def process_data(self, value: Any) -> None:
        """What the person has now."""
        super().process_data(value or "")
        self.choices = self._offered(value or "")

    def process_formdata(self, valuelist: list[Any]) -> None:
        """What was chosen or written."""
        super().process_formdata([kernel_text.clean_line(str(value)) for value in valuelist[:1]])

    def pre_validate(self, form: Any) -> None:
        """From the list where there is one; else a line of text."""
        if self.listed:
            super().pre_validate(form)
        elif objection := kernel_text.objection_to_line(self.data or "", self.most):
            raise StopValidation(objection)

    def _value(self) -> str:
        return str(self.data or "")

    def _offered(self, before: str) -> list[Any]:
        nothing = [("", self.nothing)] if self.nothing else []
        unlisted = [before] if before and before not in self.listed else []
        return options([*nothing, *((name, name) for name in (*self.listed, *unlisted))])


class SomeOfSchool(SelectMultipleField):
    """Some of the names that the school lists; what was chosen before it stopped listing them stays on offer."""

    def __init__(self, label: str = "", *, names: Callable[[], tuple[str, ...]], **more: Any) -> None:
        self.listed = names()
        super().__init__(label, choices=_named(self.listed), **more)

    def process_data(self, value: Any) -> None:
        """What is chosen now."""
        self.choices = _named([*self.listed, *(name for name in value or () if name not in self.listed)])
        super().process_data(value)


class SomeOrWritten(SelectMultipleField):
    """Some of the names that the school lists, as ticks; where it lists none, one writes them with commas between.

    Its data is a list in both cases. A file that is imported may name several in one cell.
    """

    def __init__(self, label: str = "", *, names: Callable[[], tuple[str, ...]], most: int = 400, **more: Any) -> None:
        self.listed, self.most = names(), most
        self.offered = list(self.listed)
        super().__init__(label, choices=_named(self.offered), **more)
        if not self.listed:
            self.widget = TextInput()
        self.type = "SelectMultipleField" if self.listed else "OneLine"  # as the macros draw it

    def process_data(self, value: Any) -> None:
        """What is chosen now; what the school no longer lists stays on offer."""
        self.offered = [*self.listed, *(name for name in value or () if name not in self.listed)]
        self.choices = _named(self.offered)
        super().process_data(list(value or ()))

    def process_formdata(self, valuelist: list[Any]) -> None:
        """What was ticked or written."""
        written = [kernel_text.clean_line(str(value)) for value in valuelist]
        self.data = [name for value in written for name in comma_separated(value)]

    def pre_validate(self, form: Any) -> None:
        """From the list where there is one; else short lines of text."""
        text = ", ".join(self.data or ())
        if objection := kernel_text.objection_to_line(text, self.most):
            raise StopValidation(objection)
        unknown = [name for name in self.data or () if name not in self.offered]
        if self.listed and unknown:
            raise StopValidation(f"{unknown[0]} is none of the programs here. Choose from {', '.join(self.listed)}.")

    def _value(self) -> str:
        return ", ".join(self.data or ())


def _named(names: Iterable[str]) -> list[Any]:
    return options((name, name) for name in names)


class Lines(Text):
    """Several short names, each on a line of its own; how many letters are left of all is nobody's question."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.flags.longest = None

    def process_data(self, value: Any) -> None:
        """The names that a program gives."""
        super().process_data("\n".join(value or ()))

    def names(self) -> list[str]:
        """What stands on the lines."""
        return [line for line in (self.data or "").split("\n") if not kernel_text.is_blank(line)]


def _field_of(setting: Setting[Any]) -> Any:
    """The field in which a setting is written."""
    if isinstance(setting, TextSetting):
        return Text(setting.label, most=setting.most)
    if isinstance(setting, LineSetting):
        return OneLine(setting.label, most=setting.most, required=setting.required)
    if isinstance(setting, NumberSetting):
        return Amount(setting.label, least=setting.least, most=setting.most, required="Write a number.")
    if isinstance(setting, NamesSetting):
        most = setting.most * (setting.longest + 1)
        return Lines(setting.label, most=most, required=setting.required)
    if isinstance(setting, ChoicesSetting):
        return SelectMultipleField(setting.label, choices=options(setting.choices.items()))
    return OneLine(setting.label, most=100)


FormOfSettings = TypeVar("FormOfSettings", bound="SettingsForm")


class SettingsForm(EditForm):
    """What the school decides on one page."""

    names: ClassVar[tuple[str, ...]] = ()
    """Of its settings."""
    preview = BooleanField()

    @classmethod
    def of(cls, **more: Any) -> Self:
        """The form with what holds today; what the request brings goes before it."""
        declared = [school_settings.declared(name) for name in cls.names]
        return cls(
            data={setting.name: setting.to_write(school_settings.value_of(setting)) for setting in declared}, **more
        )

    def are_usable(self) -> bool:
        """Does each declaration take its value? What it refuses stands on the field."""
        for name, value in self.values().items():
            try:
                school_settings.checked(name, value)
            except Invalid as invalid:
                put_on_field(self, invalid)
        return not self.errors

    def values(self) -> dict[str, Any]:
        """What was decided, by the names of the settings."""
        fields = {name: self[name] for name in self.names}
        return {name: field.names() if isinstance(field, Lines) else field.data for name, field in fields.items()}


def settings_form(section: Section) -> type[SettingsForm]:
    """The form of a page, made of what is declared for it."""
    declared = school_settings.of_section(section)
    return form_of((setting for setting in declared if not isinstance(setting, LogoSetting)), SettingsForm)


def form_of(declared: Iterable[Setting[Any]], base: type[FormOfSettings]) -> type[FormOfSettings]:
    """A form of these settings, in this order, with what `base` has beside them."""
    fields = {setting.name: _field_of(setting) for setting in declared}
    return type("FormOfPage", (base,), {**fields, "names": tuple(fields)})
