"""Who may do what to a placement. Reads the posting's people, so the finder must have loaded them."""

from board.accounts.models import Role, User
from board.kernel.lifecycle import may_move
from board.kernel.verdict import YES, Verdict, hidden, no
from board.opportunities.policy import OWNERS
from board.organisations import policy as organisation_policy
from board.placements.models import Placement


def side(user: User, placement: Placement) -> str | None:
    """On which side this person stands: the student's, the host's, or neither. A student is never the host as well."""
    if user.id == placement.student_id:
        return "student"
    return "host" if _owns(user, placement) or user.is_a(Role.COORDINATOR) else None


def _owns(user: User, placement: Placement) -> bool:
    """An owner of the posting, or whoever acts for its organisation today."""
    opportunity = placement.opportunity
    named = any(person.user_id == user.id and person.part in OWNERS for person in opportunity.people)
    return named or organisation_policy.acts_for(user, opportunity.organisation)


def may_see(user: User, placement: Placement) -> Verdict:
    """The two sides."""
    return YES if side(user, placement) else hidden()


def sees_by_office(user: User, placement: Placement) -> bool:
    """A coordinator who is neither the student nor one of the owners."""
    return user.id != placement.student_id and not _owns(user, placement)


def may_start(user: User, placement: Placement) -> Verdict:
    """Either side says that it has begun."""
    return may_see(user, placement)


def may_confirm(user: User, placement: Placement) -> Verdict:
    """Each side confirms the end for itself."""
    if not may_see(user, placement):
        return hidden()
    if not may_move(placement, f"{side(user, placement)}-confirm"):
        return no(
            "There is nothing for you to confirm now. "
            "Its page says whether it has to start first, or whom it waits for."
        )
    return _as_supervisor(user, placement)


def may_end_early(user: User, placement: Placement) -> Verdict:
    """Either side, with a reason."""
    return may_see(user, placement)


def may_log(user: User, placement: Placement) -> Verdict:
    """The student, while it is under way."""
    if side(user, placement) != "student":
        return (
            no("The student keeps the log. Ask them to enter the hours; you approve them.")
            if may_see(user, placement)
            else hidden()
        )
    if not placement.is_under_way:
        return no(
            "Hours are logged from the start of the placement to its end. "
            "Confirm the start on its page first; after the end, your supervisor corrects the log."
        )
    return YES


def may_approve(user: User, placement: Placement) -> Verdict:
    """The host's side; nobody approves hours of their own."""
    if side(user, placement) == "host":
        return _as_supervisor(user, placement)
    return (
        no("Your supervisor approves them. Ask for the approval on the page of the placement.")
        if may_see(user, placement)
        else hidden()
    )


def may_correct(user: User, placement: Placement) -> Verdict:
    """Whoever may approve also corrects what was approved, during the placement and after it."""
    return may_approve(user, placement)


def may_approve_by_email(user: User | None, placement: Placement, *, sent_to: str, may_answer: bool) -> Verdict:
    """Whoever holds the link of who supervises now, while no account there is suspended; never the student."""
    if placement.supervisor_email != sent_to:
        return hidden()
    if user is not None and user.id == placement.student_id:
        return no("This link is for your supervisor: nobody approves hours of their own.")
    return YES if may_answer else hidden()


def may_name_supervisor(user: User, placement: Placement) -> Verdict:
    """The host's side, until it is over: whoever is named may approve hours."""
    if not may_approve(user, placement):
        return may_approve(user, placement)
    return (
        no("It is over, so its supervisor stays. Approve or correct the hours yourself, or ask a coordinator.")
        if placement.is_over
        else YES
    )


def _as_supervisor(user: User, placement: Placement) -> Verdict:
    """For the host speaks only whose word verifies: what is confirmed here stands in a record that the school signs."""
    if side(user, placement) == "student" or user.is_supervisor:
        return YES
    return no(
        "Only faculty, resident mentors and coordinators confirm for the host. "
        "Ask a coordinator, or name a supervisor who is one of them."
    )
