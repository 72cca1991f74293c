"""A posting to measure: two hundred applicants, six who read, notes, tags, draft decisions.

Two readers each; one applicant in five is new, and the others are scored by both. Forty who are in review are not to be
selected.
"""

from datetime import timedelta
from itertools import cycle

from sqlalchemy import select

from board.accounts.models import Role, RoleGrant, User
from board.applications.models import Application, ApplicationState, Decision, Review
from board.kernel import clock
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.opportunities.models import Involvement, Opportunity, PostingRole, PostingState

APPLICANTS, READERS = 200, 6
STATES = (
    ApplicationState.SUBMITTED,
    ApplicationState.IN_REVIEW,
    ApplicationState.IN_REVIEW,
    ApplicationState.SHORTLISTED,
    ApplicationState.INTERVIEW,
)


def crowd(owner_email: str) -> int:
    """Write it down; answers the number of the posting."""
    now = clock.now()
    with unit_of_work():
        owner = db.session.scalars(select(User).where(User.email == owner_email)).one()
        readers = [_person(f"Reader {number}", Role.FACULTY) for number in range(READERS)]
        students = [_person(f"Applicant Number {number}", Role.STUDENT) for number in range(APPLICANTS)]
        db.session.add_all([*readers, *students])
        posting = Opportunity(kind="committee-seat", title="The posting that is measured", state=PostingState.PUBLISHED)
        posting.created_at = posting.published_at = now
        posting.closes_at, posting.seats = now + timedelta(days=20), 8
        posting.people = [Involvement(user=owner, part=PostingRole.OWNER)]
        posting.people += [Involvement(user=reader, part=PostingRole.REVIEWER) for reader in readers]
        db.session.add(posting)
        db.session.flush()
        turns = cycle(readers)
        for place, student in enumerate(students):
            _apply(student, posting, place, owner, [next(turns), next(turns)])
    return posting.id


def _person(name: str, role: Role) -> User:
    now, address = clock.now(), f"{name.lower().replace(' ', '-')}@example.edu"
    grant = RoleGrant(role=role, asked_at=now, granted_at=now)
    return User(name=name, email=address, password_hash="", created_at=now, confirmed_at=now, grants=[grant])


def _apply(student: User, posting: Opportunity, place: int, owner: User, readers: list[User]) -> None:
    sent = clock.now() - timedelta(hours=place)
    one = Application(opportunity_id=posting.id, student_id=student.id, state=STATES[place % len(STATES)])
    one.created_at = one.saved_at = one.submitted_at = sent
    one.statement = "I read event reports and tell what would have stopped them. " * 30
    one.note, one.tags = "Ask about the weekend shifts." * (place % 3 == 0), ["calm"] * (place % 4 == 0)
    db.session.add(one)
    db.session.flush()
    for reader in readers:
        review = Review(application_id=one.id, reviewer_id=reader.id, assigned_at=sent)
        if one.state is not ApplicationState.SUBMITTED:
            review.saved_at, review.total, review.comment = sent, 1 + (place % 9) / 2, "Clear, and to the point."
        db.session.add(review)
    if place % 5 == 1:
        db.session.add(Decision(application_id=one.id, verb="reject", reason="numbers", by_id=owner.id, at=sent))
