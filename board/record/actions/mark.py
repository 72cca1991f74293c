"""Taking a mark away, when it turns out that the person could not know, or was not who they said."""

from datetime import datetime
from typing import Any

from board.accounts.models import User
from board.kernel import audit
from board.kernel.errors import Conflict, Invalid
from board.kernel.locks import lock_row
from board.kernel.verdict import require
from board.notices.actions import notify
from board.record import policy
from board.record.actions.entry import clear_mark
from board.record.models import Assessment, Entry


def withdraw(entry: Entry, seen: Assessment | None, *, by: User, now: datetime, reason: str) -> None:
    """Take out what somebody told, and the mark that it gave; without `seen`, the mark that the entry has.

    It stays on record and is shown to the student with the reason; no page, paper, file or badge shows it any more.
    """
    lock_row(entry)
    require(policy.may_withdraw(by, entry))
    if not reason.strip():
        raise Invalid("reason", "Say why in a line: the student reads it.")
    seen = seen or next((assessment for assessment in entry.counted if _gave_the_mark(assessment, entry)), None)
    if seen is None and not entry.is_verified:
        raise Conflict("Nothing confirms this experience any more. Ask somebody who saw it, from the entry’s page.")
    name = seen.rater_name if seen is not None else entry.verified_by
    if seen is None or _gave_the_mark(seen, entry):
        clear_mark(entry)
        entry.mark_withdrawn_at = now
    if seen is not None:
        seen.withdrawn_at, seen.withdrawn_reason = now, reason.strip()
    thing, changes = f"entry:{entry.id}", {"confirmed_by": (name, None), "reason": (None, reason.strip())}
    audit.record("record.withdraw-mark", by=by.id, thing=thing, **changes)
    words, href = f"A coordinator withdrew what {name} confirmed: {entry.title}.", f"/record/entries/{entry.id}"
    ids: dict[str, Any] = {"entry_id": entry.id, "witness": name, "reason": reason.strip()}
    notify(entry.student, "mark-withdrawn", words=words, href=href, **ids)


def _gave_the_mark(seen: Assessment, entry: Entry) -> bool:
    return entry.words_verified and (entry.verified_at, entry.verified_by) == (seen.at, seen.rater_name)
