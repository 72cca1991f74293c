"""The rules of the house, read off the house itself."""

import ast
import re
from collections.abc import Callable
from dataclasses import fields
from functools import cache
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from justhtml import JustHTML

from board import handlers
from board.accounts.models import Role, User
from board.applications import labels as application_labels
from board.applications.models import ApplicationState
from board.kernel.events import Event
from board.match_rounds import labels as match_round_labels
from board.match_rounds.models import MatchRound
from board.mentorship import labels as mentorship_labels
from board.mentorship.models import EnrolmentState, MeetingState, MentorshipState, Report, ReportState, RequestState
from board.office import labels as office_labels
from board.opportunities.labels import FOR_POSTERS, FOR_STUDENTS, MOVES
from board.opportunities.models import Opportunity, PostingState, PostingStatus
from board.placements import labels as placement_labels
from board.placements.models import Placement
from board.settings import Settings
from board.web.access import declared
from tests.house.sources import MODULES, ROOT, tree_of

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def test_every_view_declares_its_access(app: Flask) -> None:
    silent = [endpoint for endpoint in app.view_functions if endpoint != "static" and declared(app, endpoint) is None]
    assert silent == []


def test_addresses_are_kebab_case_and_their_numbers_typed(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        if rule.endpoint != "static":
            assert re.fullmatch(r"(/([a-z0-9.-]+|<id:[a-z_]+_id>|<token>(\.ics)?))+|/", rule.rule), rule.rule


def test_no_call_takes_whatever_a_request_brings() -> None:
    for path in MODULES:
        for node in ast.walk(tree_of(path)):
            for keyword in node.keywords if isinstance(node, ast.Call) else []:
                spread = "" if keyword.arg else ast.unparse(keyword.value)
                assert not re.match(r"request\.(args|form|values)", spread), f"{path}: **{spread}"


def test_only_the_kernel_commits() -> None:
    for path in MODULES:
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit":
                of_the_index = isinstance(node.func.value, ast.Name) and node.func.value.id == "writer"
                assert of_the_index or path.parent.name in ("kernel", "migrations"), path


POSTED = {"form", "values", "files", "get_data", "get_json"}
"""The parts of a request that somebody typed or chose."""


def test_what_is_posted_is_read_by_forms_alone() -> None:
    """Views take `SomeForm.posted()` or `form.validate_on_submit()`: the fields of `board/web/forms.py` judge it."""
    reads = []
    for path in MODULES:
        name = path.relative_to(ROOT).as_posix()
        if name.startswith("board/web/") or "forms" in (path.stem, path.parent.name):
            continue
        tree = tree_of(path)
        requests = {
            alias.asname or alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module == "flask"
            for alias in node.names
            if alias.name == "request"
        }
        for node in ast.walk(tree):
            posted = isinstance(node, ast.Attribute) and node.attr in (
                "form",
                "values",
                "files",
                "get_data",
                "get_json",
            )
            if posted and ast.unparse(node.value) in requests:
                reads.append(f"{name}:{node.lineno}")
    assert reads == []


def test_templates_show_what_their_view_gives_them_and_not_the_request() -> None:
    for path in TEMPLATES:
        assert not re.search(r"request\.(form|values|files)", path.read_text()), path


SELECTS = {"sqlalchemy.select", "sa.select", "db.select", "db.session.query", "session.query"}
QUERIES_TOO = {"board/file_owners.py"}
"""A table of the columns that name a file: nothing but queries, of every slice at once."""


def test_only_queries_select() -> None:
    """Whoever loads rows calls a query that says what it loads. The demo school and the kernel have their own."""
    elsewhere = []
    for path in MODULES:
        name = path.relative_to(ROOT).as_posix()
        if path.parts[len(ROOT.parts) + 1] in ("kernel", "demo") or name in QUERIES_TOO:
            continue
        if "queries" in (path.stem, path.parent.name):
            continue
        for node in ast.walk(tree_of(path)):
            imports = isinstance(node, ast.ImportFrom) and "select" in {alias.name for alias in node.names}
            calls = isinstance(node, ast.Attribute) and ast.unparse(node) in SELECTS
            if imports or calls:
                elsewhere.append(f"{name}:{node.lineno}")
    assert elsewhere == []


def test_guarded_statements_go_through_one_helper() -> None:
    """`update_one` tells whether its row was still as seen, `rows_changed` how many rows a statement met."""
    for path in MODULES:
        if path != ROOT / "board/kernel/statements.py":
            assert "rowcount" not in path.read_text(), path


def test_only_move_writes_a_state() -> None:
    """Neither by an assignment, nor by `setattr`, nor by a statement. The demo school tells what was moved before."""
    writes = []
    for path in MODULES:
        if path == ROOT / "board/kernel/lifecycle.py" or "demo" in path.parts:
            continue
        for node in ast.walk(tree_of(path)):
            targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
            parts = [part for target in targets for part in getattr(target, "elts", [target])]
            assigns = any(isinstance(part, ast.Attribute) and part.attr == "state" for part in parts)
            if assigns or (isinstance(node, ast.Call) and _gives_a_state(node)):
                writes.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert writes == []


def _gives_a_state(call: ast.Call) -> bool:
    """`update(…).values(state=…)`, or `setattr(thing, "state", …)`."""
    function = ast.unparse(call.func)
    if function.endswith(".values") and "update(" in function:
        return any(keyword.arg == "state" for keyword in call.keywords)
    return function == "setattr" and isinstance(call.args[1], ast.Constant) and call.args[1].value == "state"


def test_views_act_on_post_and_not_on_whatever_is_not_get() -> None:
    for path in MODULES:
        assert not re.search(r"request\.method (==|in) .?[\"']GET", path.read_text()) or path.parent.name == "web", path


def test_time_is_read_in_one_place_and_days_are_the_schools() -> None:
    for path in MODULES:
        if path.name != "clock.py":
            text = path.read_text()
            assert not re.search(r"datetime\.now\(|date\.today\(|utcnow", text), path
            assert not re.search(r"\b(now|at|\w+_at)(\(\))?\.date\(\)", text), path  # clock.day says whose day it is


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_templates_hold_no_inline_script_style_or_unescaped_text(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"<script>|\sstyle=|\son[a-z]+=|hx-on|\|\s*safe\b|(?<!data-)\bhx-[a-z]+=", text)
    if "emails" not in path.parts:
        assert "<style" not in text


def test_what_asks_first_asks_without_javascript_too() -> None:
    """`board/web/confirmation.py` asks; an attribute that only a script reads would ask nobody without it."""
    places = [*TEMPLATES, *(ROOT / "static/js").rglob("*.js")]
    asks = re.compile(r"data-(hx-)?confirm|hx-confirm|dataset\.confirm|\bconfirm\(")
    assert [path.name for path in places if asks.search(path.read_text("utf-8"))] == []


def test_every_state_has_words_for_every_audience() -> None:
    assert set(FOR_STUDENTS) == set(FOR_POSTERS) == set(PostingStatus)
    assert set(mentorship_labels.FOR_MENTEES) == set(mentorship_labels.FOR_MENTORS) == set(RequestState)
    assert (set(mentorship_labels.ENROLMENTS), set(mentorship_labels.MENTORSHIPS)) == (
        set(EnrolmentState),
        set(MentorshipState),
    )
    assert (set(mentorship_labels.MEETINGS), set(mentorship_labels.REPORTS)) == (set(MeetingState), set(ReportState))
    assert set(application_labels.FOR_STUDENTS) == set(application_labels.FOR_POSTERS) == set(ApplicationState)
    assert {state.value for state in PostingState if state is not PostingState.PUBLISHED} <= {
        status.value for status in PostingStatus
    }


def test_every_step_of_a_timeline_has_words() -> None:
    for steps, thing in (
        (MOVES, Opportunity),
        (placement_labels.STEPS, Placement),
        (match_round_labels.STEPS, MatchRound),
        (mentorship_labels.REPORT_STEPS, Report),
    ):
        assert set(steps) >= {verb for _, verb in thing.MOVES}, thing


RAW = re.compile(r"(?<!\")\{\{-?\s*[\w.]*\b(?:verb|state|outcome|tier)(?:\.value)?\s*(?:\||-?\}\})")
"""A page prints a verb or a state itself, instead of the words for it."""


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_no_page_prints_a_verb_or_a_state_itself(path: Path) -> None:
    assert RAW.findall(path.read_text("utf-8")) == []


def test_every_state_can_be_reached_from_a_draft() -> None:
    reached = {PostingState.DRAFT}
    while more := {after for (before, _), after in Opportunity.MOVES.items() if before in reached} - reached:
        reached |= more
    assert reached == set(PostingState)


def test_every_event_has_a_handler_and_is_published(app: Flask) -> None:
    declared = {event for event in Event.__subclasses__() if event.__module__.startswith("board.")}
    assert handlers.HANDLERS.keys() == declared
    assert office_labels.EVENTS.keys() == declared, "the office reads what failed"
    assert [event.__name__ for event, reactions in handlers.HANDLERS.items() if not reactions] == []
    published = {
        call.args[0].func.id
        for path in MODULES
        for call in ast.walk(tree_of(path))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in ("publish", "handle")
        if call.args and isinstance(call.args[0], ast.Call) and isinstance(call.args[0].func, ast.Name)
    }
    assert published >= {event.__name__ for event in declared}


def test_lock_files_name_no_address() -> None:
    for path in ROOT.glob("requirements*.lock"):
        assert "://" not in path.read_text()


def test_every_setting_is_documented() -> None:
    documented = set(re.findall(r"^\| `(ROUNDS_[A-Z0-9_]+)`", (ROOT / "docs" / "configuration.md").read_text(), re.M))
    assert documented == {f"ROUNDS_{setting.name.upper()}" for setting in fields(Settings)}


PAGES = ["/", "/opportunities", "/sign-up", "/sign-in", "/forgot-password", "/nowhere"]
PAGES += ["/help", "/privacy", "/accessibility", "/dev/look", "/search/suggest?q=a"]
PAGES += ["/api", "/trust", "/trust/access", "/trust/security", "/trust/data", "/trust/questionnaire"]
MINE = [
    "/match-rounds",
    "/",
    "/account",
    "/account/profile",
    "/account/tokens",
    "/applications",
    "/my-postings",
    "/notices",
    "/saved",
    "/saved/searches",
    "/saved/calendar",
    "/account/emails",
    "/opportunities/new",
    "/office",
    "/mentors",
    "/mentors/saved",
    "/mentorship",
    "/mentorship/profile",
    "/office/mentorship",
    "/office/mentorship/pairs",
    "/office/reports",
    "/office/webhooks",
    "/office/reports/applications",
    "/office/mentorship/conflicts",
    "/office/mentorship/safeguarding",
    "/mentorship/reports",
]


@pytest.mark.parametrize("address", PAGES)
def test_public_pages_are_valid_and_carry_their_headers(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code != 303, "one signs in first, so it belongs in MINE"
    check_page(answer.text)
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("address", MINE)
def test_pages_of_a_person_are_valid_and_never_cached(
    person: Callable[..., User], browser_of: Callable[[User], FlaskClient], address: str
) -> None:
    answer = browser_of(person("cora", Role.COORDINATOR, Role.FACULTY)).get(address)
    assert answer.status_code == 200
    check_page(answer.text)
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_signed_in_stranger_finds_nothing(
    app: Flask, person: Callable[..., User], browser_of: Callable[[User], FlaskClient]
) -> None:
    browser = browser_of(person("stranger", Role.STUDENT))
    for rule in app.url_map.iter_rules():
        if "<id:" not in rule.rule or rule.endpoint == "static":
            continue
        address = re.sub(r"<id:[a-z_]+>", "4711", rule.rule)
        method = "get" if "GET" in (rule.methods or ()) else "post"
        there = 401 if rule.rule.startswith("/api/") else 404  # with programs nobody is signed in
        assert getattr(browser, method)(address).status_code == there, address


@pytest.mark.parametrize("number", ["0", "007", "9" * 40, "٣", "-1"])
def test_a_number_has_one_spelling(client: FlaskClient, number: str) -> None:
    assert client.get(f"/opportunities/{number}").status_code == 404


def check_page(html: str) -> None:
    page = JustHTML(html, collect_errors=True)
    assert page.errors == []
    headings = page.query("h1")
    assert len(headings) == 1
    title = page.query("title")[0].to_text()
    assert title.startswith(headings[0].to_text()), title
    ids = re.findall(r"\sid=\"([^\"]+)\"", html)
    assert len(ids) == len(set(ids)), "an id is used twice"
    text = set(re.findall(r"\b[A-Z][a-z]+(?:[A-Z][a-z]+)+\b", re.sub(r"(?s)<(script|code)\b.*?</\1>", "", html)))
    assert not text & names_of_classes(), "a page shows a name of the code"


@cache
def names_of_classes() -> frozenset[str]:
    """Every class of `board` whose name is made of several words."""
    names = (re.findall(r"^class (\w+)", path.read_text(), re.M) for path in (ROOT / "board").rglob("*.py"))
    return frozenset(name for item in names for name in item if re.search(r"[a-z][A-Z]", name))


def test_nothing_speaks_smtp_but_its_one_module_and_its_test() -> None:
    speaking = {
        str(path.relative_to(ROOT))
        for folder in ("board", "tests")
        for path in (ROOT / folder).rglob("*.py")
        if re.search(r"^\s*(?:import|from) (?:smtplib|aiosmtpd)", path.read_text("utf-8"), re.M)
    }
    assert speaking == {"board/kernel/smtp.py", "tests/kernel/test_smtp.py", "tests/drills/inbox.py"}
