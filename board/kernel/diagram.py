"""Tables of moves drawn for the documentation, so that what it shows is what the code does."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

State = TypeVar("State", bound=StrEnum)


def chapter(title: str, moves: Mapping[tuple[State, str], State], start: State) -> str:
    """A Mermaid diagram and the same as a table."""
    rows = [f"| {before} | {verb} | {after} |" for (before, verb), after in moves.items()]
    table = ["| from | verb | to |", "|---|---|---|", *rows]
    return "\n".join([f"## {title}", "", *_drawing(moves, start), "", *table, ""])


def _drawing(moves: Mapping[tuple[State, str], State], start: State) -> list[str]:
    """Arrows from one state to another are one, with all their verbs."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for (before, verb), after in moves.items():
        arrows.setdefault((_node(before), _node(after)), []).append(verb)
    lines = [f"    {before} --> {after}: {', '.join(verbs)}" for (before, after), verbs in arrows.items()]
    return ["```mermaid", "stateDiagram-v2", f"    [*] --> {_node(start)}", *lines, "```"]


def _node(state: StrEnum) -> str:
    """Mermaid takes no hyphen in a name."""
    return state.value.replace("-", "_")
