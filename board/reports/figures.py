"""The figures of a period as they are shown: rounded first, and then added up, compared and put into a sentence."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from board.kernel import clock, dates
from board.kernel.wording import listed, plural
from board.mentorship.queries import coordinator as coordinator_queries
from board.reports import queries
from board.reports.definitions import BREAKDOWNS, FIGURES, OF_YEARS, Figure, Part, Population, ReportTopic
from board.reports.periods import Period, Year
from board.reports.queries import CountedGroup
from board.reports.rounding import Numbers as RoundedTable
from board.reports.rounding import Rounding
from board.school import settings as school_settings
from board.vocabulary.words import Area, Competency, Kind

OTHER = "Other or not stated"
FEWEST_TO_COMPARE = 20
"""From how large a group on its share is spoken of: in a smaller one, rounding alone moves it far."""

Numbers = dict[str, int]
Rounded = Mapping[tuple[Year | None, str], RoundedTable]
"""Year and breakdown → part → label → number, of one population."""
Labels = Mapping[str, Mapping[str, str]]
"""Breakdown → value → label."""


@dataclass(frozen=True)
class Row:
    """One group. `numbers` and `before` by the name of the part; both are what rounding left."""

    label: str
    numbers: Numbers
    before: Numbers
    postings: int | None = None

    @property
    def has_before(self) -> bool:
        """Something was counted a year before."""
        return any(self.before.values())

    def share(self, part: str, whole: str) -> int | None:
        """The percentage, of what is shown; None where either is shown as under five."""
        return share_of(self.numbers[part], self.numbers[whole]) if self.numbers[part] else None


@dataclass(frozen=True)
class Breakdown:
    """One table of a figure."""

    name: str
    heading: str
    rows: list[Row]


@dataclass(frozen=True)
class Shown:
    """A figure with its numbers."""

    figure: Figure
    sentence: str
    total: Row
    breakdowns: list[Breakdown]
    period: str


def share_of(part: int, whole: int) -> int | None:
    """A percentage."""
    return round(100 * part / whole) if whole else None


def of_topic(topic: ReportTopic, period: Period, secret: bytes) -> list[Shown]:
    """The figures of one page."""
    return _shown([figure for figure in FIGURES if figure.topic is topic], period, secret)


def of_all(period: Period, secret: bytes) -> list[Shown]:
    """Every figure."""
    return _shown(FIGURES, period, secret)


def _shown(figures: Sequence[Figure], period: Period, secret: bytes) -> list[Shown]:
    labels = every_label(figures)
    rounded = {source: _rounded(source, period, labels, secret) for source in {figure.source for figure in figures}}
    posted = queries.postings(period.years, period.counted_to) if any(f.shows_postings for f in figures) else []
    offer = queries.offer_by_competency(period.years, period.counted_to) if any(f.shows_offer for f in figures) else {}
    return [_figure(figure, rounded[figure.source], period, labels, posted, offer) for figure in figures]


def _meetings(period: Period) -> list[CountedGroup]:
    meetings = coordinator_queries.met_against_agreed(period.counted_to)
    return [CountedGroup({}, {"agreed": meetings.agreed, "met": meetings.met})]


COUNTED: dict[Population, Callable[[Period], list[CountedGroup]]] = {
    Population.APPLICATIONS: lambda period: queries.applications(period.with_year_before, period.counted_to),
    Population.STUDENTS: lambda period: queries.students(period.counted_to),
    Population.MENTORS: lambda period: queries.mentors(period.counted_to),
    Population.MEETINGS: _meetings,
    Population.ACTIVITIES: lambda period: queries.activities_begun(period.with_year_before, period.counted_to),
}


def _rounded(source: Population, period: Period, labels: Labels, secret: bytes) -> Rounded:
    groups = COUNTED[source](period)
    years = period.with_year_before if source in OF_YEARS else [None]
    return {
        (year, name): table
        for year in years
        for name, table in rounded_population(
            source, [group for group in groups if group.year == year], year, labels, secret
        ).items()
    }


def _figure(
    figure: Figure,
    rounded: Rounded,
    period: Period,
    labels: Labels,
    posted: list[CountedGroup],
    offer: Mapping[str, int],
) -> Shown:
    years: list[Year | None] = [*period.with_year_before] if figure.is_of_years else [None]
    breakdowns = []
    for name in figure.breakdowns:
        posted_here = {}
        if figure.shows_postings and name != "class_year":
            posted_here = _counts(posted, name, "posted", labels[name])
        groups = dict.fromkeys(labels[name].values())
        if len(groups) > 1:
            rows = [_row(figure, label, years, name, rounded, posted_here.get(label)) for label in groups]
            breakdowns.append(Breakdown(name, BREAKDOWNS[name], rows))
    everything = sum(group.counts["posted"] for group in posted) if figure.shows_postings else None
    total = _row(figure, "All", years, "", rounded, everything)
    if figure.shows_offer:
        breakdowns = [Breakdown("competency", "By competency", _competencies(total, offer))]
    years_label = period.label if figure.is_of_years else ""
    return Shown(figure, sentence(figure, total, breakdowns, when_of(figure, period)), total, breakdowns, years_label)


def rounded_population(
    source: Population, groups: Sequence[CountedGroup], year: Year | None, labels: Labels, secret: bytes
) -> dict[str, RoundedTable]:
    """Breakdown → part → label → number, for all that is shown of a population in a year; the totals are under `All`.

    It is rounded together, so that every figure shows the same numbers, and in each no part is above its whole.
    """
    figures = [figure for figure in FIGURES if figure.source is source]
    chains = [chain for figure in figures for chain in figure.chains]
    parts = dict.fromkeys(part for chain in chains for part in chain)
    within = {part: whole for chain in chains for whole, part in pairwise(chain)}
    names = dict.fromkeys(("", *(name for figure in figures for name in figure.breakdowns)))
    tables = {name: {part: _counts(groups, name, part, labels[name]) for part in parts} for name in names}
    return Rounding(secret, f"{source.value} {year.label if year else ''}", within).rounded(tables)


def _counts(groups: Iterable[CountedGroup], name: str, part: str, labels: Mapping[str, str]) -> Numbers:
    counts = dict.fromkeys(labels.values(), 0)
    for group in groups:
        counts[labels.get(group.marks.get(name, ""), OTHER)] += group.counts[part]
    return counts


def every_label(figures: Iterable[Figure]) -> Labels:
    """What these figures are broken down by, with what is counted beside them: a population is rounded as a whole."""
    sources = {figure.source for figure in figures}
    return {
        name: labels_of(name)
        for name in ("", *BREAKDOWNS)
        if not name or any(name in figure.breakdowns for figure in FIGURES if figure.source in sources)
    }


def labels_of(name: str) -> dict[str, str]:
    """Value → label of a breakdown, the same whoever is counted: that a value occurs at all tells nothing.

    What the school lists in its settings or offers to learn has a row; whatever people wrote beside it is one group.
    """
    if name == "activity":
        return queries.offered_activities() | {"": OTHER}
    listed_by_school = {
        "class_year": school_settings.class_years,
        "programme": school_settings.programmes,
        "campus": school_settings.campuses,
    }
    if name in listed_by_school:
        values = listed_by_school[name]
        return {value: value for value in values} | {"": OTHER}
    fixed = {
        "": {"": "All"},
        "kind": {kind.value: kind.label for kind in Kind},
        "area": {area.value: area.label for area in Area} | {"": OTHER},
        "mentees": {"0": "no student"}
        | {str(count): plural(count, "student") for count in range(1, 4)}
        | {"4 or more": "4 students or more"},
    }
    return fixed[name]


def _row(
    figure: Figure,
    label: str,
    years: Sequence[Year | None],
    name: str,
    rounded: Rounded,
    postings: int | None,
) -> Row:
    def added(some: Sequence[Year | None]) -> Numbers:
        return {part.name: sum(_number(part, rounded[year, name], label) for year in some) for part in figure.parts}

    if figure.is_of_years:
        return Row(label, added(years[1:]), added(years[:-1]), postings)
    numbers = added(years)
    before = {part: numbers[earlier] for part, earlier in figure.before.items()}
    return Row(label, numbers, {figure.whole.name: numbers[figure.whole.name], **before} if before else {}, postings)


def _number(part: Part, rounded: Mapping[str, Numbers], label: str) -> int:
    if part.rest_of is None:
        return rounded[part.name][label]
    whole, taken = part.rest_of
    return max(0, rounded[whole][label] - rounded[taken][label])


def _competencies(total: Row, offer: Mapping[str, int]) -> list[Row]:
    students = total.numbers["students"]
    return [
        Row(name.label, {"students": students, "lacking": total.numbers[f"lacks_{name.value}"]}, {}, offer[name.value])
        for name in Competency
    ]


def when_of(figure: Figure, period: Period) -> str:
    """Of when a sentence tells: the day, for counts of what there was then; the years, for what happened in them."""
    day = f"on {dates.say_full_date(clock.day(period.counted_to))}"
    if not figure.is_of_years:
        return day
    return f"in {period.label}, as it was {day}" if period.is_under_way else f"in {period.label}"


def sentence(figure: Figure, total: Row, breakdowns: Sequence[Breakdown], when: str) -> str:
    """What the figure shows, computed from the numbers that it shows."""
    whole = total.numbers[figure.whole.name]
    begin = f"{when[:1].upper()}{when[1:]}"
    if not whole:
        return f"{begin}: too few to tell, none or fewer than five {figure.whole.heading.lower()}."
    if figure.shows_offer:
        return f"{begin}: {_gap(breakdowns[0].rows)}"
    if len(figure.parts) == 1:
        largest = max(breakdowns[0].rows, key=lambda row: row.numbers[figure.whole.name])
        number = largest.numbers[figure.whole.name]
        return f"{begin}: of about {whole:,} {figure.whole.says}, most had {largest.label} (about {number:,})."
    now = [_clause(part, total, whole) for part in figure.parts[1:] if part.name not in figure.before.values()]
    text = f"{begin}: of about {whole:,} {figure.whole.says}, {listed(now)}."
    return " ".join(filter(None, [text, _year_before(figure, total), _extreme(figure, breakdowns)]))


def _clause(part: Part, total: Row, whole: int) -> str:
    number = total.numbers[part.name]
    return f"about {number:,} ({share_of(number, whole)}%) {part.says}" if number else f"fewer than five {part.says}"


def _year_before(figure: Figure, total: Row) -> str:
    whole = total.before.get(figure.whole.name, 0)
    parts = [part for part in figure.parts[1:] if part.name in total.before]
    if not whole or not parts:
        return ""
    return f"A year before: {listed([f'{share_of(total.before[part.name], whole)}%' for part in parts])}."


def _extreme(figure: Figure, breakdowns: Sequence[Breakdown]) -> str:
    part, whole = figure.parts[1], figure.whole.name
    rows = breakdowns[-1 if figure.is_of_years else 0].rows if breakdowns else []
    large = (row for row in rows if row.numbers[whole] >= FEWEST_TO_COMPARE)
    shares = [(share, row.label) for row in large if (share := row.share(part.name, whole)) is not None]
    if len(shares) < 2 or min(shares)[0] == max(shares)[0]:
        return ""
    (least, lowest), (most, highest) = min(shares), max(shares)
    return f"{part.heading}: most in {highest} ({most}%), least in {lowest} ({least}%)."


def _gap(rows: Sequence[Row]) -> str:
    scarcest = max(rows, key=lambda row: (row.numbers["lacking"], -(row.postings or 0)))
    share = scarcest.share("lacking", "students") or 0
    postings = plural(scarcest.postings or 0, "posting of these years builds it", "postings of these years build it")
    return f"{scarcest.label} was what most records lacked ({share} % of students); {postings}."
