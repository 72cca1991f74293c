"""What the people of the demo school asked for of their own, and to whom it was shown."""

from datetime import timedelta

from board.accounts.models import Role
from board.demo.scene import School
from board.disclosures import actions as disclosure_actions
from board.disclosures.actions import Disclosed
from board.disclosures.models import DisclosureKind
from board.rights.actions import data_copy as data_copy_actions

RELEASED = Disclosed(
    DisclosureKind.RELEASED,
    "release:demo",
    "Alder Foundation, Board of the Summer Fellowship",
    "Dates and hours of your placements, as a letter",
    "The person consented in writing, with a date. They check what applicants for the fellowship say.",
)
ASKED = Disclosed(
    DisclosureKind.SUPERVISOR_ASKED,
    "ask:demo",
    "Rosa Delgado, r.delgado@harborfreeclinic.example",
    "Your name and the experience “Free clinic intake”, in an email with a link to it",
    "You asked them to say what they saw.",
)
OPENED = Disclosed(
    DisclosureKind.LINK_OPENED,
    "share:demo",
    disclosure_actions.NOBODY_SIGNED_IN,
    "3 experiences of your leadership record, by the link “Letter of recommendation”",
    "You made the link and gave it away.",
)


def fill(school: School) -> str:
    """A copy that was asked for just now, and a record of disclosures."""
    student = next(user for user in school.people.values() if user.is_a(Role.STUDENT) and user.cv_name)
    data_copy_actions.ask(by=student, now=school.now)
    by = next(user for user in school.people.values() if user.is_a(Role.COORDINATOR))
    for days, given in ((40, RELEASED), (12, ASKED), (5, OPENED), (5, OPENED)):
        official = by if given is RELEASED else None
        disclosure_actions.note([student.id], given, now=school.now - timedelta(days=days), by=official)
    return "1 copy of somebody’s data to be made"
