"""Emails about placements."""

from board.accounts import queries as account_queries
from board.kernel.mail import EmailContent
from board.placements import queries
from board.placements.labels import FOR_HOSTS, FOR_STUDENTS
from board.placements.models import HOURS_LINK
from board.web.emails import link, word
from board.web.signed_links import seal


def news(user_id: int, placement_id: int) -> EmailContent | None:
    """Where the placement stands now, in the words of the reader's side."""
    user, placement = account_queries.by_id(user_id), queries.by_id(placement_id)
    if user is None or placement is None:
        return None
    labels = FOR_STUDENTS if user.id == placement.student_id else FOR_HOSTS
    return word(
        "placement-news",
        f"News of the placement: {placement.opportunity.title}",
        user=user,
        placement=placement,
        standing=labels[placement.state][0],
        note=placement.moves[-1].note if placement.moves else "",
        is_over=bool(placement.asked_at) and placement.state == "started",
        href=link("placements.show", placement_id=placement.id),
    )


def hours(user_id: int | None, placement_id: int) -> EmailContent | None:
    """To the supervisor, who may have no account: hours wait."""
    placement = queries.by_id(placement_id)
    if placement is None or not placement.waiting:
        return None
    href = link("placements.supervise", token=seal(HOURS_LINK, placement.id, placement.supervisor_email))
    subject = f"{placement.student.name} asks you to approve hours: {placement.opportunity.title}"
    return word("placement-hours", subject, placement=placement, waiting=placement.waiting, href=href)


def returned(user_id: int, placement_id: int) -> EmailContent | None:
    """To the student: hours came back."""
    user, placement = account_queries.by_id(user_id), queries.by_id(placement_id)
    if user is None or placement is None:
        return None
    sent_back = [hour for hour in placement.hours if hour.returned]
    href = link("placements.show", placement_id=placement.id)
    subject = f"Hours came back to you: {placement.opportunity.title}"
    return word("placement-returned", subject, user=user, placement=placement, entries=sent_back, href=href)
