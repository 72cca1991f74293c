"""Small marks that stand on pages by the hundred: each is written once for a process, then only put in its place."""

from flask import Flask, current_app
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
_ICON = Markup('<svg class="c-icon" aria-hidden="true"><use href="{}#{}"/></svg>')
_COMPETENCY = Markup('<span class="c-competency" data-competency="{}">{} {}</span>')


def install(app: Flask) -> None:
    """Give them to the templates."""
    app.extensions["icons"] = {}
    app.jinja_env.globals["icon"], app.jinja_env.globals["competency"] = icon, competency


def icon(name: str) -> Markup:
    """A picture of `static/icons.svg`."""
    known: dict[object, Markup] = current_app.extensions["icons"]
    mark = known.get(name)
    if mark is None or current_app.debug:
        mark = known[name] = _ICON.format(static_url("icons.svg"), name)
    return mark


def competency(key: str, label: str) -> Markup:
    """A competency of the vocabulary, with its picture."""
    known: dict[object, Markup] = current_app.extensions["icons"]
    mark = known.get((key, label))
    if mark is None or current_app.debug:
        picture = icon(OF_COMPETENCIES.get(key, "badge-check"))
        mark = known[key, label] = _COMPETENCY.format(key, picture, label)
    return mark
