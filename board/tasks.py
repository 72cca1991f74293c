"""What time itself brings about: reminders, lapses, promotions. The worker does each task every round.

A task is a function of the present instant that opens its own units of work and answers how much it did. It finds its
work by asking the database what is due, so that doing it twice changes nothing and any number of workers may run.
"""

import logging
from collections.abc import Callable
from datetime import datetime

from flask import current_app

from board import file_owners, indexing, invariants, retention
from board.accounts import tasks as account_tasks
from board.announcements import tasks as announcement_tasks
from board.applications import tasks as application_tasks
from board.committees import tasks as committee_tasks
from board.discovery import tasks as discovery_tasks
from board.erasure import tasks as erasure_tasks
from board.erasure.tools import Tools as ErasureTools
from board.kernel import mail, sent_form, throttle
from board.kernel.db import db
from board.learning import tasks as learning_tasks
from board.match_rounds import tasks as match_round_tasks
from board.mentorship import tasks as mentorship_tasks
from board.notices import tasks as notice_tasks
from board.opportunities import tasks as opportunity_tasks
from board.placements import tasks as placement_tasks
from board.record import tasks as record_tasks
from board.rights import tasks as right_tasks

log = logging.getLogger(__name__)


def erasure_tools() -> ErasureTools:
    """What erasing needs, as this school has it."""
    settings = current_app.extensions["settings"]
    return ErasureTools(
        settings.secret_key, settings.erased_list, mail.Folder(settings.mail_dir), current_app.extensions["engine"]
    )


def _erase_due(now: datetime) -> int:
    return erasure_tasks.erase_due(now, erasure_tools())


def _write_files_anew(now: datetime) -> int:
    return erasure_tasks.write_files_anew(now, erasure_tools())


TASKS: tuple[Callable[[datetime], int], ...] = (
    application_tasks.lapse_offers,
    application_tasks.remind_of_offers,
    application_tasks.remind_reviewers,
    discovery_tasks.look_for_news,
    discovery_tasks.send_news,
    discovery_tasks.remind_of_deadlines,
    account_tasks.send_invitations,
    announcement_tasks.tell_recipients,
    announcement_tasks.count_emails,
    notice_tasks.send_digests,
    learning_tasks.remind_of_assignments,
    mentorship_tasks.resume_clocks,
    mentorship_tasks.remind_mentors,
    mentorship_tasks.expire_requests,
    record_tasks.add_what_ended,
    committee_tasks.notify_of_openings,
    opportunity_tasks.chase_outcomes,
    opportunity_tasks.notify_of_openings,
    application_tasks.count_replies,
    placement_tasks.ask_whether_over,
    record_tasks.remind_witnesses,
    right_tasks.remind_of_amendments,
    mentorship_tasks.watch_pairs,
    mentorship_tasks.keep_conflicts_apart,
    indexing.heal,
    match_round_tasks.keep_dates,
    match_round_tasks.remind,
    match_round_tasks.offer_free_places,
    account_tasks.begin_class_years,
    account_tasks.forget_sessions,
    throttle.forget_over,
    sent_form.forget_old_forms,
    retention.erase_at_night,
    erasure_tasks.remind,
    _erase_due,
    _write_files_anew,
    file_owners.sweep,
    invariants.check_at_night,
)


def do_all(now: datetime) -> int:
    """Every task in turn; one that fails is logged and does not keep the others from theirs."""
    done = 0
    for task in TASKS:
        try:
            done += task(now)
        except Exception:
            db.session.rollback()
            log.exception("the task %s failed", task.__name__)
    return done
