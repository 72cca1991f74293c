"""Finding organisations and who acts for them."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from board.accounts.models import Role, RoleGrant, User
from board.accounts.queries import roster as roster_queries
from board.kernel.db import db
from board.kernel.invariant import no_row
from board.organisations.models import Officer, Organisation, OrganisationLogo

_WHOLE = (
    joinedload(Organisation.adviser),
    joinedload(Organisation.logo),
    selectinload(Organisation.officers).joinedload(Officer.user),
)


def everything() -> list[Organisation]:
    """Every organisation with its officers and its adviser, by name."""
    return list(db.session.scalars(select(Organisation).options(*_WHOLE).order_by(Organisation.name)))


def by_id(organisation_id: int) -> Organisation | None:
    """One organisation, whole."""
    return db.session.get(Organisation, organisation_id, options=_WHOLE, populate_existing=True)


def logo(organisation_id: int, mark: str) -> bytes | None:
    """The picture under this mark; one that was put in its place is not found."""
    named = OrganisationLogo.organisation_id == organisation_id, OrganisationLogo.mark == mark
    return db.session.scalar(select(OrganisationLogo.content).where(*named))


def by_name(name: str) -> Organisation | None:
    """The organisation of this name, whatever its case."""
    return db.session.scalar(select(Organisation).where(func.lower(Organisation.name) == name.lower()))


def officer(officer_id: int) -> Officer | None:
    """One term of one officer, with the organisation."""
    whole = (joinedload(Officer.organisation).joinedload(Organisation.adviser), joinedload(Officer.user))
    return db.session.get(Officer, officer_id, options=whole, populate_existing=True)


def terms_of(organisation_id: int, user_id: int) -> list[Officer]:
    """Every term of a person in an organisation, as the database has it now."""
    theirs = select(Officer).where(Officer.organisation_id == organisation_id, Officer.user_id == user_id)
    return list(db.session.scalars(theirs.execution_options(populate_existing=True)))


def offices_of(user_id: int, day: date) -> list[Officer]:
    """The terms of a person that the pages of organisations show on a day: those that run, and those to come."""
    theirs = (
        select(Officer).where(Officer.user_id == user_id).options(joinedload(Officer.organisation).options(*_WHOLE))
    )
    officers = db.session.scalars(theirs.order_by(Officer.id)).unique()
    return [officer for officer in officers if officer in officer.organisation.listed(day)]


def terms_to_come(organisation_id: int, user_id: int, day: date) -> list[Officer]:
    """The terms of a person in an organisation that begin after a day."""
    theirs = terms_of(organisation_id, user_id)
    return [officer for officer in theirs if officer.starts > day and officer.left_on is None]


def acted_for_by(user_id: int | ColumnElement[int], day: date | ColumnElement[date]) -> Select[int]:
    """The numbers of the organisations that a person acts for on a day: the same as `policy.acts_for`, in SQL."""
    last_day = or_(Officer.left_on.is_(None), Officer.left_on > day)
    holds = select(Officer.organisation_id).join(Organisation).where(Officer.user_id == user_id, last_day)
    holds = holds.where(Officer.starts <= day, Officer.ends >= day, Organisation.suspended_at.is_(None))
    holds = holds.where(Officer.user_id.not_in(roster_queries.away(day)))
    faculty = select(RoleGrant.user_id).where(RoleGrant.role == Role.FACULTY, RoleGrant.granted_at.is_not(None))
    advises = select(Organisation.id).where(Organisation.adviser_id == user_id, Organisation.advised_until >= day)
    advises = advises.where(Organisation.suspended_at.is_(None), Organisation.adviser_id.in_(faculty))
    return select(Organisation.id).where(or_(Organisation.id.in_(holds), Organisation.id.in_(advises)))


def acted_for(user_id: int, day: date) -> list[Organisation]:
    """The organisations that a person acts for on a day, by name."""
    theirs = select(Organisation).where(Organisation.id.in_(acted_for_by(user_id, day)))
    return list(db.session.scalars(theirs.options(*_WHOLE).order_by(Organisation.name)))


def with_officers(user_ids: Collection[int]) -> list[Organisation]:
    """The organisations in which one of these people has or had a term, by name."""
    theirs = select(Officer.organisation_id).where(Officer.user_id.in_(user_ids))
    named = select(Organisation).where(Organisation.id.in_(theirs)).options(*_WHOLE)
    return list(db.session.scalars(named.order_by(Organisation.name)))


def without_officers(day: date) -> list[Organisation]:
    """Organisations for which nobody holds office on a day, though nobody has suspended them."""
    return [body for body in _active() if not body.in_office(day)]


def without_adviser(day: date) -> list[Organisation]:
    """Organisations whose adviser is missing, gone, or advises them no longer, though nobody has suspended them."""
    return [body for body in _active() if body.advised_by(day) is None]


def _active() -> list[Organisation]:
    running = select(Organisation).where(Organisation.suspended_at.is_(None)).options(*_WHOLE)
    return list(db.session.scalars(running.order_by(Organisation.name)))


_LATER = aliased(Officer)
ORGANISATION_INVARIANTS = (
    no_row(
        "Nobody holds one post twice at a time",
        select(Officer.organisation_id, Officer.id, _LATER.id)
        .join(_LATER, (_LATER.organisation_id == Officer.organisation_id) & (_LATER.id > Officer.id))
        .where(_LATER.user_id == Officer.user_id, func.lower(_LATER.post) == func.lower(Officer.post))
        .where(Officer.left_on.is_(None), _LATER.left_on.is_(None))
        .where(Officer.starts <= _LATER.ends, _LATER.starts <= Officer.ends)
        .order_by(Officer.id, _LATER.id),
        "Terms {1} and {2} in organization {0} are one person’s in one position, and share a day.",
        remedy="End one of the two on the organization’s page.",
    ),
    no_row(
        "Nobody advises an organization and holds office in it",
        select(Organisation.id, Officer.id)
        .join(Officer, Officer.organisation_id == Organisation.id)
        .join(User, User.id == Officer.user_id)
        .where(
            Organisation.adviser_id == User.id, Officer.left_on.is_(None), Officer.ends >= Organisation.advised_until
        )
        .order_by(Organisation.id),
        "The adviser of organization {0} holds office there by term {1}, and would approve their own postings.",
        remedy="End the term, or give the organization another adviser.",
    ),
)
