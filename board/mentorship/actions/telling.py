"""Telling people what happened, once: a notice, and a letter that leads to it."""

from board.accounts import queries as people
from board.accounts.models import Role, User
from board.mentorship import news
from board.mentorship.models import Enrolment, MentorRequest
from board.notices.actions import tell


def tell_of_request(user: User, request: MentorRequest, what: str, step: str = "") -> None:
    """`what` is a key of `news.REQUESTS`; `step` tells one of a kind from the next."""
    words = news.of_request(what, request)
    key = f"mentor-request.{what}:{request.id}{step}"
    href = f"/mentorship/requests/{request.id}"
    tell(user, "mentor-request.news", key=key, words=words, href=href, request_id=request.id, what=what)


def tell_of_enrolment(user: User, enrolment: Enrolment, what: str, step: str) -> None:
    """`what` is a key of `news.ENROLMENTS`."""
    words = news.of_enrolment(what, enrolment)
    key = f"mentor.{what}:{enrolment.id}:{step}"
    href = news.place_of_enrolment(what)
    tell(user, "mentor.news", key=key, words=words, href=href, enrolment_id=enrolment.id, what=what)


def tell_coordinators_of_enrolment(enrolment: Enrolment, what: str, step: str) -> None:
    """Every coordinator."""
    for one in people.holding(Role.COORDINATOR):
        tell_of_enrolment(one, enrolment, what, step)
