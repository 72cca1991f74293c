"""Offers with their days, the waiting lists, and the placements that came of accepted offers, hours and all."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from board.applications.models import Application, ApplicationMove, Offer
from board.applications.models import ApplicationState as Applied
from board.demo.scene import School, read, way_to
from board.kernel import clock
from board.kernel.dates import end_of
from board.kernel.db import db
from board.opportunities.models import Enquiry, Opportunity, PostingChange
from board.opportunities.policy import OWNERS
from board.placements.models import UNDER_WAY, HoursEntry, Placement, PlacementMove, PlacementState

PLAYED = "student@example.edu"
"""The student whom visitors play has one placement under way, with a log written by hand."""


def fill(school: School) -> str:
    """Whatever follows from the applications; then what is said about postings."""
    dice = school.dice("placements")
    applications = _applications()
    for application in applications:
        _offer(application, school, dice)
    _rank(applications)
    accepted = [application for application in applications if application.state is Applied.ACCEPTED]
    made = [_placement(application, school, dice) for application in accepted]
    db.session.add_all(made)
    _talk(school)
    db.session.flush()
    return f"{len(made)} placements"


def _applications() -> list[Application]:
    whole = (
        selectinload(Application.moves),
        joinedload(Application.student),
        joinedload(Application.opportunity).selectinload(Opportunity.people),
    )
    return list(db.session.scalars(select(Application).options(*whole).order_by(Application.id)))


def _offer(application: Application, school: School, dice: Random) -> None:
    """The offer that the timeline tells of; one that waits for its answer has some days left."""
    step = next((move for move in application.moves if move.verb == "offer"), None)
    if step is None:
        return
    offer = Offer(application_id=application.id, made_at=step.at)
    waits = application.state is Applied.OFFERED
    zone = current_app.extensions["settings"].time_zone
    last_day = school.now.astimezone(zone).date() + timedelta(days=dice.randint(3, 6))
    offer.set_answer_by(end_of(last_day, zone) if waits else _past(step, school))
    if not waits or (offer.remind_at and offer.remind_at <= school.now):
        offer.remind_at = None
    db.session.add(offer)


def _past(step: ApplicationMove, school: School) -> datetime:
    return max(min(step.at + timedelta(days=7), school.now - timedelta(hours=1)), step.at + timedelta(minutes=1))


def _rank(applications: list[Application]) -> None:
    ranks: dict[int, int] = {}
    for application in applications:
        if application.state is Applied.WAITLISTED:
            ranks[application.opportunity_id] = application.rank = ranks.get(application.opportunity_id, 0) + 1


def _placement(application: Application, school: School, dice: Random) -> Placement:
    """One placement; how far it came is said by its term, or by chance."""
    opportunity, taken = application.opportunity, application.moves[-1]
    owner = next(person.user for person in opportunity.people if person.part in OWNERS)
    state = (
        PlacementState.STARTED if application.student.email == PLAYED else _state(opportunity, taken.at, school, dice)
    )
    begun = max(taken.at, school.now - timedelta(days=32)) + timedelta(hours=2)
    over = min(begun + timedelta(days=20), school.now - timedelta(hours=3))
    placement = Placement(
        application_id=application.id,
        taken_by_id=taken.id,
        opportunity_id=opportunity.id,
        student_id=application.student_id,
        state=state,
        supervisor=opportunity.supervisor or owner.name,
        supervisor_email=opportunity.contact if "@" in opportunity.contact else owner.email,
        created_at=taken.at,
        started_on=None if state is PlacementState.ACCEPTED else begun.date(),
        ended_on=over.date() if state in (PlacementState.COMPLETED, PlacementState.ENDED_EARLY) else None,
        completed_at=over if state is PlacementState.COMPLETED else None,
    )
    placement.moves = _moves(placement, begun, over, owner.id, dice)
    played = application.student.email == PLAYED
    placement.hours = _written(school) if played else _drawn(placement, begun, over, dice)
    for hour in placement.hours:
        hour.approved_by = placement.supervisor if hour.approved_at else ""
        hour.approved_email = placement.supervisor_email if hour.approved_at else ""
    return placement


def _state(opportunity: Opportunity, taken: datetime, school: School, dice: Random) -> PlacementState:
    today = clock.day(school.now)
    if opportunity.term_ends is not None and opportunity.term_ends < today:
        return PlacementState.COMPLETED
    if opportunity.term_starts is not None and opportunity.term_starts > today:
        return PlacementState.ACCEPTED
    if school.now - taken < timedelta(days=4):
        return PlacementState.STARTED
    choices = (
        PlacementState.STARTED,
        PlacementState.COMPLETED,
        PlacementState.STUDENT_CONFIRMED,
        PlacementState.HOST_CONFIRMED,
        PlacementState.ENDED_EARLY,
    )
    return dice.choices(choices, (5, 5, 1, 1, 1))[0]


def _moves(placement: Placement, begun: datetime, over: datetime, host: int, dice: Random) -> list[PlacementMove]:
    steps = way_to(Placement.MOVES, PlacementState.ACCEPTED, placement.state)
    if placement.state is PlacementState.ENDED_EARLY:
        steps = [
            ("start", PlacementState.ACCEPTED, PlacementState.STARTED),
            ("end-early", PlacementState.STARTED, PlacementState.ENDED_EARLY),
        ]
    return [
        PlacementMove(
            verb=verb,
            before=before,
            after=after,
            at=begun if verb == "start" else over + timedelta(minutes=number),
            by_id=host if verb.startswith("host") else placement.student_id,
            note=dice.choice(read("placements")["early"]) if verb == "end-early" else "",
        )
        for number, (verb, before, after) in enumerate(steps)
    ]


def _written(school: School) -> list[HoursEntry]:
    content = read("placements")
    return [
        _entry(school.now - timedelta(days=ago), hours, what, status, content["returned"])
        for ago, hours, what, status in content["hours"]
    ]


def _drawn(placement: Placement, begun: datetime, over: datetime, dice: Random) -> list[HoursEntry]:
    if placement.state is PlacementState.ACCEPTED:
        return []
    days = max((over - begun).days, 1)
    numbers = sorted(dice.randint(0, days) for _ in range(min(days, 9)))
    waits = placement.state in UNDER_WAY
    return [
        _entry(
            begun + timedelta(days=day),
            dice.choice((1.0, 1.5, 2.0, 2.5, 3.0)),
            dice.choice(read("placements")["work"]),
            "waiting" if waits and day == numbers[-1] else "approved",
        )
        for day in numbers
    ]


def _entry(at: datetime, hours: float, what: str, status: str, returned: str = "") -> HoursEntry:
    entry = HoursEntry(day=clock.day(at), minutes=int(hours * 60), what=what, logged_at=at + timedelta(hours=1))
    if status == "approved":
        entry.approved_at = at + timedelta(hours=20)
    entry.returned = returned if status == "returned" else ""
    return entry


def _talk(school: School) -> None:
    content, students = read("placements"), [user for user in school.people.values() if user.class_year == "M3"]
    for number, item in enumerate(content["question"]):
        at = school.now - timedelta(days=item["days_ago"])
        facts: dict[str, Any] = (
            {"answered_at": at + timedelta(hours=9), "answer": item["answer"]} if "answer" in item else {}
        )
        posting, asker = school.postings[item["posting"]], students[number % len(students)]
        db.session.add(Enquiry(opportunity_id=posting.id, asker_id=asker.id, at=at, text=item["asked"], **facts))
    for item in content["change"]:
        at, posting = school.now - timedelta(days=item["days_ago"]), school.postings[item["posting"]]
        db.session.add(PostingChange(opportunity_id=posting.id, at=at, words=item["words"], reason=item["reason"]))
