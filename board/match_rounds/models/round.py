"""A round and the one table of its moves."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from board.kernel.db import Model
from board.kernel.lifecycle import MoveRow
from board.matching.wishes import commitment
from board.mentorship.choices import MentorKind


class RoundState(StrEnum):
    """Where a round stands."""

    DRAFT = "draft"
    OPEN = "open"
    RANKING = "ranking"
    LOCKED = "locked"
    PROPOSED = "proposed"
    PUBLISHED = "published"
    RUNNING = "running"
    CLOSED = "closed"
    CANCELLED = "cancelled"


BEFORE_RANKING = (RoundState.DRAFT, RoundState.OPEN)
BEFORE_LOCK = (*BEFORE_RANKING, RoundState.RANKING)
ANSWERED = (RoundState.PUBLISHED, RoundState.RUNNING, RoundState.CLOSED)
"""Everybody knows what became of their wishes."""
WAITED_IN = (RoundState.PUBLISHED, RoundState.RUNNING)
"""A place that becomes free goes to somebody who waits."""


def _moves() -> dict[tuple[RoundState, str], RoundState]:
    moves = {
        (RoundState.DRAFT, "open"): RoundState.OPEN,
        (RoundState.OPEN, "start-ranking"): RoundState.RANKING,
        (RoundState.RANKING, "lock"): RoundState.LOCKED,
        (RoundState.LOCKED, "reopen"): RoundState.RANKING,
        (RoundState.LOCKED, "propose"): RoundState.PROPOSED,
        (RoundState.PROPOSED, "rework"): RoundState.LOCKED,
        (RoundState.PROPOSED, "publish"): RoundState.PUBLISHED,
        (RoundState.PUBLISHED, "run"): RoundState.RUNNING,
        (RoundState.RUNNING, "close"): RoundState.CLOSED,
    }
    stoppable = (*BEFORE_LOCK, RoundState.LOCKED, RoundState.PROPOSED, RoundState.PUBLISHED)
    return moves | {(state, "cancel"): RoundState.CANCELLED for state in stoppable}


class MatchRound(Model):
    """One match of mentees with mentors of one kind."""

    __tablename__ = "match_rounds"
    __table_args__ = (
        CheckConstraint("state = 'DRAFT' OR state = 'CANCELLED' OR seed != ''", name="open_has_a_seed"),
        CheckConstraint("joins_until < ranks_until AND ranks_until < publishes_on", name="dates_follow"),
        CheckConstraint("background_weight BETWEEN 0 AND 20", name="background_weight_makes_sense"),
    )

    MOVES: ClassVar[dict[tuple[RoundState, str], RoundState]] = _moves()

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    kind: Mapped[MentorKind]
    state: Mapped[RoundState] = mapped_column(default=RoundState.DRAFT, index=True)
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    words: Mapped[str] = mapped_column(default="")
    """What the coordinator tells everybody about it."""

    joins_until: Mapped[datetime]
    ranks_until: Mapped[datetime]
    publishes_on: Mapped[datetime]
    """Promised, not kept by the clock: a coordinator looks first."""
    opened_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]

    seed: Mapped[str] = mapped_column(default="")
    """Drawn once, when the round opens. Until the result is published only its hash is shown."""
    trial_talks: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Every student is proposed three short talks before ranking, and both sides say how each went."""
    left_over_first: Mapped[bool] = mapped_column(default=True)
    background_weight: Mapped[int] = mapped_column(default=0)
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("match_rounds.id", ondelete="SET NULL"))
    """The round whose leftovers this one takes on."""
    run_id: Mapped[int | None]
    """The run that is proposed or published. No foreign key: each of the two tables would need the other first."""

    moves: Mapped[list["MatchRoundMove"]] = relationship(order_by="MatchRoundMove.id")

    @property
    def commitment(self) -> str:
        """The seed's hash: shown from the opening on, so that nobody can look for a luckier seed."""
        return commitment(self.seed) if self.seed else ""

    @property
    def is_answered(self) -> bool:
        """The result is out."""
        return self.state in ANSWERED

    @property
    def is_ranking(self) -> bool:
        """Lists are being made."""
        return self.state is RoundState.RANKING

    @property
    def waits_for_signatures(self) -> bool:
        """The result is out, and pairs sign their agreements."""
        return self.state is RoundState.PUBLISHED

    @property
    def is_called_off(self) -> bool:
        """It ended without a result."""
        return self.state is RoundState.CANCELLED

    def timeline_row(self) -> "MatchRoundMove":
        """A new row of this round's timeline."""
        return MatchRoundMove(round_id=self.id)


class MatchRoundMove(MoveRow, Model):
    """One step of a round."""

    __tablename__ = "match_round_moves"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("match_rounds.id", ondelete="CASCADE"), index=True)
