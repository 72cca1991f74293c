"""Everything that leaves the building: which handler delivers each parcel, which function words each letter."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from flask import Flask

from board import kept_files, shelves
from board.accounts import actions as account_actions
from board.accounts import letters as accounts
from board.accounts import queries as people
from board.accounts.events import AccountRestored, AccountSuspended
from board.applications import conflicts
from board.applications import handlers as application_handlers
from board.applications import letters as applications
from board.applications import queries as choosing
from board.applications.actions import telling, waiting
from board.applications.models import State as Applied
from board.applications.queries import reviews
from board.committees import actions as seats
from board.committees import handlers as committee_handlers
from board.committees import letters as committees
from board.finding import handlers as finding_handlers
from board.finding import letters as finding
from board.kernel import clock, events, outbox, post
from board.kernel.db import unit_of_work
from board.kernel.smtp import Smtp
from board.learning import letters as learning
from board.mentorship import handlers as mentorship_handlers
from board.mentorship import judges
from board.mentorship import letters as mentorship
from board.mentorship.queries import ties
from board.notices import letters as notices
from board.opportunities import handlers as opportunity_handlers
from board.opportunities import letters as opportunities
from board.placements import actions as placing
from board.placements import letters as placements
from board.placements import queries as placed
from board.record import letters as record
from board.record.actions import entries as records
from board.rounds import handlers as round_handlers
from board.rounds import letters as rounds
from board.settings import Settings

LETTERS: dict[str, post.Composer] = {
    "account.sign-up": accounts.sign_up,
    "account.exists": accounts.exists,
    "account.reset": accounts.reset,
    "account.role-granted": accounts.role_granted,
    "account.suspended": accounts.suspended,
    "account.new-address": accounts.new_address,
    "account.address-changed": accounts.address_changed,
    "account.password-changed": accounts.password_changed,
    "opportunity.conflict": applications.conflict,
    "opportunity.edit-approved": opportunities.edit_approved,
    "opportunity.edit-returned": opportunities.edit_returned,
    "opportunity.joined": opportunities.joined,
    "opportunity.reviews-assigned": applications.reviews_assigned,
    "opportunity.reviews-due": applications.reviews_due,
    "opportunity.outcome": opportunities.outcome,
    "opportunity.asked": opportunities.asked,
    "opportunity.answered": opportunities.answered,
    "opportunity.published": opportunities.published,
    "opportunity.changes-asked": opportunities.changes_asked,
    "reminder.closing": finding.closing,
    "reminder.seat-opened": committees.seat_opened,
    "reminder.opened": opportunities.opened,
    "reminder.end-moved": opportunities.end_moved,
    "search.news": finding.news,
    "application.news": applications.news,
    "application.received": applications.received,
    "application.interview": applications.interview,
    "application.message": applications.message,
    "application.not-selected": applications.not_selected,
    "offer.made": applications.offer_made,
    "offer.reminder": applications.offer_reminder,
    "offer.lapsed": applications.offer_lapsed,
    "offer.answered": applications.offer_answered,
    "placement.news": placements.news,
    "placement.hours": placements.hours,
    "placement.returned": placements.returned,
    "mentor.news": mentorship.enrolment_news,
    "mentor-request.news": mentorship.request_news,
    "mentor-pair.news": mentorship.pair_news,
    "mentorship.task": mentorship.task,
    "mentor-round.news": rounds.of_round,
    "report.news": mentorship.report_news,
    "learning.passed": learning.passed,
    "learning.assigned": learning.assigned,
    "learning.verify": learning.verify,
    "learning.outside-news": learning.outside_news,
    "record.seen": record.seen,
    "record.seen-asked": record.seen_asked,
    "record.mark-withdrawn": record.mark_withdrawn,
    "notices.digest": notices.digest,
}
"""Which function words each kind of letter."""


EVENTS: dict[type, tuple[events.Handler, ...]] = {
    AccountSuspended: (
        opportunity_handlers.hold_postings,
        application_handlers.hold_applications,
        application_handlers.tell_of_reviews,
        committee_handlers.vacate_seats,
        mentorship_handlers.hide_mentor,
        mentorship_handlers.close_requests,
        mentorship_handlers.pause_pairs,
        round_handlers.leave_out,
        finding_handlers.be_silent,
    ),
    AccountRestored: (
        opportunity_handlers.release_postings,
        application_handlers.restore_applications,
        committee_handlers.show_seats_filled,
        mentorship_handlers.show_mentor,
        mentorship_handlers.resume_pairs,
        round_handlers.take_in,
    ),
}
"""What reacts to each event, in this order; the office reads what each says."""


def wire(app: Flask, settings: Settings) -> None:
    """Tell the outbox and the post who does what. A letter over SMTP waits for the worker."""
    app.extensions["postman"] = _postman(settings)
    send = partial(_send, app=app, sender=settings.mail_from)
    outbox.handle("letter", send, at_once=not settings.mail_url)

    engine = app.extensions["engine"]
    outbox.handle(
        "opportunity.changed", lambda opportunity_id: shelves.put("opportunity", opportunity_id, engine=engine)
    )
    outbox.handle("activity.changed", lambda activity_id: shelves.put("activity", activity_id, engine=engine))
    outbox.handle("mentor.changed", lambda enrolment_id: shelves.put("mentor", enrolment_id, engine=engine))
    outbox.handle("opportunities.imported", lambda: shelves.rebuild(engine=engine))
    for kind in ("certificate.issued", "mentorship.ended"):
        outbox.handle(kind, _take_in)
    outbox.handle("certificate.corrected", lambda user_id, activity_id: _follow(user_id, f"activity:{activity_id}"))
    for kind in ("outside.verified", "outside.reopened"):
        outbox.handle(kind, lambda user_id, outside_id: _follow(user_id, f"outside:{outside_id}"))
    outbox.handle("place.freed", partial(_offer_again, within=timedelta(hours=settings.promotion_hours)))
    outbox.handle("opportunity.end-moved", _tell_end_moved)
    outbox.handle("place.taken", _begin_placement)
    outbox.handle("place.left", _leave_placement)
    outbox.handle("placement.completed", _take_in_placement)
    outbox.handle("placement.hours-changed", _follow_placement)

    outbox.handle("file.released", kept_files.delete_released)

    events.install(EVENTS)
    outbox.handle("account.suspended", lambda user_id: _follow_account(user_id, account_actions.follow_suspension))
    outbox.handle("account.restored", lambda user_id: _follow_account(user_id, account_actions.follow_restoration))

    conflicts.find_with("mentorship", ties.known_pairs)
    judges.find_with("reviewers", reviews.judging)
    judges.find_with("supervisors", placed.supervising)

    for kind, words in LETTERS.items():
        post.compose(kind, words)


def _postman(settings: Settings) -> post.Postman:
    if settings.mail_url:
        return Smtp(settings.mail_url, bounces=settings.mail_bounces)
    return post.Folder(settings.mail_dir)


def _send(letter_id: int, *, app: Flask, sender: str) -> None:
    way_out = notices.unsubscribe_link
    post.send(letter_id, postman=app.extensions["postman"], sender=sender, unsubscribe=way_out, is_read=_is_read)


def _is_read(letter: post.Letter) -> bool:
    """Whose emails come back gets those alone that prove an address."""
    return letter.kind.startswith("account.") or not people.is_undeliverable(letter.address)


def _take_in_placement(placement_id: int) -> None:
    """A placement is complete: the student's record takes it in."""
    placement = placed.by_id(placement_id)
    if placement is not None:
        _take_in(placement.student_id)


def _follow_placement(placement_id: int, minutes_before: int) -> None:
    """Hours were approved or corrected: what a record tells of a completed placement says the same."""
    placement = placed.by_id(placement_id)
    if placement is not None and placement.completed_at is not None:
        with unit_of_work():
            key = f"placement:{placement_id}"
            records.follow_hours(placement.student_id, key, minutes_before=minutes_before)


def _take_in(user_id: int) -> None:
    """Something of this person ended: a student's record takes it in."""
    with unit_of_work():
        records.take_in(user_id, now=clock.now())


def _follow(user_id: int, key: str) -> None:
    """What a student learned is verified, corrected, or waits to be verified anew: the record says the same."""
    with unit_of_work():
        records.take_in(user_id, now=clock.now())
        records.follow(user_id, key)


def _follow_account(user_id: int, follow: Callable[..., None]) -> None:
    """An account was suspended or opened again: every slice does what follows."""
    with unit_of_work():
        follow(user_id, now=clock.now())


def _offer_again(move_id: int, *, within: timedelta) -> None:
    """A place became free: the waiting list moves."""
    with unit_of_work():
        waiting.promote(move_id, now=clock.now(), within=within)


def _tell_end_moved(change_id: int) -> None:
    """The end of a posting has moved: whoever waits for it is told."""
    with unit_of_work():
        telling.tell_end_moved(change_id)


def _begin_placement(move_id: int) -> None:
    """A place was taken: its placement begins, and whoever took it sits in the seat that the posting fills."""
    with unit_of_work():
        application = choosing.of_step(move_id)
        placing.begin(move_id, now=clock.now())
        if application is not None and application.state is Applied.ACCEPTED:
            seats.take_seat(application.opportunity, application.student, now=clock.now())


def _leave_placement(move_id: int) -> None:
    """A place was left: its placement ends."""
    with unit_of_work():
        placing.leave(move_id, now=clock.now())
