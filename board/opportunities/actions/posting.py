"""What people do with postings."""

from datetime import datetime, timedelta
from typing import Any

from board.accounts.models import User
from board.kernel import audit, lifecycle, outbox
from board.kernel.db import db
from board.kernel.errors import Invalid
from board.kernel.verdict import require
from board.notices.actions import tell
from board.opportunities import policy, queries, reading
from board.opportunities.actions import deadline
from board.opportunities.actions.asking import Asked, ask
from board.opportunities.models import Involvement, Opportunity, Paper, Part, Question, State

SMALL = {"contact", "link", "tags", "source", "last_checked"}
"""What may change on the board without being read again."""
MOMENT = timedelta(minutes=1)
NOT_COPIED = {"id", "state", "version", "created_at", "published_at", "seats_taken", "source", "source_key", "opens_at"}
NOT_COPIED |= {"closes_at", "answer_by", "last_checked", "term_starts", "term_ends", "chased_at", "opening_told_at"}


def draft(*, by: User, now: datetime, fields: dict[str, Any], asked: Asked | None = None) -> Opportunity:
    """Begin a posting that only its people see. Raises `Invalid` for a deadline that has passed.

    What was begun under the same title a moment ago is the same draft: an impatient second press makes no second one.
    """
    require(policy.may_post(by))
    _refuse_past(fields, None, now)
    twin = queries.begun(by.id, fields["title"], since=now - MOMENT)
    opportunity = twin or begin(by=by, now=now, fields=fields)
    if twin is not None:
        edit(twin, by=by, now=now, fields=fields)
    if asked is not None:
        ask(opportunity, asked)
    return opportunity


def begin(*, by: User, now: datetime, fields: dict[str, Any]) -> Opportunity:
    """A new draft of this person's. What leads here has asked who may."""
    opportunity = Opportunity(created_at=now, **fields)
    opportunity.people = [Involvement(user_id=by.id, part=Part.OWNER)]
    db.session.add(opportunity)
    db.session.flush()
    return opportunity


def edit(
    opportunity: Opportunity, *, by: User, now: datetime, fields: dict[str, Any], asked: Asked | None = None
) -> None:
    """Change the text. What matters in a published posting is read again, unless its poster is trusted."""
    require(policy.may_edit(by, opportunity))
    _refuse_past(fields, opportunity.closes_at, now)
    changed = {name for name, value in fields.items() if getattr(opportunity, name) != value}
    for name in changed:
        setattr(opportunity, name, fields[name])
    if asked is not None and ask(opportunity, asked):
        changed.add("asked")
    if not changed:
        return
    opportunity.version += 1
    deadline.note_edit(opportunity, changed, now=now)
    _changed(opportunity)
    audit.record("opportunity.edit", by=by.id, thing=f"opportunity:{opportunity.id}")
    reads_again = changed - SMALL and not policy.may_publish(by, opportunity)
    if reads_again and lifecycle.may_move(opportunity, "return-to-review"):
        lifecycle.move(opportunity, "return-to-review", by=by.id, now=now, note="The text was changed.")


def submit(opportunity: Opportunity, *, by: User, now: datetime) -> None:
    """Send it to a coordinator. Raises `Invalid` while something that students need is missing."""
    require(policy.may_submit(by, opportunity))
    _refuse_incomplete(opportunity, now)
    lifecycle.move(opportunity, "submit", by=by.id, now=now)


def publish(opportunity: Opportunity, *, by: User, now: datetime, comment: str = "") -> None:
    """Put it on the board, and tell its people, with a comment if there is one."""
    require(policy.may_publish(by, opportunity))
    _refuse_incomplete(opportunity, now)
    lifecycle.move(opportunity, "publish", by=by.id, now=now, note=comment.strip(), published_at=now)
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
    was_on_board = opportunity.state is State.PUBLISHED
    lifecycle.move(opportunity, "cancel", by=by.id, now=now, note=reason.strip())
    if was_on_board:
        deadline.announce_cancelled(opportunity, reason, now=now)
    _changed(opportunity)


def fill(opportunity: Opportunity, *, by: User, now: datetime) -> None:
    """Its last place is taken. What leads here has asked who may."""
    lifecycle.move(opportunity, "fill", by=by.id, now=now)
    _changed(opportunity)


def reopen(opportunity: Opportunity, *, by: User, now: datetime) -> None:
    """A place became free again."""
    lifecycle.move(opportunity, "reopen", by=by.id, now=now, note="A place became free.")
    _changed(opportunity)


def archive(opportunity: Opportunity, *, by: User, now: datetime) -> None:
    """Put away what is over: its page stays, and its desk leaves the list of those in use."""
    require(policy.may_archive(by, opportunity))
    lifecycle.move(opportunity, "archive", by=by.id, now=now)
    _changed(opportunity)


def clone(opportunity: Opportunity, *, by: User, now: datetime) -> Opportunity:
    """A new draft with the same words, without dates and outcomes."""
    require(policy.may_clone(by, opportunity))
    columns = (column.key for column in Opportunity.__mapper__.column_attrs)
    fields = {name: getattr(opportunity, name) for name in columns if name not in NOT_COPIED}
    copy = begin(by=by, now=now, fields=fields)
    copy.papers = [
        Paper(position=p.position, label=p.label, kind=p.kind, required=p.required, limit_words=p.limit_words)
        for p in opportunity.papers
    ]
    copy.questions = [
        Question(position=q.position, text=q.text, kind=q.kind, required=q.required, choices=q.choices)
        for q in opportunity.questions
    ]
    return copy


def _changed(opportunity: Opportunity) -> None:
    outbox.put("opportunity.changed", opportunity_id=opportunity.id)


def _refuse_incomplete(opportunity: Opportunity, now: datetime) -> None:
    for name, sentence in reading.missing(opportunity, now).items():
        raise Invalid(name, sentence)


def _refuse_past(fields: dict[str, Any], held: datetime | None, now: datetime) -> None:
    closes_at = fields.get("closes_at")
    if closes_at is not None and closes_at <= now and closes_at != held:
        raise Invalid("closes", "That day has passed. Choose a later one, or leave it empty for rolling.")


def _tell_owners(opportunity: Opportunity, kind: str, words: str, *, by: User) -> None:
    key = f"{kind}:{opportunity.id}:{opportunity.version}"
    for one in opportunity.people:
        if one.part in policy.OWNERS and one.user_id != by.id:
            href = f"/opportunities/{opportunity.id}"
            tell(one.user, kind, key=key, words=words, href=href, opportunity_id=opportunity.id)
