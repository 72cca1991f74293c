"""PostgreSQL's own programs, which copy a database as it is at one moment and put it back."""

import os
import shutil
import subprocess
from pathlib import Path

from board.kernel.db import db


class DumpFailed(Exception):
    """The program is missing or said why it could not; the message holds no password."""


def dump(path: Path, *, snapshot: str) -> None:
    """Write the database into a file, as a transaction that exported this snapshot sees it. Locks out no writer."""
    _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={path}")


def restore(path: Path) -> None:
    """Put what `dump` wrote into an empty database: all of it, or nothing."""
    options = ("--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction")
    _run("pg_restore", *options, str(path), address_option="--dbname")


def _run(program: str, *arguments: str, address_option: str = "--dbname") -> None:
    """The password goes through the environment: everybody on the machine sees the words of a command."""
    found_at = shutil.which(program)
    if found_at is None:
        raise DumpFailed(f"{program} is not installed: install the client programs of PostgreSQL")
    url = db.engine.url.set(drivername="postgresql")
    address = url._replace(password=None).render_as_string(hide_password=False)
    command = [found_at, f"{address_option}={address}", *arguments]
    environment = os.environ | ({"PGPASSWORD": str(url.password)} if url.password else {})
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 (our own settings)
    if done.returncode:
        raise DumpFailed(f"{program}: {done.stderr.strip() or f'it ended with {done.returncode}'}")
