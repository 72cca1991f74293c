"""Who may be a mentor, and who may ask one."""

from datetime import date, datetime

from board.accounts import policy as account_policy
from board.accounts.models import Role, User
from board.kernel.verdict import YES, Verdict, hidden, no
from board.mentorship.choices import MentorKind
from board.mentorship.exclusions import WORDS, Exclusion
from board.mentorship.models import Enrolment
from board.mentorship.queries.request import OpenRequest
from board.mentorship.rules import RULES


def kinds_open_to(user: User, enrolment: Enrolment | None) -> list[MentorKind]:
    """What a person may offer to be: what they are enrolled as already, approved faculty, a near-peer for students.

    A resident is whoever is none of these. A coordinator may have approved somebody as faculty whose account does not
    say so: saving the profile must not make another kind of mentor of them.
    """
    kinds = [enrolment.kind] if enrolment is not None else []
    if user.is_a(Role.FACULTY) and MentorKind.FACULTY not in kinds:
        kinds.append(MentorKind.FACULTY)
    if user.is_a(Role.STUDENT) and MentorKind.PEER not in kinds:
        kinds.append(MentorKind.PEER)
    if not kinds:
        kinds.append(MentorKind.RESIDENT)
    return kinds


def may_enrol(user: User) -> Verdict:
    """Anybody here; faculty once they are approved."""
    if Role.FACULTY.value in user.roles_waiting:
        return no("A coordinator has yet to approve you as faculty. You can be a mentor as soon as that is done.")
    return YES


def is_vouched_for(user: User, kind: MentorKind) -> bool:
    """The school already knows them as what they offer to be; the others wait for a coordinator."""
    role = {MentorKind.FACULTY: Role.FACULTY, MentorKind.PEER: Role.STUDENT, MentorKind.RESIDENT: Role.MENTOR}[kind]
    return user.is_a(role)


def may_see(user: User, enrolment: Enrolment, exclusion: Exclusion | None) -> Verdict:
    """Everybody here sees whoever is listed, paused or full; a block makes two people invisible to each other."""
    if exclusion is Exclusion.BLOCKED:
        return hidden()
    own = user.id == enrolment.user_id or user.is_a(Role.COORDINATOR)
    return YES if own or is_listed(enrolment) else hidden()


def is_listed(enrolment: Enrolment) -> bool:
    """Do students find them? Whoever may be told to be here, and was put on the list."""
    user = enrolment.user
    return enrolment.state.value in ("approved", "paused") and user.is_active and not user.is_on_hold


def may_change(user: User, enrolment: Enrolment) -> Verdict:
    """One's own."""
    return YES if user.id == enrolment.user_id else hidden()


def may_oversee(user: User) -> Verdict:
    """Coordinators."""
    return YES if user.is_a(Role.COORDINATOR) else hidden()


def may_oversee_mentor(user: User, enrolment: Enrolment) -> Verdict:
    """A coordinator, of somebody else: nobody gives themselves a role or a place on the list."""
    if not user.is_a(Role.COORDINATOR):
        return hidden()
    return no("This is you. Another coordinator can do that.") if user.id == enrolment.user_id else YES


def may_wish(user: User) -> Verdict:
    """Students look for mentors."""
    if not user.is_a(Role.STUDENT):
        return no("Students look for mentors. You are not signed in as one.")
    return account_policy.may_while_away(user, "mentoring")


def may_ask(user: User, enrolment: Enrolment, asking: OpenRequest, now: datetime, today: date) -> Verdict:
    """A student, within the limits, a mentor who can take them. The reason is the one to show instead of the button."""
    if not user.is_a(Role.STUDENT):
        return no("Students ask mentors. You are not signed in as one.")
    if not (away := account_policy.may_while_away(user, "mentoring")):
        return away
    if asking.exclusion is not None:
        return hidden() if asking.exclusion is Exclusion.BLOCKED else no(WORDS[asking.exclusion])
    first = enrolment.user.name
    if not enrolment.is_listed(today):
        return no(f"{first} takes no mentees now. Save the profile and look again later, or look at other mentors.")
    if asking.paired_here:
        return no(f"{first} is your mentor already. Your mentorship is on the page Mentoring.")
    if asking.waits_here:
        return no(f"You have asked {first}. The answer is still open.")
    if enrolment.places_left == 0:
        return no(f"{first} has no open spot now. Save the profile and look again later.")
    return _within_limits(enrolment, asking, now)


def _within_limits(enrolment: Enrolment, asking: OpenRequest, now: datetime) -> Verdict:
    first = enrolment.user.name
    if asking.mentors_of_kind >= RULES.mentors_of_a_kind:
        return no(f"You have a {enrolment.kind.label.lower()} mentor. One of each kind at a time is the rule here.")
    if asking.inbox >= RULES.inbox:
        return no(f"The inbox of {first} is full: {RULES.inbox} requests wait there. Look again in a few days.")
    if len(asking.open_to) >= RULES.open_requests:
        names = ", ".join(asking.open_to)
        return no(
            f"{len(asking.open_to)} of your {RULES.open_requests} requests are open: {names}. Withdraw one first."
        )
    if asking.declined_at is not None and now < asking.declined_at + RULES.cool_off:
        return no(f"{first} said no less than {RULES.cool_off.days} days ago. You may ask again after that.")
    if asking.expired >= RULES.tries_after_expiry:
        return no(f"{first} has let {asking.expired} requests of yours run out. Another mentor serves you better.")
    return YES
