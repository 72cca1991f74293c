"""What a posting asks of applicants: its papers and questions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from board.kernel.errors import Invalid
from board.opportunities.models import Opportunity, Paper, Question

Row = TypeVar("Row", Paper, Question)
STAYS = "Somebody may have answered it already, so it stays. Take away its “needed” instead."


@dataclass(frozen=True)
class Requirements:
    """The rows as they are to be, in their order. Each has the number of its record in `id`, or None when it is new."""

    papers: list[dict[str, Any]]
    questions: list[dict[str, Any]]


def ask(opportunity: Opportunity, asked: Requirements) -> bool:
    """Make the posting ask for this; says whether anything changed.

    Rows keep their records, since papers handed in and answers hang on them. Raises `Invalid` when a row is taken away
    of a posting that was on the board.
    """
    refuse_loss(opportunity, asked)
    if not differs(opportunity, asked):
        return False
    opportunity.papers = _merge(opportunity.papers, asked.papers, Paper)
    opportunity.questions = _merge(opportunity.questions, asked.questions, Question)
    return True


def differs(opportunity: Opportunity, asked: Requirements) -> bool:
    """Is something else asked for than now, or in another order?"""
    return _told(_rows(opportunity.papers), _rows(opportunity.questions)) != _told(asked.papers, asked.questions)


def refuse_loss(opportunity: Opportunity, asked: Requirements) -> None:
    """Raise `Invalid` when a row is taken away that somebody may have answered."""
    if opportunity.published_at is None:
        return
    for name, taken, asked_here in (
        ("papers", opportunity.papers, asked.papers),
        ("questions", opportunity.questions, asked.questions),
    ):
        if not {row.id for row in taken} <= {row["id"] for row in asked_here}:
            raise Invalid(name, STAYS)


def _merge(current_rows: list[Row], asked: list[dict[str, Any]], make: Callable[[], Row]) -> list[Row]:
    """The records for the wanted rows."""
    left = {item.id: item for item in current_rows}
    rows = []
    for position, values in enumerate(asked):
        row = left.pop(values["id"], None) or make()
        for name, value in (values | {"position": position}).items():
            if name != "id" and getattr(row, name, None) != value:
                setattr(row, name, value)
        rows.append(row)
    return rows


def _rows(taken: Sequence[Paper | Question]) -> list[dict[str, Any]]:
    return [{column.key: getattr(row, column.key) for column in type(row).__mapper__.column_attrs} for row in taken]


def _told(papers: list[dict[str, Any]], questions: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    lines = [(row["id"], row["label"], row["kind"], row["limit_words"], row["required"]) for row in papers]
    of_questions = (
        (row["id"], row["text"], row["kind"], tuple(row["choices"]), row.get("limit_words"), row["required"])
        for row in questions
    )
    return [*lines, *of_questions]
