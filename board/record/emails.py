"""Emails about what was seen."""

from flask import current_app

from board.accounts import queries as account_queries
from board.kernel import clock
from board.kernel.mail import EmailContent
from board.record import queries, signed_links
from board.record.actions import assessment as assessment_actions
from board.record.labels import WEIGHT, WHO_SEES, told_by
from board.web.emails import link, word


def seen_asked(ask_id: int, reminder: bool = False) -> EmailContent | None:
    """Would you tell what you saw? With the one link that leads there."""
    ask = queries.ask(ask_id)
    if ask is None or not ask.is_open(clock.now()):
        return None
    student = ask.entry.student
    return word(
        "seen-asked",
        f"{student.name} asks what you saw: {ask.entry.title}",
        ask=ask,
        student=student,
        reminder=reminder,
        who_sees=WHO_SEES,
        weight=WEIGHT[assessment_actions.grade_of(ask, None)],
        href=link("record.seen", token=signed_links.for_ask(ask, str(current_app.secret_key))),
    )


def seen(user_id: int, ask_id: int) -> EmailContent | None:
    """Somebody has told what they saw."""
    user, ask = account_queries.by_id(user_id), queries.ask(ask_id)
    if user is None or ask is None:
        return None
    href = link("record.entry", entry_id=ask.entry_id)
    text = next(
        (told_by(assessment) for assessment in reversed(ask.entry.assessments) if assessment.email == ask.email), ""
    )
    return word("seen", f"{ask.name} told what they saw", user=user, ask=ask, told_by=text, href=href)


def mark_withdrawn(user_id: int, entry_id: int, witness: str, reason: str) -> EmailContent | None:
    """A coordinator took away what somebody confirmed."""
    user, entry = account_queries.by_id(user_id), queries.entry(user_id, entry_id)
    if user is None or entry is None:
        return None
    href, subject = link("record.entry", entry_id=entry.id), f"A confirmation was withdrawn: {entry.title}"
    return word("mark-withdrawn", subject, user=user, entry=entry, witness=witness, reason=reason, href=href)
