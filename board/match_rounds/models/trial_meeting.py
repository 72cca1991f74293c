"""A short talk of a student and a mentor before lists are made."""

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from board.kernel.db import Model
from board.match_rounds.models.participant import MatchMentee, MatchMentor


class TrialTalk(Model):
    """One proposed talk. What one side says of it the other never reads."""

    __tablename__ = "trial_meetings"
    __table_args__ = (
        UniqueConstraint("mentee_id", "mentor_id"),
        CheckConstraint("mentee_says IN ('', 'prefer', 'fine', 'refuse')", name="mentee_says_a_tier"),
        CheckConstraint("mentor_says IN ('', 'prefer', 'fine', 'refuse')", name="mentor_says_a_tier"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    mentee_id: Mapped[int] = mapped_column(ForeignKey("match_mentees.id", ondelete="CASCADE"), index=True)
    mentor_id: Mapped[int] = mapped_column(ForeignKey("match_mentors.id", ondelete="CASCADE"), index=True)
    mentee_says: Mapped[str] = mapped_column(default="")
    """A tier; empty until they have talked."""
    mentor_says: Mapped[str] = mapped_column(default="")

    mentee: Mapped[MatchMentee] = relationship()
    mentor: Mapped[MatchMentor] = relationship()

    def is_of_mentee(self, user_id: int) -> bool:
        """This person is the student of the two."""
        return self.mentee.user_id == user_id

    def said_by(self, user_id: int) -> str:
        """What this person said of it."""
        return self.mentee_says if self.is_of_mentee(user_id) else self.mentor_says
