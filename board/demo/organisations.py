"""The organisations of the demo school: one with officers and an adviser, and one for which nobody holds office."""

from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select

from board.accounts.models import Role, User
from board.applications.models import Application
from board.demo.scene import School, read
from board.kernel import clock
from board.kernel.db import db
from board.opportunities.models import Involvement, Opportunity, PostingRole
from board.organisations.models import Officer, Organisation


def fill(school: School) -> str:
    """Every organisation of the content file; what their name hosts is posted in it from now on."""
    made = [_organisation(entry, school) for entry in read("organisations")["organisation"]]
    return f"{len(made)} organizations"


def _organisation(entry: dict[str, Any], school: School) -> Organisation:
    today = clock.day(school.now)
    organisation = Organisation(name=entry["name"], about=entry["about"], created_at=school.now - timedelta(days=300))
    postings = list(db.session.scalars(select(Opportunity).where(Opportunity.host == organisation.name)))
    owner = next(person.user for person in postings[0].people if person.is_owner)
    organisation.adviser_id, organisation.advised_until = owner.id, today + timedelta(days=120)
    free = iter(_students_beside(postings, school))
    organisation.officers = [
        Officer(
            user_id=next(free).id,
            post=post,
            starts=today + timedelta(days=first),
            ends=today + timedelta(days=last),
        )
        for post, first, last in entry["officers"]
    ]
    db.session.add(organisation)
    db.session.flush()
    for posting in postings:
        posting.organisation_id = organisation.id
        owners = delete(Involvement).where(Involvement.opportunity_id == posting.id)
        db.session.execute(owners.where(Involvement.part != PostingRole.REVIEWER))
        db.session.expire(posting, ["people"])
    return organisation


def _students_beside(postings: list[Opportunity], school: School) -> list[User]:
    """Students who have not applied for any of these, the same ones each time; none of those who show the school."""
    numbers = [posting.id for posting in postings]
    applied = set(db.session.scalars(select(Application.student_id).where(Application.opportunity_id.in_(numbers))))
    students = [user for user in school.people.values() if user.is_a(Role.STUDENT) and "student" not in user.email]
    able = (user for user in students if user.is_active and not user.is_a(Role.MENTOR) and user.id not in applied)
    return sorted(able, key=lambda user: user.email)
