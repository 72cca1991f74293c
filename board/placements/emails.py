"""Emails about placements."""

from board.accounts import queries as account_queries
from board.notices.models import Topic
from board.placements import queries
from board.placements.labels import FOR_HOSTS, FOR_STUDENTS, say_hours
from board.placements.models import HOURS_LINK
from board.web.emails import Context, declare_email, link
from board.web.signed_links import seal


@declare_email(
    "placement-news",
    name="News of a placement",
    audience="The student, or the owners of the posting",
    topic=Topic.PLACEMENT,
    subject="News of the placement: {placement.opportunity.title}",
)
def placement_news(user_id: int, placement_id: int) -> Context | None:
    """Where the placement stands now, in the words of the reader's side."""
    user, placement = account_queries.by_id(user_id), queries.by_id(placement_id)
    if user is None or placement is None:
        return None
    is_over = bool(placement.asked_at) and placement.state == "started"
    labels = FOR_STUDENTS if user.id == placement.student_id else FOR_HOSTS
    return {
        "user": user,
        "placement": placement,
        "status": labels[placement.state][0],
        "note": placement.moves[-1].note if placement.moves and not is_over else "",
        "is_over": is_over,
        "href": link("placements.show", placement_id=placement.id),
    }


@declare_email(
    "placement-hours",
    name="Hours to approve",
    audience="The supervisor of the placement, who may have no account",
    topic=Topic.PLACEMENT,
    subject="{placement.student.name} asks you to approve hours: {placement.opportunity.title}",
)
def placement_hours(user_id: int | None, placement_id: int) -> Context | None:
    """Hours wait for the supervisor."""
    placement = queries.by_id(placement_id)
    if placement is None or not placement.waiting:
        return None
    href = link("placements.supervise", token=seal(HOURS_LINK, placement.id, placement.supervisor_email))
    return {"placement": placement, "waiting": placement.waiting, "href": href}


@declare_email(
    "placement-returned",
    name="Hours were returned for changes",
    audience="The student",
    topic=Topic.PLACEMENT,
    subject="Hours returned for changes: {placement.opportunity.title}",
)
def placement_returned(user_id: int, placement_id: int) -> Context | None:
    """Which hours came back, and why."""
    user, placement = account_queries.by_id(user_id), queries.by_id(placement_id)
    if user is None or placement is None:
        return None
    sent_back = [hour for hour in placement.hours if hour.returned]
    href = link("placements.show", placement_id=placement.id)
    return {"user": user, "placement": placement, "entries": sent_back, "href": href}


@declare_email(
    "placement-corrected",
    name="Approved hours were corrected",
    audience="The student",
    topic=Topic.PLACEMENT,
    subject="Hours corrected: {placement.opportunity.title}",
)
def placement_corrected(
    user_id: int, placement_id: int, entry_id: int, minutes_before: int, minutes: int, reason: str, by_id: int
) -> Context | None:
    """How many hours there were before, how many there are now, and why; no minutes: their approval is withdrawn."""
    user, placement, by = account_queries.by_id(user_id), queries.by_id(placement_id), account_queries.by_id(by_id)
    entry = next((entry for entry in placement.hours if entry.id == entry_id), None) if placement else None
    if user is None or placement is None or entry is None:
        return None
    return {
        "user": user,
        "placement": placement,
        "entry": entry,
        "before": say_hours(minutes_before),
        "after": say_hours(minutes) if minutes else "",
        "by_name": by.name if by is not None else "Somebody else",
        "reason": reason,
        "href": link("placements.show", placement_id=placement_id),
    }
