"""Which installation of Rounds this is, for identifiers that must be nobody else's in the world."""

from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy.orm import Mapped, mapped_column

from board.kernel.db import Model, db


class Installation(Model):
    """The one row that the migrations write: a key of chance, and since when."""

    __tablename__ = "installation"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
    since: Mapped[datetime]


def this() -> Installation:
    """The installation whose database this is; asked for once in a session, which forgets what nobody holds."""
    info = db.session.info
    if Installation not in info:
        info[Installation] = db.session.get_one(Installation, 1)
    here: Installation = info[Installation]
    return here


def tag(thing: str, *, base_url: str) -> str:
    """A name for a thing that stays when its address changes (RFC 4151): `tag:school.edu,2026-11-27:<key>/<thing>`."""
    here = this()
    return f"tag:{urlsplit(base_url).hostname},{here.since:%Y-%m-%d}:{here.key}/{thing}"
