"""A round from its plan to its end: who moves it, who joins, and what time brings about."""

import re
from datetime import time, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from board.accounts.models import User
from board.kernel import clock
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.match_rounds import tasks as match_round_tasks
from board.match_rounds.labels import BUTTONS, FOR_COORDINATORS, FOR_MEMBERS
from board.match_rounds.models import MatchMentee, MatchMentor, MatchRound, MatchRun, RoundState
from board.mentorship.models import Mentorship, MentorshipState
from board.notices.models import Notice
from tests.confirming import agree, asked, press
from tests.conftest import NOW
from tests.counting import count_statements
from tests.match_rounds.conftest import DATES, round_at
from tests.match_rounds.steps import Enter, Found, Plan, pair_of, put_in, rank, steer


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
    coordinator, student, mentor = enter(school.coordinator), enter(school.students[0]), enter(school.mentors[0].user)
    for verb in BUTTONS:
        put_in(address, state)
        if verb == "open":  # only a draft is opened, and nobody is in a draft yet
            with unit_of_work():
                db.session.execute(delete(MatchMentor))
        assert student.post(f"{address}/{verb}").status_code == 404
        assert mentor.post(f"{address}/{verb}").status_code == 404
        assert round_at(address).state is state
        steps = len(round_at(address).moves)
        answer = press(coordinator, f"{address}/{verb}")
        after = MatchRound.MOVES.get((state, verb))
        if after is None:
            assert (answer.status_code, round_at(address).state) == (409, state)
        elif answer.status_code == 303:
            assert (round_at(address).state, len(round_at(address).moves)) == (after, steps + 1)
        else:  # there is no frozen run to publish
            assert (verb, answer.status_code, round_at(address).state) == ("publish", 409, state)


def test_locking_and_publishing_ask_first_with_their_numbers(found: Found, plan: Plan, enter: Enter) -> None:
    school = found(students=5, mentors=2, places=1)
    address, coordinator = plan(school, to="ranking"), enter(school.coordinator)
    rank(enter(school.students[0]), address, school.mentors[0])
    question = asked(coordinator, f"{address}/lock").text
    for words in (
        "5 students for 2 spots with 2 mentors.",
        "At least 3 students will be unmatched.",
        "4 students have not touched the list that was proposed",
        "2 mentors have not sorted their applicants",
    ):
        assert words in question
    assert round_at(address).state is RoundState.RANKING
    page = re.sub(r"\s+", " ", coordinator.get(address).text)
    for words in ("<dd>1 of 5</dd>", "<dd>0 of 2</dd>", "<dd>5 for 2</dd>", "At least 3 students will be unmatched"):
        assert words in page
    people = coordinator.get(f"{address}/people").text
    assert (people.count("list not saved yet"), people.count("not sorted yet")) == (4, 2)
    steer(coordinator, address, "lock", "propose")
    question = asked(coordinator, f"{address}/publish").text
    assert "2 students matched, 3 without a mentor." in question
    assert "5 students and 2 mentors get an email" in question
    assert round_at(address).state is RoundState.PROPOSED


def test_a_draft_is_the_coordinators_own(found: Found, enter: Enter) -> None:
    school = found(students=1)
    coordinator, student = enter(school.coordinator), enter(school.students[0])
    form = DATES | {"title": "Draft", "kind": "faculty", "background_weight": "0"}
    address = coordinator.post("/match-rounds/new", data=form).location
    assert student.get(address).status_code == 404
    assert "Draft" not in student.get("/match-rounds").text
    assert student.get("/match-rounds/new").status_code == 404
    assert "Draft" in coordinator.get("/match-rounds").text


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"title": ""}, "Give it a title."),
        ({"title": "x" * 121}, "at most 120 characters."),
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
    coordinator = enter(found().coordinator)
    past = {"joins_until": "2026-02-01", "ranks_until": "2026-02-02", "publishes_on": "2026-02-03"}
    form = past | {"title": "Late", "kind": "faculty", "background_weight": "0"}
    address = coordinator.post("/match-rounds/new", data=form).location
    assert coordinator.post(f"{address}/open").status_code == 409
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


def test_the_days_of_a_round_count_to_their_end_and_are_edited_as_they_were_chosen(
    found: Found, plan: Plan, enter: Enter
) -> None:
    school = found()
    address = plan(school)
    ends = round_at(address).joins_until.astimezone(clock.zone())
    assert (ends.time(), str(ends.date() - timedelta(days=1))) == (time(), DATES["joins_until"])
    page = enter(school.coordinator).get(f"{address}/edit").text
    for name in ("joins_until", "ranks_until", "publishes_on"):
        assert re.search(rf'name="{name}"[^>]*value="{DATES[name]}"', page), name


def test_a_second_tab_overwrites_neither_places_nor_offers(found: Found, plan: Plan, enter: Enter) -> None:
    school = found(students=2, mentors=1, places=2)
    address, mentor = plan(school), enter(school.mentors[0].user)
    page = mentor.get(address).text
    first, second = re.findall(r'name="saved_version" value="([^"]+)"', page)
    for verb, version, now, then in (
        ("places", first, {"places": "1"}, {"places": "2"}),
        ("offers", second, {"offer-career": "1"}, {"offer-career": "0"}),
    ):
        assert mentor.post(f"{address}/{verb}", data=now).status_code == 303
        late = mentor.post(f"{address}/{verb}", data=then | {"saved_version": version})
        assert late.status_code == 303, "the second tab has changed nothing of its own"
        assert "Also new since you opened this page: " in mentor.get(address).text
    mine = db.session.scalars(select(MatchMentor)).one()
    assert (mine.places, {key: count for key, count in mine.offers.items() if count}) == (1, {"career": 1})
    late = mentor.post(f"{address}/offers", data={"offer-career": "2", "saved_version": second})
    assert late.status_code == 409, "what both have changed is chosen"
    assert "Two versions" in late.text


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


def test_my_day_says_what_a_round_asks_of_me(found: Found, plan: Plan, enter: Enter) -> None:
    school = found(students=1, mentors=1, places=1)
    address, coordinator = plan(school, to="ranking"), enter(school.coordinator)
    student, mentor = enter(school.students[0]), enter(school.mentors[0].user)
    assert "Rank your mentors for Faculty mentors, spring" in student.get("/").text
    assert "Sort your applicants for Faculty mentors, spring" in mentor.get("/").text
    rank(student, address, school.mentors[0])
    mentor.post(f"{address}/applicants", data={f"tier-{school.students[0].id}": "prefer"})
    for browser in (student, mentor):
        assert "Faculty mentors, spring" not in browser.get("/").text
    steer(coordinator, address, "lock")
    assert "The match of Faculty mentors, spring is promised" in coordinator.get("/").text


def test_the_calendar_moves_the_round_by_itself_and_only_once(found: Found, plan: Plan, enter: Enter) -> None:
    school = found(students=2, mentors=2, places=1)
    address = plan(school)
    joined, ranked = round_at(address).joins_until, round_at(address).ranks_until
    assert match_round_tasks.keep_dates(joined - timedelta(seconds=1)) == 0
    assert [match_round_tasks.keep_dates(joined) for _ in range(2)] == [1, 0]
    assert round_at(address).state is RoundState.RANKING
    rank(enter(school.students[0]), address, school.mentors[0])
    assert match_round_tasks.remind(ranked - timedelta(days=3)) == 0
    match_round_tasks.remind(ranked - timedelta(days=1))
    match_round_tasks.remind(ranked - timedelta(days=1))
    told = list(db.session.scalars(select(Notice.user_id).where(Notice.words.contains("are locked in two days"))))
    assert told == [school.students[1].id], "once, and only who has not looked"
    assert match_round_tasks.keep_dates(ranked) == 1
    coordinator = enter(school.coordinator)
    steer(coordinator, address, "propose", "publish")
    assert match_round_tasks.keep_dates(NOW + timedelta(days=6)) == 0
    assert match_round_tasks.keep_dates(NOW + timedelta(days=7)) == 1
    assert round_at(address).state is RoundState.RUNNING


def test_calling_it_off_lets_unsigned_pairs_go(found: Found, plan: Plan, enter: Enter) -> None:
    school = found(students=1, mentors=1, places=1)
    address, coordinator = plan(school, to="ranking"), enter(school.coordinator)
    steer(coordinator, address, "lock", "propose", "publish")
    question = asked(coordinator, f"{address}/cancel", {"reason": "Wrong dates"}).text
    assert "1 student and 1 mentor get an email that it is canceled." in question
    assert "1 pair that nobody has signed yet ends, and the spots are open again" in question
    assert agree(coordinator, f"{address}/cancel", {"reason": "Wrong dates"}).status_code == 303
    assert db.session.scalars(select(Mentorship.state)).one() is MentorshipState.NOT_CONFIRMED
    assert school.mentors[0].places_taken == 0
    assert enter(school.students[0]).get(f"{address}/proof").status_code == 404


def test_pages_ask_the_same_few_questions_for_three_and_for_thirty(
    app: Flask, found: Found, plan: Plan, enter: Enter
) -> None:
    school = found(students=33, mentors=33)
    address, coordinator = plan(school, to="ranking", joining=school.students[:3]), enter(school.coordinator)
    student, mentor = enter(school.students[0]), enter(school.mentors[0].user)

    def visits() -> list[int]:
        pages = [
            (student, ""),
            (student, "/ranking"),
            (mentor, ""),
            (mentor, "/applicants"),
            (coordinator, ""),
            (coordinator, "/people"),
        ]
        return [count_statements(app, lambda at=at, who=who: who.get(f"{address}{at}")) for who, at in pages]

    visits()  # who of the office reads a list is noted once a day
    few = visits()
    for item in school.students[3:]:
        enter(item).post(f"{address}/join")
    assert visits() == few
    steer(coordinator, address, "lock")
    assert count_statements(app, lambda: coordinator.get(f"{address}/preview")) < 30


def test_pages_of_a_round_are_valid(found: Found, plan: Plan, enter: Enter) -> None:
    from tests.house.test_house import check_page

    school = found(students=3, mentors=2, places=1)
    address, coordinator = plan(school, to="ranking"), enter(school.coordinator)
    student, mentor = enter(school.students[0]), enter(school.mentors[0].user)
    seen = [
        (coordinator, "/match-rounds"),
        (coordinator, "/match-rounds/new"),
        (coordinator, f"{address}/edit"),
        (coordinator, address),
    ]
    seen += [(student, address), (student, f"{address}/ranking"), (mentor, address), (mentor, f"{address}/applicants")]
    for browser, page in seen:
        check_page(browser.get(page).text)
    steer(coordinator, address, "lock", "propose", "publish")
    for page in ("", "/preview", "/what-if", "/people", "/record?check=1", "/report"):
        check_page(coordinator.get(f"{address}{page}").text)
    for item in school.students:
        check_page(enter(item).get(f"{address}/proof").text)
    check_page(mentor.get(address).text)


def test_whoever_has_saved_no_list_and_no_tiers_is_reminded_once_a_day(found: Found, plan: Plan, enter: Enter) -> None:
    school = found(students=2, mentors=2, places=1)
    address, coordinator = plan(school, to="ranking"), enter(school.coordinator)
    saved, missing = school.students
    rank(enter(saved), address, school.mentors[0])
    enter(school.mentors[0].user).post(f"{address}/applicants", data={f"tier-{saved.id}": "prefer"})
    steer(coordinator, address, "remind", "remind")
    told = db.session.scalars(select(Notice.user_id).where(Notice.words.startswith("You have not s"))).all()
    assert sorted(told) == sorted([missing.id, school.mentors[1].user_id])
    steer(coordinator, address, "lock")
    assert coordinator.post(f"{address}/remind").status_code == 403


def test_the_preview_is_in_the_order_of_names_with_demand_beside_the_spots(
    found: Found, plan: Plan, enter: Enter
) -> None:  # fmt: skip
    school = found(students=3, mentors=1, places=2)
    address, coordinator = plan(school, to="ranking"), enter(school.coordinator)
    for name, student in zip("zya", school.students, strict=True):
        rank(enter(student), address, school.mentors[0])
        with unit_of_work():
            db.session.execute(update(User).where(User.id == student.id).values(name=f"{name}-student"))
    steer(coordinator, address, "lock")
    page = coordinator.get(f"{address}/preview").text
    shown = re.findall(r'<th scope="row">(.-student)</th>|<summary><strong>(.-student)</strong>', page)
    pairs, left = [pair for pair, _ in shown if pair], [other for _, other in shown if other]
    assert (pairs, len(pairs), len(left)) == (sorted(pairs), 2, 1)
    assert "<dd>3 for 2</dd>" in page and "2 of 2, on 3 lists" in page
