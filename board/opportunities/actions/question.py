"""Questions about a posting: asked in private, answered for everybody."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import update

from board.accounts.models import User
from board.kernel.db import db
from board.kernel.errors import Conflict, Forbidden, Invalid
from board.kernel.locks import lock_without_reading
from board.kernel.statements import update_one
from board.kernel.verdict import require
from board.notices.actions import notify
from board.opportunities import policy, queries
from board.opportunities.models import Enquiry, Opportunity
from board.school import settings as school_settings

LONGEST = 1000


def ask(opportunity: Opportunity, *, by: User, now: datetime, text: str) -> None:
    """Put a question to the posters. They do not learn who asks."""
    lock_without_reading(by)  # two asked at once are counted
    require(policy.may_ask(by, opportunity))
    _check("question", text, "Write your question first.")
    most = school_settings.open_questions
    if queries.count_waiting_questions(opportunity.id, by.id) >= most:
        raise Forbidden(f"{most} of your questions wait for an answer. Ask the next when one is answered.")
    asked = Enquiry(opportunity_id=opportunity.id, asker_id=by.id, at=now, text=text.strip())
    db.session.add(asked)
    db.session.flush()
    words, href = f"A question about “{opportunity.title}”.", f"/opportunities/{opportunity.id}#questions"
    for user in queries.in_charge(opportunity):
        notify(user, "posting-question", words=words, href=href, enquiry_id=asked.id)


@dataclass(frozen=True)
class PublicAnswer:
    """What stands on the page: the question, which may be reworded, and its answer."""

    question: str
    text: str


def answer(asked: Enquiry, opportunity: Opportunity, given: PublicAnswer, *, by: User, now: datetime) -> None:
    """Answer on the page, for everybody. The asker gets an email."""
    require(policy.may_answer_questions(by, opportunity))
    _check("question", given.question, "Leave the question as it is, or reword it: it stands above your answer.")
    _check("answer", given.text, "Write the answer first.")
    _settle(asked, text=given.question.strip(), answer=given.text.strip(), answered_at=now)
    _notify_asker(asked, opportunity, f"Your question about “{opportunity.title}” is answered.")


def set_aside(asked: Enquiry, opportunity: Opportunity, *, by: User, now: datetime, note: str) -> None:
    """Answer the asker alone, when it is of no use to others."""
    require(policy.may_answer_questions(by, opportunity))
    _check("answer", note, "Write a line for the person who asked.")
    _settle(asked, answer=note.strip(), set_aside_at=now)
    _notify_asker(asked, opportunity, f"A word on your question about “{opportunity.title}”.")


def _check(field: str, text: str, when_empty: str) -> None:
    if not text.strip():
        raise Invalid(field, when_empty)
    if len(text) > LONGEST:
        raise Invalid(field, f"Use at most {LONGEST:,} characters.")


def _settle(asked: Enquiry, **values: Any) -> None:
    waiting = update(Enquiry).where(
        Enquiry.id == asked.id, Enquiry.answered_at.is_(None), Enquiry.set_aside_at.is_(None)
    )
    if not update_one(waiting.values(**values)):
        raise Conflict("Somebody else has just answered this question. Open the posting again to read the answer.")
    db.session.refresh(asked)


def _notify_asker(asked: Enquiry, opportunity: Opportunity, words: str) -> None:
    href = f"/opportunities/{opportunity.id}#questions"
    notify(queries.asker(asked), "posting-answer", words=words, href=href, enquiry_id=asked.id)
