"""The forms of people's rights."""

from datetime import date

from board.kernel import clock
from board.rights.actions.amendment import Wish
from board.rights.actions.release import Release
from board.rights.labels import PARTS
from board.rights.models import AmendmentPart
from board.web.forms import Day, Form, OneLine, OneOf, Text, options

BASES = {
    "consent": "The person consented in writing, with a date",
    "school": "Another school where they seek to enroll",
    "aid": "Financial aid that they applied for",
    "accreditation": "Accreditation, or an audit of a program",
    "court": "A court order or a subpoena",
    "safety": "A health or safety emergency",
    "other": "Another reason that the law allows",
}
"""Why the law lets a school release something (34 CFR 99.30, 99.31, 99.36)."""


class OutsideReleaseForm(Form):
    """What the office gave to somebody outside."""

    party = OneLine("To whom", most=200, required="Say to whom it was given.")
    what = OneLine("What was given", most=500, required="Say what was given.")
    basis = OneOf("On which ground", choices=options(BASES.items()), required="Choose the ground.")
    why = Text("Their interest in it", most=1000, required="Say what they need it for.")
    day = Day("On which day", required="Enter the day.")

    @classmethod
    def blank(cls) -> "OutsideReleaseForm":
        """A new one, of today."""
        return cls(data={"day": clock.day(clock.now()), "basis": "consent"})

    def release(self) -> Release:
        """What was typed, once the form is known to be right."""
        why = f"{BASES[self.basis.data]}. {self.why.data}"
        return Release(self.party.data, self.what.data, why, self.day.data or date.min)


class AmendmentForm(Form):
    """What is wrong, what it should say, and why."""

    part = OneOf(
        "Which part is wrong",
        choices=options((part.value, PARTS[part]) for part in AmendmentPart),
        required="Choose the part.",
    )
    what = Text("What the record says now, and where", most=2000, required="Say what the record says now.")
    wish = Text("What it should say", most=2000, required="Say what it should say.")
    why = Text("Why", most=4000, required="Say why it is wrong, misleading, or against your privacy.")

    def wished(self) -> Wish:
        """What was typed, once the form is known to be right."""
        return Wish(AmendmentPart(self.part.data), self.what.data, self.wish.data, self.why.data)


class AmendmentAnswerForm(Form):
    """What the office answers."""

    verb = OneOf(
        "Answer",
        choices=options([("correct", "It is corrected"), ("refuse", "It stays as it is")]),
        required="Choose whether it is corrected.",
    )
    reason = Text(
        "What was corrected, or why not", most=4000, required="Say what was corrected, or why not: the person reads it."
    )


class StatementForm(Form):
    """What a person says to what was not corrected."""

    statement = Text("My statement", most=4000)
