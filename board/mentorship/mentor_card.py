"""What the directory shows of a mentor."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from textwrap import shorten

from board.kernel import markdown
from board.kernel.text import on_one_line
from board.mentorship.choices import CHANNELS, FREQUENCIES, LANGUAGES, OFFERS, named, specialties
from board.mentorship.fit import MentorFit
from board.mentorship.models import Enrolment, EnrolmentState, ListedMentor
from board.mentorship.rules import RULES
from board.vocabulary.words import Competency
from board.web.filters import plural

MOST_OF_ABOUT = 140
"""Characters of what a mentor says of themself that a card has room for."""


@dataclass(frozen=True)
class MentorCard:
    """One mentor, ready to print."""

    mentor: Enrolment | ListedMentor
    kind: str
    facts: list[str]
    competencies: list[tuple[str, str]]
    places: tuple[str, str]
    """What to say of the places, and in which tone."""
    about: str
    """The first sentence of what they say of themself."""
    fit: MentorFit | None


def card(
    mentor: Enrolment | ListedMentor,
    *,
    fit: MentorFit | None,
    inboxes: Mapping[int, int],
    replies: Mapping[int, timedelta],
) -> MentorCard:
    """The card of a mentor, as this reader sees it."""
    return MentorCard(
        mentor=mentor,
        kind=f"{mentor.kind.label} mentor",
        facts=[*named(OFFERS, mentor.offers)[:2], *specialties(mentor.specialties)[:2], *_reply(mentor, replies)],
        competencies=[(name, Competency(name).label) for name in mentor.competencies],
        places=places(mentor, inboxes.get(mentor.id, 0)),
        about=first_sentence(mentor.about),
        fit=fit,
    )


def first_sentence(text: str) -> str:
    """The first sentence of a text in Markdown, as plain words; of one that does not end, the first words and `…`."""
    paragraph = on_one_line(markdown.plain(text.strip().partition("\n\n")[0]))
    sentence = " ".join(re.split(r"(?<=[.!?])\s", paragraph, maxsplit=1)[0].split())
    return sentence if len(sentence) <= MOST_OF_ABOUT else shorten(sentence, MOST_OF_ABOUT, placeholder="…")


def places(mentor: Enrolment | ListedMentor, inbox: int) -> tuple[str, str]:
    """`2 free places`, or why there is none to be had."""
    if mentor.state is EnrolmentState.PAUSED or mentor.capacity == 0:
        return "Paused", "muted"
    if mentor.places_left == 0:
        return "No open spot", "muted"
    if inbox >= RULES.inbox:
        return "Inbox full", "warm"
    return plural(mentor.places_left, "open spot"), "good"


def meeting(mentor: Enrolment) -> list[tuple[str, str]]:
    """How they meet, as rows of a name and words."""
    rows = [
        ("Meets", ", ".join(named(CHANNELS, mentor.channels))),
        ("How often", FREQUENCIES.get(mentor.frequency or "", "")),
        ("Languages", ", ".join(named(LANGUAGES, mentor.languages))),
    ]
    return [(name, words) for name, words in rows if words]


def reply_words(taken: timedelta | None) -> str:
    """`usually answers within 2 days`."""
    if taken is None:
        return "has not been asked yet"
    if taken < timedelta(hours=24):
        return f"usually answers within {plural(max(1, round(taken.total_seconds() / 3600)), 'hour')}"
    return f"usually answers within {plural(-(-taken // timedelta(days=1)), 'day')}"


def _reply(mentor: Enrolment | ListedMentor, replies: Mapping[int, timedelta]) -> list[str]:
    return [reply_words(replies[mentor.id]).capitalize()] if mentor.id in replies else []
