"""From the archive of a backup to a school, in an installation that holds nothing yet."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from board.kernel.db import db
from board.kernel.storage import FileStore, FilesUnavailable
from board.kernel.wording import plural
from board.operations import archive, doctor, permissions, postgresql, queries, schema, version
from board.operations.archive import BadArchive
from board.operations.backup import (
    BADGE_KEY,
    DATABASE,
    ERASED,
    FORMAT,
    UPLOADS,
    WORKSHOP,
    Copied,
    secret_mark,
    workshops,
    written_settings,
)
from board.settings import Settings

PLACES = (
    "INDEX_DIR",
    "UPLOAD_DIR",
    "MAIL_DIR",
    "BADGE_KEY",
    "ERASED_LIST",
    "FILES",
    "S3_ENDPOINT",
    "S3_REGION",
    "S3_KEY_ID",
)
"""Settings that another machine may well have otherwise."""


class InstallationInUse(Exception):
    """There is something already where a school should be put; the message says what."""


class FilesLeft(Exception):
    """No school was put anywhere, but files that were are still there; the message says where."""


class OtherRows(Exception):
    """The school is in place, and has not as many rows as were backed up."""


def bring_back(
    path: Path, settings: Settings, files: FileStore, *, identity: Path | None = None
) -> tuple[Copied, list[str]]:
    """Put the school of an archive into this installation; answers what came back, and what differs from before.

    Raises `InstallationInUse`, `BadArchive`, `DumpFailed`, `OSError`, `OperationalError` or `FilesUnavailable`; then
    nothing was put anywhere. Raises `FilesLeft` when files could not be removed again, and `OtherRows` when all of it
    is there.
    """
    _require_readable(path, *([identity] if identity else []))
    _require_empty(files)
    workshops(settings).mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=WORKSHOP, dir=workshops(settings)) as name:
        folder = Path(name)
        facts = archive.unpack(path, folder, identity=identity)
        _require_usable(facts, path)
        erased = _erased(folder / ERASED, settings.erased_list, facts["installation"])
        uploads = sorted((folder / UPLOADS).glob("*"))
        with _all_or_none() as undo:
            _bring_files(uploads, files, undo)
            differences = [*_bring_key(folder / BADGE_KEY, settings.badge_key, undo), *_differences(facts, settings)]
            _bring_list(erased, settings.erased_list, undo)
            _bring_database(folder / DATABASE)
    with db.engine.connect() as connection:
        rows = queries.rows_of(connection)
    if rows != facts["rows"]:
        raise OtherRows("All of it is in place, but the database has other rows than were backed up")
    made_at = datetime.fromisoformat(facts["made_at"])
    return Copied(made_at, sum(rows.values()), len(uploads), ()), differences


def _require_readable(*paths: Path) -> None:
    for path in paths:
        if reason := permissions.unreadable(path):
            raise BadArchive(f"{reason}. Put a copy where that user may read it, and remove it afterwards.")


def _require_empty(files: FileStore) -> None:
    """A file of SQLite that is not there is not looked into, which would make it."""
    if not doctor.missing_file():
        with db.engine.connect() as connection:
            if not queries.is_empty(connection):
                raise InstallationInUse("The database has tables already: name an empty one in ROUNDS_DATABASE_URL")
    if any(files.all_names()):
        raise InstallationInUse(
            f"There are files in {files.place} already: name an empty place in ROUNDS_UPLOAD_DIR or ROUNDS_FILES"
        )


def _require_usable(facts: dict[str, Any], path: Path) -> None:
    if facts["format"] != FORMAT or not schema.is_known(facts["schema"]):
        made_by = version.words(facts["rounds"], facts.get("commit", ""), facts["schema"])
        here = version.words(version.NUMBER, version.git_commit(), schema.heads())
        raise BadArchive(
            f"{path} is of {made_by}, which is later than this ({here}): install that version first, as "
            "docs/operations.md says under The drill"
        )
    if facts["database"] != db.engine.dialect.name:
        raise BadArchive(f"{path} is of {facts['database']}; ROUNDS_DATABASE_URL names {db.engine.dialect.name}")


@contextmanager
def _all_or_none() -> Iterator[ExitStack]:
    """What the block puts in place it says how to undo, and all of it is undone if the block fails."""
    with ExitStack() as undo:
        yield undo
        undo.pop_all()


def _bring_files(uploads: list[Path], files: FileStore, undo: ExitStack) -> None:
    """Before the database that names them."""
    names: list[str] = []
    undo.callback(_take_back, files, names)
    for upload in uploads:
        names.append(upload.name)
        with upload.open("rb") as source:
            files.put(source, upload.name)


def _take_back(files: FileStore, names: list[str]) -> None:
    """As far as the store lets us: the first that it does not let us is the last that is tried."""
    for removed, name in enumerate(names):
        try:
            files.forget(name)
        except FilesUnavailable as problem:
            left = plural(len(names) - removed, "file", "files")
            raise FilesLeft(
                f"Nothing is in the database, but up to {left} of the backup stayed in {files.place}, which cannot be "
                f"reached ({problem.why}). Empty it before you try again."
            ) from problem


def _bring_database(copy: Path) -> None:
    db.session.remove()
    db.engine.dispose()
    if db.engine.dialect.name != "sqlite":
        postgresql.restore(copy)
        return
    path = Path(str(db.engine.url.database))
    path.parent.mkdir(parents=True, exist_ok=True)
    for ending in ("-wal", "-shm"):
        Path(f"{path}{ending}").unlink(missing_ok=True)
    partial = path.with_name(f"{path.name}.part")
    try:
        _write_down(copy, partial, mode=0o644)  # as SQLite makes its file, less what the umask takes
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def _write_down(source: Path, target: Path, *, mode: int) -> None:
    """Copy a file, and have it on the disk."""
    with source.open("rb") as content, os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT, mode), "wb") as file:
        shutil.copyfileobj(content, file)
        file.flush()
        os.fsync(file.fileno())


def _bring_key(copy: Path, place: Path, undo: ExitStack) -> Iterator[str]:
    """The key that signs badges, unless there is one."""
    if not copy.exists():
        return
    if place.exists() and place.read_bytes() != copy.read_bytes():
        yield f"{place} is another key than that of the backup, and stays: badges of then are not known to be ours."
    elif not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        undo.callback(place.unlink, missing_ok=True)
        _write_down(copy, place, mode=0o600)


def _erased(copy: Path, place: Path, installation: str) -> list[str]:
    """Whoever was erased stands in the list of the backup, or in a newer one that was put here beforehand."""
    lines = [line for path in (copy, place) if path.exists() for line in path.read_text("ascii").splitlines()]
    if any(line.split()[:1] != [installation] for line in lines):
        raise InstallationInUse(
            f"{place} is the list of people who were erased from another installation: put the newest one of the "
            "school of this backup in its place, or take it away if there is none"
        )
    return list(dict.fromkeys(lines))


def _bring_list(lines: list[str], place: Path, undo: ExitStack) -> None:
    """Whole or as it was."""
    if not lines:
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    partial = place.with_name(f"{place.name}.part")
    if place.exists():
        undo.callback(place.write_bytes, place.read_bytes())
    else:
        undo.callback(place.unlink, missing_ok=True)
    undo.callback(partial.unlink, missing_ok=True)
    partial.write_text("".join(f"{line}\n" for line in lines), "ascii")
    partial.replace(place)


def _differences(facts: dict[str, Any], settings: Settings) -> Iterator[str]:
    if facts["secret_key"] not in map(secret_mark, settings.secret_keys.all):
        yield (
            "ROUNDS_SECRET_KEY is another one: authenticator apps have to be set up anew, links in emails lead "
            "nowhere, and whoever was erased is not known again in a roster."
        )
    here = written_settings(settings)
    for name, value in facts["settings"].items():
        if name.removeprefix("ROUNDS_") not in PLACES and here.get(name, value) != value:
            yield f"{name} was {value or 'empty'}, and is {here[name] or 'empty'}."
