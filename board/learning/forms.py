"""The shape of what people type about activities."""

from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    FileField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    URLField,
)
from wtforms.validators import URL, InputRequired, Length, NumberRange, Optional, ValidationError

from board.accounts.forms import CLASS_YEARS
from board.catalogue.words import Area, Competency
from board.learning.models import Activity, ActivityPage, Format, OutsideActivity, QuizQuestion
from board.web.email_address import EmailAddress
from board.web.forms import Form, options, said


def _strip(text: str | None) -> str:
    return (text or "").replace("\x00", "").strip()


def _line(label: str, most: int, *more: object) -> StringField:
    return StringField(label, [*more, Length(max=most, message=f"Use at most {most} characters.")], filters=[_strip])


def _text(label: str, most: int, *more: object) -> TextAreaField:
    within = Length(max=most, message=f"Use at most {most:,} characters.")
    return TextAreaField(label, [*more, within], filters=[_strip])


def _minutes(label: str) -> IntegerField:
    many = NumberRange(1, 60 * 400, "Write a number from 1 to 24,000.")
    return IntegerField(label, [InputRequired("Write how many minutes it takes."), many])


def _competencies() -> SelectMultipleField:
    return SelectMultipleField(
        "Competencies it builds", choices=options([(one.value, one.label) for one in Competency])
    )


def _format() -> SelectField:
    return SelectField("Format", choices=options([(one.value, one.label) for one in Format]))


def quarters(amount: Any) -> int | None:
    """A number of credits in quarters; None for none. Raises `ValidationError` when it is not a step of 0.25."""
    if amount is None:
        return None
    if not amount.is_finite() or amount.adjusted() > 3:
        raise ValidationError("Write a number of credits, such as 0.5.")
    if amount * 4 != int(amount * 4):
        raise ValidationError("Use steps of 0.25.")
    return int(amount * 4)


PLAIN = (
    *("title", "provider", "summary", "description", "minutes", "competencies", "areas", "link", "expires_on"),
    *("pass_mark", "credit_statement"),
)


class ActivityForm(Form):
    """The facts of an activity."""

    title = _line("Title", 200, InputRequired("Give it a title."))
    provider = _line("Provider", 160)
    summary = _line("Summary", 240)
    description = _text("What it is about", 10_000)
    format = _format()
    minutes = _minutes("Minutes it takes")
    competencies = _competencies()
    areas = SelectMultipleField("Areas", choices=options([(one.value, one.label) for one in Area]))
    link = URLField(
        "Address where it is taken",
        [Optional(), Length(max=500), URL(message="Write a full address that begins with https://.")],
        filters=[_strip],
    )
    expires_on = DateField("Last day on which it counts", [Optional()])
    pass_mark = IntegerField(
        "Pass mark, in percent",
        [InputRequired("Write the pass mark."), NumberRange(1, 100, "Write a number from 1 to 100.")],
        default=75,
    )
    credit = DecimalField(
        "Designated credit, at most", [Optional(), NumberRange(0.25, 100, "Write a number from 0.25 to 100.")]
    )
    credit_statement = _text("The provider’s designation statement", 1000)

    def validate_credit(self, field: DecimalField) -> None:
        """Credit comes in quarters."""
        quarters(field.data)

    def fields(self) -> dict[str, Any]:
        """What was typed, by the names of the columns."""
        typed = {name: self[name].data for name in PLAIN}
        return typed | {"format": Format(self.format.data), "credit_quarters": quarters(self.credit.data)}

    @classmethod
    def of(cls, activity: Activity) -> "ActivityForm":
        """The form as the activity stands."""
        return cls(obj=activity, credit=activity.credit)


class PageForm(Form):
    """One page."""

    title = _line("Title of the page", 160, InputRequired("Give the page a title."))
    text = _text("Text", 20_000, InputRequired("Write the page."))

    @classmethod
    def of(cls, page: ActivityPage | None) -> "PageForm":
        """The form as the page stands."""
        return cls(obj=page)


class QuestionForm(Form):
    """One question: its choices one on each line, the right ones begun with a star."""

    text = _text("Question", 1000, InputRequired("Write the question."))
    choices = _text("Choices", 4000, InputRequired("Write the choices, one on each line."))
    explanation = _text("Explanation", 2000)

    def fields(self) -> dict[str, Any]:
        """What was typed, understood."""
        lines = [line.strip() for line in said(self.choices).splitlines() if line.strip().strip("*").strip()]
        return {
            "text": said(self.text),
            "explanation": said(self.explanation),
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

    class_year = SelectField("Class year", choices=options([(year, year) for year in CLASS_YEARS]))
    due_on = DateField("Due by", [InputRequired("Choose a day.")])


class ClaimForm(Form):
    """A physician's claim."""

    credit = DecimalField("Credits I claim", [InputRequired("Write how many credits match your participation.")])
    is_physician = BooleanField("I am a physician (MD, DO or equivalent degree)")

    def validate_credit(self, field: DecimalField) -> None:
        """Credit comes in quarters."""
        quarters(field.data)


class OutsideForm(Form):
    """Something learned elsewhere."""

    title = _line("What you took", 200, InputRequired("Write what it is called."))
    provider = _line("Who offered it", 160, InputRequired("Write who offered it."))
    format = _format()
    minutes = _minutes("Minutes it took")
    completed_on = DateField("Day you finished it", [InputRequired("Choose the day.")])
    competencies = _competencies()
    supervisor = EmailAddress("Address of the supervisor who can confirm it")
    proof = FileField("Proof as PDF, up to 5 MB")

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
