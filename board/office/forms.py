"""The shape of what the office is told, and of what it asks its own lists."""

from wtforms import FileField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from board.office.labels import WORRIES
from board.web.forms import Form, clean, options


class ReportForm(Form):
    """What is wrong with a posting."""

    worry = RadioField(
        "What is wrong?",
        [DataRequired("Choose what comes nearest.")],
        choices=options([(worry.value, words) for worry, words in WORRIES.items()]),
    )
    words = TextAreaField("What happened", [Length(max=2000, message="Use at most 2,000 characters.")], filters=[clean])


class OutcomeForm(Form):
    """What a coordinator did about a report."""

    outcome = StringField("What you did", [Length(max=300, message="Use at most 300 characters.")], filters=[clean])


class SuspendForm(Form):
    """Why an account is closed for a while."""

    reason = StringField("Why", [Length(max=300, message="Use at most 300 characters.")], filters=[clean])


class UploadForm(Form):
    """A file of postings."""

    file = FileField("CSV or JSON, up to 5 MB")
