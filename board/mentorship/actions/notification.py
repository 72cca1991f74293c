"""Telling people what happened: a notice, and an email that leads to it."""

from typing import Any

from board.accounts import queries as account_queries
from board.accounts.models import Role, User
from board.mentorship import notifications
from board.mentorship.models import Enrolment, MentorRequest, Mentorship, Report
from board.notices.actions import notify


def notify_of_request(user: User, request: MentorRequest, what: str) -> None:
    """`what` is a key of `news.REQUESTS`."""
    words = notifications.of_request(what, request)
    href = f"/mentorship/requests/{request.id}"
    notify(user, "mentor-request-news", words=words, href=href, request_id=request.id, what=what)


def notify_of_enrolment(user: User, enrolment: Enrolment, what: str) -> None:
    """`what` is a key of `news.ENROLMENTS`."""
    words = notifications.of_enrolment(what, enrolment)
    href = notifications.place_of_enrolment(what)
    notify(user, "mentor-news", words=words, href=href, enrolment_id=enrolment.id, what=what)


def notify_coordinators_of_enrolment(enrolment: Enrolment, what: str) -> None:
    """Every coordinator."""
    for user in account_queries.with_role(Role.COORDINATOR):
        notify_of_enrolment(user, enrolment, what)


def notify_of_pair(user: User, pair: Mentorship, what: str, *, page: str = "") -> None:
    """`what` is a key of `news.PAIRS`; `page` is the part of the pair's address that the news leads to."""
    words = notifications.of_pair(what, pair, user)
    href = f"/mentorships/{pair.id}{page}"
    notify(user, "mentorship-news", words=words, href=href, mentorship_id=pair.id, what=what)


def notify_partner(by: User, pair: Mentorship, what: str, *, page: str = "") -> None:
    """The other of the two."""
    notify_of_pair(pair.partner_of(by.id), pair, what, page=page)


def notify_both(pair: Mentorship, what: str, *, page: str = "") -> None:
    """The two of them."""
    for user in (pair.mentee, pair.mentor):
        notify_of_pair(user, pair, what, page=page)


def notify_coordinators(pair: Mentorship, what: str, *, author: User | None = None) -> None:
    """Every coordinator but the two of the pair."""
    words = notifications.to_coordinator(what, pair, author)
    ids: dict[str, Any] = {"mentorship_id": pair.id, "what": what, "author_id": author.id if author else None}
    for user in account_queries.with_role(Role.COORDINATOR):
        if user.id not in (pair.mentee_id, pair.enrolment.user_id):
            notify(user, "mentorship-task", words=words, href="/office/mentorship", **ids)


def notify_of_report(user: User, report: Report, what: str) -> None:
    """`what` is a key of `news.REPORTS`. Nothing of what was reported leaves the house."""
    href = f"/mentorship/reports/{report.id}"
    notify(user, "report-news", words=notifications.REPORTS[what], href=href, report_id=report.id, what=what)
