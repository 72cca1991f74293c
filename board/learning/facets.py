"""The filters beside the catalogue."""

from board.catalogue.words import Area, Competency
from board.learning.models import Format
from board.learning.search import LENGTHS, Wanted
from board.opportunities.facets import Chip, Choice, Facet

TITLES = {"competency": "Builds", "area": "Area", "format": "Format", "length": "Length"}
_LABELS: dict[str, dict[str, str]] = {
    "competency": {one.value: one.label for one in Competency},
    "area": {one.value: one.label for one in Area},
    "format": {one.value: one.label for one in Format},
    "length": LENGTHS,
}


def facets(wanted: Wanted, counts: dict[str, dict[str, int]]) -> list[Facet]:
    """Every filter that has something to choose from; what is chosen stays even where it counts nothing."""
    shown = []
    for name, title in TITLES.items():
        held, chosen = counts.get(name, {}), wanted.chosen.get(name, frozenset())
        choices = [
            Choice(value, words, held.get(value, 0), value in chosen)
            for value, words in _LABELS[name].items()
            if value in held or value in chosen
        ]
        if choices:
            shown.append(Facet(name, title, choices))
    return shown


def chips(wanted: Wanted) -> list[Chip]:
    """What narrows the catalogue now."""
    shown = [Chip(f"“{wanted.words}”", wanted.address(words=""))] if wanted.words else []
    for name, values in wanted.chosen.items():
        for value in sorted(values):
            rest = wanted.chosen | {name: values - {value}}
            shown.append(Chip(_LABELS[name].get(value, value), wanted.address(chosen=rest)))
    return shown
