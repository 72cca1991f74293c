"""What a view of the API says of itself, beside its address and its first line: what is asked and what is answered."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from marshmallow import Schema

View = TypeVar("View", bound=Callable[..., Any])
MARK = "__operation__"


@dataclass(frozen=True)
class Operation:
    """The two sides of one address."""

    answers: type[Schema] | None
    """None: an object whose form another standard describes."""
    asks: type[Schema] | None
    """The parameters behind the question mark."""
    refuses: tuple[int, ...]
    """The statuses of its problem documents."""


def described(
    answers: type[Schema] | None, *, asks: type[Schema] | None = None, refuses: tuple[int, ...] = ()
) -> Callable[[View], View]:
    """The description of a view."""

    def describe(view: View) -> View:
        setattr(view, MARK, Operation(answers, asks, refuses))
        return view

    return describe


def operation_of(view: Callable[..., Any]) -> Operation:
    """What a view says of itself. Raises LookupError for one that says nothing."""
    operation: Operation | None = getattr(view, MARK, None)
    if operation is None:
        raise LookupError(f"{view.__name__} does not describe what it answers")
    return operation
