"""Whose the files of the school are, and which of them the user cannot open as whom this process runs."""

import os
import pwd
import stat
from collections.abc import Iterator
from pathlib import Path

from board.kernel.db import db
from board.operations import disk
from board.settings import Settings

SUPERUSER = 0
"""The number of root, who may open everything."""


def user_name(number: int) -> str:
    """What a user of the system is called; the number of one who has no name here, as in containers."""
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)


def process_user() -> str:
    """As whom this process runs."""
    return user_name(os.geteuid())


def folders_of(settings: Settings) -> Iterator[Path]:
    """Where the files of the school lie on this machine."""
    if path := sqlite_file():
        yield path.parent
    yield from (settings.upload_dir, settings.index_dir, settings.mail_dir)
    yield from (settings.badge_key.parent, settings.erased_list.parent)


def sqlite_file() -> Path | None:
    """The file of the database; None with PostgreSQL, or in memory."""
    path = db.engine.url.database if db.engine.dialect.name == "sqlite" else None
    return Path(path) if path and path != ":memory:" else None


def owner_beside_root(settings: Settings) -> tuple[Path, str] | None:
    """Where this process is root, and the folders of the school are another user’s: the first of them, and the user.

    Of what root makes there the web server and the worker could open nothing.
    """
    if os.geteuid() != SUPERUSER:
        return None
    for folder in map(disk.nearest, folders_of(settings)):
        if owner := folder.stat().st_uid:
            return folder, user_name(owner)
    return None


def refusal(path: Path) -> str:
    """What keeps us from reading and writing a file or folder, or from making it; empty where nothing does."""
    place = disk.nearest(path)
    if disk.may(place, os.R_OK | os.W_OK | (os.X_OK if place.is_dir() else 0)):
        return ""
    return f"Permission denied{disk.AT}{_described(place)}: Rounds runs here as {process_user()}"


def unreadable(path: Path) -> str:
    """Why we cannot read a file that was named to us; empty where we can, or where there is none."""
    place = disk.nearest(path)
    if disk.may(place, os.R_OK if place == path.absolute() else os.X_OK):
        return ""
    return f"The user {process_user()} may not read {path}: {_described(place)}"


def remedy(path: Path) -> str:
    """What to do where `refusal` is not empty."""
    return (
        "Run it as the user to whom the school’s files belong, or give it to that user: "
        f"chown -R {process_user()}: {disk.nearest(path)}"
    )


def _described(place: Path) -> str:
    status = place.stat()
    return f"{place} belongs to {user_name(status.st_uid)} ({stat.filemode(status.st_mode)})"
