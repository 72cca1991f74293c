"""Who did what to which thing, and what it was before: rows that are added and never changed."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from board.kernel import clock
from board.kernel.db import Model, db


class AuditEntry(Model):
    """One act. `thing` reads `opportunity:7`; `changes` maps a name to [old, new]."""

    __tablename__ = "audit_entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    by_id: Mapped[int | None] = mapped_column(index=True)
    verb: Mapped[str] = mapped_column(index=True)
    thing: Mapped[str] = mapped_column(index=True)
    changes: Mapped[dict[str, Any]]


def record(verb: str, *, by: int | None, thing: str, **changes: tuple[Any, Any]) -> None:
    """Write the act in the current unit of work."""
    kept = {name: list(pair) for name, pair in changes.items()}
    db.session.add(AuditEntry(at=clock.now(), by_id=by, verb=verb, thing=thing, changes=kept))
