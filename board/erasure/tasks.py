"""What the worker does about people who are to be erased: remind, begin, erase, and write the files anew."""

import logging
from datetime import datetime, time, timedelta

from board import indexing
from board.accounts.actions import erasure_request as erasure_request_actions
from board.accounts.models import ErasureRequest
from board.accounts.queries import erasure_request as erasure_request_queries
from board.erasure import erased_list, person, queries, rows
from board.erasure.run import Run
from board.erasure.tools import Tools
from board.kernel import clock, vacuum
from board.kernel.db import db
from board.kernel.errors import Conflict
from board.kernel.unit_of_work import unit_of_work

log = logging.getLogger(__name__)

LAST_EMAIL = timedelta(hours=1)
"""So long the last email has time to be sent before its address is erased."""
NIGHT_BEGINS, NIGHT_ENDS = time(2), time(5)
"""When the database's files are written anew, by the school's clocks: everybody else waits meanwhile."""
FIRST_WAIT = timedelta(minutes=15)
"""After a refusal; twice as long after each further one."""


def remind(now: datetime) -> int:
    """A day before: it can still be cancelled."""
    waiting = erasure_request_queries.to_remind(now)
    for request in waiting:
        with unit_of_work():
            erasure_request_actions.remind(request, now=now)
    return len(waiting)


def erase_due(now: datetime, tools: Tools) -> int:
    """Begin what is due, and go on with what was stopped; answers how many are done but for the files."""
    number = 0
    for request in erasure_request_queries.due(now):
        try:
            number += _go_on(request.id, now, tools)
        except Conflict:
            log.info("erasure %s is another worker's", request.id)
        except Exception:
            db.session.rollback()
            log.exception("erasure %s was stopped; the worker goes on with it", request.id)
    return number


def write_files_anew(now: datetime, tools: Tools, *, at_once: bool = False) -> int:
    """Have index and database files hold nothing of the rows that are gone, once for all of them and at night.

    A refused try is made again later and later, and the next night; answers how many people it was done for.
    """
    finished = erasure_request_queries.rows_are_erased()
    if any(request.index_rebuilt_at is None for request in finished):
        indexing.rebuild(engine=tools.engine)
        with unit_of_work():
            erasure_request_actions.note_index_rebuilt(finished, now=now)
    if not any(at_once or (request.rewrite_at or now) <= now for request in finished):
        return 0
    tries = max(request.rewrite_tries for request in finished)
    until = next_try(now, tries)
    tries = tries + 1 if until < next_night(now) else 0
    with unit_of_work():  # another worker, and the next one after a crash, wait as long
        erasure_request_actions.put_off_rewrite(finished, until=until, tries=tries)
    if not vacuum.rewrite([*queries.rewritten(), *tools.engine.tables]):
        log.warning("the database's files are in use: they are written anew later")
        return 0
    with unit_of_work():
        erasure_request_actions.finish(finished, now=clock.now())
    return len(finished)


def next_night(now: datetime) -> datetime:
    """When the night begins that comes next."""
    tonight = clock.moment(clock.day(now), NIGHT_BEGINS)
    return tonight if now < tonight else clock.moment(clock.day(now) + timedelta(days=1), NIGHT_BEGINS)


def next_try(now: datetime, tries: int) -> datetime:
    """After so many refusals: later tonight, or the next night."""
    later = now + FIRST_WAIT * 2**tries
    return later if later < clock.moment(clock.day(now), NIGHT_ENDS) else next_night(now)


def _go_on(request_id: int, now: datetime, tools: Tools) -> bool:
    """One step further with one person; True when their rows are gone."""
    request = db.session.get_one(ErasureRequest, request_id)
    if request.begun_at is None:
        with unit_of_work():
            erasure_request_actions.begin_or_wait(request, keys=tools.secret_keys, now=now)
        db.session.refresh(request)
    if request.begun_at is None or queries.awaits_handlers(request.user_id):
        return False
    with Run(request) as run:
        erased = person.of(request, keys=tools.secret_keys)
        if queries.unsent_to(erased.sought.addresses) and now < request.begun_at + LAST_EMAIL:
            return False
        sealed = person.seal(erased.sought, keys=tools.secret_keys)
        run.do(lambda: erasure_request_actions.note_sought(request, sealed))
        run.do_all(rows.steps(erased, tools.mail_folder))
        run.do(lambda: rows.leave_nobody(erased, now=now))
        run.do_all(rows.steps(erased, tools.mail_folder))  # what was written while it was still somebody's account
        erased_list.add(tools.erased_list, erased.users, now=now)
        run.do(lambda: erasure_request_actions.note_rows_erased(request, now=now, rewrite_at=next_night(now)))
    return True


def erase_again(now: datetime, tools: Tools) -> tuple[int, int]:
    """Erase whoever a restored backup brought back, and what is left of the others: how many come back, how many are
    not at their end."""
    numbers = erased_list.read(tools.erased_list) if tools.erased_list.exists() else []
    for user in queries.erased_accounts():
        erased = person.of_nobody(user, erasure_request_queries.open_of(user.id))
        for step in rows.steps(erased, tools.mail_folder):
            with unit_of_work():
                step()
        with unit_of_work():
            rows.leave_nobody(erased, now=now)
    waiting = [user for user in queries.accounts(numbers) if user.erased_at is None and user.merged_into_id is None]
    for user in waiting:
        with unit_of_work():
            erasure_request_actions.repeat(user, keys=tools.secret_keys, now=now)
    erase_due(now, tools)
    write_files_anew(now, tools, at_once=True)
    return len(waiting), erasure_request_queries.count_unfinished()
