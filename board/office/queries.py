"""What the office looks at: reports, the audit log, emails that failed, figures."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import combinations
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, String, Table, case, cast, func, literal, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from board.accounts.models import Identity, Role, RoleGrant, RosterFile, SupervisorAddress, User
from board.accounts.queries import people as people_queries
from board.announcements import queries as announcement_queries
from board.announcements.models import Announcement, Lacking
from board.applications.models import Application, ApplicationState
from board.committees.models import Committee
from board.kernel import events, mail, outbox
from board.kernel.audit import AuditEntry
from board.kernel.db import db
from board.kernel.mail import Email, EmailWritten
from board.kernel.outbox import OutboxMessage
from board.kernel.retention import RetentionRule
from board.learning.models import Activity
from board.match_rounds.models import MatchRound
from board.mentorship.models import RUNNING, Enrolment, MentorRequest, Mentorship
from board.office.models import Flag, Import, ImportColumn, ImportKind, InvariantCheck
from board.opportunities.models import Involvement, Opportunity, OpportunityMove, PostingState, Revision
from board.organisations.models import Organisation
from board.placements.models import Placement
from board.record.models import Entry
from board.rights.models import WAITING, Amendment
from board.school import settings as school_settings
from board.school.email_wording import stored_as
from board.vocabulary.words import Kind

PER_PAGE = 50


LACKS: dict[str, tuple[Lacking, ...]] = {
    "everything": tuple(Lacking),
    **{lacking.value: (lacking,) for lacking in Lacking},
}
"""What somebody may have none of, as the list of people asks for it."""


def lacking(name: str) -> list[ColumnElement[bool]]:
    """Students who have none of this; nothing for what makes no sense."""
    names = LACKS.get(name, ())
    students = select(RoleGrant.user_id).where(RoleGrant.role == Role.STUDENT, RoleGrant.granted_at.is_not(None))
    return [User.id.in_(students), *announcement_queries.lacking(names)] if names else []


def flag_of(opportunity_id: int, user_id: int) -> Flag | None:
    """What this person reported about the posting."""
    return db.session.scalar(select(Flag).where(Flag.opportunity_id == opportunity_id, Flag.by_id == user_id))


def flag(flag_id: int) -> Flag | None:
    """One report."""
    return db.session.get(Flag, flag_id)


def open_flags() -> list[Flag]:
    """Reports that nobody has settled, the oldest first, with their postings and reporters."""
    waiting = select(Flag).where(Flag.settled_at.is_(None)).order_by(Flag.at, Flag.id)
    return list(db.session.scalars(waiting.options(joinedload(Flag.opportunity), joinedload(Flag.by))))


def flags_by(user_id: int) -> list[Flag]:
    """What this person reported, the latest first, with the postings."""
    theirs = select(Flag).where(Flag.by_id == user_id).order_by(Flag.at.desc(), Flag.id.desc())
    return list(db.session.scalars(theirs.options(joinedload(Flag.opportunity))))


def count_flags() -> int:
    """How many reports wait."""
    return db.session.scalar(select(func.count()).where(Flag.settled_at.is_(None))) or 0


def failed_emails() -> list[tuple[OutboxMessage, Email]]:
    """Emails that were tried in vain, the latest first."""
    messages = [message for message in outbox.failed() if message.kind == events.name_of(EmailWritten)]
    numbers = [message.ids["email_id"] for message in messages]
    emails = {email.id: email for email in db.session.scalars(select(Email).where(Email.id.in_(numbers)))}
    pairs = ((message, emails.get(message.ids["email_id"])) for message in messages)
    return [(message, email) for message, email in pairs if email is not None]


def failed_follow_ups() -> list[OutboxMessage]:
    """What should have followed from a change and was tried in vain, the latest first; emails are not among them."""
    return [message for message in outbox.failed() if message.kind != events.name_of(EmailWritten)]


@dataclass(frozen=True)
class AuditFilter:
    """What the reader wants of the audit log. Empty: everything."""

    who: str = ""
    verb: str = ""
    thing: str = ""
    since: date | None = None
    until: date | None = None
    page: int = 1
    each: bool = False
    """Also what was done with each person by a roster, or by invitations that went out together."""


AMONG_MANY = ("account.join", "account.roster", "account.invite-together")
"""Verbs of one person among many, whose number stands in an entry of its own."""
MOST_NAMED = 200
"""Things of one kind that a name finds at most."""


def audit_log(asked: AuditFilter, *, begin: datetime | None, end: datetime | None) -> tuple[list[AuditEntry], int]:
    """The acts that fit, the latest first; with their number on all pages."""
    statement = select(AuditEntry)
    if asked.who:
        fits = User.name.icontains(asked.who, autoescape=True) | User.email.icontains(asked.who, autoescape=True)
        statement = statement.where(AuditEntry.by_id.in_(select(User.id).where(fits)))
    if asked.verb:
        statement = statement.where(AuditEntry.verb == asked.verb)
    if asked.thing:
        statement = statement.where(AuditEntry.thing.in_([asked.thing, *_things_called(asked.thing)]))
    if not (asked.each or asked.verb or asked.thing):
        statement = statement.where(AuditEntry.verb.not_in(AMONG_MANY))
    if begin is not None:
        statement = statement.where(AuditEntry.at >= begin)
    if end is not None:
        statement = statement.where(AuditEntry.at < end)
    total = db.session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    newest = statement.order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
    return list(db.session.scalars(newest.offset((asked.page - 1) * PER_PAGE).limit(PER_PAGE))), total


def audit_verbs() -> list[str]:
    """The verbs that the log holds."""
    return list(db.session.scalars(select(AuditEntry.verb).distinct().order_by(AuditEntry.verb)))


def about(thing: str, most: int = 20) -> list[AuditEntry]:
    """The latest acts on a thing."""
    acts = select(AuditEntry).where(AuditEntry.thing == thing).order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
    return list(db.session.scalars(acts.limit(most)))


def last_followed(user_id: int) -> AuditEntry | None:
    """What followed when the account was last suspended or opened again."""
    verbs = ("account.suspension-followed", "account.restoration-followed")
    acts = select(AuditEntry).where(AuditEntry.thing == f"user:{user_id}", AuditEntry.verb.in_(verbs))
    return db.session.scalar(acts.order_by(AuditEntry.id.desc()).limit(1))


def _things_called(words: str) -> list[str]:
    """The things whose name, or whose address, has these words: `Ada Lin` → `user:7`."""
    things = []
    for kind, (number_of, name_of) in _NAMED.items():
        _, name, *_ = name_of.selected_columns
        has_words = [name.icontains(word, autoescape=True) for word in words.split()[:6]]
        ids = db.session.execute(name_of.where(*has_words).order_by(number_of.desc()).limit(MOST_NAMED))
        things += [f"{kind}:{number}" for number, *_ in ids]
    by_address = select(User.id).where(User.email == words.lower())
    return [*things, *(f"user:{number}" for number in db.session.scalars(by_address))]


def titles(things: Iterable[str]) -> dict[str, str]:
    """What the things of a log are called: `user:7` → `Ada Lin`. What is gone, or has no name, is left out."""
    numbers: dict[str, set[int]] = defaultdict(set)
    for thing in things:
        kind, _, number = thing.partition(":")
        if number.isascii() and number.isdigit():
            numbers[kind].add(int(number))
    called = {f"application:{number}": f"application R-{number:05d}" for number in numbers["application"]}
    called |= {f"setting:{setting.name}": setting.label for setting in school_settings.all()}
    called[f"setting:{SET_UP_HIDDEN}"] = "the list “Set up your school”"
    called |= {f"setting:{stored_as(kind.key)}": f"the wording of “{kind.name}”" for kind in mail.kinds()}
    for kind, (number_of, name_of) in _NAMED.items():
        if numbers[kind]:
            named = name_of.where(number_of.in_(numbers[kind]))
            called |= {f"{kind}:{number}": name for number, name, *_ in db.session.execute(named)}
    return called


_NAMED: dict[str, tuple[InstrumentedAttribute[int], Select[int, str]]] = {
    "user": (User.id, select(User.id, User.name)),
    "opportunity": (Opportunity.id, select(Opportunity.id, Opportunity.title)),
    "mentor": (Enrolment.id, select(Enrolment.id, User.name).join(User, User.id == Enrolment.user_id)),
    "mentorship": (
        Mentorship.id,
        select(Mentorship.id, literal("the mentorship of ") + User.name).join(User, User.id == Mentorship.mentee_id),
    ),
    "round": (MatchRound.id, select(MatchRound.id, MatchRound.title)),
    "activity": (Activity.id, select(Activity.id, Activity.title)),
    "announcement": (Announcement.id, select(Announcement.id, Announcement.subject)),
    "committee": (Committee.id, select(Committee.id, Committee.name)),
    "organisation": (Organisation.id, select(Organisation.id, Organisation.name)),
    "entry": (Entry.id, select(Entry.id, Entry.title)),
    "placement": (
        Placement.id,
        select(Placement.id, Opportunity.title).join(Opportunity, Opportunity.id == Placement.opportunity_id),
    ),
    "supervisor": (SupervisorAddress.id, select(SupervisorAddress.id, SupervisorAddress.address)),
    "record": (User.id, select(User.id, literal("the record of ") + User.name)),
}
"""Kind of thing → its number, and the question that names it."""


@dataclass(frozen=True)
class OfficeFigures:
    """The school in a few numbers."""

    open_postings: int
    open_places: int
    sent_lately: int
    placed: int


def figures(now: datetime) -> OfficeFigures:
    """What is open, what was sent in the last thirty days, who has a place. Openings count where they are stated."""
    free = Opportunity.seats - Opportunity.seats_taken - Opportunity.seats_offered
    left = func.coalesce(func.sum(case((free > 0, free), else_=0)), 0)
    is_open = Opportunity.takes_applications(now)
    postings, places, *_ = db.session.execute(select(func.count(), left).select_from(Opportunity).where(is_open)).one()
    lately = select(func.count()).where(Application.submitted_at > now - timedelta(days=30))
    placed = select(func.count()).where(Application.state == ApplicationState.ACCEPTED)
    return OfficeFigures(postings, places or 0, db.session.scalar(lately) or 0, db.session.scalar(placed) or 0)


SET_UP_HIDDEN = "set_up_hidden"
"""Under this name it is stored that the list of what a school begins with is not wanted any more."""


def shows_set_up() -> bool:
    """Does the office's first page show that list?"""
    return school_settings.stored(SET_UP_HIDDEN) is None


@dataclass(frozen=True)
class SetUpFacts:
    """What there is already of what a school begins with, in counts."""

    rosters: int
    people: int
    """Who is here, but for coordinators."""
    in_class_years: int
    uninvited: int
    invited: int
    coordinators: int
    signed_on: int
    """People who have come by the school's sign-on."""
    postings: int
    """On the board, closed ones among them."""
    organisations: int


def set_up_facts() -> SetUpFacts:
    """All of them in one statement."""
    is_coordinator = User.id.in_(
        select(RoleGrant.user_id).where(RoleGrant.role == Role.COORDINATOR, RoleGrant.granted_at.is_not(None))
    )
    counts = (
        select(func.count(RosterFile.id)).where(RosterFile.written_at.is_not(None)),
        select(func.count(User.id)).where(~is_coordinator, User.merged_into_id.is_(None)),
        select(func.count(User.id)).where(User.class_year.in_(school_settings.class_years)),
        select(func.count(User.id)).where(*people_queries.STATUSES["uninvited"], User.merged_into_id.is_(None)),
        select(func.count(User.id)).where(User.invitations > 0),
        select(func.count(User.id)).where(is_coordinator, User.confirmed_at.is_not(None), User.suspended_at.is_(None)),
        select(func.count(Identity.user_id.distinct())),
        select(func.count(Opportunity.id)).where(Opportunity.state == PostingState.PUBLISHED),
        select(func.count(Organisation.id)),
    )
    return SetUpFacts(*db.session.execute(select(*(count.scalar_subquery() for count in counts))).one())


@dataclass(frozen=True)
class OldestWaiting:
    """Since when the oldest of each queue of the office waits; None where nothing does."""

    person: datetime | None
    correction: datetime | None
    posting: datetime | None
    """To be read: a new one, or an edit of one."""
    held_posting: datetime | None
    report: datetime | None


def oldest_waiting() -> OldestWaiting:
    """All of them in one statement."""
    waits_as = select(func.min(RoleGrant.asked_at)).join(User, User.id == RoleGrant.user_id)
    edits = select(func.min(Revision.at)).join(Opportunity, Opportunity.id == Revision.opportunity_id)
    moments = (
        waits_as.where(RoleGrant.granted_at.is_(None), User.confirmed_at.is_not(None)),
        select(func.min(Amendment.asked_at)).where(Amendment.state.in_(WAITING)),
        _oldest_in(PostingState.IN_REVIEW),
        edits.where(Opportunity.state == PostingState.PUBLISHED, Revision.returned_at.is_(None)),
        _oldest_in(PostingState.ON_HOLD),
        select(func.min(Flag.at)).where(Flag.settled_at.is_(None)),
    )
    since = db.session.execute(select(*(moment.scalar_subquery() for moment in moments))).one()
    person, correction, posting, revision, on_hold, report = tuple(since)
    return OldestWaiting(person, correction, min(filter(None, (posting, revision)), default=None), on_hold, report)


def _oldest_in(state: PostingState) -> Select[datetime | None]:
    """When the posting that has been in a state for longest came into it."""
    moves = select(func.max(OpportunityMove.at)).where(OpportunityMove.opportunity_id == Opportunity.id)
    since = func.coalesce(moves.correlate(Opportunity).scalar_subquery(), Opportunity.created_at)
    return select(func.min(since)).where(Opportunity.state == state)


def import_by_id(import_id: int) -> Import | None:
    """One file that was handed in."""
    return db.session.get(Import, import_id)


def imports(most: int = 10) -> list[Import]:
    """The files that were handed in last."""
    newest = select(Import).options(joinedload(Import.by)).order_by(Import.id.desc()).limit(most)
    return list(db.session.scalars(newest))


def remembered_columns(user_id: int) -> dict[str, str]:
    """What this person's headings became the last time: theirs, plain → our column."""
    remembered = db.session.scalars(select(ImportColumn).where(ImportColumn.by_id == user_id))
    return {row.heading: row.column for row in remembered}


def remembered_kinds(user_id: int) -> dict[str, Kind]:
    """Which kind this person's own words meant the last time."""
    remembered = db.session.scalars(select(ImportKind).where(ImportKind.by_id == user_id))
    return {row.word: row.kind for row in remembered}


def remembered_kind(user_id: int, word: str) -> ImportKind | None:
    """Which kind this word of theirs meant the last time."""
    return db.session.scalar(select(ImportKind).where(ImportKind.by_id == user_id, ImportKind.word == word))


def remembered_column(user_id: int, heading: str) -> ImportColumn | None:
    """What this person's heading became the last time."""
    return db.session.scalar(select(ImportColumn).where(ImportColumn.by_id == user_id, ImportColumn.heading == heading))


def newest_emails(kind: str, most: int) -> list[dict[str, Any]]:
    """What the newest emails of a kind were about: the ids that their composers take."""
    return list(db.session.scalars(select(Email.ids).where(Email.kind == kind).order_by(Email.id.desc()).limit(most)))


def against_merging(one_id: int, other_id: int) -> str:
    """Why two accounts cannot be one person's: they stand on both sides of something, or would hold two places where
    one person has one. Empty where nothing speaks against it."""
    ids = (one_id, other_id)
    asked = select(MentorRequest.id).join(Enrolment, Enrolment.id == MentorRequest.enrolment_id)
    if db.session.scalar(asked.where(MentorRequest.mentee_id.in_(ids), Enrolment.user_id.in_(ids)).limit(1)):
        return "One of the two has asked the other for mentoring: they may be two people."
    posted = select(Application.id).join(Involvement, Involvement.opportunity_id == Application.opportunity_id)
    if db.session.scalar(posted.where(Application.student_id.in_(ids), Involvement.user_id.in_(ids)).limit(1)):
        return "One of the two has applied to a posting of the other: they may be two people."
    return _two_mentors(ids)


def _two_mentors(mentee_ids: tuple[int, int]) -> str:
    running = select(Mentorship).where(Mentorship.mentee_id.in_(mentee_ids), Mentorship.state.in_(RUNNING))
    pairs = list(db.session.scalars(running.order_by(Mentorship.id)))
    for first, second in combinations(pairs, 2):
        if first.kind is second.kind and first.mentee_id != second.mentee_id:
            mentors = f"{first.enrolment.user.name} and {second.enrolment.user.name}"
            return (
                f"Each of the two has a {first.kind.label.lower()} mentor, {mentors}. End one of the mentorships first."
            )
    return ""


def newest_rows(table: Table, most: int) -> list[RowMapping]:
    """The newest rows of a table; a draft is its writer's alone, and no row for anybody else."""
    rows = select(table).order_by(table.c.id.desc()).limit(most)
    if "state" in table.c:
        rows = rows.where(func.lower(cast(table.c.state, String)) != "draft")
    return list(db.session.execute(rows).mappings())


def count_in_class_year(class_year: str) -> int:
    """People who are in this class year, suspended or not."""
    return db.session.scalar(select(func.count()).where(User.class_year == class_year)) or 0


def last_check() -> InvariantCheck | None:
    """What the worker saw when it looked the last time for what can never be so; None before its first night."""
    return db.session.scalar(select(InvariantCheck))


OFFICE_RETENTION = (
    RetentionRule(
        lambda: school_settings.retention_imports_days,
        "rosters that were never imported",
        RosterFile,
        lambda moment: (RosterFile.at < moment) & RosterFile.written_at.is_(None),
        RosterFile.name,
    ),
    RetentionRule(
        lambda: school_settings.retention_imports_days,
        "files of postings that were never imported",
        Import,
        lambda moment: (Import.at < moment) & Import.written_at.is_(None),
        Import.name,
    ),
)
"""The files themselves go with the next sweep: no row names them any more."""
