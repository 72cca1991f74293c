"""The shape of a round."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import BooleanField, DateField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from board.mentorship.words import MentorKind
from board.rounds.models import MatchRound
from board.web.forms import Form, options

DAY = "Write the day as year-month-day, like 2027-03-09."
LAST_MINUTE, NOON = time(23, 59), time(12)


def _strip(text: str | None) -> str:
    return (text or "").replace("\x00", "").strip()


class RoundForm(Form):
    """What a coordinator decides about a round."""

    title = StringField(
        "Title",
        [InputRequired("Give it a title."), Length(max=120, message="At most 120 characters.")],
        filters=[_strip],
    )
    kind = SelectField(
        "Mentors who take part", choices=options([(one.value, f"{one.label} mentors") for one in MentorKind])
    )
    words = TextAreaField(
        "What people should know", [Length(max=2000, message="At most 2,000 characters.")], filters=[_strip]
    )
    joins_until = DateField("People join until", [InputRequired(DAY)])
    ranks_until = DateField("Lists are made until", [InputRequired(DAY)])
    publishes_on = DateField("Results come on", [InputRequired(DAY)])
    trial_talks = BooleanField("Three trial talks for each student before lists are made")
    left_over_first = BooleanField("Who went without last time comes first among equals", default=True)
    background_weight = IntegerField(
        "Weight of a shared background, where both sides asked for it",
        [InputRequired("Write a number from 0 to 20."), NumberRange(0, 20, "Write a number from 0 to 20.")],
        default=0,
    )

    @classmethod
    def of(cls, match_round: MatchRound, zone: ZoneInfo) -> "RoundForm":
        """Filled with what stands."""
        days = {
            name: getattr(match_round, name).astimezone(zone).date()
            for name in ("joins_until", "ranks_until", "publishes_on")
        }
        form = cls(obj=match_round, data=days | {"kind": match_round.kind.value})
        if not form.is_submitted():
            for name, day in days.items():
                form[name].data = day
        return form

    def validate(self, extra_validators: Any = None) -> bool:
        """The dates follow each other."""
        if not super().validate(extra_validators):
            return False
        return self._follows(self.joins_until, self.ranks_until) and self._follows(self.ranks_until, self.publishes_on)

    def _follows(self, earlier: DateField, later: DateField) -> bool:
        if earlier.data is None or later.data is None or earlier.data < later.data:
            return True
        later.errors = [*later.errors, "This day must come after the one before it."]
        return False

    def fields(self, zone: ZoneInfo) -> dict[str, Any]:
        """As the action takes it; a day ends at its last minute, results come at noon."""
        return {
            "title": self.title.data,
            "kind": MentorKind(self.kind.data),
            "words": self.words.data,
            "joins_until": _at(self.joins_until.data, LAST_MINUTE, zone),
            "ranks_until": _at(self.ranks_until.data, LAST_MINUTE, zone),
            "publishes_on": _at(self.publishes_on.data, NOON, zone),
            "trial_talks": self.trial_talks.data,
            "left_over_first": self.left_over_first.data,
            "background_weight": self.background_weight.data,
        }


def _at(day: date | None, hour: time, zone: ZoneInfo) -> datetime:
    if day is None:
        raise ValueError("a validated form has every day")
    return datetime.combine(day, hour, zone)
