"""What can go wrong in an action, in words a person may read. The web turns each into its status code."""

from collections.abc import Mapping
from typing import TypeVar

Thing = TypeVar("Thing")


class DomainError(Exception):
    """The root of them all. `message` is shown to the person who asked."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Unreadable(DomainError):
    """What was sent is no text that anybody could keep (400)."""


class Unauthorized(DomainError):
    """Whoever asks has not shown who they are (401)."""


class Forbidden(DomainError):
    """This person may not do that (403)."""


class NotFound(DomainError):
    """For this person the thing does not exist (404)."""

    def __init__(self, message: str = "There is nothing at this address.") -> None:
        super().__init__(message)


def found_or_404(thing: Thing | None) -> Thing:
    """The thing itself. Raises `NotFound` where a finder came back with nothing."""
    if thing is None:
        raise NotFound
    return thing


class Conflict(DomainError):
    """The world has moved on: a place is gone, an answer was given meanwhile (409)."""


class WrongState(Conflict):
    """The move is not on the table of moves from the state the thing is in (409)."""


class Invalid(DomainError):
    """A value that only the database could judge; it belongs to one field of the form (422)."""

    def __init__(self, field: str, message: str, errors: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.field = field
        self.errors = errors or {field: message}
        """All that is wrong, by its field; the first of it is the message."""


class Unavailable(DomainError):
    """Another machine that this needs does not answer (503)."""

    def __init__(self, message: str, reason: str) -> None:
        super().__init__(message)
        self.reason = reason

    def __str__(self) -> str:
        """For whoever runs Rounds: what stands in logs, and after a command."""
        return self.reason


class TooManyRequests(DomainError):
    """Slow down: the same thing was tried too many times (429). `retry_after` in seconds."""

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after
