"""What waits for a person today, whoever they are, and the one next step."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from board.accounts import queries as people
from board.accounts.models import Role, User
from board.applications import queries as applications
from board.applications.models import State
from board.applications.queries import replies
from board.kernel import clock
from board.kernel.dates import say_full_date, say_until
from board.learning import queries as learning
from board.mentorship import standing
from board.mentorship.models import RequestState
from board.mentorship.policy.concerns import may_handle
from board.mentorship.queries import concerns, office, pairs, requests
from board.opportunities import queries as opportunities
from board.opportunities.models import Standing
from board.placements import queries as placements
from board.placements.models import State as Placed
from board.record import queries as record
from board.rounds.queries import todo as rounds
from board.web.filters import plural

SOON = timedelta(days=7)


@dataclass(frozen=True)
class Item:
    """One thing that waits: what, where it is done, and whether time runs out."""

    words: str
    endpoint: str
    number: dict[str, int]
    tone: str = "plain"


def waiting(user: User, now: datetime) -> list[Item]:
    """Everything that waits, what runs out first."""
    items: list[Item] = []
    if user.is_a(Role.STUDENT):
        items += _for_student(user, now)
    if user.is_a(Role.FACULTY) or user.is_a(Role.COORDINATOR):
        items += _for_poster(user, now)
    if user.is_a(Role.MENTOR):
        items += _for_mentor(user)
        if not user.is_a(Role.STUDENT):
            items += _for_pairs(user, now)
    items += _to_sort(user, now)
    items += _to_handle(user)
    if user.is_a(Role.COORDINATOR):
        items += _for_coordinator()
        items += _to_publish(now)
    items += _of_placements(user, now)
    items += _of_learning(user, now)
    if user.is_a(Role.FACULTY) or user.is_a(Role.COORDINATOR):
        items += _overdue(user, now)
    return sorted(items, key=lambda item: item.tone != "warm")


def _to_sort(user: User, now: datetime) -> list[Item]:
    """Rounds in which this person's applicants wait to be sorted into tiers."""
    words = "Sort your applicants for {}: tiers are locked"
    waiting_for = rounds.applicants_to_sort(user.id)
    return [_dated(words.format(one.title), "rounds.applicants", one.id, one.ranks_until, now) for one in waiting_for]


def _to_handle(user: User) -> list[Item]:
    """Reports for those who look after safety."""
    leads = concerns.lead_ids()
    if user.id not in leads and not user.is_a(Role.COORDINATOR):
        return []
    waiting = [one for one in concerns.unresolved() if may_handle(user, one, leads)]
    words = plural(len(waiting), "report waits", "reports wait")
    return [Item(f"{words} to be handled", "mentorship.reports", {}, "warm")] if waiting else []


def _to_publish(now: datetime) -> list[Item]:
    """Rounds whose result is promised for a day."""
    words = "The match of {} is promised"
    promised = rounds.to_publish()
    return [_dated(words.format(one.title), "rounds.preview", one.id, one.publishes_on, now) for one in promised]


def next_step(user: User, items: list[Item]) -> Item:
    """The one thing to do now."""
    if items:
        return items[0]
    if user.is_a(Role.STUDENT) and not (user.class_year and user.areas):
        return Item("Set your interests, and postings that fit come to you", "accounts.profile", {})
    if user.is_a(Role.FACULTY):
        return Item("New posting", "opportunities.new", {})
    return Item("Look what is open", "opportunities.index", {})


def _for_student(user: User, now: datetime) -> list[Item]:
    items = []
    mine = applications.all_of_student(user.id)
    for one in mine:
        if one.state is State.OFFERED:
            held = f", expires {say_until(one.offer.answer_by, now)}" if one.offer else ""
            words = f"Offer received: {one.opportunity.title}{held}"
            items.append(Item(words, "applications.show", {"application_id": one.id}, "warm"))
        elif one.state is State.DRAFT and one.opportunity.standing(now) is Standing.OPEN:
            words, tone = f"Continue draft: {one.opportunity.title}", "plain"
            if one.opportunity.closes_at is not None:
                words += f", closes {say_until(one.opportunity.closes_at, now)}"
                tone = "warm" if one.opportunity.closes_at - now <= SOON else "plain"
            items.append(Item(words, "applications.apply", {"opportunity_id": one.opportunity_id}, tone))
    items += _for_mentee(user, now)
    for entry in record.unfinished(user.id):
        words = f"Describe what you did: {entry.title} came into your record"
        items.append(Item(words, "record.edit", {"entry_id": entry.id}))
    items += _for_pairs(user, now)
    begun = {one.opportunity_id for one in mine}
    for saved in opportunities.saved_by(user.id):
        closes_at = saved.opportunity.closes_at
        if saved.opportunity_id in begun or closes_at is None or not now < closes_at <= now + SOON:
            continue
        words = f"You saved {saved.opportunity.title}: it closes {say_until(closes_at, now)}"
        items.append(Item(words, "opportunities.show", {"opportunity_id": saved.opportunity_id}, "warm"))
    return items


def _for_mentee(user: User, now: datetime) -> list[Item]:
    held = [
        Item(
            f"A spot with {one.enrolment.user.name} is held for you", "rounds.show", {"round_id": one.round_id}, "warm"
        )
        for one in rounds.places_held(user.id)
    ]
    lists = [
        _dated(f"Rank your mentors for {one.title}: lists are locked", "rounds.ranking", one.id, one.ranks_until, now)
        for one in rounds.lists_to_make(user.id)
    ]
    return held + _asked(user) + lists


def _dated(words: str, endpoint: str, round_id: int, at: datetime, now: datetime) -> Item:
    """Something in a match round that has its day."""
    return Item(
        f"{words} {say_until(at, now)}", endpoint, {"round_id": round_id}, "warm" if at - now <= SOON else "plain"
    )


def _asked(user: User) -> list[Item]:
    asked = [one for one in requests.of_mentee(user.id) if one.state is RequestState.INFO_ASKED]
    words = "{} has a question about your request"
    return [
        Item(words.format(one.enrolment.user.name), "mentorship.request", {"request_id": one.id}, "warm")
        for one in asked
    ]


def _for_mentor(user: User) -> list[Item]:
    waiting = [one for one in requests.open_of_mentor(user.id) if one.state is RequestState.SENT]
    words = "{} requests mentorship"
    return [
        Item(words.format(one.mentee.name), "mentorship.request", {"request_id": one.id}, "warm") for one in waiting
    ]


def _for_pairs(user: User, now: datetime) -> list[Item]:
    steps = [(standing.next_step(one, user, now), one) for one in pairs.of_person(user.id) if one.is_running]
    return [Item(words, "mentorship.pair", {"mentorship_id": one.id}) for words, one in steps if words]


def _for_poster(user: User, now: datetime) -> list[Item]:
    items = []
    asked = opportunities.count_questions_for(user.id)
    for desk in applications.desks(user.id):
        opportunity, number = desk.opportunity, {"opportunity_id": desk.opportunity.id}
        if desk.unread:
            words = f"{plural(desk.unread, 'unread application')} for {opportunity.title}"
            items.append(Item(words, "applications.desk", number))
        if opportunity.id in asked:
            words = f"{plural(asked[opportunity.id], 'question')} about {opportunity.title}"
            items.append(Item(words, "opportunities.show", number))
        match opportunity.standing(now):
            case Standing.CHANGES_ASKED:
                words = f"A coordinator asks for a change in {opportunity.title}"
                items.append(Item(words, "opportunities.show", number, "warm"))
            case Standing.CLOSED if opportunity.chased_at is not None:
                words = f"Report the outcome of {opportunity.title}"
                items.append(Item(words, "opportunities.outcome", number, "warm"))
            case Standing.CLOSED:
                items.append(Item(f"{opportunity.title} has closed: decide", "applications.desk", number, "warm"))
    for opportunity in opportunities.revisions_returned(user.id):
        words = f"A coordinator asks for a change in your edit of {opportunity.title}"
        items.append(Item(words, "opportunities.changes", {"opportunity_id": opportunity.id}, "warm"))
    return items


def _for_coordinator() -> list[Item]:
    faculty, postings = len(people.waiting_for_role(Role.FACULTY)), opportunities.count_to_read()
    items = []
    if faculty:
        items.append(Item(f"{plural(faculty, 'person waits', 'people wait')} for approval", "office.home", {}))
    if tasks := office.count_tasks():
        words = f"{plural(tasks, 'thing waits', 'things wait')} for you in mentoring"
        items.append(Item(words, "mentorship.office", {}))
    if postings:
        items.append(Item(f"{plural(postings, 'posting waits', 'postings wait')} for approval", "office.home", {}))
    return items


def _overdue(user: User, now: datetime) -> list[Item]:
    """Applicants who were promised an answer by a day that is over: for the posters, and for the coordinator."""
    mine = {desk.opportunity.id for desk in applications.desks(user.id)}
    return [
        Item(
            f"{plural(waiting, 'applicant waits', 'applicants wait')} for an overdue answer: {opportunity.title}",
            "applications.desk",
            {"opportunity_id": opportunity.id},
            "warm",
        )
        for opportunity, waiting in replies.overdue(now)
        if opportunity.id in mine or user.is_a(Role.COORDINATOR)
    ]


def _of_placements(user: User, now: datetime) -> list[Item]:
    """What the other side of a placement waits for."""
    items = []
    for one in placements.of_student(user.id):
        number = {"placement_id": one.id}
        starts = one.opportunity.term_starts
        if one.state is Placed.ACCEPTED and starts is not None and starts <= clock.day(now):
            items.append(Item(f"Confirm start: {one.opportunity.title}", "placements.show", number, "warm"))
        if one.state is Placed.HOST_CONFIRMED:
            items.append(Item(f"Confirm completion: {one.opportunity.title}", "placements.show", number, "warm"))
        if any(entry.returned for entry in one.hours):
            items.append(Item(f"Hours returned for changes: {one.opportunity.title}", "placements.show", number))
    for one in placements.of_host(user.id):
        number, who = {"placement_id": one.id}, f"{one.student.name}, {one.opportunity.title}"
        if one.state is Placed.STUDENT_CONFIRMED:
            items.append(Item(f"Confirm completion: {who}", "placements.show", number, "warm"))
        if one.waiting:
            items.append(Item(f"Hours to approve: {who}", "placements.show", number))
    return items


def _of_learning(user: User, now: datetime) -> list[Item]:
    """What the class year of a student is asked to pass, and what waits for this person to verify."""
    items, today = [], clock.day(now)
    asked = learning.assigned_to(user.id, user.class_year) if user.is_a(Role.STUDENT) else []
    for one, taking in asked:
        if (taking is None or taking.passed_at is None) and not one.activity.has_expired(today):
            when = "was due" if one.due_on < today else "is due"
            words = f"{one.activity.title} {when} {say_full_date(one.due_on)}"
            tone = "warm" if one.due_on - today <= SOON else "plain"
            items.append(Item(words, "learning.show", {"activity_id": one.activity_id}, tone))
    logged = learning.waiting_outside(user)
    if user.is_a(Role.COORDINATOR) and logged:
        words = plural(len(logged), "activity from elsewhere waits", "activities from elsewhere wait")
        return [*items, Item(f"{words} to be confirmed", "learning.report", {})]
    return items + [
        Item(f"{one.user.name} asks you to confirm {one.title}", "learning.show_outside", {"outside_id": one.id})
        for one in logged
    ]
