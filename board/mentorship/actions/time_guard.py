"""Whether the world lets a verb happen now."""

from board.kernel.errors import Conflict
from board.kernel.verdict import Verdict, require


def require_now(verdict: Verdict) -> None:
    """For rules that time may change: a stranger finds nothing, one of the two is told why it is a matter of time."""
    if verdict.is_hidden:
        require(verdict)
    if not verdict:
        raise Conflict(verdict.reason)
