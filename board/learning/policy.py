"""Who may do what with activities, certificates and claims."""

from datetime import date

from board.accounts import policy as account_policy
from board.accounts.models import Role, User
from board.kernel.lifecycle import may_move
from board.kernel.verdict import YES, Verdict, hidden, no
from board.learning.models import Activity, ActivityState, Certificate, OutsideActivity, Progress


def may_author(user: User) -> Verdict:
    """Coordinators write activities, assign them and read the reports; for the others that is not there."""
    return YES if user.is_a(Role.COORDINATOR) else hidden()


def may_see(user: User | None, activity: Activity) -> Verdict:
    """Anybody sees what was published, also after it was retired; drafts are the coordinators'."""
    if activity.state is not ActivityState.DRAFT:
        return YES
    return may_author(user) if user is not None else hidden()


def may_take(user: User, activity: Activity, today: date) -> Verdict:
    """Everybody who is signed in, while it is offered."""
    if not may_see(user, activity):
        return hidden()
    if not activity.is_taken_here:
        return no("This activity is taken at its provider. Log it here when you are done.")
    if not (away := account_policy.may_while_away(user, "learning")):
        return away
    if not activity.is_published:
        return no("This activity is not offered now. What you have done of it is kept.")
    if activity.has_expired(today):
        return no("This activity has expired, so it cannot be taken any more. What you have done of it is kept.")
    return YES


def may_try_quiz(user: User, taking: Progress, today: date) -> Verdict:
    """Once every page was read."""
    verdict = may_take(user, taking.activity, today)
    if verdict and taking.pages_read < len(taking.activity.pages):
        return no("Read every page first: the quiz asks about them.")
    return verdict


def may_hand_in(user: User, taking: Progress, today: date) -> Verdict:
    """A try that is under way may be finished whatever coordinators change meanwhile, until the activity expires."""
    if user.id != taking.user_id:
        return hidden()
    if taking.activity.has_expired(today):
        return no("This activity has expired, so answers count no more. What you have done of it is kept.")
    return YES


def may_claim(user: User, certificate: Certificate | None) -> Verdict:
    """Credit is for physicians. Whoever is a student here never claims it, whatever else they are."""
    if user.is_a(Role.STUDENT):
        return no("Credit is for physicians. A student receives a certificate of participation.")
    if not (user.is_a(Role.FACULTY) or user.is_a(Role.MENTOR)):
        return no("Credit is for physicians on the faculty. You receive a certificate of participation.")
    if certificate is None:
        return no("Pass the quiz first: credit follows completion.")
    if certificate.credit_quarters is None:
        return no(
            "No credit was designated for it when you passed, and none is designated afterwards. "
            "Your certificate stands; a coordinator knows which activities carry credit."
        )
    return YES


def may_correct(user: User, certificate: Certificate) -> Verdict:
    """Coordinators give one that is in force anew; for the others that is not there."""
    if certificate.superseded_at is not None:
        return no("This certificate was replaced already. Open the newer one to correct it.")
    return may_author(user)


def may_log_outside(user: User, activity: Activity | None) -> Verdict:
    """Everybody, what they did elsewhere; what the catalogue has is logged where its provider gives it."""
    if activity is not None and activity.is_taken_here:
        return no("This activity is taken here. It counts once you have read it and passed its quiz.")
    return account_policy.may_while_away(user, "learning")


def may_see_outside(user: User, outside: OutsideActivity) -> Verdict:
    """Whoever logged it, the supervisor it names, and coordinators."""
    return YES if user.id == outside.user_id or _may_judge(user, outside) else hidden()


def may_verify(user: User, outside: OutsideActivity) -> Verdict:
    """The supervisor it names or a coordinator, never for themself."""
    if user.id == outside.user_id:
        return no("Somebody else has to verify this. Name a supervisor on its page, or ask a coordinator.")
    if not _may_judge(user, outside):
        return hidden()
    return (
        YES
        if user.is_supervisor
        else no(
            "Only faculty, resident mentors and coordinators confirm this. "
            "Once a coordinator has approved your role you can."
        )
    )


def may_change_outside(user: User, outside: OutsideActivity) -> Verdict:
    """Whoever logged it. A change after it was verified drops the mark."""
    return YES if user.id == outside.user_id else hidden()


def may_publish(user: User, activity: Activity) -> Verdict:
    """A coordinator, while it is not out already."""
    return (
        may_author(user)
        if may_move(activity, "publish")
        else no("It is published already. Its page shows it as others see it.")
    )


def _may_judge(user: User, outside: OutsideActivity) -> bool:
    return user.id == outside.supervisor_id or user.is_a(Role.COORDINATOR)
