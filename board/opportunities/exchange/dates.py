"""Days and instants as people write them."""

import calendar
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from board.kernel.dates import say_full_date, say_hour, say_weekday
from board.kernel.days import calendar_day
from board.vocabulary import import_words

LONGEST_PART = 60
DMY, MDY = "dmy", "mdy"
ORDERS = {DMY: "The day first: 3/4 is 3 April", MDY: "The month first: 3/4 is March 4"}
EXCEL_BEGINS = date(1899, 12, 30)
"""Day 0 of Excel's count, which knows a 29 February 1900 that never was."""
EXCEL_DAYS = range((date(2000, 1, 1) - EXCEL_BEGINS).days, (date(2100, 1, 1) - EXCEL_BEGINS).days)
MONTHS = {
    name: number
    for number in range(1, 13)
    for name in (calendar.month_name[number].lower(), calendar.month_abbr[number].lower())
} | {"sept": 9}
ZONES = {
    "America/New_York": ("et", "est", "edt", "eastern"),
    "America/Chicago": ("ct", "cst", "cdt", "central"),
    "America/Denver": ("mt", "mst", "mdt", "mountain"),
    "America/Los_Angeles": ("pt", "pst", "pdt", "pacific"),
    "UTC": ("utc", "gmt", "z"),
}
FIXED = {"est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7}
"""Words that say standard or summer time, whichever is kept on that day: hours from UTC."""
ZONE_OF = {word: name for name, words in ZONES.items() for word in words}
"""What people call a zone → its name."""
_ZONE = "|".join(sorted(ZONE_OF, key=len, reverse=True))
_WEEKDAY = re.compile(r"\b(mon|tues?|wed(nes)?|thu(rs?)?|fri|sat(ur)?|sun)(day)?\b\.?,?\s*", re.I)
_LEAD = re.compile(
    r"^\s*(applications?\s+)?((are\s+)?due|by|until|closes?|closing|deadline)(\s+(by|on))?\s*:?\s+", re.I
)
_TIME = re.compile(
    r"[\s,T(]*(?:\bat\b\s*)?\(?(?<!\d)(?P<hour>[01]?\d|2[0-4])(?::(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d(?:\.\d+)?))?)?"
    rf"\s*(?P<half>[ap]\.?m\.?)?\s*(?P<zone>(?:{_ZONE})(?:\s+time)?|[+-]\d\d:?\d\d)?\s*\)?\s*$",
    re.I,
)
_MIDNIGHT = re.compile(r"\b12(:00(:00)?)?\s*a\.?m\b|\bmidnight\b", re.I)
_YEAR = r"(?P<year>\d{4}|'?\d\d)"
_SHAPES = [
    re.compile(pattern, re.I)
    for pattern in (
        r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})",
        r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)",
        rf"(?P<name>[a-z]+)\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+{_YEAR}",
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?[\s-]+(?P<name>[a-z]+)\.?,?[\s-]+{_YEAR}",
        rf"(?P<name>[a-z]+)-(?P<day>\d{{1,2}})-{_YEAR}",
        r"(?P<year>\d{4})[\s-]+(?P<name>[a-z]+)[\s-]+(?P<day>\d{1,2})",
    )
]
_PART_OF_YEAR = re.compile(r"(?:q[1-4]|[a-z][a-z .&/()–-]*),?\s*(?:'\d\d|\d{4}(?:\s*[-–/]\s*\d{2,4})?)?", re.I)
_NUMBERS = re.compile(r"(?P<a>\d{1,2})(?P<sign>[-/.])(?P<b>\d{1,2})(?P=sign)(?P<year>\d{4}|\d\d)")
_ORDER = re.compile(r"\b(?:(?P<day>dd[/.\- ]?mm|d/m)|mm[/.\- ]?dd|m/d)(?:[/.\- ]?y{2,4})?\b", re.I)
_SERIAL = re.compile(r"(?P<days>\d{5})(?P<part>[.,]\d+)?")


@dataclass(frozen=True)
class When:
    """A day, perhaps with a time, perhaps in a zone of its own."""

    day: date
    at: time | None = None
    zone: tzinfo | None = None
    note: str = ""
    """What should be said of how it was understood."""
    is_midnight: bool = False
    """It names midnight, such as `12:00 AM`; a mere 0:00 is how spreadsheets write a day alone."""

    def instant(self, zone: ZoneInfo) -> datetime | None:
        """The instant in a zone, unless the cell names another; None for a day without a time."""
        if self.at is None:
            return None
        day, at = (self.day + timedelta(days=1), time()) if self.at == time.max else (self.day, self.at)
        return datetime.combine(day, at, self.zone or zone).astimezone(UTC)

    def at_its_end(self) -> "When":
        """The same day with the midnight at which it ends, as people mean who close something at midnight."""
        return replace(self, at=None if self.zone is None else time.max)

    def clock_note(self, zone: ZoneInfo) -> str:
        """What should be said of the instant: another time here, an hour that the clocks leave out or have twice."""
        if self.at is None:
            return ""
        moment = datetime.combine(self.day, self.at, self.zone or zone)
        there, here = moment.astimezone(UTC).astimezone(moment.tzinfo), moment.astimezone(UTC).astimezone(zone)
        written, shown = _moment(self.day, self.at), _moment(here.date(), here.time())
        if there.replace(tzinfo=None) != moment.replace(tzinfo=None):
            return f"there is no {written}, because the clocks are set forward; it was read as {shown}"
        if moment.replace(fold=1).utcoffset() != moment.utcoffset():
            return f"{written} comes twice, because the clocks are set back; the first was taken"
        if here.replace(tzinfo=None) != moment.replace(tzinfo=None):
            return f"{written} in the zone that is written is {shown} in {zone.key}"
        return ""


@dataclass(frozen=True)
class Unclear:
    """It can be read in two ways."""

    day_first: date
    month_first: date

    def words(self) -> str:
        """Both ways, so that somebody may choose."""
        return f"{say_full_date(self.day_first)} or {say_full_date(self.month_first)}"


Day = When | Unclear | None
"""What a cell may mean; None where it says that there is no day."""


class NoDateError(ValueError):
    """It is no day; the message says so in a sentence."""


def read(text: str, order: str = "") -> When | Unclear | None:
    """The day that a cell means; None where it says that there is none. Raises `NoDateError`.

    `order` settles what can be read as day or month first. Only such a day needs it.
    """
    plain_text = _seen(text)
    if is_nothing(plain_text):
        return None
    serial = _SERIAL.fullmatch(plain_text)
    if serial:
        return _of_excel(serial, plain_text)
    when = _day_and_time(_LEAD.sub("", _WEEKDAY.sub("", plain_text)).strip(" .,"), plain_text, order)
    if isinstance(when, When):
        _refuse_impossible(when.day, plain_text)
        return replace(when, note=_weekday_note(when.day, plain_text))
    return when


def _seen(text: str) -> str:
    """The text without marks that nobody sees, its hyphens and digits written as everywhere."""
    normal = unicodedata.normalize("NFKC", text).replace("\u2010", "-").replace("\u2212", "-")
    return " ".join("".join(sign for sign in normal if unicodedata.category(sign) != "Cf").split())


def order_of_heading(heading: str) -> str:
    """Which comes first by a heading such as `Deadline (dd/mm/yyyy)`; empty where it does not say."""
    match = _ORDER.search(heading)
    return "" if match is None else DMY if match["day"] else MDY


def _weekday_note(day: date, text: str) -> str:
    """That the weekday beside a day is another than the day's."""
    named = _WEEKDAY.search(text)
    if named is None or say_weekday(day).lower().startswith(named[1].lower()[:3]):
        return ""
    return f"{text!r} names another weekday: {say_full_date(day)} is a {say_weekday(day)}"


def is_nothing(text: str) -> bool:
    """Whether it says that no day is set: `N/A`, `TBD`, `rolling`."""
    return text.strip(" -–—./?") == "" or import_words.plain(text) in import_words.by_word("nothing")


def is_part_of_year(text: str) -> bool:
    """Whether it names a time and no day: `Summer 2027`, `early May`, `AY 2027-28`, `immediately`."""
    return len(text) <= LONGEST_PART and _PART_OF_YEAR.fullmatch(" ".join(text.split())) is not None


def _of_excel(serial: "re.Match[str]", text: str) -> When:
    days, part = int(serial["days"]), float((serial["part"] or ".0").replace(",", "."))
    if days not in EXCEL_DAYS:
        raise NoDateError(f"{text} is no date")
    day = EXCEL_BEGINS + timedelta(days=days)
    at = None
    if part:
        at = (datetime.combine(day, time()) + timedelta(minutes=round(part * 24 * 60))).time()
    return When(day, at, note=f"{text} is Excel’s number for {say_full_date(day)}")


def _day_and_time(text: str, plain_text: str, order: str) -> When | Unclear:
    for day_text, at, zone in _splits(text):
        day = _day(day_text, plain_text, order)
        if day is None:
            continue
        if isinstance(day, Unclear):
            return day
        if at == time.max:
            return When(day, None if zone is None else at, zone)
        is_midnight = at == time() and _MIDNIGHT.search(text) is not None
        return When(day, None if at == time() and zone is None else at, zone, is_midnight=is_midnight)
    if re.fullmatch(r"(\d{1,2}|[a-z]{3,9}\.?)[-/. ,]+\d{4}|\d{4}[-/.]\d{1,2}", text, re.I):
        raise NoDateError(f"{plain_text!r} has no day: write it as 2027-03-14")
    if re.fullmatch(r"(\w+\.? \d{1,2}(st|nd|rd|th)?|\d{1,2}[-/. ]\w+\.?)", text, re.I):
        raise NoDateError(f"{plain_text!r} has no year: write it as 2027-03-14")
    raise NoDateError(f"{plain_text!r} is no date: write it as 2027-03-14")


def _splits(text: str) -> Iterator[tuple[str, time | None, tzinfo | None]]:
    """The text as a day alone, then as a day followed by a time."""
    yield text, None, None
    text = re.sub(r"\b(12 )?noon\b", "12:00", re.sub(r"\b(12 )?midnight\b", "12:00 AM", text, flags=re.I), flags=re.I)
    for match in _TIME.finditer(text):
        at = _time(match)
        if match.start() and at is not None:
            yield match.string[: match.start()].strip(" ,T("), at, _zone(match["zone"] or "")


def _time(match: "re.Match[str]") -> time | None:
    """`time.max` stands for midnight at the end of the day."""
    hour, half = int(match["hour"]), (match["half"] or "").lower().replace(".", "")
    if (not half and match["minute"] is None) or (half and not 1 <= hour <= 12):
        return None
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    minute, second = int(match["minute"] or 0), float(match["second"] or 0)
    if hour == 24:
        return None if minute or second else time.max
    return time(hour, minute, int(second), round(second % 1 * 1_000_000))


def _zone(named: str) -> tzinfo | None:
    """The zone of `ET`, `EST time`, `-04:00`."""
    word = named.lower().removesuffix("time").strip()
    if not word:
        return None
    if word in FIXED:
        return timezone(timedelta(hours=FIXED[word]))
    if word in ZONE_OF:
        return ZoneInfo(ZONE_OF[word])
    hours, minutes = int(word[1:3]), int(word[-2:])
    return timezone((-1 if word[0] == "-" else 1) * timedelta(hours=hours % 24, minutes=minutes))


def _day(text: str, plain_text: str, order: str) -> date | Unclear | None:
    for shape in _SHAPES:
        match = shape.fullmatch(text)
        if match is not None:
            parts = match.groupdict()
            month = MONTHS.get(parts["name"].lower()) if parts.get("name") else int(parts.get("month") or 0)
            return None if month is None else _date(_year(parts["year"]), month, int(parts["day"]), plain_text)
    match = _NUMBERS.fullmatch(text)
    if match is None:
        return None
    a, b, year = int(match["a"]), int(match["b"]), _year(match["year"])
    if a == b or a > 12 or b > 12:
        return _date(year, b, a, plain_text) if a > 12 or a == b else _date(year, a, b, plain_text)
    if order in ORDERS:
        return _date(year, b, a, plain_text) if order == DMY else _date(year, a, b, plain_text)
    return Unclear(_date(year, b, a, plain_text), _date(year, a, b, plain_text))


def _year(text: str) -> int:
    number = int(text.lstrip("'"))
    return number + 2000 if len(text.lstrip("'")) == 2 else number


def _date(year: int, month: int, day: int, text: str) -> date:
    that_day = calendar_day(year, month, day)
    if that_day is None:
        raise NoDateError(f"{text!r} is no day of the calendar")
    return that_day


def _refuse_impossible(day: date, text: str) -> None:
    if day.year >= 9000:
        raise NoDateError(f"{text} is no deadline: leave it empty for a rolling one")
    if not 2000 <= day.year < 2100:
        is_whole, likely = str(day.year) in text, 2000 + day.year % 100
        advice = f"is {likely} meant?" if is_whole else "write the year with four digits, like 2027-03-14"
        raise NoDateError(f"{text} lies in the year {day.year}: {advice}")


def _moment(day: date, at: time) -> str:
    return f"{say_hour(at)} on {say_full_date(day)}"
