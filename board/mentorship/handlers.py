"""What mentoring does about accounts that are suspended and opened again."""

from collections.abc import Iterator
from datetime import datetime

from board.accounts.events import AccountErased, AccountRestored, AccountSuspended, DirectoryHoldChanged, PersonChanged
from board.kernel import lifecycle
from board.mentorship.actions import mentor as mentor_actions
from board.mentorship.actions import pair_end as pair_end_actions
from board.mentorship.actions import request as request_actions
from board.mentorship.actions.notification import notify_of_pair, notify_of_request
from board.mentorship.actions.pair_end import Ending
from board.mentorship.models import Enrolment, EnrolmentState, Mentorship, MentorshipState
from board.mentorship.queries import mentor as mentor_queries
from board.mentorship.queries import pair as pair_queries
from board.mentorship.queries import request as request_queries

AWAY = "An account is suspended."


def hide_mentor(event: AccountSuspended | AccountErased, _now: datetime) -> Iterator[str]:
    """Off the directory and out of matching, as long as the account is closed: that follows from the account itself."""
    enrolment = mentor_queries.of_person(event.user_id)
    if enrolment is not None and enrolment.state is EnrolmentState.APPROVED:
        mentor_actions.changed(enrolment)
        yield "As a mentor they are not listed, asked or matched any more."


def list_anew(event: DirectoryHoldChanged | PersonChanged, _now: datetime) -> None:
    """On the directory as whom it is now; off it while no student may find this person."""
    enrolment = mentor_queries.of_person(event.user_id)
    if enrolment is not None:
        mentor_actions.changed(enrolment)


def close_requests(event: AccountSuspended | AccountErased, now: datetime) -> Iterator[str]:
    """Open requests end on both sides: nobody waits for somebody who cannot answer."""
    for request in request_queries.open_of(event.user_id):
        if not request_actions.settle(request, "close-away", now=now):
            continue
        if request.mentee_id == event.user_id:
            notify_of_request(request.enrolment.user, request, "mentee-away")
            yield f"Their request to {request.enrolment.user.name} is closed."
        else:
            notify_of_request(request.mentee, request, "mentor-away")
            yield f"The request of {request.mentee.name} to them is closed, and {request.mentee.name} is told."


def pause_pairs(event: AccountSuspended, now: datetime) -> Iterator[str]:
    """Running pairs rest, and the partner is told."""
    for pair in pair_queries.running_of(event.user_id):
        partner = pair.partner_of(event.user_id)
        if lifecycle.may_move(pair, "pause"):
            lifecycle.move(pair, "pause", by=None, now=now, note=AWAY)
            notify_of_pair(partner, pair, "away")
            yield f"The mentorship with {partner.name} is paused, and {partner.name} is told. Speak with them."
        elif pair.state is MentorshipState.PROPOSED:
            yield f"The mentorship with {partner.name} is not confirmed yet, and cannot be now. Speak with them."


def end_pairs(event: AccountErased, now: datetime) -> Iterator[str]:
    """Running pairs end without anybody's fault, and the partner is told."""
    for pair in pair_queries.running_of(event.user_id):
        partner = pair.partner_of(event.user_id)
        verb = "refuse" if pair.state is MentorshipState.PROPOSED else "end"
        pair_end_actions.close(pair, verb, Ending(without_fault=True), by=None, now=now)
        notify_of_pair(partner, pair, "ended")
        yield f"The mentorship with {partner.name} ends, and {partner.name} is told."


def show_mentor(event: AccountRestored, _now: datetime) -> Iterator[str]:
    """Listed again, where they were."""
    enrolment: Enrolment | None = mentor_queries.of_person(event.user_id)
    if enrolment is not None and enrolment.state is EnrolmentState.APPROVED:
        mentor_actions.changed(enrolment)
        yield "As a mentor they are listed again."


def resume_pairs(event: AccountRestored, now: datetime) -> Iterator[str]:
    """Pairs that rested for this reason alone go on."""
    for pair in pair_queries.running_of(event.user_id):
        partner = pair.partner_of(event.user_id)
        if _rests_for_this(pair) and partner.is_active and not pair.paused_by_conflict and pair.frozen_at is None:
            pair_end_actions.go_on(pair, by=None, now=now)
            notify_of_pair(partner, pair, "back")
            yield f"The mentorship with {partner.name} goes on, and {partner.name} is told."


def _rests_for_this(pair: Mentorship) -> bool:
    return pair.state is MentorshipState.PAUSED and bool(pair.moves) and pair.moves[-1].note == AWAY
