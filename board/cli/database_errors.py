"""What a command says where the database cannot be reached or opened: a sentence, and no traceback."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import click
from sqlalchemy.exc import OperationalError

from board.operations import doctor

P = ParamSpec("P")
R = TypeVar("R")


def without_traceback(command: Callable[P, R]) -> Callable[P, R]:
    """A command that ends with a sentence where the database cannot be used."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except OperationalError as problem:
            raise click.ClickException(in_words(problem)) from problem

    return run


def in_words(problem: OperationalError) -> str:
    """What is amiss, what the database or its driver said, and what to do."""
    check = doctor.no_database()
    reason = str(problem.orig).strip().partition("\n")[0]
    return f"Database: {check.sentence} ({reason}). {check.remedy}"
