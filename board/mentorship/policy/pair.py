"""Who may read and change what two people do together."""

from datetime import datetime

from board.accounts import policy as account_policy
from board.accounts.models import Role, User
from board.kernel.lifecycle import may_move
from board.kernel.verdict import YES, Verdict, hidden, no
from board.mentorship.models import Meeting, MeetingState, Mentorship, MentorshipState
from board.mentorship.rules import RULES


def is_one_of(user: User, pair: Mentorship) -> bool:
    """One of the two."""
    return user.id in (pair.mentee_id, pair.enrolment.user_id)


def may_read(user: User, pair: Mentorship) -> Verdict:
    """What two people wrote and agreed is for the two of them."""
    return YES if is_one_of(user, pair) else hidden()


def may_read_answers(user: User, pair: Mentorship, *, is_lead: bool) -> Verdict:
    """Check-ins are read by coordinators and by whoever handles reports; never by the partner."""
    able = user.is_a(Role.COORDINATOR) or is_lead
    return YES if able and not is_one_of(user, pair) else hidden()


def may_read_dates(user: User, pair: Mentorship) -> Verdict:
    """A coordinator who is not one of the two reads when they met, for how long, and where the pair stands."""
    return YES if user.is_a(Role.COORDINATOR) and not is_one_of(user, pair) else hidden()


def may_read_on_report(user: User, pair: Mentorship, *, is_lead: bool, is_reported: bool) -> Verdict:
    """Whoever handles reports reads what a pair shared, once there is a report about it; never private notes."""
    return YES if is_lead and is_reported and not is_one_of(user, pair) else hidden()


def may_work(user: User, pair: Mentorship) -> Verdict:
    """The two of them write while it runs and nobody has stopped it."""
    if not is_one_of(user, pair):
        return hidden()
    if pair.frozen_at is not None or pair.paused_by_conflict:
        return no("The school has paused this mentorship. You need not do anything; a coordinator will write to you.")
    if user.id == pair.mentee_id and not (away := account_policy.may_while_away(user, "mentoring")):
        return away
    if pair.state is MentorshipState.PAUSED:
        return no("This mentorship is paused. Resume it first.")
    return YES if pair.is_running else no("This mentorship is over. What you wrote can still be read.")


def may_meet(user: User, pair: Mentorship) -> Verdict:
    """Meetings open when both have signed what counts now."""
    verdict = may_work(user, pair)
    if verdict and not pair.is_agreed:
        return no(
            f"Meetings open when you have both signed version {pair.agreement.version} of the agreement. "
            "Open the agreement to see who has yet to sign."
        )
    return verdict


def may_sign(user: User, pair: Mentorship) -> Verdict:
    """Each of the two, once."""
    verdict = may_work(user, pair)
    signed = pair.agreement.mentee_signed_at if user.id == pair.mentee_id else pair.agreement.mentor_signed_at
    return (
        no("You have signed this version. When the other has signed as well, meetings open.")
        if verdict and signed is not None
        else verdict
    )


def may_pause(user: User, pair: Mentorship) -> Verdict:
    """Either of the two."""
    return _own_move(user, pair, "pause")


def may_resume(user: User, pair: Mentorship) -> Verdict:
    """Either of the two, unless the school holds it."""
    if is_one_of(user, pair) and (pair.frozen_at is not None or pair.paused_by_conflict):
        return no("The school has paused this mentorship. A coordinator decides when it goes on.")
    if is_one_of(user, pair) and not pair.partner_of(user.id).is_active:
        return no(f"{pair.partner_of(user.id).name} cannot take part now. It goes on when they can.")
    return _own_move(user, pair, "resume")


def may_end(user: User, pair: Mentorship) -> Verdict:
    """Either of the two, at any time, paused or not."""
    return _own_move(user, pair, "end")


def may_refuse(user: User, pair: Mentorship) -> Verdict:
    """Either of the two, while it is only put forward."""
    return _own_move(user, pair, "refuse")


def may_say_in_touch(user: User, pair: Mentorship) -> Verdict:
    """Either of the two, when silence was noticed."""
    asked = pair.coordinator_asked_at is not None and pair.state is MentorshipState.ACTIVE
    return _if(asked, user, pair, "Nobody doubts that you are in touch.")


def may_log(user: User, meeting: Meeting, now: datetime) -> Verdict:
    """Either of the two, once its time has come."""
    verdict = may_meet(user, meeting.mentorship)
    if verdict and meeting.at > now:
        return no("It can be logged once its time has come. Until then it can be moved or canceled.")
    return verdict


def may_dispute(user: User, meeting: Meeting, now: datetime) -> Verdict:
    """The one who did not log it, for seven days."""
    if not is_one_of(user, meeting.mentorship):
        return hidden()
    if meeting.logged_at is None or not may_move(meeting, "dispute"):
        return no("There is nothing to dispute. Only a meeting that the other has logged can be disputed.")
    if meeting.logged_by_id == user.id:
        return no("You logged it yourself. Correct what you logged instead, on the meeting’s page.")
    if now > meeting.logged_at + RULES.dispute:
        return no("It was logged more than seven days ago. Write to a coordinator if it is wrong.")
    return YES


def may_settle(user: User, meeting: Meeting) -> Verdict:
    """A coordinator who is not one of the two decides what is disputed."""
    apart = user.is_a(Role.COORDINATOR) and not is_one_of(user, meeting.mentorship)
    return YES if apart and meeting.state is MeetingState.DISPUTED else hidden()


def may_give_feedback(user: User, pair: Mentorship, now: datetime) -> Verdict:
    """Each of the two, for fourteen days after the end."""
    open_until = pair.ended_at + RULES.feedback if pair.ended_at else None
    is_open = open_until is not None and now <= open_until and pair.state in _MET
    return _if(is_open, user, pair, "Feedback is open for fourteen days after the end.")


_MET = (MentorshipState.COMPLETED, MentorshipState.ENDED_EARLY, MentorshipState.LAPSED)


def _own_move(user: User, pair: Mentorship, verb: str) -> Verdict:
    return _if(may_move(pair, verb), user, pair, "The mentorship stands otherwise now. Look at it again.")


def _if(possible: bool, user: User, pair: Mentorship, otherwise: str) -> Verdict:
    if not is_one_of(user, pair):
        return hidden()
    return YES if possible else no(otherwise)
