"""Emails about what was seen."""

from board.accounts import queries as account_queries
from board.kernel import clock
from board.notices.models import Topic
from board.record import queries, signed_links
from board.record.actions import assessment as assessment_actions
from board.record.labels import WEIGHT, WHO_SEES, told_by
from board.web.emails import Context, declare_email, link
from board.web.secret_keys import secret_keys


@declare_email(
    "seen-asked",
    name="Request to confirm an experience",
    audience="Whom the student named, who may have no account",
    subject="{student.name} asks what you saw: {ask.entry.title}",
)
def seen_asked(ask_id: int, reminder: bool = False) -> Context | None:
    """Would you tell what you saw? With the one link that leads there."""
    ask = queries.ask(ask_id)
    if ask is None or not ask.is_open(clock.now()):
        return None
    return {
        "ask": ask,
        "student": ask.entry.student,
        "reminder": reminder,
        "who_sees": WHO_SEES,
        "weight": WEIGHT[assessment_actions.grade_of(ask, None)],
        "href": link("record.seen", token=signed_links.for_ask(ask, secret_keys())),
    }


@declare_email(
    "seen",
    name="An experience was confirmed",
    audience="The student",
    topic=Topic.RECORD,
    subject="{ask.name} told what they saw",
)
def seen(user_id: int, ask_id: int) -> Context | None:
    """Somebody has told what they saw."""
    user, ask = account_queries.by_id(user_id), queries.ask(ask_id)
    if user is None or ask is None:
        return None
    href = link("record.entry", entry_id=ask.entry_id)
    text = next(
        (told_by(assessment) for assessment in reversed(ask.entry.assessments) if assessment.email == ask.email), ""
    )
    return {"user": user, "ask": ask, "told_by": text, "href": href}


@declare_email(
    "mark-withdrawn",
    name="A confirmation was withdrawn",
    audience="The student",
    topic=Topic.RECORD,
    subject="A confirmation was withdrawn: {entry.title}",
)
def mark_withdrawn(user_id: int, entry_id: int, witness: str, reason: str) -> Context | None:
    """A coordinator took away what somebody confirmed."""
    user, entry = account_queries.by_id(user_id), queries.entry(user_id, entry_id)
    if user is None or entry is None:
        return None
    href = link("record.entry", entry_id=entry.id)
    return {"user": user, "entry": entry, "witness": witness, "reason": reason, "href": href}
