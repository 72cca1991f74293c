"""Single cells as people write them: kinds, pay, hours, numbers, links, texts."""

import calendar
import re
from functools import cache, lru_cache

from board.opportunities.exchange import dates
from board.opportunities.labels import PAY, PLACES
from board.opportunities.models import Pay, PlaceMode
from board.vocabulary import import_words
from board.vocabulary.words import Aim, Area, Competency, Kind

YES = frozenset(("yes", "y", "true", "1", "x", "required", "needed"))
NO = frozenset(("no", "n", "false", "0", "", "not required", "not needed"))
TICKS = frozenset("x×✓✔☑✅☒√")
"""Marks that say yes below a question, and nothing that can be read elsewhere."""
TELLING = ("varies", "variable", "various", "see website", "see link")
"""Words for what is not stated that say more than an empty cell."""
SMALL = 100
"""Dollars under this, without a word such as stipend, may be for an hour."""
NUMBER_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "eight": 8, "ten": 10, "twelve": 12}
_DOLLARS = re.compile(
    r"(?:a )?(?:paid )?(?:stipend|award|honorarium)?(?: of|:)?\s*(?:US)?\$?\s*(\d{1,3}(?:,\d{3})+|\d{1,7})(?:\.00?)?"
    r"\s*(?:usd|dollars)?\s*(?:stipend|award|honorarium|total)?",
    re.I,
)
_AROUND = ',;:<>()\\[\\]{}|"“”„«»‹›'
"""What stands around an address that was copied from elsewhere and is no part of it."""
_EMAIL = re.compile(rf"[^@\s{_AROUND}]+@[^@\s{_AROUND}]+\.[^@\s{_AROUND}]+")
_QUOTES = "'‘’`"
_COUNTED = (
    "(?:open )?(?:positions?|openings?|seats?|spots?|places?|slots?|vacanc(?:y|ies)|people|persons?|students?"
    "|volunteers?|interns?|members?|fellows?|available|open|alternates?|days?|hours?|hrs?)(?: available| open)?"
)
_DATE_CELL = re.compile(r"\d{4}-(\d\d)-(\d\d)(?:[ T]00:00(?::00)?)?")
_DATE_SHORT = re.compile(r"(\d{1,2})-([a-z]{3})|([a-z]{3})-(\d{1,2})", re.I)
_LISTED = re.compile(r"[,;|\n]")


@lru_cache(maxsize=4096)
def kind_of(text: str) -> Kind | None:
    """The kind that people mean: by our own word, else by the last telling word, which is what the thing is."""
    plain = import_words.plain(text)
    ours = {
        import_words.plain(name): kind for kind in Kind for name in (kind.value, kind.label, kind.singular, kind.plural)
    }
    if plain in ours:
        return ours[plain]
    matches: list[tuple[int, int, Kind]] = []
    single = import_words.singular(text)
    for theirs, kind in import_words.by_singular("kinds").items():
        for match in re.finditer(rf"\b{re.escape(theirs)}\b", single):
            matches.append((match.end(), len(theirs), Kind(kind)))
    return max(matches)[2] if matches else None


@lru_cache(maxsize=4096)
def contradicting_kinds(text: str) -> tuple[Kind, ...]:
    """The kinds of a cell that denies one or leaves open which it is: `not a committee`, `volunteer or intern`."""
    plain_text = text.lower()
    if import_words.singular(text) in import_words.by_singular("kinds"):
        return ()
    kinds = tuple(dict.fromkeys(filter(None, map(kind_of, re.split(r"\bor\b|\band\b|[/,;&|+]", plain_text)))))
    is_denied = re.search(r"\b(not(?!-| for)|never|except)\b|n['’]t\b", plain_text) is not None
    return kinds if len(kinds) > 1 or is_denied else ()


def kinds_in_words() -> str:
    """Every kind, as it may be written."""
    return ", ".join(kind.label for kind in Kind)


def areas_of(text: str) -> tuple[list[str], list[str]]:
    """The areas that are named, and what names none."""
    known = import_words.by_singular("areas")
    whole = known.get(import_words.singular(text))
    if whole:
        return [whole], []
    named: list[str] = []
    others: list[str] = []
    for part in listed(re.sub(r"\s+(?:and|&)\s+|/", ", ", text)):
        area = known.get(import_words.singular(part))
        (named if area else others).append(area or part)
    return list(dict.fromkeys(named)), others


def chosen(text: str, choices: type[Area] | type[Competency] | type[Aim]) -> tuple[list[str], list[str]]:
    """The values that are named by value or label, and what names none."""
    known = _named(choices)
    parts = listed(text)
    return [known[import_words.plain(p)] for p in parts if import_words.plain(p) in known], [
        p for p in parts if import_words.plain(p) not in known
    ]


@cache
def _named(choices: type[Area] | type[Competency] | type[Aim]) -> dict[str, str]:
    return {import_words.plain(name): choice.value for choice in choices for name in (choice.value, choice.label)}


def listed(text: str) -> list[str]:
    """The parts between commas, semicolons, bars or line ends."""
    return [part.strip() for part in _LISTED.split(text) if part.strip()]


def emails(text: str) -> list[str]:
    """Every email address in a cell."""
    return [address.strip(_QUOTES).rstrip(".").partition("?")[0].lower() for address in _EMAIL.findall(text)]


def broken_emails(text: str) -> list[str]:
    """What was meant as an email address and is none: `zoe @school.edu`."""
    parts = (re.sub(_EMAIL, "", part).strip(f" <>{_QUOTES}") for part in re.split(r"[,;|\n]", text))
    return [part for part in parts if "@" in part]


def is_unstated(text: str) -> bool:
    """Whether it says that nobody has stated it: `N/A`, `TBD`, `-`."""
    plain = import_words.plain(text)
    is_nothing = import_words.by_word("nothing").get(plain) == "unstated"
    return text.strip(" -–—./?") == "" or (is_nothing and not is_tick(text))


def is_empty(text: str) -> bool:
    """Whether nothing would be lost with it: `varies` says that nobody can state it, and that is worth reading."""
    return is_unstated(text) and import_words.plain(text) not in TELLING


def is_tick(text: str) -> bool:
    """Whether it is a mark such as `x` or `✓`."""
    return text.strip().lower().rstrip("\ufe0f") in TICKS


def pay_of(text: str) -> tuple[Pay | None, int | None] | None:
    """What it pays and how many dollars; None when the words do not say it."""
    known = import_words.by_word("pay") | {import_words.plain(label): pay.value for pay, label in PAY.items()}
    plain = import_words.plain(text)
    if plain in known:
        return Pay(known[plain]), None
    amount = _DOLLARS.fullmatch(text.strip())
    if amount is None:
        return None
    dollars = int(amount[1].replace(",", ""))
    is_named = re.search(r"stipend|award|honorarium|total", text, re.I) is not None
    return (Pay.STIPEND, dollars) if dollars >= SMALL or (dollars and is_named) else None


def is_no_amount(text: str) -> bool:
    """Whether it is `0` or `none`, which may be unpaid or may be left open."""
    return import_words.plain(text) == "none" or dollars_of(text) == 0


def dollars_of(text: str) -> int | None:
    """A whole number of dollars; None for anything else, such as `2500.50`."""
    match = re.fullmatch(
        r"(?:US)?\$?\s*(\d{1,3}(?:,\d{3})+|\d{1,9})(?:\.00?)?(?:\s*(?:usd|dollars))?", text.strip(), re.I
    )
    return int(match[1].replace(",", "")) if match else None


def mode_of(text: str) -> PlaceMode | None:
    """On site, hybrid or remote; None when the words say none of them."""
    known = import_words.by_word("place_mode") | {
        import_words.plain(label): mode.value for mode, label in PLACES.items()
    }
    first_part = re.split(r"\s*[(:;,]|\s[-–—]\s", text)[0]
    mode = known.get(import_words.plain(text)) or known.get(import_words.plain(first_part))
    return PlaceMode(mode) if mode else None


def mode_by_heading(heading: str, text: str) -> PlaceMode | None:
    """What yes or no means under a heading such as `Remote?`; None where that is not plain."""
    asked = mode_of(re.sub(r"^(is it|is this|is)\b", "", import_words.plain(heading)))
    answer = flag_of(text)
    return asked if answer else PlaceMode.ON_SITE if answer is False and asked is PlaceMode.REMOTE else None


def mode_of_place(text: str) -> PlaceMode | None:
    """What a location says by itself: `Remote`, `Virtual (Zoom)`, `Hybrid: clinic and home`."""
    return mode_of(text) or mode_of(re.split(r"\s*[(:;,/–—]|\s-\s", text)[0])


def count_of(text: str) -> str:
    """A whole number as digits, alone or beside what is counted: `2 positions`, `two`, `2.0`; else as it is."""
    plain_text = " ".join(text.lower().split())
    match = re.fullmatch(
        rf"(?:up to )?(\d{{1,12}}|{'|'.join(NUMBER_WORDS)})(?:\.0+)?(?: (?:{_COUNTED}))?\.?", plain_text
    )
    return str(NUMBER_WORDS.get(match[1], match[1])) if match else text.strip()


def reads_like_data(text: str) -> bool:
    """Whether it is a number, a day or an address, as stands in a row and names no column."""
    if emails(text) or link_of(text)[0].lower().startswith("http") or re.fullmatch(r"\W*\d[\d,.]*", text):
        return True
    try:
        return not dates.is_nothing(text) and dates.read(text) is not None
    except dates.NoDateError:
        return False


def turned_into_date(text: str) -> str:
    """What Excel did where a number was typed: `5-10 into a date (10 May)`; empty for a cell that is no date."""
    iso, short = _DATE_CELL.fullmatch(text.strip()), _DATE_SHORT.fullmatch(text.strip())
    if iso:
        month, day = int(iso[1]), int(iso[2])
    elif short:
        month, day = dates.MONTHS.get((short[2] or short[3]).lower(), 0), int(short[1] or short[4])
    else:
        return ""
    return f"{month}-{day} into a date ({day} {calendar.month_name[month]})" if 1 <= month <= 12 else ""


def flag_of(text: str) -> bool | None:
    """Yes or no; None when it says neither."""
    plain = import_words.plain(text)
    if is_tick(text) or plain in YES:
        return True
    return False if plain in NO and (plain or not text.strip()) else None


def link_of(text: str) -> tuple[str, bool]:
    """A full address, and whether `https://` was put before it. What is no address stays as it is."""
    address = text.strip().strip("<>").rstrip(",;")
    if re.match(r"https?:/*", address, re.I):
        return address, False
    completed = re.fullmatch(r"(?:www\.)?[\w-]+(\.[\w-]+)*\.[a-z]{2,24}(:\d+)?([/?#]\S*)?", address, re.I)
    return (f"https://{address}", True) if completed else (address, False)
