"""Who takes part in a round, and what they wish."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from board.accounts.models import User
from board.kernel.db import Model
from board.matching.wishes import USUAL
from board.mentorship.models import Enrolment


class MatchMentee(Model):
    """A student in a round, with the list of choices."""

    __tablename__ = "match_mentees"
    __table_args__ = (UniqueConstraint("round_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("match_rounds.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    joined_at: Mapped[datetime]
    group: Mapped[int] = mapped_column("priority", default=USUAL)
    """0 for who went without or lost a mentor last time; see `matching.wishes`."""
    choices: Mapped[list[str]] = mapped_column(JSON, default=list)
    """From the most wanted down: a mentor's number, or `12:research` for one of several offers."""
    ranked_at: Mapped[datetime | None]
    """When the student last changed the list; until then it is what we proposed."""
    suggested: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """Who fits best: choice, score and reasons of each, as they were when the list was proposed."""

    user: Mapped[User] = relationship()


class MatchMentor(Model):
    """A mentor in a round: places, and how applicants are sorted."""

    __tablename__ = "match_mentors"
    __table_args__ = (
        UniqueConstraint("round_id", "enrolment_id"),
        CheckConstraint("places BETWEEN 0 AND 8", name="places_make_sense"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("match_rounds.id", ondelete="CASCADE"), index=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolments.id", ondelete="CASCADE"), index=True)
    joined_at: Mapped[datetime]
    places: Mapped[int]
    sits_out: Mapped[bool] = mapped_column(default=False)
    offers: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """What is offered apart from each other → places of it; empty: one thing to all."""
    preferred: Mapped[list[int]] = mapped_column(JSON, default=list)
    refused: Mapped[list[int]] = mapped_column(JSON, default=list)
    """Accounts of applicants. Who is in neither is fine."""
    sorted_at: Mapped[datetime | None]

    enrolment: Mapped[Enrolment] = relationship()

    @property
    def choices(self) -> list[str]:
        """What a student can put on the list."""
        return [f"{self.enrolment_id}:{key}" for key in self.offers] or [str(self.enrolment_id)]

    def tier_of(self, user_id: int) -> str:
        """`prefer`, `fine` or `refuse`."""
        if user_id in self.preferred:
            return "prefer"
        return "refuse" if user_id in self.refused else "fine"
