"""Who acts for an organisation. Reads its officers and its adviser, so the finder must have loaded them.

Every answer is by the day on which it is asked: a term that is over gives nothing any more, whatever a worker has done.
"""

from datetime import date

from board.accounts.models import Role, User
from board.kernel import clock
from board.kernel.verdict import YES, Verdict, no
from board.organisations.models import Officer, Organisation


def today() -> date:
    """The day at the school: the one by which terms begin and end."""
    return clock.day(clock.now())


def holds_office(user: User, organisation: Organisation | None) -> bool:
    """An officer of it, within the term."""
    return organisation is not None and any(officer.user_id == user.id for officer in organisation.in_office(today()))


def advises(user: User, organisation: Organisation | None) -> bool:
    """Its adviser, while the agreement lasts."""
    adviser = organisation.advised_by(today()) if organisation is not None else None
    return adviser is not None and adviser.id == user.id


def acts_for(user: User, organisation: Organisation | None) -> bool:
    """One of its officers, or its adviser."""
    return holds_office(user, organisation) or advises(user, organisation)


def may_enter(user: User) -> Verdict:
    """A coordinator enters organisations, changes what is told of them, suspends and restores them."""
    return YES if user.is_a(Role.COORDINATOR) else no("A coordinator enters organizations. Ask one to enter yours.")


def may_draft(user: User, organisation: Organisation) -> Verdict:
    """Officers, the adviser and coordinators write postings in its name."""
    if organisation.suspended_at is not None:
        return no("This organization is suspended, so nothing new is posted in its name. Ask a coordinator.")
    if acts_for(user, organisation) or user.is_a(Role.COORDINATOR):
        return YES
    return no(
        f"Only the officers of {organisation.name} and its adviser write postings in its name. "
        "Ask one of them: its page names them."
    )


def may_approve(user: User, organisation: Organisation) -> Verdict:
    """The adviser puts its postings on the board; without one, and at any time, a coordinator does."""
    if advises(user, organisation) or user.is_a(Role.COORDINATOR):
        return YES
    adviser = organisation.advised_by(today())
    who = f"{adviser.name}, who advises {organisation.name}," if adviser is not None else "A coordinator"
    return no(f"{who} puts it on the board, after reading it. Send it for approval.")


def may_name_officers(user: User, organisation: Organisation) -> Verdict:
    """The adviser and coordinators name officers; officers name those who come after them."""
    if organisation.suspended_at is not None and not user.is_a(Role.COORDINATOR):
        return no("This organization is suspended. Ask a coordinator.")
    if acts_for(user, organisation) or user.is_a(Role.COORDINATOR):
        return YES
    return no(
        f"Only the officers of {organisation.name}, its adviser and coordinators name officers. "
        "Ask one of them: its page names them."
    )


def may_name_for_today(user: User, organisation: Organisation) -> Verdict:
    """A term that has begun gives its rights at once: the adviser and coordinators alone name one."""
    if advises(user, organisation) or user.is_a(Role.COORDINATOR):
        return YES
    return no("Officers name those who come after them. Begin the term tomorrow or later, or ask your adviser.")


def may_keep_in_office(user: User, organisation: Organisation, until: date) -> Verdict:
    """Officers name those who come after them. One of their own they keep no longer than their adviser answers for
    it, so that no set of officers goes on for ever by naming each other.
    """
    if advises(user, organisation) or user.is_a(Role.COORDINATOR):
        return YES
    adviser = organisation.advised_by(today())
    if adviser is not None and organisation.advised_until is not None and until <= organisation.advised_until:
        return YES
    return no(
        "Officers name those who come after them. Who is in office already, or named for later, stays beyond the "
        "adviser’s own agreement only if the adviser or a coordinator says so. Ask one of them."
    )


def may_end_term(user: User, officer: Officer) -> Verdict:
    """The adviser and coordinators end a term early; everybody ends their own."""
    if officer.user_id == user.id or advises(user, officer.organisation) or user.is_a(Role.COORDINATOR):
        return YES
    return no(
        "Only the officer, the adviser and coordinators end a term before its last day. "
        "Ask one of them: the organization’s page names them."
    )
