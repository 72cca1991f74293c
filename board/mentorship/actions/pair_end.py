"""Pausing a pair, taking it up again, ending it."""

from dataclasses import dataclass
from datetime import datetime

from board.accounts.models import User
from board.kernel import events, lifecycle
from board.kernel.errors import Invalid
from board.mentorship.actions import mentor_place as mentor_place_actions
from board.mentorship.actions.notification import notify_coordinators, notify_of_pair, notify_partner
from board.mentorship.actions.time_guard import require_now
from board.mentorship.events import MentorshipEnded
from board.mentorship.models import EndReason, MeetingState, Mentorship
from board.mentorship.policy import pair as pair_policy
from board.mentorship.queries import conflict_of_interest as conflict_of_interest_queries
from board.mentorship.rules import RULES


@dataclass(frozen=True)
class Ending:
    """Why a pair ends, as far as somebody said so."""

    reason: EndReason | None = None
    words: str = ""
    without_fault: bool = False


def pause(pair: Mentorship, *, by: User, now: datetime) -> None:
    """Rest for a while: the clock of their contact stands still, the place stays taken."""
    require_now(pair_policy.may_pause(by, pair))
    lifecycle.move(pair, "pause", by=by.id, now=now)
    notify_partner(by, pair, "paused")


def resume(pair: Mentorship, *, by: User, now: datetime) -> None:
    """Go on."""
    require_now(pair_policy.may_resume(by, pair))
    go_on(pair, by=by, now=now)
    notify_partner(by, pair, "resumed")


def say_in_touch(pair: Mentorship, *, by: User, now: datetime) -> None:
    """Either says that they are in touch although no meeting was logged."""
    require_now(pair_policy.may_say_in_touch(by, pair))
    pair.contact_at, pair.nudged_day, pair.coordinator_asked_at = now, 0, None


def refuse(pair: Mentorship, *, by: User, now: datetime, words: str) -> None:
    """Not take up what a match round put forward; the place goes to the next round."""
    require_now(pair_policy.may_refuse(by, pair))
    close(pair, "refuse", Ending(words=words), by=by, now=now)
    notify_partner(by, pair, "refused")


def end(pair: Mentorship, *, by: User, now: datetime, reason: str, words: str, look_again: bool = False) -> None:
    """End it. Within the first thirty days nobody is at fault: the reason goes to the coordinator and nobody else.

    The mentee may look for another mentor at once, and comes first in the next round.
    """
    require_now(pair_policy.may_end(by, pair))
    early = now < pair.started_at + RULES.no_fault
    if reason not in set(EndReason) and (reason or not early):
        raise Invalid("reason", "Choose a reason.")
    chosen = EndReason(reason) if reason else None
    close(pair, "end", Ending(chosen, words, without_fault=early), by=by, now=now)
    notify_partner(by, pair, "ended-early-on" if early else "ended")
    if chosen is EndReason.CONCERN:
        notify_coordinators(pair, "concern")
    if look_again and by.id == pair.mentee_id:
        look_for_another(by, now=now)


def close(pair: Mentorship, verb: str, ending: Ending, *, by: User | None, now: datetime) -> None:
    """Whatever ends a pair: its place is free at once, what was planned is called off, and the records hear of it."""
    number = by.id if by else None
    lifecycle.move(
        pair,
        verb,
        by=number,
        now=now,
        ended_at=now,
        ended_by_id=number,
        end_reason=ending.reason,
        end_words=ending.words.strip(),
        without_fault=ending.without_fault,
    )
    mentor_place_actions.give_back(pair.enrolment)
    for user_id in (pair.mentee_id, pair.enrolment.user_id):
        events.publish(MentorshipEnded(user_id))
    for meeting in pair.meetings:
        if meeting.state is MeetingState.PLANNED:
            lifecycle.move(meeting, "cancel", by=number, now=now)


def go_on(pair: Mentorship, *, by: User | None, now: datetime) -> None:
    """The clock of their contact begins anew."""
    lifecycle.move(
        pair,
        "resume",
        by=by.id if by else None,
        now=now,
        contact_at=now,
        nudged_day=0,
        coordinator_asked_at=None,
        paused_by_conflict=False,
        frozen_at=None,
    )


def look_for_another(mentee: User, *, now: datetime) -> None:
    """The wish for another mentor: from now on they look again."""
    wishes = conflict_of_interest_queries.wishes_of(mentee.id)
    if wishes is not None:
        wishes.looking_since = now


def lapse(pair: Mentorship, *, by: User | None, now: datetime) -> None:
    """Nobody answered. What leads here has asked who may."""
    close(pair, "lapse", Ending(EndReason.NO_CONTACT), by=by, now=now)
    for user in (pair.mentee, pair.mentor):
        notify_of_pair(user, pair, "lapsed")
