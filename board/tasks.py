"""What time itself brings about: reminders, lapses, promotions, and how often the workers look for each.

A task is a function of the present instant that opens its own units of work and answers how much it did. It finds its
work by asking the database what is due, so that doing it twice changes nothing. Of any number of workers one does it.
"""

from datetime import datetime, timedelta

from flask import current_app

from board import file_owners, indexing, invariants, retention
from board.accounts import tasks as account_tasks
from board.announcements import tasks as announcement_tasks
from board.applications import tasks as application_tasks
from board.committees import tasks as committee_tasks
from board.discovery import tasks as discovery_tasks
from board.erasure import tasks as erasure_tasks
from board.erasure.tools import Tools as ErasureTools
from board.kernel import mail, schedule, sent_form, throttle
from board.kernel.schedule import RegularTask
from board.learning import tasks as learning_tasks
from board.match_rounds import tasks as match_round_tasks
from board.mentorship import tasks as mentorship_tasks
from board.notices import tasks as notice_tasks
from board.opportunities import tasks as opportunity_tasks
from board.placements import tasks as placement_tasks
from board.record import tasks as record_tasks
from board.rights import tasks as right_tasks
from board.webhooks import tasks as webhook_tasks

AT_ONCE = timedelta(seconds=5)
"""Somebody waits and looks."""
SOON = timedelta(minutes=1)
"""What runs out by the minute."""
QUARTER = timedelta(minutes=15)
"""What happens on a day, or once a night."""
HOURLY = timedelta(hours=1)


def erasure_tools() -> ErasureTools:
    """What erasing needs, as this school has it."""
    settings = current_app.extensions["settings"]
    return ErasureTools(
        settings.secret_keys, settings.erased_list, mail.Folder(settings.mail_dir), current_app.extensions["engine"]
    )


def _erase_due(now: datetime) -> int:
    return erasure_tasks.erase_due(now, erasure_tools())


def _write_files_anew(now: datetime) -> int:
    return erasure_tasks.write_files_anew(now, erasure_tools())


TASKS: tuple[RegularTask, ...] = (
    RegularTask(application_tasks.lapse_offers, SOON),
    RegularTask(application_tasks.remind_of_offers, QUARTER),
    RegularTask(application_tasks.remind_reviewers, QUARTER),
    RegularTask(discovery_tasks.look_for_news, SOON),
    RegularTask(discovery_tasks.send_news, QUARTER),
    RegularTask(discovery_tasks.remind_of_deadlines, QUARTER),
    RegularTask(account_tasks.send_invitations, AT_ONCE, goes_on=True),
    RegularTask(announcement_tasks.tell_recipients, AT_ONCE, goes_on=True),
    RegularTask(announcement_tasks.count_emails, SOON),
    RegularTask(webhook_tasks.send_due, AT_ONCE, goes_on=True),
    RegularTask(notice_tasks.send_digests, QUARTER),
    RegularTask(learning_tasks.remind_of_assignments, QUARTER),
    RegularTask(mentorship_tasks.resume_clocks, SOON),
    RegularTask(mentorship_tasks.remind_mentors, QUARTER),
    RegularTask(mentorship_tasks.expire_requests, SOON),
    RegularTask(record_tasks.add_what_ended, QUARTER),
    RegularTask(committee_tasks.notify_of_openings, SOON),
    RegularTask(opportunity_tasks.chase_outcomes, QUARTER),
    RegularTask(opportunity_tasks.notify_of_openings, SOON),
    RegularTask(opportunity_tasks.count_empty_searches, QUARTER, on_each_machine=True),
    RegularTask(application_tasks.count_replies, QUARTER),
    RegularTask(placement_tasks.ask_whether_over, QUARTER),
    RegularTask(record_tasks.remind_witnesses, QUARTER),
    RegularTask(right_tasks.remind_of_amendments, QUARTER),
    RegularTask(mentorship_tasks.watch_pairs, QUARTER),
    RegularTask(mentorship_tasks.keep_conflicts_apart, SOON),
    RegularTask(indexing.heal, AT_ONCE, on_each_machine=True),
    RegularTask(match_round_tasks.keep_dates, SOON),
    RegularTask(match_round_tasks.remind, QUARTER),
    RegularTask(match_round_tasks.offer_free_places, SOON),
    RegularTask(account_tasks.begin_class_years, QUARTER),
    RegularTask(account_tasks.forget_sessions, QUARTER),
    RegularTask(throttle.forget_over, QUARTER),
    RegularTask(sent_form.forget_old_forms, QUARTER),
    RegularTask(retention.erase_at_night, QUARTER),
    RegularTask(erasure_tasks.remind, QUARTER),
    RegularTask(_erase_due, SOON),
    RegularTask(_write_files_anew, SOON),
    RegularTask(file_owners.sweep, HOURLY),
    RegularTask(invariants.check_at_night, QUARTER),
)
BY_HAND = "by hand"
"""Who does what no worker does."""


def do_due(*, worker: str) -> int:
    """Each task whose period is over."""
    return schedule.do_due(TASKS, worker=worker)


def do_all(now: datetime, *, worker: str = BY_HAND) -> int:
    """Every task, whether or not its period is over."""
    return schedule.do_all(TASKS, now, worker=worker)
