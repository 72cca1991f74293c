"""Forty mentors of the demo school, who asked them, and the pairs that came of it, in every state."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import cycle
from random import Random

from board.accounts.models import Role, User
from board.demo import mentoring
from board.demo.mentoring import PairStory
from board.demo.scene import School, read, way_to
from board.kernel import clock
from board.kernel.db import db
from board.mentorship.actions.request import runs_out
from board.mentorship.choices import (
    BACKGROUNDS,
    CHANNELS,
    LANGUAGES,
    OFFERS,
    SPECIALTIES,
    TIMES,
    TOPICS,
    Frequency,
    MentorKind,
    Style,
)
from board.mentorship.models import (
    OPEN,
    DeclineReason,
    Enrolment,
    EnrolmentMove,
    EnrolmentState,
    MentorRequest,
    Mentorship,
    RequestMove,
    RequestState,
    Wishes,
)
from board.mentorship.models import MentorshipState as Pair
from board.vocabulary.words import Area, Competency

SHOWN = "mentor@example.edu"
NOT_YET = ("student@example.edu", "student2@example.edu")
"""They have asked nobody and have no mentor, so that whoever tries the demo may."""
ODD = {3: EnrolmentState.PAUSED, 11: EnrolmentState.PAUSED, 20: EnrolmentState.APPLIED, 31: EnrolmentState.SUSPENDED}
CROWDED = 7
"""The mentor whose inbox is full."""
ENDS = (Pair.COMPLETED, Pair.ENDED_EARLY, Pair.LAPSED, Pair.REFUSED, Pair.NOT_CONFIRMED, Pair.PAUSED, Pair.PROPOSED)


FIELDS_IN_TITLES = {
    "surgery": "general-surgery",
    "professor of medicine": "internal-medicine",
    "obstetrics": "obstetrics-gynecology",
    "infection": "infectious-disease",
    "public health": "preventive-medicine",
    "free clinic": "family-medicine",
}
"""Words of a job title that name a field without its full name."""


@dataclass
class Cast:
    """Who mentors, and the students who may still be given a part."""

    mentors: list[Enrolment]
    students: Iterator[User]
    dice: Random
    now: datetime
    texts: Iterator[tuple[str, str]]
    """A goal and a note for each request: no two that stand together are alike."""


def fill(school: School) -> str:
    """Profiles, wishes, requests and pairs."""
    dice = school.dice("mentorship")
    people = [user for user in school.people.values() if user.is_a(Role.MENTOR)]
    mentors = [_mentor(user, place, dice, school.now) for place, user in enumerate(people)]
    db.session.add_all(mentors)
    students = [
        person for person in school.people.values() if person.is_a(Role.STUDENT) and not person.is_a(Role.MENTOR)
    ]
    db.session.add_all(_wishes(student, dice, school.now) for student in students if student.email != NOT_YET[1])
    db.session.flush()
    free = [student for student in students if student.email not in NOT_YET and student.is_active]
    dice.shuffle(free)
    words = read("mentorship")["request"]
    texts = zip(cycle(words["goals"]), cycle(words["notes"]), strict=False)
    cast = Cast(mentors, iter(free), dice, school.now, texts)
    pairs = _pairs(cast, school.people[NOT_YET[0]])
    db.session.flush()
    requests = _requests(cast) + _accepted(pairs)
    mentoring.problem(pairs, school)
    db.session.flush()
    return f"{len(mentors)} mentors, {len(pairs)} mentorships, {requests} requests for one"


def _mentor(user: User, place: int, dice: Random, now: datetime) -> Enrolment:
    kind = _kind(user)
    state = ODD.get(place, EnrolmentState.APPROVED)
    begun = now - timedelta(days=150)
    about = read("mentorship")["about"][kind.value]
    is_shown = user.email == SHOWN
    mentor = Enrolment(
        user_id=user.id,
        user=user,
        kind=kind,
        state=state,
        created_at=begun,
        areas=user.areas or [area.value for area in dice.sample(list(Area), 2)],
        competencies=user.competencies or [competency.value for competency in dice.sample(list(Competency), 2)],
        offers=dice.sample([offer for offer in OFFERS if offer != "near-peer"], 2) + (["near-peer"] * (kind == "peer")),
        specialties=_specialty(user.title),
        languages=["en", *dice.sample([language for language in LANGUAGES if language != "en"], dice.randint(0, 1))],
        channels=dice.sample(list(CHANNELS), dice.randint(1, 2)),
        times=dice.sample(list(TIMES), 4),
        frequency=dice.choice(list(Frequency)),
        style=dice.choice(list(Style)),
        about=about[place % len(about)],
        backgrounds=dice.sample(list(BACKGROUNDS), 1),
        pair_by_background=place % 3 == 0,
        capacity=3 if is_shown else dice.choice((1, 2, 2, 3)),
        until=clock.day(now) + timedelta(days=200) if place % 5 == 0 else None,
    )
    steps = way_to(Enrolment.MOVES, EnrolmentState.APPLIED, state)
    mentor.moves = [EnrolmentMove(verb=verb, before=before, after=after, at=begun) for verb, before, after in steps]
    return mentor


def _specialty(title: str) -> list[str]:
    """The field that a job title names, where it names one."""
    words = title.lower()
    own = [key for key, (name, _) in SPECIALTIES.items() if name.split()[0].lower() in words]
    return own[:1] or [key for phrase, key in FIELDS_IN_TITLES.items() if phrase in words][:1]


def _kind(user: User) -> MentorKind:
    if user.is_a(Role.STUDENT):
        return MentorKind.PEER
    return MentorKind.RESIDENT if user.title.startswith("Resident") else MentorKind.FACULTY


def _wishes(user: User, dice: Random, now: datetime) -> Wishes:
    goals = read("mentorship")["wishes"]["goals"]
    return Wishes(
        user_id=user.id,
        saved_at=now - timedelta(days=40),
        looking_since=now - timedelta(days=dice.choice((4, 12, 25, 41))) if dice.random() < 0.5 else None,
        goals=dice.choice(goals),
        topics=[*user.areas, *user.competencies, *dice.sample(list(OFFERS), 1)] or dice.sample(list(TOPICS), 3),
        specialties=dice.sample(list(SPECIALTIES), dice.randint(0, 2)),
        languages=["en"],
        channels=["in-person", *dice.sample(["video", "phone"], dice.randint(0, 1))],
        times=dice.sample(list(TIMES), 5),
        stages=[dice.choice(list(MentorKind)).value],
        frequency=dice.choice((Frequency.FORTNIGHTLY, Frequency.MONTHLY)),
        style=dice.choice(list(Style)),
        backgrounds=dice.sample(list(BACKGROUNDS), 1),
        pair_by_background=dice.random() < 0.3,
    )


def _pairs(cast: Cast, past_mentee: User) -> list[Mentorship]:
    """Running pairs at every third mentor or so, one of each other kind of end, and a history at the shown mentor."""
    shown = next(mentor for mentor in cast.mentors if mentor.user.email == SHOWN)
    open_to = [mentor for mentor in cast.mentors if mentor is not shown and mentor.state is EnrolmentState.APPROVED]
    made = [mentoring.pair(shown, next(cast.students), PairStory(Pair.ACTIVE, 95, 9), cast.dice, cast.now)]
    made += [mentoring.past(shown, next(cast.students), 420 - 20 * nth, cast.dice, cast.now) for nth in range(5)]
    made.append(mentoring.past(open_to[0], past_mentee, 260, cast.dice, cast.now))
    silences = (5, 12, 20, 33, 48, 61)
    for place, mentor in enumerate(open_to[::3]):
        silent = silences[place % len(silences)]
        made.append(
            mentoring.pair(mentor, next(cast.students), PairStory(Pair.ACTIVE, 100, silent), cast.dice, cast.now)
        )
    for mentor, state in zip(open_to[1::3], ENDS, strict=False):
        made.append(mentoring.pair(mentor, next(cast.students), PairStory(state, 80, 20), cast.dice, cast.now))
    db.session.add_all(made)
    for mentor in cast.mentors:
        mentor.places_taken = sum(mentorship.enrolment is mentor and mentorship.is_running for mentorship in made)
        mentor.capacity = max(mentor.capacity, mentor.places_taken)
    return made


def _accepted(pairs: list[Mentorship]) -> int:
    """The requests that pairs came of."""
    made = [
        MentorRequest(
            mentee_id=pair.mentee_id,
            enrolment_id=pair.enrolment_id,
            state=RequestState.ACCEPTED,
            goal=pair.agreements[0].aims,
            sent_at=pair.started_at - timedelta(days=2),
            due_at=runs_out(pair.started_at - timedelta(days=2)),
            answered_at=pair.started_at,
            mentorship_id=pair.id,
            moves=[RequestMove(verb="accept", before="sent", after="accepted", at=pair.started_at)],
        )
        for pair in pairs
        if pair.origin == "request"
    ]
    db.session.add_all(made)
    return len(made)


def _requests(cast: Cast) -> int:
    shown = next(mentor for mentor in cast.mentors if mentor.user.email == SHOWN)
    made = [_request(cast, shown, RequestState.SENT, age) for age in (2, 4)]
    made += [_request(cast, cast.mentors[CROWDED], RequestState.SENT, 1 + nth % 5) for nth in range(10)]
    others = [mentor for mentor in cast.mentors if mentor.state is EnrolmentState.APPROVED and mentor not in (shown,)]
    settled = [state for state in RequestState if state is not RequestState.ACCEPTED]
    for place, state in enumerate(settled * 2):
        mentor = others[(5 * place + 2) % len(others)]
        if mentor is not cast.mentors[CROWDED]:
            made.append(_request(cast, mentor, state, 2 + place if state in OPEN else 12 + place))
    for place, mentor in enumerate(others[:24]):
        made.append(_request(cast, mentor, RequestState.DECLINED, 30 + place))
    db.session.add_all(made)
    return len(made)


def _request(cast: Cast, mentor: Enrolment, state: RequestState, age: int) -> MentorRequest:
    content, dice = read("mentorship")["request"], cast.dice
    is_open, asked = state in OPEN, state is RequestState.INFO_ASKED
    goal, note = next(cast.texts)
    sent_at = cast.now - timedelta(days=age % 6 if is_open else age, hours=dice.randint(1, 9))
    taken = timedelta(days=7) if state is RequestState.EXPIRED else timedelta(hours=dice.randint(5, 80))
    request = MentorRequest(
        mentee=next(cast.students),
        enrolment=mentor,
        state=state,
        goal=goal,
        note=note,
        sent_at=sent_at,
        due_at=runs_out(sent_at),
        asked_at=sent_at + timedelta(hours=20) if asked else None,
        question=content["question"] if asked else "",
        answered_at=None if is_open else sent_at + taken,
        decline_reason=dice.choice(list(DeclineReason)) if state is RequestState.DECLINED else None,
    )
    steps = way_to(MentorRequest.MOVES, RequestState.SENT, state)
    at = request.answered_at or request.asked_at or sent_at
    request.moves = [RequestMove(verb=verb, before=before, after=after, at=at) for verb, before, after in steps]
    return request
