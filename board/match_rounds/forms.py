"""The shape of a round, and of what people choose in it."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import BooleanField, SelectField, ValidationError

from board.kernel.dates import end_of, last_date
from board.kernel.errors import Invalid
from board.match_rounds.actions.run import FixedPair
from board.match_rounds.labels import TIERS
from board.match_rounds.models import MatchRound
from board.match_rounds.pairwise import PairQuestion
from board.mentorship.choices import OFFERS, MentorKind
from board.web.addresses import number
from board.web.editing import EditForm
from board.web.forms import Amount, Day, Form, Id, OneLine, OnePerRow, Text, options

DAY = "Write the day as year-month-day, like 2027-03-09."
NOON = time(12)
LONGEST_CHOICE, LONGEST_REASON = 80, 400


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
    trial_talks = BooleanField("Three intro meetings for each student before lists are made")
    left_over_first = BooleanField("Who was unmatched last time comes first among equals", default=True)
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


class RankingForm(Form):
    """A list: the place of each choice on it, and the button that was pressed."""

    place = OnePerRow("place-")
    up = OneLine(most=LONGEST_CHOICE)
    down = OneLine(most=LONGEST_CHOICE)
    add = OneLine(most=LONGEST_CHOICE)
    remove = OneLine(most=LONGEST_CHOICE)
    compare = OneLine(most=LONGEST_CHOICE)
    above = OneLine(most=LONGEST_CHOICE)
    this = OneLine(most=LONGEST_CHOICE)
    answer = OneLine(most=LONGEST_CHOICE)
    save = BooleanField()

    _is_answered = False

    def choices(self, before: list[str]) -> list[str]:
        """The list that was `before`, after the numbers that were typed and the button that was pressed."""
        return self._pressed(self._numbered([choice for choice in before if choice in self.place.data]))

    def _numbered(self, shown: list[str]) -> list[str]:
        """By the numbers: whose number was changed goes to that place, the others make room in the order they had.

        Whose number was cleared comes off the list.
        """
        if any(typed and number(typed) is None for typed in self.place.data.values()):
            raise Invalid("choices", "Write whole numbers: 1 for the mentor you want most.")
        rows = self.place.data.items()
        places = {choice: place for choice, typed in rows if (place := number(typed)) is not None}
        before = {choice: place for place, choice in enumerate(shown, start=1)}
        choices = sorted((choice for choice in places if places[choice] == before.get(choice)), key=before.__getitem__)
        changed = [choice for choice in places if places[choice] != before.get(choice)]
        for choice in sorted(changed, key=places.__getitem__):
            choices.insert(max(places[choice] - 1, 0), choice)
        return choices

    def _pressed(self, choices: list[str]) -> list[str]:
        """After the button: one up, one down, off the list, on its end, or before the one it was compared with."""
        for chosen, step in ((self.up.data, -1), (self.down.data, 1)):
            if chosen in choices:
                place = choices.index(chosen)
                other = min(max(place + step, 0), len(choices) - 1)
                choices[place], choices[other] = choices[other], choices[place]
        if self.add.data:
            choices = [*choices, self.add.data]
        self._is_answered = self._answers(choices)
        if self._is_answered:
            choices = self.question().answered(choices, is_more=self.answer.data == "yes")
        return [choice for choice in choices if choice != self.remove.data]

    def _answers(self, choices: list[str]) -> bool:
        is_answer = self.answer.data in ("yes", "no")
        return is_answer and self.question().is_about(self.above.data or "", self.this.data or "", choices)

    def question(self) -> PairQuestion:
        """What the page asked."""
        return PairQuestion.read(self.compare.data)

    def next_question(self) -> PairQuestion:
        """What is asked once `choices` has taken the answer: the same again, where it was none."""
        return self.question().following(is_more=self.answer.data == "yes") if self._is_answered else self.question()


class TiersForm(Form):
    """The tier of each applicant."""

    tier = OnePerRow("tier-")
    show = OneLine(most=LONGEST_CHOICE)

    def in_tier(self, tier: str) -> list[int]:
        """The students who are put into it."""
        return [user_id for user_id, chosen in self.tier.numbers().items() if chosen == tier]

    def validate_tier(self, field: OnePerRow) -> None:
        """One that there is not would count as “fine”."""
        if unknown := [row for row, chosen in field.data.items() if chosen not in TIERS]:
            field.refused_name = f"{field.prefix}{unknown[0]}"
            raise ValidationError("Choose one of the tiers.")


class TrialMeetingsForm(Form):
    """How each trial meeting went."""

    talk = OnePerRow("talk-")


class PlacesForm(Form):
    """How many students a mentor takes, or that the mentor sits the round out."""

    places = OneLine(most=10)
    sits_out = BooleanField()

    def amount(self) -> int:
        """The number that was typed; 0 for none, which the action refuses."""
        return number(self.places.data) or 0


class OffersForm(Form):
    """How many students a faculty mentor takes for each kind of offer."""

    offer = OnePerRow("offer-")

    def amounts(self) -> dict[str, int]:
        """Kind of offer → the number that was typed."""
        return {key: number(self.offer.data.get(key)) or 0 for key in OFFERS}


class CancelForm(Form):
    """Why a round is called off."""

    reason = Text(most=LONGEST_REASON)


class PinForm(Form):
    """A pair that is fixed, and why."""

    mentee = Id()
    choice = OneLine(most=LONGEST_CHOICE)
    reason = Text(most=LONGEST_REASON)

    def pair(self) -> FixedPair:
        """As the action takes it."""
        return FixedPair(self.mentee.data or 0, self.choice.data, self.reason.data)
