"""Every page, and every form with hostile words: the demo school walked from end to end.

Who comes in where is asked by `test_role_grid.py`. Nothing here names a page: addresses come from the url map, forms
from the pages, so what is added is walked too.
"""

import io
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import cache
from html import escape
from itertools import chain
from typing import Any

import pytest
from flask import Flask, template_rendered
from flask.testing import FlaskClient
from jinja2 import Template
from justhtml import JustHTML
from sqlalchemy import event
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from board.kernel.db import Base, db
from board.web.access import declared
from tests.conftest import open_demo
from tests.databases import Sqlite
from tests.demo_school import DemoSchools
from tests.house.test_house import ROOT, TEMPLATES, check_page
from tests.house.twins import without_a_twin
from tests.walk import NEVER_OPEN, Tries, browser_of, rules

ROLES = ("student", "student2", "faculty", "reviewer", "mentor", "coordinator")
HELD = {
    "student": {"student"},
    "student2": {"student"},
    "faculty": {"faculty"},
    "reviewer": {"faculty"},
    "mentor": {"mentor"},
    "coordinator": {"coordinator"},
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, sqlite: Sqlite, demo_schools: DemoSchools) -> Iterator[Flask]:
    """The demo school, loaded and indexed once for this module."""
    folder = tmp_path_factory.mktemp("whole")
    with sqlite.fresh(folder) as address, open_demo(folder, address, demo_schools) as app:
        yield app


@pytest.fixture(scope="module")
def browsers(whole: Flask) -> dict[str, FlaskClient]:
    """One for each role, and a stranger's."""
    return {name: browser_of(whole, name) for name in ("stranger", *ROLES)}


def comes_in(app: Flask, rule: Rule, who: str) -> bool:
    """Does what the view declares let them as far as the view? Then the row decides what they see."""
    access = declared(app, rule.endpoint) or ""
    return access == "public" or (who != "stranger" and (access == "signed in" or bool(roles_of(access) & HELD[who])))


def roles_of(access: str) -> set[str]:
    """The roles that a view is declared for; none for one that is for everybody, or for everybody signed in."""
    return set() if access in ("public", "signed in") else set(access.split("|"))


@dataclass
class Visit:
    """One address, asked for by one person with GET, and with HEAD where GET was answered with something."""

    who: str
    address: str
    rule: Rule
    status: int
    problems: list[str]
    changed_by_get: set[str]
    changed_by_head: set[str]
    repeated: int
    """How often the statement was asked that was asked most."""
    leads_to: set[str] | None = None
    """The addresses of its links and forms; None for what is no page."""
    template: str = ""


class Tables:
    """Tells which tables were written to since it was last asked: each as its fingerprint."""

    def __init__(self) -> None:
        self.connection = db.engine.connect()
        self.version, self.prints = self._version(), self._prints()

    def changed(self) -> set[str]:
        version = self._version()
        if version == self.version:
            return set()
        self.version, before, self.prints = version, self.prints, self._prints()
        return {name for name, mark in self.prints.items() if mark != before[name]}

    def _version(self) -> int:
        """A number that moves with every commit of another connection."""
        self.connection.rollback()
        return int(self.connection.exec_driver_sql("PRAGMA data_version").scalar_one())

    def _prints(self) -> dict[str, int]:
        tables = Base.metadata.sorted_tables
        prints = {table.name: hash(tuple(map(repr, self.connection.execute(table.select())))) for table in tables}
        self.connection.rollback()
        return prints


ADDRESS = re.compile(r'\s(?:href|action|formaction|data-hx-get)="(/[^"?#]*)')


def turns(app: Flask, rule: Rule, tries: Tries, opened: set[str]) -> Iterator[tuple[str, str]]:
    """Those whom the view lets in try a row each, and then others, until it has opened to one of them."""
    coming = [who for who in ("stranger", *ROLES) if comes_in(app, rule, who)]
    first = [(who, address) for who in coming for address in tries.likeliest_first(rule, who)[:1]]
    first = first if "<id:" in rule.rule else first[:2]
    yield from first
    others = () if rule.endpoint in NEVER_OPEN else tries.others(rule, coming)
    for turn in chain(tries.likeliest(rule, coming), others):
        if rule.endpoint in opened:
            return
        if turn not in first:
            yield turn


@pytest.fixture(scope="module")
def tries() -> Tries:
    """Which rows opened to whom, as far as this module has walked."""
    return Tries()


@pytest.fixture(scope="module")
def visits(whole: Flask, browsers: dict[str, FlaskClient], tries: Tries) -> list[Visit]:
    """Every address as every role, and rows of each kind until one has opened to somebody."""
    made, opened, checked, tables, rendered = [], set(), defaultdict(set), Tables(), [""]
    asked: Counter[str] = Counter()

    def count(_connection: object, _cursor: object, statement: str, *_: Any) -> None:
        asked[statement] += 1

    event.listen(db.engine, "before_cursor_execute", count)

    def note(_sender: Flask, template: Template, **_: Any) -> None:
        rendered.append(template.name or "")

    template_rendered.connect(note, whole)
    for rule in rules(whole):
        for who, address in turns(whole, rule, tries, opened):
            asked.clear()
            answer = browsers[who].get(address)
            repeated = max(asked.values(), default=0)
            visit = Visit(who, address, rule, answer.status_code, [], tables.changed(), set(), repeated)
            made.append(visit)
            if visit.status == 404 and "<id:" in rule.rule:
                continue
            browsers[who].head(address)
            visit.changed_by_head = tables.changed()
            if visit.status != 200:
                continue
            opened.add(rule.endpoint)
            tries.note(rule, who, address)
            if answer.mimetype == "text/html":
                visit.leads_to = set(ADDRESS.findall(answer.text))
                visit.template = rendered[-1]
            if answer.mimetype == "text/html" and len(checked[rule.endpoint]) < 2:
                checked[rule.endpoint].add(who)
                visit.problems = problems_of(answer, private=who != "stranger")
    event.remove(db.engine, "before_cursor_execute", count)
    return made


def test_every_page_opens_to_somebody_and_is_in_order(whole: Flask, visits: list[Visit]) -> None:
    wrong, opened = [], set()
    for visit in visits:
        told = (visit.who, visit.address, visit.status)
        if visit.status >= 500:
            wrong.append((*told, "broke"))
        if visit.status == 200:
            opened.add(visit.rule.endpoint)
        wrong += [(*told, problem) for problem in visit.problems]
    assert wrong == []
    closed = {rule.endpoint for rule in rules(whole)} - opened - set(NEVER_OPEN) - redirects(whole)
    assert not closed, f"no role of the demo school can open {sorted(closed)}"


MOST_ALIKE = 12
"""Times that a page asks one statement: what belongs to the rows of a list is asked once for all of them."""
ASKS_OFTEN = {"/office/email-previews": "it words an email of each kind, from the newest rows that will do"}
"""Pages that ask one statement more often, each with why."""


def test_no_page_asks_the_database_the_same_once_for_each_row(visits: list[Visit]) -> None:
    asking = {(visit.rule.rule, visit.repeated) for visit in visits if visit.repeated > MOST_ALIKE}
    assert [page for page in asking if page[0] not in ASKS_OFTEN] == []


NOWHERE_LINKED = {
    "dashboard.look": "for whoever works on the look; it is there while debugging and in the demo school only",
    "opportunities.preview_posting": "the list fetches it beside itself, where there is room and a script",
}
"""Pages to which no page leads, each with why."""


def test_every_page_is_reached_by_a_link_or_a_form_of_another(whole: Flask, visits: list[Visit]) -> None:
    find = whole.url_map.bind("localhost")

    @cache
    def endpoints_at(address: str) -> set[str]:
        endpoints = set()
        for method in ("GET", "POST"):
            with suppress(HTTPException):
                endpoints.add(find.match(address, method)[0])
        return endpoints

    pages, reached = set(), linked_in_templates(visits)
    for visit in visits:
        if visit.leads_to is not None:
            pages.add(visit.rule.endpoint)
            reached |= set().union(*map(endpoints_at, visit.leads_to)) - {visit.rule.endpoint}
    assert sorted(pages - reached - NOWHERE_LINKED.keys()) == []
    assert sorted(NOWHERE_LINKED.keys() & reached) == [], "a page leads there by now"
    assert len(pages) > 100, "the walk opened hardly any page"


def linked_in_templates(visits: list[Visit]) -> set[str]:
    """What the page of no other endpoint shows on that day, though its template says that it would."""
    own = {visit.rule.endpoint: visit.template for visit in visits if visit.template}
    linked = set()
    for path in TEMPLATES:
        for endpoint in re.findall(r"""url_for\(["']([\w.]+)["']""", path.read_text("utf-8")):
            linked |= {endpoint} if own.get(endpoint) != str(path.relative_to(ROOT / "templates")) else set()
    return linked


WHO_READ_IT = {"audit_entries", "audit_head", "record_shares", "disclosures"}
"""What reading may write: who read by virtue of an office, in the audit log; that a link was opened or a file taken,
in the record of disclosures."""


def test_head_and_get_of_every_address_leave_the_database_unchanged(visits: list[Visit]) -> None:
    by_get = [
        (visit.who, visit.address, visit.changed_by_get) for visit in visits if visit.changed_by_get - WHO_READ_IT
    ]
    by_head = [(visit.who, visit.address, visit.changed_by_head) for visit in visits if visit.changed_by_head]
    assert (by_get, by_head) == ([], [])
    assert any(visit.changed_by_get for visit in visits), "the walk saw no write, also not who took a table away"


def redirects(app: Flask) -> set[str]:
    """Addresses with a token of their own: what opens them is in an email."""
    return {rule.endpoint for rule in rules(app) if "<token>" in rule.rule or "<code>" in rule.rule}


def problems_of(answer: TestResponse, *, private: bool) -> list[str]:
    """What is wrong with a page that opened."""
    found = []
    try:
        check_page(answer.text)
    except AssertionError as problem:
        found.append(str(problem)[:300])
    if private and answer.headers.get("Cache-Control") != "no-store":
        found.append("a page of a person may be cached")
    found += without_a_twin(answer.text)
    return found


WORDS = "é😀 ‏שלום‏ <b>"
HOSTILE: dict[str, dict[str, str]] = {
    "empty": {},
    "long": {"text": "x" * 100_000, "number": "9" * 40, "date": "9999-12-31", "time": "99:99"},
    "odd": {"text": WORDS, "number": "-1", "date": "0001-01-01", "time": "²", "choice": "zzz"},
    "nul": {"text": f"{WORDS}\x00", "number": "\x00", "date": "\x00", "time": "\x00", "choice": "\x00"},
}
LEAVES = ("/sign-out", "/account/sign-out-everywhere", "/account/delete")
"""Forms that end the visit; they are pressed elsewhere."""


def forms(page: str) -> Iterator[Any]:
    return (
        form
        for form in JustHTML(page, sanitize=False).query("form")
        if (form.attrs.get("method") or "").lower() == "post"
    )


def fill(form: Any, values: dict[str, str]) -> dict[str, Any]:
    """What a hostile visitor sends with this form."""
    sent: dict[str, Any] = {}
    for control in form.query("input, textarea, select"):
        name, kind = control.attrs.get("name"), (control.attrs.get("type") or control.name).lower()
        if not name or name == "csrf_token":
            continue
        match kind:
            case "hidden":
                sent[name] = control.attrs.get("value") or ""
            case "file":
                sent[name] = (io.BytesIO(values.get("text", "").encode()[:2000]), "odd.pdf")
            case "checkbox" | "radio" | "select":
                sent[name] = values.get("choice", control.attrs.get("value") or "")
            case "number" | "date" | "time":
                sent[name] = values.get(kind, "")
            case "email":
                sent[name] = values.get("text", "")[:300]
            case _:
                sent[name] = values.get("text", "")
    return sent


@pytest.fixture(scope="module")
def found_forms(whole: Flask, browsers: dict[str, FlaskClient], tries: Tries) -> list[tuple[str, str, Any]]:
    """Who, action and form of everything that can be posted: of each address the first that opens to a role."""
    found: dict[str, tuple[str, str, Any]] = {}
    for who in ("coordinator", "faculty", "student", "mentor", "stranger"):
        for rule in (rule for rule in rules(whole) if comes_in(whole, rule, who)):
            for address in tries.likeliest_first(rule, who)[:4]:
                answer = browsers[who].get(address)
                if answer.status_code != 200 or answer.mimetype != "text/html":
                    continue
                for form in forms(answer.text):
                    action = (form.attrs.get("action") or address).partition("?")[0]
                    if action not in LEAVES:
                        found.setdefault(re.sub(r"/\d+", "/0", action), (who, action, form))
                break
    return list(found.values())


NO_VERSION = {
    "/office/announcements/new": "it begins a new announcement, with an address that is proposed",
    "/organisations/new": "it begins a new organization, with a post and a term that are proposed",
    "/saved/searches": "it begins a new saved search, with a name that is proposed",
    "/opportunities/0/questions/0/answer": "a question is answered once; who comes second is told, and keeps the text",
}
"""Forms that are filled already and replace nothing that was written, each with why."""


def test_every_form_that_is_filled_already_carries_the_version_it_was_read_at(
    found_forms: list[tuple[str, str, Any]],
) -> None:
    without = [
        action
        for _, action, form in found_forms
        if written_in(form) and not form.query("input[name=saved_version]") and kind_of(action) not in NO_VERSION
    ]
    assert without == []


def test_every_form_shows_both_texts_when_somebody_saved_meanwhile(
    browsers: dict[str, FlaskClient], found_forms: list[tuple[str, str, Any]]
) -> None:
    wrong, seen = [], 0
    for who, action, form in found_forms:
        read = [node.attrs["value"] for node in form.query("input[name=saved_version]")]
        if not read or not written_in(form) or kind_of(action) in NO_VERSION:
            continue
        control, seen = written_in(form)[0], seen + 1
        before, sent = text_in(control), untouched(form)
        words = changed(before)
        sent |= {control.attrs["name"]: words, "saved_version": re.sub(r"-\w+", "-0", read[0])}
        answer = browsers[who].post(action, data=sent)
        page = answer.get_data(as_text=True)
        both = escape(words, quote=True) in page and escape(before.strip(), quote=True) in page
        if answer.status_code != 409 or not both:
            wrong.append((who, action, answer.status_code, control.attrs["name"], both))
    assert not wrong, wrong
    assert seen > 12, "hardly any form carries a version"


def changed(text: str) -> str:
    """Another text of the same form: measurements stay measurements."""
    lines = text.strip().splitlines()
    return "17" if text.isdigit() else "\n".join(lines[:-1]) if len(lines) > 2 else "Other words"


def kind_of(action: str) -> str:
    return re.sub(r"/\d+", "/0", action)


def written_in(form: Any) -> list[Any]:
    """The fields of a form that hold a text already."""
    fields = form.query("textarea, input:not([type]), input[type=text], input[type=url], input[type=email]")
    named = [field for field in fields if text_in(field).strip() and field.attrs.get("name")]
    return [field for field in named if not field.attrs["name"].startswith("place-")]  # shown as the order it makes


def text_in(control: Any) -> str:
    return str(control.to_text() if control.name == "textarea" else control.attrs.get("value") or "")


def untouched(form: Any) -> dict[str, Any]:
    """What a browser sends when nothing was typed."""
    sent: dict[str, Any] = {}
    for control in form.query("input, textarea, select"):
        name, kind = control.attrs.get("name"), (control.attrs.get("type") or control.name).lower()
        if not name or kind == "file" or (kind in ("checkbox", "radio") and "checked" not in control.attrs):
            continue
        chosen = control.query("option[selected]") or control.query("option")
        text = (chosen[0].attrs.get("value", chosen[0].to_text()) if chosen else "") if kind == "select" else ""
        sent.setdefault(name, []).append(text or text_in(control))
    return sent


@pytest.mark.parametrize("manner", HOSTILE)
def test_no_form_breaks_and_none_forgets(
    browsers: dict[str, FlaskClient], found_forms: list[tuple[str, str, Any]], manner: str
) -> None:
    assert len(found_forms) > 100, "the walk found hardly any form"
    wrong = []
    for who, action, form in found_forms:
        wrong += problems_of_form(browsers[who], action, form, HOSTILE[manner])
    assert wrong == []


def problems_of_form(browser: FlaskClient, action: str, form: Any, values: dict[str, str]) -> list[tuple[object, ...]]:
    sent = fill(form, values)
    with closing(browser.post(action, data=sent, content_type="multipart/form-data")) as answer:
        if answer.status_code >= 500:
            return [(action, answer.status_code, answer.text[-300:])]
        if answer.status_code == 422 and "text/html" in answer.content_type and "Nothing was changed." in answer.text:
            return [(action, "refused on a page without its form", answer.text.partition("<h1>")[2][:80])]
        secret = {control.attrs.get("name") for control in form.query("input[type=password]")}
        texts = [
            name for name, email in sent.items() if isinstance(email, str) and WORDS in email and name not in secret
        ]
        again = [name for name in texts if f'name="{name}"' in answer.text]
        if answer.status_code == 422 and again and "text/html" in answer.content_type:
            kept = escape(WORDS, quote=True)
            return [] if kept in answer.text else [(action, "what was typed is gone", again)]
        return []
