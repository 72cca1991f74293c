"""Keeping what was written and not sent."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete

from board.accounts.models import UnsentForm
from board.accounts.queries.unsent_form import ids_beyond, unsent_form_to
from board.kernel.db import db, find_or_add, rows_changed

KEPT_FOR = timedelta(days=14)
MOST_FORMS = 30
"""Forms of one person; the oldest makes room."""


def keep_unsent(
    user_id: int, *, address: str, page: str, title: str, fields: Sequence[tuple[str, str]], now: datetime
) -> UnsentForm:
    """Keep a form as it was written last."""
    form = find_or_add(
        lambda: unsent_form_to(address, user_id=user_id),
        lambda: UnsentForm(user_id=user_id, address=address, page=page, title=title, fields=[], at=now),
    )
    form.page, form.title, form.fields, form.at = page, title or form.title, [list(pair) for pair in fields], now
    db.session.flush()
    too_many = ids_beyond(MOST_FORMS, user_id=user_id)
    if too_many:
        db.session.execute(delete(UnsentForm).where(UnsentForm.id.in_(too_many)))
    return form


def forget_unsent(form: UnsentForm) -> None:
    """It was sent, or is not wanted any more."""
    db.session.execute(delete(UnsentForm).where(UnsentForm.id == form.id))


def forget_old_forms(*, now: datetime) -> int:
    """Delete what nobody came back for; answers how much it was."""
    return rows_changed(delete(UnsentForm).where(UnsentForm.at < now - KEPT_FOR))
