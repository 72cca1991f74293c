"""Trial talks: proposed to each student, rated by both, the beginning of lists and tiers."""

from collections import Counter
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select

from board.accounts.models import User
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.match_rounds.models import MatchMentee, MatchMentor, TrialTalk
from board.match_rounds.snapshot import mentor_number
from board.mentorship.models import Block
from tests.confirming import press
from tests.conftest import NOW
from tests.counting import count_statements
from tests.match_rounds.conftest import DATES, School

Enter = Callable[[User], FlaskClient]
Found = Callable[..., School]


@pytest.fixture
def talking(enter: Enter) -> Callable[[School], str]:
    """A round with trial talks in which lists are being made."""

    def make(school: School) -> str:
        coordinator = enter(school.coordinator)
        form = DATES | {"title": "With talks", "kind": "faculty", "background_weight": "0", "trial_talks": "y"}
        address = coordinator.post("/match-rounds/new", data=form).location
        assert coordinator.post(f"{address}/open").status_code == 303
        for student in school.students:
            enter(student).post(f"{address}/join")
        assert coordinator.post(f"{address}/start-ranking").status_code == 303
        return address

    return make


def talks_of(student: User) -> list[TrialTalk]:
    found = select(TrialTalk).join(TrialTalk.mentee).where(MatchMentee.user_id == student.id).order_by(TrialTalk.id)
    return list(db.session.scalars(found.execution_options(populate_existing=True)))


def row_of(student: User) -> MatchMentee:
    mine = select(MatchMentee).where(MatchMentee.user_id == student.id)
    return db.session.scalars(mine.execution_options(populate_existing=True)).one()


def test_three_talks_each_with_mentors_who_fit_and_none_has_too_many(
    found: Found, talking: Callable[[School], str]
) -> None:
    school = found(students=20, mentors=12)
    talking(school)
    load: Counter[int] = Counter()
    for student in school.students:
        numbers = [talk.mentor.enrolment_id for talk in talks_of(student)]
        fitting = {mentor_number(item["choice"]) for item in row_of(student).suggested}
        assert len(set(numbers)) == 3 and set(numbers) <= fitting
        load.update(numbers)
    assert max(load.values()) <= 6, "sixty talks of twelve mentors: five each, and one more where few others fit"


def test_who_is_kept_apart_does_not_talk_and_a_round_without_talks_has_none(
    found: Found, talking: Callable[[School], str], plan: Callable[..., str], enter: Enter
) -> None:
    school = found(students=1, mentors=3)
    student, barred = school.students[0], school.mentors[0]
    with unit_of_work():
        db.session.add(Block(by_id=barred.user_id, about_id=student.id, at=NOW))
    talking(school)
    assert {talk.mentor.enrolment_id for talk in talks_of(student)} == {mentor.id for mentor in school.mentors[1:]}
    plain = plan(school, to="ranking")
    assert enter(student).get(f"{plain}/talks").status_code == 404
    assert "intro meetings" not in enter(student).get(plain).text


def test_the_list_begins_with_what_was_said_until_the_student_changes_it(
    found: Found, talking: Callable[[School], str], enter: Enter
) -> None:
    school = found(students=1, mentors=6)
    address = talking(school)
    student, browser = school.students[0], enter(school.students[0])
    before, (a, b, c) = row_of(student).choices, talks_of(student)
    mine = {name: str(item.mentor.enrolment_id) for name, item in zip("abc", (a, b, c), strict=True)}
    said = {f"talk-{a.id}": "refuse", f"talk-{b.id}": "fine", f"talk-{c.id}": "prefer"}
    assert browser.post(f"{address}/talks", data=said).status_code == 303
    rest = [item for item in before if item not in mine.values()]
    assert row_of(student).choices == [mine["c"], mine["b"], *rest]
    assert browser.post(f"{address}/ranking", data={f"place-{mine['b']}": "1"}).status_code == 303
    quiet = browser.post(f"{address}/talks", data={f"talk-{b.id}": "refuse"}, headers={"X-Autosave": "1"})
    assert quiet.status_code == 204
    assert row_of(student).choices == [mine["b"]], "what the student made is the student's"


def test_a_mentor_s_tiers_follow_the_talk_and_outlive_the_sorting(
    found: Found, talking: Callable[[School], str], enter: Enter
) -> None:
    school = found(students=2, mentors=1)
    address = talking(school)
    (ann, bob), browser = school.students, enter(school.mentors[0].user)
    (with_ann,), (with_bob,) = talks_of(ann), talks_of(bob)

    def tiers() -> tuple[list[int], list[int]]:
        row = db.session.scalars(select(MatchMentor).execution_options(populate_existing=True)).one()
        return row.preferred, row.refused

    browser.post(f"{address}/talks", data={f"talk-{with_ann.id}": "prefer", f"talk-{with_bob.id}": "refuse"})
    assert tiers() == ([ann.id], [bob.id])
    browser.post(f"{address}/talks", data={f"talk-{with_bob.id}": "fine"})
    assert tiers() == ([ann.id], [])
    enter(ann).post(f"{address}/ranking", data={f"place-{school.mentors[0].id}": ""})
    browser.post(f"{address}/applicants", data={f"tier-{bob.id}": "refuse"})
    assert tiers() == ([ann.id], [bob.id]), "Ann may list the mentor again"


def test_neither_reads_what_the_other_said_and_nobody_else_reads_either(
    found: Found, talking: Callable[[School], str], enter: Enter
) -> None:
    school = found(students=2, mentors=1)
    address = talking(school)
    (ann, bob), mia = school.students, school.mentors[0].user
    (talk,) = talks_of(ann)
    enter(ann).post(f"{address}/talks", data={f"talk-{talk.id}": "refuse"})
    assert f'id="talk-{talk.id}-none" name="talk-{talk.id}" value="" checked' in enter(mia).get(f"{address}/talks").text
    enter(mia).post(f"{address}/talks", data={f"talk-{talk.id}": "prefer"})
    page = enter(ann).get(f"{address}/talks").text
    assert page.count("checked") == 1 and 'value="refuse" checked' in page
    assert ann.name not in enter(bob).get(f"{address}/talks").text
    enter(bob).post(f"{address}/talks", data={f"talk-{talk.id}": "fine"})
    assert (talks_of(ann)[0].mentee_says, talks_of(ann)[0].mentor_says) == ("refuse", "prefer")
    assert enter(school.coordinator).get(f"{address}/talks").status_code == 404


def test_a_block_takes_the_talk_away_from_both(
    found: Found, talking: Callable[[School], str], enter: Enter
) -> None:  # fmt: skip
    school = found(students=1, mentors=1)
    address, student, mentor = talking(school), school.students[0], school.mentors[0].user
    assert student.email in enter(mentor).get(f"{address}/talks").text
    with unit_of_work():
        db.session.add(Block(by_id=student.id, about_id=mentor.id, at=NOW))
    for user in (student, mentor):
        assert enter(user).get(f"{address}/talks").status_code == 404


@pytest.mark.parametrize(("name", "tier", "status"), [("", "best", 422), ("x", "prefer", 303), ("4711", "prefer", 303)])
def test_what_makes_no_sense_is_not_kept(
    found: Found, talking: Callable[[School], str], enter: Enter, name: str, tier: str, status: int
) -> None:
    school = found(students=1, mentors=3)
    address, (student,) = talking(school), school.students
    field = f"talk-{name or talks_of(student)[0].id}"
    assert enter(student).post(f"{address}/talks", data={field: tier}).status_code == status
    assert {talk.mentee_says for talk in talks_of(student)} == {""}


def test_talks_are_rated_while_lists_are_made_and_go_with_who_leaves(
    found: Found, talking: Callable[[School], str], enter: Enter
) -> None:
    school = found(students=2, mentors=3)
    address, (ann, bob), coordinator = talking(school), school.students, enter(school.coordinator)
    assert enter(ann).post(f"{address}/leave").status_code == 303
    assert talks_of(ann) == [] and enter(ann).get(f"{address}/talks").status_code == 404
    assert enter(ann).post(f"{address}/join").status_code == 303
    assert len(talks_of(ann)) == 3, "who joins late talks too"
    changed = DATES | {"title": "Without talks", "kind": "faculty", "background_weight": "0"}
    assert coordinator.post(f"{address}/edit", data=changed).status_code == 409
    assert press(coordinator, f"{address}/lock").status_code == 303
    assert enter(bob).post(f"{address}/talks", data={}).status_code == 403


def test_the_page_asks_as_often_for_many_talks_as_for_few(
    app: Flask, found: Found, talking: Callable[[School], str], enter: Enter
) -> None:
    school = found(students=12, mentors=1)
    address, browser = talking(school), enter(school.mentors[0].user)
    many = count_statements(app, lambda: browser.get(f"{address}/talks"))
    with unit_of_work():
        db.session.execute(delete(TrialTalk).where(TrialTalk.id > 2))
    assert count_statements(app, lambda: browser.get(f"{address}/talks")) == many
