"""What a person asks the school to correct in its record of them (34 CFR 99.20 to 99.22)."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from board.accounts.models import User
from board.kernel.db import Model
from board.kernel.lifecycle import MoveRow


class AmendmentState(StrEnum):
    """Where a request for a correction stands."""

    ASKED = "asked"
    CORRECTED = "corrected"
    REFUSED = "refused"
    HEARING = "hearing"
    """The person was refused, and asked to be heard by somebody who has no part in it."""
    UPHELD = "upheld"
    """After the hearing it stays as it is."""
    WITHDRAWN = "withdrawn"


WAITING = (AmendmentState.ASKED, AmendmentState.HEARING)
"""The office has to answer."""
NOT_CORRECTED = (AmendmentState.REFUSED, AmendmentState.HEARING, AmendmentState.UPHELD)
"""The record stays as it is, at least for now: the person may put a statement beside it."""


class AmendmentPart(StrEnum):
    """Which part of the record is wrong."""

    ACCOUNT = "account"
    APPLICATION = "application"
    PLACEMENT = "placement"
    MENTORING = "mentoring"
    LEARNING = "learning"
    RECORD = "record"
    OTHER = "other"


class Amendment(Model):
    """One request of one person for one correction."""

    __tablename__ = "amendments"
    __table_args__ = (
        CheckConstraint("state NOT IN ('CORRECTED', 'REFUSED', 'UPHELD') OR answer != ''", name="answered_with_reason"),
        CheckConstraint("state NOT IN ('ASKED', 'WITHDRAWN') OR statement = ''", name="statement_after_refusal"),
        CheckConstraint("(statement = '') = (stated_at IS NULL)", name="statement_has_a_date"),
        CheckConstraint("asked_at < answer_by", name="there_is_time_to_answer"),
    )

    MOVES: ClassVar[dict[tuple[AmendmentState, str], AmendmentState]] = {
        (AmendmentState.ASKED, "correct"): AmendmentState.CORRECTED,
        (AmendmentState.ASKED, "refuse"): AmendmentState.REFUSED,
        (AmendmentState.ASKED, "withdraw"): AmendmentState.WITHDRAWN,
        (AmendmentState.REFUSED, "ask-hearing"): AmendmentState.HEARING,
        (AmendmentState.HEARING, "correct"): AmendmentState.CORRECTED,
        (AmendmentState.HEARING, "refuse"): AmendmentState.UPHELD,
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    state: Mapped[AmendmentState] = mapped_column(default=AmendmentState.ASKED, index=True)
    part: Mapped[AmendmentPart]
    what: Mapped[str]
    """What the record says now, and where."""
    wish: Mapped[str]
    """What it should say."""
    why: Mapped[str]
    asked_at: Mapped[datetime]
    """When the answer began to be owed: when it was asked for, or the hearing was."""
    answer_by: Mapped[datetime] = mapped_column(index=True)
    """The first instant at which the answer is too late."""
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    answer: Mapped[str] = mapped_column(default="", server_default=text("''"))
    """What was corrected, or why not."""
    statement: Mapped[str] = mapped_column(default="", server_default=text("''"))
    """What the person says to a record that stays as it is; it is kept beside it, and goes wherever it goes."""
    stated_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(foreign_keys=[user_id])
    answered_by: Mapped[User | None] = relationship(foreign_keys=[answered_by_id])
    moves: Mapped[list["AmendmentMove"]] = relationship(order_by="AmendmentMove.id")

    @property
    def waits(self) -> bool:
        """Does the office owe an answer?"""
        return self.state in WAITING

    @property
    def is_heard(self) -> bool:
        """Is it to be decided by a hearing?"""
        return self.state is AmendmentState.HEARING

    def is_overdue(self, now: datetime) -> bool:
        """Is the answer late?"""
        return self.waits and now >= self.answer_by

    def timeline_row(self) -> "AmendmentMove":
        """A new row of its timeline."""
        return AmendmentMove(amendment_id=self.id)


class AmendmentMove(MoveRow, Model):
    """One step of a request for a correction."""

    __tablename__ = "amendment_moves"

    id: Mapped[int] = mapped_column(primary_key=True)
    amendment_id: Mapped[int] = mapped_column(ForeignKey("amendments.id", ondelete="CASCADE"), index=True)
