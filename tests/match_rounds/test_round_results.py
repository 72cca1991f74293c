"""What comes of a round: fixed pairs, what-if, publication, held places, the record and the report."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from board.accounts.models import Role, RoleGrant
from board.kernel import clock
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.match_rounds import tasks as match_round_tasks
from board.match_rounds.models import (
    MatchMentee,
    MatchProof,
    MatchRun,
    RoundState,
    WaitingOffer,
    WaitingOfferMove,
    WaitingState,
)
from board.match_rounds.result_figures import masked
from board.mentorship.models import Block, Enrolment, EnrolmentState, Mentorship, MentorshipState
from board.notices.models import Notice
from tests.confirming import press
from tests.conftest import NOW
from tests.match_rounds.conftest import round_at
from tests.match_rounds.steps import Enter, Found, Plan, found_one_more, listed, pair_of, rank, steer


def test_a_mentor_who_sits_out_is_given_nobody_and_the_proof_says_so(found: Found, plan: Plan, enter: Enter) -> None:
    school = found(students=1, mentors=2, places=1)
    address = plan(school, to="ranking")
    rank(enter(school.students[0]), address, *school.mentors)
    mentor = enter(school.mentors[0].user)
    assert mentor.post(f"{address}/places", data={"sits_out": "1"}).status_code == 303
    steer(enter(school.coordinator), address, "lock", "propose", "publish")
    assert "Stepped back before the match" in enter(school.students[0]).get(f"{address}/proof").text


def test_nobody_fixes_a_pair_of_their_own(found: Found, plan: Plan, enter: Enter) -> None:
    school = found(students=1, mentors=1, places=1)
    address, mentor = plan(school, to="ranking"), school.mentors[0]
    rank(enter(school.students[0]), address, mentor)
    steer(enter(school.coordinator), address, "lock")
    with unit_of_work():
        mentor.user.grants.append(RoleGrant(role=Role.COORDINATOR, asked_at=NOW, granted_at=NOW))
    pin = {"mentee": str(school.students[0].id), "choice": str(mentor.id), "reason": "Same clinic"}
    answer = enter(mentor.user).post(f"{address}/pins", data=pin)
    assert (answer.status_code, "You are one of the two" in answer.text) == (422, True)
    assert enter(school.coordinator).post(f"{address}/pins", data=pin).status_code == 303


def test_a_fixed_pair_shows_whom_it_wrongs_and_what_if_keeps_nothing(found: Found, plan: Plan, enter: Enter) -> None:
    school = found(students=2, mentors=1, places=1)
    address, coordinator, (a, b) = plan(school, to="ranking"), enter(school.coordinator), school.students
    mentor = school.mentors[0]
    enter(mentor.user).post(f"{address}/applicants", data={f"tier-{a.id}": "prefer"})
    steer(coordinator, address, "lock")
    pin = {"mentee": str(b.id), "choice": str(mentor.id), "reason": "Same clinic"}
    assert coordinator.post(f"{address}/pins", data=pin | {"reason": " "}).status_code == 422
    assert coordinator.post(f"{address}/pins", data=pin | {"mentee": "4711"}).status_code == 422
    assert coordinator.post(f"{address}/pins", data=pin).status_code == 303
    assert coordinator.post(f"{address}/pins", data=pin | {"mentee": str(a.id)}).status_code == 422, (
        "the place is given"
    )
    page = coordinator.get(f"{address}/preview").text
    assert "1 pair would both prefer each other (blocking pairs)" in page
    assert f"{a.name} and {mentor.user.name}" in page
    tried = coordinator.get(f"{address}/what-if?mentor={mentor.id}&places=2").text
    assert "1 student moves" in tried
    assert f"<strong>{a.name}</strong> goes up" in tried
    assert mentor.capacity == 1
    assert coordinator.get(f"{address}/what-if?mentor={mentor.id}&places=many").status_code == 422
    assert coordinator.post(f"{address}/pins/1/remove").status_code == 303
    assert coordinator.post(f"{address}/pins/1/remove").status_code == 404
    coordinator.post(f"{address}/pins", data=pin)
    steer(coordinator, address, "propose", "publish")
    assert "given before the match" in enter(a).get(f"{address}/proof").text
    assert "placed you there before the run" in enter(b).get(f"{address}/proof").text


def test_what_if_a_list_were_another(found: Found, plan: Plan, enter: Enter) -> None:
    school = found(students=2, mentors=2, places=1)
    address, coordinator, (a, b) = plan(school, to="ranking"), enter(school.coordinator), school.students
    x, y = school.mentors
    rank(enter(a), address, x)
    rank(enter(b), address, x)
    enter(x.user).post(f"{address}/applicants", data={f"tier-{a.id}": "prefer"})
    steer(coordinator, address, "lock")
    tried = coordinator.get(f"{address}/what-if?student={b.id}&first={y.id}").text
    assert "1 student moves" in tried
    assert f"<strong>{b.name}</strong> goes up: from nobody to {y.user.name}" in tried
    assert listed(b) == [str(x.id)], "nothing is kept"
    for wrong in (f"student={b.id}", f"first={y.id}", f"student=x&first={y.id}", f"student={b.id}&first=4711"):
        assert coordinator.get(f"{address}/what-if?{wrong}").status_code == 422, wrong
    with unit_of_work():
        db.session.add(Block(by_id=b.id, about_id=y.user_id, at=NOW))
    assert "A rule keeps these two apart" in coordinator.get(f"{address}/what-if?student={b.id}&first={y.id}").text


def test_two_runs_of_a_round_are_compared(found: Found, plan: Plan, enter: Enter) -> None:
    school = found(students=2, mentors=1, places=1)
    address, coordinator, (a, b) = plan(school, to="ranking"), enter(school.coordinator), school.students
    enter(school.mentors[0].user).post(f"{address}/applicants", data={f"tier-{a.id}": "prefer"})
    steer(coordinator, address, "lock", "propose")
    assert "All runs of this round" not in coordinator.get(f"{address}/record").text
    steer(coordinator, address, "rework")
    pin = {"mentee": str(b.id), "choice": str(school.mentors[0].id), "reason": "Same clinic"}
    assert coordinator.post(f"{address}/pins", data=pin).status_code == 303
    steer(coordinator, address, "propose")
    page = coordinator.get(f"{address}/record?against=1").text
    assert f"The fixed pair of {b.name}" in page and "The list of" not in page and "The tiers or spots" not in page
    assert f"<strong>{a.name}</strong> goes down: from {school.mentors[0].user.name} to nobody" in page
    assert "2 students move" in page
    for none in ("2", "9", "x"):
        assert "What was put in otherwise" not in coordinator.get(f"{address}/record?against={none}").text


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
    groups = {match_mentee.user_id: match_mentee.group for match_mentee in db.session.scalars(select(MatchMentee))}
    assert groups == {student.id: 0 if without_fault else 1, school.students[1].id: 1}


def test_two_who_are_kept_apart_are_never_fixed(found: Found, plan: Plan, enter: Enter) -> None:
    school = found(students=1, mentors=1)
    address, coordinator = plan(school, to="ranking"), enter(school.coordinator)
    with unit_of_work():
        db.session.add(Block(by_id=school.students[0].id, about_id=school.mentors[0].user_id, at=NOW))
    steer(coordinator, address, "lock")
    pin = {"mentee": str(school.students[0].id), "choice": str(school.mentors[0].id), "reason": "Why not"}
    answer = coordinator.post(f"{address}/pins", data=pin)
    assert answer.status_code == 422
    assert "kept apart" in answer.text


def test_what_came_between_stops_the_whole_publication(found: Found, plan: Plan, enter: Enter) -> None:
    school = found(students=2, mentors=2, places=1)
    address, coordinator = plan(school, to="ranking"), enter(school.coordinator)
    steer(coordinator, address, "lock", "propose")
    with unit_of_work():
        school.mentors[1].places_taken = 1
    answer = press(coordinator, f"{address}/publish")
    assert answer.status_code == 409
    assert school.mentors[1].user.name in answer.text
    assert db.session.scalar(select(Mentorship)) is None, "all or nothing"
    assert db.session.scalar(select(Notice).where(Notice.words.startswith("The result of"))) is None
    steer(coordinator, address, "rework", "propose", "publish")
    assert [match_run.number for match_run in db.session.scalars(select(MatchRun).order_by(MatchRun.id))] == [1, 2]
    assert len(list(db.session.scalars(select(Mentorship)))) == 1


@pytest.mark.parametrize("what", ["paired", "tie", "paused"])
def test_what_else_came_between_is_named(found: Found, plan: Plan, enter: Enter, what: str) -> None:
    school = found(students=1, mentors=2, places=1)
    address, coordinator, student = plan(school, to="ranking"), enter(school.coordinator), school.students[0]
    rank(enter(student), address, school.mentors[0])
    steer(coordinator, address, "lock", "propose")
    with unit_of_work():
        if what == "paired":
            db.session.add(pair_of(student, school.mentors[1]))
        elif what == "tie":
            db.session.add(Block(by_id=student.id, about_id=school.mentors[0].user_id, at=NOW))
        else:
            db.session.execute(update(Enrolment).values(state=EnrolmentState.PAUSED))
    answer = press(coordinator, f"{address}/publish")
    assert answer.status_code == 409
    said = {"paired": "has found a mentor", "tie": "must not be matched now", "paused": "has stepped back"}
    assert said[what] in answer.text
    assert round_at(address).state is RoundState.PROPOSED


@pytest.mark.parametrize("state", [MentorshipState.PROPOSED, MentorshipState.ACTIVE, MentorshipState.PAUSED])
def test_a_student_with_a_pair_is_not_matched_again_and_the_coordinator_is_told(
    found: Found, plan: Plan, enter: Enter, state: MentorshipState
) -> None:
    school = found(students=2, mentors=2, places=2)
    address, coordinator, (paired, free) = plan(school, to="ranking"), enter(school.coordinator), school.students
    for student in school.students:
        rank(enter(student), address, school.mentors[0])
    with unit_of_work():
        db.session.add(pair_of(paired, school.mentors[1], state))
    steer(coordinator, address, "lock", "propose")
    assert list(db.session.scalars(select(MatchRun)).one().result) == [str(free.id)]
    assert f"{paired.name}: has found a mentor of this kind meanwhile" in coordinator.get(f"{address}/preview").text


def test_published_twice_it_is_published_once(found: Found, plan: Plan, enter: Enter) -> None:
    school = found(students=2, mentors=2, places=1)
    address, coordinator = plan(school, to="ranking"), enter(school.coordinator)
    steer(coordinator, address, "lock", "propose", "publish")
    assert coordinator.post(f"{address}/publish").status_code == 409
    assert len(list(db.session.scalars(select(Mentorship)))) == 2
    told = list(db.session.scalars(select(Notice.user_id).where(Notice.words.startswith("The result of"))))
    assert len(told) == len(set(told)) == 4


def test_a_record_that_was_touched_is_found_out(found: Found, plan: Plan, enter: Enter) -> None:
    school = found(students=3, mentors=2, places=1)
    address, coordinator = plan(school, to="ranking"), enter(school.coordinator)
    steer(coordinator, address, "lock", "propose")
    assert "0 differences" in coordinator.get(f"{address}/record?check=1").text
    assert coordinator.get(f"{address}/record.json").json["input"]["seed"] == round_at(address).seed
    with unit_of_work():
        db.session.scalars(select(MatchProof).order_by(MatchProof.id)).first().rank = 9
    assert "the proof differs" in coordinator.get(f"{address}/record?check=1").text


def test_the_left_over_come_first_in_the_next_round(found: Found, plan: Plan, enter: Enter) -> None:
    school = found(students=4, mentors=1, places=1)
    address, coordinator = plan(school, to="ranking"), enter(school.coordinator)
    steer(coordinator, address, "lock", "propose", "publish")
    matched = db.session.scalars(select(Mentorship)).one().mentee_id
    following = coordinator.post(f"{address}/next").location
    assert coordinator.post(f"{address}/next").location == following, "one draft, however often it is asked for"
    with unit_of_work():
        school.mentors[0].capacity = 2
    newcomer = found_one_more(school)
    steer(coordinator, following, "open")
    enter(newcomer).post(f"{following}/join")
    steer(coordinator, following, "start-ranking")
    groups = {
        match_mentee.user_id: match_mentee.group
        for match_mentee in db.session.scalars(select(MatchMentee).where(MatchMentee.round_id == 2))
    }
    assert groups == {student.id: 0 for student in school.students if student.id != matched} | {newcomer.id: 1}
    steer(coordinator, following, "lock", "propose")
    run = db.session.scalars(select(MatchRun).where(MatchRun.round_id == 2)).one()
    assert str(newcomer.id) not in run.result
    assert len(list(db.session.scalars(select(Mentorship)))) == 1, "the pairs of the round before are as they were"


def test_a_freed_place_is_held_for_one_after_the_other(found: Found, plan: Plan, enter: Enter) -> None:
    school = found(students=3, mentors=1, places=1)
    address, coordinator = plan(school, to="ranking"), enter(school.coordinator)
    steer(coordinator, address, "lock", "propose", "publish")
    pair = db.session.scalars(select(Mentorship)).one()
    waiting = [student for student in school.students if student.id != pair.mentee_id]
    order = {match_proof.user_id: match_proof.place_in_draw for match_proof in db.session.scalars(select(MatchProof))}
    first, second = sorted(waiting, key=lambda item: order[item.id])
    assert match_round_tasks.offer_free_places(NOW) == 0, "no place is free"
    with unit_of_work():
        db.session.execute(update(Mentorship).values(state=MentorshipState.REFUSED, ended_at=NOW))
        school.mentors[0].places_taken = 0
    assert [match_round_tasks.offer_free_places(NOW) for _ in range(2)] == [1, 0]
    assert "A spot is held for you" in enter(first).get(address).text
    assert "A spot is held for you" not in enter(second).get(address).text
    assert enter(second).post(f"{address}/take-place").status_code == 404
    later = NOW + timedelta(days=3)
    with clock.frozen(later):
        assert enter(first).post(f"{address}/take-place").status_code == 409
        assert match_round_tasks.offer_free_places(later) == 2, "one expires and the next is made"
        assert enter(second).post(f"{address}/take-place").status_code == 303
    states = [
        waiting_offer.state for waiting_offer in db.session.scalars(select(WaitingOffer).order_by(WaitingOffer.id))
    ]
    assert states == [WaitingState.LAPSED, WaitingState.TAKEN]
    made = db.session.scalars(select(Mentorship).where(Mentorship.mentee_id == second.id)).one()
    assert (made.state, school.mentors[0].places_taken) == (MentorshipState.PROPOSED, 1)


@pytest.mark.parametrize("actor", ["student", "other student", "mentor", "coordinator"])
@pytest.mark.parametrize("state", list(WaitingState))
def test_every_state_of_a_held_place_actor_and_action(
    found: Found, plan: Plan, enter: Enter, state: WaitingState, actor: str
) -> None:
    school = found(students=2, mentors=1, places=1)
    address, coordinator, mentor = plan(school, to="ranking"), enter(school.coordinator), school.mentors[0]
    enter(mentor.user).post(
        f"{address}/applicants", data={f"tier-{student.id}": "refuse" for student in school.students}
    )
    steer(coordinator, address, "lock", "propose", "publish")
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


def test_several_offers_under_one_limit(found: Found, plan: Plan, enter: Enter) -> None:
    school = found(students=3, mentors=2, places=2)
    address, coordinator = plan(school), enter(school.coordinator)
    mentor = school.mentors[0]
    offers = {"offer-research": "2", "offer-career": "2"}
    assert enter(mentor.user).post(f"{address}/offers", data=offers | {"offer-career": "5"}).status_code == 422
    assert enter(mentor.user).post(f"{address}/offers", data=offers).status_code == 303
    steer(coordinator, address, "start-ranking")
    assert enter(mentor.user).post(f"{address}/offers", data=offers).status_code == 403
    research, career = f"{mentor.id}:research", f"{mentor.id}:career"
    for student in school.students:
        both = {f"place-{research}": "1", f"place-{career}": "2"}
        assert enter(student).post(f"{address}/ranking", data=both).status_code == 303
    assert f"{mentor.user.name}: Research" in enter(school.students[0]).get(f"{address}/ranking").text
    steer(coordinator, address, "lock", "propose", "publish")
    result = db.session.scalars(select(MatchRun)).one().result
    assert sorted(result.values()) == [research, research], "two offers of two places, and two places in all"
    assert mentor.places_taken == 2
    without = next(student for student in school.students if str(student.id) not in result)
    page = enter(without).get(f"{address}/proof").text
    assert page.count('data-label="Why not">Sorting and draw<') == 2
    assert page.count("It is no judgment of you") == 1, "what it means is said once"


def test_the_report_masks_what_is_small_and_what_gives_it_away(found: Found, plan: Plan, enter: Enter) -> None:
    assert masked([[20, 12], [30, 22], [50, 34]]) == set()
    assert masked([[4, 0], [30, 22], [40, 30], [74, 52]]) == {(0, 0), (0, 1), (1, 0), (1, 1)}
    assert (0, 1) in masked([[20, 18], [30, 22], [50, 40]]), "two who went without could be worked out"
    assert masked([[4, 3], [4, 3]]) == {(0, 0), (0, 1), (1, 0), (1, 1)}, "the sum of one line is that line"
    assert (1, 1) in masked([[8, 6], [8, 6]]), "two who went without could be worked out from the sum of one line"
    assert masked([[20, 18], [30, 28], [50, 46]]) == {(0, 1), (1, 1)}, "what went without at both is not one of them"
    school = found(students=8, mentors=3, places=2)
    address, coordinator = plan(school, to="ranking"), enter(school.coordinator)
    steer(coordinator, address, "lock", "propose")
    assert coordinator.get(f"{address}/report").status_code == 404
    steer(coordinator, address, "publish")
    page = coordinator.get(f"{address}/report").text
    assert "left out" in page
    assert "M1,left out,left out" in coordinator.get(f"{address}/report.csv").text
    assert "Everybody,8,6" in coordinator.get(f"{address}/report.csv").text


def test_a_proof_tells_nobody_how_a_mentor_sorted_them(found: Found, plan: Plan, enter: Enter) -> None:
    """One student is preferred, one fine and takes the second place by the draw or misses it, one refused."""
    school = found(students=4, mentors=1, places=2)
    address, coordinator, mentor = plan(school, to="ranking"), enter(school.coordinator), school.mentors[0]
    for student in school.students:
        rank(enter(student), address, mentor)
    preferred, *fine, refused = school.students
    tiers = {f"tier-{preferred.id}": "prefer", f"tier-{refused.id}": "refuse"}
    assert enter(mentor.user).post(f"{address}/applicants", data=tiers).status_code == 303
    steer(coordinator, address, "lock", "propose", "publish")
    proofs = {proof.user_id: proof for proof in db.session.scalars(select(MatchProof))}
    unmatched = [student for student in (*fine, refused) if proofs[student.id].got is None]
    assert {proofs[student.id].missed[0]["code"] for student in unmatched} == {"full-lottery", "not-accepted"}
    rows = {
        re.search(r"<ol class=\"c-rows\">.*?</ol>", enter(item).get(f"{address}/proof").text, re.S)
        for item in unmatched
    }
    assert len({row and row[0] for row in rows}) == 1, "whoever was refused reads what whoever lost the draw reads"


def test_a_free_place_with_a_mentor_who_refused_is_not_offered_again(found: Found, plan: Plan, enter: Enter) -> None:
    school = found(students=2, mentors=2, places=2)
    address, coordinator, (mentor, other) = plan(school, to="ranking"), enter(school.coordinator), school.mentors
    refused = school.students[0]
    rank(enter(refused), address, mentor)
    rank(enter(school.students[1]), address, mentor)
    assert enter(mentor.user).post(f"{address}/applicants", data={f"tier-{refused.id}": "refuse"}).status_code == 303
    steer(coordinator, address, "lock", "propose", "publish")
    page = enter(refused).get(f"{address}/proof").text
    assert f"/mentors/{other.id}" in page
    assert f"/mentors/{mentor.id}" not in page
