"""Searches that found nothing: the words, and how often; never by whom."""

from datetime import date

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from board.kernel.db import Model


class EmptySearch(Model):
    """How many sessions searched for words in a week, and found nothing."""

    __tablename__ = "empty_searches"
    __table_args__ = (UniqueConstraint("week", "words"), CheckConstraint("times > 0", name="was_searched"))

    id: Mapped[int] = mapped_column(primary_key=True)
    week: Mapped[date]
    """Its Monday."""
    words: Mapped[str]
    times: Mapped[int]
