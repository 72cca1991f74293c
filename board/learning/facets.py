"""The filters beside the catalogue."""

from board.learning.models import Format
from board.learning.search_params import LENGTHS, ActivitySearchParams
from board.opportunities.facets import PostingChip, PostingChoice, PostingFacet
from board.vocabulary.words import Area, Competency

TITLES = {"competency": "Competencies", "area": "Area", "format": "Format", "length": "Length"}
_LABELS: dict[str, dict[str, str]] = {
    "competency": {competency.value: competency.label for competency in Competency},
    "area": {area.value: area.label for area in Area},
    "format": {other.value: other.label for other in Format},
    "length": LENGTHS,
}


def facets(params: ActivitySearchParams, counts: dict[str, dict[str, int]]) -> list[PostingFacet]:
    """Every filter that has something to choose from; what is chosen stays even where it counts nothing."""
    shown = []
    for name, title in TITLES.items():
        by_key, chosen = counts.get(name, {}), params.chosen.get(name, frozenset())
        choices = [
            PostingChoice(value, words, by_key.get(value, 0), value in chosen)
            for value, words in _LABELS[name].items()
            if value in by_key or value in chosen
        ]
        if choices:
            shown.append(PostingFacet(name, title, choices))
    return shown


def chips(params: ActivitySearchParams) -> list[PostingChip]:
    """What narrows the catalogue now."""
    shown = [PostingChip(f"“{params.words}”", params.address(words=""))] if params.words else []
    for name, values in params.chosen.items():
        for value in sorted(values):
            rest = params.chosen | {name: values - {value}}
            shown.append(PostingChip(_LABELS[name].get(value, value), params.address(chosen=rest)))
    return shown
