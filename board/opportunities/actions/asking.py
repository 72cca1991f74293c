"""What a posting asks of applicants: its papers and questions."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from board.kernel.errors import Invalid
from board.opportunities.models import Opportunity, Paper, Question

Row = TypeVar("Row", Paper, Question)
STAYS = "Somebody may have answered it already, so it stays. Take away its “needed” instead."


@dataclass(frozen=True)
class Asked:
    """The rows as they are to be, in their order. Each has the number of its record in `id`, or None when it is new."""

    papers: list[dict[str, Any]]
    questions: list[dict[str, Any]]


def ask(opportunity: Opportunity, asked: Asked) -> bool:
    """Make the posting ask for this; says whether anything changed.

    Rows keep their records, since papers handed in and answers hang on them. Raises `Invalid` when a row is taken away
    of a posting that was on the board.
    """
    before = _told(opportunity)
    papers, lost_papers = _merge(opportunity.papers, asked.papers, Paper)
    questions, lost_questions = _merge(opportunity.questions, asked.questions, Question)
    if opportunity.published_at is not None and (lost_papers or lost_questions):
        raise Invalid("papers" if lost_papers else "questions", STAYS)
    opportunity.papers, opportunity.questions = papers, questions
    return _told(opportunity) != before


def _merge(held: list[Row], wanted: list[dict[str, Any]], make: Callable[[], Row]) -> tuple[list[Row], bool]:
    """The records for the wanted rows, and whether one of those held is among them no longer."""
    left = {one.id: one for one in held}
    rows = []
    for position, values in enumerate(wanted):
        row = left.pop(values["id"], None) or make()
        for name, value in (values | {"position": position}).items():
            if name != "id" and getattr(row, name, None) != value:
                setattr(row, name, value)
        rows.append(row)
    return rows, bool(left)


def _told(opportunity: Opportunity) -> list[tuple[Any, ...]]:
    papers = [(one.label, one.kind, one.limit_words, one.required) for one in opportunity.papers]
    return [*papers, *((one.text, one.kind, tuple(one.choices or ()), one.required) for one in opportunity.questions)]
