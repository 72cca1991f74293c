"""What students of the demo school keep: searches that write to them, and notes on what they saved."""

from datetime import timedelta

from sqlalchemy import select

from board.demo.scene import School, read
from board.finding.models import SavedSearch
from board.kernel.db import db
from board.kernel.speech import plural
from board.notices.models import Pace
from board.opportunities import search
from board.opportunities.models import Saved

KEPT_SINCE = timedelta(days=20)


def fill(school: School) -> str:
    """Saved searches that have told everything until now, and the notes."""
    content = read("finding")
    for slot, entry in enumerate(content["search"], start=1):
        told = entry.get("told_days_ago")
        db.session.add(
            SavedSearch(
                user_id=school.people[entry["of"]].id,
                slot=slot,
                name=entry["name"],
                question=search.understand(entry["question"]).address().removeprefix("?"),
                pace=Pace(entry["pace"]),
                since=school.now - KEPT_SINCE,
                looked_at=school.now,
                told_at=school.now - timedelta(days=told) if told else None,
            )
        )
    for address, notes in content["notes"].items():
        _note(school, address, notes)
    return plural(len(content["search"]), "saved search", "saved searches")


def _note(school: School, address: str, notes: dict[str, str]) -> None:
    by_number = {school.postings[slug].id: text for slug, text in notes.items()}
    kept = select(Saved).where(Saved.user_id == school.people[address].id, Saved.opportunity_id.in_(by_number))
    for one in db.session.scalars(kept):
        one.note = by_number[one.opportunity_id]
