"""Who may do what: every address and method, asked as every kind of person, against the table of docs/access.md."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from board.accounts.policy.see_as import SHOWN
from board.accounts.views.see_as import FILES, WAYS_OUT
from board.disclosures import queries as disclosure_queries
from board.kernel import audit, clock
from board.kernel.unit_of_work import unit_of_work
from board.rights.queries.reading import readings_of
from board.web import error_pages
from board.web.access import declared
from tests.applications.test_secrets import fragments_of, words_of
from tests.cast import FORMS, PEOPLE, SECRETS, Cast, change
from tests.conftest import NOW, open_demo
from tests.databases import Sqlite
from tests.demo_school import DemoSchools
from tests.paper_tables import rows_by_section

PAPER = Path(__file__).resolve().parents[2] / "docs" / "access.md"
METHODS = ("GET", "POST")
EVERYBODY = ("stranger", *(name for name in PEOPLE if name != "suspended"))
GROUPS = {
    "everybody": set(EVERYBODY),
    "signed in": set(EVERYBODY) - {"stranger"},
    "students": {"student", "peer", "officer", "former officer", "officer on leave", "on hold"},
    "faculty": {"owner", "reviewer", "adviser"},
    "nobody": set(),
}
OF_ORGANISATION = "An organization’s posting"
NAME = "Qzvkname Qzvkfamily"
"""Student's: wherever Coordinator reads it, a line of Student's record of disclosures says so."""
OUT = (401, 403, 404, 410)
"""Signed out, may not, is not there for them, and a link that opens nothing."""
OF_ROLES = ("stranger", "student", "officer on leave", "mentor", "owner", "coordinator", "suspended", "looking")
"""Where an address is about no row, or is there for coordinators alone, one person stands for all of the same roles."""
OFFICES = ("officer", "former officer", "on hold")
"""Students like the others but for what has to do with postings, organizations and what is told to whom."""
WITH_OFFICES = ("opportunities", "applications", "organisations", "officers", "committees", "seats", "announcements")


@dataclass
class Asked:
    """One address and method, and how it answered each person."""

    section: str
    rule: Rule
    method: str
    statuses: dict[str, int] = field(default_factory=dict)
    told: dict[str, set[str]] = field(default_factory=dict)
    """The secrets that each read in the answer."""
    is_unnoted: bool = False
    """Coordinator read Student's name, and nothing was written into Student's record of disclosures."""

    @property
    def let_in(self) -> set[str]:
        """Those for whom it is there, and who may."""
        return {who for who, status in self.statuses.items() if status not in OUT and status < 500}

    def __str__(self) -> str:
        return f"{self.method} {self.rule.rule} ({self.section})"


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory, sqlite: Sqlite, demo_schools: DemoSchools) -> Iterator[Flask]:
    """The demo school, with nothing that would stop somebody who asks often."""
    folder = tmp_path_factory.mktemp("grid")
    patch = pytest.MonkeyPatch()
    patch.setattr(error_pages, "render_template", lambda _name, message, **_: message)  # a third of all work
    with (
        sqlite.fresh(folder) as address,
        open_demo(folder, address, demo_schools, ENFORCES_LIMITS=False) as app,
    ):
        yield app
    patch.undo()


@pytest.fixture(scope="module")
def cast(school: Flask) -> Cast:
    """Who plays whom, and what there is between them."""
    return Cast(school)


@pytest.fixture(scope="module")
def browsers(cast: Cast) -> dict[str, FlaskClient]:
    """One of each person; `looking` is Coordinator, who looks at Rounds as Student."""
    return cast.browsers() | {"looking": cast.looking_as("student")}


@contextmanager
def reading_by(who: str, *, second: int) -> Iterator[None]:
    """What Coordinator reads is noted each time, not once a day, and each at a second of its own."""
    if who != "coordinator":
        yield
        return
    was_noted = audit.was_noted
    with pytest.MonkeyPatch.context() as patch, clock.frozen(NOW + timedelta(seconds=second)):
        patch.setattr(audit, "was_noted", lambda *fact, since, **more: was_noted(*fact, since=clock.now(), **more))
        yield


@pytest.fixture(scope="module")
def grid(school: Flask, cast: Cast, browsers: dict[str, FlaskClient]) -> list[Asked]:
    """Every address with each method that it takes, asked as everybody. Nothing that is sent is kept."""
    asked: list[Asked] = []
    student = cast.people["student"].id
    with unit_of_work():
        change("users", student, name=NAME)
    for section, rule in rows(school):
        address = cast.address_of(rule, organisation=section == OF_ORGANISATION)
        for method in sorted(set(METHODS) & (rule.methods or set())):
            cell = Asked(section, rule, method)
            sent = FORMS.get(rule.endpoint) if method == "POST" else None
            for who in asked_as(school, rule):
                with reading_by(who, second=len(asked)):
                    answer = browsers[who].open(address, method=method, data=sent)
                    if (who, method) == ("coordinator", "GET") and NAME in words_of(answer.mimetype, answer.data):
                        cell.is_unnoted = clock.now() not in noted_of(student)
                cell.told[who] = secrets_in(answer)
                signs_in = answer.status_code == 303 and "/sign-in" in answer.location
                cell.statuses[who] = 401 if signs_in else answer.status_code
            asked.append(cell)
    return asked


def secrets_in(answer: TestResponse) -> set[str]:
    """Those that can be read in a page, a table, a file, its name, or the sentence of a refusal."""
    words = words_of(answer.mimetype, answer.data) + str(answer.headers)
    return {secret for secret in SECRETS if secret in words}


def rows(app: Flask) -> Iterator[tuple[str, Rule]]:
    """Section and rule: every address, and once more those that are about a posting and what is sent to it."""
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]
    rules.sort(key=lambda rule: re.split(r"[/.]", rule.rule))
    yield from ((re.split(r"[/.]", rule.rule)[1], rule) for rule in rules)
    for rule in rules:
        if "<id:opportunity_id>" in rule.rule or ("<id:application_id>" in rule.rule and "attachment" not in rule.rule):
            yield OF_ORGANISATION, rule


def asked_as(app: Flask, rule: Rule) -> list[str]:
    """Whom an address is asked as."""
    everybody = (*EVERYBODY, "suspended", "looking")
    if declared(app, rule.endpoint) == "coordinator" or "<" not in rule.rule:
        return [who for who in everybody if who in OF_ROLES]
    with_offices = re.split(r"[/.]", rule.rule)[1] in WITH_OFFICES
    return [who for who in everybody if with_offices or who not in OFFICES]


@pytest.fixture(scope="module")
def table() -> dict[tuple[str, str, str], set[str]]:
    """Section, address and method of each cell of the paper, and who is let in."""
    return {
        (section.strip("`/"), address.strip("`"), method): people_in(cell)
        for section, (address, *cells) in rows_by_section(PAPER.read_text("utf-8"))
        if address.startswith("`/")
        for method, cell in zip(METHODS, cells, strict=True)
        if cell != "–"
    }


def people_in(cell: str) -> set[str]:
    """Those whom the words of a cell mean; what stands in parentheses says why."""
    named, _, without = re.sub(r"\(.*?\)", "", cell).strip().partition(" but not ")
    return _people(named) - _people(without)


def _people(words: str) -> set[str]:
    names = [name.strip() for name in words.split(",") if name.strip()]
    unknown = [name for name in names if name not in EVERYBODY and name not in GROUPS]
    assert not unknown, f"docs/access.md does not say who is meant by {unknown}"
    return set().union(*(GROUPS.get(name, {name}) for name in names))


def test_the_table_has_a_row_for_every_address_and_no_other(
    school: Flask, table: dict[tuple[str, str, str], set[str]]
) -> None:
    there = {
        (section, rule.rule, method)
        for section, rule in rows(school)
        for method in set(METHODS) & (rule.methods or set())
    }
    assert sorted(there - table.keys()) == [], "write down in docs/access.md who may do this"
    assert sorted(table.keys() - there) == [], "docs/access.md has rows of addresses that are gone"
    assert all(rule.methods <= {"HEAD", "OPTIONS", *METHODS} for _, rule in rows(school) if rule.methods)


def test_every_address_lets_in_whom_the_table_names_and_nobody_else(
    grid: list[Asked], table: dict[tuple[str, str, str], set[str]]
) -> None:
    wrong = []
    for cell in grid:
        expected = table[cell.section, cell.rule.rule, cell.method] & cell.statuses.keys()
        let_in = cell.let_in - {"suspended", "looking"}
        if let_in != expected:
            wrong.append(f"{cell}: lets in {sorted(let_in - expected)}, refuses {sorted(expected - let_in)}")
    assert not wrong, "\n".join(wrong)


def test_no_address_breaks_for_anybody(grid: list[Asked]) -> None:
    broke = [f"{cell} as {who}" for cell in grid for who, status in cell.statuses.items() if status >= 500]
    assert not broke, "\n".join(broke)


def test_whoever_is_suspended_is_a_stranger_everywhere(grid: list[Asked]) -> None:
    wrong = [str(cell) for cell in grid if cell.statuses["suspended"] != cell.statuses["stranger"]]
    assert not wrong, "\n".join(wrong)


def test_looking_as_somebody_changes_nothing_and_opens_only_what_is_shown(grid: list[Asked]) -> None:
    wrong = []
    for cell in grid:
        endpoint, status = cell.rule.endpoint, cell.statuses["looking"]
        is_shown = cell.method == "GET" and (endpoint in SHOWN or endpoint.split(".")[0] in FILES)
        expected = cell.statuses["student"] if is_shown or endpoint in WAYS_OUT else 403
        if status != expected:
            wrong.append(f"{cell}: {status}, not {expected}")
    assert not wrong, "\n".join(wrong)


def test_a_planted_secret_is_read_by_those_who_may_and_by_nobody_else(grid: list[Asked]) -> None:
    readers: dict[str, set[str]] = {secret: set() for secret in SECRETS}
    wrong = []
    for cell in grid:
        for who, secrets in cell.told.items():
            for secret in secrets:
                readers[secret].add(who)
                if (who if who != "looking" else "coordinator") not in people_in(SECRETS[secret][3]):
                    wrong.append(f"{who} reads {secret} by {cell}")
    unread = {secret for secret in SECRETS if readers[secret] - {"looking"} != people_in(SECRETS[secret][3])}
    assert not wrong, "\n".join(wrong)
    assert not unread, f"nobody, or not all who may, find {unread}: the walk does not see"


SEARCHED = (
    *("/opportunities", "/opportunities.atom", "/opportunities.ics", "/search/suggest", "/mentors", "/learning"),
    *("/committees", "/organisations", "/my-postings", "/notices", "/office/people", "/office/audit"),
)


def test_no_search_suggestion_or_feed_tells_whether_a_secret_is_there(browsers: dict[str, FlaskClient]) -> None:
    wrong = []
    for who in ("stranger", "peer", "officer", "mentor", "adviser"):
        for address in SEARCHED:
            nothing = found_by(browsers[who], address, "Qzvk99xw")
            for secret in SECRETS:
                if found_by(browsers[who], address, secret) != nothing:
                    wrong.append(f"{who} learns of {secret} by {address}")
    assert not wrong, "\n".join(wrong)


def found_by(browser: FlaskClient, address: str, word: str) -> str:
    """What a search answers, but for the word itself, which a page repeats, and what is different each time."""
    text = browser.get(f"{address}?q={word}", headers={"HX-Request": "true"}).get_data(as_text=True)
    return re.sub(r'="[^"]*"|\b\d{2}:\d{2}:\d{2}\S*', "", text.replace(word, ""))


def test_no_fragment_tells_a_secret(school: Flask, cast: Cast, browsers: dict[str, FlaskClient]) -> None:
    wrong = []
    for section, rule in rows(school):
        for target in fragments_of(school, rule) if section != OF_ORGANISATION else ():
            for who in ("stranger", "peer", "mentor", "adviser", "coordinator"):
                headers = {"HX-Request": "true", "HX-Target": target}
                answer = browsers[who].open(cast.address_of(rule), headers=headers)
                secrets = {secret for secret in secrets_in(answer) if who not in people_in(SECRETS[secret][3])}
                wrong += [f"{who} reads {secret} in {target} of {rule.rule}" for secret in secrets]
    assert not wrong, "\n".join(wrong)


UNNOTED = {
    "/office/audit": "the log of who did what, in which every reading stands",
    "/office/flags": "who told the office of a posting, so that they are answered: nothing of their record",
    "/office/people/<id:user_id>": "the account, which the office keeps: what it does to it is logged",
    "/office/people/<id:user_id>/disclosures": "the record of disclosures itself",
    "/office/people/<id:user_id>/merge": "the account: a question before a deed that is logged",
    "/office/roster/<id:file_id>": "what a file of the registrar says, before it is written",
    "/office/roster/<id:file_id>/preview.csv": "the same",
}
"""Pages of the office that name a student and leave no line in the student's record of disclosures, each with why."""


def test_whoever_of_the_office_reads_of_a_student_leaves_a_line_that_the_student_reads(grid: list[Asked]) -> None:
    unnoted = {cell.rule.rule for cell in grid if cell.is_unnoted}
    assert sorted(unnoted - UNNOTED.keys()) == [], "note it (board/web/read_log.py), and let the student read it"
    assert sorted(UNNOTED.keys() - unnoted) == [], "these are noted, or name nobody, and are exceptions no more"


def noted_of(user_id: int) -> set[datetime]:
    """When somebody read or was given something of a person, as their record of disclosures has it."""
    return {line.at for line in (*disclosure_queries.of_user(user_id), *readings_of(user_id))}
