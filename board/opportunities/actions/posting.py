"""What people do with postings."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from board.accounts.models import Role, User
from board.kernel import audit, lifecycle, outbox
from board.kernel.db import db
from board.kernel.errors import Invalid
from board.kernel.verdict import require
from board.notices.actions import tell
from board.opportunities import policy
from board.opportunities.exchange import Row
from board.opportunities.models import Involvement, Opportunity, Paper, Part, Question

NOT_COPIED = {"id", "state", "version", "created_at", "published_at", "seats_taken", "source", "source_key", "opens_at"}
NOT_COPIED |= {"closes_at", "answer_by", "last_checked", "term_starts", "term_ends"}


def draft(*, by: User, now: datetime, fields: dict[str, Any]) -> Opportunity:
    """Begin a posting that only its people see."""
    require(policy.may_post(by))
    opportunity = Opportunity(created_at=now, **fields)
    opportunity.people = [Involvement(user_id=by.id, part=Part.OWNER)]
    db.session.add(opportunity)
    db.session.flush()
    return opportunity


def edit(opportunity: Opportunity, *, by: User, now: datetime, fields: dict[str, Any]) -> None:
    """Change the text. A published posting changed by its poster is read again by a coordinator."""
    require(policy.may_edit(by, opportunity))
    changed = {name: value for name, value in fields.items() if getattr(opportunity, name) != value}
    if not changed:
        return
    for name, value in changed.items():
        setattr(opportunity, name, value)
    opportunity.version += 1
    _changed(opportunity)
    audit.record("opportunity.edit", by=by.id, thing=f"opportunity:{opportunity.id}")
    if lifecycle.may_move(opportunity, "return-to-review") and not by.is_a(Role.COORDINATOR):
        lifecycle.move(opportunity, "return-to-review", by=by.id, now=now, note="The text was changed.")


def submit(opportunity: Opportunity, *, by: User, now: datetime) -> None:
    """Send it to a coordinator. Raises `Invalid` while something that students need is missing."""
    require(policy.may_submit(by, opportunity))
    _refuse_incomplete(opportunity, now)
    lifecycle.move(opportunity, "submit", by=by.id, now=now)


def publish(opportunity: Opportunity, *, by: User, now: datetime) -> None:
    """Put it on the board, and tell its people."""
    require(policy.may_publish(by, opportunity))
    _refuse_incomplete(opportunity, now)
    lifecycle.move(opportunity, "publish", by=by.id, now=now, published_at=now)
    _changed(opportunity)
    audit.record("opportunity.publish", by=by.id, thing=f"opportunity:{opportunity.id}")
    _tell_owners(opportunity, "opportunity.published", f"“{opportunity.title}” is on the board.", by=by)


def ask_changes(opportunity: Opportunity, *, by: User, now: datetime, comment: str) -> None:
    """Send it back with a comment."""
    require(policy.may_ask_changes(by, opportunity))
    if not comment.strip():
        raise Invalid("comment", "Say what should change: the poster reads only this.")
    lifecycle.move(opportunity, "ask-changes", by=by.id, now=now, note=comment.strip())
    _tell_owners(opportunity, "opportunity.changes-asked", f"A change is asked for “{opportunity.title}”.", by=by)


def cancel(opportunity: Opportunity, *, by: User, now: datetime, reason: str) -> None:
    """Call it off, with a reason that stays on its page."""
    require(policy.may_cancel(by, opportunity))
    if not reason.strip():
        raise Invalid("reason", "Say why in a line: people who saved it will read it.")
    lifecycle.move(opportunity, "cancel", by=by.id, now=now, note=reason.strip())
    _changed(opportunity)


def fill(opportunity: Opportunity, *, by: User, now: datetime) -> None:
    """Its last place is taken. What leads here has asked who may."""
    lifecycle.move(opportunity, "fill", by=by.id, now=now)
    _changed(opportunity)


def reopen(opportunity: Opportunity, *, by: User, now: datetime) -> None:
    """A place became free again."""
    lifecycle.move(opportunity, "reopen", by=by.id, now=now, note="A place became free.")
    _changed(opportunity)


def clone(opportunity: Opportunity, *, by: User, now: datetime) -> Opportunity:
    """A new draft with the same words, without dates and outcomes."""
    require(policy.may_clone(by, opportunity))
    columns = (column.key for column in Opportunity.__mapper__.column_attrs)
    fields = {name: getattr(opportunity, name) for name in columns if name not in NOT_COPIED}
    copy = draft(by=by, now=now, fields=fields)
    copy.papers = [
        Paper(position=p.position, label=p.label, kind=p.kind, required=p.required, limit_words=p.limit_words)
        for p in opportunity.papers
    ]
    copy.questions = [
        Question(position=q.position, text=q.text, kind=q.kind, required=q.required, choices=q.choices)
        for q in opportunity.questions
    ]
    return copy


def bring_in(rows: list[Row], *, by: User, now: datetime, on_board: bool) -> Iterator[int]:
    """Make a posting of each row, as drafts or on the board at once; yields after each how many are made.

    Imports are a coordinator's or the operator's own reading of a source, so nothing more is asked of a row.
    """
    require(policy.may_post(by))
    for made, row in enumerate(rows, start=1):
        opportunity = draft(by=by, now=now, fields=row.fields | {"source_key": row.key, "last_checked": now.date()})
        if on_board:
            lifecycle.move(opportunity, "publish", by=by.id, now=now, published_at=now)
        yield made
    outbox.put("opportunities.imported")


def _changed(opportunity: Opportunity) -> None:
    outbox.put("opportunity.changed", opportunity_id=opportunity.id)


def _refuse_incomplete(opportunity: Opportunity, now: datetime) -> None:
    missing = {
        "summary": "Add a summary: it is what the list shows.",
        "description": "Describe the work: what one does, with whom, and what one learns.",
        "host": "Say which body offers it.",
        "areas": "Choose at least one area.",
        "competencies": "Choose at least one competency that it builds.",
    }
    for name, sentence in missing.items():
        if not getattr(opportunity, name):
            raise Invalid(name, sentence)
    if opportunity.closes_at is not None and opportunity.closes_at <= now:
        raise Invalid("closes_at", "The deadline has passed. Choose a later one, or leave it empty for rolling.")


def _tell_owners(opportunity: Opportunity, kind: str, words: str, *, by: User) -> None:
    key = f"{kind}:{opportunity.id}:{opportunity.version}"
    for one in opportunity.people:
        if one.part in policy.OWNERS and one.user_id != by.id:
            href = f"/opportunities/{opportunity.id}"
            tell(one.user, kind, key=key, words=words, href=href, opportunity_id=opportunity.id)
