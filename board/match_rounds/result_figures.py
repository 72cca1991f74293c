"""What a result looks like from above: figures for the coordinator, and a report in which nobody can be picked out."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import mean

from board.accounts.models import User
from board.kernel.wording import plural
from board.match_rounds.labels import PAIRS, REASONS
from board.match_rounds.models import MatchProof, MatchRound
from board.match_rounds.queries import round as round_queries
from board.match_rounds.rules import RULES
from board.match_rounds.snapshot import freeze
from board.matching import comparing, market, solving
from board.matching.checking import blocked_by, check
from board.matching.explaining import Code, Proof, explain, recompute
from board.matching.wishes import Preferences, from_json
from board.mentorship.models import Mentorship, MentorshipState

Named = Callable[[str], str]


@dataclass(frozen=True)
class Look:
    """A result to look at: the frozen one where there is one, else what a run would give now."""

    wishes: Preferences
    pairs: dict[str, str]
    proofs: dict[str, Proof]
    blocked: dict[tuple[str, str], list[tuple[str, str]]]
    """Each fixed pair, and the pairs it wrongs."""
    is_stable: bool
    warnings: list[str]

    @property
    def unmatched(self) -> list[str]:
        """Who goes without."""
        return [name for name in self.wishes.mentees if name not in self.pairs]

    @property
    def places(self) -> int:
        """How many mentees the mentors can take together."""
        return sum(mentor.capacity for mentor in self.wishes.mentors.values())


def look(match_round: MatchRound, *, today: date) -> Look:
    """The frozen run of this round, or the run that would be."""
    run = round_queries.run_of(match_round)
    if run is None:
        frozen = freeze(match_round, today=today)
        return look_at(frozen.wishes, frozen.warnings)
    wishes, pairs = from_json(run.input), dict(run.result)
    stable = check(wishes, pairs).is_stable
    return Look(wishes, pairs, recompute(wishes, pairs), blocked_by(wishes, pairs), stable, run.warnings)


def look_at(wishes: Preferences, warnings: list[str]) -> Look:
    """Run, and keep nothing."""
    numbered = market.build(wishes)
    has = solving.solve(numbered)
    pairs = solving.outcome(wishes, numbered, has).pairs
    proofs, stable = explain(wishes, numbered, has), check(wishes, pairs).is_stable
    return Look(wishes, pairs, proofs, blocked_by(wishes, pairs), stable, warnings)


@dataclass(frozen=True)
class Bar:
    """One bar of a drawing, and one row of its table."""

    label: str
    count: int
    share: float
    """Of the longest, from 0 to 100."""
    words: str


@dataclass(frozen=True)
class ResultFigures:
    """The result in numbers."""

    students: int
    placed: int
    first: int
    top_three: int
    mean_rank: float | None
    ranks: list[Bar]
    loads: list[Bar]
    reasons: list[Bar]


def figures(seen: Look, named: Named) -> ResultFigures:
    """Count."""
    ranks = comparing.ranks(seen.wishes, seen.pairs)
    loads = comparing.loads(seen.wishes, seen.pairs)
    every = [place for place, count in ranks.items() for _ in range(count)]
    return ResultFigures(
        students=len(seen.wishes.mentees),
        placed=len(seen.pairs),
        first=ranks.get(1, 0),
        top_three=sum(count for place, count in ranks.items() if place <= 3),
        mean_rank=mean(every) if every else None,
        ranks=bars([(f"Choice {place}", count) for place, count in ranks.items()] + [("None", len(seen.unmatched))]),
        loads=_load_bars(loads, _demand(seen.wishes), named),
        reasons=bars([(REASONS[code], count) for code, count in _missed_by_unmatched(seen).items()]),
    )


def bars(rows: Sequence[tuple[str, int]]) -> list[Bar]:
    """Bars over one scale."""
    longest = max((count for _, count in rows), default=0) or 1
    return [Bar(label, count, round(100 * count / longest, 1), str(count)) for label, count in rows]


def _demand(wishes: Preferences) -> Counter[str]:
    """How many mentees have each mentor on their list, whatever they would do with them."""
    listed = ({wishes.mentor_of(choice) for choice in mentee.choices} for mentee in wishes.mentees.values())
    return Counter(mentor for mentors in listed for mentor in mentors)


def _load_bars(loads: Mapping[str, tuple[int, int]], demand: Mapping[str, int], named: Named) -> list[Bar]:
    longest = max((places for _, places in loads.values()), default=0) or 1
    rows = [
        Bar(named(mentor), given, round(100 * given / longest, 1), _load_words(given, places, demand[mentor]))
        for mentor, (given, places) in loads.items()
        if places
    ]
    return sorted(rows, key=lambda bar: bar.label)


def _load_words(given: int, places: int, listed: int) -> str:
    return f"{given} of {places}, on {plural(listed, 'list')}"


def _missed_by_unmatched(seen: Look) -> Counter[Code]:
    """Why the choices of those who go without were missed."""
    return Counter(missed_choice.code for name in seen.unmatched for missed_choice in seen.proofs[name].missed)


def states(pairs: Sequence[Mentorship]) -> list[tuple[str, int]]:
    """What became of the pairs."""
    counts = Counter(pair.state for pair in pairs)
    return [(PAIRS[state], counts[state]) for state in MentorshipState if counts[state]]


@dataclass(frozen=True)
class FigureRow:
    """One line of the report; None where the count is masked."""

    label: str
    cells: list[int | None]

    @property
    def words(self) -> list[str]:
        """As page and file say it. A masked count need not be small: it may be what another could be worked out by."""
        return [LEFT_OUT if count is None else str(count) for count in self.cells]


LEFT_OUT = "left out"
COLUMNS = ("Took part", "Matched", "First choice", "Top three")


def report(proofs: Sequence[MatchProof], users: Mapping[int, User]) -> list[FigureRow]:
    """By class year, masked so that no small group can be read or worked out; the last line is the whole school."""
    years: dict[str, list[MatchProof]] = {}
    for proof in proofs:
        year = users[proof.user_id].class_year if proof.user_id in users else ""
        years.setdefault(year or "Not said", []).append(proof)
    counted = {year: _counts(some) for year, some in sorted(years.items())} | {"Everybody": _counts(proofs)}
    hidden = masked(list(counted.values()))
    return [
        FigureRow(year, [None if (line, place) in hidden else count for place, count in enumerate(counts)])
        for line, (year, counts) in enumerate(counted.items())
    ]


def _counts(proofs: Sequence[MatchProof]) -> list[int]:
    ranks = [proof.rank for proof in proofs if proof.rank is not None]
    matched = sum(proof.got is not None for proof in proofs)
    return [len(proofs), matched, ranks.count(1), sum(rank <= 3 for rank in ranks)]


def masked(rows: Sequence[Sequence[int]]) -> set[tuple[int, int]]:
    """The cells to hide, of lines whose last one is their sum.

    Those are counts under five; in a line that is part of the sum also counts that leave under five of it; and in each
    column, where a single line is hidden that could be worked out from the sum, the smallest of the others, or the sum.
    """
    total = len(rows) - 1
    hidden = {
        (line, place)
        for line, counts in enumerate(rows)
        for place, count in enumerate(counts)
        if 0 < count < RULES.shown_from
        or counts[0] < RULES.shown_from
        or (line != total and 0 < counts[0] - count < RULES.shown_from)
    }
    for place in range(len(rows[0])):
        shown = [line for line in range(total) if (line, place) not in hidden]
        if total - len(shown) == 1:
            hidden.add((min(shown, key=lambda line: rows[line][place], default=total), place))
    return hidden
