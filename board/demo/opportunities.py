"""The postings of the demo school, in every standing."""

from datetime import timedelta
from typing import Any

from board.accounts.models import User
from board.catalogue.words import Kind
from board.demo.scene import School, read
from board.kernel.db import db
from board.opportunities.models import (
    Involvement,
    Opportunity,
    OpportunityMove,
    Paper,
    Part,
    Pay,
    PlaceMode,
    Question,
    State,
)

PLAIN = ("title", "summary", "description", "host", "place", "supervisor", "contact", "link", "membership")
LISTS = ("areas", "competencies", "aims", "tags", "class_years", "programmes")
NUMBERS = ("hours_from", "hours_to", "days_away", "pay_amount")


def fill(school: School) -> str:
    """Every posting of the content file, with its owner and the moves that led to its state."""
    for entry in read("opportunities")["posting"]:
        school.postings[entry["slug"]] = _posting(entry, school)
    db.session.add_all(school.postings.values())
    db.session.flush()
    return f"{len(school.postings)} postings"


def _posting(entry: dict[str, Any], school: School) -> Opportunity:
    state, now = State(entry["state"]), school.now
    begun = now - timedelta(days=60)
    published = state not in (State.DRAFT, State.IN_REVIEW, State.CHANGES_ASKED)
    opportunity = Opportunity(
        state=state,
        created_at=begun,
        published_at=begun if published else None,
        kind=Kind(entry["kind"]),
        pay=Pay(entry.get("pay", "none")),
        place_mode=PlaceMode(entry.get("place_mode", "on-site")),
        seats=entry.get("seats", 1),
        seats_taken=entry.get("seats", 1) if state is State.FILLED else 0,
        alternates=entry.get("alternates", 0),
        good_standing=entry.get("good_standing", False),
        opens_at=now + timedelta(days=entry["opens_in"]) if "opens_in" in entry else None,
        closes_at=now + timedelta(days=entry["closes_in"], hours=5) if "closes_in" in entry else None,
        **{name: entry.get(name, "") for name in PLAIN},
        **{name: entry.get(name, []) for name in LISTS},
        **{name: entry.get(name) for name in NUMBERS},
    )
    opportunity.papers = [
        Paper(position=place, label=one["label"], kind=one["kind"], required=one.get("required", True))
        for place, one in enumerate(entry.get("papers", []))
    ]
    opportunity.questions = [
        Question(position=place, text=one["text"], kind=one["kind"], choices=one.get("choices", []))
        for place, one in enumerate(entry.get("questions", []))
    ]
    opportunity.people = [_part(school.people[entry["poster"]], Part.OWNER)]
    opportunity.moves = [
        OpportunityMove(verb=verb, before=before, after=after, at=begun) for verb, before, after in _history(state)
    ]
    return opportunity


def _part(user: User, part: Part) -> Involvement:
    return Involvement(user_id=user.id, part=part)


def _history(state: State) -> list[tuple[str, State, State]]:
    """The shortest way along the table of moves from a draft to the state."""
    ways: dict[State, list[tuple[str, State, State]]] = {State.DRAFT: []}
    waiting = [State.DRAFT]
    for here in waiting:
        for (before, verb), after in Opportunity.MOVES.items():
            if before is here and after not in ways:
                ways[after] = [*ways[here], (verb, before, after)]
                waiting.append(after)
    return ways[state]
