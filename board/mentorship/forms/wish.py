"""What a student looks for."""

from typing import Any

from wtforms import (
    BooleanField,
)

from board.mentorship.choices import (
    BACKGROUNDS,
    CHANNELS,
    FREQUENCIES,
    LANGUAGES,
    STYLES,
    TOPICS,
    MentorKind,
)
from board.mentorship.forms.dependencies import NAMES, chosen, one_of, several, week
from board.mentorship.models import Wishes
from board.web.editing import EditForm
from board.web.forms import Text


class WishesForm(EditForm):
    """What a student looks for."""

    goals = Text("What I want to reach", most=1500)
    topics = several("What I want to talk about", list(TOPICS.items()))
    stages = several(
        "Career stage my mentor should be in", [(mentor_kind.value, mentor_kind.label) for mentor_kind in MentorKind]
    )
    specialties = several("Specialties I think of", NAMES)
    languages = several("Languages I can be mentored in", list(LANGUAGES.items()))
    channels = several("I can meet", list(CHANNELS.items()))
    frequency = one_of("How often", FREQUENCIES)
    style = one_of("How I like to work", STYLES)
    times = week("When I am usually free")
    looking = BooleanField("I look for a mentor now")
    pair_by_background = BooleanField("Let what I tick here count for mentors who ask for the same")
    backgrounds = several("My background", list(BACKGROUNDS.items()))

    @classmethod
    def of(cls, wishes: Wishes | None, **more: Any) -> "WishesForm":
        """The form with what was said before; who says it for the first time looks for a mentor."""
        form = cls(obj=wishes, **more)
        if not form.is_submitted():
            form.looking.data = wishes is None or wishes.looking_since is not None
        return form

    def fields(self) -> dict[str, Any]:
        """What the action takes, but for whether they look."""
        data = {name: value for name, value in self.data.items() if name not in ("csrf_token", "looking")}
        return data | chosen(data)
