"""The record's rows: entries, what was seen in them, run charts, the wording for a season, links to show it."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from board.accounts.models import User
from board.kernel import clock
from board.kernel.db import Model
from board.vocabulary.words import Competency


class EntryKind(StrEnum):
    """What sort of experience an entry tells of: the kinds of postings, and what lies beside them."""

    COMMITTEE_SEAT = "committee-seat"
    FELLOWSHIP = "fellowship"
    INTERNSHIP = "internship"
    VOLUNTEER_ROLE = "volunteer-role"
    QI_PROJECT = "qi-project"
    SEMINAR = "seminar"
    MENTORSHIP = "mentorship"
    TEACHING = "teaching"
    RESEARCH = "research"
    LEARNING = "learning"
    OTHER = "other"


class Source(StrEnum):
    """Where an entry comes from."""

    OWN = "own"
    PLACEMENT = "placement"
    MENTORSHIP = "mentorship"
    ACTIVITY = "activity"


class Better(StrEnum):
    """Which way a measure should go."""

    HIGHER = "higher"
    LOWER = "lower"


class Grade(StrEnum):
    """Whose word a mark is. The three are worded apart wherever one is shown; what was said outside is no mark."""

    APPROVED = "approved"
    """A supervisor whom the school knows: staff, named by the placement's host, or approved by a coordinator."""
    CERTIFICATE = "certificate"
    """A certificate of ours, whose code anybody can check."""
    OUTSIDE = "outside"
    """Somebody whom the school does not know. It is shown with the domain of their address, and verifies nothing."""


class Relation(StrEnum):
    """What the person who ticks is to the student."""

    SELF = "self"
    SUPERVISOR = "supervisor"
    CHAIR = "chair"
    MENTOR = "mentor"
    PEER = "peer"


class Entry(Model):
    """One experience of one student."""

    __tablename__ = "record_entries"
    __table_args__ = (
        UniqueConstraint("student_id", "source_key"),
        CheckConstraint("ends IS NULL OR starts <= ends", name="dates_in_order"),
        CheckConstraint("hours IS NULL OR hours BETWEEN 0 AND 20000", name="hours_in_range"),
        CheckConstraint("(verified_at IS NULL) = (verified_by = '')", name="a_mark_has_a_name_and_a_date"),
        CheckConstraint("(verified_at IS NULL) = (grade IS NULL)", name="a_mark_has_a_grade"),
        CheckConstraint("grade IS NULL OR grade != 'OUTSIDE'", name="a_word_from_outside_is_no_mark"),
        CheckConstraint("source = 'OWN' OR source_key IS NOT NULL", name="what_came_in_has_a_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    source: Mapped[Source] = mapped_column(default=Source.OWN)
    source_key: Mapped[str | None]
    """What an entry that came in is recognised by, such as `placement:7`."""
    kind: Mapped[EntryKind]
    title: Mapped[str]
    organisation: Mapped[str] = mapped_column(default="")
    place: Mapped[str] = mapped_column(default="")
    paid: Mapped[bool] = mapped_column(default=False)
    areas: Mapped[list[str]] = mapped_column(JSON, default=list)
    competencies: Mapped[list[str]] = mapped_column(JSON, default=list)
    starts: Mapped[date]
    ends: Mapped[date | None]
    """None: it goes on."""
    hours: Mapped[int | None]
    description: Mapped[str] = mapped_column(default="")
    aim: Mapped[str] = mapped_column(default="")
    measure: Mapped[str] = mapped_column(default="")
    before: Mapped[str] = mapped_column(default="")
    after: Mapped[str] = mapped_column(default="")
    better: Mapped[Better | None]
    baseline: Mapped[int | None]
    """The first points whose median is the chart's line; None: all of them."""
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    """Counted up by every change, so that nobody confirms what they did not read."""
    verified_at: Mapped[datetime | None]
    verified_by: Mapped[str] = mapped_column(default="")
    verified_role: Mapped[str] = mapped_column(default="")
    grade: Mapped[Grade | None]
    """Whose word the mark is; None without a mark."""
    witness_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    """The account of whoever confirmed it, where they have one."""
    mark_withdrawn_at: Mapped[datetime | None]
    """When a coordinator took its mark away; what was confirmed before does not come back."""
    words_verified: Mapped[bool] = mapped_column(default=False, server_default=false())
    """The mark covers the student's words too: who confirmed it read them. Without it: what, where, when, how long."""
    set_aside_at: Mapped[datetime | None]

    student: Mapped[User] = relationship(foreign_keys=[student_id])
    witness: Mapped[User | None] = relationship(foreign_keys=[witness_id])
    points: Mapped[list["Point"]] = relationship(cascade="all, delete-orphan", order_by="Point.day, Point.id")
    assessments: Mapped[list["Assessment"]] = relationship(
        cascade="all, delete-orphan", order_by="Assessment.id", back_populates="entry"
    )
    asks: Mapped[list["Ask"]] = relationship(cascade="all, delete-orphan", order_by="Ask.id")

    @property
    def is_verified(self) -> bool:
        """An approved supervisor or a certificate confirms it as it stands."""
        return self.grade in (Grade.APPROVED, Grade.CERTIFICATE)

    @property
    def counted(self) -> list["Assessment"]:
        """What was ticked and not withdrawn."""
        return [assessment for assessment in self.assessments if assessment.withdrawn_at is None]

    @property
    def outside(self) -> list["Assessment"]:
        """Who said from outside that the facts are right as they stand now."""
        return [
            item
            for item in self.counted
            if item.grade is Grade.OUTSIDE and item.facts_are_right and item.is_of_this_version
        ]

    @property
    def verified_on(self) -> date | None:
        """The day of the mark."""
        return clock.day(self.verified_at) if self.verified_at else None

    @property
    def built(self) -> list[tuple[str, str]]:
        """The competencies it builds, each with its word."""
        return [(name, Competency(name).label) for name in self.competencies]

    @property
    def is_own(self) -> bool:
        """The student wrote it; nothing else in Rounds did."""
        return self.source is Source.OWN

    @property
    def is_improvement(self) -> bool:
        """A run chart shows whether it worked."""
        return self.kind is EntryKind.QI_PROJECT

    @property
    def lacks_words(self) -> bool:
        """Its student has yet to say what they did; what was learned says itself."""
        return not self.description and self.kind is not EntryKind.LEARNING

    @property
    def has_impact(self) -> bool:
        """It says what changed."""
        return bool(self.aim or self.before or self.after)


class Point(Model):
    """One measurement of a run chart; a note says what was done that day."""

    __tablename__ = "run_points"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("record_entries.id", ondelete="CASCADE"), index=True)
    day: Mapped[date]
    value: Mapped[float]
    note: Mapped[str] = mapped_column(default="")


class Assessment(Model):
    """What one person saw in one experience. Never a grade; the student's own is one of them."""

    __tablename__ = "assessments"
    __table_args__ = (
        Index("uq_assessments_entry_id_self", "entry_id", unique=True, sqlite_where=text("relation = 'SELF'"),
              postgresql_where=text("relation = 'SELF'")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("record_entries.id", ondelete="CASCADE"), index=True)
    relation: Mapped[Relation]
    rater_name: Mapped[str] = mapped_column(default="")
    rater_role: Mapped[str] = mapped_column(default="")
    observed: Mapped[str] = mapped_column(default="")
    """How long and how often, in one of the form's choices."""
    declared: Mapped[str] = mapped_column(default="")
    """The grading or promotion role that the person declares; empty: attested that there is none."""
    rubric: Mapped[str]
    """The version that was ticked."""
    levels: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """Behaviour → level, for what was seen."""
    evidence: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    comment: Mapped[str] = mapped_column(default="")
    reply: Mapped[str] = mapped_column(default="")
    """What the student says to it."""
    at: Mapped[datetime]
    grade: Mapped[Grade | None]
    """Whose word it is, by what was known when it was given; None: the student's own."""
    entry_version: Mapped[int]
    """The version of the entry that this person read."""
    facts_are_right: Mapped[bool] = mapped_column(default=False)
    """They confirmed the facts of that version."""
    email: Mapped[str] = mapped_column(default="", server_default=text("''"))
    """Where the link was sent. Coordinators see it; everybody else at most its domain."""
    rater_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    """The account at that address, where there is one."""
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str] = mapped_column(default="", server_default=text("''"))
    """Why a coordinator took it out of the record."""
    rater: Mapped[User | None] = relationship()
    entry: Mapped[Entry] = relationship(back_populates="assessments")

    @property
    def domain(self) -> str:
        """What may be shown of the address."""
        return self.email.rpartition("@")[2]

    @property
    def is_own(self) -> bool:
        """The student rated themself."""
        return self.relation is Relation.SELF

    @property
    def is_of_this_version(self) -> bool:
        """The entry says still what this person read."""
        return self.entry_version == self.entry.version

    @property
    def is_outside(self) -> bool:
        """Said by somebody whom the school does not know."""
        return self.grade is Grade.OUTSIDE


class Ask(Model):
    """That somebody was asked by email what they saw. The link ends when it is used, withdrawn or too old."""

    __tablename__ = "seen_asks"
    __table_args__ = (CheckConstraint("answered_at IS NULL OR withdrawn_at IS NULL", name="answered_or_withdrawn"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("record_entries.id", ondelete="CASCADE"), index=True)
    nonce: Mapped[str]
    name: Mapped[str]
    email: Mapped[str]
    relation: Mapped[Relation]
    note: Mapped[str] = mapped_column(default="")
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    answered_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    entry: Mapped[Entry] = relationship(back_populates="asks")

    def is_open(self, now: datetime) -> bool:
        """The link still works."""
        return self.answered_at is None and self.withdrawn_at is None and now < self.expires_at


class SeasonText(Model):
    """How an entry stands in one season's residency form: chosen, starred, and what the student changed."""

    __tablename__ = "season_texts"
    __table_args__ = (
        UniqueConstraint("entry_id", "season"),
        CheckConstraint("chosen OR NOT starred", name="starred_is_chosen"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("record_entries.id", ondelete="CASCADE"), index=True)
    season: Mapped[str]
    chosen: Mapped[bool] = mapped_column(default=True)
    starred: Mapped[bool] = mapped_column(default=False)
    typed: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """Field → what the student wrote over what the record holds."""
    entry: Mapped[Entry] = relationship()


class Bullet(Model):
    """One noteworthy characteristic, for the dean's letter."""

    __tablename__ = "noteworthy_bullets"
    __table_args__ = (UniqueConstraint("student_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    text: Mapped[str]


class Share(Model):
    """A link that shows chosen entries to whoever holds it, for a while. Only its hash is kept."""

    __tablename__ = "record_shares"

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    salt: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    label: Mapped[str] = mapped_column(default="")
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    views: Mapped[int] = mapped_column(default=0)
    viewed_at: Mapped[datetime | None]
    student: Mapped[User] = relationship()
    entries: Mapped[list[Entry]] = relationship(secondary=lambda: ShareEntry.__table__, order_by="Entry.starts.desc()")

    def is_open(self, now: datetime) -> bool:
        """The link still works."""
        return self.revoked_at is None and now < self.expires_at


class ShareEntry(Model):
    """That a link shows an entry."""

    __tablename__ = "record_share_entries"

    share_id: Mapped[int] = mapped_column(ForeignKey("record_shares.id", ondelete="CASCADE"), primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("record_entries.id", ondelete="CASCADE"), primary_key=True)
