"""What the people of the demo school were told: notices, emails sent, emails waiting, and one that failed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from board.accounts.models import User
from board.applications.actions.notification import EMAILS
from board.applications.labels import ANSWERS
from board.applications.models import Application, ApplicationMove, ApplicationState, Review
from board.demo.scene import School
from board.kernel import events
from board.kernel.db import db
from board.kernel.mail import Email, EmailWritten
from board.kernel.outbox import MOST_TRIES, OutboxMessage
from board.notices.models import Notice
from board.opportunities.policy import OWNERS

NEWS = {"submit": "received", "reject": "reject", "waitlist": "waitlist", "interview": "interview"}
"""The step of an application, and what its student was told."""
OF_READING = {
    "posting-joined": "You are asked to read and score applications",
    "reviews-assigned": "Applications wait for your scores",
    "reviews-due": "Your scores are still missing",
}
UNREAD = timedelta(days=3)
WAITING = 3
REFUSED = "SMTPRecipientsRefused: 550 5.1.1 no such mailbox here"
UNREACHED = "ConnectionRefusedError: the mail server did not answer"


@dataclass(frozen=True)
class Fact:
    """One thing that one person was told."""

    user: User
    kind: str
    key: str
    words: str
    href: str
    at: datetime
    ids: dict[str, Any]


def fill(school: School) -> str:
    """A notice and an email for each fact: nearly all were sent, the newest few wait, one came back."""
    notified_facts = [*_of_applications(), *_of_answers(school), *_of_postings(school), *_of_reviews(school)]
    facts = sorted(notified_facts, key=lambda fact: (fact.at, fact.key))
    db.session.add_all(_notice(fact, school) for fact in facts)
    emails = [_email(fact) for fact in facts]
    db.session.add_all(emails)
    db.session.flush()
    failed = next(number for number, fact in enumerate(facts) if school.now - fact.at < timedelta(days=2))
    for number, email in enumerate(emails):
        message = OutboxMessage(
            kind=events.name_of(EmailWritten), ids={"email_id": email.id}, due_at=email.written_at, tries=1
        )
        if number == failed:
            message.tries, message.given_up_at, message.last_error = (
                MOST_TRIES,
                school.now - timedelta(hours=3),
                REFUSED,
            )
        elif number >= len(emails) - WAITING:
            message.tries, message.due_at, message.last_error = 2, school.now + timedelta(hours=1), UNREACHED
        else:
            message.delivered_at = email.sent_at = email.written_at
        db.session.add(message)
    return f"{len(emails)} emails"


def _of_applications() -> Iterator[Fact]:
    whole = (selectinload(Application.moves), selectinload(Application.student), selectinload(Application.opportunity))
    for application in db.session.scalars(select(Application).options(*whole).order_by(Application.id)):
        href, ids = (
            f"/applications/{application.id}",
            {"user_id": application.student_id, "application_id": application.id},
        )
        for step, row in enumerate(application.moves, start=1):
            if row.verb == "offer" and application.offer is not None:
                words, key = (
                    f"You have an offer: “{application.opportunity.title}”.",
                    f"offer-made:{application.offer.id}",
                )
                of_offer = {"user_id": application.student_id, "offer_id": application.offer.id}
                yield Fact(application.student, "offer-made", key, words, href, row.at, of_offer)
            if row.verb not in NEWS:
                continue
            what, words = NEWS[row.verb], f"There is news about “{application.opportunity.title}”."
            if what == "received":
                words = f"Your application {application.reference} is sent."
            kind = EMAILS.get(what, "application-news")
            yield Fact(
                application.student, kind, f"application.{what}:{application.id}:{step}", words, href, row.at, ids
            )


def _of_answers(school: School) -> Iterator[Fact]:
    """What became of each offer, told to everybody who owns the posting."""
    people = {user.id: user for user in school.people.values()}
    answered = select(ApplicationMove, Application).join(Application, ApplicationMove.application_id == Application.id)
    for row, application in db.session.execute(
        answered.where(ApplicationMove.before == ApplicationState.OFFERED.value)
    ):
        words = f"{application.student.name} {ANSWERS[row.verb]}: “{application.opportunity.title}”."
        for owner in (people[part.user_id] for part in application.opportunity.people if part.part in OWNERS):
            key, ids = f"offer-answered:{row.id}", {"user_id": owner.id, "application_move_id": row.id}
            yield Fact(owner, "offer-answered", key, words, f"/applications/{application.id}", row.at, ids)


def _of_postings(school: School) -> Iterator[Fact]:
    people = {user.id: user for user in school.people.values()}
    for posting in school.postings.values():
        for row in posting.moves:
            if row.verb == "publish":
                kind, words = "posting-published", f"“{posting.title}” is on the board."
            elif row.verb == "ask-changes":
                kind, words = "posting-changes-asked", f"A change is asked for “{posting.title}”."
            else:
                continue
            for involved in posting.people:
                if involved.part in OWNERS:
                    user, key = people[involved.user_id], f"{kind}:{posting.id}:{posting.version}"
                    ids = {"user_id": user.id, "opportunity_id": posting.id}
                    yield Fact(user, kind, key, words, f"/opportunities/{posting.id}", row.at, ids)


def _of_reviews(school: School) -> Iterator[Fact]:
    """Reviewers were told that they are, when applications were given to them, and that some still wait."""
    people = {user.id: user for user in school.people.values()}
    owes = func.count(Review.id).filter(Review.saved_at.is_(None))
    given = select(Review.reviewer_id, Application.opportunity_id, func.min(Review.assigned_at), owes).join(Application)
    grouped = given.group_by(Review.reviewer_id, Application.opportunity_id).order_by(Review.reviewer_id)
    for reviewer_id, opportunity_id, assigned_at, left in db.session.execute(grouped):
        at, user, href = assigned_at or school.now, people[reviewer_id], f"/opportunities/{opportunity_id}/applicants"
        facts = {"posting-joined": at - timedelta(hours=1), "reviews-assigned": at}
        if left:
            facts["reviews-due"] = school.now - timedelta(hours=20)
        ids = {"user_id": reviewer_id, "opportunity_id": opportunity_id}
        for kind, when in facts.items():
            yield Fact(user, kind, f"{kind}:{opportunity_id}:demo", OF_READING[kind], href, when, ids)


def _notice(fact: Fact, school: School) -> Notice:
    read_at = None if school.now - fact.at < UNREAD else fact.at + timedelta(hours=5)
    return Notice(
        user_id=fact.user.id,
        key=fact.key,
        kind=fact.kind,
        words=fact.words,
        href=fact.href,
        at=fact.at,
        read_at=read_at,
    )


def _email(fact: Fact) -> Email:
    key = f"{fact.key}:to:{fact.user.id}"
    return Email(kind=fact.kind, address=fact.user.email, key=key, ids=fact.ids, written_at=fact.at)
