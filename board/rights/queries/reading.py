"""Who of the school read what of a person by virtue of an office, from the read log."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy import func, literal, select, union_all

from board.accounts.models import RosterFact, RosterPeriod, User
from board.applications.models import Application
from board.kernel import clock
from board.kernel.audit import AuditEntry
from board.kernel.db import db
from board.learning.models import Activity, Assignment, OutsideActivity
from board.match_rounds.models import MatchMentee, MatchMentor, MatchRound
from board.mentorship.models import Enrolment, Mentorship
from board.opportunities.models import Opportunity
from board.placements.models import Placement
from board.record.models import Entry
from board.rights.models import Amendment

Act = tuple[datetime, str | None, str, str]
"""When, who, what was done, and to which thing."""


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
    "applicants.read": "Your name and how you stand in the list of those who applied for “{}”, or in its offers",
    "round.read": "Your part in the match round “{}”: whom you ranked or sorted, and whom you got",
    "pairs.read": "Your mentorships in the list of all pairs: who, since when, and how they stand",
    "assignment.read": "How far you are with the activity “{}” that your class year is to take",
    "amendment.read": "Your request for a correction",
    "amendments.read": "That you asked for a correction, in the list of all requests",
    "entry.read": "What is confirmed of “{}” in your record",
    "outside-activity.read": "What you learned elsewhere: “{}”",
    "email-preview.read": "An email to you, as an example of its kind",
    "record.view": "The confirmed facts of your leadership record",
    "account.see-as": "Rounds as you see it, for 15 minutes and read-only; the reason was in an email to you",
}
"""What of the read log a person reads. Readings on account of a report about somebody are not among them: whom a report
is about never learns of it."""


def readings_of(user_id: int, most: int | None = None) -> list[OfficialReading]:
    """What was read of this person by virtue of an office, the latest first."""
    titles, listed = dict(_things(user_id)), {thing: (title, since) for thing, title, since in _lists(user_id)}
    titles |= {thing: title for thing, (title, _) in listed.items()}
    acts = (
        select(AuditEntry.at, User.name, AuditEntry.verb, AuditEntry.thing)
        .outerjoin(User, User.id == AuditEntry.by_id)
        .where(AuditEntry.verb.in_(READINGS), AuditEntry.thing.in_(titles), AuditEntry.by_id != user_id)
        .order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
    )
    return [
        OfficialReading(at, name or "Somebody who has left", READINGS[verb].format(titles[thing]))
        for at, name, verb, thing in islice(_of_their_time(db.session.execute(acts), listed), most)
    ]


def _of_their_time(acts: Iterable[Act], listed: Mapping[str, tuple[str, datetime]]) -> Iterator[Act]:
    """Without the readings of a list from before the person stood in it."""
    return (act for act in acts if act[3] not in listed or act[0] >= listed[act[3]][1])


def _lists(user_id: int) -> Iterator[tuple[str, str, datetime]]:
    """Every list of many people that this person stands in, with its title and since when."""
    applied = select(Application.opportunity_id, Opportunity.title, Application.submitted_at).join(Opportunity)
    for number, title, since in db.session.execute(applied.where(Application.student_id == user_id)):
        if since is not None:
            yield f"opportunity:{number}", title, since
    as_mentee = select(MatchRound.id, MatchRound.title, MatchMentee.joined_at)
    as_mentee = as_mentee.join(MatchMentee, MatchMentee.round_id == MatchRound.id).where(MatchMentee.user_id == user_id)
    as_mentor = select(MatchRound.id, MatchRound.title, MatchMentor.joined_at)
    as_mentor = as_mentor.join(MatchMentor, MatchMentor.round_id == MatchRound.id)
    as_mentor = as_mentor.join(Enrolment, Enrolment.id == MatchMentor.enrolment_id).where(Enrolment.user_id == user_id)
    for number, title, since in (*db.session.execute(as_mentee), *db.session.execute(as_mentor)):
        yield f"round:{number}", title, since
    paired = select(func.min(Mentorship.started_at)).join(Enrolment)
    first = db.session.scalar(paired.where((Mentorship.mentee_id == user_id) | (Enrolment.user_id == user_id)))
    if first is not None:
        yield "pairs", "", first
    asked = db.session.scalar(select(func.min(Amendment.asked_at)).where(Amendment.user_id == user_id))
    if asked is not None:
        yield "amendments", "", asked
    yield from _assigned(user_id)


def _assigned(user_id: int) -> Iterator[tuple[str, str, datetime]]:
    """What the class year is to take that this person is in now, since they are in it."""
    latest = select(func.max(RosterPeriod.since)).where(
        RosterPeriod.user_id == User.id,
        RosterPeriod.fact == RosterFact.CLASS_YEAR,
        RosterPeriod.value == User.class_year,
        ~RosterPeriod.is_due,
    )
    asked = select(Assignment.id, Activity.title, Assignment.at, latest.scalar_subquery()).join(Assignment.activity)
    asked = asked.join(User, (User.class_year == Assignment.class_year) & (User.class_year != ""))
    for number, title, at, since in db.session.execute(asked.where(User.id == user_id)):
        yield f"assignment:{number}", title, max(at, clock.dawn(since)) if since else at


def _things(user_id: int) -> Iterator[tuple[str, str]]:
    """Everything of a person that can be read, as the log calls it, with its title."""
    yield from ((f"{kind}:{user_id}", "") for kind in ("user", "record"))
    applied = select(literal("application"), Application.id, Opportunity.title).join(Opportunity)
    placed = select(literal("placement"), Placement.id, Opportunity.title).join(Opportunity)
    paired = select(literal("mentorship"), Mentorship.id, literal("")).join(Enrolment)
    learned = select(literal("outside-activity"), OutsideActivity.id, OutsideActivity.title)
    theirs = union_all(
        applied.where(Application.student_id == user_id),
        placed.where(Placement.student_id == user_id),
        paired.where((Mentorship.mentee_id == user_id) | (Enrolment.user_id == user_id)),
        select(literal("entry"), Entry.id, Entry.title).where(Entry.student_id == user_id),
        learned.where(OutsideActivity.user_id == user_id),
    )
    for kind, number, title in db.session.execute(theirs):
        yield f"{kind}:{number}", title
    for number in db.session.scalars(select(Amendment.id).where(Amendment.user_id == user_id)):
        yield f"amendment:{number}", ""
