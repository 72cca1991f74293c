"""A whole round: from the opening to the proof that each person reads."""

import re
from collections import Counter
from collections.abc import Callable
from random import Random

from flask.testing import FlaskClient
from sqlalchemy import func, select

from board.accounts.models import User
from board.kernel.db import db
from board.match_rounds.models import MatchMentee, MatchProof, MatchRun
from board.matching.checking import check
from board.matching.wishes import commitment, from_json
from board.mentorship.models import Mentorship, MentorshipState
from board.notices.models import Notice
from tests.confirming import press
from tests.match_rounds.conftest import School, round_at

Enter = Callable[[User], FlaskClient]


def test_a_round_of_120_students_and_40_mentors_from_opening_to_proof(
    found: Callable[..., School], plan: Callable[..., str], enter: Enter
) -> None:
    school, dice = found(students=120, mentors=40, quiet=True), Random(3)
    coordinator = enter(school.coordinator)
    address = plan(school, to="ranking")
    shown = re.findall(r"[0-9a-f]{64}", enter(school.students[0]).get(address).text)
    assert round_at(address).seed not in enter(school.students[0]).get(address).text

    make_lists(school, enter, address, dice)
    assert coordinator.get(f"{address}/preview").status_code == 403, "lists are nobody's business before the lock"
    assert press(coordinator, f"{address}/lock").status_code == 303
    ahead = coordinator.get(f"{address}/preview").text
    assert ahead.count("<svg viewBox") > 40
    assert "no student and mentor who would both rather have each other" in ahead
    assert coordinator.post(f"{address}/propose").status_code == 303
    assert enter(school.students[0]).get(f"{address}/proof").status_code == 404, "nothing is told before all is told"
    assert "Being matched" in enter(school.students[0]).get(address).text
    assert press(coordinator, f"{address}/publish").status_code == 303

    run = db.session.scalars(select(MatchRun)).one()
    wishes = from_json(run.input)
    assert check(wishes, run.result).is_stable
    assert shown == [commitment(wishes.seed)]
    pairs = list(db.session.scalars(select(Mentorship)))
    assert {str(pair.mentee_id): str(pair.enrolment_id) for pair in pairs} == run.result
    assert {pair.state for pair in pairs} == {MentorshipState.PROPOSED}
    held = Counter(pair.enrolment_id for pair in pairs)
    for mentor in school.mentors:
        assert mentor.places_taken == held[mentor.id] <= mentor.capacity
    told = Counter(db.session.scalars(select(Notice.user_id).where(Notice.words.startswith("The result of"))))
    assert len(told) == 160
    assert set(told.values()) == {1}

    read_twenty_proofs(school, run, lambda student: enter(student).get(f"{address}/proof").text)
    checked = coordinator.get(f"{address}/record?check=1").text
    assert "each of the 120 proofs recomputed. 0 differences" in checked


def make_lists(school: School, enter: Enter, address: str, dice: Random) -> None:
    """Thirty students make a list of their own; every mentor sorts."""
    for student in school.students[:30]:
        _rank(enter(student), address, [str(item.id) for item in dice.sample(school.mentors, 6)])
    _sort(school, enter, address, dice)


def _rank(browser: FlaskClient, address: str, wanted: list[str]) -> None:
    """Write numbers beside the mentors, as one does without JavaScript."""
    typed = {f"place-{choice}": str(number) for number, choice in enumerate(wanted, start=1)}
    assert browser.post(f"{address}/ranking", data=typed | {"save": "1"}).status_code == 303


def _sort(school: School, enter: Enter, address: str, dice: Random) -> None:
    """Every mentor prefers one applicant and refuses one."""
    for mentor in school.mentors:
        listed = db.session.scalars(select(MatchMentee).order_by(MatchMentee.id))
        applicants = [row.user_id for row in listed if str(mentor.id) in row.choices]
        if len(applicants) > 2:
            preferred, refused = dice.sample(applicants, 2)
            tiers = {f"tier-{preferred}": "prefer", f"tier-{refused}": "refuse"}
            assert enter(mentor.user).post(f"{address}/applicants", data=tiers).status_code == 303


def read_twenty_proofs(school: School, run: MatchRun, read: Callable[[User], str]) -> None:
    """Twenty open the page. Each reads of the mentors on their own list only, and of no other student at all."""
    names = {mentor.id: mentor.user.name for mentor in school.mentors}
    lists = {
        match_mentee.user_id: [int(choice) for choice in match_mentee.choices]
        for match_mentee in db.session.scalars(select(MatchMentee))
    }
    proofs = {
        match_proof.user_id: match_proof
        for match_proof in db.session.scalars(select(MatchProof).where(MatchProof.run_id == run.id))
    }
    without = [student for student in school.students if proofs[student.id].got is None]
    assert without, "somebody goes without, or the round proves nothing"
    missing = [student for student in school.students if proofs[student.id].missed and student not in without]
    for student in [
        *without[:8],
        *missing[:8],
        *[student for student in school.students if not proofs[student.id].missed][:4],
    ]:
        page = read(student)
        proof, mine = proofs[student.id], lists[student.id]
        main = page[page.index("<h1") : page.index("</main>")]
        for other in school.students:
            assert other.name not in main
            assert f"Goal of {other.name}" not in main
        assert "prefer" not in main.lower()
        above = mine if proof.got is None else mine[: mine.index(int(proof.got))]
        told = re.findall(r'data-label="Choice">\d+</td>\s*<th scope="row">(.*?)</th>', main)
        assert told == [names[number] for number in above]
        if proof.got is not None:
            assert names[int(proof.got)] in main
            rest = [number for number in names if number not in mine]
            assert not any(names[number] in main for number in rest), "of mentors that were not listed nothing is said"


def test_one_student_alone_gets_the_first_choice_and_signs(
    found: Callable[..., School], plan: Callable[..., str], enter: Enter
) -> None:
    school = found(students=1, mentors=1, places=1)
    address = plan(school, to="ranking")
    coordinator = enter(school.coordinator)
    for verb in ("lock", "propose", "publish"):
        assert press(coordinator, f"{address}/{verb}").status_code == 303
    page = enter(school.students[0]).get(f"{address}/proof").text
    assert "your first choice" in page
    assert school.students[0].name in enter(school.mentors[0].user).get(address).text
    assert db.session.scalar(select(func.count()).select_from(Mentorship)) == 1
