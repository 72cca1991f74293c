"""What students of the demo school keep: searches that write to them, and notes on what they saved."""

from datetime import timedelta

from sqlalchemy import select

from board.demo.scene import School, read
from board.discovery.models import SavedSearch
from board.kernel.db import db
from board.kernel.wording import plural
from board.notices.models import Pace
from board.opportunities import search_params as opportunity_search_params
from board.opportunities.models import SavedPosting

KEPT_SINCE = timedelta(days=20)


def fill(school: School) -> str:
    """Saved searches that have told everything until now, and the notes."""
    content = read("discovery")
    for slot, entry in enumerate(content["search"], start=1):
        notified = entry.get("told_days_ago")
        db.session.add(
            SavedSearch(
                user_id=school.people[entry["of"]].id,
                slot=slot,
                name=entry["name"],
                question=opportunity_search_params.understand(entry["question"]).address().removeprefix("?"),
                pace=Pace(entry["pace"]),
                since=school.now - KEPT_SINCE,
                looked_at=school.now,
                told_at=school.now - timedelta(days=notified) if notified else None,
            )
        )
    for address, notes in content["notes"].items():
        _note(school, address, notes)
    return plural(len(content["search"]), "saved search", "saved searches")


def _note(school: School, address: str, notes: dict[str, str]) -> None:
    by_number = {school.postings[slug].id: text for slug, text in notes.items()}
    statement = select(SavedPosting).where(
        SavedPosting.user_id == school.people[address].id, SavedPosting.opportunity_id.in_(by_number)
    )
    for saved_posting in db.session.scalars(statement):
        saved_posting.note = by_number[saved_posting.opportunity_id]
