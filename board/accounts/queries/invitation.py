"""Finding invitations that are on their way."""

from sqlalchemy import func, select

from board.accounts.models import InvitationRun, Invitee, User
from board.kernel.db import db


def run_by_id(run_id: int) -> InvitationRun | None:
    """Those who were invited together."""
    return db.session.get(InvitationRun, run_id)


def under_way() -> list[int]:
    """Those of which some emails are still to be written, the oldest first."""
    waiting = select(InvitationRun.id).where(InvitationRun.finished_at.is_(None))
    return list(db.session.scalars(waiting.order_by(InvitationRun.id)))


def next_invitees(run_id: int, most: int) -> list[tuple[Invitee, User]]:
    """The next whose turn it is, for this worker alone: another takes those behind them."""
    waiting = (
        select(Invitee, User)
        .join(User, User.id == Invitee.user_id)
        .where(Invitee.run_id == run_id, Invitee.done_at.is_(None))
        .order_by(Invitee.id)
        .limit(most)
        .with_for_update(of=Invitee, skip_locked=True)
    )
    return [(invitee, user) for invitee, user in db.session.execute(waiting)]


def counts_of(run_id: int) -> tuple[int, int, int]:
    """How many are invited together, how many have been dealt with, and how many emails were written."""
    mine = select(func.count(), func.count(Invitee.done_at), func.count(Invitee.id).filter(Invitee.is_sent)).where(
        Invitee.run_id == run_id
    )
    total, done, sent, *_ = db.session.execute(mine).one()
    return total, done, sent
