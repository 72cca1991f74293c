"""One pair of the demo school, with its agreement, goals, meetings and what came after."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random

from board.accounts.models import User
from board.demo.scene import School, read, way_to
from board.kernel import clock
from board.kernel.db import db
from board.mentorship.actions.pair import CONFIDENTIALITY
from board.mentorship.choices import Frequency
from board.mentorship.models import (
    RUNNING,
    Agreement,
    CheckIn,
    ConflictKind,
    EndReason,
    Enrolment,
    Feedback,
    Goal,
    Meeting,
    MeetingMove,
    MeetingState,
    MentorConflict,
    Mentorship,
    MentorshipMove,
    MentorshipState,
    PrivateNote,
    Report,
    ReportKind,
    SafeguardingLead,
    Task,
)

EVERY = 21
"""Days from one meeting to the next."""
NOT_BEGUN = (MentorshipState.REFUSED, MentorshipState.NOT_CONFIRMED, MentorshipState.PROPOSED)


@dataclass(frozen=True)
class PairStory:
    """How a pair went: where it stands, and the days since it began and since the two met last."""

    state: MentorshipState
    age: int
    silent: int


def pair(mentor: Enrolment, mentee: User, story: PairStory, dice: Random, now: datetime) -> Mentorship:
    """A pair of today."""
    state, silent, over = story.state, story.silent, story.state not in RUNNING
    made = _pair(mentor, mentee, story, dice, now)
    made.ended_at = now - timedelta(days=6) if over else None
    if state is MentorshipState.ENDED_EARLY:
        made.end_reason, made.ended_by_id = EndReason.TIME, mentee.id
    if silent >= 60 and state is MentorshipState.ACTIVE:
        made.coordinator_asked_at, made.nudged_day = now - timedelta(days=1), 28
    if state is MentorshipState.ACTIVE and silent < 14:
        made.meetings.append(_planned(made, now + timedelta(days=4), dice))
    return made


def past(mentor: Enrolment, mentee: User, age: int, dice: Random, now: datetime) -> Mentorship:
    """A pair that ran its term and said at the end how it was."""
    ended = now - timedelta(days=age - 182)
    made = _pair(mentor, mentee, PairStory(MentorshipState.COMPLETED, age, age - 182 + 9), dice, now)
    made.ended_at, made.end_reason, made.ends_on = ended, EndReason.TERM_OVER, clock.day(ended)
    made.feedback = [Feedback(author_id=mentee.id, rating=dice.choice((4, 5, 5)), at=ended + timedelta(days=2))]
    return made


def problem(pairs: list[Mentorship], school: School) -> None:
    """What a coordinator finds on the first visit: a call for help, a dispute, a conflict, a report and its reader."""
    running = [
        mentorship
        for mentorship in pairs
        if mentorship.state is MentorshipState.ACTIVE and len(mentorship.meetings) > 2
    ]
    running[1].check_ins[0].words, running[1].check_ins[0].contact_me = read("mentorship")["trouble"]["check_in"], True
    meeting = running[2].meetings[0]
    meeting.state, meeting.dispute_words = MeetingState.DISPUTED, read("mentorship")["trouble"]["dispute"]
    disputed = meeting.at + timedelta(days=1)
    meeting.moves.append(MeetingMove(verb="dispute", before="held", after="disputed", at=disputed))
    mentorship = next(mentorship for mentorship in pairs if mentorship.state is MentorshipState.PAUSED)
    mentorship.paused_by_conflict = True
    lead, now = school.people["reviewer@example.edu"], school.now
    named = now - timedelta(days=120)
    about = {
        "mentor_id": mentorship.enrolment.user_id,
        "mentee_id": mentorship.mentee_id,
        "kind": ConflictKind.ASSESSOR,
    }
    ended = next(mentorship for mentorship in pairs if mentorship.state is MentorshipState.ENDED_EARLY)
    people = {"reporter_id": ended.mentee_id, "subject_id": ended.enrolment.user_id, "mentorship_id": ended.id}
    words = read("mentorship")["trouble"]["report"]
    db.session.add_all(
        [
            MentorConflict(declared_at=now - timedelta(days=3), **about),
            SafeguardingLead(user_id=lead.id, named_at=named, confirmed_at=named + timedelta(days=1)),
            Report(kind=ReportKind.UNRESPONSIVE, words=words, at=now - timedelta(days=5), **people),
        ]
    )


def _pair(mentor: Enrolment, mentee: User, story: PairStory, dice: Random, now: datetime) -> Mentorship:
    content, state = read("mentorship"), story.state
    started, last = now - timedelta(days=story.age), now - timedelta(days=story.silent)
    met = state not in NOT_BEGUN
    made = Mentorship(
        mentee=mentee,
        mentee_id=mentee.id,
        enrolment=mentor,
        kind=mentor.kind,
        state=state,
        started_at=started,
        ends_on=clock.day(started) + timedelta(days=182),
        contact_at=last if met else started,
        origin="round" if state in NOT_BEGUN else "request",
    )
    first = MentorshipState.PROPOSED if state in NOT_BEGUN else MentorshipState.ACTIVE
    steps = way_to(Mentorship.MOVES, first, state)
    made.moves = [MentorshipMove(verb=verb, before=old, after=new, at=last) for verb, old, new in steps]
    made.agreements = [_agreement(made, content["request"]["goals"], met, dice)]
    if met:
        texts = dice.sample(content["goal"]["texts"], 2)
        made.goals = [Goal(text=text, made_at=started + timedelta(days=2)) for text in texts]
        due = clock.day(last) + timedelta(days=10)
        made.tasks = [Task(owner_id=mentee.id, text=content["task"]["texts"][0], due_on=due)]
        days = range(7, (last - started).days, EVERY)
        made.meetings = [_held(made, started + timedelta(days=day), dice) for day in days] + [_held(made, last, dice)]
        made.check_ins = [
            _check_in(mentee, started + timedelta(days=15)),
            _check_in(mentor.user, started + timedelta(days=16)),
        ]
    return made


def _agreement(made: Mentorship, aims: list[str], signed: bool, dice: Random) -> Agreement:
    at = made.started_at + timedelta(days=1)
    return Agreement(
        version=1,
        aims=dice.choice(aims),
        frequency=Frequency.MONTHLY,
        channel="in-person",
        confidentiality=CONFIDENTIALITY,
        ends_on=made.ends_on,
        written_by_id=made.enrolment.user_id,
        written_at=made.started_at,
        mentee_signed_at=at if signed else None,
        mentor_signed_at=at if signed else None,
    )


def _held(made: Mentorship, at: datetime, dice: Random) -> Meeting:
    """A meeting at noon of the day before an instant, logged two hours after it began."""
    texts, private = read("mentorship")["meeting"], read("mentorship")["meeting"]["private"]
    met = _noon(at - timedelta(days=1))
    return Meeting(
        state=MeetingState.HELD,
        at=met,
        minutes=dice.choice((30, 45, 60)),
        channel="in-person",
        topics=[*made.enrolment.offers[:1], *made.enrolment.competencies[:1]],
        agenda=dice.choice(texts["agenda"]),
        note=dice.choice(texts["notes"]),
        planned_by_id=made.mentee_id,
        logged_by_id=made.mentee_id,
        logged_at=met + timedelta(hours=2),
        moves=[MeetingMove(verb="hold", before="planned", after="held", at=met + timedelta(hours=2))],
        private_notes=[PrivateNote(author_id=made.enrolment.user_id, text=private, at=met + timedelta(hours=3))],
    )


def _planned(made: Mentorship, at: datetime, dice: Random) -> Meeting:
    agenda = dice.choice(read("mentorship")["meeting"]["agenda"])
    return Meeting(at=_noon(at), minutes=45, channel="in-person", agenda=agenda, planned_by_id=made.mentee_id)


def _noon(at: datetime) -> datetime:
    return clock.moment(clock.day(at), time(12))


def _check_in(author: User, at: datetime) -> CheckIn:
    return CheckIn(author_id=author.id, point="week-2", meeting=4, useful=5, fit=4, at=at)
