"""Emails about learning."""

from board.accounts import queries as account_queries
from board.kernel.dates import say_full_date
from board.kernel.mail import EmailContent
from board.learning import queries
from board.web.emails import link, word


def passed(user_id: int, certificate_id: int) -> EmailContent | None:
    """The certificate, and where to find it."""
    user, certificate = account_queries.by_id(user_id), queries.certificate_by_id(certificate_id)
    if user is None or certificate is None:
        return None
    subject = "Your certificate was corrected: {}" if certificate.supersedes_id else "You passed {}"
    return word(
        "learning-passed",
        subject.format(certificate.title),
        user=user,
        certificate=certificate,
        href=link("learning.certificate", token=certificate.code),
    )


def assigned(user_id: int, assignment_id: int) -> EmailContent | None:
    """What is to be taken, and by when. Not sent when it was passed or taken back meanwhile."""
    user, assignment = account_queries.by_id(user_id), queries.assignment_by_id(assignment_id)
    if user is None or assignment is None:
        return None
    taking = queries.taking_of(user_id, assignment.activity_id)
    if taking is not None and taking.passed_at is not None:
        return None
    return word(
        "learning-assigned",
        f"Due {say_full_date(assignment.due_on)}: {assignment.activity.title}",
        user=user,
        assignment=assignment,
        href=link("learning.show", activity_id=assignment.activity_id),
    )


def outside_news(user_id: int, outside_id: int) -> EmailContent | None:
    """Verified, or sent back with a note."""
    return _outside("learning-outside-news", "About {}", user_id, outside_id)


def verify(user_id: int, outside_id: int) -> EmailContent | None:
    """A supervisor is asked to confirm."""
    return _outside("learning-verify", "Please confirm: {}", user_id, outside_id)


def _outside(email: str, subject: str, user_id: int, outside_id: int) -> EmailContent | None:
    user, outside = account_queries.by_id(user_id), queries.outside(outside_id)
    if user is None or outside is None:
        return None
    href = link("learning.show_outside", outside_id=outside.id)
    note = outside.moves[-1].note if outside.moves else ""
    return word(email, subject.format(outside.title), user=user, outside=outside, note=note, href=href)
