"""Which class year of the school, and which graduating class, a registrar's word means. What is no known spelling means
nothing here: somebody is asked."""

import re
from collections.abc import Iterator
from datetime import date

from board.kernel import clock
from board.school import settings as school_settings
from board.vocabulary import import_words

_ORDINALS = {"first": "1", "second": "2", "third": "3", "fourth": "4", "fifth": "5", "sixth": "6"}
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6"}
_BEFORE = {"", "m", "ms", "med", "year", "yr", "y", "level", "class year", "ms year", "med year", "medical year"} | {
    f"{kind} {thing}" for kind in ("med", "medical", "student") for thing in ("student", "year", "school year")
}
_AFTER = {"", "year", "yr", "year student", "year medical student", "year med student", "year medical", "yr student"}
"""What may stand before and after the number. `PGY2` is a resident's and `G3` a doctoral student's."""
_COHORT = re.compile(r"(?:(?:graduating )?(?:class|cohort|co|c o)(?: of)? ?)?(?:md ?)?(\d{4})(?: md)?")
YEARS_BACK, YEARS_AHEAD = 60, 12
"""How far from today a class may graduate, or have graduated."""
NEW_YEAR_BEGINS = 7
"""The month with which the class years of a school usually move."""


def class_year_of(cell: str) -> str | None:
    """The school's class year that is meant: `M3`, `MS-3`, `Year 3`, `3rd year`, `Third Year`, `3`; None for none."""
    plain = import_words.plain(re.sub(r"^(\d)\.0+$", r"\1", cell.strip()))
    for year in school_settings.class_years:
        if import_words.plain(year) == plain:
            return year
    words = [_ORDINALS.get(word, word) for word in plain.split()]
    if len(words) > 1:
        words = [_ROMAN.get(word, word) for word in words]
    parts = re.fullmatch(r"([a-z ]*?) ?0?(\d)(?:st|nd|rd|th)? ?([a-z ]*)", " ".join(words))
    if parts is None:
        return None
    before, number, after = parts.groups()
    own = {re.sub(r"\W*\d+\W*", "", import_words.plain(year)) for year in school_settings.class_years}
    if before not in _BEFORE | own or after not in _AFTER:
        return None
    fitting = [year for year, digit in _numbered() if digit == int(number)]
    return fitting[0] if len(fitting) == 1 else None


def cohort_of(cell: str) -> str | None:
    """The year of `2029`, `Class of 2029`, `CO2029`; None for anything else, also for a year that no class can have."""
    match = _COHORT.fullmatch(import_words.plain(re.sub(r"^(\d{4})\.0+$", r"\1", cell.strip())))
    if match is None:
        return None
    this = clock.day(clock.now()).year
    return match[1] if this - YEARS_BACK <= int(match[1]) <= this + YEARS_AHEAD else None


def years_early(class_year: str, cohort: str, graduates_on: date | None) -> int:
    """By how many years somebody would graduate before the class years that are left to them; 0 where it can be."""
    numbers = dict(_numbered())
    graduation = graduates_on.year if graduates_on is not None else int(cohort) if cohort.isdecimal() else 0
    if class_year not in numbers or not graduation:
        return 0
    today = clock.day(clock.now())
    end_of_year = today.year + (today.month >= NEW_YEAR_BEGINS)
    return max(0, end_of_year + max(numbers.values()) - numbers[class_year] - graduation)


def is_earlier(year: str, than: str) -> bool:
    """Does a class year come before another, as the school lists them?"""
    years = list(school_settings.class_years)
    return year in years and than in years and years.index(year) < years.index(than)


def _numbered() -> Iterator[tuple[str, int]]:
    for year in school_settings.class_years:
        digits = re.findall(r"\d+", year)
        if len(digits) == 1:
            yield year, int(digits[0])
