"""Who should not judge whom."""

from collections.abc import Collection

from sqlalchemy import bindparam, select

from board.applications import conflict_sources
from board.applications.conflict_sources import ConflictOfInterest
from board.applications.models import Application, ApplicationState, Recusal
from board.kernel.db import db
from board.kernel.statements import is_among, plain_rows
from board.opportunities.models import Opportunity, PostingRole

NOT_COMPETING = (ApplicationState.DRAFT, ApplicationState.WITHDRAWN)


_OF_POSTING = select(Application.id, Application.student_id, Application.state).where(
    Application.opportunity_id == bindparam("opportunity_id")
)
_DECLARED = (
    select(Recusal.application_id, Recusal.user_id)
    .join(Application, Application.id == Recusal.application_id)
    .where(
        Application.opportunity_id == bindparam("opportunity_id"),
        is_among(Recusal.user_id, "people"),
    )
)


def of_people(opportunity: Opportunity, people: Collection[int]) -> list[ConflictOfInterest]:
    """Every conflict of these people with the applications of a posting: declared, known, or by applying oneself.

    A known conflict closes the file to reviewers. To owners it is only shown, because somebody has to decide: they step
    aside themselves.
    """
    sent = plain_rows(_OF_POSTING, {"opportunity_id": opportunity.id})
    numbers = {student: number for number, student, state in sent if state is not ApplicationState.DRAFT}
    competing = {student for _, student, state in sent if state not in NOT_COMPETING}
    parts = {person.user_id: person.part for person in opportunity.people}
    conflicts = [
        ConflictOfInterest(number, person, "applied here too", True)
        for person in competing & set(people)
        for number in numbers.values()
    ]
    conflicts += [
        ConflictOfInterest(numbers[student], person, words, parts.get(person) is PostingRole.REVIEWER)
        for student, person, words in conflict_sources.known(list(numbers), people)
        if student in numbers
    ]
    among, asked = set(numbers.values()), {"opportunity_id": opportunity.id, "people": list(people)}
    return conflicts + [
        ConflictOfInterest(application_id, person, "stepped aside", True)
        for application_id, person in plain_rows(_DECLARED, asked)
        if application_id in among
    ]


def of_person(person_id: int, opportunity: Opportunity) -> dict[int, ConflictOfInterest]:
    """The conflicts of one person, by application; one that hides counts before one that does not."""
    mine = sorted(of_people(opportunity, [person_id]), key=lambda conflict: conflict.hides)
    return {conflict.application_id: conflict for conflict in mine}


def between(person_id: int, application: Application) -> ConflictOfInterest | None:
    """Why this person should not judge this application, if anything."""
    return of_person(person_id, application.opportunity).get(application.id)


_COMPETES = select(Application.id).where(
    Application.opportunity_id == bindparam("opportunity_id"),
    Application.student_id == bindparam("user_id"),
    Application.state.not_in(NOT_COMPETING),
)


def competes(user_id: int, opportunity_id: int) -> bool:
    """Has this person applied for the posting?"""
    return db.session.scalar(_COMPETES, {"opportunity_id": opportunity_id, "user_id": user_id}) is not None
