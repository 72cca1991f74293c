"""Whose a posting is."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import ColumnElement, or_, select

from board.accounts import queries as account_queries
from board.accounts.models import Role, User
from board.opportunities.models import Involvement, Opportunity, PostingRole
from board.organisations import policy as organisation_policy
from board.organisations import queries as organisation_queries


def is_of(
    user_id: int | ColumnElement[int],
    day: date | ColumnElement[date],
    parts: Collection[PostingRole] = tuple(PostingRole),
) -> ColumnElement[bool]:
    """The posting is this person's: one of these parts is theirs, or on this day they act for its organisation."""
    named = select(Involvement.opportunity_id).where(Involvement.user_id == user_id, Involvement.part.in_(parts))
    acted_for = organisation_queries.acted_for_by(user_id, day)
    return or_(Opportunity.id.in_(named), Opportunity.organisation_id.in_(acted_for))


def in_charge(opportunity: Opportunity) -> list[User]:
    """Who owns it, to be told of what concerns it.

    Of what an organisation posts: its officers and its adviser today, and where nobody holds office the coordinators.
    """
    owners = [person.user for person in opportunity.people if person.part is not PostingRole.REVIEWER]
    if opportunity.organisation is None:
        return owners
    day = organisation_policy.today()
    officers = [officer.user for officer in opportunity.organisation.in_office(day)]
    adviser = opportunity.organisation.advised_by(day)
    if not officers:
        officers = account_queries.with_role(Role.COORDINATOR)
    return list(dict.fromkeys([*owners, *officers, *([adviser] if adviser else [])]))
