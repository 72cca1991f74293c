"""The stored settings, and the one number that tells whether they have changed."""

from typing import Any

from sqlalchemy import func, select

from board.kernel.db import db
from board.school.models import SchoolLogo, SchoolSetting

VERSION = select(func.coalesce(func.sum(SchoolSetting.version), 0))
"""It grows with every save. Whoever asks the database anyway may ask this along."""
_ALL = select(SchoolSetting.name, SchoolSetting.value, SchoolSetting.version)


def version() -> int:
    """How many saves there were. Writes nothing that waits, as it is asked in the midst of anything."""
    return int(db.session.connection().execute(VERSION).scalar_one())


def stored() -> tuple[int, dict[str, Any]]:
    """All that is stored, with the version that it makes up."""
    rows = db.session.connection().execute(_ALL).all()
    return sum(row.version for row in rows), {row.name: row.value for row in rows if row.value is not None}


def logo(mark: str) -> SchoolLogo | None:
    """The picture of this mark."""
    return db.session.get(SchoolLogo, mark)
