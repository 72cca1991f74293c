"""What a list shows of a posting."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from board.kernel.dates import end_of_days, say_until, zone_named
from board.opportunities.apply_step import ApplyStep
from board.opportunities.fit import PostingFit
from board.opportunities.labels import PAY, PLACES, hours_words, label_for_students
from board.opportunities.models import ListedPosting, Openings, Opportunity, Pay
from board.search.engine import Marked, Snippet
from board.vocabulary.words import Competency
from board.web.filters import listed, plural

MOST_REASONS, SOON_DAYS = 3, 7


@dataclass(slots=True)
class PostingCard:
    """One card, ready to print: plain values, since a list makes twenty."""

    href: str
    title: str
    summary: str
    host: str
    kind_label: str
    facts: str
    """Hours, place, pay and openings, on one line."""
    competencies: list[tuple[str, str]]
    closes_text: str
    closes_tone: str
    badge: tuple[str, str] | None
    id: int = 0
    snippet: Marked = ()
    """Where the words that were searched for stand closest in the text, with them marked."""
    marked_title: Marked = ()
    """The title, with them marked; empty where none stands in it."""
    instead: tuple[tuple[str, str], ...] = ()
    """What stands there for words that do not: *quality improvement* for QI."""
    reasons: list[str] = field(default_factory=list)
    """Why it fits the reader, the strongest first: one where fit is not the order of the list."""
    doubts: list[str] = field(default_factory=list)
    step: ApplyStep | None = None
    """Where the reader stands with it, who has begun to apply."""


def card(
    opportunity: Opportunity | ListedPosting,
    href: str,
    now: datetime,
    *,
    snippet: Snippet | None = None,
    fit: PostingFit | None = None,
    most_reasons: int = MOST_REASONS,
    step: ApplyStep | None = None,
) -> PostingCard:
    """The card of a posting as it stands now, with what was found in it, why it fits, and what the reader did."""
    is_open, closes_at = opportunity.is_open(now), opportunity.closes_at
    soon = closes_at is not None and closes_at <= end_of_days(now, SOON_DAYS)
    closes_text, full = "", is_open and opportunity.openings.free == 0
    if is_open:
        closes_text = f"closes {until_close(opportunity, now)}" if closes_at else without_a_day(opportunity).lower()
    is_whole = snippet is not None and "".join(text for text, _ in snippet.title) == opportunity.title
    return PostingCard(
        href=href,
        title=opportunity.title,
        summary=opportunity.summary,
        host=opportunity.host,
        kind_label=opportunity.kind.label,
        facts="\u00a0· ".join(facts(opportunity)),
        competencies=[(name, Competency(name).label) for name in opportunity.competencies],
        closes_text=closes_text,
        closes_tone="warm" if soon and is_open else "",
        badge=None if is_open and not full else label_for_students(opportunity, now),
        id=opportunity.id,
        snippet=snippet.text if snippet else (),
        marked_title=snippet.title if snippet and is_whole else (),
        instead=snippet.instead if snippet else (),
        reasons=fit.reasons[:most_reasons] if fit else [],
        doubts=fit.doubts[:most_reasons] if fit else [],
        step=step if step and step.state else None,
    )


class HasDeadline(Protocol):
    """A posting, or the few columns of it that a line needs."""

    @property
    def closes_at(self) -> datetime | None:
        """The first instant at which it is too late."""

    @property
    def time_zone(self) -> str:
        """The zone that its deadline is told in; empty for the school's."""


def until_close(opportunity: HasDeadline, now: datetime) -> str:
    """How long it is open, or since when it is not, counted where its deadline is told; empty where it has none."""
    closes_at = opportunity.closes_at
    return say_until(closes_at, now, zone_named(opportunity.time_zone)) if closes_at is not None else ""


def facts(opportunity: Opportunity | ListedPosting) -> list[str]:
    """Hours, place, pay and seats in a few words each; then, in one, what of them is not stated."""
    mode, openings = opportunity.place_mode, opportunity.openings
    stated = {
        "hours": hours(opportunity),
        "location": PLACES[mode] if mode else "",
        "pay": pay(opportunity),
        "openings": free_openings(openings),
    }
    unstated = [name for name, words in stated.items() if not words and not (name == "location" and opportunity.place)]
    facts = [words for name, words in stated.items() if words and not (name == "openings" and openings.is_filled)]
    return [*facts, f"Not stated: {listed(unstated)}"] if unstated else facts


def without_a_day(opportunity: Opportunity | ListedPosting) -> str:
    """What stands in the place of a deadline that a posting does not have."""
    if not opportunity.is_deadline_unstated:
        return "Rolling"
    return "No deadline yet" if opportunity.is_being_written else "Deadline: not stated"


def free_openings(openings: Openings) -> str:
    """For those who may apply: `2 openings`, `1 of 2 openings free`; nothing where their number is not stated."""
    if openings.total is None:
        return ""
    total = plural(openings.total, "opening")
    return total if openings.free == openings.total else f"{openings.free} of {total} free"


def openings_by_state(openings: Openings) -> str:
    """For the people of a posting: `2 openings: 1 accepted, 1 offered, 0 free`."""
    text = f"{openings.accepted} accepted, {openings.offered} offered"
    if openings.total is None:
        return f"Openings not stated: {text}"
    return f"{plural(openings.total, 'opening')}: {text}, {openings.free} free"


def hours(opportunity: Opportunity | ListedPosting) -> str:
    """`2–4 hours a week`; nothing where it is not stated."""
    return hours_words(opportunity.hours_from, opportunity.hours_to)


def location(opportunity: Opportunity | ListedPosting) -> str:
    """`Boardroom, main building · On site`; nothing where it is not stated."""
    mode = opportunity.place_mode
    return " · ".join(filter(None, (opportunity.place, PLACES[mode] if mode else "")))


def pay(opportunity: Opportunity | ListedPosting) -> str:
    """`Stipend of $1,500`; nothing where it is not stated."""
    if opportunity.pay is None:
        return ""
    if opportunity.pay is Pay.STIPEND and opportunity.pay_amount:
        return f"Stipend of ${opportunity.pay_amount:,}"
    return PAY[opportunity.pay]
