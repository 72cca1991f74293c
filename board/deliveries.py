"""Everything that leaves the building: which handler delivers each parcel, which function words each letter."""

from datetime import timedelta
from functools import partial

from flask import Flask

from board import shelves
from board.accounts import letters as accounts
from board.applications import conflicts
from board.applications import letters as applications
from board.applications import queries as choosing
from board.applications.actions import telling, waiting
from board.applications.models import State as Applied
from board.applications.queries import reviews
from board.committees import actions as seats
from board.committees import letters as committees
from board.finding import letters as finding
from board.kernel import clock, outbox, post
from board.kernel.db import unit_of_work
from board.learning import letters as learning
from board.mentorship import judges
from board.mentorship import letters as mentorship
from board.mentorship.queries import ties
from board.notices import letters as notices
from board.opportunities import letters as opportunities
from board.placements import actions as placing
from board.placements import letters as placements
from board.placements import queries as placed
from board.record import letters as record
from board.record.actions import entries as records
from board.rounds import letters as rounds
from board.settings import Settings


def wire(app: Flask, settings: Settings) -> None:
    """Tell the outbox and the post who does what. A letter over SMTP waits for the worker."""
    postman: post.Postman = post.Smtp(settings.mail_url) if settings.mail_url else post.Folder(settings.letters_dir)
    app.extensions["postman"] = postman
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

    conflicts.find_with("mentorship", ties.known_pairs)
    judges.find_with("reviewers", reviews.judging)
    judges.find_with("supervisors", placed.supervising)

    post.compose("account.confirm", accounts.confirm)
    post.compose("account.exists", accounts.exists)
    post.compose("account.reset", accounts.reset)
    post.compose("account.role-granted", accounts.role_granted)
    post.compose("account.suspended", accounts.suspended)
    post.compose("account.new-address", accounts.new_address)
    post.compose("account.address-changed", accounts.address_changed)
    post.compose("learning.passed", learning.passed)
    post.compose("learning.assigned", learning.assigned)
    post.compose("learning.verify", learning.verify)
    post.compose("learning.outside-news", learning.outside_news)
    post.compose("application.news", applications.news)
    post.compose("mentor.news", mentorship.enrolment_news)
    post.compose("mentor-request.news", mentorship.request_news)
    post.compose("application.received", applications.received)
    post.compose("application.interview", applications.interview)
    post.compose("application.message", applications.message)
    post.compose("application.not-selected", applications.not_selected)
    post.compose("opportunity.conflict", applications.conflict)
    post.compose("opportunity.joined", opportunities.joined)
    post.compose("opportunity.reviews-assigned", applications.reviews_assigned)
    post.compose("opportunity.reviews-due", applications.reviews_due)
    post.compose("mentor-pair.news", mentorship.pair_news)
    post.compose("mentorship.task", mentorship.task)
    post.compose("report.news", mentorship.report_news)
    post.compose("offer.made", applications.offer_made)
    post.compose("offer.reminder", applications.offer_reminder)
    post.compose("offer.lapsed", applications.offer_lapsed)
    post.compose("offer.answered", applications.offer_answered)
    post.compose("mentor-round.news", rounds.of_round)
    post.compose("notices.digest", notices.digest)
    post.compose("search.news", finding.news)
    post.compose("reminder.closing", finding.closing)
    post.compose("placement.news", placements.news)
    post.compose("placement.hours", placements.hours)
    post.compose("placement.returned", placements.returned)
    post.compose("reminder.seat-opened", committees.seat_opened)
    post.compose("reminder.opened", opportunities.opened)
    post.compose("reminder.end-moved", opportunities.end_moved)
    post.compose("opportunity.outcome", opportunities.outcome)
    post.compose("opportunity.asked", opportunities.asked)
    post.compose("opportunity.answered", opportunities.answered)
    post.compose("opportunity.published", opportunities.published)
    post.compose("opportunity.changes-asked", opportunities.changes_asked)
    post.compose("record.seen", record.seen)
    post.compose("record.seen-asked", record.seen_asked)


def _send(letter_id: int, *, app: Flask, sender: str) -> None:
    way_out = notices.unsubscribe_link
    post.send(letter_id, postman=app.extensions["postman"], sender=sender, unsubscribe=way_out)


def _take_in_placement(placement_id: int) -> None:
    """A placement is complete: the student's record takes it in."""
    placement = placed.by_id(placement_id)
    if placement is not None:
        _take_in(placement.student_id)


def _take_in(user_id: int) -> None:
    """Something of this person ended: a student's record takes it in."""
    with unit_of_work():
        records.take_in(user_id, now=clock.now())


def _follow(user_id: int, key: str) -> None:
    """What a student learned is verified, corrected, or waits to be verified anew: the record says the same."""
    with unit_of_work():
        records.take_in(user_id, now=clock.now())
        records.follow(user_id, key)


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
    """A place was left: its placement ends, and its seat is vacant."""
    with unit_of_work():
        application = choosing.of_step(move_id)
        placing.leave(move_id, now=clock.now())
        if application is not None and application.state is not Applied.ACCEPTED:
            seats.leave_seat(application.opportunity, application.student, now=clock.now())
