"""Everything that leaves the building: which handler delivers each outbox message, which function words each email."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from flask import Flask

from board import file_owners, indexing
from board.accounts import actions as account_actions
from board.accounts import emails as account_emails
from board.accounts import queries as account_queries
from board.accounts.events import AccountRestored, AccountSuspended
from board.applications import conflict_sources as application_conflict_sources
from board.applications import emails as application_emails
from board.applications import handlers as application_handlers
from board.applications import queries as application_queries
from board.applications.actions import notification as notification_actions
from board.applications.actions import waitlist as waitlist_actions
from board.applications.models import ApplicationState as Applied
from board.applications.queries import review as review_queries
from board.committees import actions as committee_actions
from board.committees import emails as committee_emails
from board.committees import handlers as committee_handlers
from board.discovery import emails as discovery_emails
from board.discovery import handlers as discovery_handlers
from board.kernel import clock, events, mail, outbox
from board.kernel.db import unit_of_work
from board.kernel.smtp import Smtp
from board.learning import emails as learning_emails
from board.match_rounds import emails as match_round_emails
from board.match_rounds import handlers as match_round_handlers
from board.mentorship import conflict_sources as mentorship_conflict_sources
from board.mentorship import emails as mentorship_emails
from board.mentorship import handlers as mentorship_handlers
from board.mentorship.queries import conflict_of_interest as conflict_of_interest_queries
from board.notices import emails as notice_emails
from board.opportunities import emails as opportunity_emails
from board.opportunities import handlers as opportunity_handlers
from board.placements import actions as placement_actions
from board.placements import emails as placement_emails
from board.placements import queries as placement_queries
from board.record import emails as record_emails
from board.record.actions import entry as entry_actions
from board.settings import Settings

EMAILS: dict[str, mail.Composer] = {
    "account.sign-up": account_emails.sign_up,
    "account.exists": account_emails.exists,
    "account.reset": account_emails.reset,
    "account.role-granted": account_emails.role_granted,
    "account.suspended": account_emails.suspended,
    "account.new-address": account_emails.new_address,
    "account.address-changed": account_emails.address_changed,
    "account.password-changed": account_emails.password_changed,
    "opportunity.conflict": application_emails.conflict,
    "opportunity.edit-approved": opportunity_emails.edit_approved,
    "opportunity.edit-returned": opportunity_emails.edit_returned,
    "opportunity.joined": opportunity_emails.joined,
    "opportunity.reviews-assigned": application_emails.reviews_assigned,
    "opportunity.reviews-due": application_emails.reviews_due,
    "opportunity.outcome": opportunity_emails.outcome,
    "opportunity.asked": opportunity_emails.asked,
    "opportunity.answered": opportunity_emails.answered,
    "opportunity.published": opportunity_emails.published,
    "opportunity.changes-asked": opportunity_emails.changes_asked,
    "reminder.closing": discovery_emails.closing,
    "reminder.seat-opened": committee_emails.seat_opened,
    "reminder.opened": opportunity_emails.opened,
    "reminder.end-moved": opportunity_emails.end_moved,
    "search.news": discovery_emails.news,
    "application.news": application_emails.news,
    "application.received": application_emails.received,
    "application.interview": application_emails.interview,
    "application.message": application_emails.message,
    "application.not-selected": application_emails.not_selected,
    "offer.made": application_emails.offer_made,
    "offer.reminder": application_emails.offer_reminder,
    "offer.lapsed": application_emails.offer_lapsed,
    "offer.answered": application_emails.offer_answered,
    "placement.news": placement_emails.news,
    "placement.hours": placement_emails.hours,
    "placement.returned": placement_emails.returned,
    "mentor.news": mentorship_emails.enrolment_news,
    "mentor-request.news": mentorship_emails.request_news,
    "mentor-pair.news": mentorship_emails.pair_news,
    "mentorship.task": mentorship_emails.task,
    "mentor-round.news": match_round_emails.of_round,
    "report.news": mentorship_emails.report_news,
    "learning.passed": learning_emails.passed,
    "learning.assigned": learning_emails.assigned,
    "learning.verify": learning_emails.verify,
    "learning.outside-news": learning_emails.outside_news,
    "record.seen": record_emails.seen,
    "record.seen-asked": record_emails.seen_asked,
    "record.mark-withdrawn": record_emails.mark_withdrawn,
    "notices.digest": notice_emails.digest,
}
"""Which function words each kind of email."""


EVENTS: dict[type, tuple[events.Handler, ...]] = {
    AccountSuspended: (
        opportunity_handlers.hold_postings,
        application_handlers.hold_applications,
        application_handlers.tell_of_reviews,
        committee_handlers.vacate_seats,
        mentorship_handlers.hide_mentor,
        mentorship_handlers.close_requests,
        mentorship_handlers.pause_pairs,
        match_round_handlers.leave_out,
        discovery_handlers.be_silent,
    ),
    AccountRestored: (
        opportunity_handlers.release_postings,
        application_handlers.restore_applications,
        committee_handlers.show_seats_filled,
        mentorship_handlers.show_mentor,
        mentorship_handlers.resume_pairs,
        match_round_handlers.take_in,
    ),
}
"""What reacts to each event, in this order; the office reads what each says."""


def wire(app: Flask, settings: Settings) -> None:
    """Tell the outbox and the post who does what. An email over SMTP waits for the worker."""
    app.extensions["mail_transport"] = _transport(settings)
    send = partial(_send, app=app, sender=settings.mail_from)
    outbox.handle("email", send, at_once=not settings.mail_url)

    engine = app.extensions["engine"]
    outbox.handle(
        "opportunity.changed", lambda opportunity_id: indexing.put("opportunity", opportunity_id, engine=engine)
    )
    outbox.handle("activity.changed", lambda activity_id: indexing.put("activity", activity_id, engine=engine))
    outbox.handle("mentor.changed", lambda enrolment_id: indexing.put("mentor", enrolment_id, engine=engine))
    outbox.handle("opportunities.imported", lambda: indexing.rebuild(engine=engine))
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

    outbox.handle("file.released", file_owners.delete_released)

    events.install(EVENTS)
    outbox.handle("account.suspended", lambda user_id: _follow_account(user_id, account_actions.follow_suspension))
    outbox.handle("account.restored", lambda user_id: _follow_account(user_id, account_actions.follow_restoration))

    application_conflict_sources.find_with("mentorship", conflict_of_interest_queries.known_pairs)
    mentorship_conflict_sources.find_with("reviewers", review_queries.judging)
    mentorship_conflict_sources.find_with("supervisors", placement_queries.supervising)

    for kind, words in EMAILS.items():
        mail.compose(kind, words)


def _transport(settings: Settings) -> mail.MailTransport:
    if settings.mail_url:
        return Smtp(settings.mail_url, bounces=settings.mail_bounces)
    return mail.Folder(settings.mail_dir)


def _send(email_id: int, *, app: Flask, sender: str) -> None:
    way_out = notice_emails.unsubscribe_link
    mail.send(
        email_id, transport=app.extensions["mail_transport"], sender=sender, unsubscribe=way_out, is_read=_is_read
    )


def _is_read(email: mail.Email) -> bool:
    """Whose emails come back gets those alone that prove an address."""
    return email.kind.startswith("account.") or not account_queries.is_undeliverable(email.address)


def _take_in_placement(placement_id: int) -> None:
    """A placement is complete: the student's record takes it in."""
    placement = placement_queries.by_id(placement_id)
    if placement is not None:
        _take_in(placement.student_id)


def _follow_placement(placement_id: int, minutes_before: int) -> None:
    """Hours were approved or corrected: what a record tells of a completed placement says the same."""
    placement = placement_queries.by_id(placement_id)
    if placement is not None and placement.completed_at is not None:
        with unit_of_work():
            key = f"placement:{placement_id}"
            entry_actions.follow_hours(placement.student_id, key, minutes_before=minutes_before)


def _take_in(user_id: int) -> None:
    """Something of this person ended: a student's record takes it in."""
    with unit_of_work():
        entry_actions.take_in(user_id, now=clock.now())


def _follow(user_id: int, key: str) -> None:
    """What a student learned is verified, corrected, or waits to be verified anew: the record says the same."""
    with unit_of_work():
        entry_actions.take_in(user_id, now=clock.now())
        entry_actions.follow(user_id, key)


def _follow_account(user_id: int, follow: Callable[..., None]) -> None:
    """An account was suspended or opened again: every slice does what follows."""
    with unit_of_work():
        follow(user_id, now=clock.now())


def _offer_again(move_id: int, *, within: timedelta) -> None:
    """A place became free: the waiting list moves."""
    with unit_of_work():
        waitlist_actions.promote(move_id, now=clock.now(), within=within)


def _tell_end_moved(change_id: int) -> None:
    """The end of a posting has moved: whoever waits for it is told."""
    with unit_of_work():
        notification_actions.tell_end_moved(change_id)


def _begin_placement(move_id: int) -> None:
    """A place was taken: its placement begins, and whoever took it sits in the seat that the posting fills."""
    with unit_of_work():
        application = application_queries.of_step(move_id)
        placement_actions.begin(move_id, now=clock.now())
        if application is not None and application.state is Applied.ACCEPTED:
            committee_actions.take_seat(application.opportunity, application.student, now=clock.now())


def _leave_placement(move_id: int) -> None:
    """A place was left: its placement ends."""
    with unit_of_work():
        placement_actions.leave(move_id, now=clock.now())
