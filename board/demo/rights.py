"""What the people of the demo school asked for of their own, and to whom it was shown."""

from datetime import datetime, timedelta

from board.accounts.models import Role, User
from board.demo.scene import School
from board.disclosures import actions as disclosure_actions
from board.disclosures.actions import Disclosed
from board.disclosures.models import DisclosureKind
from board.kernel.db import db
from board.rights.actions import data_copy as data_copy_actions
from board.rights.models import Amendment, AmendmentMove, AmendmentPart, AmendmentState
from board.rights.policy.amendment import ANSWER_WITHIN

RELEASED = Disclosed(
    DisclosureKind.RELEASED,
    "release:demo",
    "Dates and hours of your placements, as a letter",
    "The person consented in writing, with a date. They check what applicants for the fellowship say.",
)
ASKED = Disclosed(
    DisclosureKind.SUPERVISOR_ASKED,
    "ask:demo",
    "Your name and the experience “Free clinic intake”, in an email with a link to it",
    "You asked them to say what they saw.",
)
OPENED = Disclosed(
    DisclosureKind.LINK_OPENED,
    "share:demo",
    "3 experiences of your leadership record, by the link “Letter of recommendation”",
    "You made the link and gave it away.",
)
PARTIES = {
    RELEASED.key: "Alder Foundation, Board of the Summer Fellowship",
    ASKED.key: "Rosa Delgado, r.delgado@harborfreeclinic.example",
    OPENED.key: disclosure_actions.NOBODY_SIGNED_IN,
}


def fill(school: School) -> str:
    """A copy that was asked for just now, and a record of disclosures."""
    student = next(user for user in school.people.values() if user.is_a(Role.STUDENT) and user.cv_name)
    data_copy_actions.ask(by=student, now=school.now)
    by = next(user for user in school.people.values() if user.is_a(Role.COORDINATOR))
    for days, given in ((40, RELEASED), (12, ASKED), (5, OPENED), (5, OPENED)):
        official = by if given is RELEASED else None
        at = school.now - timedelta(days=days)
        disclosure_actions.note([student.id], given, party=PARTIES[given.key], now=at, by=official)
    _ask_for_corrections(student, by, school)
    return "1 copy of somebody’s data to be made"


def _ask_for_corrections(student: User, by: User, school: School) -> None:
    """One that waits, and one that was refused, with the student's statement beside the record."""
    waiting = _asked(student, school.now - timedelta(days=6))
    waiting.part, waiting.what = AmendmentPart.PLACEMENT, "My placement at the free clinic says 18 hours."
    waiting.wish, waiting.why = "24 hours.", "Two evenings in January are missing; the sign-in sheets have them."
    refused = _asked(student, school.now - timedelta(days=60))
    refused.part, refused.what = AmendmentPart.RECORD, "“Free clinic intake” is confirmed from September on."
    refused.wish, refused.why = "From August on.", "I was trained in August."
    refused.state, refused.answered_by_id = AmendmentState.REFUSED, by.id
    refused.answered_at = school.now - timedelta(days=41)
    refused.answer = "The clinic counts from the first shift, which was in September. Training is another entry."
    refused.statement = "I worked beside my trainer in four shifts of August, as the clinic’s calendar shows."
    refused.stated_at = school.now - timedelta(days=39)
    step = AmendmentMove(verb="refuse", before="asked", after="refused", at=refused.answered_at, by_id=by.id)
    refused.moves = [step]
    db.session.add_all([waiting, refused])
    db.session.flush()


def _asked(student: User, at: datetime) -> Amendment:
    return Amendment(user_id=student.id, asked_at=at, answer_by=at + ANSWER_WITHIN)
