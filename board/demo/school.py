"""The demo school: the same people and postings each time, dated from today."""

import tomllib
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import select

from board.accounts import passwords
from board.accounts.models import Role, RoleGrant, User
from board.catalogue.words import Kind
from board.kernel import clock
from board.kernel.db import db, unit_of_work
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

PASSWORD = "rounds-demo-school"  # noqa: S105 (shown to everybody on the demo's sign-in page)
CONTENT = Path(__file__).parent / "content"
PLAIN = ("title", "summary", "description", "host", "place", "supervisor", "contact", "link", "membership")
LISTS = ("areas", "competencies", "aims", "tags", "class_years", "programmes")
PROFILE = ("class_year", "programme", "campus", "title", "hours_free")
NUMBERS = ("hours_from", "hours_to", "days_away", "pay_amount")


class NotEmpty(Exception):
    """There are people in this database already."""


def load() -> str:
    """Fill an empty database; answers what was made, in a sentence. Raises `NotEmpty`."""
    if db.session.scalar(select(User.id).limit(1)) is not None:
        raise NotEmpty("This database has people in it. The demo school goes into an empty one only.")
    now = clock.now()
    with unit_of_work():
        people = _people(now)
        postings = [_posting(entry, people, now) for entry in _read("postings")["posting"]]
    return f"The demo school is ready: {len(people)} people, {len(postings)} postings."


def is_empty() -> bool:
    """Nobody lives here yet."""
    return db.session.scalar(select(User.id).limit(1)) is None


@cache
def _read(name: str) -> dict[str, Any]:
    with (CONTENT / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def _people(now: datetime) -> dict[str, User]:
    content, secret = _read("people"), passwords.hash_password(PASSWORD)
    made: dict[str, User] = {}
    for role in (Role.COORDINATOR, Role.FACULTY, Role.MENTOR, Role.STUDENT):
        for entry in content.get(role.value, []):
            user = made.get(entry["email"]) or _person(entry, secret, now)
            made[user.email] = user
            granted = now - timedelta(days=180) if entry.get("approved", True) else None
            user.grants.append(RoleGrant(role=role, asked_at=now - timedelta(days=181), granted_at=granted))
    db.session.add_all(made.values())
    db.session.flush()
    return made


def _person(entry: dict[str, Any], secret: str, now: datetime) -> User:
    known = {
        name: entry[name] for name in ("class_year", "programme", "campus", "title", "hours_free") if name in entry
    }
    return User(
        name=entry.get("name", "Coordinator"),
        email=entry["email"].lower(),
        password_hash=secret,
        created_at=now - timedelta(days=200),
        confirmed_at=now - timedelta(days=199),
        areas=entry.get("areas", []),
        competencies=entry.get("competencies", []),
        **known,
    )


def _posting(entry: dict[str, Any], people: dict[str, User], now: datetime) -> Opportunity:
    state = State(entry["state"])
    published = state not in (State.DRAFT, State.IN_REVIEW, State.CHANGES_ASKED)
    begun = now - timedelta(days=60)
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
    opportunity.people = [Involvement(user_id=people[entry["poster"]].id, part=Part.OWNER)]
    opportunity.moves = [
        OpportunityMove(verb=verb, before=before, after=after, at=begun) for verb, before, after in _history(state)
    ]
    db.session.add(opportunity)
    return opportunity


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
