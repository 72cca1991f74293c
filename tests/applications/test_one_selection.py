"""One selection from the first application to the end of the waiting list, with a clock that is moved.

Sixty apply for eight seats. Six people read, two for each application, past five conflicts. Eight are offered a place,
two wait, fifty are told no. Six accept, two let it lapse; the two who wait are offered those places; one accepts, one
lets it lapse. So ten offers were made, three lapsed, seven seats are taken and the list is at its end.
"""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from statistics import fmean

from flask import Flask
from sqlalchemy import func, select

from board import tasks
from board.accounts.models import Role, User
from board.applications import conflict_sources as application_conflict_sources
from board.applications.actions import application as application_actions
from board.applications.actions import decision as decision_actions
from board.applications.actions import offer as offer_actions
from board.applications.actions import review as review_actions
from board.applications.actions.draft_decision import Choice
from board.applications.actions.offer import OfferTerms
from board.applications.models import Application, ApplicationMove, ApplicationState, Decision, Recusal, Review
from board.applications.queries import by_id, draft_decisions, waiting
from board.applications.rubric import DEFAULT
from board.kernel import clock
from board.kernel.db import db
from board.kernel.mail import Email
from board.kernel.unit_of_work import unit_of_work
from board.notices.models import Notice
from board.opportunities import queries as opportunity_queries
from board.opportunities.models import Opportunity, PostingState
from tests.applications.builders import posting_of
from tests.applications.conftest import reviewing as let_review
from tests.conftest import NOW

APPLICANTS, READERS, SEATS, WAITING, ASIDE = 60, 6, 8, 2, 3
DECIDED = NOW + timedelta(days=10)
ANSWER_BY = DECIDED + timedelta(days=7)


def test_a_whole_selection(app: Flask, person: Callable[..., User]) -> None:
    owner = person("grace", Role.FACULTY)
    readers = [person(f"reader-{number}", Role.FACULTY) for number in range(READERS)]
    students = [person(f"student-{number:02}", Role.STUDENT) for number in range(APPLICANTS)]
    posting = posting_of(owner, seats=SEATS, closes_at=NOW + timedelta(days=5))
    for reader in readers:
        let_review(posting, reader)
    _apply(posting.id, students)
    assert _emails() == {"application-received": APPLICANTS}

    known = [(students[0].id, readers[0].id, "mentors this student"), (students[1].id, readers[1].id, "is family")]
    application_conflict_sources.find_with(
        "test", lambda among, people: [item for item in known if item[0] in among and item[1] in people]
    )
    try:
        _read(posting.id, owner, readers)
    finally:
        application_conflict_sources.find_with("test", lambda among, people: [])
    assert _emails() == {
        "application-received": APPLICANTS,
        "reviews-assigned": READERS + ASIDE,  # whoever takes over what was left is told, too
        "conflict-declared": ASIDE,
    }

    _decide(posting.id, owner)
    _release(posting.id, owner)
    _answer_and_lapse(posting.id)
    _to_the_end_of_the_list(posting.id)


def _posting(number: int) -> Opportunity:
    found = opportunity_queries.by_id(number)
    assert found is not None
    return found


def _emails() -> dict[str, int]:
    """How many of each kind were written."""
    return dict(db.session.execute(select(Email.kind, func.count()).group_by(Email.kind)).all())


def _states(number: int) -> dict[ApplicationState, int]:
    return Counter(db.session.scalars(select(Application.state).where(Application.opportunity_id == number)))


def _apply(number: int, students: list[User]) -> None:
    for student in students:
        with unit_of_work():
            words = {"statement": f"I am {student.name}.", "answers": {}}
            application = application_actions.save_draft(_posting(number), by=student, now=NOW, **words)
            application_actions.submit(application, by=student, now=NOW)


def _read(number: int, owner: User, readers: list[User]) -> None:
    """Assign, let three step aside, assign again, score everything."""
    _assign(number, owner, readers)
    pairs = db.session.execute(select(Review.application_id, Review.reviewer_id).order_by(Review.id)).all()
    for application_id, reviewer_id in pairs[10:40:12]:
        with unit_of_work():
            application, reader = by_id(application_id), db.session.get_one(User, reviewer_id)
            assert application is not None
            review_actions.step_aside(application, by=reader, now=NOW, reason="family")
    assert db.session.scalar(select(func.count(Recusal.id))) == ASIDE
    _assign(number, owner, readers)
    for application_id, reviewer_id in db.session.execute(select(Review.application_id, Review.reviewer_id)).all():
        with unit_of_work():
            application, reader = by_id(application_id), db.session.get_one(User, reviewer_id)
            assert application is not None
            marks = {item.key: 1 + (application_id * 3 + place) % 5 for place, item in enumerate(DEFAULT)}
            review_actions.score(application, review_actions.GivenScores(marks), by=reader, now=NOW)


def _assign(number: int, owner: User, readers: list[User]) -> None:
    numbers = [reader.id for reader in readers]
    with unit_of_work():
        plan = review_actions.AssignmentPlan(numbers, each=2, due_on=None, seed=11)
        review_actions.assign(_posting(number), plan, by=owner, now=NOW)
    assigned = set(db.session.execute(select(Review.application_id, Review.reviewer_id)).all())
    load = Counter(reader for _, reader in assigned)
    assert len(assigned) == 2 * APPLICANTS
    assert set(Counter(application for application, _ in assigned).values()) == {2}
    assert max(load.values()) - min(load.values()) <= 1
    aside = set(db.session.execute(select(Recusal.application_id, Recusal.user_id)).all())
    assert not assigned & (aside | {(1, numbers[0]), (2, numbers[1])}), "no conflict is read"


def _decide(number: int, owner: User) -> None:
    """By the mean of the scores: the best are offered a place, the next wait, the others are told no."""
    scores: dict[int, list[float]] = {}
    for review in db.session.scalars(select(Review)):
        assert review.total is not None
        scores.setdefault(review.application_id, []).append(review.total)
    order = sorted(scores, key=lambda item: (-fmean(scores[item]), item))
    parts = {"offer": order[:SEATS], "waitlist": order[SEATS : SEATS + WAITING], "reject": order[SEATS + WAITING :]}
    for verb, chosen in parts.items():
        with unit_of_work():
            applications = [item for item in map(by_id, chosen) if item is not None]
            decision_actions.decide(applications, Choice(verb, "numbers", "Thank you."), by=owner, now=DECIDED)
    assert _states(number) == {ApplicationState.IN_REVIEW: APPLICANTS}
    assert len(draft_decisions(number)) == APPLICANTS
    assert "application-not-selected" not in _emails(), "nobody was told"


def _release(number: int, owner: User) -> None:
    with clock.frozen(DECIDED):
        steps = decision_actions.preview(_posting(number), by=owner, now=DECIDED, answer_by=ANSWER_BY)
        assert Counter(step.verb for step in steps) == {"offer": 8, "waitlist": 2, "reject": 50}
        assert all(step.subject and step.name in step.text for step in steps)
        assert _states(number) == {ApplicationState.IN_REVIEW: APPLICANTS}
        with unit_of_work():
            decision_actions.release(_posting(number), by=owner, now=DECIDED, terms=OfferTerms(ANSWER_BY))
    assert _states(number) == {
        ApplicationState.OFFERED: 8,
        ApplicationState.WAITLISTED: 2,
        ApplicationState.NOT_SELECTED: 50,
    }
    told = _emails()
    assert (told["offer-made"], told["application-news"], told["application-not-selected"]) == (8, 2, 50)
    assert draft_decisions(number) == {}
    assert db.session.scalar(select(func.count(Decision.id)).where(Decision.released_by_id == owner.id)) == APPLICANTS
    assert [waiter.rank for waiter in waiting(number)] == [1, 2]


def _answer(application: Application, at: datetime) -> None:
    with clock.frozen(at), unit_of_work():
        offer_actions.accept_offer(application, by=application.student, now=at)


def _work(at: datetime) -> None:
    """The worker's round, twice: the second changes nothing."""
    with clock.frozen(at):
        tasks.do_all(at)
        before = _states(1), _emails()
        tasks.do_all(at)
        assert (_states(1), _emails()) == before


def _offered(number: int) -> list[Application]:
    held = select(Application.id).where(
        Application.opportunity_id == number, Application.state == ApplicationState.OFFERED
    )
    return [item for item in map(by_id, db.session.scalars(held.order_by(Application.id))) if item is not None]


def _answer_and_lapse(number: int) -> None:
    """Six accept, two are reminded and do not answer; their places go to those who wait."""
    for item in _offered(number)[:6]:
        _answer(item, DECIDED + timedelta(days=1))
    assert _posting(number).seats_taken == 6
    _work(ANSWER_BY - timedelta(days=1))
    assert _emails()["offer-reminder"] == 2
    _work(ANSWER_BY - timedelta(seconds=1))
    assert _states(number)[ApplicationState.OFFERED] == 2, "until the last second"
    _work(ANSWER_BY)
    assert _states(number) == {
        ApplicationState.ACCEPTED: 6,
        ApplicationState.LAPSED: 2,
        ApplicationState.OFFERED: 2,
        ApplicationState.NOT_SELECTED: 50,
    }
    told = _emails()
    assert (told["offer-lapsed"], told["offer-made"]) == (2, 10)
    assert waiting(number) == []
    until = {item.offer.answer_by - ANSWER_BY for item in _offered(number) if item.offer is not None}
    assert until == {timedelta(hours=48)}


def _to_the_end_of_the_list(number: int) -> None:
    """One of the two accepts; the other lets it lapse, and nobody is left to be offered that place."""
    promoted = _offered(number)
    _answer(promoted[0], ANSWER_BY + timedelta(hours=5))
    _work(ANSWER_BY + timedelta(hours=40))
    _work(ANSWER_BY + timedelta(hours=48))
    _work(ANSWER_BY + timedelta(days=30))
    assert _states(number) == {
        ApplicationState.ACCEPTED: 7,
        ApplicationState.LAPSED: 3,
        ApplicationState.NOT_SELECTED: 50,
    }
    posting = _posting(number)
    assert (posting.seats_taken, posting.openings.free, posting.state) == (7, 1, PostingState.PUBLISHED)
    assert _emails() == {
        "application-received": APPLICANTS,
        "reviews-assigned": READERS + ASIDE,  # whoever takes over what was left is told, too
        "conflict-declared": ASIDE,
        "application-news": WAITING,
        "application-not-selected": 50,
        "offer-made": SEATS + WAITING,
        "offer-reminder": 3,
        "offer-lapsed": 3,
        "offer-answered": 7 + 3,  # the owner hears of each answer, and of each silence
        "posting-outcome": 1,  # nobody is left to offer the last place to: what became of it?
    }
    steps = Counter(db.session.scalars(select(ApplicationMove.verb)))
    assert steps == {
        "submit": APPLICANTS,
        "review": APPLICANTS,
        "offer": 10,
        "waitlist": 2,
        "reject": 50,
        "accept": 7,
        "lapse": 3,
    }
    first = by_id(promoted[0].id)
    assert first is not None
    assert [move.verb for move in first.moves] == ["submit", "review", "waitlist", "offer", "accept"]
    assert [move.by_id for move in first.moves][3] is None, "the list moved by itself"
    news = Notice.user_id, Notice.words, Notice.href
    twice = select(*news).group_by(*news).having(func.count() > 1)
    again = db.session.execute(twice).all()
    assert [words for _, words, _ in again] == ["Applications wait for your scores: Safety committee"] * len(again)
    assert len(again) <= ASIDE, "whoever took over what somebody else had left"
