"""Who holds a role."""

from sqlalchemy import func, select

from board.accounts.models import Role, RoleGrant, User
from board.kernel.db import db


def count_roles() -> dict[Role, int]:
    """How many hold each role, suspended accounts aside."""
    statement = select(RoleGrant.role, func.count()).join(User, User.id == RoleGrant.user_id)
    statement = statement.where(RoleGrant.granted_at.is_not(None), User.suspended_at.is_(None)).group_by(RoleGrant.role)
    return {role: number for role, number, *_ in db.session.execute(statement)}
