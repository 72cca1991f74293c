"""What the people of the demo school were told: notices, letters sent, letters waiting, and one that failed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from board.accounts.models import User
from board.applications.actions.telling import LETTERS
from board.applications.labels import ANSWERS
from board.applications.models import Application, ApplicationMove, Review, State
from board.demo.scene import School
from board.kernel.db import db
from board.kernel.outbox import MOST_TRIES, Parcel
from board.kernel.post import Letter
from board.notices.models import Notice
from board.opportunities.policy import OWNERS

NEWS = {"submit": "received", "reject": "reject", "waitlist": "waitlist", "interview": "interview"}
"""The step of an application, and what its student was told."""
OF_READING = {
    "joined": "You are asked to read and score applications",
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
    """A notice and a letter for each fact: nearly all were sent, the newest few wait, one came back."""
    told = [*_of_applications(school), *_of_answers(school), *_of_postings(school), *_of_reviews(school)]
    facts = sorted(told, key=lambda fact: (fact.at, fact.key))
    db.session.add_all(_notice(fact, school) for fact in facts)
    letters = [_letter(fact) for fact in facts]
    db.session.add_all(letters)
    db.session.flush()
    failed = next(number for number, fact in enumerate(facts) if school.now - fact.at < timedelta(days=2))
    for number, letter in enumerate(letters):
        parcel = Parcel(kind="letter", ids={"letter_id": letter.id}, due_at=letter.written_at, tries=1)
        if number == failed:
            parcel.tries, parcel.given_up_at, parcel.last_error = MOST_TRIES, school.now - timedelta(hours=3), REFUSED
        elif number >= len(letters) - WAITING:
            parcel.tries, parcel.due_at, parcel.last_error = 2, school.now + timedelta(hours=1), UNREACHED
        else:
            parcel.delivered_at = letter.sent_at = letter.written_at
        db.session.add(parcel)
    return f"{len(letters)} letters"


def _of_applications(school: School) -> Iterator[Fact]:
    whole = (selectinload(Application.moves), selectinload(Application.student), selectinload(Application.opportunity))
    for one in db.session.scalars(select(Application).options(*whole).order_by(Application.id)):
        href, ids = f"/applications/{one.id}", {"user_id": one.student_id, "application_id": one.id}
        for step, row in enumerate(one.moves, start=1):
            if row.verb == "offer" and one.offer is not None:
                words, key = f"A place is offered to you: “{one.opportunity.title}”.", f"offer.made:{one.offer.id}"
                of_offer = {"user_id": one.student_id, "offer_id": one.offer.id}
                yield Fact(one.student, "offer.made", key, words, href, row.at, of_offer)
            if row.verb not in NEWS:
                continue
            what, words = NEWS[row.verb], f"There is news about “{one.opportunity.title}”."
            if what == "received":
                words = f"Your application {one.reference} is sent."
            kind = LETTERS.get(what, "application.news")
            yield Fact(one.student, kind, f"application.{what}:{one.id}:{step}", words, href, row.at, ids)


def _of_answers(school: School) -> Iterator[Fact]:
    """What became of each offer, told to everybody who owns the posting."""
    people = {user.id: user for user in school.people.values()}
    answered = select(ApplicationMove, Application).join(Application, ApplicationMove.application_id == Application.id)
    for row, one in db.session.execute(answered.where(ApplicationMove.before == State.OFFERED.value)):
        words = f"{one.student.name} {ANSWERS[row.verb]}: “{one.opportunity.title}”."
        for owner in (people[part.user_id] for part in one.opportunity.people if part.part in OWNERS):
            key, ids = f"offer.answered:{row.id}", {"user_id": owner.id, "application_move_id": row.id}
            yield Fact(owner, "offer.answered", key, words, f"/applications/{one.id}", row.at, ids)


def _of_postings(school: School) -> Iterator[Fact]:
    people = {user.id: user for user in school.people.values()}
    for one in school.postings.values():
        for row in one.moves:
            if row.verb == "publish":
                kind, words = "opportunity.published", f"“{one.title}” is on the board."
            elif row.verb == "ask-changes":
                kind, words = "opportunity.changes-asked", f"A change is asked for “{one.title}”."
            else:
                continue
            for involved in one.people:
                if involved.part in OWNERS:
                    user, key = people[involved.user_id], f"{kind}:{one.id}:{one.version}"
                    ids = {"user_id": user.id, "opportunity_id": one.id}
                    yield Fact(user, kind, key, words, f"/opportunities/{one.id}", row.at, ids)


def _of_reviews(school: School) -> Iterator[Fact]:
    """Reviewers were told that they are, when applications were given to them, and that some still wait."""
    people = {user.id: user for user in school.people.values()}
    owes = func.count(Review.id).filter(Review.saved_at.is_(None))
    given = select(Review.reviewer_id, Application.opportunity_id, func.min(Review.assigned_at), owes).join(Application)
    grouped = given.group_by(Review.reviewer_id, Application.opportunity_id).order_by(Review.reviewer_id)
    for reviewer_id, opportunity_id, assigned_at, left in db.session.execute(grouped):
        at, user, href = assigned_at or school.now, people[reviewer_id], f"/opportunities/{opportunity_id}/desk"
        told = {"joined": at - timedelta(hours=1), "reviews-assigned": at}
        if left:
            told["reviews-due"] = school.now - timedelta(hours=20)
        ids = {"user_id": reviewer_id, "opportunity_id": opportunity_id}
        for what, when in told.items():
            kind = f"opportunity.{what}"
            yield Fact(user, kind, f"{kind}:{opportunity_id}:demo", OF_READING[what], href, when, ids)


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


def _letter(fact: Fact) -> Letter:
    key = f"{fact.key}:to:{fact.user.id}"
    return Letter(kind=fact.kind, address=fact.user.email, key=key, ids=fact.ids, written_at=fact.at)
