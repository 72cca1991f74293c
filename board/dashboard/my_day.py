"""What waits for a person today, whoever they are, and the one next step."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from board.accounts.models import Role, User
from board.accounts.queries import people as people_queries
from board.accounts.queries.people import PeopleFilter
from board.accounts.views.see_as import shows
from board.applications import queries as application_queries
from board.applications.models import Application, ApplicationState
from board.applications.queries import MyPosting
from board.applications.queries import reply as reply_queries
from board.dashboard import queries
from board.dashboard.queries import Sources
from board.kernel import clock
from board.kernel.dates import end_of_days, say_full_date, say_until
from board.learning import queries as learning_queries
from board.match_rounds.queries import round_todo as round_todo_queries
from board.mentorship import pair_status as mentorship_pair_status
from board.mentorship.models import RequestState
from board.mentorship.policy.report import may_handle
from board.mentorship.queries import coordinator as coordinator_queries
from board.mentorship.queries import pair as pair_queries
from board.mentorship.queries import report as report_queries
from board.mentorship.queries import request as request_queries
from board.office.views.set_up import steps_to_show
from board.opportunities import queries as opportunity_queries
from board.opportunities.models import PostingStatus
from board.opportunities.posting_card import SOON_DAYS, until_close
from board.organisations import queries as organisation_queries
from board.organisations.models import Organisation
from board.placements import queries as placement_queries
from board.placements.models import PlacementState as Placed
from board.record import queries as record_queries
from board.web.filters import plural

SAVED, MINE, LEARNED = "opportunities.saved", "applications.my_postings", "learning.transcript"
"""Pages that tell what is done elsewhere."""
HAND_OVER = timedelta(days=45)
"""So long before the last term ends, the next officers are asked for."""


@dataclass(frozen=True)
class Item:
    """One thing that waits: what, where it is done, and whether time runs out."""

    words: str
    endpoint: str
    number: Mapping[str, int | str]
    """Of the address."""
    tone: str = "plain"
    told_on: str = ""
    """The page that tells it, where it is done on another: such as the list of saved postings."""


@dataclass(frozen=True)
class Mine:
    """What a day's page shows of a person, and what waits for them is read from: each is loaded once."""

    applications: list[Application]
    postings: list[MyPosting]
    sources: Sources


def mine(user: User, now: datetime) -> Mine:
    """What this person wrote and posted, and where else anything may wait."""
    sources = queries.sources(user, clock.day(now))
    return Mine(
        applications=application_queries.of_my_day(user.id) if shows("applications.index") else [],
        postings=application_queries.my_postings(user.id) if sources.postings and shows(MINE) else [],
        sources=sources,
    )


def waiting(user: User, mine: Mine, now: datetime) -> list[Item]:
    """Everything that waits, what runs out first."""
    items: list[Item] = []
    is_student, is_coordinator = user.is_a(Role.STUDENT), user.is_a(Role.COORDINATOR)
    posts, sources = user.is_a(Role.FACULTY) or is_coordinator, mine.sources
    if is_student:
        items += _for_student(user, mine, now)
    acted_for = organisation_queries.acted_for(user.id, clock.day(now)) if sources.organisations else []
    if (posts or acted_for) and mine.postings:
        items += _for_poster(user, mine.postings, now)
    items += _for_organisations(user, acted_for, now)
    if user.is_a(Role.MENTOR):
        items += _for_mentor(user)
        if not is_student and sources.pairs:
            items += _for_pairs(user, now)
    items += _to_sort(user, now) if sources.tiers else []
    items += _to_handle(user) if sources.reports or is_coordinator else []
    if is_coordinator:
        items += _for_coordinator()
        items += _to_publish(now)
    items += _of_placements(user, sources, now)
    items += _of_learning(user, sources, now)
    if posts:
        items += _overdue(user, mine.postings, now)
    shown = (item for item in items if shows(item.told_on or item.endpoint))
    return sorted(shown, key=lambda item: item.tone != "warm")


def _to_sort(user: User, now: datetime) -> list[Item]:
    """Rounds in which this person's applicants wait to be sorted into tiers."""
    words = "Sort your applicants for {}: tiers are locked"
    waiting_for = round_todo_queries.applicants_to_sort(user.id)
    return [
        _dated(words.format(match_round.title), "match_rounds.applicants", match_round.id, match_round.ranks_until, now)
        for match_round in waiting_for
    ]


def _to_handle(user: User) -> list[Item]:
    """Reports for those who look after safety."""
    leads = report_queries.lead_ids()
    waiting = [report for report in report_queries.unresolved() if may_handle(user, report, leads)]
    words = plural(len(waiting), "report waits", "reports wait")
    return [Item(f"{words} to be handled", "mentorship.reports", {}, "warm")] if waiting else []


def _to_publish(now: datetime) -> list[Item]:
    """Rounds whose result is promised for a day."""
    words = "The match of {} is promised"
    promised = round_todo_queries.to_publish()
    return [
        _dated(words.format(match_round.title), "match_rounds.preview", match_round.id, match_round.publishes_on, now)
        for match_round in promised
    ]


def next_step(user: User, items: list[Item]) -> Item:
    """The one thing to do now."""
    if items:
        return items[0]
    if not shows("accounts.account"):
        return LOOK_AROUND
    if user.is_a(Role.STUDENT) and not (user.class_year and user.areas):
        return Item("Set your interests, and postings that fit come to you", "accounts.profile", {})
    if user.is_a(Role.FACULTY):
        return Item("New posting", "opportunities.new", {})
    if user.is_a(Role.COORDINATOR):
        return Item(*_OF_OFFICE[bool(steps_to_show())], {})
    return LOOK_AROUND


LOOK_AROUND = Item("Look what is open", "opportunities.index", {})
_OF_OFFICE = (("Look what waits in the office", "office.home"), ("Set up your school", "office.home"))


def _for_student(user: User, mine: Mine, now: datetime) -> list[Item]:
    items, soon, sources = [], end_of_days(now, SOON_DAYS), mine.sources
    for application in mine.applications:
        if application.state is ApplicationState.OFFERED:
            text = f", expires {say_until(application.offer.answer_by, now)}" if application.offer else ""
            words = f"Offer received: {application.opportunity.title}{text}"
            items.append(Item(words, "applications.show", {"application_id": application.id}, "warm"))
        elif application.state is ApplicationState.DRAFT and application.opportunity.status(now) is PostingStatus.OPEN:
            words, tone = f"Continue draft: {application.opportunity.title}", "plain"
            if application.opportunity.closes_at is not None:
                words += f", closes {until_close(application.opportunity, now)}"
                tone = "warm" if application.opportunity.closes_at <= soon else "plain"
            items.append(Item(words, "applications.apply", {"opportunity_id": application.opportunity_id}, tone))
    items += _for_mentee(user, sources, now)
    for entry_id, title in record_queries.unfinished(user.id) if sources.entries else []:
        words = f"Describe what you did: {title} came into your record"
        items.append(Item(words, "record.edit", {"entry_id": entry_id}))
    items += _for_pairs(user, now) if sources.pairs else []
    begun = {application.opportunity_id for application in mine.applications}
    for posting in opportunity_queries.saved_closing(user.id, now, soon) if sources.saved else []:
        if posting.id not in begun:
            words = f"You saved {posting.title}: it closes {until_close(posting, now)}"
            items.append(Item(words, "opportunities.show", {"opportunity_id": posting.id}, "warm", SAVED))
    return items


def _for_mentee(user: User, sources: Sources, now: datetime) -> list[Item]:
    items = [
        Item(
            f"A spot with {waiting_offer.enrolment.user.name} is held for you",
            "match_rounds.show",
            {"round_id": waiting_offer.round_id},
            "warm",
        )
        for waiting_offer in (round_todo_queries.offered_places(user.id) if sources.places else [])
    ]
    lists = [
        _dated(
            f"Rank your mentors for {match_round.title}: lists are locked",
            "match_rounds.ranking",
            match_round.id,
            match_round.ranks_until,
            now,
        )
        for match_round in (round_todo_queries.lists_to_make(user.id) if sources.lists else [])
    ]
    return items + (_asked(user) if sources.requests else []) + lists


def _dated(words: str, endpoint: str, round_id: int, at: datetime, now: datetime) -> Item:
    """Something in a match round that has its day."""
    tone = "warm" if at <= end_of_days(now, SOON_DAYS) else "plain"
    return Item(f"{words} {say_until(at, now)}", endpoint, {"round_id": round_id}, tone)


def _asked(user: User) -> list[Item]:
    words = "{} has a question about your request"
    return [
        Item(words.format(request.enrolment.user.name), "mentorship.request", {"request_id": request.id}, "warm")
        for request in request_queries.to_answer(user.id)
    ]


def _for_mentor(user: User) -> list[Item]:
    waiting = [request for request in request_queries.open_of_mentor(user.id) if request.state is RequestState.SENT]
    words = "{} requests mentorship"
    return [
        Item(words.format(request.mentee.name), "mentorship.request", {"request_id": request.id}, "warm")
        for request in waiting
    ]


def _for_pairs(user: User, now: datetime) -> list[Item]:
    steps = [
        (mentorship_pair_status.next_step(mentorship, user, now), mentorship)
        for mentorship in pair_queries.of_person(user.id, running_only=True)
    ]
    return [Item(words, "mentorship.pair", {"mentorship_id": mentorship.id}) for words, mentorship in steps if words]


def _for_poster(user: User, postings: list[MyPosting], now: datetime) -> list[Item]:
    items = []
    asked = opportunity_queries.count_questions_for(user.id)
    for mine in postings:
        opportunity, number = mine.opportunity, {"opportunity_id": mine.opportunity.id}
        if mine.unread:
            words = f"{plural(mine.unread, 'unread application')} for {opportunity.title}"
            items.append(Item(words, "applications.applicants", number))
        if opportunity.id in asked:
            words = f"{plural(asked[opportunity.id], 'question')} about {opportunity.title}"
            items.append(Item(words, "opportunities.show", number, told_on=MINE))
        match opportunity.status(now):
            case PostingStatus.CHANGES_ASKED:
                words = f"A coordinator asks for a change in {opportunity.title}"
                items.append(Item(words, "opportunities.show", number, "warm", MINE))
            case PostingStatus.CLOSED if opportunity.chased_at is not None:
                words = f"Report the outcome of {opportunity.title}"
                items.append(Item(words, "opportunities.outcome", number, "warm"))
            case PostingStatus.CLOSED:
                items.append(Item(f"{opportunity.title} has closed: decide", "applications.applicants", number, "warm"))
    for opportunity in opportunity_queries.revisions_returned(user.id):
        words = f"A coordinator asks for a change in your edit of {opportunity.title}"
        items.append(Item(words, "opportunities.changes", {"opportunity_id": opportunity.id}, "warm"))
    return items


def _for_organisations(user: User, acted_for: list[Organisation], now: datetime) -> list[Item]:
    """What waits for an adviser's approval, and terms that end soon with nobody named for the time after."""
    items, today = list[Item](), clock.day(now)
    advised = {body.id for body in acted_for if body.adviser_id == user.id}
    for posting in opportunity_queries.waiting_for_adviser(user.id) if advised else []:
        if posting.organisation_id in advised:
            words = f"Approve or return: {posting.title}"
            items.append(Item(words, "opportunities.show", {"opportunity_id": posting.id}, "warm", MINE))
    for body in acted_for:
        last_day = max((officer.last_day for officer in body.in_office(today)), default=today)
        if last_day - today <= HAND_OVER and not body.coming(today):
            words = f"Name who holds office next in {body.name}: terms end on {say_full_date(last_day)}"
            items.append(Item(words, "organisations.show", {"organisation_id": body.id}, "warm"))
    return items


def _for_coordinator() -> list[Item]:
    waiting = people_queries.count_matching(PeopleFilter(status="waiting"), now=clock.now())
    postings, items = opportunity_queries.count_to_read(), []
    if waiting:
        words = f"{plural(waiting, 'person waits', 'people wait')} for approval"
        items.append(Item(words, "office.people", {"status": "waiting"}))
    if tasks := coordinator_queries.count_tasks():
        words = f"{plural(tasks, 'thing waits', 'things wait')} for you in mentoring"
        items.append(Item(words, "mentorship.office", {}))
    if postings:
        items.append(Item(f"{plural(postings, 'posting waits', 'postings wait')} for approval", "office.postings", {}))
    return items


def _overdue(user: User, postings: list[MyPosting], now: datetime) -> list[Item]:
    """Applicants who were promised an answer by a day that is over: for the posters, and for the coordinator."""
    mine = {mine.opportunity.id for mine in postings}
    return [
        Item(
            f"{plural(waiting, 'applicant waits', 'applicants wait')} for an overdue answer: {opportunity.title}",
            "applications.applicants",
            {"opportunity_id": opportunity.id},
            "warm",
        )
        for opportunity, waiting in reply_queries.overdue(now)
        if opportunity.id in mine or user.is_a(Role.COORDINATOR)
    ]


def _of_placements(user: User, sources: Sources, now: datetime) -> list[Item]:
    """What the other side of a placement waits for."""
    items = []
    for mine in placement_queries.of_my_day(user.id) if sources.placements else []:
        number, starts = {"placement_id": mine.id}, mine.starts
        if mine.state is Placed.ACCEPTED and starts is not None and starts <= clock.day(now):
            items.append(Item(f"Confirm start: {mine.title}", "placements.show", number, "warm"))
        if mine.state is Placed.HOST_CONFIRMED:
            items.append(Item(f"Confirm completion: {mine.title}", "placements.show", number, "warm"))
        if mine.has_hours_returned:
            items.append(Item(f"Hours returned for changes: {mine.title}", "placements.show", number))
    for placement in placement_queries.of_host(user.id) if sources.hosted else []:
        number, who = {"placement_id": placement.id}, f"{placement.student.name}, {placement.opportunity.title}"
        if placement.state is Placed.STUDENT_CONFIRMED:
            items.append(Item(f"Confirm completion: {who}", "placements.show", number, "warm"))
        if placement.waiting:
            items.append(Item(f"Hours to approve: {who}", "placements.show", number))
    return items


def _of_learning(user: User, sources: Sources, now: datetime) -> list[Item]:
    """What the class year of a student is asked to pass, and what waits for this person to verify."""
    items, today = [], clock.day(now)
    is_asked = sources.assignments and user.is_a(Role.STUDENT)
    asked = learning_queries.assigned_to(user.id, user.class_year) if is_asked else []
    for assignment, taking in asked:
        if (taking is None or taking.passed_at is None) and not assignment.activity.has_expired(today):
            when = "was due" if assignment.due_on < today else "is due"
            words = f"{assignment.activity.title} {when} {say_full_date(assignment.due_on)}"
            tone = "warm" if (assignment.due_on - today).days <= SOON_DAYS else "plain"
            items.append(Item(words, "learning.show", {"activity_id": assignment.activity_id}, tone, LEARNED))
    logged = learning_queries.waiting_outside(user) if sources.outside else []
    if user.is_a(Role.COORDINATOR) and logged:
        words = plural(len(logged), "activity from elsewhere waits", "activities from elsewhere wait")
        return [*items, Item(f"{words} to be confirmed", "learning.report", {})]
    return items + [
        Item(
            f"{activity.user.name} asks you to confirm {activity.title}",
            "learning.show_outside",
            {"outside_id": activity.id},
        )
        for activity in logged
    ]
