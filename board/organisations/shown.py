"""What the page of an organisation shows of one of its officers."""

from dataclasses import dataclass

from board.organisations.models import Officer
from board.web.shown import ShownPart


@dataclass(frozen=True)
class ShownOfficer(ShownPart):
    """A post and its term."""

    TEMPLATES = ("organisations/_shown_officer.html",)

    officer: Officer


def shown_officer(officer: Officer) -> ShownOfficer:
    """As everybody reads it who is signed in."""
    return ShownOfficer(officer.organisation.name, [], officer)
