"""The shape of an organisation and of an officer's term."""

from datetime import date

from wtforms import BooleanField
from wtforms.validators import ValidationError

from board.organisations.actions import OfficerTerm, OrganisationText, last_day_of_year
from board.organisations.models import Organisation
from board.school.logo import Logo
from board.web.editing import EditForm
from board.web.email_address import EmailAddress
from board.web.forms import Day, Form, OneLine, Text, Upload
from board.web.logo_upload import read_logo


class OrganisationForm(EditForm):
    """What is told of an organisation, and who advises it."""

    name = OneLine("Name", most=120, required="Give it a name.")
    about = Text("What it does", most=4000)
    adviser = EmailAddress("Email of its faculty adviser")
    advised_until = Day("Adviser until")
    logo = Upload("Logo")
    no_logo = BooleanField("Show no logo")

    def chosen_logo(self) -> Logo | None:
        """The picture, where one was chosen. Raises `Invalid` for what cannot be shown."""
        return read_logo(self.logo)

    @property
    def text(self) -> OrganisationText:
        """For the action. Without an adviser there is no last day either."""
        adviser = self.adviser.data
        return OrganisationText(self.name.data, self.about.data, adviser, self.advised_until.data if adviser else None)

    @classmethod
    def of(cls, organisation: Organisation) -> "OrganisationForm":
        """The form with what an organisation holds."""
        taken = {name: getattr(organisation, name) for name in ("name", "about", "advised_until")}
        return cls(data=taken | {"adviser": organisation.adviser.email if organisation.adviser else ""})


class NewOrganisationForm(OrganisationForm):
    """The same with its first officer, whose term is a year."""

    email = EmailAddress("Email of its first officer")
    post = OneLine("Position of the first officer", most=80)

    def validate_post(self, field: OneLine) -> None:
        """Whoever is named is named something."""
        if self.email.data and not field.data:
            raise ValidationError("Write what they are, such as “President”.")

    @classmethod
    def from_day(cls, today: date) -> "NewOrganisationForm":
        """With an agreement of a year proposed."""
        return cls(data={"advised_until": last_day_of_year(today), "post": "President"})

    def first_term(self, today: date) -> OfficerTerm | None:
        """Of the first officer; None where nobody is named."""
        email = self.email.data
        return OfficerTerm(email, self.post.data, today, last_day_of_year(today)) if email else None


class OfficerForm(Form):
    """Who is to hold which post, from when to when."""

    email = EmailAddress("Email", required="Write the email of their account here.")
    post = OneLine("Position", most=80, required="Write what they are, such as “President”.")
    starts = Day("First day", required="Choose the first day.")
    ends = Day("Last day", required="Choose the last day.")

    def validate_ends(self, field: Day) -> None:
        """Terms go forward."""
        if field.data and self.starts.data and field.data < self.starts.data:
            raise ValidationError("The term ends before it begins.")

    @classmethod
    def from_day(cls, today: date) -> "OfficerForm":
        """With a term of a year proposed."""
        return cls(data={"starts": today, "ends": last_day_of_year(today)})

    @property
    def term(self) -> OfficerTerm:
        """For the action, once the form is known to hold one."""
        starts, ends = self.starts.data or date.min, self.ends.data or date.min
        return OfficerTerm(self.email.data, self.post.data, starts, ends)
