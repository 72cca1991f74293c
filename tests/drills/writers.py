"""Students who write without a pause, what each was told was kept, and what of it is not there in the end."""

import http.client
import io
import random
import re
import threading
import time
import urllib.parse
from collections import Counter
from dataclasses import dataclass, field

from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from board.web.error_pages import SENTENCES
from tests.benchmarks._students import Student
from tests.drills.school import School

PAUSE = 0.15
"""Seconds that somebody rests at most before they do the next thing."""
LONGEST_ANSWER = 40
CUT_OFF, NOBODY = "cut off", "nobody there"
"""What came instead of an answer: the connection broke while one was awaited; no web server took it."""
DONE = (200, 204, 303)


@dataclass
class Tally:
    """What all of them saw."""

    answers: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    """Answers that are neither what was asked for nor a clear “try again”."""
    acknowledged: Counter[str] = field(default_factory=Counter)
    longest: float = 0
    """Seconds that somebody waited for an answer at most."""
    slips: list[float] = field(default_factory=list)
    """When somebody was not served."""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, what: str, came: int | str, page: str, took: float) -> None:
        """One request."""
        with self.lock:
            self.answers[str(came)] += 1
            self.longest = max(self.longest, took)
            if came in DONE:
                return
            self.slips.append(time.monotonic())
            is_told = came == 503 and is_clear(page)
            if not is_told and came not in (CUT_OFF, NOBODY):
                self.wrong.append(f"{what} was answered {came}: {sentence_of(page)}")


def is_clear(page: str) -> bool:
    """Does it ask in words to try again?"""
    return SENTENCES[503] in page or "Try again" in page


def sentence_of(page: str, most: int = 300) -> str:
    """What a page says, without its marks."""
    body = re.sub(r"(?s)<(style|script|head).*?</\1>|<[^>]+>", " ", page)
    return re.sub(r"\s+", " ", body)[:most]


def ask(
    ports: list[int], student: Student, method: str, path: str, file: bytes = b"", **sent: str
) -> tuple[int | str, str, http.client.HTTPMessage]:
    """One request, by the first web server that can be connected to: what a load balancer does.

    A field `statement` is a draft that saves itself; a `file` goes along as a CV.
    """
    headers = student.headers(method) | {"Connection": "close"}
    headers |= {"X-Autosave": "1"} if "statement" in sent else {}
    fields = sent | {"csrf_token": student.token}
    body: bytes | str | None = urllib.parse.urlencode(fields) if method == "POST" else None
    if file:
        boundary, body = encode_multipart(fields | {"cv": FileStorage(io.BytesIO(file), "cv.pdf", "cv")})
        headers["Content-Type"] = f"multipart/form-data; boundary={boundary}"
    for port in ports:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LONGEST_ANSWER)
        try:
            connection.connect()
        except OSError:
            continue
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode(), answer.headers
        except (OSError, http.client.HTTPException):
            return CUT_OFF, "", http.client.HTTPMessage()
        finally:
            connection.close()
    return NOBODY, "", http.client.HTTPMessage()


class Writer(threading.Thread):
    """One student: drafts save themselves, the posting is saved and taken off the list, at last the draft is sent."""

    def __init__(self, number: int, student: Student, school: School, tally: Tally, over: threading.Event) -> None:
        super().__init__(daemon=True)
        self.student, self.school, self.tally, self.over = student, school, tally, over
        self.dice, self.home = random.Random(number), number
        self.lines, self.kept = 0, 0
        """Of the draft: how many were sent, and the last one that was acknowledged."""
        self.is_sure = False
        """Whether what the browser knows of the draft is what is saved."""
        self.sends = threading.Event()
        """Set when it is time to send the application."""
        self.has_sent = self.is_acknowledged = False

    def run(self) -> None:
        while not self.over.is_set():
            if self.sends.is_set() and not self.has_sent:
                self.submit()
            elif self.dice.random() < 0.6 and not self.has_sent:
                self.write()
            elif self.dice.random() < 0.8:
                self.save()
            else:
                self.ask("the list", "GET", "/opportunities")
            self.over.wait(self.dice.random() * PAUSE)

    def ask(self, what: str, method: str, path: str, **sent: str) -> tuple[int | str, str, http.client.HTTPMessage]:
        """One request, and a note of what came."""
        began, ports = time.monotonic(), self.school.ports
        turned = [*ports[self.home % len(ports) :], *ports[: self.home % len(ports)]]
        came, page, told = ask(turned, self.student, method, path, **sent)
        self.tally.note(what, came, page, time.monotonic() - began)
        if came in DONE and method == "POST":
            with self.tally.lock:
                self.tally.acknowledged[what] += 1
        return came, page, told

    def write(self) -> None:
        """The next line of the draft saves itself; after an answer that never came the page is read again first."""
        if not self.is_sure:
            came, page, _ = self.ask("the form", "GET", self._form)
            found = re.findall(r'name="saved_version" value="([^"]+)"', page)
            if came != 200 or not found:
                return
            self.student.version, self.is_sure = found[0], True
        self.lines += 1
        sent = {"statement": f"line {self.lines}", "saved_version": self.student.version}
        came, _, told = self.ask("a draft", "POST", self._form, **sent)
        self.is_sure = came == 204
        if came == 204:
            self.student.version, self.kept = told["X-Version"], self.lines

    def save(self) -> None:
        """Save the posting, or take it off the list."""
        is_saved = not self.student.saves
        verb = "save" if is_saved else "unsave"
        came, _, _ = self.ask("a saved posting", "POST", f"/opportunities/{self.school.posting}/{verb}")
        self.student.saves = is_saved if came == 303 else None

    def submit(self) -> None:
        """Send the application; after an answer that never came the page says whether it was sent."""
        came, page, _ = self.ask("the application", "GET", f"/applications/{self.student.application}")
        if came != 200:
            return
        if f"{self._form}/submit" not in page:
            self.has_sent = True
            return
        (version,) = re.findall(r'name="version" value="([^"]+)"', page)[:1] or [""]
        came, _, _ = self.ask("an application", "POST", f"{self._form}/submit", version=version)
        if came == 303:
            self.has_sent = self.is_acknowledged = True

    @property
    def _form(self) -> str:
        return f"/opportunities/{self.school.posting}/apply"


class Crowd:
    """All who write."""

    def __init__(self, school: School, count: int) -> None:
        self.school, self.tally, self._over = school, Tally(), threading.Event()
        self.writers = [
            Writer(number, student, school, self.tally, self._over)
            for number, student in enumerate(school.students[:count])
        ]

    def start(self) -> None:
        """Begin."""
        for writer in self.writers:
            writer.start()

    def send(self, count: int) -> None:
        """Have so many more of them send their application now."""
        for writer in [writer for writer in self.writers if not writer.sends.is_set()][:count]:
            writer.sends.set()

    def stop(self) -> None:
        """Come back when everybody has put their pen down."""
        self._over.set()
        for writer in self.writers:
            writer.join(LONGEST_ANSWER + 10)

    def lost(self) -> list[str]:
        """What was acknowledged and is not there."""
        rows = self.school.rows(
            "SELECT id, state, statement, student_id FROM applications WHERE opportunity_id = :posting",
            posting=self.school.posting,
        )
        known = {number: (state, statement, student) for number, state, statement, student in rows}
        saved = {
            student
            for (student,) in self.school.rows("SELECT user_id FROM saved_opportunities WHERE removed_at IS NULL")
        }
        wrong = []
        for writer in self.writers:
            state, statement, student = known[writer.student.application]
            there = int(statement.rpartition(" ")[2]) if statement.startswith("line") else 0
            if there < writer.kept:
                wrong.append(f"student {student}: line {writer.kept} was acknowledged, line {there} is there")
            if writer.is_acknowledged and state == "DRAFT":
                wrong.append(f"student {student}: the application was acknowledged, and is a draft")
            if writer.student.saves is not None and writer.student.saves != (student in saved):
                wrong.append(f"student {student}: the posting is {'not ' * writer.student.saves}saved")
        return wrong
