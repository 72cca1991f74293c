"""The school in figures: an overview, a page for each topic, and each page as a file."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, current_app, request
from flask.typing import ResponseReturnValue

from board.kernel import clock
from board.reports import drawing, figures, queries
from board.reports.definitions import Figure, Part, ReportTopic
from board.reports.figures import Breakdown, Row, Shown
from board.reports.periods import Period, Year, counted_to, next_count, years_until
from board.web import files
from board.web.access import for_roles
from board.web.pages import render_page

bp = Blueprint("reports", __name__, url_prefix="/office/reports")

TITLES = {
    ReportTopic.APPLICATIONS: "Postings, applications and placements",
    ReportTopic.STUDENTS: "Students, their work and who has none",
    ReportTopic.MENTORING: "Mentoring",
    ReportTopic.LEARNING: "Learning and competencies",
}
COLUMNS = ("Figure", "By", "Group", "What", "Years", "Number", "Percent", "Number a year before")


@dataclass(frozen=True)
class Asked:
    """The years that the address names, and what is wrong with them."""

    period: Period
    years: list[Year]
    problem: str = ""


@bp.get("")
@for_roles("coordinator")
def index() -> ResponseReturnValue:
    """Every figure in one sentence."""
    asked = _asked()
    topics: dict[ReportTopic, list[Shown]] = {topic: [] for topic in ReportTopic}
    for shown in figures.of_all(asked.period, _secret()):
        topics[shown.figure.topic].append(shown)
    every = [shown for of_topic in topics.values() for shown in of_topic]
    return _page("reports/index.html", asked, topics=topics, titles=TITLES, is_empty=are_empty(every))


@bp.get("/applications", defaults={"topic": ReportTopic.APPLICATIONS})
@bp.get("/students", defaults={"topic": ReportTopic.STUDENTS})
@bp.get("/mentoring", defaults={"topic": ReportTopic.MENTORING})
@bp.get("/learning", defaults={"topic": ReportTopic.LEARNING})
@for_roles("coordinator")
def show(topic: ReportTopic) -> ResponseReturnValue:
    """The figures of a topic, drawn and as tables."""
    asked = _asked()
    shown = figures.of_topic(topic, asked.period, _secret())
    of_topic = {"topic": topic, "titles": TITLES, "shown": shown, "is_empty": are_empty(shown)}
    return _page("reports/show.html", asked, **of_topic, parts_of=parts_of, draw=_draw)


@bp.get("/applications.csv", defaults={"topic": ReportTopic.APPLICATIONS})
@bp.get("/students.csv", defaults={"topic": ReportTopic.STUDENTS})
@bp.get("/mentoring.csv", defaults={"topic": ReportTopic.MENTORING})
@bp.get("/learning.csv", defaults={"topic": ReportTopic.LEARNING})
@for_roles("coordinator")
def table(topic: ReportTopic) -> ResponseReturnValue:
    """The same numbers for a spreadsheet."""
    asked = _asked()
    if asked.problem:
        return Response(asked.problem, 422, mimetype="text/plain")
    lines = [line for shown in figures.of_topic(topic, asked.period, _secret()) for line in _lines(shown)]
    return files.csv_answer(f"{topic.value}-{asked.period.label}.csv", COLUMNS, lines)


def parts_of(figure: Figure, breakdown: Breakdown | None = None) -> list[Part]:
    """The columns of a table: those of the figure; of the competencies, who lacks each."""
    if not figure.shows_offer:
        return list(figure.parts)
    return [figure.whole, *([Part("lacking", "Lack it", "lack it")] if breakdown else [])]


def are_empty(every: Iterable[Shown]) -> bool:
    """Is there nothing in these figures? Asked of the numbers that are shown, so that it tells no more than they do."""
    return not any(shown.total.numbers[shown.figure.whole.name] for shown in every)


def _page(template: str, asked: Asked, **values: Any) -> ResponseReturnValue:
    counts_next = next_count(asked.period.counted_to)
    frame: dict[str, Any] = {"asked": asked, "counts_next": counts_next, "today": clock.day(clock.now())}
    page = render_page(template, **frame, shown_number=drawing.shown, **values)
    return page, 422 if asked.problem else 200


def _draw(shown: Shown, breakdown: Breakdown) -> str:
    title = f"{shown.figure.title}, {breakdown.heading[:1].lower()}{breakdown.heading[1:]}"
    name = f"{shown.figure.key}-{breakdown.name.replace('_', '-')}"
    return drawing.bars(name, title, breakdown.rows, parts_of(shown.figure, breakdown))


def _lines(shown: Shown) -> Iterator[list[object]]:
    tables: list[Breakdown | None] = [None, *shown.breakdowns]
    for breakdown in tables:
        heading, rows = (breakdown.heading, breakdown.rows) if breakdown else ("All", [shown.total])
        for row in rows:
            if row.postings is not None:
                yield [shown.figure.title, heading, row.label, "Postings", shown.period, row.postings, "", ""]
            yield from (_line(shown, heading, row, part) for part in parts_of(shown.figure, breakdown))


def _line(shown: Shown, heading: str, row: Row, part: Part) -> list[object]:
    whole = shown.figure.whole.name
    share = "" if part.name == whole else row.share(part.name, whole)
    number, before = row.numbers[part.name], row.before.get(part.name)
    earlier = "" if before is None else before or "under 5"
    return [shown.figure.title, heading, row.label, part.heading, shown.period, number or "under 5", share, earlier]


def _asked() -> Asked:
    """The years of the address, without any the newest; what is no year of the reports is told, and none is guessed."""
    end = counted_to(clock.now())
    years = years_until(end, since=queries.first_event())
    known = {year.label: year for year in years}
    newest = Asked(Period(years[0], years[0], end), years)
    first, last = (request.args.get(name, "").strip() or years[0].label for name in ("from", "to"))
    for label in (first, last):
        if label not in known:
            return Asked(newest.period, years, "Choose years from the list: reports are of whole years.")
    if known[first] > known[last]:
        return Asked(newest.period, years, f"The years end before they begin: {first} comes after {last}.")
    return Asked(Period(known[first], known[last], end), years)


def _secret() -> bytes:
    return str(current_app.config["SECRET_KEY"]).encode()
