"""An attack on the reports: whoever asks for all tables of all years, and solves for the counts, pins none of them."""

import os
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from random import Random

import pytest
from flask import Flask
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import lil_array

from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.learning.models import Activity, ActivityState
from board.reports.definitions import FIGURES, Population
from board.reports.figures import every_label, labels_of, rounded_population
from board.reports.periods import Year
from board.reports.queries import CountedGroup
from board.reports.rounding import BASE
from board.school import actions as school_actions
from tests.conftest import NOW

SCHOOLS = 10
BATCHES = 100 if os.environ.get("ROUNDS_TESTS_FULL") else 1
ATTACKED = 40 if os.environ.get("ROUNDS_TESTS_FULL") else 12
"""Counts that are attacked in each population of a school; small ones first."""
SECRET = b"of this installation"
CANDIDATES_LEFT = 4
"""How many values each count may still have for the attacker, at the least; docs/decisions/0016 says why."""

Cell = tuple[str, str, str]
"""Part, breakdown, label."""
KNOWN = (("in_time", "answered"),)
"""What lies within what, though it is rounded apart: everybody who knows the definitions knows it."""


@dataclass
class Attack:
    """The integer program of somebody who has seen everything of one population in one year."""

    bounds: dict[Cell, tuple[int, int]]
    """Between which values each count must be, by what is shown for it alone."""
    rows: list[tuple[dict[Cell, int], float, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.places = {cell: place for place, cell in enumerate(self.bounds)}

    def know_sums(self) -> None:
        """Each breakdown of a part adds up to the part."""
        parts = {part for part, name, _ in self.bounds if not name}
        for part in parts:
            for name in {other for own, other, _ in self.bounds if own == part and other}:
                sums = {cell: 1 for cell in self.bounds if cell[:2] == (part, name)}
                self.rows.append((sums | {(part, "", "All"): -1}, 0, 0))

    def know_within(self, smaller: str, larger: str) -> None:
        """Those who are in one part are in the other."""
        for part, name, label in self.bounds:
            if part == smaller and (larger, name, label) in self.bounds:
                self.rows.append(({(larger, name, label): 1, (part, name, label): -1}, 0, float("inf")))

    def candidates(self, cell: Cell) -> tuple[int, int]:
        """The least and the greatest count that fit everything."""
        return round(self._solved(cell, 1)), round(self._solved(cell, -1))

    def _solved(self, cell: Cell, sign: int) -> float:
        goal = [0] * len(self.places)
        goal[self.places[cell]] = sign
        solved = milp(
            goal,
            integrality=[1] * len(self.places),
            bounds=Bounds([least for least, _ in self.bounds.values()], [most for _, most in self.bounds.values()]),
            constraints=self._known,
        )
        assert solved.success, "what is shown contradicts itself"
        return sign * float(solved.fun)

    @cached_property
    def _known(self) -> LinearConstraint:
        matrix = lil_array((len(self.rows), len(self.places)))
        for number, (row, _, _) in enumerate(self.rows):
            for cell, factor in row.items():
                matrix[number, self.places[cell]] = factor
        return LinearConstraint(
            matrix.tocsr(), [least for _, least, _ in self.rows], [most for _, _, most in self.rows]
        )


def a_population(random: Random, source: Population) -> list[CountedGroup]:
    """Random people or events: many small groups, some groups empty, parts that are nearly all or nearly nobody."""
    figures = [figure for figure in FIGURES if figure.source is source]
    names = sorted({name for figure in figures for name in figure.breakdowns})
    chains = [chain for figure in figures for chain in figure.chains]
    rates = {part: random.choice([0.02, 0.1, 0.5, 0.9, 0.98]) for chain in chains for part in chain}
    size = random.choice([3, 8, 20, 60, 200])
    groups: dict[tuple[str, ...], CountedGroup] = {}
    skew = {name: [random.random() ** 4 for _ in labels_of(name)] for name in names}
    for _ in range(size):
        marks = {name: random.choices(list(labels_of(name)), skew[name])[0] for name in names}
        has = {chains[0][0]}
        for chain in chains:
            for earlier, part in pairwise(chain):
                if earlier in has and random.random() < rates[part]:
                    has.add(part)
        has -= {"in_time"} if "answered" not in has else set()
        group = groups.setdefault(
            tuple(marks.values()), CountedGroup(marks, {part: 0 for chain in chains for part in chain})
        )
        for part in has:
            group.counts[part] += 1
    return list(groups.values())


def seen_of(groups: list[CountedGroup], source: Population) -> tuple[dict[Cell, int], dict[Cell, int]]:
    """All that the figures show of a population, and the counts behind it."""
    published: dict[Cell, int] = {}
    true: dict[Cell, int] = {}
    labels = every_label(figure for figure in FIGURES if figure.source is source)
    for name, table in rounded_population(source, groups, Year(2025), labels, SECRET).items():
        for part, numbers in table.items():
            for label, number in numbers.items():
                published[part, name, label] = number
                values = [value for value, words in labels[name].items() if words == label]
                true[part, name, label] = sum(
                    group.counts[part] for group in groups if not name or group.marks[name] in values
                )
    return published, true


def an_attack(bounds: dict[Cell, tuple[int, int]], source: Population) -> Attack:
    attack = Attack(bounds)
    attack.know_sums()
    for figure in (figure for figure in FIGURES if figure.source is source):
        for chain in figure.chains:
            for larger, smaller in pairwise(chain):
                attack.know_within(smaller, larger)
    for smaller, larger in KNOWN:
        attack.know_within(smaller, larger)
    return attack


@pytest.fixture
def school(app: Flask) -> None:
    """A school that lists its class years, programs and campuses, and offers activities, two of the same title."""
    lists = {"programmes": ("MD", "MD/PhD"), "campuses": ("Main", "North", "Coast")}
    offered = {"minutes": 10, "created_at": NOW, "state": ActivityState.PUBLISHED}
    with unit_of_work():
        school_actions.save(lists, by=None, now=NOW)
        db.session.add_all(Activity(title=title, **offered) for title in ("Huddles", "Teams", "Teams", "Feedback"))


@pytest.mark.parametrize("batch", range(BATCHES))
def test_nobody_who_has_seen_all_reports_can_pin_a_count(school: None, batch: int) -> None:
    for number in range(SCHOOLS):
        random = Random(batch * SCHOOLS + number)
        for source in (Population.APPLICATIONS, Population.STUDENTS, Population.MENTORS, Population.ACTIVITIES):
            published, true = seen_of(a_population(random, source), source)
            near = {cell: (max(0, number - BASE + 1), number + BASE - 1) for cell, number in published.items()}
            attack = an_attack(near, source)
            cells = sorted(true, key=lambda cell: (not 0 < true[cell] < BASE, random.random()))
            for cell in cells[:ATTACKED]:
                least, most = attack.candidates(cell)
                assert least <= true[cell] <= most
                assert most - least + 1 >= CANDIDATES_LEFT, (source, cell, published[cell], true[cell], least, most)


def test_the_same_attack_pins_counts_that_are_only_left_out_when_small(school: None) -> None:
    """That it finds nothing above says something: where counts under five are hidden and all others shown, it finds."""
    pinned = 0
    for number in range(3):
        _, true = seen_of(a_population(Random(number), Population.APPLICATIONS), Population.APPLICATIONS)
        hidden = [cell for cell, count in true.items() if 0 < count < BASE]
        shown = {cell: (1, BASE - 1) if cell in hidden else (count, count) for cell, count in true.items()}
        attack = an_attack(shown, Population.APPLICATIONS)
        for cell in hidden[:10]:
            least, most = attack.candidates(cell)
            pinned += least == most == true[cell]
    assert pinned > 3


def test_each_breakdown_adds_up_to_the_total_and_each_number_is_near_its_count(school: None) -> None:
    for number in range(20):
        for source in (Population.APPLICATIONS, Population.STUDENTS, Population.MENTORS, Population.ACTIVITIES):
            published, true = seen_of(a_population(Random(number), source), source)
            assert all(shown % BASE == 0 and abs(shown - true[cell]) < BASE for cell, shown in published.items())
            for part, name, _ in published:
                added = sum(shown for cell, shown in published.items() if cell[:2] == (part, name))
                assert added == published[part, "", "All"]


def test_no_part_is_shown_above_what_it_is_part_of(school: None) -> None:
    """And each breakdown adds up all the same, however few there are and however alike the parts."""
    for number in range(200):
        for source in (Population.APPLICATIONS, Population.STUDENTS, Population.ACTIVITIES):
            published, _ = seen_of(a_population(Random(number), source), source)
            chains = [chain for figure in FIGURES if figure.source is source for chain in figure.chains]
            for whole, part in (pair for chain in chains for pair in pairwise(chain)):
                above = [
                    cell for cell, shown in published.items() if cell[0] == part and shown > published[whole, *cell[1:]]
                ]
                assert not above, (number, whole, above)
            for part, name, _ in published:
                added = sum(shown for cell, shown in published.items() if cell[:2] == (part, name))
                assert added == published[part, "", "All"]
