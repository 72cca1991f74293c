"""Finding what a record holds."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    String,
    bindparam,
    cast,
    exists,
    func,
    literal,
    select,
)
from sqlalchemy.orm import contains_eager, joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from board.accounts.models import Role, RoleGrant, User
from board.kernel.audit import AuditEntry
from board.kernel.db import UTCDateTime, db
from board.kernel.email_address import mailbox
from board.kernel.invariant import no_row
from board.kernel.retention import RetentionRule
from board.kernel.statements import is_among, plain_rows
from board.learning.models import Certificate, OutsideActivity, OutsideState
from board.mentorship.models import Enrolment, Meeting, MeetingState, Mentorship
from board.opportunities.models import Opportunity
from board.placements.models import Placement, PlacementState
from board.record.models import Ask, Assessment, Bullet, Entry, EntryKind, Point, SeasonText, Share, ShareEntry, Source
from board.school import settings as school_settings
from board.vocabulary.words import Competency

Number = SQLColumnExpression[int]

_PARTS = (selectinload(Entry.points), selectinload(Entry.assessments), selectinload(Entry.asks))
_WHOLE = (*_PARTS, joinedload(Entry.student).lazyload(User.grants))

_OF_STUDENT = (
    select(Entry)
    .where(Entry.student_id == bindparam("student_id"), Entry.set_aside_at.is_(None))
    .order_by(Entry.kind == EntryKind.LEARNING, Entry.starts.desc(), Entry.id.desc())
)
_ENTRY = (
    select(Entry)
    .where(Entry.id == bindparam("entry_id"), Entry.student_id == bindparam("student_id"))
    .execution_options(populate_existing=True)
)
_OF_ENTRIES: dict[str, Select[Any]] = {
    "points": select(Point).where(is_among(Point.entry_id, "ids")).order_by(Point.day, Point.id),
    "assessments": select(Assessment).where(is_among(Assessment.entry_id, "ids")).order_by(Assessment.id),
    "asks": select(Ask).where(is_among(Ask.entry_id, "ids")).order_by(Ask.id),
}
"""The parts of entries. Options of their statement would put these together anew each time."""
_SET_ASIDE = (
    select(Entry).where(Entry.student_id == bindparam("student_id"), Entry.set_aside_at.is_not(None)).order_by(Entry.id)
)
_ASKS_WAITING = (
    select(Ask)
    .join(Ask.entry)
    .where(Entry.student_id == bindparam("student_id"), Ask.answered_at.is_(None), Ask.withdrawn_at.is_(None))
    .where(Ask.expires_at > bindparam("now", type_=UTCDateTime()))
    .options(contains_eager(Ask.entry))
    .order_by(Ask.id)
)
"""What the page of a record asks, made once."""


def of_student(student_id: int) -> list[Entry]:
    """A student's entries, whole, without those set aside: the newest first, what was learned after what was done.

    Whose they are is known to who asks, so the account is not read again with each.
    """
    entries = list(db.session.scalars(_OF_STUDENT, {"student_id": student_id}))
    _load_parts(entries)
    return entries


def _load_parts(entries: Sequence[Entry], *, anew: bool = False) -> None:
    """Read the parts of these entries, in one statement each; `anew` also of those that were read before."""
    asked, how = {"ids": [entry.id for entry in entries]}, {"populate_existing": anew}
    for name, statement in _OF_ENTRIES.items() if entries else ():
        parts: dict[int, list[Any]] = {entry.id: [] for entry in entries}
        for part in db.session.scalars(statement, asked, execution_options=how):
            parts[part.entry_id].append(part)
        for entry in entries:
            set_committed_value(entry, name, parts[entry.id])


def count_open_asks_to(mailbox_asked: str, now: datetime) -> int:
    """Emails to this mailbox, in its canonical form, whose links still work."""
    waiting = select(Ask.email).where(Ask.answered_at.is_(None), Ask.withdrawn_at.is_(None), Ask.expires_at > now)
    return sum(mailbox(address) == mailbox_asked for address in db.session.scalars(waiting))


def set_aside(student_id: int) -> list[Entry]:
    """What came in and the student does not show."""
    return list(db.session.scalars(_SET_ASIDE, {"student_id": student_id}))


def entry(student_id: int, entry_id: int) -> Entry | None:
    """One entry of this student, whole; another's is not found. The account is known to who asks."""
    found = db.session.scalar(_ENTRY, {"student_id": student_id, "entry_id": entry_id})
    if found is not None:
        _load_parts([found], anew=True)
    return found


def any_entry(entry_id: int) -> Entry | None:
    """One entry, whole, whoever's it is: for coordinators."""
    return db.session.get(Entry, entry_id, options=_WHOLE, populate_existing=True)


def confirmed(student_id: int) -> list[Entry]:
    """What others say of this student, with the accounts of those who said it: the newest first."""
    mine = select(Entry).where(Entry.student_id == student_id, Entry.set_aside_at.is_(None)).options(*_WHOLE)
    named = mine.options(joinedload(Entry.witness), selectinload(Entry.assessments).joinedload(Assessment.rater))
    entries = db.session.scalars(named.order_by(Entry.starts.desc(), Entry.id.desc())).unique()
    return [entry for entry in entries if entry.is_verified or any(seen.grade for seen in entry.counted)]


def by_key(student_id: int, key: str) -> Entry | None:
    """The entry that came from there."""
    return db.session.scalar(select(Entry).where(Entry.student_id == student_id, Entry.source_key == key))


def by_source(student_id: int) -> set[str]:
    """What came in already, by what it is recognised by."""
    known = select(Entry.source_key).where(Entry.student_id == student_id, Entry.source_key.is_not(None))
    return {key for key in db.session.scalars(known) if key}


def ask(ask_id: int) -> Ask | None:
    """What somebody was asked, with the entry whole."""
    loads = (joinedload(Ask.entry).options(*_WHOLE),)
    return db.session.get(Ask, ask_id, options=loads, populate_existing=True)


def asks_waiting(student_id: int, now: datetime) -> list[Ask]:
    """Who has yet to answer this student."""
    return list(db.session.scalars(_ASKS_WAITING, {"student_id": student_id, "now": now}))


def asks_to_remind(now: datetime, asked_before: datetime) -> list[Ask]:
    """Emails sent before then whose link still works and that nobody has answered."""
    silent = select(Ask).where(Ask.answered_at.is_(None), Ask.withdrawn_at.is_(None), Ask.expires_at > now)
    return list(db.session.scalars(silent.where(Ask.asked_at <= asked_before).order_by(Ask.id)))


def asks_since(student_id: int, since: datetime) -> int:
    """How many emails this student sent since then."""
    sent = select(func.count()).select_from(Ask).join(Ask.entry)
    return db.session.scalar(sent.where(Entry.student_id == student_id, Ask.asked_at > since)) or 0


def season_texts(student_id: int, season: str) -> dict[int, SeasonText]:
    """Entry's number → how it stands in a season's form."""
    texts = select(SeasonText).join(SeasonText.entry).where(SeasonText.season == season)
    texts = texts.where(Entry.student_id == student_id, Entry.set_aside_at.is_(None))
    return {text.entry_id: text for text in db.session.scalars(texts)}


def texts_of_entry(entry_id: int) -> list[SeasonText]:
    """How an entry stands in each season's form."""
    return list(db.session.scalars(select(SeasonText).where(SeasonText.entry_id == entry_id)))


def bullets(student_id: int) -> list[Bullet]:
    """The noteworthy characteristics in their order."""
    mine = select(Bullet).where(Bullet.student_id == student_id).order_by(Bullet.position)
    return list(db.session.scalars(mine))


def shares(student_id: int) -> list[Share]:
    """Every link this student made, the newest first."""
    mine = select(Share).where(Share.student_id == student_id).options(selectinload(Share.entries))
    return list(db.session.scalars(mine.order_by(Share.id.desc())))


def share(student_id: int, share_id: int) -> Share | None:
    """One link of this student."""
    return db.session.scalar(select(Share).where(Share.id == share_id, Share.student_id == student_id))


def share_by_hash(token_hash: str) -> Share | None:
    """The link with this hash, with its entries whole."""
    whole = selectinload(Share.entries).options(*_WHOLE)
    return db.session.scalar(select(Share).where(Share.token_hash == token_hash).options(whole))


def strange_entries(student_ids: Iterable[int]) -> list[tuple[int, int]]:
    """Link and entry where the link of one of these students shows what is somebody else's."""
    shown = select(ShareEntry.share_id, ShareEntry.entry_id).join(Share, Share.id == ShareEntry.share_id)
    shown = shown.join(Entry, Entry.id == ShareEntry.entry_id).where(Share.student_id.in_(student_ids))
    strange = db.session.execute(shown.where(Entry.student_id != Share.student_id))
    return [(share_id, entry_id) for share_id, entry_id in strange]


_BUILT = select(Entry.competencies).where(Entry.student_id == bindparam("student_id"), Entry.set_aside_at.is_(None))


def lacking(student_id: int) -> set[str]:
    """The competencies that nothing in the record builds yet."""
    built = plain_rows(_BUILT, {"student_id": student_id})
    return {competency.value for competency in Competency} - {name for (names,) in built for name in names}


def undescribed(student_id: int | ColumnElement[int]) -> Select[Entry]:
    """The question what was worked and came in, and does not say yet what the student did there."""
    mine = select(Entry).where(Entry.student_id == student_id, Entry.set_aside_at.is_(None))
    return mine.where(Entry.source.in_((Source.PLACEMENT, Source.MENTORSHIP)), Entry.description == "")


_UNFINISHED = undescribed(bindparam("student_id")).with_only_columns(Entry.id, Entry.title).order_by(Entry.id)


def unfinished(student_id: int) -> list[tuple[int, str]]:
    """Number and title of those entries, the oldest first."""
    return [(number, title) for number, title in plain_rows(_UNFINISHED, {"student_id": student_id})]


_HISTORY = (
    select(AuditEntry)
    .where(AuditEntry.thing == bindparam("thing"), AuditEntry.at >= bindparam("since", type_=UTCDateTime()))
    .where(AuditEntry.verb.in_(("record.verify", "record.edit", "record.withdraw-mark")))
    .order_by(AuditEntry.id.desc())
    .limit(50)
)


def history(entry: Entry) -> list[AuditEntry]:
    """What happened to its mark, the newest first; a deleted entry may have had its number before."""
    return list(db.session.scalars(_HISTORY, {"thing": f"entry:{entry.id}", "since": entry.created_at}))


def looks(student_id: int) -> list[tuple[datetime, str]]:
    """When which coordinator looked at this student's record, the newest first."""
    acts = (
        select(AuditEntry.at, User.name)
        .join(User, User.id == AuditEntry.by_id)
        .where(AuditEntry.verb == "record.view", AuditEntry.thing == f"record:{student_id}")
        .order_by(AuditEntry.id.desc())
        .limit(50)
    )
    return [(at, name) for at, name in db.session.execute(acts)]


def untaken() -> set[int]:
    """Students of whom something ended that their record does not hold yet."""
    met = exists().where(Meeting.mentorship_id == Mentorship.id, Meeting.state == MeetingState.HELD)
    over = select(Mentorship).where(Mentorship.ended_at.is_not(None), met).subquery()
    mentees = select(over.c.mentee_id).where(_not_recorded(over.c.mentee_id, "mentorship:", over.c.id))
    mentors = (
        select(Enrolment.user_id)
        .join(over, over.c.enrolment_id == Enrolment.id)
        .where(_not_recorded(Enrolment.user_id, "mentorship:", over.c.id))
    )
    passed = select(Certificate.user_id).where(
        Certificate.superseded_at.is_(None), _not_recorded(Certificate.user_id, "activity:", Certificate.activity_id)
    )
    outside = select(OutsideActivity.user_id).where(
        OutsideActivity.state == OutsideState.VERIFIED,
        _not_recorded(OutsideActivity.user_id, "outside:", OutsideActivity.id),
    )
    placed = select(Placement.student_id).where(
        Placement.state == PlacementState.COMPLETED, _not_recorded(Placement.student_id, "placement:", Placement.id)
    )
    waiting = placed.union(mentees, mentors, passed, outside).subquery()
    students = select(RoleGrant.user_id).where(RoleGrant.role == Role.STUDENT, RoleGrant.granted_at.is_not(None))
    return set(db.session.scalars(students.where(RoleGrant.user_id.in_(select(waiting.c[0])))))


def _not_recorded(student: Number, prefix: str, number: Number) -> ColumnElement[bool]:
    key = literal(prefix) + cast(number, String)
    return ~exists().where(Entry.student_id == student, Entry.source_key == key)


_OPEN_POSTINGS = (
    select(Opportunity.id, Opportunity.title, Opportunity.competencies)
    .where(Opportunity.takes_applications(bindparam("now", type_=UTCDateTime())))
    .order_by(Opportunity.closes_at.is_(None), Opportunity.closes_at, Opportunity.id)
)


def open_postings(now: datetime) -> list[tuple[int, str, list[str]]]:
    """Number, title and competencies of each open posting, closing soonest first."""
    rows = db.session.execute(_OPEN_POSTINGS, {"now": now})
    return [(number, title, competencies) for number, title, competencies in rows]


RECORD_INVARIANTS = (
    no_row(
        "A link shows entries of whoever made it",
        select(Share.id, Share.student_id, Entry.id)
        .join(ShareEntry, ShareEntry.share_id == Share.id)
        .join(Entry, Entry.id == ShareEntry.entry_id)
        .where(Entry.student_id != Share.student_id)
        .order_by(Share.id),
        "Link {} of account {} shows entry {}, which is another student’s.",
        remedy="Ask the student to revoke the link at once, and tell the other one.",
    ),
    no_row(
        "Nobody vouches for themself",
        select(Entry.id, Entry.student_id)
        .where(Entry.verified_at.is_not(None), Entry.witness_id == Entry.student_id)
        .order_by(Entry.id),
        "Entry {} in the record of account {} is confirmed by the student.",
        remedy="Withdraw the confirmation on the account’s page, under what its record is of.",
    ),
    no_row(
        "What a placement brought into a record was completed",
        select(Entry.id, Entry.student_id)
        .outerjoin(
            Placement,
            (literal("placement:") + cast(Placement.id, String) == Entry.source_key)
            & (Placement.student_id == Entry.student_id)
            & (Placement.state == PlacementState.COMPLETED),
        )
        .where(Entry.source == Source.PLACEMENT, Placement.id.is_(None))
        .order_by(Entry.id),
        "Entry {} in the record of account {} comes from a placement that was not completed.",
        remedy="Ask the host whether the placement is complete. If not, withdraw the confirmation.",
    ),
    no_row(
        "Own words count as confirmed only where the entry is",
        select(Entry.id, Entry.student_id).where(Entry.words_verified, Entry.verified_at.is_(None)).order_by(Entry.id),
        "The text of entry {} in the record of account {} is confirmed, and the entry is not.",
        remedy="Ask the student to have it confirmed again.",
    ),
    no_row(
        "A link to a record ends",
        select(Share.id, Share.student_id).where(Share.expires_at <= Share.made_at).order_by(Share.id),
        "Link {} of account {} to a record ended before it was made.",
        remedy="Ask the student to revoke it and make another.",
    ),
)


RECORD_RETENTION = (
    RetentionRule(
        lambda: school_settings.retention_links_days,
        "links to records that have ended",
        Share,
        lambda moment: (Share.expires_at < moment) | (Share.revoked_at < moment),
    ),
    RetentionRule(
        lambda: school_settings.retention_asks_days,
        "requests to verify that nobody answered",
        Ask,
        lambda moment: (Ask.expires_at < moment) & Ask.answered_at.is_(None),
    ),
)
