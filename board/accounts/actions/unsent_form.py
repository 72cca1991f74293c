"""Keeping what was written and not sent."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete

from board.accounts.models import UnsentForm
from board.accounts.queries.unsent_form import ids_beyond, unsent_form_to, unsent_forms_to
from board.kernel.db import db
from board.kernel.statements import find_or_add
from board.kernel.text import is_written, with_plain_line_ends
from board.school import settings as school_settings

MOST_FORMS = 30
"""Forms of one person; the oldest makes room."""


@dataclass(frozen=True)
class WrittenForm:
    """A form as somebody wrote it, and did not send it."""

    address: str
    """Where it would be sent."""
    page: str
    """Where it is written."""
    title: str
    fields: Sequence[tuple[str, str]]
    arrived: Sequence[tuple[str, str]] = ()
    """The fields that came themselves, where the session had ended when they did; `fields` has them too."""


def keep_unsent(user_id: int, written: WrittenForm, *, now: datetime) -> UnsentForm:
    """Keep a form as it was written last."""
    copy = _copy_for(user_id, address=written.address, fields=written.arrived) if written.arrived else ""
    key = {"address": written.address, "copy": copy}
    form = find_or_add(
        lambda: unsent_form_to(written.address, user_id=user_id, copy=copy),
        lambda: UnsentForm(user_id=user_id, page=written.page, title=written.title, fields=[], at=now, **key),
    )
    form.page, form.title, form.at = written.page, written.title or form.title, now
    form.fields = [list(pair) for pair in written.fields]
    db.session.flush()
    too_many = ids_beyond(MOST_FORMS, user_id=user_id)
    if too_many:
        db.session.execute(delete(UnsentForm).where(UnsentForm.id.in_(too_many)))
    return form


def _copy_for(user_id: int, *, address: str, fields: Sequence[tuple[str, str]]) -> str:
    """Which copy a form is that arrives after its session has ended.

    Another text than the one kept for its address gets a copy of its own. A text that goes on from it takes its place.
    """
    copies = unsent_forms_to(address, user_id=user_id)
    if not copies:
        return ""
    for form in copies:
        if _goes_on([tuple(pair) for pair in form.fields], fields):
            return form.copy
    return hashlib.sha256(repr(sorted(fields)).encode()).hexdigest()[:16]


def _goes_on(before: Sequence[tuple[str, str]], after: Sequence[tuple[str, str]]) -> bool:
    """Does every text of a form begin as it did before? A press or a choice makes no other text."""
    earlier, later = dict(before), dict(after)
    return all(
        with_plain_line_ends(later[name]).startswith(with_plain_line_ends(text).rstrip())
        for name, text in earlier.items()
        if is_written(text) and name in later
    )


def forget_unsent(form: UnsentForm) -> None:
    """It was sent, or is not wanted any more."""
    db.session.execute(delete(UnsentForm).where(UnsentForm.id == form.id))


def stored_for() -> timedelta:
    """How long it waits for whoever wrote it."""
    return timedelta(days=school_settings.retention_unsent_forms_days)
