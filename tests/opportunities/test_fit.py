"""Fit: what speaks for a posting and what against it, in words, and the order that follows."""

from typing import Any

import pytest

from board.accounts.models import User
from board.opportunities import fit as opportunity_fit
from board.opportunities.models import Opportunity

BLANK: dict[str, Any] = {
    "areas": [],
    "competencies": [],
    "tags": [],
    "class_years": [],
    "programmes": [],
    "hours_from": None,
    "hours_to": None,
}


def posting(**fields: Any) -> Opportunity:
    return Opportunity(**(BLANK | fields))


def student(**fields: Any) -> User:
    nothing = {"areas": [], "competencies": [], "tags": [], "class_year": "", "programme": "", "hours_free": None}
    return User(**(nothing | fields))


def score(user: User, it: Opportunity, lacking: frozenset[str] = frozenset()) -> int:
    """How well it fits, by which a list is ordered."""
    return opportunity_fit.FitCriteria.of(user, lacking).score(it)


@pytest.mark.parametrize(
    ("me", "it", "reason"),
    [
        ({"areas": ["education", "research"]}, {"areas": ["research"]}, "In research, which you care for"),
        (
            {"competencies": ["team-management"]},
            {"competencies": ["team-management"]},
            "Builds team management, as you want to",
        ),
        ({"tags": ["Sepsis"]}, {"tags": ["sepsis", "wards"]}, "About sepsis, one of your interests"),
        ({"hours_free": 4}, {"hours_from": 2, "hours_to": 6}, "2–6 hours a week: you have 4 free"),
        ({"class_year": "M2"}, {"class_years": ["M1", "M2"]}, "Open to your class year, M2"),
    ],
)
def test_each_thing_in_common_is_a_reason_and_counts(me: dict[str, Any], it: dict[str, Any], reason: str) -> None:
    found = opportunity_fit.fit(student(**me), posting(**it))
    assert found.reasons == [reason]
    assert found.doubts == []
    assert (score(student(**me), posting(**it)) > 0) is ("class_year" not in me), (
        "a class year opens the door and is no merit"
    )


@pytest.mark.parametrize(
    ("me", "it", "doubt", "opens"),
    [
        ({"class_year": "M1"}, {"class_years": ["M3", "M4"]}, "Asks for M3 or M4, and you are in M1", False),
        (
            {"programme": "MD"},
            {"programmes": ["MD-PhD"]},
            "Asks for the program MD-PhD, and yours is MD",
            False,
        ),
        ({"hours_free": 2}, {"hours_to": 8}, "Asks for up to 8 hours a week, and you have 2 free", True),
        ({"hours_free": 2}, {"hours_from": 5}, "Asks for 5 or more hours a week, and you have 2 free", True),
    ],
)
def test_what_speaks_against_it_is_said_and_only_rules_close_it(
    me: dict[str, Any], it: dict[str, Any], doubt: str, opens: bool
) -> None:
    found = opportunity_fit.fit(student(**me), posting(**it))
    assert found.doubts == [doubt]
    assert found.reasons == []
    me_now, unloved = student(**me, areas=["education"]), posting()
    loved = posting(**it, areas=["education"])
    assert (opportunity_fit.ranked(me_now, [unloved, loved])[0] is loved) is opens


def test_what_the_record_lacks_weighs_more_than_a_wish() -> None:
    me = student(competencies=["professionalism"])
    wish, lack = posting(competencies=["professionalism"]), posting(competencies=["team-management"])
    lacking = frozenset({"team-management"})
    assert opportunity_fit.ranked(me, [wish, lack], lacking) == [lack, wish]
    assert opportunity_fit.fit(me, lack, lacking).reasons == ["Builds team management, which your record lacks so far"]


def test_everything_stays_eligible_first_then_fit_then_as_it_came() -> None:
    me = student(areas=["education"], class_year="M1")
    closed = posting(areas=["education"], class_years=["M4"])
    plain, other, loved = posting(), posting(), posting(areas=["education"])
    assert opportunity_fit.ranked(me, [closed, plain, other, loved]) == [loved, plain, other, closed]


def test_the_most_is_a_hundred_and_nothing_said_is_nothing() -> None:
    every = {"areas": ["education", "research", "advocacy"], "tags": ["a", "b", "c"]}
    skills = ["professionalism", "team-management", "self-management"]
    me = student(**every, competencies=skills, hours_free=9)
    assert score(me, posting(**every, competencies=skills, hours_from=1), frozenset(skills)) == 100
    unlike = posting(**every, competencies=skills, hours_from=1, class_years=["M1"])
    blank = opportunity_fit.fit(student(), unlike)
    assert (score(student(), unlike), blank.reasons, blank.doubts) == (0, [], [])
