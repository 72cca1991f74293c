"""What always holds, whatever people do, and the question that finds where it does not."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select

from board.kernel.db import db


@dataclass(frozen=True)
class Invariant:
    """Something that no row may break. The database cannot forbid it by itself, or it would stand there."""

    name: str
    """What always holds."""
    find: Callable[[], Iterable[str]]
    """A sentence for each place where it does not: which row, and what is wrong with it. No names, ids alone."""
    remedy: str
    """What whoever runs Rounds does about each of them."""


def no_row(name: str, statement: Select[*tuple[Any, ...]], sentence: str, *, remedy: str) -> Invariant:
    """An invariant that each row of a statement breaks; its columns fill the sentence."""

    def find() -> Iterator[str]:
        for row in db.session.execute(statement):
            yield sentence.format(*row)

    return Invariant(name, find, remedy)
