"""Who reacts to each event, where each email is declared, and what else binds slices that do not know each other."""

from collections.abc import Callable
from datetime import datetime, timedelta
from types import ModuleType
from typing import Any

from flask import Flask, current_app

from board import file_owners, indexing
from board.accounts import actions as account_actions
from board.accounts import emails as account_emails
from board.accounts import merge_obstacles as account_merge_obstacles
from board.accounts.events import (
    AccountErased,
    AccountRestored,
    AccountsParted,
    AccountSuspended,
    DirectoryHoldChanged,
    PersonChanged,
)
from board.announcements import emails as announcement_emails
from board.applications import conflict_sources as application_conflict_sources
from board.applications import emails as application_emails
from board.applications import handlers as application_handlers
from board.applications import place_sources as application_place_sources
from board.applications.actions import waitlist as waitlist_actions
from board.applications.events import PlaceFreed, PlaceLeft, PlaceTaken
from board.applications.queries import review as review_queries
from board.committees import emails as committee_emails
from board.committees import handlers as committee_handlers
from board.disclosures import handlers as disclosure_handlers
from board.discovery import emails as discovery_emails
from board.discovery import handlers as discovery_handlers
from board.kernel import events, mail
from board.kernel.events import Event, Handler, outside_unit_of_work
from board.kernel.mail import EmailWritten
from board.kernel.smtp import Smtp
from board.kernel.storage import FileReleased
from board.learning import emails as learning_emails
from board.learning.events import (
    ActivityChanged,
    CertificateCorrected,
    CertificateIssued,
    OutsideActivityReopened,
    OutsideActivityVerified,
)
from board.match_rounds import emails as match_round_emails
from board.match_rounds import handlers as match_round_handlers
from board.mentorship import conflict_sources as mentorship_conflict_sources
from board.mentorship import emails as mentorship_emails
from board.mentorship import handlers as mentorship_handlers
from board.mentorship.events import MentorChanged, MentorshipEnded
from board.mentorship.queries import conflict_of_interest as conflict_of_interest_queries
from board.notices import emails as notice_emails
from board.office import merge_obstacles as office_merge_obstacles
from board.opportunities import emails as opportunity_emails
from board.opportunities import handlers as opportunity_handlers
from board.opportunities.events import DeadlineMoved, PostingChanged, PostingPublished, PostingsImported
from board.organisations import emails as organisation_emails
from board.placements import emails as placement_emails
from board.placements import handlers as placement_handlers
from board.placements import queries as placement_queries
from board.placements.events import PlacementCompleted, PlacementHoursChanged
from board.record import emails as record_emails
from board.record import handlers as record_handlers
from board.rights import copy_maker as right_copy_maker
from board.rights import emails as right_emails
from board.rights import handlers as right_handlers
from board.rights import merge_obstacles as right_merge_obstacles
from board.rights.events import DataCopyAsked
from board.school import settings as school_settings
from board.school.events import ClassYearsChanged
from board.settings import Settings
from board.webhooks import emails as webhook_emails
from board.webhooks import handlers as webhook_handlers

EMAILS: tuple[ModuleType, ...] = (
    account_emails,
    organisation_emails,
    opportunity_emails,
    committee_emails,
    application_emails,
    placement_emails,
    mentorship_emails,
    match_round_emails,
    learning_emails,
    record_emails,
    right_emails,
    discovery_emails,
    notice_emails,
    announcement_emails,
    webhook_emails,
)
"""Where each kind of email is declared."""


@outside_unit_of_work
def send_email(event: EmailWritten, _now: datetime) -> None:
    """Word an email and hand it over."""
    mail.send(
        event.email_id,
        transport=current_app.extensions["mail_transport"],
        sender=current_app.extensions["settings"].mail_from,
        unsubscribe=notice_emails.unsubscribe_link,
        refusal=notice_emails.refusal,
    )


@outside_unit_of_work
def make_data_copy(event: DataCopyAsked, _now: datetime) -> None:
    """Make the copy that somebody asked for."""
    extensions = current_app.extensions
    right_copy_maker.make(event.copy_id, store=extensions["files"], progress=extensions["progress"])


def offer_freed_place(event: PlaceFreed, now: datetime) -> None:
    """A place became free: the waiting list moves. How long the next may think is a setting."""
    within = timedelta(hours=school_settings.promotion_hours)
    waitlist_actions.promote(event.move_id, now=now, within=within)


HANDLERS: dict[type[Event], tuple[Handler, ...]] = {
    AccountSuspended: (
        opportunity_handlers.hold_postings,
        application_handlers.hold_applications,
        application_handlers.report_reviews,
        committee_handlers.vacate_seats,
        mentorship_handlers.hide_mentor,
        mentorship_handlers.close_requests,
        mentorship_handlers.pause_pairs,
        match_round_handlers.exclude,
        discovery_handlers.silence_emails,
    ),
    AccountErased: (
        opportunity_handlers.hold_postings,
        application_handlers.withdraw_applications,
        mentorship_handlers.hide_mentor,
        mentorship_handlers.close_requests,
        mentorship_handlers.end_pairs,
        match_round_handlers.exclude,
    ),
    DirectoryHoldChanged: (mentorship_handlers.list_anew,),
    PersonChanged: (mentorship_handlers.list_anew,),
    AccountsParted: (
        disclosure_handlers.tell_both,
        record_handlers.part_links,
        right_handlers.drop_copies_of_both,
        discovery_handlers.end_calendar_of_both,
    ),
    AccountRestored: (
        opportunity_handlers.release_postings,
        application_handlers.restore_applications,
        committee_handlers.show_seats_filled,
        mentorship_handlers.show_mentor,
        mentorship_handlers.resume_pairs,
        match_round_handlers.include_again,
    ),
    PostingChanged: (indexing.put_posting,),
    PostingPublished: (webhook_handlers.tell_of_posting,),
    PostingsImported: (indexing.put_imported, webhook_handlers.tell_of_imported),
    ClassYearsChanged: (indexing.put_for_class_years,),
    DeadlineMoved: (application_handlers.notify_of_deadline,),
    PlaceTaken: (placement_handlers.begin_placement, placement_handlers.take_seat),
    PlaceLeft: (placement_handlers.end_placement,),
    PlaceFreed: (offer_freed_place,),
    PlacementCompleted: (record_handlers.add_placement, webhook_handlers.tell_of_placement),
    PlacementHoursChanged: (record_handlers.correct_hours,),
    MentorChanged: (indexing.put_mentor,),
    MentorshipEnded: (record_handlers.add_what_ended,),
    ActivityChanged: (indexing.put_activity,),
    CertificateIssued: (record_handlers.add_what_ended,),
    CertificateCorrected: (record_handlers.correct_activity,),
    OutsideActivityVerified: (record_handlers.correct_outside_activity,),
    OutsideActivityReopened: (record_handlers.correct_outside_activity,),
    EmailWritten: (send_email,),
    FileReleased: (file_owners.delete_released,),
    DataCopyAsked: (make_data_copy,),
}
"""What reacts to each event, in this order. The office reads what the handlers of an account's events answer."""

CONDUCTORS: dict[type[Event], Callable[[Any, datetime], None]] = {
    AccountSuspended: account_actions.follow_suspension,
    AccountRestored: account_actions.follow_restoration,
}
"""The actions that have an event handled and write down what was answered."""


def wire(app: Flask, settings: Settings) -> None:
    """Tell the kernel who does what. What takes long waits for the worker, and so does an email over SMTP."""
    app.extensions["mail_transport"] = _transport(settings)
    by_worker = {DataCopyAsked, EmailWritten} if settings.mail_url else {DataCopyAsked}
    at_once = indexing.AT_ONCE if app.extensions["engine"].is_transactional else {}
    handlers = {event: () if event in at_once else reactions for event, reactions in HANDLERS.items()}
    events.install(handlers, conductors=CONDUCTORS, by_worker=by_worker, few_at_once={EmailWritten}, at_once=at_once)

    application_place_sources.find_with(placement_queries.over_of)
    application_conflict_sources.find_with("mentorship", conflict_of_interest_queries.known_pairs)
    mentorship_conflict_sources.find_with("reviewers", review_queries.judging)
    mentorship_conflict_sources.find_with("supervisors", placement_queries.supervising)

    account_merge_obstacles.find_with("copies", right_merge_obstacles.between)
    account_merge_obstacles.find_with("sides", office_merge_obstacles.between)

    mail.install(kind for module in EMAILS for kind in vars(module).values() if isinstance(kind, mail.EmailKind))


def _transport(settings: Settings) -> mail.MailTransport:
    if settings.mail_url:
        return Smtp(settings.mail_url, bounces=settings.mail_bounces)
    return mail.Folder(settings.mail_dir)
