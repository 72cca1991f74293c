"""The shape of what people type about activities."""

from decimal import Decimal
from typing import Any

from wtforms import BooleanField, SelectField, SelectMultipleField

from board.kernel.pdf import MEGABYTES
from board.learning.models import Activity, ActivityPage, Attempt, Format, OutsideActivity, QuizQuestion
from board.school import settings as school_settings
from board.vocabulary.words import Area, Competency
from board.web.editing import EditForm
from board.web.email_address import EmailAddress
from board.web.forms import Amount, Day, DecimalAmount, Form, Id, Link, OneLine, ReadVersionForm, Text, Upload, options
from board.web.school_fields import OneOfSchool

LONGEST_PAGE = 20_000
QUARTER, MOST_CREDITS = Decimal("0.25"), Decimal(100)


def _minutes(label: str) -> Amount:
    return Amount(label, least=1, most=60 * 400, required="Write how many minutes it takes.")


def _competencies() -> SelectMultipleField:
    return SelectMultipleField(
        "Competencies it builds", choices=options([(competency.value, competency.label) for competency in Competency])
    )


def _format() -> SelectField:
    return SelectField("Format", choices=options([(other.value, other.label) for other in Format]))


def _credit(label: str, least: Decimal = QUARTER, required: str = "") -> DecimalAmount:
    return DecimalAmount(label, least=least, most=MOST_CREDITS, step=QUARTER, required=required)


def quarters(amount: Decimal | None) -> int | None:
    """A number of credits in quarters; None for none."""
    return None if amount is None else int(amount / QUARTER)


PLAIN = (
    *("title", "provider", "summary", "description", "minutes", "competencies", "areas", "link", "expires_on"),
    *("pass_mark", "questions_per_try", "credit_statement"),
)


class ActivityForm(EditForm):
    """The facts of an activity."""

    title = OneLine("Title", most=200, required="Give it a title.")
    provider = OneLine("Provider", most=160)
    summary = OneLine("Summary", most=240)
    description = Text("What it is about", most=10_000)
    format = _format()
    minutes = _minutes("Minutes it takes")
    competencies = _competencies()
    areas = SelectMultipleField("Areas", choices=options([(area.value, area.label) for area in Area]))
    link = Link("Address where it is taken")
    expires_on = Day("Last day on which it counts")
    pass_mark = Amount("Pass mark, in percent", least=1, most=100, required="Write the pass mark.", default=75)
    questions_per_try = Amount("Questions in a try", least=1, most=200)
    credit = _credit("Designated credit, at most")
    credit_statement = Text("The provider’s designation statement", most=1000)

    def fields(self) -> dict[str, Any]:
        """What was typed, by the names of the columns."""
        typed = {name: self[name].data for name in PLAIN}
        return typed | {"format": Format(self.format.data), "credit_quarters": quarters(self.credit.data)}

    @classmethod
    def of(cls, activity: Activity) -> "ActivityForm":
        """The form as the activity stands."""
        return cls(obj=activity, credit=activity.credit)


class PageForm(EditForm):
    """One page."""

    title = OneLine("Title of the page", most=160, required="Give the page a title.")
    text = Text("Text", most=LONGEST_PAGE, required="Write the page.")

    @classmethod
    def of(cls, page: ActivityPage | None) -> "PageForm":
        """The form as the page stands."""
        return cls(obj=page)


class QuestionForm(EditForm):
    """One question: its choices one on each line, the right ones begun with a star."""

    text = Text("Question", most=1000, required="Write the question.")
    choices = Text("Choices", most=4000, required="Write the choices, one on each line.")
    explanation = Text("Explanation", most=2000)

    def fields(self) -> dict[str, Any]:
        """What was typed, understood."""
        lines = [line.strip() for line in self.choices.data.splitlines() if line.strip().strip("*").strip()]
        return {
            "text": self.text.data,
            "explanation": self.explanation.data,
            "choices": [line.lstrip("*").strip() for line in lines],
            "right": [number for number, line in enumerate(lines) if line.startswith("*")],
        }

    @classmethod
    def of(cls, question: QuizQuestion | None) -> "QuestionForm":
        """The form as the question stands."""
        if question is None:
            return cls()
        lines = [f"* {text}" if number in question.right else text for number, text in enumerate(question.choices)]
        return cls(text=question.text, choices="\n".join(lines), explanation=question.explanation)


class AssignmentForm(Form):
    """Which class year, by when."""

    class_year = OneOfSchool("Class year", names=lambda: school_settings.class_years)
    due_on = Day("Due by", required="Choose a day.")


class ClaimForm(Form):
    """A physician's claim."""

    credit = _credit("Credits I claim", Decimal(0), "Write how many credits match your participation.")
    is_physician = BooleanField("I am a physician (MD, DO or equivalent degree)")


class SendBackForm(ReadVersionForm):
    """What is missing of an activity that was logged."""

    note = Text(most=1000)


class PagePreviewForm(Form):
    """The text of a page, to be looked at before it is saved."""

    text = Text(most=LONGEST_PAGE)


class QuizForm(Form):
    """The answers of an attempt, a field for each question, put on by `quiz_form`."""

    attempt = Id()
    save = BooleanField()

    def answers(self, attempt: Attempt) -> dict[str, list[int]]:
        """Question number → the ticked choices; what is not one of its choices is passed over."""
        answers = {}
        for question in attempt.questions:
            places = {str(place): place for place in range(len(question.choices))}
            ticked = self[f"question-{question.id}"].data or ()
            answers[str(question.id)] = sorted({places[text] for text in ticked if text in places})
        return answers


def quiz_form(attempt: Attempt) -> QuizForm:
    """The form of an attempt, with a field for each of its questions."""
    fields = {f"question-{question.id}": SelectMultipleField(validate_choice=False) for question in attempt.questions}
    form: QuizForm = type("QuizFormOfAttempt", (QuizForm,), fields)()
    return form


class OutsideForm(EditForm):
    """Something learned elsewhere."""

    title = OneLine("What you took", most=200, required="Write what it is called.")
    provider = OneLine("Who offered it", most=160, required="Write who offered it.")
    format = _format()
    minutes = _minutes("Minutes it took")
    completed_on = Day("Day you finished it", required="Choose the day.")
    competencies = _competencies()
    supervisor = EmailAddress("Address of the supervisor who can confirm it")
    proof = Upload(f"Proof as PDF, up to {MEGABYTES} MB")
    proof_out = BooleanField("Take out the proof that was handed in")

    def fields(self) -> dict[str, Any]:
        """What was typed, by the names of the columns."""
        typed = {name: self[name].data for name in ("title", "provider", "minutes", "completed_on", "competencies")}
        return typed | {"format": Format(self.format.data)}

    @classmethod
    def about(cls, activity: Activity) -> "OutsideForm":
        """The form with what the catalogue says of it."""
        return cls(
            data={name: getattr(activity, name) for name in ("title", "provider", "format", "minutes", "competencies")}
        )

    @classmethod
    def of(cls, outside: OutsideActivity) -> "OutsideForm":
        """The form as it was logged."""
        names = ("title", "provider", "format", "minutes", "completed_on", "competencies")
        logged = {name: getattr(outside, name) for name in names}
        return cls(data=logged | {"supervisor": outside.supervisor.email if outside.supervisor else ""})
