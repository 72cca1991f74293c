"""The shape of a posting."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    URLField,
)
from wtforms.validators import URL, InputRequired, Length, NumberRange, Optional, ValidationError

from board.catalogue.words import Aim, Area, Competency, Kind
from board.opportunities.labels import PAY, PLACES
from board.opportunities.models import Opportunity, Pay, PlaceMode
from board.web.forms import Form

CLASS_YEARS = ("M1", "M2", "M3", "M4")
WHOLE = "Write a whole number."


def _strip(text: str | None) -> str:
    return (text or "").replace("\x00", "").strip()


def _number(label: str, least: int, most: int) -> IntegerField:
    return IntegerField(label, [Optional(), _within(least, most)])


def _within(least: int, most: int) -> NumberRange:
    return NumberRange(least, most, f"Write a number from {least} to {most:,}.")


def _text(label: str, most: int, *more: object) -> StringField:
    within = Length(max=most, message=f"Use at most {most} characters.")
    return StringField(label, [*more, within], filters=[_strip])


class OpportunityForm(Form):
    """Everything a posting holds, in the order in which a reader wants to know it."""

    title = _text("Title", 120, InputRequired("Give it a title."))
    kind = SelectField("Kind", choices=[(one.value, one.label) for one in Kind])
    host = _text("Host: the body that offers it", 120)
    summary = _text("Summary", 240)
    description = TextAreaField(
        "Description", [Length(max=20_000, message="Use at most 20,000 characters.")], filters=[_strip]
    )
    areas = SelectMultipleField("Areas", choices=[(one.value, one.label) for one in Area])
    competencies = SelectMultipleField("Competencies it builds", choices=[(one.value, one.label) for one in Competency])
    aims = SelectMultipleField("Aims it serves", choices=[(one.value, one.label) for one in Aim])
    tags = _text("Tags", 200)

    place = _text("Place", 120)
    place_mode = SelectField("Where", choices=[(one.value, PLACES[one]) for one in PlaceMode])
    hours_from = _number("Hours a week, from", 0, 60)
    hours_to = _number("to", 0, 60)
    days_away = _number("Days away from class", 0, 365)
    term_starts = DateField("Term starts", [Optional()])
    term_ends = DateField("Term ends", [Optional()])
    seats = IntegerField(
        "Seats", [InputRequired(WHOLE), NumberRange(1, 500, "Write a number from 1 to 500.")], default=1
    )
    alternates = IntegerField(
        "Alternates", [Optional(), NumberRange(0, 100, "Write a number from 0 to 100.")], default=0
    )
    pay = SelectField("Pay", choices=[(one.value, PAY[one]) for one in Pay])
    pay_amount = _number("Stipend in dollars", 1, 1_000_000)

    class_years = SelectMultipleField("Class years", choices=[(year, year) for year in CLASS_YEARS])
    good_standing = BooleanField("Good academic standing is required")
    approval_needed = BooleanField("The dean's office must approve")
    membership = _text("Membership required", 120)
    eligibility_note = _text("Anything else about eligibility", 400)

    opens = DateField("Opens on", [Optional()])
    closes = DateField("Closes at the end of", [Optional()])
    answer_by = DateField("Everyone has an answer by", [Optional()])
    supervisor = _text("Supervisor", 120)
    contact = _text("Contact", 254)
    link = URLField(
        "Link outside",
        [Optional(), Length(max=500), URL(message="Write a full address that begins with https://.")],
        filters=[_strip],
    )

    def validate_hours_to(self, field: IntegerField) -> None:
        """Hours go up."""
        if field.data is not None and self.hours_from.data is not None and field.data < self.hours_from.data:
            raise ValidationError("The second number is smaller than the first.")

    def validate_term_ends(self, field: DateField) -> None:
        """Terms end after they start."""
        if field.data and self.term_starts.data and field.data < self.term_starts.data:
            raise ValidationError("The term ends before it starts.")

    def validate_closes(self, field: DateField) -> None:
        """Postings close after they open."""
        if field.data and self.opens.data and field.data < self.opens.data:
            raise ValidationError("It would close before it opens.")

    def validate_pay_amount(self, field: IntegerField) -> None:
        """Only a stipend has an amount."""
        if field.data and self.pay.data != Pay.STIPEND:
            raise ValidationError("Only a stipend has an amount. Choose Stipend above, or leave this empty.")

    def fields(self, zone: ZoneInfo) -> dict[str, object]:
        """What the action takes: enums, instants, lists."""
        data = {name: value for name, value in self.data.items() if name != "csrf_token"}
        opens, closes = data.pop("opens"), data.pop("closes")
        data["kind"], data["pay"] = Kind(data["kind"]), Pay(data["pay"])
        data["place_mode"] = PlaceMode(data["place_mode"])
        data["tags"] = [tag.strip() for tag in data["tags"].split(",") if tag.strip()][:12]
        data["alternates"] = data["alternates"] or 0
        data["opens_at"] = _begin(opens, zone) if opens else None
        data["closes_at"] = _begin(closes + timedelta(days=1), zone) if closes else None
        return data

    @classmethod
    def of(cls, opportunity: Opportunity, zone: ZoneInfo, **more: Any) -> "OpportunityForm":
        """The form with what a posting holds; what the request brings goes before it."""
        columns = (column.key for column in Opportunity.__mapper__.column_attrs)
        held: dict[str, Any] = {name: getattr(opportunity, name) for name in columns}
        opens_at, closes_at = opportunity.opens_at, opportunity.closes_at
        held["tags"] = ", ".join(opportunity.tags)
        held["opens"] = opens_at.astimezone(zone).date() if opens_at else None
        held["closes"] = (closes_at - timedelta(seconds=1)).astimezone(zone).date() if closes_at else None
        return cls(data=held, **more)


def _begin(day: date, zone: ZoneInfo) -> datetime:
    """The first instant of a day in the school's zone: a deadline is over when the next day begins there."""
    return datetime.combine(day, time(), zone).astimezone(UTC)
