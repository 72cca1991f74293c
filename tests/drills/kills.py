"""Processes that are killed while students write."""

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.drills.inbox import Inbox
from tests.drills.report import Report
from tests.drills.school import School, postgresql, running, wait_for
from tests.drills.writers import Crowd

LONGEST_DELIVERY = 240
"""Seconds: a message whose try failed once waits two minutes, and one of a killed worker 25 seconds."""
WAITING = "SELECT count(*) FROM outbox_messages WHERE delivered_at IS NULL AND given_up_at IS NULL"
RECEIPTS = "SELECT address, count(*) FROM emails WHERE kind = 'application-received' GROUP BY address"


def kill_web(folder: Path, *, kills: int = 200, students: int = 12, seed: int = 20261129) -> Report:
    """SQLite: the web server is killed again and again, each time a random while after it came up."""
    dice, report, lived = random.Random(seed), Report(), list[float]()
    school = School(folder, f"sqlite:///{folder}/rounds.db", students=students)
    with running(school, workers=False):
        crowd = Crowd(school, students)
        crowd.start()
        for number in range(kills):
            lived.append(dice.random() * 1.5)
            time.sleep(lived[-1])
            school.webs[0].kill()
            report.wrong += [f"after kill {number + 1}: {sentence}" for sentence in _kept_so_far(crowd)]
            school.webs[0].start()
            if number % max(kills // students, 1) == 0:
                crowd.send(1)
        crowd.stop()
    report.seen = {"kills": kills, "lived": f"{min(lived):.2f} to {max(lived):.2f} s after they came up"}
    report.of(crowd)
    (whole,) = school.rows("PRAGMA integrity_check")
    report.require(tuple(whole) == ("ok",), f"SQLite: {whole}")
    report.wrong += school.check()
    return report


def _kept_so_far(crowd: Crowd) -> list[str]:
    """What was promised when the process was dead, and is not there: those who write may be further by now."""
    promised = {writer.student.application: writer.kept for writer in crowd.writers}
    there = dict(map(tuple, crowd.school.rows("SELECT id, statement FROM applications")))
    return [
        f"application {number}: line {line} was acknowledged, and {there[number]!r} is there"
        for number, line in promised.items()
        if line and int(there[number].rpartition(" ")[2]) < line
    ]


def restarts(folder: Path, *, students: int = 40, rest: float = 10) -> Report:
    """PostgreSQL, two machines: a worker is killed, a web server is killed, the database falls and rises."""
    report, downs = Report(), list[float]()
    with postgresql() as database, _open_inbox() as inbox:
        school = School(
            folder,
            database.url,
            machines=2,
            students=students,
            ROUNDS_SEARCH_ENGINE="postgresql",
            ROUNDS_MAIL_URL=inbox.url,
        )
        with running(school):
            crowd = Crowd(school, students)
            crowd.start()
            portion = students // 5
            for name, harm in (
                ("", lambda: None),
                ("a worker killed", lambda: school.kill_worker(0)),
                ("a web server killed", school.webs[1].kill),
                ("the database restarted", lambda: downs.append(database.restart())),
            ):
                crowd.send(portion)
                time.sleep(rest / 4)  # the emails of these are on their way now
                _harm(report, crowd, name, harm)
                time.sleep(rest)
                if name == "a worker killed":
                    school.start_worker(0)
                if name == "a web server killed":
                    school.webs[1].start()
            crowd.send(students)
            time.sleep(rest)
            crowd.stop()
            report.require(
                wait_for(lambda: school.rows(WAITING)[0][0] == 0, LONGEST_DELIVERY), "messages of the outbox still wait"
            )
            for number in range(2):
                status, told = school.ready(number)
                report.require(status == 200, f"machine {number + 1} is not ready: {told}")
        report.seen["the database was away"] = f"{downs[0]:.1f} s"
        report.of(crowd)
        of_emails(report, crowd, inbox)
        report.wrong += school.check()
    return report


def _harm(report: Report, crowd: Crowd, name: str, harm: object) -> None:
    """Do it, and note how many were not served within the moments after it, and until when."""
    before, at = len(crowd.tally.slips), time.monotonic()
    assert callable(harm)
    harm()
    if not name:
        return
    time.sleep(4)
    slips = crowd.tally.slips[before:]
    last = max(slips, default=at) - at
    report.seen[name] = f"{len(slips)} requests not served, the last {last:.1f} s after" if slips else "nobody noticed"


def of_emails(report: Report, crowd: Crowd, inbox: Inbox) -> None:
    """Each application that was sent has one receipt."""
    receipts = dict(map(tuple, crowd.school.rows(RECEIPTS)))
    sent = sum(writer.has_sent for writer in crowd.writers)
    report.seen |= {
        "applications sent": sent,
        "emails": len(inbox),
        "handed over once more under the same Message-ID": inbox.repeated(),
    }
    report.require(sent == len(crowd.writers), f"{sent} of {len(crowd.writers)} could send their application")
    report.require(len(receipts) == sent, f"{len(receipts)} receipts for {sent} applications")
    report.wrong += [f"{count} receipts to {address}" for address, count in receipts.items() if count > 1]
    report.wrong += inbox.twice()
    unsent = crowd.school.rows("SELECT count(*) FROM emails WHERE sent_at IS NULL AND not_sent IS NULL")[0][0]
    report.require(unsent == 0, f"{unsent} emails were not sent")


@contextmanager
def _open_inbox() -> Iterator[Inbox]:
    inbox = Inbox()
    try:
        yield inbox.open()
    finally:
        inbox.close()
