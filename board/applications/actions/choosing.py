"""Moving applications, writing to applicants, taking notes."""

from datetime import datetime

from board.accounts.models import User
from board.applications import policy
from board.applications.actions import offers, waiting
from board.applications.actions.telling import tell_news
from board.applications.labels import VERBS
from board.applications.models import Application, Message
from board.kernel import lifecycle
from board.kernel.db import db
from board.kernel.errors import Invalid
from board.kernel.verdict import require


def choose(
    applications: list[Application], verb: str, *, by: User, now: datetime, answer_by: datetime, note: str = ""
) -> None:
    """Move one or many: all or none. Raises `WrongState` naming the first that refuses."""
    if verb not in VERBS:
        raise Invalid("verb", "Choose what should happen.")
    if not applications:
        raise Invalid("application", "Tick at least one applicant.")
    for application in applications:
        require(policy.may_choose(by, application.opportunity))
        if verb == "offer":
            offers.make(application, by=by, now=now, answer_by=answer_by)
        elif verb == "waitlist":
            waiting.put_on_list(application, by=by, now=now, note=note)
        else:
            _move(application, verb, by=by, now=now, note=note)


def _move(application: Application, verb: str, *, by: User, now: datetime, note: str) -> None:
    decided = now if verb == "reject" else None
    lifecycle.move(application, verb, by=by.id, now=now, note=note, decided_at=decided, rank=None)
    if verb in ("reject", "interview"):
        words = f"There is news about “{application.opportunity.title}”."
        tell_news(application.student, application, verb, words, len(application.moves))


def message(applications: list[Application], *, by: User, now: datetime, text: str) -> None:
    """Write to applicants: each finds it on the application, and gets a letter that leads there."""
    if not applications:
        raise Invalid("application", "Tick at least one applicant.")
    if not text.strip():
        raise Invalid("text", "Write the message first.")
    for application in applications:
        require(policy.may_choose(by, application.opportunity))
        written = Message(application_id=application.id, by_id=by.id, at=now, text=text.strip())
        db.session.add(written)
        db.session.flush()
        words = f"A message about “{application.opportunity.title}”."
        tell_news(application.student, application, "message", words, written.id)


def annotate(application: Application, *, by: User, note: str) -> None:
    """The posters' own note."""
    require(policy.may_choose(by, application.opportunity))
    application.note = note.strip()
