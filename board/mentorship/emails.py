"""Emails about mentoring: a sentence of news, and the way to it."""

from datetime import datetime

from board.accounts import queries as account_queries
from board.mentorship import notifications
from board.mentorship.queries import mentor as mentor_queries
from board.mentorship.queries import pair as pair_queries
from board.mentorship.queries import request as request_queries
from board.notices.models import Topic
from board.web.emails import Context, declare_email, link

SUBJECTS: dict[str, str] = {
    "arrived": "A student asks you to be their mentor",
    "reminder": "A student waits for your answer",
    "withdrawn": "A request to you was withdrawn",
    "info-asked": "A mentor has a question for you",
    "told": "A student has answered your question",
    "accepted": "You have a mentor",
    "declined": "An answer to your request for a mentor",
    "expired": "Your request for a mentor ran out",
    "missed": "A request to you ran out",
    "superseded": "A request to you is settled",
    "closed-full": "Your request for a mentor is closed",
    "mentor-away": "Your request for a mentor is closed",
    "mentee-away": "A request to you is closed",
    "applied": "Somebody offers to be a mentor",
    "approved": "You are listed as a mentor",
    "suspended": "You are not listed as a mentor",
    "paused": "New requests to you are paused",
    "paused-silent": "A mentor is paused",
}
PAIR_SUBJECTS: dict[str, str] = {
    "signed": "Your agreement waits for your signature",
    "agreed": "Your agreement is signed by both",
    "rewritten": "A new version of your agreement",
    "planned": "A meeting is proposed",
    "moved": "A meeting is moved",
    "called-off": "A meeting is canceled",
    "logged": "A meeting is logged",
    "tomorrow": "A meeting within a day",
    "disputed": "A meeting is seen otherwise",
    "settled": "A meeting is settled",
    "nudge": "Time to meet?",
    "in-touch": "Are you still in touch?",
    "lapsed": "A mentorship has lapsed",
    "paused": "A mentorship is paused",
    "resumed": "A mentorship goes on",
    "held": "A mentorship is paused",
    "away": "A mentorship is paused",
    "back": "A mentorship goes on",
    "released": "A mentorship goes on",
    "ended-early-on": "A mentorship has ended",
    "ended": "A mentorship has ended",
    "refused": "A mentorship is not taken up",
    "not-confirmed": "A mentorship is not confirmed",
    "ends-soon": "A mentorship ends in two weeks",
    "completed": "A mentorship is completed",
    "check-in": "How does it go?",
}
TASKS: dict[str, str] = {
    "contact-me": "Somebody asks you to get in touch",
    "silent": "A pair has not met for sixty days",
    "dispute": "A meeting is disputed",
    "conflict": "A pair is paused by a conflict of interest",
    "concern": "A pair has ended with a concern",
}
REPORTS: dict[str, str] = {
    "arrived": "A report waits for you",
    "unsafe": "A report waits for you: urgent",
    "resolved": "Your report is resolved",
}
UNTIL = ("arrived", "reminder", "told")
"""News that is worth nothing once the request runs out, so the email says when that is."""


@declare_email(
    "mentor-request-news",
    name="News of a mentorship request",
    audience="The mentee, or the mentor",
    topic=Topic.MENTOR,
    template="mentorship-news",
    subject="{headline}",
)
def mentor_request_news(user_id: int, request_id: int, what: str) -> Context | None:
    """What became of a request."""
    user, request = account_queries.by_id(user_id), request_queries.by_id(request_id)
    if user is None or request is None or (what in UNTIL and not request.is_open):
        return None
    href, until = link("mentorship.request", request_id=request.id), request.due_at if what in UNTIL else None
    return _news(user.name, SUBJECTS[what], notifications.of_request(what, request), href, until)


@declare_email(
    "mentor-news",
    name="News of a mentor profile",
    audience="The mentor, or the coordinators",
    topic=Topic.MENTOR,
    template="mentorship-news",
    subject="{headline}",
)
def mentor_news(user_id: int, enrolment_id: int, what: str) -> Context | None:
    """What became of a mentor's profile."""
    user, enrolment = account_queries.by_id(user_id), mentor_queries.by_id(enrolment_id)
    if user is None or enrolment is None:
        return None
    endpoint = "mentorship.profile" if user.id == enrolment.user_id else "mentorship.office"
    return _news(user.name, SUBJECTS[what], notifications.of_enrolment(what, enrolment), link(endpoint))


@declare_email(
    "mentorship-news",
    name="News of a mentorship",
    audience="One of the two, or both",
    topic=Topic.MENTOR,
    subject="{headline}",
)
def mentorship_news(user_id: int, mentorship_id: int, what: str) -> Context | None:
    """What became of a pair, for one of the two."""
    user, pair = account_queries.by_id(user_id), pair_queries.by_id(mentorship_id)
    if user is None or pair is None:
        return None
    href = link("mentorship.pair", mentorship_id=pair.id)
    if what == "not-confirmed":
        href = link("mentorship.mentor", enrolment_id=pair.enrolment_id)
    return _news(user.name, PAIR_SUBJECTS[what], notifications.of_pair(what, pair, user), href)


@declare_email(
    "mentorship-task",
    name="A mentorship needs a coordinator",
    audience="The coordinators",
    template="mentorship-news",
    subject="{headline}",
)
def mentorship_task(user_id: int, mentorship_id: int, what: str, author_id: int | None) -> Context | None:
    """What a coordinator should look at."""
    user, pair = account_queries.by_id(user_id), pair_queries.by_id(mentorship_id)
    if user is None or pair is None:
        return None
    author = account_queries.by_id(author_id) if author_id else None
    return _news(user.name, TASKS[what], notifications.to_coordinator(what, pair, author), link("mentorship.office"))


@declare_email(
    "report-news",
    name="News of a report",
    audience="Whoever handles reports, or whoever reported",
    template="mentorship-news",
    subject="{headline}",
)
def report_news(user_id: int, report_id: int, what: str) -> Context | None:
    """That there is a report, or that it is resolved; nothing of what it says."""
    user = account_queries.by_id(user_id)
    if user is None:
        return None
    return _news(user.name, REPORTS[what], notifications.REPORTS[what], link("mentorship.report", report_id=report_id))


def _news(name: str, headline: str, sentence: str, href: str, until: datetime | None = None) -> Context:
    return {"headline": headline, "name": name, "sentence": sentence, "href": href, "until": until}
