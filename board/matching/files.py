"""A match in a file: what `flask match` reads and prints. `docs/matching.md` describes both."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from board.matching import market, solving
from board.matching.checking import check
from board.matching.cleaning import clean
from board.matching.explaining import Code, MissedChoice, explain
from board.matching.wishes import MatchOffer, Mentee, Mentor, Preferences

SEED = "0"
"""The seed of a file that gives none."""


class BadFile(ValueError):
    """The file cannot be used as it stands; `problems` holds a line for each thing to mend."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = list(problems)


@dataclass(frozen=True)
class Words:
    """What a file calls the parts of a market."""

    mentees: str
    mentors: str
    offers: str
    mentor: str


MARKET = Words("mentees", "mentors", "offers", "mentor")
ALLOCATION = Words("students", "lecturers", "projects", "lecturer")
"""Student-project allocation (SPA), as its libraries and papers write it: students choose projects of lecturers."""


def read(path: Path) -> Preferences:
    """The wishes in a file. Raises `BadFile`."""
    try:
        data = json.loads(path.read_bytes().decode("utf-8-sig"), object_pairs_hook=_no_name_twice)
    except OSError as problem:
        raise BadFile([f"{shown(str(path))} cannot be opened: {problem.strerror}"]) from problem
    except _Repeated as problem:
        raise BadFile([f"the name {shown(problem.name)} is given twice in one object"]) from problem
    except RecursionError as problem:
        raise BadFile(["this is not a match file: it is nested too deeply"]) from problem
    except ValueError as problem:
        raise BadFile([f"this is not JSON: {one_line(str(problem))}"]) from problem
    return _wishes(data)


class _Repeated(Exception):
    def __init__(self, name: str) -> None:
        self.name = name


def _no_name_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    by_key: dict[str, Any] = {}
    for name, value in pairs:
        if name in by_key:
            raise _Repeated(name)
        by_key[name] = value
    return by_key


def shown(name: object) -> str:
    """A name from a file, safe to print on one line."""
    return json.dumps(name, ensure_ascii=True)[:200]


def one_line(text: str) -> str:
    """Without line breaks."""
    return " ".join(text.split())


def _wishes(data: Any) -> Preferences:
    """Look at shape first, then at sense; tell everything that is wrong of either."""
    if not isinstance(data, dict):
        raise BadFile(['the file must hold an object with "mentees" and "mentors", or "students" and "lecturers"'])
    problems: list[str] = []
    called = ALLOCATION if "students" in data else MARKET
    mentees = {name: Mentee(_choices(name, item, problems)) for name, item in _part(data, called.mentees, problems)}
    mentors = {name: _mentor(name, item, problems) for name, item in _part(data, called.mentors, problems)}
    has_offers = called is ALLOCATION or called.offers in data
    rows = _part(data, called.offers, problems) if has_offers else []
    offers = {name: _offer(name, item, called, mentors, problems) for name, item in rows}
    seed = data.get("seed", SEED)
    if not isinstance(seed, str | int) or isinstance(seed, bool):
        problems.append("seed: must be text or a whole number")
    wishes = Preferences(mentees, mentors, str(seed), offers)
    if not problems:
        problems = clean(wishes).errors
    if problems:
        raise BadFile([_printable(line) for line in problems])
    return wishes


def _printable(line: str) -> str:
    return one_line(line.encode("ascii", "backslashreplace").decode())


def _part(data: dict[str, Any], key: str, problems: list[str]) -> list[tuple[str, Any]]:
    value = data.get(key)
    if isinstance(value, dict):
        return sorted(value.items())
    problems.append(f"{key}: must be an object" if key in data else f"{key}: is missing")
    return []


def _choices(name: str, value: Any, problems: list[str]) -> tuple[str, ...]:
    if _is_names(value):
        return tuple(value)
    problems.append(f"mentee {name}: must be a list of names, the most wanted first")
    return ()


def _is_names(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _mentor(name: str, value: Any, problems: list[str]) -> Mentor:
    if not isinstance(value, dict):
        problems.append(f'mentor {name}: must be an object such as {{"capacity": 1, "preferences": []}}')
        return Mentor(0)
    unknown = sorted(set(value) - {"capacity", "preferences", "prefs"})
    problems += [f"mentor {name}: {key} means nothing here (capacity and preferences do)" for key in unknown]
    capacity = value.get("capacity")
    if not isinstance(capacity, int) or isinstance(capacity, bool):
        problems.append(f"mentor {name}: capacity must be a whole number")
        capacity = 0
    return Mentor(capacity, _tiers(name, value.get("preferences", value.get("prefs")), problems))


def _offer(name: str, value: Any, called: Words, mentors: Mapping[str, Mentor], problems: list[str]) -> MatchOffer:
    whose = value.get(called.mentor) if isinstance(value, dict) else None
    places = value.get("capacity") if isinstance(value, dict) else None
    if not isinstance(whose, str) or whose not in mentors:
        problems.append(f"{called.offers} {name}: {called.mentor} must name one of the {called.mentors}")
        whose = ""
    if not isinstance(places, int) or isinstance(places, bool) or places < 0:
        problems.append(f"{called.offers} {name}: capacity must be a whole number from 0 on")
        places = 0
    return MatchOffer(whose, places)


def _tiers(name: str, value: Any, problems: list[str]) -> tuple[tuple[str, ...], ...] | None:
    """A list of names is a strict order; a list of lists is tiers; nothing at all is no say."""
    if value is None:
        return None
    if _is_names(value):
        return tuple((item,) for item in value)
    if isinstance(value, list) and all(_is_names(tier) for tier in value):
        return tuple(tuple(tier) for tier in value)
    problems.append(f"mentor {name}: preferences must be a list of names, or a list of lists for tiers")
    return ()


def answer(wishes: Preferences) -> dict[str, Any]:
    """What is printed: pairs, who is without and why, places left, and how many pairs block the result."""
    numbered = market.build(wishes)
    has = solving.solve(numbered)
    outcome = solving.outcome(wishes, numbered, has)
    proofs = explain(wishes, numbered, has)
    return {
        "pairs": [list(pair) for pair in outcome.pairs.items()],
        "unmatched": [{"mentee": name, "reason": _reason(proofs[name].missed)} for name in outcome.unmatched],
        "open_places": outcome.open_places,
        "blocking_pairs": len(check(wishes, outcome.pairs).blocking),
    }


def _reason(missed: tuple[MissedChoice, ...]) -> str:
    if not missed:
        return "listed nobody"
    return "; ".join(f"{missed_choice.choice} {_WORDS[missed_choice.code]}" for missed_choice in missed)


_WORDS = {
    Code.FULL_TIER: "is full with people it prefers",
    Code.FULL_LOTTERY: "is full with people of the same tier who come earlier in the draw",
    Code.NOT_ACCEPTED: "does not accept this mentee",
    Code.EXCLUDED: "is excluded",
    Code.CLOSED: "has no places",
    Code.RESERVED: "has given its places beforehand",
}
