"""One thing that is looked at, how it is, and what to do about it."""

from dataclasses import dataclass
from enum import StrEnum


class CheckLevel(StrEnum):
    """How a thing is."""

    OK = "ok"
    WARNING = "warning"
    """People can work; somebody should look at it."""
    BROKEN = "broken"
    """Something does not work, or soon will not."""


@dataclass(frozen=True)
class Check:
    """One line of `flask --app app doctor`."""

    name: str
    level: CheckLevel
    sentence: str
    """How it is: for a coordinator as well."""
    remedy: str = ""
    """What to do, for whoever runs Rounds; empty where nothing needs doing."""

    @property
    def is_ok(self) -> bool:
        """Does nothing need doing?"""
        return self.level is CheckLevel.OK


def fine(name: str, sentence: str) -> Check:
    """Nothing needs doing."""
    return Check(name, CheckLevel.OK, sentence)


def warning(name: str, sentence: str, remedy: str) -> Check:
    """Somebody should look at it."""
    return Check(name, CheckLevel.WARNING, sentence, remedy)


def broken(name: str, sentence: str, remedy: str) -> Check:
    """Something does not work."""
    return Check(name, CheckLevel.BROKEN, sentence, remedy)
