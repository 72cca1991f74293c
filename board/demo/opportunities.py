"""The postings of the demo school, in every status."""

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app

from board.accounts.models import Role, User
from board.demo.scene import School, read, way_to
from board.kernel.dates import end_of
from board.kernel.db import db
from board.opportunities.models import (
    Involvement,
    Opportunity,
    OpportunityMove,
    Paper,
    Pay,
    PlaceMode,
    PostingRole,
    PostingState,
    Question,
    Revision,
)
from board.vocabulary.words import Kind

FILES = {
    "committee-seats": Kind.COMMITTEE_SEAT,
    "fellowships": Kind.FELLOWSHIP,
    "internships": Kind.INTERNSHIP,
    "volunteer-roles": Kind.VOLUNTEER_ROLE,
    "qi-projects": Kind.QI_PROJECT,
    "seminars": Kind.SEMINAR,
}
PLAIN = (
    *("title", "summary", "description", "host", "place", "supervisor", "contact", "link"),
    *("membership", "eligibility_note"),
)
LISTS = ("areas", "competencies", "aims", "tags", "class_years", "programmes")
NUMBERS = ("hours_from", "hours_to", "days_away", "pay_amount")
UNPUBLISHED = (PostingState.DRAFT, PostingState.IN_REVIEW, PostingState.CHANGES_ASKED)


def fill(school: School) -> str:
    """Every posting of the content files, with its people and the moves that led to its state."""
    dice, zone = school.dice("opportunities"), current_app.extensions["settings"].time_zone
    for name, kind in FILES.items():
        for entry in read(f"opportunities/{name}")["posting"]:
            school.postings[entry["slug"]] = _posting(entry, kind, school, dice, zone)
    db.session.add_all(school.postings.values())
    db.session.flush()
    db.session.add_all(_edits(school))
    return f"{len(school.postings)} postings"


def _edits(school: School) -> list[Revision]:
    """What posters want changed in public postings, as a coordinator finds it waiting."""
    edits = []
    for entry in read("edits")["edit"]:
        posting, at = school.postings[entry["posting"]], school.now - timedelta(hours=entry["hours_ago"])
        edit = Revision(opportunity_id=posting.id, by_id=posting.people[0].user_id, at=at, proposed=entry["proposed"])
        if comment := entry.get("comment"):
            edit.returned_at, edit.comment = at + timedelta(hours=2), comment
        edits.append(edit)
    return edits


def _posting(entry: dict[str, Any], kind: Kind, school: School, dice: Random, zone: ZoneInfo) -> Opportunity:
    state, today = PostingState(entry.get("state", "published")), school.now.astimezone(zone).date()
    closes_in = entry.get("closes_in")
    written = school.now - timedelta(days=dice.randint(5, 30) - min(closes_in or 0, 0), hours=dice.randint(0, 9))
    term = [today + timedelta(days=days) for days in entry.get("term_in", ())]
    opens = today + timedelta(days=entry["opens_in"]) if "opens_in" in entry else None
    unstated = entry.get("not_stated", ())
    opportunity = Opportunity(
        state=state,
        created_at=written,
        published_at=None if state in UNPUBLISHED else written + timedelta(days=3),
        changed_at=written + timedelta(days=3),
        kind=kind,
        pay=None if "pay" in unstated else Pay(entry.get("pay", "none")),
        place_mode=None if "place_mode" in unstated else PlaceMode(entry.get("place_mode", "on-site")),
        seats=None if "seats" in unstated else entry.get("seats", 1),
        is_deadline_unstated="deadline" in unstated,
        alternates=entry.get("alternates", 0),
        good_standing=entry.get("good_standing", False),
        approval_needed=entry.get("approval_needed", False),
        term_starts=term[0] if term else None,
        term_ends=term[1] if term else None,
        opens_at=datetime.combine(opens, time(), zone).astimezone(UTC) if opens else None,
        closes_at=None if closes_in is None else end_of(today + timedelta(days=closes_in), zone),
        answer_by=today + timedelta(days=entry["answer_in"]) if "answer_in" in entry else None,
        **{name: entry.get(name, "").strip() for name in PLAIN},
        **{name: entry.get(name, []) for name in LISTS},
        **{name: entry.get(name) for name in NUMBERS},
    )
    opportunity.papers = [Paper(position=place, **item) for place, item in enumerate(entry.get("papers", []))]
    opportunity.questions = [Question(position=place, **item) for place, item in enumerate(entry.get("questions", []))]
    opportunity.people = _people(entry, school)
    opportunity.moves = _moves(opportunity, school, entry.get("note", ""))
    return opportunity


def _people(entry: dict[str, Any], school: School) -> list[Involvement]:
    parts = [(entry["poster"], PostingRole.OWNER)]
    parts += [(address, PostingRole.CO_OWNER) for address in entry.get("co_owners", [])]
    parts += [(address, PostingRole.REVIEWER) for address in entry.get("reviewers", [])]
    return [Involvement(user_id=school.people[address].id, part=part) for address, part in parts]


def _moves(opportunity: Opportunity, school: School, note: str) -> list[OpportunityMove]:
    """The timeline: sent a day after it was written, published on its date, whatever ended it after that."""
    owner, coordinator = opportunity.people[0].user_id, _coordinator(school).id
    way = _way(opportunity.state)
    last = school.now - timedelta(days=1)
    if opportunity.closes_at is not None:
        last = min(last, opportunity.closes_at + timedelta(days=2))
    moves = []
    for verb, before, after in way:
        at = {"submit": opportunity.created_at + timedelta(days=1), "publish": opportunity.published_at}.get(verb, last)
        by = None if verb == "hold" else coordinator if verb in ("publish", "ask-changes") else owner
        text = note if verb in ("ask-changes", "cancel") else ""
        moves.append(OpportunityMove(verb=verb, before=before, after=after, at=at, by_id=by, note=text))
    return moves


def _way(state: PostingState) -> list[tuple[str, PostingState, PostingState]]:
    """Faculty postings go through review: the table's short cuts are for coordinators."""
    stops = [
        PostingState.DRAFT,
        *([PostingState.IN_REVIEW, PostingState.PUBLISHED] if state not in UNPUBLISHED else []),
        state,
    ]
    if state is PostingState.CHANGES_ASKED:
        stops.insert(1, PostingState.IN_REVIEW)
    pieces = [way_to(Opportunity.MOVES, start, goal) for start, goal in pairwise(stops)]
    return [step for piece in pieces for step in piece]


def _coordinator(school: School) -> User:
    return next(user for user in school.people.values() if user.is_a(Role.COORDINATOR))
