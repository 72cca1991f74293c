"""The committees of the demo school, with seats in every status."""

from datetime import timedelta
from typing import Any

from board.committees.models import Committee, Seat, SeatTerm
from board.demo.scene import School, read
from board.kernel import clock
from board.kernel.db import db


def fill(school: School) -> str:
    """Every committee of the content file, with its seats and terms."""
    made = [_committee(entry, school) for entry in read("committees")["committee"]]
    db.session.add_all(made)
    db.session.flush()
    return f"{len(made)} committees"


def _committee(entry: dict[str, Any], school: School) -> Committee:
    keeper = school.people.get(entry.get("keeper", ""))
    return Committee(
        name=entry["name"],
        about=entry["about"].strip(),
        meets=entry["meets"],
        carries_over=entry.get("carries_over", True),
        keeper_id=keeper.id if keeper else None,
        created_at=school.now - timedelta(days=190),
        seats=[_seat(seat, school) for seat in entry["seats"]],
    )


def _seat(entry: dict[str, Any], school: School) -> Seat:
    posting = school.postings.get(entry.get("posting", ""))
    terms = [_term(school, *term) for term in entry["terms"]]
    alternates = [_term(school, *term, is_alternate=True) for term in entry.get("alternates", [])]
    return Seat(
        name=entry["name"],
        opportunity_id=posting.id if posting else None,
        told_of_id=posting.id if posting else None,
        terms=[*terms, *alternates],
    )


def _term(school: School, name: str, first: int, last: int, *, is_alternate: bool = False) -> SeatTerm:
    user = next((person for person in school.people.values() if person.name == name), None)
    starts, ends = (clock.day(school.now) + timedelta(days=days) for days in (first, last))
    return SeatTerm(name=name, user_id=user.id if user else None, starts=starts, ends=ends, is_alternate=is_alternate)
