"""What people do with postings."""

from datetime import datetime
from typing import Any

from board.accounts.models import User
from board.kernel import audit, clock, events, lifecycle
from board.kernel.db import db
from board.kernel.errors import Conflict, Invalid
from board.kernel.locks import lock_row
from board.kernel.text_diff import same
from board.kernel.verdict import require
from board.notices.actions import notify
from board.opportunities import policy, posting_checks, queries
from board.opportunities.actions import deadline as deadline_actions
from board.opportunities.actions import revision as revision_actions
from board.opportunities.actions.requirement import Requirements, ask, differs
from board.opportunities.edit_size import is_small
from board.opportunities.events import PostingChanged, PostingPublished
from board.opportunities.models import Involvement, Opportunity, Paper, PostingRole, PostingState, Question
from board.opportunities.next_cycle import CYCLES, YEAR, next_dates
from board.organisations import queries as organisation_queries

NOT_COPIED = {"id", "state", "version", "created_at", "published_at", "seats_taken", "seats_offered", "source"}
NOT_COPIED |= {"source_key", "opens_at", "closes_at", "answer_by", "last_checked", "term_starts", "term_ends"}
NOT_COPIED |= {"chased_at", "opening_told_at", "sequence", "changed_at"}


def draft(*, by: User, now: datetime, fields: dict[str, Any], asked: Requirements | None = None) -> Opportunity:
    """Begin a posting that only its people see. Raises `Invalid` for a deadline that has passed."""
    organisation = organisation_queries.by_id(fields.get("organisation_id") or 0)
    require(policy.may_draft(by, organisation))
    deadline_actions.refuse_past(fields, None, now)
    if organisation is not None:
        fields = fields | {"host": organisation.name}
    opportunity = begin(by=by, now=now, fields=fields)
    if asked is not None:
        ask(opportunity, asked)
    return opportunity


def begin(*, by: User, now: datetime, fields: dict[str, Any]) -> Opportunity:
    """A new draft of this person's, or of their organisation's. What leads here has asked who may."""
    opportunity = Opportunity(created_at=now, **fields)
    if opportunity.organisation_id is None:
        opportunity.people = [Involvement(user_id=by.id, part=PostingRole.OWNER)]
    db.session.add(opportunity)
    db.session.flush()
    return opportunity


def edit(
    opportunity: Opportunity, *, by: User, now: datetime, fields: dict[str, Any], asked: Requirements | None = None
) -> bool:
    """Change the text; False when it waits for a coordinator, and the public version stays until then.

    What was proposed before and waits is replaced: the form showed it.
    """
    lock_row(opportunity)
    require(policy.may_edit(by, opportunity))
    if opportunity.organisation is not None:
        fields = fields | {"host": opportunity.organisation.name}
    deadline_actions.refuse_past(fields, opportunity.closes_at, now)
    _refuse_undecided(opportunity, fields)
    before = {name: getattr(opportunity, name) for name in fields}
    changed = {name for name, value in fields.items() if not same(before[name], value)}
    asks_anew = asked if asked is not None and differs(opportunity, asked) else None
    waiting = queries.revision(opportunity.id)
    goes_live = opportunity.state is not PostingState.PUBLISHED or policy.may_publish(by, opportunity)
    if goes_live or (asks_anew is None and is_small(changed, before, fields)):
        revision_actions.settle(waiting, opportunity, by=by)
        revision_actions.apply_edit(opportunity, by=by, now=now, fields=fields, asked=asked)
        return True
    proposed = {name: fields[name] for name in changed}
    revision_actions.propose(opportunity, by=by, now=now, fields=proposed, asked=asks_anew)
    return False


def submit(opportunity: Opportunity, *, by: User, now: datetime, seen: int | None = None) -> None:
    """Send it to a coordinator, or to the adviser. Raises `Invalid` while something that students need is missing.

    `seen` is the version that was read: raises `Conflict` when it has changed since.
    """
    lock_row(opportunity)
    require(policy.may_submit(by, opportunity))
    _refuse_unread(opportunity, seen)
    _refuse_incomplete(posting_checks.missing_to_send(opportunity, now))
    lifecycle.move(opportunity, "submit", by=by.id, now=now)
    adviser = opportunity.organisation.advised_by(clock.day(now)) if opportunity.organisation is not None else None
    if adviser is not None and adviser.id != by.id:
        words, href = f"“{opportunity.title}” waits for your approval.", f"/opportunities/{opportunity.id}"
        notify(adviser, "posting-waits", words=words, href=href, opportunity_id=opportunity.id)


def publish(opportunity: Opportunity, *, by: User, now: datetime, comment: str = "", seen: int | None = None) -> None:
    """Approve and publish, and tell its people, with a comment if there is one.

    `seen` is the version that was read: raises `Conflict` when it has changed since.
    """
    lock_row(opportunity)
    require(policy.may_publish(by, opportunity))
    _refuse_unread(opportunity, seen)
    _refuse_incomplete(posting_checks.missing_to_publish(opportunity, now))
    if not policy.has_owner(opportunity):
        raise Conflict("Nobody who owns it can come in now. Give it another owner first.")
    first = opportunity.published_at or now  # what comes back from a review keeps its place in the lists
    lifecycle.move(opportunity, "publish", by=by.id, now=now, note=comment.strip(), published_at=first)
    _changed(opportunity)
    events.publish(PostingPublished(opportunity.id))
    audit.record("opportunity.publish", by=by.id, thing=f"opportunity:{opportunity.id}")
    _notify_owners(opportunity, "posting-published", f"“{opportunity.title}” is on the board.", by=by)


def ask_changes(opportunity: Opportunity, *, by: User, now: datetime, comment: str, seen: int | None = None) -> None:
    """Send it back with a comment. Raises `Conflict` when another version than `seen` is there by now."""
    lock_row(opportunity)
    require(policy.may_ask_changes(by, opportunity))
    _refuse_unread(opportunity, seen)
    if not comment.strip():
        raise Invalid("comment", "Say what should change: the poster reads only this.")
    lifecycle.move(opportunity, "ask-changes", by=by.id, now=now, note=comment.strip())
    _notify_owners(opportunity, "posting-changes-asked", f"A change is asked for “{opportunity.title}”.", by=by)


def cancel(opportunity: Opportunity, *, by: User, now: datetime, reason: str) -> None:
    """Call it off, with a reason that stays on its page."""
    require(policy.may_cancel(by, opportunity))
    if not reason.strip():
        raise Invalid("reason", "Say why in a line: people who saved it will read it.")
    was_on_board = opportunity.state is PostingState.PUBLISHED
    lifecycle.move(opportunity, "cancel", by=by.id, now=now, note=reason.strip())
    if was_on_board:
        deadline_actions.announce_cancelled(opportunity, reason, now=now)
    _changed(opportunity)


def fill(opportunity: Opportunity, *, by: User, now: datetime) -> None:
    """Its last place is taken. What leads here has asked who may."""
    lifecycle.move(opportunity, "fill", by=by.id, now=now)
    _changed(opportunity)


def reopen(opportunity: Opportunity, *, by: User, now: datetime) -> None:
    """A place became free again."""
    lifecycle.move(opportunity, "reopen", by=by.id, now=now, note="An opening became free.")
    _changed(opportunity)


def hold(opportunity: Opportunity, *, now: datetime) -> None:
    """Nobody who owns it may come in: off the board for a while. Its page stays, and so does what was sent."""
    lifecycle.move(opportunity, "hold", by=None, now=now, note="Nobody who owns it can come in now.")
    _changed(opportunity)


def release(opportunity: Opportunity, *, now: datetime, by: User | None = None) -> None:
    """Somebody who may come in owns it again. What leads here has asked who may."""
    lifecycle.move(opportunity, "release", by=by.id if by else None, now=now)
    _changed(opportunity)


def archive(opportunity: Opportunity, *, by: User, now: datetime) -> None:
    """Put away what is over: its page stays, and it leaves the list of those in use."""
    require(policy.may_archive(by, opportunity))
    lifecycle.move(opportunity, "archive", by=by.id, now=now)
    _changed(opportunity)


def clone(opportunity: Opportunity, *, by: User, now: datetime, cycle: str = YEAR) -> Opportunity:
    """A new draft for another cycle: the same words, its dates moved on, its outcomes blank."""
    require(policy.may_clone(by, opportunity))
    if cycle not in CYCLES:
        raise Invalid("cycle", "Choose one of the cycles that are offered.")
    columns = (column.key for column in Opportunity.__mapper__.column_attrs)
    fields = {name: getattr(opportunity, name) for name in columns if name not in NOT_COPIED}
    dates = next_dates(opportunity, now, cycle)
    if opportunity.closes_at is not None and dates.get("closes_at") is None:
        dates["is_deadline_unstated"] = True  # that it is rolling is chosen, and nobody has
    copy = begin(by=by, now=now, fields=fields | dates)
    copy.papers = [
        Paper(position=p.position, label=p.label, kind=p.kind, required=p.required, limit_words=p.limit_words)
        for p in opportunity.papers
    ]
    copy.questions = [
        Question(
            position=q.position,
            text=q.text,
            kind=q.kind,
            required=q.required,
            limit_words=q.limit_words,
            choices=q.choices,
        )
        for q in opportunity.questions
    ]
    return copy


def _changed(opportunity: Opportunity) -> None:
    events.publish(PostingChanged(opportunity.id))


def _refuse_incomplete(missing: dict[str, str]) -> None:
    for name, sentence in missing.items():
        raise Invalid(name, sentence)


def _refuse_undecided(opportunity: Opportunity, fields: dict[str, Any]) -> None:
    """What was sent for approval keeps a deadline that is stated, unless an import left it unstated."""
    is_open_question = opportunity.is_being_written or opportunity.is_deadline_unstated
    if fields.get("is_deadline_unstated") and not is_open_question:
        raise Invalid("closes", posting_checks.UNDECIDED["closes"])


def _refuse_unread(opportunity: Opportunity, seen: int | None) -> None:
    if seen is not None and seen != opportunity.version:
        raise Conflict("It has changed since you read it. Read it again, then decide.")


def _notify_owners(opportunity: Opportunity, kind: str, words: str, *, by: User) -> None:
    for user in queries.in_charge(opportunity):
        if user.id != by.id:
            href = f"/opportunities/{opportunity.id}"
            notify(user, kind, words=words, href=href, opportunity_id=opportunity.id)
