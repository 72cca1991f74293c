"""The shape of a committee and of a term."""

from datetime import date

from wtforms import BooleanField, DateField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from board.committees.actions import Described, Term
from board.committees.models import Committee
from board.web.email_address import EmailAddress
from board.web.forms import Form, said


def _strip(written: str | None) -> str:
    return (written or "").replace("\x00", "").strip()


def _most(number: int) -> Length:
    return Length(max=number, message=f"Use at most {number:,} characters.")


class CommitteeForm(Form):
    """What is told of a committee."""

    name = StringField("Name", [InputRequired("Give it a name."), _most(120)], filters=[_strip])
    about = TextAreaField("What it decides", [_most(4000)], filters=[_strip])
    meets = StringField("When it meets", [_most(160)], filters=[_strip])
    carries_over = BooleanField("A holder stays after the term until the next one is named", default=True)
    keeper = EmailAddress("Address of its keeper")

    @property
    def told(self) -> Described:
        """For the action."""
        name, about, meets = said(self.name), said(self.about), said(self.meets)
        return Described(name, about, meets, bool(self.carries_over.data), said(self.keeper))

    @classmethod
    def of(cls, committee: Committee) -> "CommitteeForm":
        """The form with what a committee holds."""
        held = {name: getattr(committee, name) for name in ("name", "about", "meets", "carries_over")}
        return cls(data=held | {"keeper": committee.keeper.email if committee.keeper else ""})


class TermForm(Form):
    """Who holds a seat, from when to when."""

    name = StringField("Name", [InputRequired("Write the name."), _most(120)], filters=[_strip])
    email = EmailAddress("Address here")
    starts = DateField("First day", [InputRequired("Choose the first day.")])
    ends = DateField("Last day", [InputRequired("Choose the last day.")])
    is_alternate = BooleanField("As an alternate, who steps in")

    def validate_ends(self, field: DateField) -> None:
        """Terms go forward."""
        if field.data and self.starts.data and field.data < self.starts.data:
            raise ValidationError("The term ends before it begins.")

    @property
    def term(self) -> Term:
        """For the action, once the form is known to hold one."""
        starts, ends = self.starts.data or date.min, self.ends.data or date.min
        return Term(said(self.name), said(self.email), starts, ends, bool(self.is_alternate.data))
