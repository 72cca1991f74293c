"""What a mentor says of themself, and with whom somebody is never to be matched."""

from typing import Any

from wtforms import (
    BooleanField,
)

from board.mentorship.choices import (
    BACKGROUNDS,
    CHANNELS,
    FREQUENCIES,
    LANGUAGES,
    OFFERS,
    STYLES,
    MentorKind,
)
from board.mentorship.forms.dependencies import NAMES, chosen, one_of, several, week
from board.mentorship.models import Enrolment
from board.mentorship.rules import RULES
from board.vocabulary.words import Area, Competency
from board.web.editing import EditForm
from board.web.forms import Amount, Day, Form, OneLine, OneOf, Text, options


class MentorProfileForm(EditForm):
    """A mentor's profile."""

    kind = OneOf("I am", required="Choose what you are here.")
    offers = several("I can help with", list(OFFERS.items()))
    areas = several("Areas I know", [(area.value, area.label) for area in Area])
    competencies = several(
        "Competencies I can help to build", [(competency.value, competency.label) for competency in Competency]
    )
    specialties = several("Specialties", NAMES)
    about = Text("About me, for those who look for a mentor", most=1500)
    languages = several("Languages I can mentor in", list(LANGUAGES.items()))
    channels = several("I meet", list(CHANNELS.items()))
    frequency = one_of("How often", FREQUENCIES)
    style = one_of("How I like to work", STYLES)
    times = week("When I am usually free")
    capacity = Amount(
        "Mentees I can take",
        most=RULES.most_places_by_coordinator,
        required="Write a whole number.",
        default=lambda: RULES.places,
    )
    until = Day("I take new mentees until")
    pair_by_background = BooleanField("Let what I tick here count for students who ask for the same")
    backgrounds = several("My background", list(BACKGROUNDS.items()))

    @classmethod
    def of(cls, enrolment: Enrolment | None, kinds: list[MentorKind], **more: Any) -> "MentorProfileForm":
        """The form with what was said before; what the request brings goes before it."""
        form = cls(obj=enrolment, **more)
        form.kind.choices = options([(kind.value, kind.label) for kind in kinds])
        if form.kind.data is None:
            form.kind.data = kinds[0].value
        return form

    def fields(self) -> dict[str, Any]:
        """What the action takes."""
        data = {name: value for name, value in self.data.items() if name != "csrf_token"}
        data["kind"] = MentorKind(data["kind"])
        return data | chosen(data)


class ExcludeForm(Form):
    """The name of somebody never to be matched with."""

    person = OneLine(most=254)
