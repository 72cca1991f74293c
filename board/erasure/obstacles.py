"""What would break for others if somebody were erased now, and when the school has to keep everything."""

from collections.abc import Iterator

from board.accounts import erasure_obstacles as account_erasure_obstacles
from board.accounts import queries as account_queries
from board.accounts.models import Role, User
from board.accounts.policy.sign_in import may_be_parted_from
from board.kernel import clock
from board.kernel.wording import plural
from board.mentorship.queries import pair as pair_queries
from board.mentorship.queries import report as report_queries
from board.opportunities import queries as opportunity_queries
from board.opportunities.policy import OWNERS
from board.organisations import queries as organisation_queries
from board.placements import queries as placement_queries
from board.rights.policy import data_copy as data_copy_policy
from board.rights.queries import amendment as amendment_queries
from board.rights.queries import data_copy as data_copy_queries


def install() -> None:
    """Introduce them."""
    of_people = (_last_coordinator, _break_glass, _mentees, _organisations, _reports)
    for finder in (*of_people, _postings, _hours, _corrections, _copy):
        account_erasure_obstacles.find_with(finder.__name__, finder)
    account_erasure_obstacles.hold_with("reports", _is_reported)


def _last_coordinator(user: User) -> Iterator[str]:
    others = [other for other in account_queries.with_role(Role.COORDINATOR) if other.id != user.id]
    if user.is_a(Role.COORDINATOR) and not others:
        yield "This is the only coordinator: the office would be without anybody. Make somebody else one first."


def _break_glass(user: User) -> Iterator[str]:
    if not (may := may_be_parted_from(user)):
        yield may.reason


def _postings(user: User) -> Iterator[str]:
    for opportunity in opportunity_queries.owned_by(user.id):
        others = [it for it in opportunity.people if it.part in OWNERS and it.user_id != user.id and it.user.is_active]
        if not others and opportunity.organisation_id is None:
            yield f"Nobody else owns “{opportunity.title}”. Add a co-owner, or end the posting first."


def _mentees(user: User) -> Iterator[str]:
    mentored = [pair for pair in pair_queries.running_of(user.id) if pair.enrolment.user_id == user.id]
    if mentored:
        yield f"{plural(len(mentored), 'mentorship')} as mentor would break off. End or complete them first."


def _organisations(user: User) -> Iterator[str]:
    today = clock.day(clock.now())
    for organisation in organisation_queries.acted_for(user.id, today):
        officers = {officer.user_id for officer in organisation.in_office(today)}
        if officers == {user.id}:
            yield f"Nobody else holds office in “{organisation.name}”. Have another officer named first."


def _reports(user: User) -> Iterator[str]:
    if report_queries.is_lead(user.id):
        yield "This person handles reports of misconduct. End that first, under Reports."


def _hours(user: User) -> Iterator[str]:
    placements = placement_queries.supervised_from(user.email)
    if placements:
        who = plural(len(placements), "placement")
        yield f"The hours of {who} that go on are approved from {user.email}. Name another supervisor there first."


def _corrections(user: User) -> Iterator[str]:
    """Until a request for a correction, and the hearing that may follow, is settled (34 CFR 99.20 to 99.22)."""
    waiting = amendment_queries.count_waiting(user.id)
    if waiting:
        yield (
            f"{plural(waiting, 'request')} for a correction {'wait' if waiting > 1 else 'waits'} for the office, and "
            "what it is about is kept until then. Wait for the answer; until there is one, you can withdraw it."
        )


def _copy(user: User) -> Iterator[str]:
    """No record is destroyed while its person has asked to inspect it (34 CFR 99.10(e))."""
    copy = data_copy_queries.last_of(user.id)
    if copy is not None and data_copy_policy.is_being_made(copy, clock.now()):
        yield "A copy of the data is being made. Wait until it is ready, and download it first."


def _is_reported(user: User) -> bool:
    """A report by or about them is open: it is evidence."""
    return any(user.id in (report.reporter_id, report.subject_id) for report in report_queries.unresolved())
