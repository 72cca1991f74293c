"""Two versions of a posting beside each other, as those who write and approve it read them."""

from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from board.kernel import clock
from board.kernel.dates import say_date, say_deadline, say_moment, zone_named
from board.kernel.text_diff import Pieces, compared
from board.opportunities import eligibility
from board.opportunities.labels import PAPERS, PLACES, QUESTIONS
from board.opportunities.models import Opportunity, Paper, Question
from board.opportunities.posting_card import hours, pay, without_a_day
from board.vocabulary.words import Aim, Area, Competency

EMPTY = "not stated"


@dataclass(frozen=True)
class PostingDifference:
    """One thing that differs: what it is called, and both versions in pieces (text, whether only this one has it)."""

    name: str
    before: Pieces
    after: Pieces


def differences(before: Opportunity, after: Opportunity) -> list[PostingDifference]:
    """What differs, in the order of the form."""
    pairs = [(words, say(before), say(after)) for words, say in SAY.items()]
    return [PostingDifference(_name(words), *_pieces(was, now)) for words, was, now in pairs if was != now]


def _name(words: str) -> str:
    name = words.removeprefix("the ")
    return name[0].upper() + name[1:]


def _pieces(was: str, now: str) -> tuple[Pieces, Pieces]:
    if not was or not now:
        return [(was or EMPTY, bool(was))], [(now or EMPTY, bool(now))]
    return compared(was, now)


def _location(posting: Opportunity) -> str:
    mode = posting.place_mode
    return ", ".join(filter(None, (PLACES[mode] if mode else "", posting.place)))


def _term(posting: Opportunity) -> str:
    days = [say_date(day) if day else "open" for day in (posting.term_starts, posting.term_ends)]
    return "" if days == ["open", "open"] else " to ".join(days)


def _deadline(posting: Opportunity) -> str:
    if posting.closes_at is None:
        return without_a_day(posting).removeprefix("Deadline: ").capitalize()
    return say_deadline(posting.closes_at, zone_named(posting.time_zone))


def _zone(posting: Opportunity) -> ZoneInfo:
    return ZoneInfo(posting.time_zone) if posting.time_zone else clock.zone()


def _asked(posting: Opportunity) -> str:
    return "\n".join([*map(_paper, posting.papers), *map(_question, posting.questions)])


def _paper(paper: Paper) -> str:
    limit = f", at most {paper.limit_words} words" if paper.limit_words else ""
    return f"{paper.label} ({PAPERS.get(paper.kind, paper.kind)}{limit}{'' if paper.required else ', optional'})"


def _question(question: Question) -> str:
    limit = [f"at most {question.limit_words} words"] if question.limit_words else []
    words = [QUESTIONS.get(question.kind, question.kind), *limit, *question.choices]
    return f"{question.text} ({', '.join(words)}{'' if question.required else '; optional'})"


def _labels(kind: type[Area] | type[Competency] | type[Aim], values: list[str]) -> str:
    return ", ".join(each.label for each in kind if each in values)


def _day(name: str) -> Callable[[Opportunity], str]:
    def say(posting: Opportunity) -> str:
        day = getattr(posting, name)
        return say_date(day) if day else ""

    return say


def _text(name: str) -> Callable[[Opportunity], str]:
    def say(posting: Opportunity) -> str:
        value = getattr(posting, name)
        return "" if value is None else str(value)

    return say


SAY: dict[str, Callable[[Opportunity], str]] = {
    "the title": _text("title"),
    "the kind": lambda posting: posting.kind.label,
    "the host": _text("host"),
    "the summary": _text("summary"),
    "the description": _text("description"),
    "the areas": lambda posting: _labels(Area, posting.areas),
    "the competencies": lambda posting: _labels(Competency, posting.competencies),
    "the aims": lambda posting: _labels(Aim, posting.aims),
    "the tags": lambda posting: ", ".join(sorted(posting.tags)),
    "the location": _location,
    "the hours a week": hours,
    "the days away from class": _text("days_away"),
    "the term": _term,
    "the number of openings": _text("seats"),
    "the number of alternates": _text("alternates"),
    "the pay": pay,
    "who may apply": lambda posting: "\n".join(eligibility.conditions(posting)),
    "what you need to apply": _asked,
    "the day it opens": lambda posting: say_moment(posting.opens_at, _zone(posting)) if posting.opens_at else "",
    "the deadline": _deadline,
    "the time zone of the deadline": lambda posting: _zone(posting).key,
    "the day of the decision": _day("answer_by"),
    "the supervisor": _text("supervisor"),
    "the contact": _text("contact"),
    "the external link": _text("link"),
    "where it was found": _text("source"),
    "the day it was checked": _day("last_checked"),
}
"""Words of `labels.CHANGED` → how that reads in one version."""
