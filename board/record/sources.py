"""What the rest of Rounds gives to a record: experiences that came to an end, and where a gap could be filled.

The one room of the record that reads other slices.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from board.kernel import clock
from board.kernel.email_address import mailbox
from board.learning import queries as learning_queries
from board.learning.models import OutsideState
from board.mentorship import queries as mentorship_queries
from board.mentorship.queries import mentor as mentor_queries
from board.opportunities.models import Pay
from board.placements import queries as placement_queries
from board.record import queries
from board.record.models import Entry, EntryKind, Grade, Source
from board.vocabulary.words import Competency


@dataclass(frozen=True)
class Experience:
    """An experience that ended elsewhere in Rounds, in the words of an entry."""

    source: Source
    key: str
    kind: EntryKind
    title: str
    starts: date
    ends: date
    organisation: str = ""
    place: str = ""
    paid: bool = False
    areas: list[str] = field(default_factory=list)
    competencies: list[str] = field(default_factory=list)
    hours: int | None = None
    verified_at: datetime | None = None
    verified_by: str = ""
    verified_role: str = ""
    grade: Grade | None = None
    """Whose word confirms it; None: nobody's."""
    witness_id: int | None = None


@dataclass(frozen=True)
class Filler:
    """Something that would fill a gap."""

    title: str
    address: str


@dataclass(frozen=True)
class Fillers:
    """By competency: open postings and activities, and the number of mentors."""

    postings: Mapping[str, list[Filler]]
    activities: Mapping[str, list[Filler]]
    mentors: Mapping[str, int]


def ended(student_id: int) -> list[Experience]:
    """Everything of this student that came to an end and belongs into the record."""
    finders = (_placements, _mentorships, _certificates, _outside)
    return [experience for finder in finders for experience in finder(student_id)]


def named_supervisor(entry: Entry) -> str:
    """The mailbox of the supervisor whom the host named for the placement that an entry came from; empty: none."""
    kind, _, number = (entry.source_key or "").partition(":")
    placement = placement_queries.by_id(int(number)) if kind == "placement" else None
    return mailbox(placement.supervisor_email) if placement is not None and placement.supervisor_email else ""


def _placements(student_id: int) -> list[Experience]:
    """What both sides called complete; that is what its mark says."""
    return [
        Experience(
            source=Source.PLACEMENT,
            key=f"placement:{completed_placement.id}",
            kind=EntryKind(completed_placement.opportunity.kind.value),
            title=completed_placement.opportunity.title,
            starts=completed_placement.started,
            ends=completed_placement.ended,
            organisation=completed_placement.opportunity.host,
            place=completed_placement.opportunity.place,
            paid=completed_placement.opportunity.pay is Pay.STIPEND,
            areas=list(completed_placement.opportunity.areas),
            competencies=list(completed_placement.opportunity.competencies),
            hours=whole_hours(round(completed_placement.hours * 60)),
            verified_at=completed_placement.completed_at,
            verified_by=completed_placement.confirmed_by or completed_placement.opportunity.host or "the host",
            verified_role="supervisor"
            if completed_placement.confirmed_by == completed_placement.supervisor
            else completed_placement.opportunity.host,
            grade=Grade.APPROVED,
            witness_id=completed_placement.confirmed_by_id,
        )
        for completed_placement in placement_queries.completed_of(student_id)
    ]


def _mentorships(student_id: int) -> list[Experience]:
    """Those in which they met at all. The partner of a mentor is not named: the record may be shown to anybody."""
    return [
        Experience(
            source=Source.MENTORSHIP,
            key=f"mentorship:{ended_mentorship.mentorship_id}",
            kind=EntryKind.TEACHING if ended_mentorship.as_mentor else EntryKind.MENTORSHIP,
            title="Mentor of a fellow student"
            if ended_mentorship.as_mentor
            else f"Mentee of {ended_mentorship.partner}",
            starts=clock.day(ended_mentorship.started),
            ends=clock.day(ended_mentorship.ended),
            organisation="Mentorship program",
            competencies=[topic.value for topic in Competency if topic.value in ended_mentorship.topics],
            hours=whole_hours(ended_mentorship.minutes),
        )
        for ended_mentorship in mentorship_queries.ended_with(student_id)
        if ended_mentorship.meetings_held
    ]


def _certificates(student_id: int) -> list[Experience]:
    return [
        Experience(
            source=Source.ACTIVITY,
            key=f"activity:{certificate.activity_id}",
            kind=EntryKind.LEARNING,
            title=certificate.title,
            starts=certificate.issued_on,
            ends=certificate.issued_on,
            organisation=certificate.provider,
            areas=list(certificate.activity.areas),
            competencies=list(certificate.activity.competencies),
            hours=whole_hours(certificate.minutes),
            verified_at=certificate.issued_at,
            verified_by=certificate.provider or "the provider",
            verified_role=f"certificate {certificate.code}",
            grade=Grade.CERTIFICATE,
        )
        for certificate in learning_queries.transcript(student_id).certificates
    ]


def _outside(student_id: int) -> list[Experience]:
    return [
        Experience(
            source=Source.ACTIVITY,
            key=f"outside:{activity.id}",
            kind=EntryKind.LEARNING,
            title=activity.title,
            starts=activity.completed_on,
            ends=activity.completed_on,
            organisation=activity.provider,
            competencies=list(activity.competencies),
            hours=whole_hours(activity.minutes),
            verified_at=activity.verified_at,
            verified_by=activity.verified_by.name,
            verified_role=activity.verified_by.title,
            grade=Grade.APPROVED,
            witness_id=activity.verified_by_id,
        )
        for activity in learning_queries.transcript(student_id).outside
        if activity.state is OutsideState.VERIFIED and activity.verified_by is not None
    ]


def whole_hours(minutes: int) -> int | None:
    """Whole hours; less than half of one is not told."""
    return (minutes + 30) // 60 or None


def fillers(now: datetime) -> Fillers:
    """What would fill a gap in any competency, as it stands now."""
    return Fillers(_open_postings(now), _activities(clock.day(now)), _mentors(clock.day(now)))


def _activities(today: date) -> Mapping[str, list[Filler]]:
    """Competency → the activities on offer that teach it."""
    by_competency: dict[str, list[Filler]] = {competency.value: [] for competency in Competency}
    for activity in learning_queries.on_offer(today):
        for name in activity.competencies:
            by_competency[name].append(Filler(activity.title, f"/learning/{activity.id}"))
    return by_competency


def _mentors(today: date) -> Counter[str]:
    """Competency → how many listed mentors help with it."""
    return Counter(name for names in mentor_queries.competencies_of_listed(today) for name in names)


def _open_postings(now: datetime) -> Mapping[str, list[Filler]]:
    """Competency → the open postings that build it, closing soonest first."""
    by_competency: dict[str, list[Filler]] = {competency.value: [] for competency in Competency}
    for number, title, competencies in queries.open_postings(now):
        for name in competencies:
            by_competency[name].append(Filler(title, f"/opportunities/{number}"))
    return by_competency
