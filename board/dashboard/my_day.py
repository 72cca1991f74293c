"""What a person has to do, whoever they are, what is due first."""

from dataclasses import dataclass
from datetime import date, datetime

from board.accounts.models import Role, User
from board.accounts.views.see_as import shows
from board.applications import queries as application_queries
from board.applications.labels import FOR_STUDENTS
from board.applications.models import ApplicationState, DayApplication
from board.applications.queries import MyPosting
from board.dashboard import my_day_of_posters, queries
from board.dashboard.day_item import Item, due_at, due_on
from board.dashboard.queries import Sources
from board.kernel import clock
from board.kernel.dates import end_of_days
from board.learning import queries as learning_queries
from board.match_rounds.queries import round_todo as round_todo_queries
from board.mentorship import pair_status as mentorship_pair_status
from board.mentorship.models import MentorRequest, RequestState
from board.mentorship.policy.report import may_handle
from board.mentorship.queries import pair as pair_queries
from board.mentorship.queries import report as report_queries
from board.mentorship.queries import request as request_queries
from board.office.views.set_up import steps_to_show
from board.opportunities import queries as opportunity_queries
from board.opportunities.posting_card import SOON_DAYS
from board.organisations import queries as organisation_queries
from board.placements import queries as placement_queries
from board.placements.models import PlacementState as Placed
from board.record import queries as record_queries
from board.web.filters import plural

SAVED, LEARNED = "opportunities.saved", "learning.transcript"
"""Pages that tell what is done elsewhere."""


@dataclass(frozen=True)
class Mine:
    """What a day's page shows of a person, and what waits for them is read from: each is loaded once."""

    applications: list[DayApplication]
    postings: list[MyPosting]
    requests: list[MentorRequest]
    """With mentors, open ones."""
    sources: Sources


def mine(user: User, now: datetime) -> Mine:
    """What this person wrote, posted and asked, and where else anything may wait."""
    sources = queries.sources(user, clock.day(now))
    shows_postings = sources.postings and shows(my_day_of_posters.MINE)
    return Mine(
        applications=application_queries.of_my_day(user.id) if shows("applications.index") else [],
        postings=application_queries.my_postings(user.id) if shows_postings else [],
        requests=request_queries.open_of_mentee(user.id) if sources.requests else [],
        sources=sources,
    )


def to_do(user: User, mine: Mine, now: datetime) -> list[Item]:
    """Everything that waits for this person, what runs out first."""
    items: list[Item] = []
    is_student, is_coordinator = user.is_a(Role.STUDENT), user.is_a(Role.COORDINATOR)
    posts, sources = user.is_a(Role.FACULTY) or is_coordinator, mine.sources
    if is_student:
        items += _for_student(user, mine, now)
    late = my_day_of_posters.overdue(user, mine.postings, now) if posts else {}
    acted_for = organisation_queries.acted_for(user.id, clock.day(now)) if sources.organisations else []
    if (posts or acted_for) and mine.postings:
        items += my_day_of_posters.of_postings(user, mine.postings, late, now)
    items += my_day_of_posters.of_organisations(user, acted_for, now)
    if user.is_a(Role.MENTOR):
        items += _for_mentor(user, now)
        if not is_student and sources.pairs:
            items += _for_pairs(user, now)
    items += _to_sort(user, now) if sources.tiers else []
    items += _to_handle(user) if sources.reports or is_coordinator else []
    if is_coordinator:
        items += my_day_of_posters.of_the_office()
        items += _to_publish(now)
    items += _of_placements(user, sources, now)
    items += _of_learning(user, sources, now)
    items += late.values()
    return sorted(_shown(items), key=lambda item: item.order)


def waiting_for_others(mine: Mine, now: datetime) -> list[Item]:
    """What is under way and needs nothing from this person now: applications, requests, postings."""
    items = []
    for application in mine.applications:
        if application.is_undecided:
            words = f"{FOR_STUDENTS[application.state][0]}: {application.opportunity.title}"
            number, decided = {"application_id": application.id}, due_on(application.opportunity.answer_by, now)
            items.append(Item("View application", words, "applications.show", number, decided))
    for request in mine.requests:
        if request.state is RequestState.SENT:
            words = f"You asked {request.enrolment.user.name} to mentor you"
            number, until = {"request_id": request.id}, due_at(request.due_at, now)
            items.append(Item("View", words, "mentorship.request", number, until))
    items += my_day_of_posters.under_way(mine.postings, now)
    return sorted(_shown(items), key=lambda item: item.due.on if item.due else date.max)


def _shown(items: list[Item]) -> list[Item]:
    """Those that a person who looks as somebody else may read as well."""
    return [item for item in items if shows(item.told_on or item.endpoint)]


def suggestion(user: User) -> Item:
    """What to do where nothing waits."""
    if not shows("accounts.account"):
        return LOOK_AROUND
    if user.is_a(Role.STUDENT) and not (user.class_year and user.areas):
        return Item("Open my profile", "Set your interests, and postings that fit come to you", "accounts.profile", {})
    if user.is_a(Role.COORDINATOR):
        words = "Set up your school" if steps_to_show() else "Look what there is in administration"
        return Item("Open administration", words, "office.home", {})
    return LOOK_AROUND


LOOK_AROUND = Item("Show opportunities", "Look what is open", "opportunities.index", {})


def _for_student(user: User, mine: Mine, now: datetime) -> list[Item]:
    items, soon, sources = [], end_of_days(now, SOON_DAYS), mine.sources
    for application in mine.applications:
        posting = application.opportunity
        if application.state is ApplicationState.OFFERED:
            until = due_at(application.answer_by, now)
            number = {"application_id": application.id}
            items.append(
                Item(
                    "Answer the offer",
                    f"Offer received: {posting.title}",
                    "applications.show",
                    number,
                    until,
                    is_first=True,
                )
            )
        elif application.state is ApplicationState.DRAFT and posting.is_open(now):
            closes = due_at(posting.closes_at, now, posting.time_zone)
            number = {"opportunity_id": application.opportunity_id}
            items.append(
                Item("Continue draft", f"Draft, not sent: {posting.title}", "applications.apply", number, closes)
            )
    items += _for_mentee(user, mine, now)
    for entry_id, title in record_queries.unfinished(user.id) if sources.entries else []:
        words = f"Describe what you did: {title} came into your record"
        items.append(Item("Describe", words, "record.edit", {"entry_id": entry_id}))
    items += _for_pairs(user, now) if sources.pairs else []
    begun = {application.opportunity_id for application in mine.applications}
    for closing in opportunity_queries.saved_closing(user.id, now, soon) if sources.saved else []:
        if closing.id not in begun:
            closes = due_at(closing.closes_at, now, closing.time_zone)
            number, words = {"opportunity_id": closing.id}, f"You saved {closing.title}"
            items.append(Item("Read", words, "opportunities.show", number, closes, told_on=SAVED))
    return items


def _for_mentee(user: User, mine: Mine, now: datetime) -> list[Item]:
    sources = mine.sources
    places = [
        Item(
            "Answer",
            f"A spot with {waiting_offer.enrolment.user.name} is held for you",
            "match_rounds.show",
            {"round_id": waiting_offer.round_id},
            is_first=True,
        )
        for waiting_offer in (round_todo_queries.offered_places(user.id) if sources.places else [])
    ]
    asked = [
        Item(
            "Answer",
            f"{request.enrolment.user.name} has a question about your request",
            "mentorship.request",
            {"request_id": request.id},
            is_first=True,
        )
        for request in mine.requests
        if request.state is RequestState.INFO_ASKED
    ]
    lists = [
        Item(
            "Rank",
            f"Rank your mentors for {match_round.title} before lists are locked",
            "match_rounds.ranking",
            {"round_id": match_round.id},
            due_at(match_round.ranks_until, now),
        )
        for match_round in (round_todo_queries.lists_to_make(user.id) if sources.lists else [])
    ]
    return places + asked + lists


def _to_sort(user: User, now: datetime) -> list[Item]:
    """Rounds in which this person's applicants wait to be sorted into tiers."""
    return [
        Item(
            "Sort",
            f"Sort your applicants for {match_round.title} before tiers are locked",
            "match_rounds.applicants",
            {"round_id": match_round.id},
            due_at(match_round.ranks_until, now),
        )
        for match_round in round_todo_queries.applicants_to_sort(user.id)
    ]


def _to_publish(now: datetime) -> list[Item]:
    """Rounds whose result is promised for a day."""
    return [
        Item(
            "Look at it",
            f"The match of {match_round.title} is promised",
            "match_rounds.preview",
            {"round_id": match_round.id},
            due_at(match_round.publishes_on, now),
        )
        for match_round in round_todo_queries.to_publish()
    ]


def _to_handle(user: User) -> list[Item]:
    """Reports for those who look after safety."""
    leads = report_queries.lead_ids()
    waiting = [report for report in report_queries.unresolved() if may_handle(user, report, leads)]
    words = f"{plural(len(waiting), 'report waits', 'reports wait')} to be handled"
    return [Item("Handle", words, "mentorship.reports", {}, is_first=True)] if waiting else []


def _for_mentor(user: User, now: datetime) -> list[Item]:
    return [
        Item(
            "Answer",
            f"{request.mentee.name} requests mentorship",
            "mentorship.request",
            {"request_id": request.id},
            due_at(request.due_at, now),
            is_first=True,
        )
        for request in request_queries.open_of_mentor(user.id)
        if request.state is RequestState.SENT
    ]


def _for_pairs(user: User, now: datetime) -> list[Item]:
    steps = [
        (mentorship_pair_status.next_step(mentorship, user, now), mentorship)
        for mentorship in pair_queries.of_person(user.id, running_only=True)
    ]
    return [
        Item("Open", words, "mentorship.pair", {"mentorship_id": mentorship.id}) for words, mentorship in steps if words
    ]


def _of_placements(user: User, sources: Sources, now: datetime) -> list[Item]:
    """What the other side of a placement waits for."""
    items, page = [], "placements.show"
    for mine in placement_queries.of_my_day(user.id) if sources.placements else []:
        number, starts = {"placement_id": mine.id}, mine.starts
        if mine.state is Placed.ACCEPTED and starts is not None and starts <= clock.day(now):
            items.append(Item("Confirm", f"Confirm start: {mine.title}", page, number, is_first=True))
        if mine.state is Placed.HOST_CONFIRMED:
            items.append(Item("Confirm", f"Confirm completion: {mine.title}", page, number, is_first=True))
        if mine.has_hours_returned:
            items.append(Item("Change", f"Hours returned for changes: {mine.title}", page, number))
    for placement in placement_queries.of_host(user.id) if sources.hosted else []:
        number, who = {"placement_id": placement.id}, f"{placement.student.name}, {placement.opportunity.title}"
        if placement.state is Placed.STUDENT_CONFIRMED:
            items.append(Item("Confirm", f"Confirm completion: {who}", page, number, is_first=True))
        if placement.waiting:
            items.append(Item("Approve", f"Hours to approve: {who}", page, number))
    return items


def _of_learning(user: User, sources: Sources, now: datetime) -> list[Item]:
    """What the class year of a student is asked to pass, and what waits for this person to verify."""
    items, today = [], clock.day(now)
    is_asked = sources.assignments and user.is_a(Role.STUDENT)
    asked = learning_queries.assigned_to(user.id, user.class_year) if is_asked else []
    for assignment, taking in asked:
        if (taking is None or taking.passed_at is None) and not assignment.activity.has_expired(today):
            number, due = {"activity_id": assignment.activity_id}, due_on(assignment.due_on, now)
            button = "Begin" if taking is None else "Go on"
            items.append(Item(button, assignment.activity.title, "learning.show", number, due, told_on=LEARNED))
    logged = learning_queries.waiting_outside(user) if sources.outside else []
    if user.is_a(Role.COORDINATOR) and logged:
        words = plural(len(logged), "activity from elsewhere waits", "activities from elsewhere wait")
        return [*items, Item("Confirm", f"{words} to be confirmed", "learning.report", {})]
    return items + [
        Item(
            "Confirm",
            f"{activity.user.name} asks you to confirm {activity.title}",
            "learning.show_outside",
            {"outside_id": activity.id},
        )
        for activity in logged
    ]
