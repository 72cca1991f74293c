"""What the school has decided itself; whatever has no row stands as declared."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from board.kernel.db import Model


class SchoolLogo(Model):
    """A picture under the mark of its content. The setting `logo` names the one that is shown."""

    __tablename__ = "school_logos"

    mark: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes]
    """A PNG."""
    width: Mapped[int]
    height: Mapped[int]


class SchoolSetting(Model):
    """One value. Rows are never deleted, so that the sum of all versions tells whether anything has changed."""

    __tablename__ = "school_settings"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)
    """None: as declared again."""
    version: Mapped[int]
    """How often it was saved."""
    changed_at: Mapped[datetime]
