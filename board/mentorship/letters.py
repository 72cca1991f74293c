"""Letters about mentoring: a sentence of news, and the way to it."""

from datetime import datetime

from board.accounts import queries as people
from board.kernel.post import Draft
from board.mentorship import news
from board.mentorship.queries import mentors, requests
from board.web.letters import link, word

SUBJECTS: dict[str, str] = {
    "arrived": "A student asks you to be their mentor",
    "reminder": "A student waits for your answer",
    "withdrawn": "A request to you was withdrawn",
    "info-asked": "A mentor asks you something",
    "told": "A student has answered your question",
    "accepted": "You have a mentor",
    "declined": "An answer to your request for a mentor",
    "expired": "Your request for a mentor ran out",
    "missed": "A request to you ran out",
    "superseded": "A request to you is settled",
    "closed-full": "Your request for a mentor is closed",
    "applied": "Somebody offers to be a mentor",
    "approved": "You are listed as a mentor",
    "suspended": "You are not listed as a mentor",
    "paused": "New requests to you are paused",
    "paused-silent": "A mentor is paused",
}
UNTIL = ("arrived", "reminder", "told")
"""News that is worth nothing once the request runs out, so the letter says when that is."""


def request_news(user_id: int, request_id: int, what: str) -> Draft | None:
    """What became of a request."""
    user, request = people.by_id(user_id), requests.by_id(request_id)
    if user is None or request is None or (what in UNTIL and not request.is_open):
        return None
    href, until = link("mentorship.request", request_id=request.id), request.due_at if what in UNTIL else None
    return _news(user.name, SUBJECTS[what], news.of_request(what, request), href, until)


def enrolment_news(user_id: int, enrolment_id: int, what: str) -> Draft | None:
    """What became of a mentor's profile."""
    user, enrolment = people.by_id(user_id), mentors.by_id(enrolment_id)
    if user is None or enrolment is None:
        return None
    endpoint = "mentorship.profile" if user.id == enrolment.user_id else "mentorship.office"
    return _news(user.name, SUBJECTS[what], news.of_enrolment(what, enrolment), link(endpoint))


def _news(name: str, subject: str, sentence: str, href: str, until: datetime | None = None) -> Draft:
    return word("mentorship-news", subject, name=name, sentence=sentence, href=href, until=until)
