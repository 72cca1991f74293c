"""Who may do what to an application."""

from collections.abc import Collection
from datetime import datetime

from board.accounts import policy as account_policy
from board.accounts.models import Role, User
from board.applications.conflict_sources import ConflictOfInterest
from board.applications.models import UNDECIDED, Application, ApplicationState, ListedApplication, Review
from board.applications.queries.review import ReviewMark
from board.kernel import clock
from board.kernel.verdict import YES, Verdict, hidden, no
from board.opportunities import eligibility as opportunity_eligibility
from board.opportunities import policy as opportunity_policy
from board.opportunities.models import Opportunity, PostingRole
from board.organisations import policy as organisation_policy


def may_apply(user: User, opportunity: Opportunity, now: datetime) -> Verdict:
    """Students, while it is open, and not for what they post themselves.

    A condition of the posting that is not met is said (`doubts_at_applying`) and refuses nobody.
    """
    if not opportunity_policy.may_see(user, opportunity):
        return hidden()
    if not user.is_a(Role.STUDENT):
        return no("Students apply. You are not signed in as one.")
    if any(person.user_id == user.id for person in opportunity.people):
        return no("You post this yourself. Students apply and ask here; you manage it from its page.")
    if not (away := account_policy.may_while_away(user, "apply")):
        return away
    if organisation_policy.acts_for(user, opportunity.organisation):
        return no(
            "You act for the organization that posts this, and could read what others write. Apply after your term."
        )
    if not opportunity.is_open(now):
        return no("This posting takes no applications now. Similar ones may be open.")
    return YES


def doubts_at_applying(user: User, opportunity: Opportunity) -> list[str]:
    """What a student should know before they write: each condition that they do not meet, or may not, in a sentence."""
    return [
        f"{doubt.words}. You can apply all the same: say why, or ask first, since the people who post it decide."
        if doubt.is_certain
        else f"{doubt.words}. Enter it in your profile, so that you and they know whether you may apply."
        for doubt in opportunity_eligibility.doubts(user, opportunity)
    ]


def may_read_applicants(user: User, opportunity: Opportunity) -> Verdict:
    """The posting's people see who applied; a coordinator may too."""
    return YES if part_of(user, opportunity) or user.is_a(Role.COORDINATOR) else hidden()


def may_choose(user: User, opportunity: Opportunity) -> Verdict:
    """Owners move, decide, write to applicants and settle how it is done; a coordinator may too."""
    if user.is_a(Role.COORDINATOR) or part_of(user, opportunity) in opportunity_policy.OWNERS:
        return YES
    return (
        no("Reviewers read and score. The people who own the posting decide.")
        if part_of(user, opportunity)
        else hidden()
    )


def may_decide(user: User, application: Application) -> Verdict:
    """Whoever may choose, but for what they wrote themselves."""
    may = may_choose(user, application.opportunity)
    if may and user.id == application.student_id:
        return no("You applied here yourself, so somebody else decides. Ask another owner, or a coordinator.")
    return may


def may_read(user: User, application: Application, conflict: ConflictOfInterest | None) -> Verdict:
    """The student who wrote it; once it is sent, the people of the posting who are not tied to the student."""
    if user.id == application.student_id:
        return YES
    if application.state is ApplicationState.DRAFT or not may_read_applicants(user, application.opportunity):
        return hidden()
    if application.state is ApplicationState.ON_HOLD and not user.is_a(Role.COORDINATOR):
        return hidden()
    if conflict is not None and conflict.hides:
        return no("This application is closed to you, because of a conflict of interest. The owners know.")
    return YES


def may_read_as_poster(user: User, application: Application) -> Verdict:
    """Of those who may read it: never whoever wrote it, since notes, tags and scores stand beside it."""
    return hidden() if user.id == application.student_id else may_read_applicants(user, application.opportunity)


def may_open_file(application: Application | ListedApplication) -> Verdict:
    """Of what was withdrawn, the people of the posting keep the name, the time and the reason, not the words."""
    return (
        no("It is withdrawn, so it is closed. The list of applicants keeps its name, day and reason.")
        if application.state is ApplicationState.WITHDRAWN
        else YES
    )


def may_choose_among(user: User, applications: list[Application], conflicts: dict[int, ConflictOfInterest]) -> Verdict:
    """Whoever may choose, and is closed out of none of these."""
    for application in applications:
        verdict = may_decide(user, application) and may_read(user, application, conflicts.get(application.id))
        if not verdict:
            return verdict
    return YES


def may_review(
    user: User, application: Application, conflict: ConflictOfInterest | None, written: Collection[Review]
) -> Verdict:
    """Whoever of the posting may read it, until it is decided; never the student, nor who could read others' scores."""
    if user.id == application.student_id or not part_of(user, application.opportunity):
        return hidden()
    verdict = may_read(user, application, conflict)
    if verdict and application.state not in UNDECIDED:
        return no("This application is decided, so its scores stay as they are. A new fact goes into a note.")
    if verdict and has_leant(user, application, written):
        return no(
            "Others have scored this one and you could read it, so a score of yours would not be your own. "
            "Leave it to the other reviewers, or write a note."
        )
    return verdict


def may_see_scores(part: PostingRole | None, own: Review | ReviewMark | None) -> bool:
    """What others scored is told after one's own score, so that nobody leans on it.

    Owners see it at once where they have nothing to score, or abstain: `may_review` then takes no score of theirs.
    """
    if _has_scored(own):
        return True
    return part is not PostingRole.REVIEWER and (own is None or own.abstained)


def has_leant(user: User, application: Application, written: Collection[Review]) -> bool:
    """Could this person read what others scored, before a score of their own?"""
    own = next((review for review in written if review.reviewer_id == user.id), None)
    others = any(review.total is not None for review in written if review.reviewer_id != user.id)
    return others and not _has_scored(own) and may_see_scores(part_of(user, application.opportunity), own)


def _has_scored(own: Review | ReviewMark | None) -> bool:
    return own is not None and own.is_saved and not own.abstained


def may_answer(user: User, application: Application) -> Verdict:
    """Accepting and declining are the student's own."""
    return YES if user.id == application.student_id else hidden()


def may_accept(user: User, application: Application) -> Verdict:
    """A student on leave takes a place only where the school opens that; declining is always open."""
    return account_policy.may_while_away(user, "apply") if may_answer(user, application) else hidden()


def may_withdraw(user: User, application: Application, now: datetime) -> Verdict:
    """The student's own, but for a place whose time is over: there is nothing left of it to give back."""
    ends = application.opportunity.term_ends
    if (
        user.id == application.student_id
        and application.state is ApplicationState.ACCEPTED
        and ends
        and ends < clock.day(now)
    ):
        return no(
            "The term of this position is over, so you cannot withdraw from it. "
            "For a mistake in your record, write to the people who post it."
        )
    return may_answer(user, application)


def part_of(user: User, opportunity: Opportunity) -> PostingRole | None:
    """What this person is to the posting."""
    return opportunity_policy.part_of(user, opportunity)
