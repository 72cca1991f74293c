"""The shape of a posting."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import (
    BooleanField,
    SelectField,
    SelectMultipleField,
    TimeField,
)
from wtforms.validators import Optional, ValidationError
from wtforms.widgets import HiddenInput

from board.kernel.email_address import BadAddress, mentioned
from board.opportunities.actions.requirement import Requirements
from board.opportunities.forms.requirement import paper_rows, question_rows
from board.opportunities.labels import NOT_STATED, PAY, PLACES
from board.opportunities.models import ListedPosting, Opportunity, Pay, PlaceMode, PostingState
from board.opportunities.posting_checks import AMOUNT_MISSING
from board.school import settings as school_settings
from board.vocabulary.words import Aim, Area, Competency, Kind
from board.web.editing import EditForm
from board.web.filters import ZONES
from board.web.forms import Amount, CommaList, Day, Form, Link, OneLine, Text, comma_separated, options
from board.web.school_fields import SomeOfSchool, SomeOrWritten

LONGEST_DESCRIPTION = 20_000
NOT_COLUMNS = ("csrf_token", "papers", "questions", "asks", "opens", "closes", "closes_time", "is_rolling")

LISTED = [
    "title",
    "summary",
    "kind",
    "host",
    "competencies",
    "place",
    "place_mode",
    "hours_from",
    "hours_to",
    "seats",
    "alternates",
    "pay",
    "pay_amount",
    "closes",
    "closes_time",
    "is_rolling",
    "time_zone",
]
"""The fields that the card of a list shows."""


def _day(label: str) -> Day:
    return Day(label, earliest=date(2000, 1, 1), latest=date(2099, 12, 31))


class PostingButtonsForm(Form):
    """The button that was pressed: one that changes the rows, or what happens to the posting once it is saved."""

    press = OneLine(most=80)
    then = OneLine(most=20)


class DescriptionForm(Form):
    """A description, to be looked at before it is saved."""

    description = Text(most=LONGEST_DESCRIPTION)


class CancelPostingForm(Form):
    """Why a posting is called off."""

    reason = Text(most=1000)


class CloneForm(Form):
    """The cycle that a copy is for."""

    cycle = OneLine(most=40)


class OpportunityForm(EditForm):
    """Everything a posting holds, in the order in which a reader wants to know it."""

    saves_itself = False
    """It was sent by the page and not by a button."""

    title = OneLine("Title", most=120, required="Give it a title.")
    kind = SelectField(
        "Kind", choices=options([("", "Choose a kind"), *((kind.value, kind.label) for kind in Kind)]), default=""
    )
    host = OneLine("Host: the body that offers it", most=120)
    summary = OneLine("Summary", most=240)
    description = Text("Description", most=LONGEST_DESCRIPTION)
    areas = SelectMultipleField("Areas", choices=options([(area.value, area.label) for area in Area]))
    competencies = SelectMultipleField(
        "Competencies it builds", choices=options([(competency.value, competency.label) for competency in Competency])
    )
    aims = SelectMultipleField("Aims it serves", choices=options([(aim.value, aim.label) for aim in Aim]))
    tags = CommaList("Tags", most=200)

    place = OneLine("Location", most=120)
    place_mode = SelectField(
        "Where", choices=options([("", NOT_STATED), *((mode.value, PLACES[mode]) for mode in PlaceMode)]), default=""
    )
    hours_from = Amount("Hours a week, from", most=60)
    hours_to = Amount("Hours a week, to", most=60)
    days_away = Amount("Days away from class", most=365)
    term_starts = _day("Term starts")
    term_ends = _day("Term ends")
    seats = Amount("Openings", least=1, most=500)
    alternates = Amount("Alternates", most=100, default=0)
    pay = SelectField("Pay", choices=options([("", NOT_STATED), *((pay.value, PAY[pay]) for pay in Pay)]), default="")
    pay_amount = Amount("Stipend in dollars", least=1, most=1_000_000)

    class_years = SomeOfSchool("Class years", names=lambda: school_settings.class_years)
    programmes = SomeOrWritten("Programs", names=lambda: school_settings.programmes, most=200)
    good_standing = BooleanField("Good academic standing is required")
    approval_needed = BooleanField("The dean's office must approve")
    membership = OneLine("Membership required", most=120)
    eligibility_note = OneLine("Anything else about eligibility", most=400)

    asks = OneLine(most=1, widget=HiddenInput())
    """Says that the form showed its rows: whoever posts without them leaves the rows alone."""
    papers = paper_rows()
    questions = question_rows()

    opens = _day("Opens on")
    closes = _day("Closes on")
    closes_time = TimeField("at", [Optional()])
    is_rolling = BooleanField("Rolling: no deadline")
    time_zone = SelectField("Time zone of the deadline", choices=options(ZONES.items()), default="")
    answer_by = _day("Decision by")
    supervisor = OneLine("Supervisor", most=120)
    contact = OneLine("Contact", most=254)
    link = Link("Link outside")
    source = OneLine("Where it was found", most=500)
    last_checked = _day("Last checked on")

    def validate_kind(self, field: SelectField) -> None:
        """Nobody is given a kind that they did not choose."""
        if not field.data:
            raise ValidationError("Choose a kind.")

    def validate_hours_to(self, field: Amount) -> None:
        """Hours go up."""
        if field.data is not None and self.hours_from.data is not None and field.data < self.hours_from.data:
            raise ValidationError("The second number is smaller than the first.")

    def validate_term_ends(self, field: Day) -> None:
        """Terms end after they start."""
        if field.data and self.term_starts.data and field.data < self.term_starts.data:
            raise ValidationError("The term ends before it starts.")

    def validate_closes(self, field: Day) -> None:
        """Postings close after they open."""
        if field.data and self.opens.data and field.data < self.opens.data:
            raise ValidationError("It would close before it opens.")

    def validate_closes_time(self, field: TimeField) -> None:
        """An hour belongs to a day, and lies after the opening."""
        if field.data and not self.closes.data:
            raise ValidationError("Choose the day that this hour belongs to, or leave the hour empty.")
        if field.data == time() and self.closes.data and self.closes.data == self.opens.data:
            raise ValidationError("It would close at the moment it opens.")

    def validate_is_rolling(self, field: BooleanField) -> None:
        """A day is a deadline."""
        if field.data and self.closes.data:
            raise ValidationError("It closes on the day above. Remove that day, or untick this.")

    def validate_answer_by(self, field: Day) -> None:
        """Nobody is answered before the deadline."""
        if field.data and self.closes.data and field.data < self.closes.data:
            raise ValidationError("That is before the deadline.")

    def validate_contact(self, field: OneLine) -> None:
        """Whoever is to be written to can be written to."""
        try:
            mentioned(field.data)
        except BadAddress as reason:
            raise ValidationError(str(reason)) from reason

    def validate_pay_amount(self, field: Amount) -> None:
        """Only a stipend has an amount."""
        if field.data and self.pay.data != Pay.STIPEND:
            raise ValidationError("Only a stipend has an amount. Choose Stipend above, or leave this empty.")

    def validate(self, extra_validators: Any = None) -> bool:
        """A stipend says how much it is. A draft that saves itself while somebody writes may not have got there yet."""
        is_valid = bool(super().validate(extra_validators))
        lacks_amount = self.pay.data == Pay.STIPEND and not (self.pay_amount.data or self.pay_amount.errors)
        if lacks_amount and not self.saves_itself:
            self.pay_amount.errors = [AMOUNT_MISSING]
        return is_valid and not self.pay_amount.errors

    def press(self, button: str) -> bool:
        """Change the rows of papers or questions, if one of their buttons was pressed; `show` leaves them as typed."""
        return button == "show" or bool(self.papers.press(button) or self.questions.press(button))

    def fields(self, zone: ZoneInfo) -> dict[str, Any]:
        """What the action takes: enums, instants, lists."""
        data = {name: value for name, value in self.data.items() if name not in NOT_COLUMNS}
        data["kind"] = Kind(data["kind"])
        data["pay"] = Pay(data["pay"]) if data["pay"] else None
        data["place_mode"] = PlaceMode(data["place_mode"]) if data["place_mode"] else None
        data["tags"] = comma_separated(data["tags"])
        data["alternates"] = data["alternates"] or 0
        told_in = ZoneInfo(self.time_zone.data) if self.time_zone.data else zone
        opens, closes, at = self.opens.data, self.closes.data, self.closes_time.data
        data["opens_at"] = _instant(opens, time(), told_in) if opens else None
        data["closes_at"] = _closing(closes, at, told_in) if closes else None
        data["is_deadline_unstated"] = not closes and not self.is_rolling.data
        return data

    def as_listed(self, zone: ZoneInfo) -> ListedPosting:
        """What a list will show of it once it is open; what is refused is left out until it is put right."""
        taken = {name: None if self[name].errors else self[name].data for name in LISTED}
        kind, pay, mode = taken["kind"], taken["pay"], taken["place_mode"]
        told_in = taken["time_zone"] or ""
        day, at = taken["closes"], taken["closes_time"]
        return ListedPosting(
            id=0,
            state=PostingState.PUBLISHED,
            title=taken["title"] or "Title",
            summary=taken["summary"] or "",
            host=taken["host"] or "Host",
            kind=Kind(kind) if kind else next(iter(Kind)),
            competencies=taken["competencies"] or [],
            place=taken["place"] or "",
            place_mode=PlaceMode(mode) if mode else None,
            hours_from=taken["hours_from"],
            hours_to=taken["hours_to"],
            seats=taken["seats"],
            seats_taken=0,
            seats_offered=0,
            alternates=taken["alternates"] or 0,
            pay=Pay(pay) if pay else None,
            pay_amount=taken["pay_amount"],
            opens_at=None,
            closes_at=_closing(day, at, ZoneInfo(told_in) if told_in else zone) if day else None,
            is_deadline_unstated=not day and not taken["is_rolling"],
            time_zone=told_in,
        )

    def asked(self) -> Requirements | None:
        """The papers and questions as they are to be; None when the form did not show them."""
        if not self.asks.data:
            return None
        papers = [entry.form.data for entry in self.papers]
        questions = [entry.form.data | {"choices": entry.form.lines()} for entry in self.questions]
        return Requirements(papers, questions)

    @classmethod
    def of(cls, opportunity: Opportunity, zone: ZoneInfo, **more: Any) -> "OpportunityForm":
        """The form with what a posting holds; what the request brings goes before it."""
        columns = (column.key for column in Opportunity.__mapper__.column_attrs)
        taken: dict[str, Any] = {name: getattr(opportunity, name) for name in columns}
        told_in = ZoneInfo(opportunity.time_zone) if opportunity.time_zone else zone
        taken["pay"], taken["place_mode"] = opportunity.pay or "", opportunity.place_mode or ""
        taken["tags"] = ", ".join(opportunity.tags)
        if opportunity.opens_at:
            taken["opens"] = opportunity.opens_at.astimezone(told_in).date()
        taken["is_rolling"] = opportunity.closes_at is None and not opportunity.is_deadline_unstated
        if opportunity.closes_at:
            local = opportunity.closes_at.astimezone(told_in)
            whole_day = local.time() == time()
            taken["closes"] = local.date() - _DAY if whole_day else local.date()
            taken["closes_time"] = None if whole_day else local.time()
        taken["papers"] = [_row(paper, "id label kind limit_words required") for paper in opportunity.papers]
        taken["questions"] = [
            _row(question, "id text kind limit_words required") | {"choices": "\n".join(question.choices)}
            for question in opportunity.questions
        ]
        return cls(data=taken, **more)


_DAY = timedelta(days=1)


def _closing(day: date, at: time | None, zone: ZoneInfo) -> datetime:
    """The first instant at which it is too late: an hour of the day, or its end."""
    return _instant(day, at, zone) if at else _instant(day + _DAY, time(), zone)


def _row(thing: object, names: str) -> dict[str, Any]:
    return {name: getattr(thing, name) for name in names.split()}


def _instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, zone).astimezone(UTC)
