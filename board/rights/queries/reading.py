"""Who of the school read what of a person by virtue of an office, from the read log."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import NamedTuple

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

DAY = timedelta(days=1)
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
    "holdings.read": "The list of your applications, placements, mentorships and whatever else you have a part in",
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


class Stay(NamedTuple):
    """That somebody stood in a list of many people, with its title, from when and until when (None: still)."""

    thing: str
    title: str
    since: datetime
    until: datetime | None = None


def readings_of(user_id: int, most: int | None = None) -> list[OfficialReading]:
    """What was read of this person by virtue of an office, the latest first."""
    titles, stays = dict(_things(user_id)), defaultdict[str, list[Stay]](list)
    for stay in _lists(user_id):
        titles[stay.thing] = stay.title
        stays[stay.thing].append(stay)
    acts = (
        select(AuditEntry.at, User.name, AuditEntry.verb, AuditEntry.thing)
        .outerjoin(User, User.id == AuditEntry.by_id)
        .where(AuditEntry.verb.in_(READINGS), AuditEntry.thing.in_(titles), AuditEntry.by_id != user_id)
        .order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
    )
    return [
        OfficialReading(at, name or "Somebody who has left", READINGS[verb].format(titles[thing]))
        for at, name, verb, thing in islice(_of_their_time(db.session.execute(acts), stays), most)
    ]


def _of_their_time(acts: Iterable[Act], stays: Mapping[str, list[Stay]]) -> Iterator[Act]:
    """Without the readings of a list from when the person did not stand in it."""
    for act in acts:
        in_list = stays.get(act[3])
        if in_list is None or any(it.since <= act[0] and (it.until is None or act[0] < it.until) for it in in_list):
            yield act


def _lists(user_id: int) -> Iterator[Stay]:
    """Every list of many people that this person stands or stood in."""
    applied = select(Application.opportunity_id, Opportunity.title, Application.submitted_at).join(Opportunity)
    for number, title, since in db.session.execute(applied.where(Application.student_id == user_id)):
        if since is not None:
            yield Stay(f"opportunity:{number}", title, since)
    as_mentee = select(MatchRound.id, MatchRound.title, MatchMentee.joined_at)
    as_mentee = as_mentee.join(MatchMentee, MatchMentee.round_id == MatchRound.id).where(MatchMentee.user_id == user_id)
    as_mentor = select(MatchRound.id, MatchRound.title, MatchMentor.joined_at)
    as_mentor = as_mentor.join(MatchMentor, MatchMentor.round_id == MatchRound.id)
    as_mentor = as_mentor.join(Enrolment, Enrolment.id == MatchMentor.enrolment_id).where(Enrolment.user_id == user_id)
    for number, title, since in (*db.session.execute(as_mentee), *db.session.execute(as_mentor)):
        yield Stay(f"round:{number}", title, since)
    paired = select(func.min(Mentorship.started_at)).join(Enrolment)
    first = db.session.scalar(paired.where((Mentorship.mentee_id == user_id) | (Enrolment.user_id == user_id)))
    if first is not None:
        yield Stay("pairs", "", first)
    asked = db.session.scalar(select(func.min(Amendment.asked_at)).where(Amendment.user_id == user_id))
    if asked is not None:
        yield Stay("amendments", "", asked)
    yield from _assigned(user_id)


def _assigned(user_id: int) -> Iterator[Stay]:
    """What each class year is to take that this person was in, while they were in it, as the roster says.

    A period without a last day that is not of their class year of today ended on a day that nobody wrote down, and a
    class year of today without a period began on one: nothing is told of the first, all since they were asked of the
    other.
    """
    periods = select(RosterPeriod.value, RosterPeriod.since, RosterPeriod.until).where(
        RosterPeriod.user_id == user_id, RosterPeriod.fact == RosterFact.CLASS_YEAR, ~RosterPeriod.is_due
    )
    now_in = db.session.scalar(select(User.class_year).where(User.id == user_id)) or ""
    spans: list[tuple[str, date | None, date | None]] = [
        (year, since, until)
        for year, since, until in db.session.execute(periods)
        if until is not None or year == now_in
    ]
    if now_in not in {"", *(year for year, *_ in spans)}:
        spans.append((now_in, None, None))
    asked = select(Assignment.id, Activity.title, Assignment.at, Assignment.class_year).join(Assignment.activity)
    asked = asked.where(Assignment.class_year.in_([year for year, *_ in spans]))
    for number, title, at, class_year in db.session.execute(asked):
        for year, since, until in spans:
            if year == class_year:
                begin = max(at, clock.dawn(since)) if since else at
                yield Stay(f"assignment:{number}", title, begin, clock.dawn(until + DAY) if until else None)


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
