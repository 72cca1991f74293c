"""The shape of what people type about their accounts."""

from typing import Any

from wtforms import (
    BooleanField,
    EmailField,
    FileField,
    IntegerField,
    PasswordField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import DataRequired, EqualTo, InputRequired, Length, NumberRange, Optional, Regexp

from board.accounts.actions import PROFILE
from board.accounts.models import User
from board.accounts.passwords import LONGEST, SHORTEST
from board.catalogue.words import Area, Competency
from board.web.email_address import EmailAddress
from board.web.filters import ZONES
from board.web.forms import Form, options

HIDEABLE = {"class_year": "My class year", "programme": "My programme", "areas": "What I care for"}
"""Parts of the profile that a person may keep to themself. Whoever they apply to sees them all the same."""
CLASS_YEARS = ("M1", "M2", "M3", "M4")


def stripped(text: str | None) -> str:
    """Without the spaces around it."""
    return (text or "").replace("\x00", "").strip()


NAME = (DataRequired("Write your name as others know you."), Length(max=120, message="Use at most 120 characters."))
ONE_LINE = Regexp(r"^[^\x00-\x1f\x7f]*$", message="Use one line, without control characters.")


class Password(PasswordField):
    """A password, refused when too long before anything looks at it. `required` is said when there is none."""

    def __init__(self, label: str, *validators: Any, required: str, **more: Any) -> None:
        too_long = Length(max=LONGEST, message=f"Use at most {LONGEST:,} characters.")
        super().__init__(label, [InputRequired(required), too_long, *validators], **more)


class SignUpForm(Form):
    """A new account."""

    name = StringField("Your name", [*NAME, ONE_LINE], filters=[stripped])
    email = EmailAddress("School address", required="Write your address.")
    password = Password("Password", required="Choose a password.")
    as_faculty = BooleanField("I am faculty and want to post opportunities")


class SignInForm(Form):
    """Coming in."""

    email = EmailField("Address", [InputRequired("Write your address.")])
    password = Password("Password", required="Write your password.")


class ForgotPasswordForm(Form):
    """Where to send the link."""

    email = EmailAddress("Address", required="Write your address.")


class NewPasswordForm(Form):
    """A password by a link from a letter."""

    password = Password("New password", required=f"Choose at least {SHORTEST} characters.")
    again = Password(
        "The same again", EqualTo("password", "The two are not the same."), required="Write the password once more."
    )


class ChangePasswordForm(NewPasswordForm):
    """A new password, by somebody who knows the old one."""

    old_password = Password("Your password now", required="Write the password that you have now.")


class AddressForm(Form):
    """A new address, and the password as a sign that it is you."""

    email = EmailAddress("New address", required="Write your address.")
    password = Password("Your password", required="Write your password.")


class ProfileForm(Form):
    """What a person says of themself."""

    name = StringField("Your name", [*NAME, ONE_LINE], filters=[stripped])
    class_year = SelectField(
        "Class year", choices=options([("", "Not a student"), *((year, year) for year in CLASS_YEARS)])
    )
    programme = StringField("Programme", [Length(max=60), ONE_LINE], filters=[stripped])
    campus = StringField("Campus", [Length(max=60), ONE_LINE], filters=[stripped])
    title = StringField("Title", [Length(max=120), ONE_LINE], filters=[stripped])
    hours_free = IntegerField("Hours free in a week", [Optional(), NumberRange(0, 60, "Write a number from 0 to 60.")])
    areas = SelectMultipleField("Areas I care for", choices=options([(one.value, one.label) for one in Area]))
    competencies = SelectMultipleField(
        "Competencies to build", choices=options([(one.value, one.label) for one in Competency])
    )
    tags = StringField("Other interests", [Length(max=200), ONE_LINE], filters=[stripped])

    time_zone = SelectField("Time zone in which you read days and hours", choices=options(ZONES.items()), default="")
    hides = SelectMultipleField("Do not show to mentors and other students", choices=options(HIDEABLE.items()))

    @classmethod
    def of(cls, user: User, **more: Any) -> "ProfileForm":
        """The form with what this person has said; what the request brings goes before it."""
        said = {name: getattr(user, name) for name in PROFILE} | {"tags": ", ".join(user.tags)}
        return cls(data=said, **more)

    def fields(self) -> dict[str, Any]:
        """What the action takes."""
        data = {name: value for name, value in self.data.items() if name != "csrf_token"}
        return data | {"tags": [tag.strip() for tag in data["tags"].split(",") if tag.strip()][:12]}


class CvForm(Form):
    """The CV on file."""

    cv = FileField("CV as PDF, up to 5 MB")
