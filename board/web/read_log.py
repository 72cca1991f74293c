"""Writing down who read what is not their own: a GET may leave it behind (docs/decisions/0011)."""

from flask import request
from flask_login import current_user

from board.kernel import audit, clock
from board.kernel.unit_of_work import unit_of_work


def note_reading(verb: str, thing: str) -> bool:
    """Whoever asks reads this by virtue of an office: noted once a day. True when it was noted just now.

    What was loaded before is read anew on its next use. HEAD and POST note nothing: HEAD shows nothing, and what a
    POST does has an entry of its own.
    """
    now = clock.now()
    today = clock.dawn(clock.day(now))
    if request.method != "GET" or audit.was_noted(verb, by=current_user.id, thing=thing, since=today):
        return False
    with unit_of_work():
        audit.record(verb, by=current_user.id, thing=thing)
    return True
