"""The address of a desk, read into a question and written back."""

from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from board.applications.labels import DECISIONS
from board.applications.models import State
from board.applications.sheet import UNDECIDED_YET, Wanted
from board.web.addresses import number

SORTS = {
    "undecided": "Undecided first",
    "sent": "First sent first",
    "score": "Highest score first",
    "least-read": "Fewest scores first",
    "name": "By name",
}
LONGEST_SEARCH = 200


def read(args: MultiDict[str, str]) -> Wanted:
    """Whatever cannot be read is left out, so every address is a desk."""
    decided, sort = args.get("decided", ""), args.get("sort", "")
    return Wanted(
        words=args.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH],
        states=frozenset(args.getlist("state")) & {state.value for state in State},
        tags=frozenset(filter(None, args.getlist("tag"))),
        reviewer=number(args.get("reviewer")),
        decided=decided if decided in {*DECISIONS, UNDECIDED_YET} else "",
        unread=args.get("unread") == "1",
        score_from=_score(args.get("score", "")),
        sort=sort if sort in SORTS else "undecided",
    )


def address(wanted: Wanted) -> Mapping[str, Any]:
    """The question as parameters; what is as by default is left out."""
    said: dict[str, Any] = {
        "q": wanted.words,
        "state": sorted(wanted.states),
        "tag": sorted(wanted.tags),
        "reviewer": wanted.reviewer,
        "decided": wanted.decided,
        "unread": "1" if wanted.unread else "",
        "score": wanted.score_from,
        "sort": wanted.sort if wanted.sort != "undecided" else "",
    }
    return {name: value for name, value in said.items() if value}


def _score(written: str) -> float | None:
    try:
        score = float(written)
    except ValueError:
        return None
    return score if 1 <= score <= 5 else None
