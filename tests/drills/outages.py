"""What Rounds leans on is full, silent, gone or wrong while students write."""

import contextlib
import errno
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from board.kernel import smtp
from board.kernel.clock import now
from tests.benchmarks._students import Student
from tests.benchmarks.load import wait_until_served
from tests.drills.inbox import Inbox
from tests.drills.kills import WAITING, of_emails
from tests.drills.report import Report
from tests.drills.school import School, running, wait_for
from tests.drills.writers import Crowd, ask, is_clear, sentence_of
from tests.files import pdf
from tests.servers import GUNICORN, ROOT, free_port

MEGABYTES = 32
"""The size of a disk that is to be filled."""
LONGEST_PAUSE = smtp.TIMEOUT_SECONDS * 2
"""Seconds in which the worker may do nothing regular: one email that is waited for, and slack."""
SENT_EARLIER = "was sent before it was begun"
"""What `check` rightly finds where the clock was set back between the two."""
HEALING = 60
"""Seconds that a worker may take to build an index anew."""


def full_disk(folder: Path, *, students: int = 6, rest: float = 10) -> Report:
    """SQLite: the disk of the database, that of the uploads and that of the index are full, one after the other."""
    report, places = Report(), {name: folder / f"machine-0/{name}" for name in ("database", "uploads", "index")}
    with contextlib.ExitStack() as disks:
        for place in places.values():
            disks.enter_context(_disk(place))
        school = School(folder, f"sqlite:///{places['database']}/rounds.db", students=students)
        posting, first = f"/opportunities/{school.posting}", school.bystander
        with running(school):
            crowd = Crowd(school, students)
            crowd.start()
            for name, place in places.items():
                with _full(place):
                    time.sleep(rest)
                    if name == "database":
                        _require(report, school, "a save", 503, "POST", f"{posting}/save")
                    if name == "uploads":
                        _require(report, school, "an upload", 503, "POST", "/account/profile", pdf(), name="Ada")
                    if name == "index":
                        (place / "current").unlink()
                        report.seen["found without an index"] = _require(
                            report, school, "a search", 200, "GET", "/opportunities?q=seat"
                        ).count("The search index is being built")
                    _require(report, school, "the list", 200, "GET", "/opportunities")
                    _told(report, school, f"{name} full", "Disk")
                is_well = wait_for(lambda: _is_well(school, first), HEALING)
                report.require(is_well, f"{name}: not well again after {HEALING} s: {school.ready()}")
            _require(report, school, "an upload with room", 303, "POST", "/account/profile", pdf(), name="Ada")
            crowd.stop()
        report.of(crowd)
        report.wrong += school.check()
    return report


def _is_well(school: School, student: Student) -> bool:
    saved, _, _ = ask(school.ports, student, "POST", f"/opportunities/{school.posting}/save")
    status, told = school.ready()
    return saved == 303 and status == 200 and told["index"] == "ok"


def _require(
    report: Report, school: School, what: str, status: int, method: str, path: str, file: bytes = b"", **sent: str
) -> str:
    """The answer to the bystander; one that is no page as always must say so in words."""
    came, page, _ = ask(school.ports, school.bystander, method, path, file, **sent)
    report.require(came == status, f"{what} was answered {came}, not {status}: {sentence_of(page)}")
    report.require(came != 503 or is_clear(page), f"{what}: no clear words: {sentence_of(page)}")
    return page


def _told(report: Report, school: School, name: str, line: str, office: str = "Disk") -> None:
    """What `doctor`, /readyz and the office say meanwhile."""
    doctor, (status, ready) = school.doctor(), school.ready()
    report.seen[f"{name}: doctor"] = re.sub(r" +", " ", doctor.get(line, "nothing"))
    report.seen[f"{name}: /readyz"] = f"{status} { ({key: line for key, line in ready.items() if line != 'ok'}) }"
    came, page, _ = ask(school.ports, school.office, "GET", "/office/health")
    report.require(line in doctor, f"{name}: doctor says nothing")
    report.require(came == 200, f"{name}: the office’s Health was answered {came}")
    words = re.search(rf"{office} .{{0,80}}", sentence_of(page, most=10_000))
    report.seen[f"{name}: office"] = words[0] if words else "nothing"


@contextlib.contextmanager
def _disk(place: Path) -> Iterator[None]:
    """A small disk of its own at this place. Takes the rights of root."""
    place.mkdir(parents=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", str(place)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


@contextlib.contextmanager
def _full(place: Path) -> Iterator[None]:
    """Not one byte more fits."""
    filler = place / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while file.write(b"\0" * size):
                    pass
            except OSError as problem:
                if problem.errno != errno.ENOSPC:
                    raise
    try:
        yield
    finally:
        filler.unlink(missing_ok=True)


def index_gone(folder: Path, *, students: int = 6, rest: float = 10) -> Report:
    """The folder of the index is deleted while it serves."""
    report = Report()
    school = School(folder, f"sqlite:///{folder}/rounds.db", students=students)
    with running(school):
        crowd = Crowd(school, students)
        crowd.start()
        time.sleep(rest)
        at = time.monotonic()
        shutil.rmtree(folder / "machine-0/index")
        report.seen["/readyz"] = school.ready()[1]["index"]
        _require(report, school, "a search", 200, "GET", "/opportunities?q=seat")
        report.require(wait_for(lambda: _is_well(school, school.bystander), HEALING), "the index was not built anew")
        report.seen["there again after"] = f"{time.monotonic() - at:.1f} s"
        crowd.stop()
    report.of(crowd)
    report.wrong += school.check()
    return report


def mail_away(folder: Path, *, students: int = 12, rest: float = 60) -> Report:
    """The mail server refuses, then takes the connection and says nothing, then is back."""
    report, port = Report(), free_port()
    url = f"smtp://127.0.0.1:{port}?tls=0"
    school = School(folder, f"sqlite:///{folder}/rounds.db", students=students, ROUNDS_MAIL_URL=url)
    with running(school):
        crowd = Crowd(school, students)
        crowd.start()
        crowd.send(students // 2)
        report.require(wait_for(lambda: _tried(school) > 0, 60), "no email was tried")
        _told(report, school, "mail server refuses", "Mail server", "Emails on the way")
        with socket.create_server(("127.0.0.1", port)):
            _pass_time(school)
            crowd.send(students)
            paused = _longest_pause(school, rest)
            report.seen["longest pause of the regular tasks"] = f"{paused:.0f} s"
            report.require(paused < LONGEST_PAUSE, "the regular tasks wait for the mail server")
            _told(report, school, "mail server hangs", "Mail server", "Emails on the way")
            crowd.stop()
        inbox = Inbox(port).open()
        try:
            report.require(wait_for(lambda: _is_delivered(school), 120), "emails still wait")
        finally:
            inbox.close()
    report.of(crowd)
    of_emails(report, crowd, inbox)
    report.wrong += school.check()
    return report


def _is_delivered(school: School) -> bool:
    _pass_time(school)
    return bool(school.rows(WAITING)[0][0] == 0)


def _tried(school: School) -> int:
    (count,) = school.rows("SELECT count(*) FROM outbox_messages WHERE last_error != ''")[0]
    return int(count)


def _pass_time(school: School) -> None:
    """What waits for its next try need not wait for it here."""
    school.write("UPDATE outbox_messages SET due_at = :now WHERE delivered_at IS NULL", now=f"{now():%F %T}.000000")


def _longest_pause(school: School, seconds: float) -> float:
    """For how long none of the regular tasks came to an end, of those that are due every few seconds."""
    ends, longest, before, at = time.monotonic() + seconds, 0.0, "", time.monotonic()
    while time.monotonic() < ends:
        (newest,) = school.rows("SELECT max(ended_at) FROM scheduled_tasks")[0]
        if newest != before:
            before, at = newest, time.monotonic()
        longest = max(longest, time.monotonic() - at)
        time.sleep(0.5)
    return longest


def clock_back(folder: Path, *, students: int = 6, rest: float = 10) -> Report:
    """The clock is set back by an hour while everybody writes; the worker is started anew after it."""
    report, clock = Report(), folder / "clock"
    with contextlib.ExitStack() as open_now:
        inbox = Inbox().open()
        open_now.callback(inbox.close)
        school = School(folder, f"sqlite:///{folder}/rounds.db", students=students, ROUNDS_MAIL_URL=inbox.url)
        clock.write_text("0")
        environment, shifted = school.webs[0].environment, ["tests.drills.shifted", str(clock)]
        open_now.enter_context(
            _running([*shifted, *GUNICORN, f"127.0.0.1:{school.ports[0]}"], environment, school.webs[0].log)
        )
        wait_until_served(school.ports[0])
        crowd = Crowd(school, students)
        crowd.start()
        crowd.send(students // 2)
        time.sleep(rest)
        clock.write_text("-3600")
        crowd.send(students)
        time.sleep(rest)
        flask = [*shifted, "flask", "--app", "app"]
        open_now.enter_context(_running([*flask, "worker"], environment, school.webs[0].log.with_name("worker.log")))
        is_delivered = wait_for(lambda: bool(school.rows(WAITING)[0][0] == 0), HEALING)
        report.require(is_delivered, "emails of before wait until the clock is there again")
        doctor = subprocess.run(
            [sys.executable, "-m", *flask, "doctor"],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        (line,) = [line for line in doctor.stdout.splitlines() if line[9:15] == "Clock "] or [""]
        report.seen["doctor"] = re.sub(" +", " ", line)
        report.require(line.startswith("broken"), "doctor says nothing of the clock")
        crowd.stop()
    report.of(crowd)
    of_emails(report, crowd, inbox)
    found = "\n".join(school.check()).splitlines()
    told = [line for line in found if SENT_EARLIER in line]
    report.seen["check"] = f"{len(told)} applications were sent before they were begun, by the clock"
    report.wrong += [line for line in found if line and line not in told]
    return report


@contextlib.contextmanager
def _running(words: list[str], environment: dict[str, str], log: Path) -> Iterator[None]:
    """A program, for as long as the block lasts."""
    with log.open("ab") as written:
        process = subprocess.Popen(
            [sys.executable, "-m", *words], cwd=ROOT, env=environment, stdout=written, stderr=written
        )
        try:
            yield
        finally:
            process.terminate()
            process.wait(30)
