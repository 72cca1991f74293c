"""Small marks that stand on pages by the hundred: each is written once for a process, then only put in its place."""

from collections.abc import Callable, Iterable

from flask import Flask
from markupsafe import Markup

from board.web.static_files import static_url

OF_COMPETENCIES = {
    "professionalism": "shield-check",
    "self-management": "gauge",
    "team-management": "users-round",
    "influence-and-communication": "messages-square",
    "systems-based-practice": "network",
    "executing-toward-a-vision": "target",
}
MOST_WRITTEN = 2_000
"""Pieces that a process remembers for `written_once`: some two megabytes."""
_ICON = Markup('<svg class="c-icon" aria-hidden="true"><use href="{}#{}"/></svg>')
_COMPETENCY = Markup('<span class="c-competency" data-competency="{}">{} {}</span>')


class SmallMarks:
    """Those of one application."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.known: dict[object, Markup] = {}
        self.written: dict[tuple[object, ...], Markup] = {}

    def icon(self, name: str) -> Markup:
        """A picture of `static/icons.svg`."""
        mark = self.known.get(name)
        if mark is None or self.app.debug:
            mark = self.known[name] = _ICON.format(static_url("icons.svg"), name)
        return mark

    def competency(self, key: str, label: str) -> Markup:
        """A competency of the vocabulary, with its picture; its first word says its color."""
        mark = self.known.get((key, label))
        if mark is None or self.app.debug:
            picture = self.icon(OF_COMPETENCIES.get(key, "badge-check"))
            mark = self.known[key, label] = _COMPETENCY.format(key.partition("-")[0], picture, label)
        return mark

    def competencies(self, named: Iterable[tuple[str, str]]) -> Markup:
        """Several of them, each with its key and its words."""
        return Markup("").join([self.competency(key, label) for key, label in named])

    def written_once(self, macro: Callable[..., Markup], *given: object) -> Markup:
        """What a macro of an imported file writes for this. Nothing that is a person's may be given to it."""
        piece = self.written.get((macro, *given))
        if piece is None or self.app.debug:
            if len(self.written) >= MOST_WRITTEN:
                self.written.clear()
            piece = self.written[macro, *given] = macro(*given)
        return piece


def install(app: Flask) -> None:
    """Give them to the templates."""
    marks = SmallMarks(app)
    app.jinja_env.globals["icon"], app.jinja_env.globals["competency"] = marks.icon, marks.competency
    app.jinja_env.globals["written_once"] = marks.written_once
    app.jinja_env.filters["competencies"] = marks.competencies
