"""Who may do what in a round, what is refused, and what time brings about."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select, update

from board import duties
from board.accounts.models import Role, User
from board.kernel import clock
from board.kernel.db import db, unit_of_work
from board.mentorship.fit import WEIGHTS, Offered, Wanted, fit
from board.mentorship.matching import scoring
from board.mentorship.models import (
    Block,
    Conflict,
    ConflictKind,
    Enrolment,
    EnrolmentState,
    Mentorship,
    MentorshipState,
    SafeguardingLead,
    Wishes,
)
from board.mentorship.queries.ties import offered_by, wanted_by
from board.mentorship.words import TOPICS
from board.notices.models import Notice
from board.rounds.figures import masked
from board.rounds.labels import BUTTONS, FOR_COORDINATORS, FOR_MEMBERS
from board.rounds.models import (
    MatchMentee,
    MatchMentor,
    MatchProof,
    MatchRound,
    MatchRun,
    RoundState,
    WaitingOffer,
    WaitingOfferMove,
    WaitingState,
)
from board.rounds.suggesting import offering, wanting
from tests.conftest import NOW
from tests.counting import count_statements
from tests.rounds.conftest import DATES, School, round_at

Enter = Callable[[User], FlaskClient]
Found = Callable[..., School]
Plan = Callable[..., str]


def put_in(address: str, state: RoundState) -> None:
    """The round in a state, whatever led there."""
    with unit_of_work():
        db.session.execute(update(MatchRound).where(MatchRound.id == round_at(address).id).values(state=state))


def steer(browser: FlaskClient, address: str, *verbs: str) -> None:
    for verb in verbs:
        assert browser.post(f"{address}/{verb}").status_code == 303, verb


def listed(student: User) -> list[str]:
    return db.session.scalars(select(MatchMentee.choices).where(MatchMentee.user_id == student.id)).one()


def rank(browser: FlaskClient, address: str, *wanted: Enrolment, **more: str) -> Any:
    typed = {f"place-{one.id}": str(place) for place, one in enumerate(wanted, start=1)}
    return browser.post(f"{address}/ranking", data=typed | more)


def test_every_state_has_words_and_every_verb_a_button() -> None:
    assert set(FOR_MEMBERS) == set(FOR_COORDINATORS) == set(RoundState)
    assert set(BUTTONS) == {verb for _, verb in MatchRound.MOVES}
    assert FOR_MEMBERS[RoundState.LOCKED] == FOR_MEMBERS[RoundState.PROPOSED], "nobody learns that a result is there"


@pytest.mark.parametrize("state", list(RoundState))
def test_only_a_coordinator_moves_a_round_and_only_along_its_table(
    found: Found, plan: Plan, enter: Enter, state: RoundState
) -> None:
    school = found(students=2, mentors=1)
    address = plan(school)
    desk, student, mentor = enter(school.coordinator), enter(school.students[0]), enter(school.mentors[0].user)
    for verb in BUTTONS:
        put_in(address, state)
        if verb == "open":  # only a draft is opened, and nobody is in a draft yet
            with unit_of_work():
                db.session.execute(delete(MatchMentor))
        assert student.post(f"{address}/{verb}").status_code == 404
        assert mentor.post(f"{address}/{verb}").status_code == 404
        assert round_at(address).state is state
        steps = len(round_at(address).moves)
        answer = desk.post(f"{address}/{verb}")
        after = MatchRound.MOVES.get((state, verb))
        if after is None:
            assert (answer.status_code, round_at(address).state) == (409, state)
        elif answer.status_code == 303:
            assert (round_at(address).state, len(round_at(address).moves)) == (after, steps + 1)
        else:  # there is no frozen run to publish
            assert (verb, answer.status_code, round_at(address).state) == ("publish", 409, state)


def test_a_draft_is_the_coordinators_own(found: Found, enter: Enter) -> None:
    school = found(students=1)
    desk, student = enter(school.coordinator), enter(school.students[0])
    form = DATES | {"title": "Draft", "kind": "faculty", "background_weight": "0"}
    address = desk.post("/match-rounds/new", data=form).location
    assert student.get(address).status_code == 404
    assert "Draft" not in student.get("/match-rounds").text
    assert student.get("/match-rounds/new").status_code == 404
    assert "Draft" in desk.get("/match-rounds").text


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"title": ""}, "Give it a title."),
        ({"title": "x" * 121}, "At most 120 characters."),
        ({"joins_until": "soon"}, "date"),
        ({"ranks_until": DATES["joins_until"]}, "must come after"),
        ({"publishes_on": DATES["joins_until"]}, "must come after"),
        ({"background_weight": "21"}, "from 0 to 20"),
        ({"kind": "dean"}, "valid choice"),
    ],
)
def test_a_round_that_makes_no_sense_is_not_planned(
    found: Found, enter: Enter, wrong: dict[str, str], words: str
) -> None:
    form = DATES | {"title": "Kept 🩺", "kind": "faculty", "background_weight": "0"}
    answer = enter(found().coordinator).post("/match-rounds/new", data=form | wrong)
    assert answer.status_code == 422
    assert words in answer.text
    assert "title" in wrong or "Kept 🩺" in answer.text
    assert db.session.scalar(select(MatchRound)) is None


def test_a_round_whose_dates_have_passed_is_not_opened(found: Found, enter: Enter) -> None:
    desk = enter(found().coordinator)
    past = {"joins_until": "2026-02-01", "ranks_until": "2026-02-02", "publishes_on": "2026-02-03"}
    form = past | {"title": "Late", "kind": "faculty", "background_weight": "0"}
    address = desk.post("/match-rounds/new", data=form).location
    assert desk.post(f"{address}/open").status_code == 409
    assert round_at(address).seed == ""


def test_joining_twice_is_joining_once_and_leaving_forgets(found: Found, plan: Plan, enter: Enter) -> None:
    school = found()
    address = plan(school, joining=[])
    student = enter(school.students[0])
    for _ in range(2):
        assert student.post(f"{address}/join").status_code == 303
    assert len(list(db.session.scalars(select(MatchMentee)))) == 1
    assert student.post(f"{address}/leave").status_code == 303
    assert db.session.scalar(select(MatchMentee)) is None
    assert student.post(f"{address}/leave").status_code == 404
    assert enter(school.mentors[0].user).post(f"{address}/join").status_code == 403


def test_who_has_a_mentor_of_the_kind_does_not_join(found: Found, plan: Plan, enter: Enter) -> None:
    school = found()
    address = plan(school, joining=[])
    with unit_of_work():
        db.session.add(pair_of(school.students[0], school.mentors[0]))
    answer = enter(school.students[0]).post(f"{address}/join")
    assert answer.status_code == 403
    assert "One of each kind" in answer.text


def pair_of(student: User, mentor: Enrolment, state: MentorshipState = MentorshipState.ACTIVE) -> Mentorship:
    return Mentorship(
        mentee_id=student.id,
        enrolment_id=mentor.id,
        kind=mentor.kind,
        state=state,
        started_at=NOW,
        contact_at=NOW,
        ends_on=NOW.date(),
    )


def test_everybody_begins_with_the_ten_who_fit_best(found: Found, plan: Plan, enter: Enter) -> None:
    school = found(students=3, mentors=14)
    plan(school, to="ranking")
    for student in school.students:
        said = db.session.scalars(select(Wishes).where(Wishes.user_id == student.id)).one()
        scores = {
            str(one.id): fit(wanted_by(student, said), offered_by(one)).score or 0 for one in school.mentors
        }  # fmt: skip
        best = sorted(scores, key=lambda choice: (-scores[choice], int(choice)))[:10]
        assert listed(student) == best
        row = db.session.scalars(select(MatchMentee).where(MatchMentee.user_id == student.id)).one()
        assert [one["score"] for one in row.suggested] == [scores[choice] for choice in best]
        assert row.suggested[0]["reasons"], "the reasons are kept with the pair"


def test_scoring_in_blocks_equals_scoring_a_pair(found: Found) -> None:
    school = found(students=30, mentors=30)
    said = {one.user_id: one for one in db.session.scalars(select(Wishes))}
    wanted = [wanted_by(one, said[one.id]) for one in school.students]
    offered = [offered_by(one) for one in school.mentors]
    best = scoring.best(wanting(wanted), offering(offered), WEIGHTS, top=30)
    for row, one in enumerate(wanted):
        for mentor, score in zip(best.mentors[row], best.scores[row], strict=True):
            assert score == fit(one, offered[mentor]).score
    assert np.all(np.diff(best.scores, axis=1) <= 0)


def test_an_exact_half_goes_up_both_ways() -> None:
    topics = list(TOPICS)
    wanted, offered = Wanted(topics=frozenset(topics[:8])), Offered(kind="peer", topics=frozenset(topics[7:9]))
    assert fit(wanted, offered).score == 13, "one topic of eight is 12.5"
    assert scoring.best(wanting([wanted]), offering([offered]), WEIGHTS).scores.tolist() == [[13]]


def test_a_list_is_made_with_numbers_and_with_buttons(found: Found, plan: Plan, enter: Enter) -> None:
    school = found(students=1, mentors=4)
    address = plan(school, to="ranking")
    student, (a, b, c, d) = enter(school.students[0]), school.mentors
    steps: list[tuple[dict[str, str], list[Enrolment]]] = [
        ({f"place-{b.id}": "1", f"place-{a.id}": "2", f"place-{c.id}": "2", "save": "1"}, [b, a, c]),
        ({f"place-{b.id}": "1", f"place-{a.id}": "2", f"place-{c.id}": "3", "up": str(a.id)}, [a, b, c]),
        ({f"place-{a.id}": "1", f"place-{b.id}": "2", f"place-{c.id}": "3", "down": str(b.id)}, [a, c, b]),
        ({f"place-{a.id}": "1", f"place-{c.id}": "2", f"place-{b.id}": "3", "add": str(d.id)}, [a, c, b, d]),
        ({f"place-{a.id}": "", f"place-{c.id}": "2", f"place-{b.id}": "1", f"place-{d.id}": "9"}, [b, c, d]),
        ({f"place-{b.id}": "1", f"place-{c.id}": "2", f"place-{d.id}": "3", "remove": str(c.id)}, [b, d]),
        ({f"place-{b.id}": "1", f"place-{d.id}": "2", "up": str(b.id)}, [b, d]),
    ]
    for typed, expected in steps:
        assert student.post(f"{address}/ranking", data=typed).status_code == 303
        assert listed(school.students[0]) == [str(one.id) for one in expected]
    shown = student.get(f"{address}/ranking").text
    assert shown.index(b.user.name) < shown.index(d.user.name) < shown.index("Whom you may add")


def test_htmx_gets_the_list_alone_and_a_list_that_saves_itself_nothing(
    found: Found, plan: Plan, enter: Enter
) -> None:  # fmt: skip
    school = found(students=1, mentors=2)
    address = plan(school, to="ranking")
    typed = {f"place-{school.mentors[1].id}": "1"}
    asked = {"HX-Request": "true", "HX-Target": "div#ranking"}
    answer = enter(school.students[0]).post(f"{address}/ranking", data=typed, headers=asked)
    assert answer.text.lstrip().startswith('<div id="ranking"')
    assert listed(school.students[0]) == [str(school.mentors[1].id)]
    quiet = enter(school.students[0]).post(f"{address}/ranking", data=typed, headers={"X-Autosave": "1"})
    assert quiet.status_code == 204


@pytest.mark.parametrize("typed", [{"place-1": "first"}, {"place-1": "-1"}, {"place-1": "١"}, {"add": "4711"}])
def test_a_list_that_makes_no_sense_is_not_kept(
    found: Found, plan: Plan, enter: Enter, typed: dict[str, str]
) -> None:  # fmt: skip
    school = found(students=1, mentors=2)
    address = plan(school, to="ranking")
    before = listed(school.students[0])
    answer = enter(school.students[0]).post(f"{address}/ranking", data=typed)
    assert answer.status_code == 422
    assert "Your list was not kept" in answer.text
    assert listed(school.students[0]) == before


def test_twenty_one_choices_are_too_many(found: Found, plan: Plan, enter: Enter) -> None:
    school = found(students=1, mentors=21)
    address = plan(school, to="ranking")
    assert rank(enter(school.students[0]), address, *school.mentors[:20]).status_code == 303
    assert rank(enter(school.students[0]), address, *school.mentors).status_code == 422


def test_who_is_kept_apart_cannot_be_chosen_and_is_not_offered(found: Found, plan: Plan, enter: Enter) -> None:
    school = found(students=1, mentors=3)
    student, (blocked, assessor, fine) = school.students[0], school.mentors
    with unit_of_work():
        db.session.add(Block(by_id=blocked.user_id, about_id=student.id, at=NOW))
        kind = ConflictKind.ASSESSOR
        db.session.add(Conflict(mentor_id=assessor.user_id, mentee_id=student.id, kind=kind, declared_at=NOW))
    address = plan(school, to="ranking")
    assert listed(student) == [str(fine.id)]
    page = enter(student).get(f"{address}/ranking").text
    assert blocked.user.name not in page
    assert f"{assessor.user.name}: Not available: they hold an assessment role" in page
    assert f'name="add" value="{assessor.id}"' not in page
    assert rank(enter(student), address, fine, assessor).status_code == 422


@pytest.mark.parametrize("by_mentor", [True, False])
def test_a_block_that_comes_after_the_list_hides_each_from_the_other(
    found: Found, plan: Plan, enter: Enter, by_mentor: bool
) -> None:
    school = found(students=1, mentors=2, places=1)
    student, mentor = school.students[0], school.mentors[0]
    address = plan(school, to="ranking")
    rank(enter(student), address, *school.mentors)
    assert student.name in enter(mentor.user).get(f"{address}/applicants").text
    with unit_of_work():
        by, about = (mentor.user_id, student.id) if by_mentor else (student.id, mentor.user_id)
        db.session.add(Block(by_id=by, about_id=about, at=NOW))
    assert student.name not in enter(mentor.user).get(f"{address}/applicants").text
    assert mentor.user.name not in enter(student).get(f"{address}/ranking").text
    steer(enter(school.coordinator), address, "lock", "propose")
    assert db.session.scalars(select(MatchRun)).one().result == {str(student.id): str(school.mentors[1].id)}


def test_a_tie_that_comes_after_the_list_is_named_in_the_proof(found: Found, plan: Plan, enter: Enter) -> None:
    school = found(students=1, mentors=2, places=1)
    student = school.students[0]
    address = plan(school, to="ranking")
    rank(enter(student), address, *school.mentors)
    with unit_of_work():
        kind = ConflictKind.ASSESSOR
        db.session.add(
            Conflict(mentor_id=school.mentors[0].user_id, mentee_id=student.id, kind=kind, declared_at=NOW)
        )  # fmt: skip
    steer(enter(school.coordinator), address, "lock", "propose", "publish")
    page = enter(student).get(f"{address}/proof").text
    assert "choice 2 on your list" in page
    assert "they hold an assessment role" in page


def test_a_mentor_sorts_applicants_without_learning_the_order(found: Found, plan: Plan, enter: Enter) -> None:
    school = found(students=3, mentors=2)
    address, mentor = plan(school, to="ranking"), school.mentors[0]
    first, second, other = school.students
    rank(enter(first), address, mentor)
    rank(enter(second), address, school.mentors[1], mentor)
    rank(enter(other), address, school.mentors[1])
    page = enter(mentor.user).get(f"{address}/applicants").text
    assert first.name in page
    assert second.name in page
    assert other.name not in page
    assert school.mentors[1].user.name not in page
    tiers = {
        f"tier-{first.id}": "refuse",
        f"tier-{second.id}": "prefer",
        f"tier-{other.id}": "prefer",
        "tier-x": "prefer",
    }
    assert enter(mentor.user).post(f"{address}/applicants", data=tiers).status_code == 303
    row = db.session.scalars(select(MatchMentor).where(MatchMentor.enrolment_id == mentor.id)).one()
    assert (row.preferred, row.refused) == ([second.id], [first.id])
    assert enter(first).get(f"{address}/applicants").status_code == 404
    assert enter(mentor.user).get(f"{address}/ranking").status_code == 404
    steer(enter(school.coordinator), address, "lock")
    assert enter(mentor.user).post(f"{address}/applicants", data=tiers).status_code == 403
    assert rank(enter(first), address, mentor).status_code == 403
    assert enter(first).post(f"{address}/leave").status_code == 403


def test_lists_and_tiers_are_read_after_the_lock_by_coordinators_only(
    found: Found, plan: Plan, enter: Enter
) -> None:  # fmt: skip
    school = found(students=1, mentors=2)
    address, desk = plan(school, to="ranking"), enter(school.coordinator)
    rank(enter(school.students[0]), address, school.mentors[1])
    assert "can be read when they are locked" in desk.get(f"{address}/people").text
    assert "mentor listed" not in desk.get(f"{address}/people").text
    for page in ("preview", "what-if"):
        assert desk.get(f"{address}/{page}").status_code == 403
    steer(desk, address, "lock")
    assert "1 mentor listed" in desk.get(f"{address}/people").text
    for page in ("people", "preview", "what-if", "record", "record.json", "report", "report.csv"):
        for user in (school.students[0], school.mentors[0].user):
            assert enter(user).get(f"{address}/{page}").status_code == 404


OFFICE = {"/people", "/preview", "/what-if", "/record", "/record.json", "/report", "/report.csv"}
OPEN: dict[str, tuple[set[str], ...]] = {
    "student": ({"/ranking"}, set(), set(), {"/proof"}),
    "other student": (set(), set(), set(), set()),
    "mentor": ({"/applicants"}, set(), set(), set()),
    "lead": (set(), set(), set(), set()),
    "coordinator": (
        {"/people"},
        {"/people", "/preview", "/what-if"},
        OFFICE - {"/report", "/report.csv"},
        OFFICE,
    ),
}
"""Role → the pages of a round that open: while lists are made, after the lock, with a frozen run, published."""
PAGES = OFFICE | {"/ranking", "/applicants", "/talks", "/proof"}


@pytest.mark.parametrize("role", list(OPEN))
def test_each_role_opens_its_pages_of_a_round_at_its_time_and_no_other(
    found: Found, plan: Plan, enter: Enter, person: Callable[..., User], role: str
) -> None:
    school, lead = found(students=2, mentors=2), person("lea", Role.FACULTY)
    with unit_of_work():
        db.session.add(SafeguardingLead(user_id=lead.id, named_at=NOW))
    address, desk = plan(school, to="ranking", joining=school.students[:1]), enter(school.coordinator)
    people = {
        "student": school.students[0],
        "other student": school.students[1],
        "mentor": school.mentors[0].user,
        "lead": lead,
        "coordinator": school.coordinator,
    }
    browser = enter(people[role])
    for verbs, pages in zip(((), ("lock",), ("propose",), ("publish",)), OPEN[role], strict=True):
        steer(desk, address, *verbs)
        statuses = {page: browser.get(f"{address}{page}").status_code for page in PAGES}
        assert {page for page, status in statuses.items() if status == 200} == pages
        told = {page for page, status in statuses.items() if status == 403}
        own = {"student": {"/ranking"}, "mentor": {"/applicants"}, "coordinator": {"/preview", "/what-if"}}
        assert told <= own.get(role, set()), "what is nobody’s business is not even refused"


def test_everybody_reads_their_own_list_and_tiers_after_the_lock(found: Found, plan: Plan, enter: Enter) -> None:
    school = found(students=2, mentors=2)
    address, (a, b), (x, y) = plan(school, to="ranking"), school.students, school.mentors
    rank(enter(a), address, y, x)
    enter(x.user).post(f"{address}/applicants", data={f"tier-{a.id}": "refuse", f"tier-{b.id}": "prefer"})
    steer(enter(school.coordinator), address, "lock")
    mine = enter(a).get(address).text
    assert mine.index(f"<li>{y.user.name}</li>") < mine.index(f"<li>{x.user.name}</li>")
    tiers = enter(x.user).get(address).text
    assert f"<dt>Prefer</dt><dd>{b.name}</dd><dt>Not for me</dt><dd>{a.name}</dd>" in tiers
    for other in (enter(b), enter(y.user)):
        assert "Not for me" not in other.get(address).text


def test_places_are_kept_within_what_is_free(found: Found, plan: Plan, enter: Enter) -> None:
    school = found(students=2, mentors=1, places=2)
    address, mentor = plan(school), enter(school.mentors[0].user)
    for wrong in ("0", "3", "many", ""):
        answer = mentor.post(f"{address}/places", data={"places": wrong})
        assert answer.status_code == 422
        assert "From 1 to 2" in answer.text
    assert mentor.post(f"{address}/places", data={"places": "1"}).status_code == 303
    assert enter(school.students[0]).post(f"{address}/places", data={"places": "1"}).status_code == 404
    steer(enter(school.coordinator), address, "start-ranking", "lock", "propose")
    assert len(db.session.scalars(select(MatchRun)).one().result) == 1


def test_a_mentor_who_sits_out_is_given_nobody_and_the_proof_says_so(found: Found, plan: Plan, enter: Enter) -> None:
    school = found(students=1, mentors=2, places=1)
    address = plan(school, to="ranking")
    rank(enter(school.students[0]), address, *school.mentors)
    mentor = enter(school.mentors[0].user)
    assert mentor.post(f"{address}/places", data={"sits_out": "1"}).status_code == 303
    steer(enter(school.coordinator), address, "lock", "propose", "publish")
    assert "stepped back before the match" in enter(school.students[0]).get(f"{address}/proof").text


def test_a_fixed_pair_shows_whom_it_wrongs_and_what_if_keeps_nothing(found: Found, plan: Plan, enter: Enter) -> None:
    school = found(students=2, mentors=1, places=1)
    address, desk, (a, b) = plan(school, to="ranking"), enter(school.coordinator), school.students
    mentor = school.mentors[0]
    enter(mentor.user).post(f"{address}/applicants", data={f"tier-{a.id}": "prefer"})
    steer(desk, address, "lock")
    pin = {"mentee": str(b.id), "choice": str(mentor.id), "reason": "Same clinic"}
    assert desk.post(f"{address}/pins", data=pin | {"reason": " "}).status_code == 422
    assert desk.post(f"{address}/pins", data=pin | {"mentee": "4711"}).status_code == 422
    assert desk.post(f"{address}/pins", data=pin).status_code == 303
    assert desk.post(f"{address}/pins", data=pin | {"mentee": str(a.id)}).status_code == 422, "the place is given"
    page = desk.get(f"{address}/preview").text
    assert "1 pair would rather have each other" in page
    assert f"{a.name} and {mentor.user.name}" in page
    tried = desk.get(f"{address}/what-if?mentor={mentor.id}&places=2").text
    assert "1 student moves" in tried
    assert f"<strong>{a.name}</strong> goes up" in tried
    assert mentor.capacity == 1
    assert desk.get(f"{address}/what-if?mentor={mentor.id}&places=many").status_code == 422
    assert desk.post(f"{address}/pins/1/remove").status_code == 303
    assert desk.post(f"{address}/pins/1/remove").status_code == 404
    desk.post(f"{address}/pins", data=pin)
    steer(desk, address, "propose", "publish")
    assert "given before the match" in enter(a).get(f"{address}/proof").text
    assert "placed you there before the run" in enter(b).get(f"{address}/proof").text


def test_what_if_a_list_were_another(found: Found, plan: Plan, enter: Enter) -> None:
    school = found(students=2, mentors=2, places=1)
    address, desk, (a, b) = plan(school, to="ranking"), enter(school.coordinator), school.students
    x, y = school.mentors
    rank(enter(a), address, x)
    rank(enter(b), address, x)
    enter(x.user).post(f"{address}/applicants", data={f"tier-{a.id}": "prefer"})
    steer(desk, address, "lock")
    tried = desk.get(f"{address}/what-if?student={b.id}&first={y.id}").text
    assert "1 student moves" in tried
    assert f"<strong>{b.name}</strong> goes up: from nobody to {y.user.name}" in tried
    assert listed(b) == [str(x.id)], "nothing is kept"
    for wrong in (f"student={b.id}", f"first={y.id}", f"student=x&first={y.id}", f"student={b.id}&first=4711"):
        assert desk.get(f"{address}/what-if?{wrong}").status_code == 422, wrong
    with unit_of_work():
        db.session.add(Block(by_id=b.id, about_id=y.user_id, at=NOW))
    assert "A rule keeps these two apart" in desk.get(f"{address}/what-if?student={b.id}&first={y.id}").text


def test_two_runs_of_a_round_are_compared(found: Found, plan: Plan, enter: Enter) -> None:
    school = found(students=2, mentors=1, places=1)
    address, desk, (a, b) = plan(school, to="ranking"), enter(school.coordinator), school.students
    enter(school.mentors[0].user).post(f"{address}/applicants", data={f"tier-{a.id}": "prefer"})
    steer(desk, address, "lock", "propose")
    assert "All runs of this round" not in desk.get(f"{address}/record").text
    steer(desk, address, "rework")
    pin = {"mentee": str(b.id), "choice": str(school.mentors[0].id), "reason": "Same clinic"}
    assert desk.post(f"{address}/pins", data=pin).status_code == 303
    steer(desk, address, "propose")
    page = desk.get(f"{address}/record?against=1").text
    assert f"The fixed pair of {b.name}" in page and "The list of" not in page and "The tiers or places" not in page
    assert f"<strong>{a.name}</strong> goes down: from {school.mentors[0].user.name} to nobody" in page
    assert "2 students move" in page
    for none in ("2", "9", "x"):
        assert "What was put in otherwise" not in desk.get(f"{address}/record?against={none}").text


@pytest.mark.parametrize("without_fault", [True, False])
def test_who_left_a_mentor_without_fault_comes_first_in_the_next_round(
    found: Found, plan: Plan, enter: Enter, without_fault: bool
) -> None:
    school = found(students=2, mentors=2)
    student = school.students[0]
    with unit_of_work():
        over = pair_of(student, school.mentors[0], MentorshipState.ENDED_EARLY)
        over.ended_at, over.without_fault = NOW, without_fault
        db.session.add(over)
    plan(school, to="ranking")
    groups = {one.user_id: one.group for one in db.session.scalars(select(MatchMentee))}
    assert groups == {student.id: 0 if without_fault else 1, school.students[1].id: 1}


def test_two_who_are_kept_apart_are_never_fixed(found: Found, plan: Plan, enter: Enter) -> None:
    school = found(students=1, mentors=1)
    address, desk = plan(school, to="ranking"), enter(school.coordinator)
    with unit_of_work():
        db.session.add(Block(by_id=school.students[0].id, about_id=school.mentors[0].user_id, at=NOW))
    steer(desk, address, "lock")
    pin = {"mentee": str(school.students[0].id), "choice": str(school.mentors[0].id), "reason": "Why not"}
    answer = desk.post(f"{address}/pins", data=pin)
    assert answer.status_code == 422
    assert "kept apart" in answer.text


def test_what_came_between_stops_the_whole_publication(found: Found, plan: Plan, enter: Enter) -> None:
    school = found(students=2, mentors=2, places=1)
    address, desk = plan(school, to="ranking"), enter(school.coordinator)
    steer(desk, address, "lock", "propose")
    with unit_of_work():
        school.mentors[1].places_taken = 1
    answer = desk.post(f"{address}/publish")
    assert answer.status_code == 409
    assert school.mentors[1].user.name in answer.text
    assert db.session.scalar(select(Mentorship)) is None, "all or nothing"
    assert db.session.scalar(select(Notice).where(Notice.key.endswith(":result"))) is None
    steer(desk, address, "rework", "propose", "publish")
    assert [one.number for one in db.session.scalars(select(MatchRun).order_by(MatchRun.id))] == [1, 2]
    assert len(list(db.session.scalars(select(Mentorship)))) == 1


@pytest.mark.parametrize("what", ["paired", "tie", "paused"])
def test_what_else_came_between_is_named(found: Found, plan: Plan, enter: Enter, what: str) -> None:
    school = found(students=1, mentors=2, places=1)
    address, desk, student = plan(school, to="ranking"), enter(school.coordinator), school.students[0]
    rank(enter(student), address, school.mentors[0])
    steer(desk, address, "lock", "propose")
    with unit_of_work():
        if what == "paired":
            db.session.add(pair_of(student, school.mentors[1]))
        elif what == "tie":
            db.session.add(Block(by_id=student.id, about_id=school.mentors[0].user_id, at=NOW))
        else:
            db.session.execute(update(Enrolment).values(state=EnrolmentState.PAUSED))
    answer = desk.post(f"{address}/publish")
    assert answer.status_code == 409
    said = {"paired": "has found a mentor", "tie": "are kept apart now", "paused": "has stepped back"}
    assert said[what] in answer.text
    assert round_at(address).state is RoundState.PROPOSED


def test_my_day_says_what_a_round_asks_of_me(found: Found, plan: Plan, enter: Enter) -> None:
    school = found(students=1, mentors=1, places=1)
    address, desk = plan(school, to="ranking"), enter(school.coordinator)
    student, mentor = enter(school.students[0]), enter(school.mentors[0].user)
    assert "Rank your mentors for Faculty mentors, spring" in student.get("/").text
    assert "Sort your applicants for Faculty mentors, spring" in mentor.get("/").text
    rank(student, address, school.mentors[0])
    mentor.post(f"{address}/applicants", data={f"tier-{school.students[0].id}": "prefer"})
    for browser in (student, mentor):
        assert "Faculty mentors, spring" not in browser.get("/").text
    steer(desk, address, "lock")
    assert "The match of Faculty mentors, spring is promised" in desk.get("/").text


def test_published_twice_it_is_published_once(found: Found, plan: Plan, enter: Enter) -> None:
    school = found(students=2, mentors=2, places=1)
    address, desk = plan(school, to="ranking"), enter(school.coordinator)
    steer(desk, address, "lock", "propose", "publish")
    assert desk.post(f"{address}/publish").status_code == 409
    assert len(list(db.session.scalars(select(Mentorship)))) == 2
    told = list(db.session.scalars(select(Notice.user_id).where(Notice.key.endswith(":result"))))
    assert len(told) == len(set(told)) == 4


def test_a_record_that_was_touched_is_found_out(found: Found, plan: Plan, enter: Enter) -> None:
    school = found(students=3, mentors=2, places=1)
    address, desk = plan(school, to="ranking"), enter(school.coordinator)
    steer(desk, address, "lock", "propose")
    assert "0 differences" in desk.get(f"{address}/record?check=1").text
    assert desk.get(f"{address}/record.json").json["input"]["seed"] == round_at(address).seed
    with unit_of_work():
        db.session.scalars(select(MatchProof).order_by(MatchProof.id)).first().rank = 9
    assert "the proof differs" in desk.get(f"{address}/record?check=1").text


def test_the_left_over_come_first_in_the_next_round(found: Found, plan: Plan, enter: Enter) -> None:
    school = found(students=4, mentors=1, places=1)
    address, desk = plan(school, to="ranking"), enter(school.coordinator)
    steer(desk, address, "lock", "propose", "publish")
    matched = db.session.scalars(select(Mentorship)).one().mentee_id
    following = desk.post(f"{address}/next").location
    assert desk.post(f"{address}/next").location == following, "one draft, however often it is asked for"
    with unit_of_work():
        school.mentors[0].capacity = 2
    newcomer = found_one_more(school)
    steer(desk, following, "open")
    enter(newcomer).post(f"{following}/join")
    steer(desk, following, "start-ranking")
    groups = {
        one.user_id: one.group for one in db.session.scalars(select(MatchMentee).where(MatchMentee.round_id == 2))
    }
    assert groups == {one.id: 0 for one in school.students if one.id != matched} | {newcomer.id: 1}
    steer(desk, following, "lock", "propose")
    run = db.session.scalars(select(MatchRun).where(MatchRun.round_id == 2)).one()
    assert str(newcomer.id) not in run.result
    assert len(list(db.session.scalars(select(Mentorship)))) == 1, "the pairs of the round before are as they were"


def found_one_more(school: School) -> User:
    with unit_of_work():
        one = User(name="Newcomer", email="new@example.edu", created_at=NOW, confirmed_at=NOW)
        one.grants = [type(school.students[0].grants[0])(role=Role.STUDENT, asked_at=NOW, granted_at=NOW)]
        db.session.add(one)
    return one


def test_a_freed_place_is_held_for_one_after_the_other(found: Found, plan: Plan, enter: Enter) -> None:
    school = found(students=3, mentors=1, places=1)
    address, desk = plan(school, to="ranking"), enter(school.coordinator)
    steer(desk, address, "lock", "propose", "publish")
    pair = db.session.scalars(select(Mentorship)).one()
    waiting = [one for one in school.students if one.id != pair.mentee_id]
    order = {one.user_id: one.place_in_draw for one in db.session.scalars(select(MatchProof))}
    first, second = sorted(waiting, key=lambda one: order[one.id])
    assert duties.rounds.offer_free_places(NOW) == 0, "no place is free"
    with unit_of_work():
        db.session.execute(update(Mentorship).values(state=MentorshipState.REFUSED, ended_at=NOW))
        school.mentors[0].places_taken = 0
    assert [duties.rounds.offer_free_places(NOW) for _ in range(2)] == [1, 0]
    assert "A place is held for you" in enter(first).get(address).text
    assert "A place is held for you" not in enter(second).get(address).text
    assert enter(second).post(f"{address}/take-place").status_code == 404
    later = NOW + timedelta(days=3)
    with clock.frozen(later):
        assert enter(first).post(f"{address}/take-place").status_code == 409
        assert duties.rounds.offer_free_places(later) == 2, "one runs out and the next is made"
        assert enter(second).post(f"{address}/take-place").status_code == 303
    states = [one.state for one in db.session.scalars(select(WaitingOffer).order_by(WaitingOffer.id))]
    assert states == [WaitingState.LAPSED, WaitingState.TAKEN]
    made = db.session.scalars(select(Mentorship).where(Mentorship.mentee_id == second.id)).one()
    assert (made.state, school.mentors[0].places_taken) == (MentorshipState.PROPOSED, 1)


@pytest.mark.parametrize("actor", ["student", "other student", "mentor", "coordinator"])
@pytest.mark.parametrize("state", list(WaitingState))
def test_every_state_of_a_held_place_actor_and_action(
    found: Found, plan: Plan, enter: Enter, state: WaitingState, actor: str
) -> None:
    school = found(students=2, mentors=1, places=1)
    address, desk, mentor = plan(school, to="ranking"), enter(school.coordinator), school.mentors[0]
    enter(mentor.user).post(f"{address}/applicants", data={f"tier-{one.id}": "refuse" for one in school.students})
    steer(desk, address, "lock", "propose", "publish")
    student, other = school.students
    people = {"student": student, "other student": other, "mentor": mentor.user, "coordinator": school.coordinator}
    browser = enter(people[actor])
    for action, after in {"take": WaitingState.TAKEN, "pass": WaitingState.PASSED}.items():
        with unit_of_work():
            db.session.execute(delete(WaitingOfferMove))
            db.session.execute(delete(WaitingOffer))
            held = {"round_id": round_at(address).id, "user_id": student.id, "enrolment_id": mentor.id, "state": state}
            db.session.add(WaitingOffer(**held, offered_at=NOW, until=NOW + timedelta(days=3)))
        allowed = actor == "student" and state is WaitingState.OFFERED
        assert browser.post(f"{address}/{action}-place").status_code == (303 if allowed else 404), action
        assert db.session.scalars(select(WaitingOffer.state)).one() is (after if allowed else state)
        assert len(db.session.scalars(select(WaitingOfferMove)).all()) == allowed


def test_the_calendar_moves_the_round_by_itself_and_only_once(found: Found, plan: Plan, enter: Enter) -> None:
    school = found(students=2, mentors=2, places=1)
    address = plan(school)
    joined, ranked = round_at(address).joins_until, round_at(address).ranks_until
    assert duties.rounds.keep_dates(joined - timedelta(seconds=1)) == 0
    assert [duties.rounds.keep_dates(joined) for _ in range(2)] == [1, 0]
    assert round_at(address).state is RoundState.RANKING
    rank(enter(school.students[0]), address, school.mentors[0])
    assert duties.rounds.remind(ranked - timedelta(days=3)) == 0
    duties.rounds.remind(ranked - timedelta(days=1))
    duties.rounds.remind(ranked - timedelta(days=1))
    told = list(db.session.scalars(select(Notice.user_id).where(Notice.key.endswith(":reminder"))))
    assert told == [school.students[1].id], "once, and only who has not looked"
    assert duties.rounds.keep_dates(ranked) == 1
    desk = enter(school.coordinator)
    steer(desk, address, "propose", "publish")
    assert duties.rounds.keep_dates(NOW + timedelta(days=6)) == 0
    assert duties.rounds.keep_dates(NOW + timedelta(days=7)) == 1
    assert round_at(address).state is RoundState.RUNNING


def test_calling_it_off_lets_unsigned_pairs_go(found: Found, plan: Plan, enter: Enter) -> None:
    school = found(students=1, mentors=1, places=1)
    address, desk = plan(school, to="ranking"), enter(school.coordinator)
    steer(desk, address, "lock", "propose", "publish")
    assert desk.post(f"{address}/cancel", data={"reason": "Wrong dates"}).status_code == 303
    assert db.session.scalars(select(Mentorship.state)).one() is MentorshipState.NOT_CONFIRMED
    assert school.mentors[0].places_taken == 0
    assert enter(school.students[0]).get(f"{address}/proof").status_code == 404


def test_several_offers_under_one_limit(found: Found, plan: Plan, enter: Enter) -> None:
    school = found(students=3, mentors=2, places=2)
    address, desk = plan(school), enter(school.coordinator)
    mentor = school.mentors[0]
    offers = {"offer-research": "2", "offer-career": "2"}
    assert enter(mentor.user).post(f"{address}/offers", data=offers | {"offer-career": "5"}).status_code == 422
    assert enter(mentor.user).post(f"{address}/offers", data=offers).status_code == 303
    steer(desk, address, "start-ranking")
    assert enter(mentor.user).post(f"{address}/offers", data=offers).status_code == 403
    research, career = f"{mentor.id}:research", f"{mentor.id}:career"
    for student in school.students:
        both = {f"place-{research}": "1", f"place-{career}": "2"}
        assert enter(student).post(f"{address}/ranking", data=both).status_code == 303
    assert f"{mentor.user.name}: Research" in enter(school.students[0]).get(f"{address}/ranking").text
    steer(desk, address, "lock", "propose", "publish")
    result = db.session.scalars(select(MatchRun)).one().result
    assert sorted(result.values()) == [research, research], "two offers of two places, and two places in all"
    assert mentor.places_taken == 2
    without = next(one for one in school.students if str(one.id) not in result)
    assert enter(without).get(f"{address}/proof").text.count("The draw decided") == 2


def test_the_report_masks_what_is_small_and_what_gives_it_away(found: Found, plan: Plan, enter: Enter) -> None:
    assert masked([[20, 12], [30, 22]]) == set()
    assert masked([[4, 0], [30, 22], [40, 30]]) == {(0, 0), (0, 1), (1, 0), (1, 1)}
    assert (0, 1) in masked([[20, 18], [30, 22]]), "two who went without could be worked out"
    school = found(students=8, mentors=3, places=2)
    address, desk = plan(school, to="ranking"), enter(school.coordinator)
    steer(desk, address, "lock", "propose")
    assert desk.get(f"{address}/report").status_code == 404
    steer(desk, address, "publish")
    page = desk.get(f"{address}/report").text
    assert "left out" in page
    assert "M1,under 5,under 5" in desk.get(f"{address}/report.csv").text
    assert "Everybody,8,6" in desk.get(f"{address}/report.csv").text


def test_pages_ask_the_same_few_questions_for_three_and_for_thirty(
    app: Flask, found: Found, plan: Plan, enter: Enter
) -> None:
    school = found(students=33, mentors=33)
    address, desk = plan(school, to="ranking", joining=school.students[:3]), enter(school.coordinator)
    student, mentor = enter(school.students[0]), enter(school.mentors[0].user)

    def visits() -> list[int]:
        pages = [
            (student, ""),
            (student, "/ranking"),
            (mentor, ""),
            (mentor, "/applicants"),
            (desk, ""),
            (desk, "/people"),
        ]
        return [count_statements(app, lambda at=at, who=who: who.get(f"{address}{at}")) for who, at in pages]

    few = visits()
    for one in school.students[3:]:
        enter(one).post(f"{address}/join")
    assert visits() == few
    steer(desk, address, "lock")
    assert count_statements(app, lambda: desk.get(f"{address}/preview")) < 30


def test_pages_of_a_round_are_valid(found: Found, plan: Plan, enter: Enter) -> None:
    from tests.house.test_house import check_page

    school = found(students=3, mentors=2, places=1)
    address, desk = plan(school, to="ranking"), enter(school.coordinator)
    student, mentor = enter(school.students[0]), enter(school.mentors[0].user)
    seen = [(desk, "/match-rounds"), (desk, "/match-rounds/new"), (desk, f"{address}/edit"), (desk, address)]
    seen += [(student, address), (student, f"{address}/ranking"), (mentor, address), (mentor, f"{address}/applicants")]
    for browser, page in seen:
        check_page(browser.get(page).text)
    steer(desk, address, "lock", "propose", "publish")
    for page in ("", "/preview", "/what-if", "/people", "/record?check=1", "/report"):
        check_page(desk.get(f"{address}{page}").text)
    for one in school.students:
        check_page(enter(one).get(f"{address}/proof").text)
    check_page(mentor.get(address).text)
