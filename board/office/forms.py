"""The shape of what the office is told, and of what it asks its own lists."""

from wtforms import FileField

from board.office.labels import WORRIES
from board.web.email_address import EmailAddress
from board.web.forms import Form, OneLine, OneOf, Text, options


class ReportForm(Form):
    """What is wrong with a posting."""

    worry = OneOf(
        "What is wrong?",
        required="Choose what comes nearest.",
        choices=options([(worry.value, words) for worry, words in WORRIES.items()]),
    )
    words = Text("What happened", most=2000)


class OutcomeForm(Form):
    """What a coordinator did about a report."""

    outcome = OneLine("What you did", most=300)


class SuspendForm(Form):
    """Why an account is closed for a while."""

    reason = OneLine("Why", most=300)


class SupervisorForm(Form):
    """Who answers as a supervisor from an address outside the staff."""

    name = OneLine("Name", most=120, required="Write who reads the mail of this address.")
    address = EmailAddress("Email address", required="Write the address.")


class UploadForm(Form):
    """A file of postings."""

    file = FileField("CSV or JSON, up to 5 MB")
