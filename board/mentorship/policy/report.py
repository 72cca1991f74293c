"""Who reports, who handles reports, and who may know of them."""

from board.accounts.models import Role, User
from board.kernel.verdict import YES, Verdict, hidden, no
from board.mentorship.models import Report, SafeguardingLead


def may_report(user: User, subject: User, *, have_met: bool) -> Verdict:
    """Whoever met somebody here: as mentor, applicant or host, or on a page that shows them."""
    if user.id == subject.id:
        return no("You cannot report yourself. Write to a coordinator instead.")
    return YES if have_met else hidden()


def may_name_lead(user: User, lead: User) -> Verdict:
    """A coordinator puts somebody else forward."""
    if not user.is_a(Role.COORDINATOR):
        return hidden()
    return no("You cannot name yourself. Another coordinator can.") if user.id == lead.id else YES


def may_agree_on_lead(user: User, lead: SafeguardingLead) -> Verdict:
    """A second coordinator: neither who asked for it, nor whom it is about."""
    if not user.is_a(Role.COORDINATOR):
        return hidden()
    if not lead.waits_for_second:
        return no(
            "Nothing waits for a second coordinator here. Reload the page: it shows who is a safeguarding lead now."
        )
    asked = lead.named_by_id if lead.confirmed_at is None else lead.ending_by_id
    if user.id in (asked, lead.user_id):
        return no("This takes a second coordinator: not who asked for it, and not whom it is about.")
    return YES


def may_handle(user: User, report: Report, leads: set[int]) -> Verdict:
    """A safeguarding lead; a coordinator where there is none but the one it is about. Never the subject."""
    if user.id in (report.subject_id, report.reporter_id):
        return hidden()
    able = leads - {report.subject_id, report.reporter_id}
    return YES if user.id in able or (not able and user.is_a(Role.COORDINATOR)) else hidden()


def may_read(user: User, report: Report, leads: set[int]) -> Verdict:
    """Who handles it, and who made it."""
    return YES if user.id == report.reporter_id else may_handle(user, report, leads)


def may_know(user: User, report: Report) -> bool:
    """A coordinator knows type and status of a report that is not about them."""
    return user.is_a(Role.COORDINATOR) and user.id != report.subject_id
