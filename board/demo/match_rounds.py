"""Two match rounds of the demo school: one that ran its course, and one in which lists are being made."""

from datetime import datetime, timedelta
from random import Random

from sqlalchemy import select

from board.accounts.models import Role, User
from board.demo import mentoring
from board.demo.scene import School, read, way_to
from board.kernel import clock, lifecycle
from board.kernel.db import db
from board.match_rounds.actions import round as round_actions
from board.match_rounds.actions import run as run_actions
from board.match_rounds.models import MatchMentee, MatchMentor, MatchRound, MatchRoundMove, RoundState
from board.match_rounds.queries import round as round_queries
from board.match_rounds.snapshot import mentor_number
from board.mentorship.choices import MentorKind
from board.mentorship.models import Enrolment, EnrolmentState

SHOWN = "student@example.edu"
EMPTY = "student2@example.edu"
"""Takes part in nothing, so that every empty state can be seen."""


def fill(school: School) -> str:
    """The rounds, with the pairs that came of the first."""
    dice = school.dice("rounds")
    _finished(school, dice)
    _open(school, dice)
    return "2 match rounds"


def _round(school: School, key: str, kind: MentorKind, began: datetime, state: RoundState) -> MatchRound:
    """With its timeline, a step each week."""
    content = read("match_rounds")[key]
    made = MatchRound(
        title=content["title"],
        words=content["words"],
        kind=kind,
        state=state,
        created_at=began - timedelta(days=5),
        created_by_id=_coordinator(school).id,
        joins_until=_end(began, 7),
        ranks_until=_end(began, 14),
        publishes_on=_end(began, 16) + timedelta(hours=12),
        opened_at=began,
        seed=f"{school.dice(key).getrandbits(128):032x}",
    )
    steps = way_to(MatchRound.MOVES, RoundState.DRAFT, state)
    made.moves = [
        MatchRoundMove(verb=verb, before=before, after=after, at=began + timedelta(days=7 * place))
        for place, (verb, before, after) in enumerate(steps)
    ]
    db.session.add(made)
    db.session.flush()
    return made


def _end(began: datetime, days: int) -> datetime:
    """Of the day so many days later, at the school: the first instant that is too late."""
    return clock.dawn(clock.day(began) + timedelta(days=days + 1))


def _coordinator(school: School) -> User:
    return next(person for person in school.people.values() if person.is_a(Role.COORDINATOR))


def _gather(match_round: MatchRound, students: list[User], dice: Random) -> None:
    """Mentors of the kind, these students, a list for each, and tiers at two mentors of three."""
    began = match_round.opened_at or match_round.created_at
    approved = select(Enrolment).where(Enrolment.kind == match_round.kind, Enrolment.state == EnrolmentState.APPROVED)
    mentors = [
        MatchMentor(round_id=match_round.id, enrolment_id=enrolment.id, joined_at=began, places=enrolment.places_left)
        for enrolment in db.session.scalars(approved.order_by(Enrolment.id))
        if enrolment.places_left
    ]
    mentees = [
        MatchMentee(round_id=match_round.id, user_id=user.id, user=user, joined_at=began + timedelta(days=place % 6))
        for place, user in enumerate(students)
    ]
    db.session.add_all([*mentors, *mentees])
    db.session.flush()
    round_actions.prepare(match_round, mentees)
    for mentee in mentees:
        if dice.random() < 0.6:
            _rearrange(mentee, match_round, dice)
    for place, mentor in enumerate(mentors):
        if place % 3:
            _sort(mentor, mentees, match_round, dice)


def _rearrange(mentee: MatchMentee, match_round: MatchRound, dice: Random) -> None:
    """The student has looked at the list and has a mind of their own."""
    head = mentee.choices[:5]
    dice.shuffle(head)
    mentee.choices = [*head, *mentee.choices[5 : dice.randint(5, 10)]]
    mentee.ranked_at = match_round.joins_until + timedelta(hours=dice.randint(1, 20))


def _sort(mentor: MatchMentor, mentees: list[MatchMentee], match_round: MatchRound, dice: Random) -> None:
    applicants = [mentee.user_id for mentee in mentees if str(mentor.enrolment_id) in mentee.choices]
    chosen = dice.sample(applicants, min(len(applicants), 4))
    mentor.preferred, mentor.refused = sorted(chosen[:3]), sorted(chosen[3:])
    mentor.sorted_at = match_round.joins_until + timedelta(hours=dice.randint(1, 20))


def _finished(school: School, dice: Random) -> None:
    """Near-peers for the first two years: matched half a year ago, and over now."""
    began = school.now - timedelta(days=200)
    match_round = _round(school, "finished", MentorKind.PEER, began, RoundState.LOCKED)
    _gather(match_round, _students(school, MentorKind.PEER, ("M1", "M2"), 24, dice), dice)
    _second_best(match_round)
    by, out = _coordinator(school), began + timedelta(days=17)
    run = run_actions.propose(match_round, by=by, now=out - timedelta(days=1))
    lifecycle.move(match_round, "publish", by=by.id, now=out, published_at=out)
    lifecycle.move(match_round, "run", by=None, now=out + timedelta(days=7))
    lifecycle.move(match_round, "close", by=by.id, now=out + timedelta(days=182))
    mentors = {mentor.enrolment_id: mentor.enrolment for mentor in round_queries.mentors(match_round.id)}
    people = {person.id: person for person in school.people.values()}
    for mentee, choice in run.result.items():
        age = (school.now - out).days
        pair = mentoring.past(mentors[mentor_number(choice)], people[int(mentee)], age, dice, school.now)
        pair.origin = round_queries.origin(match_round.id)
        db.session.add(pair)


def _second_best(match_round: MatchRound) -> None:
    """The shown student gets the second choice, and so has a reason to read the proof."""
    shown = next(mentee for mentee in round_queries.mentees(match_round.id) if mentee.user.email == SHOWN)
    first, second = (round_queries.mentors_by_choice(match_round.id)[choice] for choice in shown.choices[:2])
    first.preferred = [number for number in first.preferred if number != shown.user_id]
    first.refused = sorted({*first.refused, shown.user_id})
    second.preferred, second.refused = [shown.user_id], []


def _open(school: School, dice: Random) -> None:
    """Faculty mentors: students rank and mentors sort until next week."""
    match_round = _round(school, "open", MentorKind.FACULTY, school.now - timedelta(days=9), RoundState.RANKING)
    match_round.trial_talks = True
    _gather(match_round, _students(school, MentorKind.FACULTY, ("M1", "M2", "M3", "M4"), 46, dice), dice)
    shown = next(mentee for mentee in round_queries.mentees(match_round.id) if mentee.user.email == SHOWN)
    shown.ranked_at, shown.choices = None, [item["choice"] for item in shown.suggested]


def _students(school: School, kind: MentorKind, years: tuple[str, ...], count: int, dice: Random) -> list[User]:
    """Some who have no mentor of the kind, the shown one among them."""
    everybody = [
        person for person in school.people.values() if person.is_a(Role.STUDENT) and not person.is_a(Role.MENTOR)
    ]
    able = [user for user in everybody if user.class_year in years and user.email != EMPTY and user.is_active]
    paired = round_queries.with_mentor_of(kind, [user.id for user in able])
    free = [user for user in able if user.id not in paired]
    shown = [user for user in free if user.email == SHOWN]
    others = [user for user in free if user.email != SHOWN]
    return shown + dice.sample(others, min(count, len(others)))
