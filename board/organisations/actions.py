"""Entering organisations, naming officers for a term, handing over, suspending."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, update

from board.accounts import queries as account_queries
from board.accounts.actions.right import lock_rights
from board.accounts.models import Role, User
from board.kernel import audit
from board.kernel.dates import say_full_date
from board.kernel.db import db
from board.kernel.errors import Conflict, Invalid
from board.kernel.locks import lock_row
from board.kernel.statements import put_once, update_one
from board.kernel.verdict import require
from board.notices.actions import notify
from board.organisations import policy, queries
from board.organisations.models import Officer, Organisation, OrganisationKind, OrganisationLogo
from board.school.logo import Logo

LONGEST_TERM = timedelta(days=400)
"""A term is renewed each year; a month more lets two sets of officers hand over."""
A_YEAR = timedelta(days=365)
CHANGED_MEANWHILE = "Somebody else has just changed this. Open the organization again."


def last_day_of_year(starts: date) -> date:
    """The last day of a year that begins on this one."""
    return starts + A_YEAR - timedelta(days=1)


@dataclass(frozen=True)
class OrganisationText:
    """What is told of an organisation, and who advises it until when."""

    name: str
    about: str
    adviser: str
    """The address of a faculty member; empty where nobody advises it, and coordinators approve its postings."""
    advised_until: date | None


@dataclass(frozen=True)
class OfficerTerm:
    """Who is to hold which post, from when to when."""

    email: str
    post: str
    starts: date
    ends: date


def enter(
    text: OrganisationText,
    *,
    by: User,
    now: datetime,
    kind: OrganisationKind = OrganisationKind.STUDENTS,
    first_term: OfficerTerm | None = None,
    logo: Logo | None = None,
) -> Organisation:
    """Enter an organisation, perhaps with its first officer. Raises `Invalid` where one of this name is there."""
    require(policy.may_enter(by))
    _refuse_same_name(text.name, None)
    _refuse_past(text.advised_until, None)
    adviser = _adviser(text)
    organisation = put_once(
        Organisation,
        kind=kind,
        name=text.name,
        about=text.about,
        created_at=now,
        adviser_id=adviser.id if adviser else None,
        advised_until=text.advised_until,
    )
    if organisation is None:
        raise Invalid("name", "There is an organization of this name already.")
    audit.record("organisation.enter", by=by.id, thing=f"organisation:{organisation.id}")
    if logo is not None:
        _show(organisation, logo, by=by)
    if first_term is not None:
        name_officer(organisation, first_term, by=by)
    return organisation


def describe(
    organisation: Organisation, text: OrganisationText, *, by: User, logo: Logo | None = None, no_logo: bool = False
) -> None:
    """Change what is told of it, and who advises it: the yearly renewal of the adviser's agreement too.

    Without a new logo the one before stays, unless none is to be shown.
    """
    _lock(organisation)
    require(policy.may_enter(by))
    _refuse_same_name(text.name, organisation)
    _refuse_past(text.advised_until, organisation.advised_until)
    adviser = _adviser(text)
    if adviser is not None and any(officer.user_id == adviser.id for officer in organisation.in_office(policy.today())):
        raise Invalid("adviser", "An officer does not advise as well. End the term first.")
    before = (organisation.adviser_id, organisation.advised_until)
    organisation.name, organisation.about = text.name, text.about
    organisation.adviser_id, organisation.advised_until = adviser.id if adviser else None, text.advised_until
    after = (organisation.adviser_id, organisation.advised_until)
    audit.record(
        "organisation.describe",
        by=by.id,
        thing=f"organisation:{organisation.id}",
        adviser=(before[0], after[0]),
        advised_until=(str(before[1] or ""), str(after[1] or "")),
    )
    if logo is not None or no_logo:
        _show(organisation, logo, by=by)


def _show(organisation: Organisation, logo: Logo | None, *, by: User) -> None:
    """This picture in the place of the one before; None: no picture."""
    is_gone = update_one(delete(OrganisationLogo).where(OrganisationLogo.organisation_id == organisation.id))
    if logo is not None:
        picture = {"mark": logo.mark, "content": logo.content, "width": logo.width, "height": logo.height}
        put_once(OrganisationLogo, organisation_id=organisation.id, **picture)
    if logo is not None or is_gone:
        verb = "organisation.logo" if logo is not None else "organisation.logo-remove"
        audit.record(verb, by=by.id, thing=f"organisation:{organisation.id}")


def name_officer(organisation: Organisation, term: OfficerTerm, *, by: User) -> Officer:
    """Name who holds a post for a term. Rights begin with its first day and end after its last, by the clock."""
    lock_row(organisation)
    require(policy.may_name_officers(by, organisation))
    user = _account("email", term.email)
    if by.is_same_person(user):
        raise Invalid("email", "Nobody names or renews themself. Ask your adviser or a coordinator.")
    if user.id == organisation.adviser_id:
        raise Invalid("email", f"{user.name} advises it and approves its postings, so holds no office in it.")
    _check_days(organisation, term, by)
    theirs = queries.terms_of(organisation.id, user.id)
    same = [known for known in theirs if known.post.lower() == term.post.lower()]
    twin = next((known for known in same if known.overlaps(term.starts, term.ends)), None)
    if twin is not None:
        raise Invalid("starts", f"{user.name} is {twin.post} until {say_full_date(twin.last_day)}. Begin after that.")
    if any(known.last_day >= policy.today() for known in theirs):
        verdict = policy.may_keep_in_office(by, organisation, term.ends)
        if not verdict:
            raise Invalid("ends", verdict.reason)
    officer = Officer(
        organisation_id=organisation.id, user_id=user.id, post=term.post, starts=term.starts, ends=term.ends
    )
    db.session.add(officer)
    db.session.flush()
    db.session.expire(organisation, ["officers"])
    audit.record(
        "organisation.name-officer",
        by=by.id,
        thing=f"organisation:{organisation.id}",
        officer=(None, user.id),
        post=("", term.post),
        until=("", str(term.ends)),
    )
    words = f"You are {term.post} of {organisation.name} from {say_full_date(term.starts)}."
    href = f"/organisations/{organisation.id}"
    notify(user, "officer-named", words=words, href=href, officer_id=officer.id)
    return officer


def renew(officer: Officer, *, by: User) -> Officer:
    """The same person in the same post for another year, from the day after this term.

    Raises `Conflict` for a term that does not run: each renewal would lead to the next.
    """
    lock_row(officer.organisation)
    lock_row(officer)
    today = policy.today()
    if officer.starts > today:
        raise Conflict("This term has not begun. Renew it once it runs.")
    if not officer.covers(today):
        raise Conflict("This term is over. Name the officer anew.")
    starts = officer.last_day + timedelta(days=1)
    term = OfficerTerm(officer.user.email, officer.post, starts, last_day_of_year(starts))
    return name_officer(officer.organisation, term, by=by)


def end_term(officer: Officer, *, by: User, day: date) -> None:
    """They leave before the end: `day` is the first one without them. A term to come never begins.

    With a term that runs, those end that were to follow: who is put out does not come back by a renewal.
    """
    lock_rights(officer.user)
    lock_row(officer.organisation)
    require(policy.may_end_term(by, officer))
    if day > officer.ends:
        raise Invalid("left_on", "This term is over.")
    running = update(Officer).where(Officer.id == officer.id, Officer.left_on.is_(None))
    if not update_one(running.values(left_on=max(day, officer.starts))):
        raise Conflict("Somebody else has just ended this term. Open the organization again.")
    if officer.starts <= day:
        for later in queries.terms_to_come(officer.organisation_id, officer.user_id, day):
            later.left_on = later.starts
    db.session.flush()
    db.session.expire(officer)
    db.session.expire(officer.organisation, ["officers"])
    audit.record(
        "organisation.end-term",
        by=by.id,
        thing=f"organisation:{officer.organisation_id}",
        officer=(officer.user_id, None),
    )


def suspend(organisation: Organisation, *, by: User, now: datetime) -> None:
    """From now on only the office acts for it: what it posted stays, and nothing new is posted in its name."""
    _lock(organisation)
    require(policy.may_enter(by))
    _set_suspended(organisation, now, by=by)


def restore(organisation: Organisation, *, by: User) -> None:
    """Those whose term runs act for it again."""
    _lock(organisation)
    require(policy.may_enter(by))
    _set_suspended(organisation, None, by=by)


def _lock(organisation: Organisation) -> None:
    """Let nobody change it, nor who advises it or holds office, until the unit of work ends.

    People first, as everybody does who acts. Raises `Conflict` where somebody else advises it by the time it is locked.
    """
    adviser_id = organisation.adviser_id
    lock_rights(organisation.adviser, *(officer.user for officer in organisation.officers))
    lock_row(organisation)
    db.session.expire(organisation, ["adviser", "officers"])
    if organisation.adviser_id != adviser_id:
        raise Conflict(CHANGED_MEANWHILE)


def _set_suspended(organisation: Organisation, at: datetime | None, *, by: User) -> None:
    suspended = Organisation.suspended_at
    other = suspended.is_(None) if at is not None else suspended.is_not(None)
    if not update_one(update(Organisation).where(Organisation.id == organisation.id, other).values(suspended_at=at)):
        raise Conflict(CHANGED_MEANWHILE)
    db.session.refresh(organisation, ["suspended_at"])
    verb = "organisation.suspend" if at is not None else "organisation.restore"
    audit.record(verb, by=by.id, thing=f"organisation:{organisation.id}")


def _check_days(organisation: Organisation, term: OfficerTerm, by: User) -> None:
    today = policy.today()
    if term.ends < today:
        raise Invalid("ends", "This term is over already. Choose a last day from today on.")
    if term.ends - term.starts >= LONGEST_TERM:
        raise Invalid("ends", "A term lasts a year, and is renewed after it. Choose an earlier last day.")
    if term.starts >= today + LONGEST_TERM:
        raise Invalid("starts", "Name officers whose term begins within a year and a month of today.")
    if term.starts <= today:
        verdict = policy.may_name_for_today(by, organisation)
        if not verdict:
            raise Invalid("starts", verdict.reason)


def _refuse_same_name(name: str, organisation: Organisation | None) -> None:
    same = queries.by_name(name)
    if same is not None and same is not organisation:
        raise Invalid("name", "There is an organization of this name already.")


def _adviser(text: OrganisationText) -> User | None:
    if not text.adviser:
        return None
    adviser = _account("adviser", text.adviser)
    if not adviser.is_a(Role.FACULTY):
        waits = " They have asked to be, and wait for approval." if adviser.waits_as_faculty else ""
        raise Invalid("adviser", f"{adviser.name} is not faculty here, and only faculty advise.{waits}")
    if text.advised_until is None:
        raise Invalid("advised_until", "Choose until when: an adviser’s agreement is renewed each year.")
    return adviser


def _account(field: str, email: str) -> User:
    """Whose address this is. Raises `Invalid` with what is true of it."""
    user = account_queries.by_email(email)
    if user is None:
        raise Invalid(field, "Nobody here has this email. Ask them to sign up first.")
    if user.merged_into_id is not None:
        raise Invalid(field, f"This account of {user.name} was merged into another. Write the email of that one.")
    if user.suspended_at is not None:
        raise Invalid(field, f"The account of {user.name} is suspended. A coordinator can open it again.")
    return user


def _refuse_past(day: date | None, before: date | None) -> None:
    """An agreement does not end before it is made; what has ended already may stand as it is."""
    if day is not None and day != before and day < policy.today():
        raise Invalid("advised_until", "This day is over already. Choose a last day from today on.")
