"""Forms that have arrived: what a form creates is stored once, however often its button is pressed."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from board.kernel.db import Model, db
from board.kernel.statements import put_once, rows_changed
from board.kernel.unit_of_work import unit_of_work

KEPT_FOR = timedelta(days=1)
"""A press, its repetition by an impatient hand, a browser that sends again after a lost connection."""


class SentForm(Model):
    """That a form has arrived. The key is a hash of who sent what: two forms that differ in a letter are two."""

    __tablename__ = "sent_forms"

    key: Mapped[str] = mapped_column(primary_key=True)
    href: Mapped[str] = mapped_column(default="")
    """The page that answered it; empty until it has. Of a page that saves itself, what it began."""
    at: Mapped[datetime] = mapped_column(index=True)


def arrives_first(key: str, *, now: datetime) -> bool:
    """Is this the first time? Of two at once the second waits for the first, and hears that it is not."""
    return put_once(SentForm, key=key, href="", at=now) is not None


def answer_of(key: str) -> str:
    """The page that answered the first one; empty while it has not."""
    return db.session.scalar(select(SentForm.href).where(SentForm.key == key)) or ""


def remember_answer(key: str, href: str) -> None:
    """Keep the page that answers, for whoever comes second."""
    db.session.execute(update(SentForm).where(SentForm.key == key).values(href=href))


def forget_old_forms(now: datetime) -> int:
    """Nobody sends them again."""
    with unit_of_work():
        return rows_changed(delete(SentForm).where(SentForm.at < now - KEPT_FOR))
