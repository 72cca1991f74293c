"""Lists and tiers in a round: how they are made, who may be on them, and who reads them."""

import re
from collections.abc import Callable

import numpy as np
import pytest
from sqlalchemy import select, update

from board.accounts.models import Role, User
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.match_rounds.models import MatchMentee, MatchMentor, MatchRun
from board.match_rounds.suggestions import offering, wanting
from board.matching import scoring
from board.mentorship.choices import TOPICS
from board.mentorship.fit import WEIGHTS, MatchCriteria, MentorOffer, fit
from board.mentorship.models import Block, ConflictKind, Enrolment, MentorConflict, SafeguardingLead, Wishes
from board.mentorship.queries.conflict_of_interest import offered_by, wanted_by
from tests.conftest import NOW
from tests.match_rounds.steps import Enter, Found, Plan, listed, rank, steer


def test_everybody_begins_with_the_ten_who_fit_best(found: Found, plan: Plan, enter: Enter) -> None:
    school = found(students=3, mentors=14)
    plan(school, to="ranking")
    for student in school.students:
        said = db.session.scalars(select(Wishes).where(Wishes.user_id == student.id)).one()
        fits = {str(mentor.id): fit(wanted_by(student, said), offered_by(mentor)) for mentor in school.mentors}
        best = sorted(fits, key=lambda choice: (-fits[choice].rank, int(choice)))[:10]
        assert listed(student) == best
        row = db.session.scalars(select(MatchMentee).where(MatchMentee.user_id == student.id)).one()
        assert [item["score"] for item in row.suggested] == [fits[choice].score for choice in best]
        assert row.suggested[0]["reasons"], "the reasons are kept with the pair"


def test_scoring_in_blocks_equals_scoring_a_pair(found: Found) -> None:
    school = found(students=30, mentors=30)
    said = {wishes.user_id: wishes for wishes in db.session.scalars(select(Wishes))}
    wanted = [wanted_by(student, said[student.id]) for student in school.students]
    offered = [offered_by(mentor) for mentor in school.mentors]
    best = scoring.best(wanting(wanted), offering(offered), WEIGHTS, top=30)
    for row, wish in enumerate(wanted):
        for mentor, score in zip(best.mentors[row], best.scores[row], strict=True):
            assert score == fit(wish, offered[mentor]).rank
    assert np.all(np.diff(best.scores, axis=1) <= 0)


def test_an_exact_half_goes_up_both_ways() -> None:
    topics = list(TOPICS)
    wanted, offered = (
        MatchCriteria(topics=frozenset(topics[:8])),
        MentorOffer(kind="peer", topics=frozenset(topics[7:9])),
    )
    assert fit(wanted, offered).rank == 13, "one topic of eight is 12.5"
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
        assert listed(school.students[0]) == [str(want.id) for want in expected]
    shown = student.get(f"{address}/ranking").text
    assert shown.index(b.user.name) < shown.index(d.user.name) < shown.index("Whom you may add")


def test_a_list_is_put_in_order_by_questions_about_two(found: Found, plan: Plan, enter: Enter) -> None:
    """Whoever is wanted more goes up until one above is wanted more; each answer leads to the next question."""
    school = found(students=1, mentors=4)
    address, browser = plan(school, to="ranking"), enter(school.students[0])
    rank(browser, address, *school.mentors)
    wanted = [school.mentors[place] for place in (2, 0, 3, 1)]
    page, asked = browser.get(f"{address}/ranking").text, 0
    while question := re.search(r"Do you want <strong>(.+?)</strong> more than\s+<strong>(.+?)</strong>", page):
        more, less = (next(mentor for mentor in wanted if mentor.user.name == name) for name in question.groups())
        answer = "yes" if wanted.index(more) < wanted.index(less) else "no"
        hidden = dict(re.findall('name="(compare|above|this)" value="(.+?)"', page))
        now = {f"place-{choice}": str(place) for place, choice in enumerate(listed(school.students[0]), start=1)}
        answered = browser.post(f"{address}/ranking", data=now | hidden | {"answer": answer})
        page, asked = browser.get(answered.location).text, asked + 1
    assert listed(school.students[0]) == [str(mentor.id) for mentor in wanted]
    assert asked <= 6 and "You have compared everybody" in page
    page = browser.get(f"{address}/ranking?compare=x-9").text
    assert "Do you want" in page, "what is no question begins anew"
    hidden = dict(re.findall('name="(compare|above|this)" value="(.+?)"', page))
    moved = {f"place-{choice}": str(place) for place, choice in enumerate(listed(school.students[0]), start=1)}
    moved[f"place-{wanted[3].id}"] = "1"
    browser.post(f"{address}/ranking", data=moved | hidden | {"answer": "yes"})
    expected = [str(wanted[place].id) for place in (3, 0, 1, 2)]
    assert listed(school.students[0]) == expected, "an answer about two moves no other, whatever was typed meanwhile"


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


def test_a_number_typed_puts_a_mentor_on_that_place(found: Found, plan: Plan, enter: Enter) -> None:
    school = found(students=1, mentors=4)
    address, (student,), mentors = plan(school, to="ranking"), school.students, school.mentors
    browser = enter(student)
    rank(browser, address, *mentors)
    first, second, third, last = (str(mentor.id) for mentor in mentors)

    def type_in(**places: str) -> list[str]:
        now = {f"place-{choice}": str(place) for place, choice in enumerate(listed(student), start=1)}
        assert browser.post(f"{address}/ranking", data=now | places).status_code == 303
        return listed(student)

    assert type_in(**{f"place-{last}": "1"}) == [last, first, second, third]
    assert type_in(**{f"place-{last}": "3"}) == [first, second, last, third]
    assert type_in(**{f"place-{first}": "99"}) == [second, last, third, first]
    assert type_in(**{f"place-{second}": "2", f"place-{last}": "1"}) == [last, second, third, first]


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
        db.session.add(MentorConflict(mentor_id=assessor.user_id, mentee_id=student.id, kind=kind, declared_at=NOW))
    address = plan(school, to="ranking")
    assert listed(student) == [str(fine.id)]
    page = enter(student).get(f"{address}/ranking").text
    assert blocked.user.name not in page
    assert f"{assessor.user.name}: Not available: they hold an assessment role" in page
    assert f'name="add" value="{assessor.id}"' not in page
    assert rank(enter(student), address, fine, assessor).status_code == 422


def test_ranks_and_tiers_lead_to_the_profiles(found: Found, plan: Plan, enter: Enter) -> None:
    school = found(students=2, mentors=2, places=1)
    (student, other), (mentor, another) = school.students, school.mentors
    address = plan(school, to="ranking")
    rank(enter(student), address, mentor)
    rank(enter(other), address, another)
    assert f'<strong><a href="/mentors/{mentor.id}">' in enter(student).get(f"{address}/ranking").text
    of_mentor, profile = enter(mentor.user), f"{address}/applicants/{student.id}"
    assert f'href="{profile}"' in of_mentor.get(f"{address}/applicants").text
    assert f"<h1>{student.name}</h1>" in of_mentor.get(profile).text
    assert of_mentor.get(f"{address}/applicants/{other.id}").status_code == 404, "who does not list them"
    assert enter(another.user).get(profile).status_code == 404
    assert enter(other).get(profile).status_code == 404


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
            MentorConflict(mentor_id=school.mentors[0].user_id, mentee_id=student.id, kind=kind, declared_at=NOW)
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
    unknown = enter(mentor.user).post(f"{address}/applicants", data=tiers | {f"tier-{first.id}": "love"})
    assert unknown.status_code == 422, "it is no way to say “fine”"
    db.session.refresh(row)
    assert row.refused == [first.id]
    assert enter(first).get(f"{address}/applicants").status_code == 404
    assert enter(mentor.user).get(f"{address}/ranking").status_code == 404
    steer(enter(school.coordinator), address, "lock")
    assert enter(mentor.user).post(f"{address}/applicants", data=tiers).status_code == 403
    assert rank(enter(first), address, mentor).status_code == 403
    assert enter(first).post(f"{address}/leave").status_code == 403


def test_applicants_come_by_fit_and_those_of_one_tier_are_shown_and_none_of_the_others_lost(
    found: Found, plan: Plan, enter: Enter
) -> None:
    school = found(students=3, mentors=1)
    address, mentor = plan(school, to="ranking"), school.mentors[0]
    for student in school.students:
        rank(enter(student), address, mentor)
    best, preferred, refused = reversed(school.students)
    with unit_of_work():
        for student, topics in ((best, mentor.offers), (preferred, []), (refused, [])):
            db.session.execute(update(Wishes).where(Wishes.user_id == student.id).values(topics=topics))
    browser = enter(mentor.user)
    page = browser.get(f"{address}/applicants").text
    assert page.index(best.name) < min(page.index(student.name) for student in (preferred, refused))
    tiers = {f"tier-{best.id}": "fine", f"tier-{preferred.id}": "prefer", f"tier-{refused.id}": "refuse"}
    shown = browser.post(f"{address}/applicants", data=tiers | {"show": "prefer"})
    page = browser.get(shown.location).text
    assert preferred.name in page and best.name not in page and refused.name not in page
    kept = dict(re.findall('type="hidden" name="(tier-.+?)" value="(.+?)"', page))
    assert kept == {name: tier for name, tier in tiers.items() if tier != "prefer"}
    assert re.findall('data-tier-count="(.+?)">(.+?)<', page) == [("prefer", "1"), ("refuse", "1"), ("fine", "1")]


def test_lists_and_tiers_are_read_after_the_lock_by_coordinators_only(
    found: Found, plan: Plan, enter: Enter
) -> None:  # fmt: skip
    school = found(students=1, mentors=2)
    address, coordinator = plan(school, to="ranking"), enter(school.coordinator)
    rank(enter(school.students[0]), address, school.mentors[1])
    assert "can be read when they are locked" in coordinator.get(f"{address}/people").text
    assert "mentor listed" not in coordinator.get(f"{address}/people").text
    for page in ("preview", "what-if"):
        assert coordinator.get(f"{address}/{page}").status_code == 403
    steer(coordinator, address, "lock")
    assert "1 mentor listed" in coordinator.get(f"{address}/people").text
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
    address, coordinator = plan(school, to="ranking", joining=school.students[:1]), enter(school.coordinator)
    people = {
        "student": school.students[0],
        "other student": school.students[1],
        "mentor": school.mentors[0].user,
        "lead": lead,
        "coordinator": school.coordinator,
    }
    browser = enter(people[role])
    for verbs, pages in zip(((), ("lock",), ("propose",), ("publish",)), OPEN[role], strict=True):
        steer(coordinator, address, *verbs)
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


@pytest.mark.parametrize("choice", ["²", "٣", "9" * 5000, "x", ":"])
def test_a_place_for_nobody_breaks_nothing(found: Found, plan: Plan, enter: Enter, choice: str) -> None:
    school = found(students=1, mentors=1, places=1)
    answer = rank(enter(school.students[0]), plan(school, to="ranking"), **{f"place-{choice}": "1"})
    assert answer.status_code in (303, 409, 422)
