"""What must not be: conflicts of interest, and reports that something is wrong."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from board.accounts.models import User
from board.kernel.db import Model
from board.kernel.lifecycle import MoveRow


class ConflictKind(StrEnum):
    """What else a mentor is to a student."""

    ASSESSOR = "assessor"
    COURSE_DIRECTOR = "course-director"
    PROMOTIONS = "promotions"
    CLINICIAN = "clinician"
    RELATIVE = "relative"
    LINE_MANAGER = "line-manager"


class MentorConflict(Model):
    """That somebody grades, treats or is related to a student, or to everybody of a class year."""

    __tablename__ = "conflicts"
    __table_args__ = (
        CheckConstraint("(mentee_id IS NOT NULL) != (class_year != '')", name="one_student_or_one_year"),
        CheckConstraint("overridden_at IS NULL OR override_reason != ''", name="an_override_has_a_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    mentor_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    mentee_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    class_year: Mapped[str] = mapped_column(default="", index=True)
    kind: Mapped[ConflictKind]
    declared_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    declared_at: Mapped[datetime]
    derived: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Nobody said it: they review an application of the student, or supervise a placement, and it ends with that."""
    lifted_at: Mapped[datetime | None]
    """It is no longer so."""
    overridden_at: Mapped[datetime | None]
    """A coordinator lets the pair be all the same, for the reason given."""
    override_reason: Mapped[str] = mapped_column(default="")

    mentor: Mapped[User] = relationship(foreign_keys=[mentor_id])
    mentee: Mapped[User | None] = relationship(foreign_keys=[mentee_id])


class ReportKind(StrEnum):
    """What a report is about."""

    UNRESPONSIVE = "unresponsive"
    CONDUCT = "conduct"
    SAFETY = "safety"


class ReportState(StrEnum):
    """Where a report stands."""

    NEW = "new"
    TRIAGED = "triaged"
    INVESTIGATING = "investigating"
    RESOLVED = "resolved"


class ReportOutcome(StrEnum):
    """How a report was resolved."""

    NO_ACTION = "no-action"
    ADVICE = "advice"
    WARNING = "warning"
    SUSPENSION = "suspension"
    REMOVAL = "removal"
    REFERRED = "referred"


class Report(Model):
    """What somebody reports about somebody. Whom it is about never sees it."""

    __tablename__ = "mentorship_reports"
    __table_args__ = (
        CheckConstraint("reporter_id != subject_id", name="about_somebody_else"),
        CheckConstraint("state != 'RESOLVED' OR outcome IS NOT NULL", name="resolved_has_an_outcome"),
    )

    MOVES: ClassVar[dict[tuple[ReportState, str], ReportState]] = {
        (ReportState.NEW, "triage"): ReportState.TRIAGED,
        (ReportState.TRIAGED, "investigate"): ReportState.INVESTIGATING,
        (ReportState.TRIAGED, "resolve"): ReportState.RESOLVED,
        (ReportState.INVESTIGATING, "resolve"): ReportState.RESOLVED,
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[ReportState] = mapped_column(default=ReportState.NEW, index=True)
    kind: Mapped[ReportKind]
    reporter_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    subject_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    mentorship_id: Mapped[int | None] = mapped_column(ForeignKey("mentorships.id", ondelete="SET NULL"), index=True)
    words: Mapped[str]
    private_notes: Mapped[str] = mapped_column(default="")
    """The reporter's own notes of the meetings, where they chose to add them."""
    at: Mapped[datetime]
    decide_by: Mapped[datetime | None]
    outcome: Mapped[ReportOutcome | None]
    decision: Mapped[str] = mapped_column(default="")

    reporter: Mapped[User] = relationship(foreign_keys=[reporter_id])
    subject: Mapped[User] = relationship(foreign_keys=[subject_id])
    moves: Mapped[list["ReportMove"]] = relationship(order_by="ReportMove.id")

    @property
    def is_resolved(self) -> bool:
        """It was decided."""
        return self.state is ReportState.RESOLVED

    def timeline_row(self) -> "ReportMove":
        """A new row of this report's timeline."""
        return ReportMove(report_id=self.id)


class ReportMove(MoveRow, Model):
    """One step of a report."""

    __tablename__ = "mentorship_report_moves"

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("mentorship_reports.id", ondelete="CASCADE"), index=True)


class SafeguardingLead(Model):
    """Who handles reports: somebody who need not be a coordinator. Two coordinators name them, and end it."""

    __tablename__ = "safeguarding_leads"
    __table_args__ = (
        CheckConstraint("(confirmed_by_id IS NULL OR confirmed_by_id != named_by_id)", name="two_people_name_a_lead"),
        CheckConstraint("named_by_id IS NULL OR named_by_id != user_id", name="nobody_names_themself"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), unique=True)
    named_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    named_at: Mapped[datetime]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    confirmed_at: Mapped[datetime | None]
    """When a second coordinator agreed; before that they handle nothing."""
    ending_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    """Who asks that it ends; until a second coordinator agrees, they go on."""

    user: Mapped[User] = relationship(foreign_keys=[user_id])
    named_by: Mapped[User | None] = relationship(foreign_keys=[named_by_id])
    ending_by: Mapped[User | None] = relationship(foreign_keys=[ending_by_id])

    @property
    def waits_for_second(self) -> bool:
        """A second coordinator has yet to agree, to the beginning or to the end."""
        return self.confirmed_at is None or self.ending_by_id is not None
