"""Gathered letters, each morning or each Monday."""

from datetime import datetime
from itertools import groupby

from flask import current_app

from board.accounts import queries as people
from board.kernel.db import unit_of_work
from board.notices import actions, queries
from board.notices.pace import next_letter


def send_digests(now: datetime) -> int:
    """One letter for each person and pace whose time has come; answers how many."""
    sent, zone = 0, current_app.extensions["settings"].time_zone
    waiting = groupby(queries.waiting_for_a_digest(), key=lambda one: (one.user_id, one.pace))
    for (user_id, pace), notices in [(whose, list(notices)) for whose, notices in waiting]:
        user = people.by_id(user_id)
        if user is None or user.suspended_at is not None or now < next_letter(pace, notices[0].at, zone):
            continue
        with unit_of_work():
            sent += actions.gather(user, notices, now=now)
    return sent
