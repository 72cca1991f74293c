"""What posting brings with it on a person's day: applicants, approvals, terms of office, the queues of the office."""

from collections.abc import Collection
from datetime import datetime, timedelta

from board.accounts.models import Role, User
from board.accounts.queries import people as people_queries
from board.accounts.queries.people import PeopleFilter
from board.applications.queries import MyPosting
from board.applications.queries import reply as reply_queries
from board.dashboard.day_item import Item, due_at, due_on
from board.kernel import clock
from board.mentorship.queries import coordinator as coordinator_queries
from board.opportunities import queries as opportunity_queries
from board.opportunities.models import PostingStatus
from board.organisations.models import Organisation
from board.web.filters import plural

MINE = "applications.my_postings"
"""The page that tells what is done on the page of a posting."""
HAND_OVER = timedelta(days=45)
"""So long before the last term ends, the next officers are asked for."""


def of_postings(user: User, postings: list[MyPosting], late: Collection[int], now: datetime) -> list[Item]:
    """What waits for the people who run postings: to be read, answered, changed, decided, reported.

    `late` are those whose applicants wait for an overdue answer, which is told of in a line of its own.
    """
    items = []
    asked = opportunity_queries.count_questions_for(user.id)
    for mine in postings:
        opportunity, number = mine.opportunity, {"opportunity_id": mine.opportunity.id}
        answer, status = due_on(opportunity.answer_by, now), opportunity.status(now)
        if mine.unread and opportunity.id not in late:
            has_closed = status is PostingStatus.CLOSED
            words = f"{plural(mine.unread, 'new application')} for {opportunity.title}"
            words = f"{words}, which has closed" if has_closed else words
            items.append(Item("Read", words, "applications.applicants", number, answer, is_first=has_closed))
        if opportunity.id in asked:
            words = f"{plural(asked[opportunity.id], 'question')} about {opportunity.title}"
            items.append(Item("Answer", words, "opportunities.show", number, told_on=MINE))
        match status:
            case PostingStatus.CHANGES_ASKED:
                words = f"A coordinator asks for a change in {opportunity.title}"
                items.append(Item("Change", words, "opportunities.show", number, is_first=True, told_on=MINE))
            case PostingStatus.CLOSED if opportunity.chased_at is not None:
                words = f"Report the outcome of {opportunity.title}"
                items.append(Item("Report", words, "opportunities.outcome", number, is_first=True))
            case PostingStatus.CLOSED if not mine.unread and opportunity.id not in late:
                words = f"{opportunity.title} has closed: decide"
                items.append(Item("Decide", words, "applications.applicants", number, answer, is_first=True))
    for opportunity in opportunity_queries.revisions_returned(user.id):
        words, number = (
            f"A coordinator asks for a change in your edit of {opportunity.title}",
            {"opportunity_id": opportunity.id},
        )
        items.append(Item("Change", words, "opportunities.changes", number, is_first=True))
    return items


def under_way(postings: list[MyPosting], now: datetime) -> list[Item]:
    """Postings that wait for a coordinator or for applicants, with nobody unread; those that close first, first."""
    items = []
    for mine in postings:
        opportunity, number = mine.opportunity, {"opportunity_id": mine.opportunity.id}
        closes = due_at(opportunity.closes_at, now, opportunity.time_zone)
        match opportunity.status(now):
            case PostingStatus.IN_REVIEW:
                items.append(Item("View", f"Waits for approval: {opportunity.title}", "opportunities.show", number))
            case PostingStatus.OPEN if not mine.unread:
                words = f"Open, {plural(mine.total, 'application')}: {opportunity.title}"
                items.append(Item("View", words, "opportunities.show", number, closes))
    return items


def of_organisations(user: User, acted_for: list[Organisation], now: datetime) -> list[Item]:
    """What waits for an adviser's approval, and terms that end soon with nobody named for the time after."""
    items, today = list[Item](), clock.day(now)
    advised = {body.id for body in acted_for if body.adviser_id == user.id}
    for posting in opportunity_queries.waiting_for_adviser(user.id) if advised else []:
        if posting.organisation_id in advised:
            words, number = f"Approve or return: {posting.title}", {"opportunity_id": posting.id}
            items.append(Item("Read", words, "opportunities.show", number, is_first=True, told_on=MINE))
    for body in acted_for:
        last_day = max((officer.last_day for officer in body.in_office(today)), default=today)
        if last_day - today <= HAND_OVER and not body.coming(today):
            words, number = f"Name who holds office next in {body.name}", {"organisation_id": body.id}
            items.append(Item("Name", words, "organisations.show", number, due_on(last_day, now), is_first=True))
    return items


def of_the_office() -> list[Item]:
    """The queues that coordinators share."""
    waiting = people_queries.count_matching(PeopleFilter(status="waiting"), now=clock.now())
    postings, items = opportunity_queries.count_to_read(), []
    if waiting:
        words = f"{plural(waiting, 'person waits', 'people wait')} for approval"
        items.append(Item("Approve", words, "office.people", {"status": "waiting"}))
    if tasks := coordinator_queries.count_tasks():
        words = f"{plural(tasks, 'thing waits', 'things wait')} for you in mentoring"
        items.append(Item("Open", words, "mentorship.office", {}))
    if postings:
        words = f"{plural(postings, 'posting waits', 'postings wait')} for approval"
        items.append(Item("Read", words, "office.postings", {}))
    return items


def overdue(user: User, postings: list[MyPosting], now: datetime) -> dict[int, Item]:
    """Posting → applicants who were promised an answer by a day that is over: for the posters, and for coordinators."""
    mine = {mine.opportunity.id for mine in postings}
    return {
        opportunity.id: Item(
            "Answer",
            f"{plural(waiting, 'applicant waits', 'applicants wait')} for an overdue answer: {opportunity.title}",
            "applications.applicants",
            {"opportunity_id": opportunity.id},
            is_first=True,
        )
        for opportunity, waiting in reply_queries.overdue(now)
        if opportunity.id in mine or user.is_a(Role.COORDINATOR)
    }
