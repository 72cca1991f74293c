"""Gathered emails, each morning or each Monday."""

from datetime import datetime
from itertools import groupby

from flask import current_app

from board.accounts import queries as account_queries
from board.kernel.unit_of_work import unit_of_work
from board.notices import actions, queries
from board.notices.pace import next_email


def send_digests(now: datetime) -> int:
    """One letter for each person and pace whose time has come; answers how many."""
    sent, zone = 0, current_app.extensions["settings"].time_zone
    waiting = groupby(queries.waiting_for_a_digest(), key=lambda notice: (notice.user_id, notice.pace))
    for (user_id, pace), notices in [(whose, list(notices)) for whose, notices in waiting]:
        user = account_queries.by_id(user_id)
        if user is None or user.suspended_at is not None or now < next_email(pace, notices[0].at, zone):
            continue
        with unit_of_work():
            sent += actions.gather(user, notices, now=now)
    return sent
