"""The answer of a policy: yes, or no with a reason, or not even that it exists."""

from dataclasses import dataclass

from board.kernel.errors import Forbidden, NotFound


@dataclass(frozen=True)
class Verdict:
    """Truthy when allowed, so that a template's `if may_withdraw(…)` reads as a sentence."""

    allowed: bool
    reason: str = ""
    is_hidden: bool = False

    def __bool__(self) -> bool:
        return self.allowed


YES = Verdict(True)


def no(reason: str) -> Verdict:
    """Refuse, and say why."""
    return Verdict(False, reason)


def hidden() -> Verdict:
    """Refuse without admitting that the thing exists."""
    return Verdict(False, is_hidden=True)


def require(verdict: Verdict) -> None:
    """Go on when allowed; raise `NotFound` or `Forbidden` otherwise."""
    if verdict.is_hidden:
        raise NotFound
    if not verdict:
        raise Forbidden(verdict.reason)
