"""Who may do what with a record. It is the student's own."""

from datetime import datetime

from board.accounts import policy as account_policy
from board.accounts.models import Role, User
from board.kernel.verdict import YES, Verdict, hidden, no
from board.record.models import Ask, Entry, Share
from board.school import settings as school_settings


def may_keep(user: User) -> Verdict:
    """Students keep a record."""
    return YES if user.is_a(Role.STUDENT) else hidden()


def may_write(user: User) -> Verdict:
    """Students add to their record; during a leave where the school opens that."""
    return account_policy.may_while_away(user, "record") if may_keep(user) else hidden()


def may_change(user: User, entry: Entry) -> Verdict:
    """Changing an entry is the student's own."""
    return account_policy.may_while_away(user, "record") if entry.student_id == user.id else hidden()


def may_delete(user: User, entry: Entry) -> Verdict:
    """What the student wrote goes for good; what came in is set aside."""
    if entry.student_id != user.id:
        return hidden()
    return YES if entry.is_own else no("It came from elsewhere in Rounds: it can be archived.")


def may_ask(user: User, entry: Entry, now: datetime) -> Verdict:
    """Request verification, a few at a time."""
    if entry.student_id != user.id:
        return hidden()
    most = school_settings.verification_requests
    if sum(ask.is_open(now) for ask in entry.asks) >= most:
        return no(f"{most} people have yet to answer about this. Withdraw one, or wait for them.")
    return YES


def may_answer(user: User | None, ask: Ask) -> Verdict:
    """Whoever holds the link, and never the student."""
    if user is not None and user.id == ask.entry.student_id:
        return no("This link is for the person who saw you at work. Rate yourself on the entry’s own page.")
    return YES


def may_change_share(user: User, share: Share) -> Verdict:
    """Links are the student's own."""
    return YES if share.student_id == user.id else hidden()


def may_withdraw(user: User, entry: Entry) -> Verdict:
    """A coordinator takes away what somebody confirmed, and never from a record of their own."""
    if not user.is_a(Role.COORDINATOR):
        return hidden()
    return no("This is your own record. Another coordinator can do that.") if user.id == entry.student_id else YES


def may_see_facts(user: User) -> Verdict:
    """A coordinator sees what others confirmed, nothing else."""
    return YES if user.is_a(Role.COORDINATOR) else hidden()
