"""Inviting those who have an account without having asked for one."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import update

from board.accounts import policy
from board.accounts.models import User
from board.accounts.policy.account import may_invite
from board.kernel import audit, mail
from board.kernel.db import db, rows_changed
from board.kernel.errors import Conflict
from board.kernel.verdict import require

AT_ONCE = 250


def invite(users: Sequence[User], *, by: User, now: datetime, again: bool = False) -> Iterator[int]:
    """Send each a link that lets them in, once; yields every while how many more are sent.

    Who was invited before is refused unless it is meant: `again` sends another link, and the count tells how many
    there were. Raises `Forbidden` for whoever cannot be invited; of two who press at once one sends.
    """
    require(policy.may_visit_office(by))
    for start in range(0, len(users), AT_ONCE):
        some = users[start : start + AT_ONCE]
        for user in some:
            require(may_invite(by, user, again=again))
        for user in some:
            _send(user, by_id=by.id, now=now)
        yield len(some)


def _send(user: User, *, by_id: int, now: datetime) -> None:
    count = user.invitations
    mine = update(User).where(User.id == user.id, User.invitations == count, User.suspended_at.is_(None))
    db.session.flush()
    if not rows_changed(mine.values(invitations=count + 1, invited_at=now)):
        raise Conflict(f"{user.name} has just been invited by somebody else. Look at their page.")
    mail.write("invitation", to=user.email, key=f"invitation:{user.link_mark}:{count + 1}", user_id=user.id)
    audit.record("account.invite", by=by_id, thing=f"user:{user.id}", invitations=(count, count + 1))
