"""Planning meetings, logging them, and seeing them otherwise."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from board.accounts.models import User
from board.kernel import lifecycle
from board.kernel.db import db
from board.kernel.errors import Invalid
from board.kernel.locks import lock_row
from board.kernel.statements import find_or_add
from board.kernel.verdict import require
from board.mentorship.actions.notification import notify_both, notify_coordinators, notify_partner
from board.mentorship.actions.time_guard import require_now
from board.mentorship.models import Meeting, MeetingState, Mentorship, PrivateNote
from board.mentorship.policy import pair as pair_policy
from board.mentorship.queries import pair as pair_queries
from board.mentorship.rules import RULES

OUTCOMES = {
    "hold": "We met",
    "miss-mentee": "The mentee did not come",
    "miss-mentor": "The mentor did not come",
}


def plan(pair: Mentorship, *, by: User, now: datetime, fields: dict[str, Any]) -> Meeting:
    """Propose a meeting; the other is told, and both may move it."""
    require_now(pair_policy.may_meet(by, pair))
    if fields["at"] <= now:
        raise Invalid("day", "That has passed. Log the meeting instead.")
    meeting = _new(pair, by=by, fields=fields)
    notify_partner(by, pair, "planned", page=_page(meeting))
    return meeting


def log(
    pair: Mentorship, *, by: User, now: datetime, fields: dict[str, Any], outcome: str, private: str = ""
) -> Meeting:
    """Log a meeting that nobody had planned; `private` is a note for oneself."""
    require_now(pair_policy.may_meet(by, pair))
    if fields["at"] > now:
        raise Invalid("day", "That is still to come. Plan the meeting instead.")
    meeting = _new(pair, by=by, fields=fields)
    _log(meeting, outcome, by=by, now=now)
    if private.strip():
        keep_private(meeting, by=by, now=now, text=private)
    return meeting


@dataclass(frozen=True)
class MeetingAccount:
    """What one of the two says of a planned meeting once it was."""

    outcome: str
    minutes: int
    topics: list[str]
    note: str = ""


def log_planned(meeting: Meeting, meeting_account: MeetingAccount, *, by: User, now: datetime) -> None:
    """What became of a planned meeting."""
    require_now(pair_policy.may_log(by, meeting, now))
    refuse_minutes(meeting_account.minutes)
    meeting.minutes, meeting.topics = meeting_account.minutes, meeting_account.topics
    meeting.note = meeting_account.note.strip() or meeting.note
    _log(meeting, meeting_account.outcome, by=by, now=now)


def move(meeting: Meeting, *, by: User, now: datetime, fields: dict[str, Any]) -> None:
    """Another time, place or agenda for a planned meeting. The partner is told of each change."""
    lock_row(meeting)
    require_now(pair_policy.may_meet(by, meeting.mentorship))
    if meeting.state is not MeetingState.PLANNED:
        raise Invalid("day", "It is logged, so it can no longer be moved.")
    if fields["at"] <= now:
        raise Invalid("day", "That has passed. Log the meeting instead.")
    refuse_minutes(fields["minutes"])
    if all(getattr(meeting, name) == value for name, value in fields.items()):
        return
    for name, value in fields.items():
        setattr(meeting, name, value)
    meeting.reminded = False
    notify_partner(by, meeting.mentorship, "moved", page=_page(meeting))


def call_off(meeting: Meeting, *, by: User, now: datetime) -> None:
    """It will not be."""
    require_now(pair_policy.may_work(by, meeting.mentorship))
    lifecycle.move(meeting, "cancel", by=by.id, now=now)
    notify_partner(by, meeting.mentorship, "called-off", page=_page(meeting))


def share(meeting: Meeting, *, by: User, note: str) -> None:
    """The note that both read and both write."""
    require_now(pair_policy.may_work(by, meeting.mentorship))
    meeting.note = note.strip()


def keep_private(meeting: Meeting, *, by: User, now: datetime, text: str) -> None:
    """A note for oneself; emptied it is gone."""
    require(pair_policy.may_read(by, meeting.mentorship))
    if not text.strip():
        private_note = pair_queries.private_note(meeting.id, by.id)
        if private_note is not None:
            db.session.delete(private_note)
        return
    note = find_or_add(
        lambda: pair_queries.private_note(meeting.id, by.id),
        lambda: PrivateNote(meeting_id=meeting.id, author_id=by.id, text=text.strip(), at=now),
    )
    note.text, note.at = text.strip(), now


def dispute(meeting: Meeting, *, by: User, now: datetime, words: str) -> None:
    """Say within seven days that it was otherwise; a coordinator decides."""
    require_now(pair_policy.may_dispute(by, meeting, now))
    if not words.strip():
        raise Invalid("words", "Say in a line how it was: the coordinator reads it.")
    lifecycle.move(meeting, "dispute", by=by.id, now=now, dispute_words=words.strip())
    notify_partner(by, meeting.mentorship, "disputed", page=_page(meeting))
    notify_coordinators(meeting.mentorship, "dispute")


def settle(meeting: Meeting, outcome: str, *, by: User, now: datetime) -> None:
    """A coordinator decides how it stands in the log."""
    require(pair_policy.may_settle(by, meeting))
    if outcome not in (*OUTCOMES, "cancel"):
        raise Invalid("outcome", "Choose how it was.")
    lifecycle.move(meeting, f"settle-{outcome}", by=by.id, now=now)
    _count_contact(meeting)
    notify_both(meeting.mentorship, "settled", page=_page(meeting))


def refuse_minutes(minutes: int) -> None:
    """A quarter of an hour to four hours."""
    in_range = RULES.least_minutes <= minutes <= RULES.most_minutes
    if not in_range or minutes % RULES.minutes_step:
        limits = f"{RULES.least_minutes} to {RULES.most_minutes}"
        raise Invalid("minutes", f"Write {limits} minutes, in steps of {RULES.minutes_step}.")


def _new(pair: Mentorship, *, by: User, fields: dict[str, Any]) -> Meeting:
    refuse_minutes(fields["minutes"])
    meeting = Meeting(mentorship_id=pair.id, planned_by_id=by.id, **fields)
    db.session.add(meeting)
    db.session.flush()
    db.session.refresh(meeting)
    return meeting


def _log(meeting: Meeting, outcome: str, *, by: User, now: datetime) -> None:
    if outcome not in OUTCOMES:
        raise Invalid("outcome", "Choose how it was.")
    lifecycle.move(meeting, outcome, by=by.id, now=now, logged_by_id=by.id, logged_at=now)
    _count_contact(meeting)
    notify_partner(by, meeting.mentorship, "logged", page=_page(meeting))


def _count_contact(meeting: Meeting) -> None:
    """A meeting that was held sets the clock of their contact anew."""
    pair = meeting.mentorship
    if meeting.state is MeetingState.HELD and meeting.at >= pair.contact_at:
        pair.contact_at, pair.nudged_day, pair.coordinator_asked_at = meeting.at, 0, None


def _page(meeting: Meeting) -> str:
    return f"/meetings/{meeting.id}"
