"""What the worker does about people who are to be erased: remind, begin, erase, and write the files anew."""

import logging
from datetime import datetime, timedelta

from flask import current_app

from board import indexing
from board.accounts.actions import erasure_request as erasure_request_actions
from board.accounts.models import ErasureRequest
from board.accounts.queries import erasure_request as erasure_request_queries
from board.erasure import erased_list, person, queries, rows
from board.kernel import clock, vacuum
from board.kernel.db import db, unit_of_work

log = logging.getLogger(__name__)

LAST_EMAIL = timedelta(hours=1)
"""So long the last email has time to be sent before its address is erased."""


def remind(now: datetime) -> int:
    """A day before: it can still be cancelled."""
    waiting = erasure_request_queries.to_remind(now)
    for request in waiting:
        with unit_of_work():
            erasure_request_actions.remind(request, now=now)
    return len(waiting)


def erase_due(now: datetime) -> int:
    """Begin what is due, go on with what was stopped, and write the files anew once for all of them."""
    number = 0
    for request in erasure_request_queries.due(now):
        try:
            number += _go_on(request.id, now)
        except Exception:
            db.session.rollback()
            log.exception("erasure %s was stopped; the worker goes on with it", request.id)
    finished = erasure_request_queries.rows_are_erased()
    if finished and leave_no_trace():
        numbers = [number for request in finished for number in sorted(queries.merged_into(request.user_id))]
        erased_list.add(current_app.extensions["settings"].erased_list, numbers, now=now)
        with unit_of_work():
            erasure_request_actions.finish(finished, now=clock.now())
    return number


def leave_no_trace() -> bool:
    """Index and database files hold nothing of rows that are gone; False where it has to be tried again."""
    indexing.rebuild(engine=current_app.extensions["engine"])
    return vacuum.rewrite(queries.rewritten())


def _go_on(request_id: int, now: datetime) -> bool:
    """One step further with one person; True when their rows are gone."""
    request = db.session.get_one(ErasureRequest, request_id)
    if request.begun_at is None:
        with unit_of_work():
            erasure_request_actions.begin_or_hold(request, key=current_app.config["SECRET_KEY"], now=now)
        db.session.refresh(request)
    if request.begun_at is None or request.rows_erased_at is not None:
        return False
    if queries.is_held_on_to(request.user_id):
        return False
    erased = person.of(request.user)
    if queries.unsent_to(erased.addresses) and now < request.begun_at + LAST_EMAIL:
        return False
    rows.erase(erased)
    with unit_of_work():
        rows.leave_nobody(request.user, erased, now=now)
    rows.erase(erased)  # what was being written while the account was still somebody's
    with unit_of_work():
        erasure_request_actions.note_rows_erased(request, now=now)
    return True


def erase_again(now: datetime) -> tuple[int, int]:
    """Erase whoever a restored backup brought back, and what is left of the others: how many come back, how many are
    not at their end."""
    path = current_app.extensions["settings"].erased_list
    numbers = erased_list.read(path) if path.exists() else []
    for user in queries.erased_accounts():
        rows.erase(person.of(user))
        with unit_of_work():
            rows.leave_nobody(user, person.of(user), now=user.erased_at or now)
    waiting = [user for user in queries.accounts(numbers) if user.erased_at is None and user.merged_into_id is None]
    for user in waiting:
        with unit_of_work():
            erasure_request_actions.repeat(user, key=current_app.config["SECRET_KEY"], now=now)
    erase_due(now)
    return len(waiting), len(erasure_request_queries.unfinished())
