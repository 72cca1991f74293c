"""Emails about what people asked for."""

from board.accounts import queries as account_queries
from board.rights.labels import PARTS_FOR_OFFICE, STATES, TASKS
from board.rights.policy import amendment as amendment_policy
from board.rights.queries import amendment as amendment_queries
from board.rights.queries import data_copy as data_copy_queries
from board.school import settings as school_settings
from board.web.emails import Context, declare_email, link


@declare_email(
    "data-copy-ready",
    name="A copy of somebody’s data is ready",
    audience="The person who asked for it",
    subject="The copy of your data is ready",
)
def data_copy_ready(user_id: int, copy_id: int) -> Context | None:
    """Where it is taken away, and until when; nothing of it is in the email."""
    user, copy = account_queries.by_id(user_id), data_copy_queries.by_id(copy_id)
    if user is None or user.suspended_at is not None or copy is None or copy.user_id != user_id:
        return None
    return {"user": user, "href": link("rights.data"), "days": school_settings.retention_copies_days}


@declare_email(
    "amendment-task",
    name="A request for a correction, a hearing or a statement waits for the office",
    audience="Every coordinator but the person",
    subject="{headline}",
)
def amendment_task(user_id: int, amendment_id: int, what: str) -> Context | None:
    """What the office has to do, and until when. Not sent when it is done meanwhile."""
    user, amendment = account_queries.by_id(user_id), amendment_queries.by_id(amendment_id)
    if user is None or amendment is None or not (amendment.waits or what == "stated"):
        return None
    return {
        "headline": TASKS[what].format(name=amendment.user.name),
        "user": user,
        "amendment": amendment,
        "part": PARTS_FOR_OFFICE[amendment.part],
        "is_statement": what == "stated",
        "href": link("rights.correction_of", amendment_id=amendment_id),
    }


@declare_email(
    "amendment-answered",
    name="The office answered a request for a correction",
    audience="The person who asked",
    subject="Your request for a correction is answered",
)
def amendment_answered(user_id: int, amendment_id: int) -> Context | None:
    """The answer with its reason, and what can be done after a refusal."""
    user, amendment = account_queries.by_id(user_id), amendment_queries.by_id(amendment_id)
    if user is None or amendment is None or user.suspended_at is not None or amendment.answered_at is None:
        return None
    return {
        "user": user,
        "amendment": amendment,
        "status": STATES[amendment.state][0],
        "may_state": bool(amendment_policy.may_state(user, amendment)),
        "may_be_heard": bool(amendment_policy.may_move(user, amendment, "ask-hearing")),
        "href": link("rights.correction", amendment_id=amendment_id),
    }
