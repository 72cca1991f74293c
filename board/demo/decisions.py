"""What the demo school decided itself, a while ago."""

from datetime import date, timedelta

from board.demo.scene import School
from board.office.queries import SET_UP_HIDDEN
from board.school import actions as school_actions

PROGRAMS = ["MD", "MD/MPH", "MD/PhD"]
CAMPUSES = ["Alder Grove", "Harbor", "Three Rivers"]
WHOM_TO_ASK = """**Office of Student Leadership**, Alder Hall 210, weekdays 9 AM to 4 PM. Write to
coordinator@example.edu;
somebody answers within two working days.
"""


def fill(school: School) -> str:
    """Programs, campuses, the terms around today, and whom to ask."""
    year = (school.now - timedelta(days=212)).year  # the academic year begins in August
    terms = [_term(f"Fall {year}", date(year, 8, 17), 124), _term(f"Spring {year + 1}", date(year + 1, 1, 11), 124)]
    decisions = {"programmes": PROGRAMS, "campuses": CAMPUSES, "terms": terms, "help_text": WHOM_TO_ASK}
    for name, value in decisions.items():
        school_actions.put(name, value, now=school.now)
    school_actions.put(SET_UP_HIDDEN, True, now=school.now)  # it was set up long ago
    return f"{len(decisions)} settings"


def _term(name: str, starts: date, days: int) -> str:
    return f"{name}: {starts} to {starts + timedelta(days=days)}"
