"""The forms of people's rights."""

from datetime import date

from board.kernel import clock
from board.rights.actions.release import Release
from board.web.forms import Day, Form, OneLine, OneOf, Text

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
    basis = OneOf("On which ground", choices=list(BASES.items()), required="Choose the ground.")
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
