"""Who holds a role, who waits for one."""

from sqlalchemy import func, select

from board.accounts.models import Role, RoleGrant, User
from board.kernel.db import db


def waiting_for_role(role: Role) -> list[User]:
    """People who asked for a role and confirmed their address, the longest waiting first."""
    asked = (
        select(User)
        .join(RoleGrant, RoleGrant.user_id == User.id)
        .where(RoleGrant.role == role, RoleGrant.granted_at.is_(None), User.confirmed_at.is_not(None))
        .order_by(RoleGrant.asked_at)
    )
    return list(db.session.scalars(asked))


def count_roles() -> dict[Role, int]:
    """How many hold each role, suspended accounts aside."""
    statement = select(RoleGrant.role, func.count()).join(User, User.id == RoleGrant.user_id)
    statement = statement.where(RoleGrant.granted_at.is_not(None), User.suspended_at.is_(None)).group_by(RoleGrant.role)
    return {role: number for role, number, *_ in db.session.execute(statement)}
