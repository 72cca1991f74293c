"""Who of the school read what of a person by virtue of an office, from the read log."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import literal, select, union_all

from board.accounts.models import User
from board.applications.models import Application
from board.kernel.audit import AuditEntry
from board.kernel.db import db
from board.mentorship.models import Enrolment, Mentorship
from board.opportunities.models import Opportunity
from board.placements.models import Placement


@dataclass(frozen=True)
class OfficialReading:
    """That somebody of the school read something, once a day however often they came back."""

    at: datetime
    name: str
    what: str


READINGS: dict[str, str] = {
    "application.read": "Your application for “{}”",
    "placement.read": "Your placement “{}”",
    "mentorship.read": "The dates and check-ins of your mentorship, without what the two of you write",
    "wishes.read": "What you look for in a mentor",
    "record.view": "The confirmed facts of your leadership record",
    "account.see-as": "Rounds as you see it, for 15 minutes and read-only; the reason was in an email to you",
}
"""What of the read log a person reads. Readings on account of a report about somebody are not among them: whom a report
is about never learns of it."""


def readings_of(user_id: int, most: int | None = None) -> list[OfficialReading]:
    """What was read of this person by virtue of an office, the latest first."""
    titles = dict(_things(user_id))
    acts = (
        select(AuditEntry.at, User.name, AuditEntry.verb, AuditEntry.thing)
        .outerjoin(User, User.id == AuditEntry.by_id)
        .where(AuditEntry.verb.in_(READINGS), AuditEntry.thing.in_(titles), AuditEntry.by_id != user_id)
        .order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
    )
    return [
        OfficialReading(at, name or "Somebody who has left", READINGS[verb].format(titles[thing]))
        for at, name, verb, thing in db.session.execute(acts.limit(most))
    ]


def _things(user_id: int) -> Iterator[tuple[str, str]]:
    """Everything of a person that can be read, as the log calls it, with its title."""
    yield from ((f"{kind}:{user_id}", "") for kind in ("user", "record"))
    applied = select(literal("application"), Application.id, Opportunity.title).join(Opportunity)
    placed = select(literal("placement"), Placement.id, Opportunity.title).join(Opportunity)
    paired = select(literal("mentorship"), Mentorship.id, literal("")).join(Enrolment)
    theirs = union_all(
        applied.where(Application.student_id == user_id),
        placed.where(Placement.student_id == user_id),
        paired.where((Mentorship.mentee_id == user_id) | (Enrolment.user_id == user_id)),
    )
    for kind, number, title in db.session.execute(theirs):
        yield f"{kind}:{number}", title
