"""What time itself brings about: reminders, lapses, promotions. The worker does each duty every round.

A duty is a function of the present instant that opens its own units of work and answers how much it did. It finds its
work by asking the database what is due, so that doing it twice changes nothing and any number of workers may run.
"""

import logging
from collections.abc import Callable
from datetime import datetime

from board import kept_files, shelves
from board.accounts import duties as accounts
from board.applications import duties as applications
from board.committees import duties as committees
from board.finding import duties as finding
from board.kernel import throttle
from board.kernel.db import db
from board.learning import duties as learning
from board.mentorship import duties as mentorship
from board.notices import duties as notices
from board.opportunities import duties as opportunities
from board.placements import duties as placements
from board.record import duties as record
from board.rounds import duties as rounds

log = logging.getLogger(__name__)

DUTIES: tuple[Callable[[datetime], int], ...] = (
    applications.lapse_offers,
    applications.remind_of_offers,
    applications.remind_reviewers,
    finding.look_for_news,
    finding.send_news,
    finding.remind_of_deadlines,
    notices.send_digests,
    learning.remind_of_assignments,
    mentorship.resume_clocks,
    mentorship.remind_mentors,
    mentorship.expire_requests,
    record.take_in_what_ended,
    committees.tell_of_openings,
    opportunities.chase_outcomes,
    opportunities.tell_of_openings,
    applications.count_replies,
    placements.ask_whether_over,
    record.remind_witnesses,
    mentorship.watch_pairs,
    mentorship.keep_conflicts_apart,
    shelves.heal,
    rounds.keep_dates,
    rounds.remind,
    rounds.offer_free_places,
    accounts.forget_sessions,
    accounts.forget_session_events,
    accounts.forget_unsent_forms,
    throttle.forget_over,
    kept_files.sweep,
)


def do_all(now: datetime) -> int:
    """Every duty in turn; one that fails is logged and does not keep the others from theirs."""
    done = 0
    for duty in DUTIES:
        try:
            done += duty(now)
        except Exception:
            db.session.rollback()
            log.exception("the duty %s failed", duty.__name__)
    return done
