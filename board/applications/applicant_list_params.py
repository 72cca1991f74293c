"""The address of an applicant list, read into a question and written back."""

from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from board.applications.applicant_list import UNDECIDED_YET, ApplicantListParams
from board.applications.labels import DECISIONS
from board.applications.models import ApplicationState
from board.web.addresses import number

SORTS = {
    "undecided": "Undecided first",
    "name": "Name, A to Z",
    "-name": "Name, Z to A",
    "year": "Year, earliest first",
    "-year": "Year, latest first",
    "sent": "First sent first",
    "-sent": "Last sent first",
    "state": "State, new first",
    "-state": "State, new last",
    "score": "Highest score first",
    "-score": "Lowest score first",
    "range": "Widest range first",
    "-range": "Narrowest range first",
    "least-read": "Fewest scores first",
    "-least-read": "Most scores first",
    "decision": "Draft decision, offers first",
    "-decision": "Draft decision, offers last",
}
"""What the address may ask for: a column by itself, or with a minus the other way round."""
LONGEST_SEARCH = 200


def read(args: MultiDict[str, str]) -> ApplicantListParams:
    """Whatever cannot be read is left out, so every address is a list."""
    decided, sort = args.get("decided", ""), args.get("sort", "")
    return ApplicantListParams(
        words=args.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH],
        states=frozenset(args.getlist("state")) & {state.value for state in ApplicationState},
        tags=frozenset(filter(None, args.getlist("tag"))),
        reviewer=number(args.get("reviewer")),
        decided=decided if decided in {*DECISIONS, UNDECIDED_YET} else "",
        unread=args.get("unread") == "1",
        score_from=_score(args.get("score", "")),
        sort=sort if sort in SORTS else "undecided",
    )


def address(applicant_list_params: ApplicantListParams) -> Mapping[str, Any]:
    """The question as parameters; what is as by default is left out."""
    values: dict[str, Any] = {
        "q": applicant_list_params.words,
        "state": sorted(applicant_list_params.states),
        "tag": sorted(applicant_list_params.tags),
        "reviewer": applicant_list_params.reviewer,
        "decided": applicant_list_params.decided,
        "unread": "1" if applicant_list_params.unread else "",
        "score": applicant_list_params.score_from,
        "sort": applicant_list_params.sort if applicant_list_params.sort != "undecided" else "",
    }
    return {name: value for name, value in values.items() if value}


def _score(written: str) -> float | None:
    try:
        score = float(written)
    except ValueError:
        return None
    return score if 1 <= score <= 5 else None
