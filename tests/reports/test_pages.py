"""The pages of the reports as a coordinator reads them, and their files."""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from board.accounts.models import Role, User
from board.applications.models import ApplicationState
from board.kernel import clock
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.learning.models import Activity, ActivityState, Progress
from board.reports import figures
from board.reports.definitions import FIGURES, ReportTopic
from board.reports.periods import Period, Year
from board.school import actions as school_actions
from board.vocabulary.words import Kind
from tests.conftest import NOW
from tests.counting import count_statements
from tests.reports.test_counting import a_posting, a_student, an_application, at

TOPICS = [topic.value for topic in ReportTopic]


@pytest.fixture
def office(person: Callable[..., User], enter: Callable[[User], FlaskClient]) -> FlaskClient:
    return enter(person("cora", Role.COORDINATOR))


@pytest.fixture
def school(app: Flask) -> None:
    """Three years of applications, of which the years before this one are small, and an activity begun by nine."""
    with unit_of_work():
        students = [a_student(f"s{number}", class_year=f"M{number % 4 + 1}") for number in range(33)]
        for years_ago, count in enumerate((33, 17, 3)):
            posting = a_posting(Kind.SEMINAR, ["research"], published_at=at(60 + 365 * years_ago))
            for student in students[:count]:
                answer = ("reject", 50 + 365 * years_ago) if student.class_year == "M1" else None
                state = ApplicationState.NOT_SELECTED if answer else ApplicationState.SUBMITTED
                an_application(student, posting, 58 + 365 * years_ago, state, answer)
        activity = Activity(title="Huddles", minutes=10, created_at=at(100), state=ActivityState.PUBLISHED)
        db.session.add(activity)
        db.session.flush()
        for number, student in enumerate(it for it in students if it.class_year == "M1"):
            passed = at(40) if number else None
            taking = {"user_id": student.id, "activity_id": activity.id, "started_at": at(50), "passed_at": passed}
            db.session.add(Progress(**taking))


def rows_of(answer: object) -> list[list[str]]:
    """The lines of a file, without its heading."""
    return list(csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))[1:]  # type: ignore[attr-defined]  # the test response


def numbers_of(office: FlaskClient, topic: str, **years: str) -> dict[tuple[str, ...], int]:
    """Figure, breakdown, group and part → number, of a file; a number under five counts as nought."""
    answer = office.get(f"/office/reports/{topic}.csv", query_string=years)
    assert answer.status_code == 200
    return {tuple(row[:4]): int(row[5]) if row[5].isdigit() else 0 for row in rows_of(answer)}


@pytest.mark.parametrize("topic", TOPICS)
def test_each_figure_has_its_definition_its_sentence_a_picture_and_the_same_numbers_as_a_table(
    school: None, office: FlaskClient, topic: str
) -> None:
    page = office.get(f"/office/reports/{topic}").text
    for figure in (figure for figure in FIGURES if figure.topic == topic):
        section = page.partition(f'<h2 id="{figure.key}">')[2].partition("</section>")[0]
        assert figure.definition in section
        assert re.search(r'<p class="c-lead">[^<]{20,}\.</p>', section)
        pictures = re.findall(r"<svg.*?</svg>", section, re.S)
        assert len(pictures) == section.count("<h3>")
        for picture in pictures:
            assert 'role="img"' in picture and "style=" not in picture
            words = re.search(r"<desc[^>]*>([^<]*)</desc>", picture)
            assert words is not None and re.search(r": (\d+|under 5) ", words[1])
        assert section.count("<table") >= max(1, len(pictures))


def test_the_sentence_says_what_the_numbers_of_the_page_say(school: None, office: FlaskClient) -> None:
    numbers = numbers_of(office, "applications")
    sent, answered = (numbers["Time to answer", "All", "All", part] for part in ("Applications", "Answered"))
    page = office.get("/office/reports/applications").text
    assert f"of about {sent} applications, about {answered} ({round(100 * answered / sent)}%) had" in page
    assert abs(sent - 33) < 5 and abs(answered - 9) < 5


def test_no_file_and_no_page_shows_a_part_above_its_whole_and_shares_are_of_the_numbers_beside_them(
    app: Flask, office: FlaskClient
) -> None:
    """Seven of seven, three of three and ten of thirteen were answered: rounded one by one, five of none were."""
    years = ("2023-24", "2024-25", "2025-26")
    with unit_of_work():
        groups = [("M1", Kind.SEMINAR, "research")] * 7 + [("M2", Kind.INTERNSHIP, "education")] * 3
        groups += [("M3", Kind.FELLOWSHIP, "advocacy")] * 13
        students = [a_student(f"s{number}", class_year=group[0]) for number, group in enumerate(groups)]
        for days in (0, 365, 730):
            postings = {group: a_posting(group[1], [group[2]], published_at=at(60 + days)) for group in set(groups)}
            for number, (student, group) in enumerate(zip(students, groups, strict=True)):
                answer = ("reject", 50 + days) if number < 20 else None
                state = ApplicationState.NOT_SELECTED if answer else ApplicationState.SUBMITTED
                an_application(student, postings[group], 58 + days, state, answer)
    for year in years:
        rows = rows_of(office.get(f"/office/reports/applications.csv?from={year}&to={year}"))
        numbers = {tuple(row[:4]): int(row[5]) if row[5].isdigit() else 0 for row in rows if row[3] != "Postings"}
        shares = {tuple(row[:4]): int(row[6]) for row in rows if row[6]}
        assert shares
        for (figure, by, group, part), number in numbers.items():
            whole = numbers[figure, by, group, "Applications"]
            assert number <= whole, (year, figure, by, group, part)
            share = shares.get((figure, by, group, part))
            assert share is None or share == round(100 * number / whole)
    page = office.get("/office/reports/applications").text
    assert max(map(int, re.findall(r"\((\d+)%\)", page))) <= 100


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
def test_no_page_shows_a_count_as_it_is(school: None, office: FlaskClient) -> None:
    begun = numbers_of(office, "learning")
    assert begun["Learning", "By activity", "Huddles", "Begun activities"] in (5, 10), "nine have begun, eight passed"
    assert begun["Learning", "By activity", "Huddles", "Passed"] in (5, 10)
    for topic in TOPICS:
        for row in rows_of(office.get(f"/office/reports/{topic}.csv")):
            numbers = [row[5], *([row[7]] if row[7] else [])]
            assert row[3] == "Postings" or all(number == "under 5" or int(number) % 5 == 0 for number in numbers), row


def test_a_range_of_years_is_the_sum_of_what_its_years_show_and_the_year_before_what_that_year_shows(
    school: None, office: FlaskClient
) -> None:
    """So that taking one range from another leaves what was shown anyway."""
    alone = {year: numbers_of(office, "applications", **{"from": year, "to": year}) for year in ("2024-25", "2025-26")}
    both = numbers_of(office, "applications", **{"from": "2024-25", "to": "2025-26"})
    assert both == {key: alone["2024-25"][key] + alone["2025-26"][key] for key in both}
    rows = rows_of(office.get("/office/reports/applications.csv?from=2025-26&to=2025-26"))
    before = {tuple(row[:4]): 0 if row[7] == "under 5" else int(row[7]) for row in rows if row[7]}
    assert before == {key: alone["2024-25"][key] for key in before}
    assert sum(before.values()) > 0


def test_the_same_counts_give_the_same_numbers_until_the_month_is_over(school: None, office: FlaskClient) -> None:
    first = [office.get(f"/office/reports/{topic}.csv").data for topic in TOPICS]
    with unit_of_work():
        posting = a_posting(Kind.SEMINAR, [], published_at=at(0.5))
        for number in range(30):
            an_application(a_student(f"new{number}", created_at=at(0.5)), posting, 0.5, ApplicationState.SUBMITTED)
    assert [office.get(f"/office/reports/{topic}.csv").data for topic in TOPICS] == first
    with clock.frozen(NOW.replace(month=4)):
        assert office.get("/office/reports/applications.csv").data != first[0]


def test_another_installation_rounds_otherwise(school: None, app: Flask) -> None:
    period = Period(Year(2025), Year(2025), at(1))
    shown = {
        str([each.total.numbers for each in figures.of_topic(ReportTopic.APPLICATIONS, period, secret)])
        for secret in (b"a", b"b", b"c", b"d", b"e")
    }
    assert len(shown) > 1


def test_what_people_write_beside_the_schools_own_lists_has_no_row(school: None, office: FlaskClient) -> None:
    with unit_of_work():
        a_student("rare", programme="Only one here", campus="Nowhere else")
    page = office.get("/office/reports/students").text
    assert "Only one here" not in page and "By program" not in page, "a school without programs has no such table"
    with unit_of_work():
        school_actions.save({"programmes": ("=1+1", "MD/PhD")}, by=None, now=NOW)
    page = office.get("/office/reports/students").text
    assert "By program" in page and "MD/PhD" in page and "Only one here" not in page
    text = office.get("/office/reports/students.csv").text
    assert "'=1+1" in text and ",=1+1" not in text, "no spreadsheet computes a cell"


def test_each_sentence_names_the_day_and_the_page_says_why_lists_show_other_numbers(
    school: None, office: FlaskClient
) -> None:
    page = office.get("/office/reports").text
    sentences = re.findall(r"<dd>(.*?)</dd>", page, re.S)
    assert len(sentences) == len(FIGURES)
    assert [words for words in sentences if "n Mar 1, 2026" not in words] == []
    assert "In 2025-26, as it was on Mar 1, 2026: of about" in page
    for shown in (page, *(office.get(f"/office/reports/{topic}").text for topic in TOPICS)):
        assert "Counted to the end of last month: what was so before Sun, Mar 1" in shown
        assert "Lists under Administration show today" in shown
        assert not re.search(r"\b(now|at present)\b", re.sub("<[^>]+>", " ", shown.partition("<h2")[2]))
    past = office.get("/office/reports?from=2024-25&to=2024-25").text
    assert "In 2024-25: of about" in past, "a year that is over has no day"


def test_every_year_since_the_first_posting_can_be_chosen(office: FlaskClient) -> None:
    with unit_of_work():
        a_posting(Kind.SEMINAR, [], published_at=at(800))
    page = office.get("/office/reports").text
    assert re.findall(r"<option[^>]*>([^<]*)</option>", page) == ["2025-26", "2024-25", "2023-24"] * 2
    answer = office.get("/office/reports/applications?from=2023-24&to=2023-24")
    assert answer.status_code == 200 and "From posting to placement, 2023-24" in answer.text


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("?from=2025-26&to=2024-25", "The years end before they begin: 2025-26 comes after 2024-25."),
        ("?from=2026-03-01", "Choose years from the list"),
        ("?from=1999-00", "Choose years from the list"),
        ("?to=%27", "Choose years from the list"),
    ],
)
def test_years_that_are_none_are_told_beside_the_field(
    school: None, office: FlaskClient, address: str, words: str
) -> None:
    for page in ("", *(f"/{topic}" for topic in TOPICS)):
        answer = office.get(f"/office/reports{page}{address}")
        assert answer.status_code == 422 and words in answer.text
    answer = office.get(f"/office/reports/students.csv{address}")
    assert answer.status_code == 422 and words in answer.text


def test_the_reports_are_the_coordinators(
    app: Flask, client: FlaskClient, person: Callable[..., User], enter: Callable[[User], FlaskClient]
) -> None:
    addresses = ["/office/reports", *(f"/office/reports/{topic}{end}" for topic in TOPICS for end in ("", ".csv"))]
    others = [enter(person(role.value, role)) for role in Role if role is not Role.COORDINATOR]
    for address in addresses:
        assert client.get(address).status_code == 303
        assert [browser.get(address).status_code for browser in others] == [404] * len(others)


def test_no_page_asks_more_of_the_database_for_more_people(school: None, app: Flask, office: FlaskClient) -> None:
    asked = []
    for count in (3, 33):
        with unit_of_work():
            posting = a_posting(Kind.FELLOWSHIP, ["research"], published_at=at(60))
            for number in range(count):
                an_application(a_student(f"x{count}-{number}"), posting, 40, ApplicationState.SUBMITTED)
        office.get("/office/reports")
        asked.append(count_statements(app, lambda: office.get("/office/reports")))
    assert asked[0] == asked[1] <= 14, asked


def test_a_school_without_figures_reads_from_when_on_it_has_some(office: FlaskClient) -> None:
    for address in ("/office/reports", "/office/reports/students"):
        page = office.get(address).text
        assert "Nothing is counted here yet" in page
        assert "what there is since Sun, Mar 1 is in them from Wed, Apr 1 on" in page


def test_a_school_with_figures_reads_no_such_note(school: None, office: FlaskClient) -> None:
    assert "Nothing is counted here yet" not in office.get("/office/reports").text


def test_a_printed_report_names_the_school_and_the_day(school: None, office: FlaskClient) -> None:
    for address in ("/office/reports", "/office/reports/students"):
        page = office.get(address).text
        assert '<p class="c-print">Alder Grove School of Medicine · 2025-26 · printed on Mar 2, 2026</p>' in page
    sheet = (Path(__file__).parents[2] / "static/css/app.css").read_text()
    printed = sheet.partition("@media print")[2]
    assert ".c-ask" in printed and ".c-tabs" in printed and ".c-print { display: block; }" in printed


def test_each_topic_is_a_file_from_the_overview(office: FlaskClient) -> None:
    page = office.get("/office/reports").get_data(as_text=True)
    assert {topic for topic in TOPICS if f"/office/reports/{topic}.csv" not in page} == set()
