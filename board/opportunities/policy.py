"""Who may do what to a posting. Reads `people`, so the finder must have loaded them."""

from datetime import datetime

from board.accounts.models import Role, User
from board.kernel.lifecycle import may_move
from board.kernel.verdict import YES, Verdict, hidden, no
from board.opportunities.models import PUBLIC, Opportunity, PostingRole, PostingStatus
from board.organisations import policy as organisation_policy
from board.organisations.models import Organisation

OWNERS = {PostingRole.OWNER, PostingRole.CO_OWNER}
STAFF = (Role.FACULTY, Role.MENTOR, Role.COORDINATOR)


def has_owner(opportunity: Opportunity) -> bool:
    """Somebody who may come in owns it. What an organisation posts passes to the office when nobody holds office."""
    return opportunity.organisation is not None or any(
        person.part in OWNERS and person.user.is_active for person in opportunity.people
    )


def may_post(user: User) -> Verdict:
    """Approved faculty and coordinators post."""
    if user.is_a(Role.FACULTY) or user.is_a(Role.COORDINATOR):
        return YES
    if Role.FACULTY.value in user.roles_waiting:
        return no("A coordinator has yet to approve you as faculty. You can post as soon as that is done.")
    return hidden()


def may_draft(user: User, organisation: Organisation | None) -> Verdict:
    """Whoever may post, in their own name; officers, the adviser and coordinators in their organisation's."""
    return may_post(user) if organisation is None else organisation_policy.may_draft(user, organisation)


def may_see(user: User | None, opportunity: Opportunity) -> Verdict:
    """Anybody sees what was published; the rest is for its people and for coordinators."""
    if opportunity.state in PUBLIC:
        return YES
    return YES if user is not None and (_part(user, opportunity) or user.is_a(Role.COORDINATOR)) else hidden()


def may_edit(user: User, opportunity: Opportunity) -> Verdict:
    """Owners and coordinators, while it is not over."""
    if not _owns(user, opportunity):
        return _refuse_stranger(user, opportunity)
    if not may_move(opportunity, "cancel"):
        return no("It is over, so its text stays as it was. Clone it to post it again.")
    return YES


def may_autosave(user: User, opportunity: Opportunity) -> Verdict:
    """Only what nobody else reads yet is kept as it is typed."""
    if not opportunity.is_being_written:
        return no("It has been sent on, so it changes only when you press the button. Press it to save what you wrote.")
    return may_edit(user, opportunity)


def may_submit(user: User, opportunity: Opportunity) -> Verdict:
    """Owners send a draft to the coordinator."""
    return _owner_move(user, opportunity)


def may_publish(user: User, opportunity: Opportunity) -> Verdict:
    """A coordinator publishes, after reading, and what an organisation posts its adviser; a trusted poster alone."""
    if opportunity.organisation is not None and _owns(user, opportunity):
        return organisation_policy.may_approve(user, opportunity.organisation)
    if user.is_a(Role.COORDINATOR) or (user.is_trusted and _owns(user, opportunity)):
        return YES
    if _owns(user, opportunity):
        return no("A coordinator puts it on the board, after reading it. Send it for approval.")
    return _refuse_stranger(user, opportunity)


def may_ask_changes(user: User, opportunity: Opportunity) -> Verdict:
    """A coordinator, or the adviser of its organisation, sends a posting back with a comment."""
    is_adviser = organisation_policy.advises(user, opportunity.organisation)
    return YES if is_adviser or user.is_a(Role.COORDINATOR) else _refuse_stranger(user, opportunity)


def may_cancel(user: User, opportunity: Opportunity) -> Verdict:
    """Owners and coordinators call it off."""
    return _owner_move(user, opportunity)


def may_archive(user: User, opportunity: Opportunity) -> Verdict:
    """Owners and coordinators put away what is over."""
    return _owner_move(user, opportunity)


def may_change_people(user: User, opportunity: Opportunity) -> Verdict:
    """Owners and coordinators say who else owns it or reviews."""
    return _owner_move(user, opportunity)


def may_extend(user: User, opportunity: Opportunity, now: datetime) -> Verdict:
    """Owners give more time, before the end and after it."""
    if not _owns(user, opportunity):
        return _refuse_stranger(user, opportunity)
    if opportunity.status(now) not in (PostingStatus.OPEN, PostingStatus.CLOSED) or opportunity.closes_at is None:
        return no(
            "Only a posting on the board that has a deadline can be extended. "
            "Edit it to give it a deadline, or clone it if it is over."
        )
    return YES


def may_close(user: User, opportunity: Opportunity, now: datetime) -> Verdict:
    """Owners end it early while it is open."""
    if not _owns(user, opportunity):
        return _refuse_stranger(user, opportunity)
    return (
        YES
        if opportunity.is_open(now)
        else no("It is not open, so there is nothing to close. If it should not appear at all, cancel it.")
    )


def may_tell_outcome(user: User, opportunity: Opportunity, now: datetime) -> Verdict:
    """Owners say what became of it once it has closed; of a rolling one at any time."""
    if not _owns(user, opportunity):
        return _refuse_stranger(user, opportunity)
    rolling = opportunity.is_open(now) and opportunity.closes_at is None
    if opportunity.status(now) is PostingStatus.CLOSED or rolling:
        return YES
    return no("Its outcome is told after it has closed, and once. Close it early first if the choice is made.")


def may_ask(user: User, opportunity: Opportunity) -> Verdict:
    """Anybody who is signed in and sees it on the board, but its own people."""
    if not may_see(user, opportunity):
        return hidden()
    if _part(user, opportunity):
        return no("You post this yourself. Students apply and ask here; you manage it from its page.")
    return (
        YES
        if opportunity.is_published
        else no("It takes no questions now. Questions and answers so far stay on its page.")
    )


def may_answer_questions(user: User, opportunity: Opportunity) -> Verdict:
    """Owners answer."""
    return _owner_move(user, opportunity)


def may_clone(user: User, opportunity: Opportunity) -> Verdict:
    """Whoever may post clones their own."""
    return _owner_move(user, opportunity) and may_draft(user, opportunity.organisation)


def _owner_move(user: User, opportunity: Opportunity) -> Verdict:
    return YES if _owns(user, opportunity) else _refuse_stranger(user, opportunity)


def _owns(user: User, opportunity: Opportunity) -> bool:
    return user.is_a(Role.COORDINATOR) or _part(user, opportunity) in OWNERS


def _part(user: User, opportunity: Opportunity) -> PostingRole | None:
    return part_of(user, opportunity)


def is_staff(user: User) -> bool:
    """Who may see what a posting's people see."""
    return any(user.is_a(role) for role in STAFF)


def may_be_named(user: User) -> bool:
    """Whom a file may name as owner or reviewer: no student. Who has no role yet sees nothing of it until then."""
    return is_staff(user) or not user.is_a(Role.STUDENT)


def part_of(user: User, opportunity: Opportunity) -> PostingRole | None:
    """What this person is to the posting; nothing any more, once every role of the staff was taken back.

    Officers of its organisation and their adviser own it together, for as long as the term runs.
    """
    if organisation_policy.acts_for(user, opportunity.organisation):
        return PostingRole.CO_OWNER
    if not is_staff(user):
        return None
    return next((person.part for person in opportunity.people if person.user_id == user.id), None)


def _refuse_stranger(user: User, opportunity: Opportunity) -> Verdict:
    return (
        no("Only the people who post it may do that. Ask them: the posting’s page has a place for questions.")
        if may_see(user, opportunity)
        else hidden()
    )
