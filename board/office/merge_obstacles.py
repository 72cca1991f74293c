"""What keeps two accounts from becoming one because they are two people, or would have two of what one person has."""

from collections.abc import Iterator

from board.accounts.merge_obstacles import MergeObstacle
from board.accounts.models import User
from board.office import queries


def between(target: User, source: User) -> Iterator[MergeObstacle]:
    """They stand on both sides of something, or each has a mentor."""
    if why := queries.against_merging(target.id, source.id):
        yield MergeObstacle(f"{why} Settle that first, then merge.", f"/office/people/{target.id}")
