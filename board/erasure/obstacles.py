"""What would break for others if somebody were erased now, and when the school has to keep everything."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import product

from board.accounts import erasure_obstacles as account_erasure_obstacles
from board.accounts import queries as account_queries
from board.accounts.erasure_obstacles import ErasureObstacle
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

Obstacles = Iterator[tuple[User, ErasureObstacle]]


def install() -> None:
    """Introduce them."""
    of_people = (_last_coordinator, _break_glass, _mentees, _organisations, _reports)
    for finder in (*of_people, _postings, _hours, _corrections, _copy):
        account_erasure_obstacles.find_with(finder.__name__, finder)
    account_erasure_obstacles.find_undisclosed_with("reports", _is_reported)


def _last_coordinator(users: Sequence[User]) -> Obstacles:
    coordinators = [coordinator.id for coordinator in account_queries.with_role(Role.COORDINATOR)]
    for user in users:
        if user.is_a(Role.COORDINATOR) and coordinators in ([], [user.id]):
            sentence = (
                "This is the only coordinator: the office would be without anybody. Make somebody else one first."
            )
            yield user, ErasureObstacle(sentence, "People", "/office/people", "/office/people")


def _break_glass(users: Sequence[User]) -> Obstacles:
    page = "/office/settings/security"
    for user in users:
        if not (may := may_be_parted_from(user)):
            yield user, ErasureObstacle(may.reason, "Settings: sign-in and security", page, page)


def _postings(users: Sequence[User]) -> Obstacles:
    postings = opportunity_queries.owned_by(*(user.id for user in users))
    for user, opportunity in product(users, postings):
        owners = {it.user_id: it.user for it in opportunity.people if it.part in OWNERS}
        is_alone = user.id in owners and not any(it.is_active for number, it in owners.items() if number != user.id)
        if is_alone and opportunity.organisation_id is None:
            sentence = f"Nobody else owns “{opportunity.title}”. Add a co-owner, or end the posting first."
            page = f"/opportunities/{opportunity.id}"
            yield user, ErasureObstacle(sentence, "The posting", page, page)


def _mentees(users: Sequence[User]) -> Obstacles:
    mentors = Counter(pair.enrolment.user_id for pair in pair_queries.running_of(*(user.id for user in users)))
    for user in users:
        if number := mentors[user.id]:
            sentence = f"{plural(number, 'mentorship')} as mentor would break off. End or complete them first."
            yield user, ErasureObstacle(sentence, "Mentorships", "/mentorship", "/office/mentorship/pairs")


def _organisations(users: Sequence[User]) -> Obstacles:
    today = clock.day(clock.now())
    in_office = [
        (organisation, {officer.user_id for officer in organisation.in_office(today)})
        for organisation in organisation_queries.with_officers([user.id for user in users])
    ]
    for user, (organisation, officers) in product(users, in_office):
        if officers == {user.id}:
            sentence = f"Nobody else holds office in “{organisation.name}”. Have another officer named first."
            page = f"/organisations/{organisation.id}/officers"
            yield user, ErasureObstacle(sentence, "Its officers", page, page)


def _reports(users: Sequence[User]) -> Obstacles:
    leads = report_queries.lead_ids()
    for user in users:
        if user.id in leads:
            sentence = "This person handles reports of misconduct. End that first, under Reports."
            yield user, ErasureObstacle(sentence, "Reports", "/mentorship/reports", "/office/mentorship/safeguarding")


def _hours(users: Sequence[User]) -> Obstacles:
    by_email = {user.email: user for user in users}
    for placement in placement_queries.supervised_from(by_email):
        email, posting = placement.supervisor_email, placement.opportunity
        sentence = (
            f"The hours of “{posting.title}” go on, and are approved from {email}. Have whoever owns the posting name "
            "another supervisor first."
        )
        pages = f"/opportunities/{posting.id}", f"/placements/{placement.id}"
        yield by_email[email], ErasureObstacle(sentence, "Whom to ask", *pages)


def _corrections(users: Sequence[User]) -> Obstacles:
    """Until a request for a correction, and the hearing that may follow, is settled (34 CFR 99.20 to 99.22)."""
    waiting = amendment_queries.count_waiting_of([user.id for user in users])
    for user in users:
        if number := waiting.get(user.id, 0):
            sentence = (
                f"{plural(number, 'request')} for a correction {'wait' if number > 1 else 'waits'} for the office, and "
                "what it is about is kept until then. Wait for the answer; until there is one, you can withdraw it."
            )
            yield (
                user,
                ErasureObstacle(sentence, "Requests for a correction", "/account/corrections", "/office/corrections"),
            )


def _copy(users: Sequence[User]) -> Obstacles:
    """No record is destroyed while its person has asked to inspect it (34 CFR 99.10(e))."""
    copies, now = data_copy_queries.last_of_each([user.id for user in users]), clock.now()
    for user in users:
        copy = copies.get(user.id)
        if copy is not None and data_copy_policy.is_being_made(copy, now):
            sentence = "A copy of the data is being made. Wait until it is ready, and download it first."
            yield user, ErasureObstacle(sentence, "Copies of the data", "/account/data", f"/office/people/{user.id}")


def _is_reported(user: User) -> bool:
    """A report by or about them is open: it is evidence."""
    return any(user.id in (report.reporter_id, report.subject_id) for report in report_queries.unresolved())
