"""Emails about learning."""

from board.accounts import queries as account_queries
from board.kernel.dates import say_full_date
from board.learning import queries
from board.notices.models import Topic
from board.web.emails import Context, declare_email, link


@declare_email(
    "learning-passed",
    name="A learning activity was passed",
    audience="Whoever passed it",
    topic=Topic.LEARNING,
    subject="{headline}",
)
def learning_passed(user_id: int, certificate_id: int) -> Context | None:
    """The certificate, and where to find it."""
    user, certificate = account_queries.by_id(user_id), queries.certificate_by_id(certificate_id)
    if user is None or certificate is None:
        return None
    was_corrected = certificate.supersedes_id is not None
    return {
        "headline": f"{'Your certificate was corrected:' if was_corrected else 'You passed'} {certificate.title}",
        "user": user,
        "certificate": certificate,
        "href": link("learning.certificate", token=certificate.code),
    }


@declare_email(
    "learning-assigned",
    name="A learning activity was assigned",
    audience="Each student it is assigned to",
    topic=Topic.LEARNING,
    subject="Due {due}: {assignment.activity.title}",
)
def learning_assigned(user_id: int, assignment_id: int) -> Context | None:
    """What is to be taken, and by when. Not sent when it was passed or taken back meanwhile."""
    user, assignment = account_queries.by_id(user_id), queries.assignment_by_id(assignment_id)
    if user is None or assignment is None:
        return None
    taking = queries.taking_of(user_id, assignment.activity_id)
    if taking is not None and taking.passed_at is not None:
        return None
    href = link("learning.show", activity_id=assignment.activity_id)
    return {"due": say_full_date(assignment.due_on), "user": user, "assignment": assignment, "href": href}


@declare_email(
    "learning-outside-news",
    name="News of an external activity",
    audience="The student",
    topic=Topic.LEARNING,
    subject="About {outside.title}",
)
def learning_outside_news(user_id: int, outside_id: int) -> Context | None:
    """Verified, or sent back with a note."""
    return _outside(user_id, outside_id)


@declare_email(
    "learning-verify",
    name="An external activity to verify",
    audience="The supervisor whom the student named",
    topic=Topic.LEARNING,
    subject="Please confirm: {outside.title}",
)
def learning_verify(user_id: int, outside_id: int) -> Context | None:
    """A supervisor is asked to confirm."""
    return _outside(user_id, outside_id)


def _outside(user_id: int, outside_id: int) -> Context | None:
    user, outside = account_queries.by_id(user_id), queries.outside(outside_id)
    if user is None or outside is None:
        return None
    href = link("learning.show_outside", outside_id=outside.id)
    return {"user": user, "outside": outside, "note": outside.moves[-1].note if outside.moves else "", "href": href}
