"""The shape of a round."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import BooleanField, SelectField

from board.kernel.dates import end_of, last_date
from board.match_rounds.models import MatchRound
from board.mentorship.choices import MentorKind
from board.web.editing import EditForm
from board.web.forms import Amount, Day, OneLine, Text, options

DAY = "Write the day as year-month-day, like 2027-03-09."
NOON = time(12)


class RoundForm(EditForm):
    """What a coordinator decides about a round."""

    title = OneLine("Title", most=120, required="Give it a title.")
    kind = SelectField(
        "Mentors who take part",
        choices=options([(mentor_kind.value, f"{mentor_kind.label} mentors") for mentor_kind in MentorKind]),
    )
    words = Text("What people should know", most=2000)
    joins_until = Day("People join until", required=DAY)
    ranks_until = Day("Lists are made until", required=DAY)
    publishes_on = Day("Results come on", required=DAY)
    trial_talks = BooleanField("Three trial talks for each student before lists are made")
    left_over_first = BooleanField("Who went without last time comes first among equals", default=True)
    background_weight = Amount(
        "Weight of a shared background, where both sides asked for it",
        most=20,
        required="Write a number from 0 to 20.",
        default=0,
    )

    @classmethod
    def of(cls, match_round: MatchRound, zone: ZoneInfo) -> "RoundForm":
        """Filled with what stands."""
        days = {
            name: last_date(getattr(match_round, name), zone) for name in ("joins_until", "ranks_until", "publishes_on")
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

    def _follows(self, earlier: Day, later: Day) -> bool:
        if earlier.data is None or later.data is None or earlier.data < later.data:
            return True
        later.errors = [*later.errors, "This day must come after the one before it."]
        return False

    def fields(self, zone: ZoneInfo) -> dict[str, Any]:
        """As the action takes it; a day counts to its end, results come at noon."""
        return {
            "title": self.title.data,
            "kind": MentorKind(self.kind.data),
            "words": self.words.data,
            "joins_until": end_of(_chosen(self.joins_until), zone),
            "ranks_until": end_of(_chosen(self.ranks_until), zone),
            "publishes_on": datetime.combine(_chosen(self.publishes_on), NOON, zone),
            "trial_talks": self.trial_talks.data,
            "left_over_first": self.left_over_first.data,
            "background_weight": self.background_weight.data,
        }


def _chosen(field: Day) -> date:
    if field.data is None:
        raise ValueError("a validated form has every day")
    return field.data
