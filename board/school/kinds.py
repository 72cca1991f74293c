"""The kinds of settings: what each may be, how it is stored, and how it reads in the audit log."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from math import floor
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, Self, TypeVar, overload

from board.kernel import text as kernel_text
from board.kernel.dates import say_full_date
from board.kernel.days import read_written_day
from board.kernel.email_address import BadAddress, normalize
from board.kernel.errors import Invalid
from board.kernel.wording import listed, plural
from board.school.contrast import ENOUGH, Shades
from board.settings import Settings

if TYPE_CHECKING:
    from board.school.registry import SchoolSettings

Value = TypeVar("Value")

COLOUR = re.compile("#[0-9a-f]{6}")
LOGO = re.compile("[0-9a-f]{16}-[0-9]{1,4}x[0-9]{1,4}")
TERM = re.compile(r"(?P<name>[^:]+):\s*(?P<starts>.+?)\s+(?:to|until|-|–|—)\s+(?P<ends>.+)")


class Section(StrEnum):
    """The pages of the office's settings, by the words in their addresses."""

    SCHOOL = "school"
    LOOK = "look"
    PEOPLE = "people"
    TEXTS = "texts"
    WORDS = "words"
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
        return self.checked(default(environment) if callable(default) else default)

    def checked(self, value: Value) -> Value:
        """The value as it is kept. Raises `Invalid`."""
        return value

    def dump(self, value: Value) -> Any:
        """As JSON holds it."""
        return value

    def load(self, stored: Any) -> Value:
        """From what JSON holds. Raises ValueError, TypeError or `Invalid` for what is none of its values.

        What was stored stays, though a rule has become stricter since: rules hold for what is written anew.
        """
        return self.checked(stored)

    def in_words(self, value: Value) -> str:
        """As the audit log and the overview show it."""
        return str(value)

    def to_write(self, value: Value) -> Any:
        """As its field shows it, to be written anew."""
        return value

    @property
    def asks(self) -> str:
        """What its field says beneath the label."""
        return self.hint

    def refused(self, message: str) -> Invalid:
        """The error for a value that it cannot take, on the field of its name."""
        return Invalid(self.name, message)


class LineSetting(Setting[str]):
    """A line of text."""

    def __init__(self, *arguments: Any, most: int, required: str = "", **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.most, self.required = most, required

    def load(self, stored: Any) -> str:
        """A text, of any length."""
        if not isinstance(stored, str):
            raise TypeError(stored)
        return stored

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


class ColourSetting(Setting[str]):
    """A color in one theme, in which text is readable wherever it stands; empty: that of Rounds."""

    def __init__(self, *arguments: Any, theme: str, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.theme = theme

    def load(self, stored: Any) -> str:
        """A color, of any contrast: a style sheet takes nothing else."""
        if stored and not COLOUR.fullmatch(stored):
            raise ValueError(stored)
        return str(stored)

    def checked(self, value: str) -> str:
        """Six hexadecimal digits, of enough contrast (WCAG 2.2)."""
        text = value.strip().lower()
        text = f"#{text}" if re.fullmatch("[0-9a-f]{6}", text) else text
        if not text:
            return ""
        if not COLOUR.fullmatch(text):
            raise self.refused("Write a color as # and six digits or letters from a to f, such as #0b625c.")
        shades = Shades(self.theme, text)
        if not shades.is_readable:
            ratio, place = shades.worst
            raise self.refused(
                f"{text} reaches a contrast of {floor(ratio * 100) / 100:.2f}:1 {place} in the {self.theme} theme; "
                f"{ENOUGH}:1 is needed. {shades.readable_neighbour()} would do."
            )
        return text

    def in_words(self, value: str) -> str:
        """The color."""
        return value or "The color of Rounds"


class LogoSetting(Setting[str]):
    """The mark of a stored picture and its size: `3f…-320x96`. Empty: none."""

    def checked(self, value: str) -> str:
        """As `logo.Logo` names it."""
        if value and not LOGO.fullmatch(value):
            raise self.refused("Choose a picture.")
        return value

    def in_words(self, value: str) -> str:
        """That there is one, with its size."""
        mark, _, size = value.partition("-")
        return f"A picture of {size.replace('x', ' × ')} ({mark[:8]})" if value else "None"


class NumberSetting(Setting[int]):
    """A number from `least` to `most`."""

    def __init__(self, *arguments: Any, least: int, most: int, unit: str = "", zero: str = "", **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.least, self.most, self.unit, self.zero = least, most, unit, zero

    def load(self, stored: Any) -> int:
        """A whole number, also beyond its bounds of today."""
        if isinstance(stored, bool) or not isinstance(stored, int):
            raise TypeError(stored)
        return stored

    def checked(self, value: int) -> int:
        """Within its bounds."""
        if isinstance(value, bool) or not isinstance(value, int) or not self.least <= value <= self.most:
            raise self.refused(f"Write a whole number from {self.least:,} to {self.most:,}.")
        return value

    def in_words(self, value: int) -> str:
        """With its unit; what 0 means may have words of its own."""
        if not value and self.zero:
            return self.zero
        return plural(value, self.unit) if self.unit else f"{value:,}"

    @property
    def asks(self) -> str:
        """With its bounds, in its unit."""
        return (
            f"{self.hint} {self.least:,} to {plural(self.most, self.unit) if self.unit else f'{self.most:,}'}.".strip()
        )


class NamesSetting(Setting[tuple[str, ...]]):
    """Short names in an order, each once."""

    def __init__(self, *arguments: Any, longest: int, most: int, required: str = "", **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.longest, self.most, self.required = longest, most, required

    def load(self, stored: Any) -> tuple[str, ...]:
        """Every line: one that would be refused today takes none of the others with it."""
        if not isinstance(stored, list):
            raise TypeError(stored)
        return tuple(map(str, stored))

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
        text = self.checked_line(name)
        if "," in text:
            raise self.refused(f"“{text}” holds a comma. Write each on a line of its own.")
        return text

    def checked_line(self, name: str) -> str:
        """A line of which something can be seen."""
        text = kernel_text.clean_line(name)
        if objection := kernel_text.objection_to_line(text, self.longest):
            raise self.refused(f"“{text[:40]}”: {objection}")
        return text

    def dump(self, value: tuple[str, ...]) -> list[str]:
        """A list."""
        return list(value)

    def in_words(self, value: tuple[str, ...]) -> str:
        """With commas between them."""
        return ", ".join(value)

    def to_write(self, value: tuple[str, ...]) -> list[str]:
        """A line each."""
        return list(value)


MOST_MEANINGS = 12


class SynonymsSetting(NamesSetting):
    """Lines of words that mean the same (`qi = quality improvement`), or that find others (`heart > cardiology`)."""

    def checked(self, value: Iterable[str]) -> tuple[str, ...]:
        """No word with more others than anybody means: each of them is searched for with it."""
        lines = super().checked(value)
        meanings = Counter(part.strip().casefold() for line in lines for part in re.split("[=>]", line))
        for words, times in meanings.most_common(1):
            if times > MOST_MEANINGS:
                raise self.refused(f"“{words[:40]}” stands on {times} lines. Write it on {MOST_MEANINGS} at most.")
        return lines

    def checked_name(self, name: str) -> str:
        """Two at least, and of the second sign one at most."""
        text = self.checked_line(name)
        if "," in text:
            raise self.refused(f"“{text[:40]}” holds a comma. Write = between words that mean the same.")
        parts = [part.strip().casefold() for part in re.split("[=>]", text)]
        if len(set(parts)) < len(parts):
            raise self.refused(f"“{text[:40]}” has the same words twice.")
        if text.count(">") > 1 or not re.search("[=>]", text):
            raise self.refused(f"“{text[:40]}”: write = or > between the words, and > once at most.")
        if not all(re.search(r"\w", part) for part in re.split("[=>]", text)):
            raise self.refused(f"“{text[:40]}”: write words on both sides of each sign.")
        return text

    def in_words(self, value: tuple[str, ...]) -> str:
        """With semicolons between them."""
        return "; ".join(value)


class DomainsSetting(NamesSetting):
    """DomainsSetting of email addresses, spelled as the addresses of accounts carry them."""

    def checked_name(self, name: str) -> str:
        """A domain; a domain outside ASCII may be written as people read it."""
        text = name.strip().removeprefix("@")
        try:
            return normalize(f"name@{text}").partition("@")[2]
        except BadAddress as reason:
            raise self.refused(f"“{text[:80]}” is no domain. Write it like school.edu, without @.") from reason


YEARS = range(2000, 2100)
"""In which a school of today has its terms."""
LONGEST_TERM = timedelta(days=366)


class SchoolTerm(NamedTuple):
    """A part of the school's year."""

    name: str
    starts: date
    ends: date

    @classmethod
    def read(cls, line: str) -> "SchoolTerm | None":
        """From `Fall 2026: 2026-08-17 to 2026-12-18`, or with days such as `17 Aug 2026`. Its days may be reversed."""
        match = TERM.fullmatch(line.strip())
        starts, ends = (read_written_day(match[which]) if match else None for which in ("starts", "ends"))
        return cls(match["name"].strip(), starts, ends) if match and starts and ends else None

    def __str__(self) -> str:
        return f"{self.name}: {self.starts} to {self.ends}"


class TermsSetting(NamesSetting):
    """Terms, a line for each, in the order of the calendar."""

    def checked_name(self, name: str) -> str:
        """A name and its first and last day."""
        term = SchoolTerm.read(self.checked_line(name))
        if term is None:
            raise self.refused(
                f"“{name.strip()[:60]}”: write a name and two days, like Fall 2026: Aug 17, 2026 to Dec 18, 2026."
            )
        if term.ends <= term.starts:
            raise self.refused(
                f"“{term.name[:60]}” ends before it starts: {say_full_date(term.ends)} is not after "
                f"{say_full_date(term.starts)}."
            )
        if term.ends - term.starts > LONGEST_TERM:
            raise self.refused(f"“{term.name[:60]}”: a term lasts at most a year.")
        if not {term.starts.year, term.ends.year} <= set(YEARS):
            raise self.refused(f"“{term.name[:60]}”: choose days of the years {YEARS[0]} to {YEARS[-1]}.")
        return str(term)

    def checked(self, value: Iterable[str]) -> tuple[str, ...]:
        """In order; no two of them overlap."""
        terms = sorted(self.terms(super().checked(value)), key=lambda term: term.starts)
        for before, after in pairwise(terms):
            if after.starts <= before.ends:
                raise self.refused(f"{before.name} and {after.name} overlap.")
        return tuple(map(str, terms))

    def in_words(self, value: tuple[str, ...]) -> str:
        """Each with its days as people write them."""
        return "; ".join(self.to_write(value))

    def to_write(self, value: tuple[str, ...]) -> list[str]:
        """The same, a line each; what is no term stands as it was written."""
        return [self._line_to_write(line) for line in value]

    @staticmethod
    def _line_to_write(line: str) -> str:
        term = SchoolTerm.read(line)
        return f"{term.name}: {say_full_date(term.starts)} to {say_full_date(term.ends)}" if term else line

    @staticmethod
    def terms(lines: Iterable[str]) -> list[SchoolTerm]:
        """The terms of these lines."""
        return [term for line in lines if (term := SchoolTerm.read(line)) is not None]


class ChoicesSetting(Setting[tuple[str, ...]]):
    """Some of several, in their declared order."""

    def __init__(self, *arguments: Any, choices: Sequence[tuple[str, str]], **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.choices = dict(choices)

    def load(self, stored: Any) -> tuple[str, ...]:
        """Those that there still are to choose from."""
        return self.checked(name for name in stored if name in self.choices)

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
