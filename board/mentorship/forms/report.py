"""What is wrong, and what becomes of a report."""

from wtforms import (
    BooleanField,
)

from board.mentorship.actions.report import Concern
from board.mentorship.forms.dependencies import LONGEST_KEY, LONGEST_NOTE
from board.mentorship.labels import REPORT_KINDS
from board.web.forms import Form, OneLine, OneOf, Text, options


class SafetyReportForm(Form):
    """What is wrong."""

    kind = OneOf(
        "What it is about",
        choices=options([(report_kind.value, words) for report_kind, words in REPORT_KINDS.items()]),
        required="Choose what it is about.",
    )
    words = Text("What happened", most=6000, required="Say what happened, in your own words.")
    with_notes = BooleanField("Add my private notes of our meetings")

    def concern(self) -> Concern:
        """As the action takes it."""
        return Concern(self.kind.data, self.words.data or "", with_notes=bool(self.with_notes.data))


class LeadForm(Form):
    """Who handles reports, by their address."""

    email = OneLine(most=254)


class ReportStepForm(Form):
    """The next step with a report."""

    verb = OneLine(most=LONGEST_KEY)


class ReportDecisionForm(Form):
    """What becomes of a report."""

    outcome = OneLine(most=LONGEST_KEY)
    decision = Text(most=LONGEST_NOTE)
