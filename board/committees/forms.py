"""The shape of a committee and of a term."""

from datetime import date

from wtforms import BooleanField
from wtforms.validators import ValidationError

from board.committees.actions import CommitteeText, Term
from board.committees.models import Committee
from board.web.editing import EditForm
from board.web.email_address import EmailAddress
from board.web.forms import Day, Form, OneLine, Text


class SeatForm(Form):
    """One more seat."""

    seat = OneLine(most=120)


class CommitteeForm(EditForm):
    """What is told of a committee."""

    name = OneLine("Name", most=120, required="Give it a name.")
    about = Text("What it decides", most=4000)
    meets = OneLine("When it meets", most=160)
    carries_over = BooleanField("A holder stays after the term until the next one is named", default=True)
    keeper = EmailAddress("Address of its keeper")

    @property
    def told(self) -> CommitteeText:
        """For the action."""
        name, about, meets = self.name.data, self.about.data, self.meets.data
        return CommitteeText(name, about, meets, bool(self.carries_over.data), self.keeper.data)

    @classmethod
    def of(cls, committee: Committee) -> "CommitteeForm":
        """The form with what a committee holds."""
        taken = {name: getattr(committee, name) for name in ("name", "about", "meets", "carries_over")}
        return cls(data=taken | {"keeper": committee.keeper.email if committee.keeper else ""})


class TermForm(Form):
    """Who holds a seat, from when to when."""

    name = OneLine("Name", most=120, required="Write the name.")
    email = EmailAddress("Address here")
    starts = Day("First day", required="Choose the first day.")
    ends = Day("Last day", required="Choose the last day.")
    is_alternate = BooleanField("As an alternate, who steps in")

    def validate_ends(self, field: Day) -> None:
        """Terms go forward."""
        if field.data and self.starts.data and field.data < self.starts.data:
            raise ValidationError("The term ends before it begins.")

    @property
    def term(self) -> Term:
        """For the action, once the form is known to hold one."""
        starts, ends = self.starts.data or date.min, self.ends.data or date.min
        return Term(self.name.data, self.email.data, starts, ends, bool(self.is_alternate.data))
