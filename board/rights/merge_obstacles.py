"""What of people's rights is under way and keeps two accounts from becoming one."""

from collections.abc import Iterator

from board.accounts.merge_obstacles import MergeObstacle
from board.accounts.models import User
from board.kernel import clock
from board.rights.policy import data_copy as data_copy_policy
from board.rights.queries import data_copy as data_copy_queries


def between(target: User, source: User) -> Iterator[MergeObstacle]:
    """A copy that is being made would hold some of both."""
    for user in (target, source):
        copy = data_copy_queries.last_of(user.id)
        if copy is not None and data_copy_policy.is_being_made(copy, clock.now()):
            yield MergeObstacle(
                f"A copy of the data of {user.name} ({user.email}) is being made. It is ready in a few minutes: merge "
                "then.",
                f"/office/people/{user.id}",
            )
