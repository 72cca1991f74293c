"""Who may have whom erased, and who may still stop it."""

from collections.abc import Sequence

from board.accounts.erasure_obstacles import ErasureObstacle
from board.accounts.models import ErasureRequest, Role, User
from board.kernel.verdict import YES, Verdict, hidden, no


def may_ask(by: User, user: User, obstacles: Sequence[ErasureObstacle]) -> Verdict:
    """Everybody for themself; a coordinator for others, but for coordinators. What would break others comes first."""
    if by.id != user.id and not by.is_a(Role.COORDINATOR):
        return hidden()
    if user.erased_at is not None:
        return no("This account has been erased. There is nothing left in it to erase.")
    if user.merged_into_id is not None:
        return no("This account was merged into another. Erase that one: this one goes with it.")
    if by.id != user.id and user.is_a(Role.COORDINATOR):
        return no(f"{user.name} is a coordinator. Take that role away first, or let them ask for it themselves.")
    if obstacles:
        return no(" ".join(obstacle.sentence for obstacle in obstacles))
    return YES


def may_cancel(by: User, request: ErasureRequest) -> Verdict:
    """The person and coordinators, until it has begun."""
    if by.id != request.user_id and not by.is_a(Role.COORDINATOR):
        return hidden()
    if request.cancelled_at is not None:
        return no("It was canceled already. The account stays as it is.")
    if request.begun_at is not None:
        return no("It has begun, and cannot be stopped any more. Ask the office how to come back.")
    return YES
