"""The shape of what people type about their accounts."""

from wtforms import BooleanField, EmailField, PasswordField, StringField
from wtforms.validators import Email, EqualTo, InputRequired, Length, Regexp

from board.accounts.passwords import LONGEST, SHORTEST
from board.web.forms import Form

NAME = (InputRequired("Write your name as others know you."), Length(max=120, message="Use at most 120 characters."))
ONE_LINE = Regexp(r"^[^\x00-\x1f\x7f]*$", message="Use one line, without control characters.")
ADDRESS = (
    InputRequired("Write your address."),
    Length(max=254, message="That address is too long to be one."),
    Email("That is not a mail address: it reads name@school.edu."),
)


class SignUpForm(Form):
    """A new account."""

    name = StringField("Your name", [*NAME, ONE_LINE], filters=[lambda text: text.strip() if text else text])
    email = EmailField("School address", [*ADDRESS], filters=[lambda text: text.strip() if text else text])
    password = PasswordField("Password", [InputRequired("Choose a password."), Length(max=LONGEST)])
    as_faculty = BooleanField("I am faculty and want to post opportunities")


class SignInForm(Form):
    """Coming in."""

    email = EmailField("Address", [InputRequired("Write your address.")])
    password = PasswordField("Password", [InputRequired("Write your password.")])


class ForgotPasswordForm(Form):
    """Where to send the link."""

    email = EmailField("Address", [*ADDRESS])


class NewPasswordForm(Form):
    """A password by a link from a letter."""

    password = PasswordField("New password", [InputRequired(f"Choose at least {SHORTEST} characters.")])
    again = PasswordField("The same again", [EqualTo("password", "The two are not the same.")])
