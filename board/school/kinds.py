"""The kinds of settings: what each may be, how it is stored, and how it reads in the audit log."""

from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar, overload

from board.kernel import text as kernel_text
from board.kernel.email_address import BadAddress, normalize
from board.kernel.wording import listed, plural
from board.settings import Settings

if TYPE_CHECKING:
    from board.school.registry import SchoolSettings

Value = TypeVar("Value")


class Refused(ValueError):
    """A value that a setting cannot take; the message is for whoever typed it."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name, self.message = name, message


class Section(StrEnum):
    """The pages of the office's settings."""

    SCHOOL = "school"
    LOOK = "look"
    PEOPLE = "people"
    TEXTS = "texts"
    LIMITS = "limits"
    RETENTION = "retention"
    SECURITY = "security"


class Setting(Generic[Value]):
    """One declared setting. `default` is a value, or is found in the environment's settings.

    Read on `SchoolSettings` it is the declaration, read on the one object `settings` it is today's value.
    """

    name: str

    def __init__(
        self, label: str, default: Value | Callable[[Settings], Value], *, section: Section, hint: str = ""
    ) -> None:
        self.label, self.default, self.section, self.hint = label, default, section, hint

    def __set_name__(self, _owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...
    @overload
    def __get__(self, instance: "SchoolSettings", owner: type) -> Value: ...
    def __get__(self, instance: "SchoolSettings | None", owner: type) -> Self | Value:
        return self if instance is None else instance.value_of(self)

    def default_in(self, environment: Settings) -> Value:
        """The value of a school that decided nothing."""
        default = self.default
        return default(environment) if callable(default) else default

    def checked(self, value: Value) -> Value:
        """The value as it is kept. Raises `Refused`."""
        return value

    def dump(self, value: Value) -> Any:
        """As JSON holds it."""
        return value

    def load(self, stored: Any) -> Value:
        """From what JSON holds. Raises ValueError, TypeError or `Refused` for what is none of its values."""
        return self.checked(stored)

    def in_words(self, value: Value) -> str:
        """As the audit log and the overview show it."""
        return str(value)

    def refused(self, message: str) -> Refused:
        """The error for a value that it cannot take."""
        return Refused(self.name, message)


class LineSetting(Setting[str]):
    """A line of text."""

    def __init__(self, *arguments: Any, most: int, required: str = "", **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.most, self.required = most, required

    def checked(self, value: str) -> str:
        """One line of which something can be seen."""
        text = kernel_text.clean_line(value)
        if objection := kernel_text.objection_to_line(text, self.most):
            raise self.refused(objection)
        if self.required and not text:
            raise self.refused(self.required)
        return text


class TextSetting(LineSetting):
    """A text of any number of lines, in Markdown."""

    def checked(self, value: str) -> str:
        """A text with plain line ends."""
        text = kernel_text.clean_text(value)
        if objection := kernel_text.objection_to_text(text, self.most):
            raise self.refused(objection)
        return text


class NumberSetting(Setting[int]):
    """A number from `least` to `most`."""

    def __init__(self, *arguments: Any, least: int, most: int, unit: str = "", **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.least, self.most, self.unit = least, most, unit

    def checked(self, value: int) -> int:
        """Within its bounds."""
        if isinstance(value, bool) or not isinstance(value, int) or not self.least <= value <= self.most:
            raise self.refused(f"Write a whole number from {self.least:,} to {self.most:,}.")
        return value

    def in_words(self, value: int) -> str:
        """With its unit."""
        return plural(value, self.unit) if self.unit else f"{value:,}"


class NamesSetting(Setting[tuple[str, ...]]):
    """Short names in an order, each once."""

    def __init__(self, *arguments: Any, longest: int, most: int, required: str = "", **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.longest, self.most, self.required = longest, most, required

    def checked(self, value: Iterable[str]) -> tuple[str, ...]:
        """Each on a line of its own, none twice."""
        names = tuple(self.checked_name(name) for name in value if not kernel_text.is_blank(name))
        if len(names) > self.most:
            raise self.refused(f"Write at most {self.most}. These are {len(names)}.")
        if twice := [name for place, name in enumerate(names) if name.casefold() in _folded(names[:place])]:
            raise self.refused(f"{twice[0]} is there twice.")
        if self.required and not names:
            raise self.refused(self.required)
        return names

    def checked_name(self, name: str) -> str:
        """One of them."""
        text = kernel_text.clean_line(name)
        if objection := kernel_text.objection_to_line(text, self.longest):
            raise self.refused(f"“{text[:40]}”: {objection}")
        if "," in text:
            raise self.refused(f"“{text}” holds a comma. Write each on a line of its own.")
        return text

    def dump(self, value: tuple[str, ...]) -> list[str]:
        """A list."""
        return list(value)

    def in_words(self, value: tuple[str, ...]) -> str:
        """With commas between them."""
        return ", ".join(value)


class DomainsSetting(NamesSetting):
    """DomainsSetting of email addresses, spelled as the addresses of accounts carry them."""

    def checked_name(self, name: str) -> str:
        """A domain; a domain outside ASCII may be written as people read it."""
        text = name.strip().removeprefix("@")
        try:
            return normalize(f"name@{text}").partition("@")[2]
        except BadAddress as reason:
            raise self.refused(f"“{text[:80]}” is no domain. Write it like school.edu, without @.") from reason


class ChoicesSetting(Setting[tuple[str, ...]]):
    """Some of several, in their declared order."""

    def __init__(self, *arguments: Any, choices: Sequence[tuple[str, str]], **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.choices = dict(choices)

    def checked(self, value: Iterable[str]) -> tuple[str, ...]:
        """Only what there is to choose from."""
        chosen = set(value)
        if strange := sorted(chosen.difference(self.choices)):
            raise self.refused(f"{listed(strange)}: choose from the list.")
        return tuple(name for name in self.choices if name in chosen)

    def dump(self, value: tuple[str, ...]) -> list[str]:
        """A list."""
        return list(value)

    def in_words(self, value: tuple[str, ...]) -> str:
        """What was chosen, by its words."""
        return "; ".join(self.choices[name] for name in value)


def _folded(names: Iterable[str]) -> set[str]:
    return {name.casefold() for name in names}
