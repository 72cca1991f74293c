"""What the rest of Rounds gives to a record: experiences that came to an end, and where a gap could be filled.

The one room of the record that reads other slices.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select

from board.catalogue.words import Competency
from board.kernel.db import db
from board.opportunities.models import Opportunity, Standing
from board.record.models import EntryKind, Source


@dataclass(frozen=True)
class Found:
    """An experience that ended elsewhere in Rounds, in the words of an entry."""

    source: Source
    key: str
    kind: EntryKind
    title: str
    starts: date
    organisation: str = ""
    place: str = ""
    paid: bool = False
    areas: list[str] = field(default_factory=list)
    competencies: list[str] = field(default_factory=list)
    ends: date | None = None
    hours: int | None = None
    description: str = ""
    verified_at: datetime | None = None
    verified_by: str = ""
    verified_role: str = ""


@dataclass(frozen=True)
class Filler:
    """Something that would fill a gap."""

    title: str
    address: str


def ended(student_id: int) -> list[Found]:
    """Everything of this student that came to an end and belongs into the record."""
    return []


def open_by_competency(now: datetime) -> Mapping[str, list[Filler]]:
    """Competency → the open postings that build it, closing soonest first."""
    still_open = (
        select(Opportunity.id, Opportunity.title, Opportunity.competencies)
        .where(Opportunity.standing(now) == Standing.OPEN.value)
        .order_by(Opportunity.closes_at.is_(None), Opportunity.closes_at, Opportunity.id)
    )
    by_competency: dict[str, list[Filler]] = {one.value: [] for one in Competency}
    for number, title, competencies in db.session.execute(still_open):
        for name in competencies:
            by_competency[name].append(Filler(title, f"/opportunities/{number}"))
    return by_competency
