"""What time does to pairs: nudges, reminders, the end of the term. Each answers whether there was anything to do."""

from datetime import datetime, timedelta

from board.kernel import clock
from board.mentorship.actions import pair_end as pair_end_actions
from board.mentorship.actions.notification import notify_both, notify_coordinators
from board.mentorship.actions.pair_end import Ending
from board.mentorship.models import EndReason, Meeting, MeetingState, Mentorship, MentorshipState
from board.mentorship.queries import pair as pair_queries
from board.mentorship.rules import RULES


def nudge(pair: Mentorship, *, now: datetime) -> bool:
    """After two, three and four weeks without a meeting, once each."""
    day = max((day for day in RULES.nudge_days if now >= pair.contact_at + timedelta(days=day)), default=0)
    if pair.state is not MentorshipState.ACTIVE or day <= pair.nudged_day:
        return False
    pair.nudged_day = day
    notify_both(pair, "nudge")
    return True


def ask_coordinator(pair: Mentorship, *, now: datetime) -> bool:
    """After sixty days the coordinator is asked, and so are the two."""
    silent = now >= pair.contact_at + timedelta(days=RULES.coordinator_days)
    if pair.state is not MentorshipState.ACTIVE or pair.coordinator_asked_at is not None or not silent:
        return False
    pair.coordinator_asked_at = now
    notify_both(pair, "in-touch")
    notify_coordinators(pair, "silent")
    return True


def lapse(pair: Mentorship, *, now: datetime) -> bool:
    """Fourteen more days without a word from either."""
    asked_at = pair.coordinator_asked_at
    late = asked_at is not None and now >= asked_at + timedelta(days=RULES.lapse_days)
    if pair.state is not MentorshipState.ACTIVE or not late:
        return False
    pair_end_actions.lapse(pair, by=None, now=now)
    return True


def remind_of_end(pair: Mentorship, *, now: datetime) -> bool:
    """Two weeks before the term is over."""
    soon = now >= clock.dawn(pair.ends_on) - RULES.term_reminder
    if pair.state is not MentorshipState.ACTIVE or pair.reminded_of_end or not soon:
        return False
    pair.reminded_of_end = True
    notify_both(pair, "ends-soon")
    return True


def complete(pair: Mentorship, *, now: datetime) -> bool:
    """The last day of the term is over."""
    over = clock.day(now) > pair.ends_on
    if pair.state not in (MentorshipState.ACTIVE, MentorshipState.PAUSED) or not over or pair.frozen_at is not None:
        return False
    pair_end_actions.close(pair, "complete", Ending(EndReason.TERM_OVER), by=None, now=now)
    notify_both(pair, "completed", page="/feedback")
    return True


def run_out(pair: Mentorship, *, now: datetime) -> bool:
    """Put forward by a match round, and not signed by both within a week."""
    late = now >= pair.started_at + timedelta(days=RULES.days_to_confirm)
    if pair.state is not MentorshipState.PROPOSED or not late:
        return False
    pair_end_actions.close(pair, "run-out", Ending(), by=None, now=now)
    notify_both(pair, "not-confirmed")
    return True


def invite_check_in(pair: Mentorship, *, now: datetime) -> bool:
    """In the second week, in the middle and before the end."""
    point = pair_queries.check_in_due(pair, now)
    if pair.state is not MentorshipState.ACTIVE or not point or point == pair.check_in_invited:
        return False
    pair.check_in_invited = point
    notify_both(pair, "check-in", page="/check-in")
    return True


def remind_of_meeting(meeting: Meeting, *, now: datetime) -> bool:
    """Within a day of a planned meeting."""
    soon = now < meeting.at <= now + timedelta(days=1)
    if meeting.state is not MeetingState.PLANNED or meeting.reminded or not soon:
        return False
    meeting.reminded = True
    notify_both(meeting.mentorship, "tomorrow", page=f"/meetings/{meeting.id}")
    return True
