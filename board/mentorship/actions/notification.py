"""Telling people what happened, once: a notice, and an email that leads to it."""

from board.accounts import queries as account_queries
from board.accounts.models import Role, User
from board.mentorship import notifications
from board.mentorship.models import Enrolment, MentorRequest, Mentorship, Report
from board.notices.actions import notify


def notify_of_request(user: User, request: MentorRequest, what: str, step: str = "") -> None:
    """`what` is a key of `news.REQUESTS`; `step` tells one of a kind from the next."""
    words = notifications.of_request(what, request)
    key = f"mentor-request.{what}:{request.id}{step}"
    href = f"/mentorship/requests/{request.id}"
    notify(user, "mentor-request-news", key=key, words=words, href=href, request_id=request.id, what=what)


def notify_of_enrolment(user: User, enrolment: Enrolment, what: str, step: str) -> None:
    """`what` is a key of `news.ENROLMENTS`."""
    words = notifications.of_enrolment(what, enrolment)
    key = f"mentor.{what}:{enrolment.id}:{step}"
    href = notifications.place_of_enrolment(what)
    notify(user, "mentor-news", key=key, words=words, href=href, enrolment_id=enrolment.id, what=what)


def notify_coordinators_of_enrolment(enrolment: Enrolment, what: str, step: str) -> None:
    """Every coordinator."""
    for user in account_queries.with_role(Role.COORDINATOR):
        notify_of_enrolment(user, enrolment, what, step)


def notify_of_pair(user: User, pair: Mentorship, what: str, step: object = "", page: str = "") -> None:
    """`what` is a key of `news.PAIRS`; `page` is the part of the pair's address that the news leads to."""
    words = notifications.of_pair(what, pair, user)
    key, href = f"mentorship.{what}:{pair.id}:{step}", f"/mentorships/{pair.id}{page}"
    notify(user, "mentorship-news", key=key, words=words, href=href, mentorship_id=pair.id, what=what)


def notify_partner(by: User, pair: Mentorship, what: str, step: object = "", page: str = "") -> None:
    """The other of the two."""
    notify_of_pair(pair.partner_of(by.id), pair, what, step, page)


def notify_both(pair: Mentorship, what: str, step: object = "", page: str = "") -> None:
    """The two of them."""
    for user in (pair.mentee, pair.mentor):
        notify_of_pair(user, pair, what, step, page)


def notify_coordinators(pair: Mentorship, what: str, step: object = "", author: User | None = None) -> None:
    """Every coordinator but the two of the pair."""
    words = notifications.to_coordinator(what, pair, author)
    key = f"mentorship.{what}:{pair.id}:{step}"
    ids = {"mentorship_id": pair.id, "what": what, "author_id": author.id if author else None}
    for user in account_queries.with_role(Role.COORDINATOR):
        if user.id not in (pair.mentee_id, pair.enrolment.user_id):
            notify(user, "mentorship-task", key=key, words=words, href="/office/mentorship", **ids)


def notify_of_report(user: User, report: Report, what: str) -> None:
    """`what` is a key of `news.REPORTS`. Nothing of what was reported leaves the house."""
    key, href = f"report.{what}:{report.id}", f"/mentorship/reports/{report.id}"
    notify(user, "report-news", key=key, words=notifications.REPORTS[what], href=href, report_id=report.id, what=what)
