"""The shape of what people type about their accounts."""

from collections.abc import Iterable
from typing import Any, Self

from wtforms import BooleanField, PasswordField, SelectField, SelectMultipleField
from wtforms.validators import EqualTo, InputRequired, Length, ValidationError
from wtforms.widgets import EmailInput, HiddenInput

from board.accounts.actions import PROFILE
from board.accounts.labels import SCOPES, TOKEN_LASTS
from board.accounts.models import Role, TokenScope, User
from board.accounts.passwords import LONGEST, SHORTEST, complaint
from board.kernel.email_address import comparable
from board.kernel.errors import Invalid
from board.kernel.pdf import MEGABYTES
from board.school import settings as school_settings
from board.vocabulary.words import Area, Competency
from board.web.editing import EditForm
from board.web.email_address import EmailAddress
from board.web.filters import ZONES
from board.web.forms import Amount, CommaList, Form, OneLine, OneOf, SecretLine, Upload, comma_separated, options
from board.web.school_fields import OneOfSchool

HIDEABLE = {"class_year": "My class year", "programme": "My program", "areas": "What I care for"}
"""Parts of the profile that a person may keep to themself. Whoever they apply to sees them all the same."""


NAME = "Write your name as others know you."
ADDRESS = "Write your address."
ROLES = {Role.STUDENT.value: "A student", Role.FACULTY.value: "Faculty, and want to post opportunities"}
"""What people may say of themselves when they sign up. A coordinator approves faculty before they can post."""


class Password(PasswordField):
    """A password, refused when too long before anything looks at it. `required` is said when there is none."""

    data: str

    def __init__(self, label: str, *validators: Any, required: str, **more: Any) -> None:
        too_long = Length(max=LONGEST, message=f"Use at most {LONGEST:,} characters.")
        super().__init__(label, [InputRequired(required), too_long, *validators], **more)


class SignUpForm(Form):
    """Where to send the link. Everything else is asked behind it, of whoever reads the mail of the address."""

    name = OneLine("Your name", most=120, required=NAME)
    email = EmailAddress("School email", required=ADDRESS)


class SignInForm(Form):
    """Coming in."""

    email = OneLine("Email", most=254, required=ADDRESS, widget=EmailInput())
    password = Password("Password", required="Write your password.")
    keep = BooleanField("Keep me signed in on this device")


class EraseForm(Form):
    """The person types their own address, so that nobody erases themself by a slip."""

    email = OneLine("Your email address", most=254, required="Type your email address.")

    def require_own(self, user: User) -> None:
        """Raise `Invalid` for another address."""
        if comparable(self.email.data) != user.email:
            raise Invalid("email", f"That is not the address of this account. Type {user.email}.")


class CodeForm(Form):
    """A code of an authenticator app, or a recovery code."""

    code = SecretLine("Code", most=40, required="Type the code.")


class AuthenticatorForm(Form):
    """The app that shows this code is to be the person's own."""

    set_up = SecretLine(most=500, widget=HiddenInput())
    """The secret that the page has shown, sealed."""
    code = SecretLine("Code that the app shows", most=40, required="Type the code that the app shows.")


class PasskeyForm(Form):
    """What a browser answers about a passkey, as JSON."""

    credential = SecretLine(most=20_000, required="Your browser sent no passkey. Try again.")


class NewPasskeyForm(PasskeyForm):
    """The same of a new one, and what it is to be called."""

    name = OneLine("Name", most=60)


class TokenForm(Form):
    """A personal token: which program gets it, what it may read, and for how long."""

    name = OneLine("Name", most=60, required="Say which program gets it, so that you know it in a list.")
    scopes = SelectMultipleField("It may", [InputRequired("Choose what it may read.")])
    days = OneOf("It works for", choices=options(TOKEN_LASTS.items()), default="90", required="Choose one.")

    def offer(self, scopes: Iterable[TokenScope]) -> None:
        """What a token of this person may open."""
        self.scopes.choices = options((scope.value, SCOPES[scope]) for scope in scopes)

    def chosen_scopes(self) -> list[TokenScope]:
        """What it is to open."""
        return [TokenScope(value) for value in dict.fromkeys(self.scopes.data or ())]

    def chosen_days(self) -> int:
        """How long it is to work."""
        return int(self.days.data)


class PasswordForm(Form):
    """The password, as a sign that it is you."""

    password = Password("Your password", required="Write your password.")


class ArrivalForm(Form):
    """What the school's sign-on does not say of somebody who is here for the first time."""

    name = OneLine("Your name", most=120, required=NAME)
    email = EmailAddress("Email", required=ADDRESS)
    role = OneOf("You are", choices=options(ROLES.items()), required="Choose one.")

    def ask_for_role(self, asked: bool) -> None:
        """Whether the person has to say what they are, since nobody else did."""
        if not asked:
            del self.role

    def chosen_role(self) -> Role | None:
        """What they say they are; None where they were not asked."""
        return Role(self.role.data) if self.role is not None else None


class ForgotPasswordForm(Form):
    """Where to send the link."""

    email = EmailAddress("Email", required=ADDRESS)


class NewPasswordForm(Form):
    """A password by a link from an email."""

    password = Password("New password", required=f"Choose at least {SHORTEST} characters.")
    again: Password | None = Password(
        "Confirm password", EqualTo("password", "The two are not the same."), required="Write the password once more."
    )
    owner = "", ""
    """Name and address of whose password it is to be: it may not be made of them."""

    @classmethod
    def of(cls, user: User) -> Self:
        """The form for this person."""
        form = cls()
        form.owner = user.name, user.email
        return form

    def validate_password(self, field: Password) -> None:
        """Refuse what is short or guessed first, whatever else is wrong with the form."""
        name, email = self.owner
        objection = complaint(field.data, name=name, email=email, school=school_settings.school_name)
        if objection:
            raise ValidationError(objection)


class FirstPasswordForm(NewPasswordForm):
    """The same for somebody of whom the address alone is known."""

    name = OneLine("Your name", most=120)

    @classmethod
    def of(cls, user: User) -> Self:
        """The form for this person, who may write their name on it."""
        form = super().of(user)
        form.owner = form.name.data or user.name, user.email
        return form


class FinishSignUpForm(NewPasswordForm):
    """What makes an account, by a link from an email. The password is typed once: its page can show it."""

    again = None
    name = OneLine("Your name", most=120, required=NAME)
    role = OneOf("You are", choices=options(ROLES.items()), required="Choose what you are.")

    @classmethod
    def of_new(cls, *, name: str, email: str) -> Self:
        """The form for somebody who has no account yet, with the name that they wrote when they asked for one."""
        form = cls(data={"name": name})
        form.owner = form.name.data or name, email
        return form


class ChangePasswordForm(NewPasswordForm):
    """A new password, by somebody who knows the old one."""

    old_password = Password("Your password now", required="Write the password that you have now.")


class AddressForm(Form):
    """A new address, and the password as a sign that it is you, where that was not proved a moment ago."""

    email = EmailAddress("New address", required=ADDRESS)
    password: Password | None = Password("Your password", required="Write your password.")


def no_class_year(user: User) -> str:
    """What it means that somebody has none."""
    return "Not stated" if user.is_a(Role.STUDENT) else "Not a student"


class ProfileForm(EditForm):
    """What a person says of themself."""

    name = OneLine("Your name", most=120, required=NAME)
    class_year = OneOfSchool("Class year", names=lambda: school_settings.class_years, nothing="Not stated")
    programme = OneOfSchool("Program", names=lambda: school_settings.programmes, nothing="Not stated")
    campus = OneOfSchool("Campus", names=lambda: school_settings.campuses, nothing="Not stated")
    title = OneLine("Title", most=120)
    hours_free = Amount("Hours free in a week", most=60)
    areas = SelectMultipleField("Areas I care for", choices=options([(area.value, area.label) for area in Area]))
    competencies = SelectMultipleField(
        "Competencies to build", choices=options([(competency.value, competency.label) for competency in Competency])
    )
    tags = CommaList("Other interests", most=200)

    time_zone = SelectField("Time zone in which you read days and hours", choices=options(ZONES.items()), default="")
    hides = SelectMultipleField("Do not show to mentors and other students", choices=options(HIDEABLE.items()))
    cv = Upload(f"CV as PDF, up to {MEGABYTES} MB")

    @classmethod
    def of(cls, user: User, **more: Any) -> "ProfileForm":
        """The form with what this person has said; what the request brings goes before it."""
        answer = {name: getattr(user, name) for name in PROFILE} | {"tags": ", ".join(user.tags)}
        form = cls(data=answer, **more)
        form.class_year.call_nothing(no_class_year(user))
        if not (user.title or user.is_a(Role.FACULTY)):
            del form.title
        return form

    def fields(self) -> dict[str, Any]:
        """What the action takes."""
        data = {name: value for name, value in self.data.items() if name not in ("csrf_token", "cv")}
        return data | {"tags": comma_separated(data["tags"] or "")}
