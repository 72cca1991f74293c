"""A backup of a school in which everybody writes, restored elsewhere and held against what it was made of."""

import os
import subprocess
import sys
import tarfile
import time
from pathlib import Path
from typing import Any

import sqlalchemy

from board.kernel.db import Base
from tests.drills.report import Report
from tests.drills.school import School, postgresql, running
from tests.drills.writers import Crowd, ask
from tests.files import pdf
from tests.servers import ROOT

MARKS = {"heartbeats"}
"""Written by the backup itself, and by whoever restores."""


def backup(folder: Path, *, students: int = 12, rest: float = 10, database: str = "sqlite") -> Report:
    """A backup while everybody writes, restored elsewhere: row by row, byte by byte, and what was acknowledged."""
    if database == "sqlite":
        return _backup(folder, f"sqlite:///{folder}/rounds.db", f"sqlite:///{folder}/elsewhere.db", students, rest, "")
    with postgresql() as server:
        server.server.psql("CREATE DATABASE elsewhere;")
        elsewhere = server.server.get_uri("elsewhere")
        return _backup(folder, server.url, elsewhere, students, rest, str(server.server.bin_path))


def _backup(folder: Path, here: str, elsewhere: str, students: int, rest: float, programs: str) -> Report:
    report, archive = Report(), folder / "school.tar.gz"
    school = School(folder, here, students=students)
    with running(school):
        for student in school.students:
            ask(school.ports, student, "POST", "/account/profile", pdf(title="before"), name="Ada")
        crowd = Crowd(school, students)
        crowd.start()
        time.sleep(rest)
        promised = {writer.student.application: writer.kept for writer in crowd.writers}
        began, replaced = time.monotonic(), 0
        making = _flask(school.webs[0].environment, programs, "backup", str(archive))
        while making.poll() is None:
            student = school.students[replaced % students]
            came, _, _ = ask(
                school.ports, student, "POST", "/account/profile", pdf(title=f"{replaced}"), name=f"Ada {replaced}"
            )
            replaced += came == 303
        report.require(making.returncode == 0, making.communicate()[0])
        report.seen |= {"backup": f"{time.monotonic() - began:.1f} s", "CVs replaced meanwhile": replaced}
        crowd.stop()
    report.of(crowd)
    environment = school.webs[0].environment | {
        "ROUNDS_DATABASE_URL": elsewhere,
        **{
            f"ROUNDS_{name}": str(folder / "elsewhere" / name.lower())
            for name in ("INDEX_DIR", "UPLOAD_DIR", "MAIL_DIR", "BADGE_KEY", "ERASED_LIST")
        },
    }
    began = time.monotonic()
    restoring = _flask(environment, programs, "restore", str(archive))
    said = restoring.communicate()[0]
    report.require(restoring.returncode == 0, said)
    report.seen["restore, with check"] = f"{time.monotonic() - began:.1f} s"
    _compare(report, school, Path(environment["ROUNDS_UPLOAD_DIR"]), archive, elsewhere, promised)
    return report


def _flask(environment: dict[str, str], programs: str, *words: str) -> subprocess.Popen[str]:
    path = os.pathsep.join(filter(None, (programs, environment["PATH"])))
    command = [sys.executable, "-m", "flask", "--app", "app", *words]
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment | {"PATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _compare(
    report: Report, school: School, uploads: Path, archive: Path, elsewhere: str, promised: dict[int, int]
) -> None:
    """Rows against those of the archive (SQLite: its database can be opened), files against those of the school."""
    restored = _rows(elsewhere)
    if elsewhere.startswith("sqlite"):
        with tarfile.open(archive) as copy:
            copy.extract("database", archive.parent / "unpacked", filter="data")
        there = _rows(f"sqlite:///{archive.parent}/unpacked/database")
        report.wrong += [f"rows of {name} differ" for name, rows in there.items() if restored[name] != rows]
    report.seen["rows"] = sum(map(len, restored.values()))
    lines = dict(_read(elsewhere, "SELECT id, statement FROM applications"))
    report.wrong += [
        f"application {number}: line {line} was acknowledged before the backup, {lines[number]!r} is in it"
        for number, line in promised.items()
        if line and int(lines[number].rpartition(" ")[2]) < line
    ]
    files = {path.name: path.read_bytes() for path in uploads.glob("??/*")}
    named = {name for (name,) in _read(elsewhere, "SELECT cv_name FROM users WHERE cv_name != ''")}
    report.require(named <= files.keys(), f"{len(named - files.keys())} files are named and not there")
    kept = {path.name: path.read_bytes() for path in (archive.parent / "machine-0/uploads").glob("??/*")}
    both = files.keys() & kept.keys()
    report.wrong += [f"file {name} is another" for name in both if files[name] != kept[name]]
    report.seen["files"] = f"{len(files)}, of which {len(files) - len(both)} were given up since in the school itself"


def _rows(database: str) -> dict[str, list[str]]:
    return {
        table.name: sorted(map(repr, _read(database, table.select())))
        for table in Base.metadata.sorted_tables
        if table.name not in MARKS
    }


def _read(database: str, statement: Any) -> list[Any]:
    engine = sqlalchemy.create_engine(database.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        question = sqlalchemy.text(statement) if isinstance(statement, str) else statement
        found = list(map(tuple, connection.execute(question)))
    engine.dispose()
    return found
