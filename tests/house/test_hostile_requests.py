"""Hostile requests to every address and form of the demo school, on both databases: nothing breaks, nothing comes back.

About 600 by default; ROUNDS_TESTS_FULL=1 sends 20,000 to each database and looks at the clock.
"""

import os
from collections.abc import Iterator
from contextlib import closing
from time import thread_time
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from board.accounts.models import User
from board.accounts.views import session as session_views
from board.applications.models import Application, ApplicationState
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.opportunities.models import Involvement, PostingRole
from board.placements.models import Placement
from board.record.models import Entry
from tests.at_once import at_once
from tests.conftest import NOW, open_demo
from tests.demo_school import DemoSchools
from tests.hostile import CANARY, Attack, attacks, found_forms, reflected

FULL = os.environ.get("ROUNDS_TESTS_FULL") == "1"
NUMBER = {"sqlite": 20_000, "postgresql": 20_000} if FULL else {"sqlite": 400, "postgresql": 200}
"""By default the second database is asked less: most of what a request meets is the same for both."""
SLOWEST = 1.0 if FULL else 5.0
"""Seconds of this thread's own work, which a busy machine does not stretch."""
PAPERS = (".pdf", "/paper", "/hours/paper")
"""Pages set on paper take WeasyPrint a second or two."""
SPREAD = "application_id=3&endpoint=x&_scheme=x"
ROLES = ("student", "student2", "faculty", "reviewer", "mentor", "coordinator")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def whole(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, demo_schools: DemoSchools
) -> Iterator[Flask]:
    """The demo school, loaded and indexed once for this module and database."""
    folder = tmp_path_factory.mktemp("hostile")
    databases = request.getfixturevalue(request.param)
    with (
        databases.fresh(folder) as address,
        open_demo(folder, address, demo_schools, ENFORCES_LIMITS=False) as app,
    ):
        yield app


@pytest.fixture(scope="module")
def browsers(whole: Flask) -> dict[str, FlaskClient]:
    """One for each role, and a stranger's."""
    return everybody(whole)


def everybody(app: Flask) -> dict[str, FlaskClient]:
    """Browsers of the demo people, as they are at the start: signed in, and nobody suspended."""
    with unit_of_work():
        names = [f"{name}@example.edu" for name in ROLES]
        db.session.execute(update(User).where(User.email.in_(names)).values(suspended_at=None, confirmed_at=NOW))
    browsers = {"stranger": app.test_client()}
    for name in ROLES:
        browsers[name] = app.test_client()
        user = db.session.scalars(select(User).where(User.email == f"{name}@example.edu")).one()
        with app.test_request_context(), unit_of_work():
            token = session_views.begin(user, was=user.password_hash)
        with browsers[name].session_transaction() as session:
            session[session_views.TOKEN] = token
    return browsers


def problems_of(attack: Attack, browser: FlaskClient) -> list[str]:
    """What went wrong with one request."""
    began = thread_time()
    with closing(attack.send(browser)) as answer:
        took = thread_time() - began
        if took > SLOWEST and attack.method in ("GET", "HEAD"):  # the first of its kind compiles templates
            took = min(took, _time_of(attack, browser))
        found = [f"{answer.status_code}"] if answer.status_code >= 500 else []
        found += [reflection] if (reflection := reflected(answer)) else []
        if took > SLOWEST and not any(part in attack.address for part in PAPERS):
            found.append(f"took {took:.1f} s")
    return [f"{each}: {attack}" for each in found]


def _time_of(attack: Attack, browser: FlaskClient) -> float:
    began = thread_time()
    attack.send(browser).close()
    return thread_time() - began


def first(model: Any, **having: Any) -> int:
    """The number of a row of the demo school."""
    found = select(model.id).filter_by(**having).order_by(model.id).limit(1)
    return db.session.scalars(found).one()


def sent_to(user_id: int) -> int:
    """The number of an application that this person's posting has."""
    found = select(Application.id).join(Involvement, Involvement.opportunity_id == Application.opportunity_id)
    found = found.where(Involvement.user_id == user_id, Involvement.part == PostingRole.OWNER)
    return db.session.scalars(
        found.where(Application.state == ApplicationState.SUBMITTED).order_by(Application.id).limit(1)
    ).one()


def seeds() -> list[Attack]:
    """Each request that was a 500 once, by its very shape."""
    ada, grace = first(User, email="student@example.edu"), first(User, email="faculty@example.edu")
    entry, placement, application = first(Entry, student_id=ada), first(Placement, student_id=ada), sent_to(grace)
    profile = {"kind": "faculty", "capacity": "2", "about": "x"}
    fill = f"/record/residency/{entry}"
    numbers = (str(2**31), str(2**63), "9" * 21, "9" * 40, "9" * 5000)
    return [
        *(Attack("stranger", "GET", f"/opportunities/{number[:60]}") for number in numbers),
        *(Attack("student", "GET", "/learning/outside/new", f"activity={number}") for number in numbers),
        *(post("student", f"/placements/{placement}/hours/strike", entry=number) for number in numbers),
        *(post("faculty", f"/placements/{placement}/hours/judge", entry=number, verb="approve") for number in numbers),
        post("stranger", "/sign-in", email="a\x00b", password="x"),
        post("stranger", "/sign-in", email="ada@example.edu", password="x\x00"),
        post("stranger", "/sign-up", name="A\x00", email="a\x00@example.edu"),
        post("stranger", "/forgot-password", email="a\x00@example.edu"),
        *(Attack("stranger", "GET", f"{address}/%00") for address in ("", "/reset-password", "/certificates")),
        *(Attack("coordinator", "GET", page, "q=%00&who=%00") for page in ("/office/people", "/office/audit")),
        *(Attack("student", "GET", page, "q=%00&page=%00") for page in ("/opportunities", "/mentors", "/learning")),
        Attack("stranger", "GET", "/opportunities", "q=\xff"),
        Attack("stranger", "GET", "/opportunities.ics", "q=a%0Ab"),
        Attack("stranger", "GET", "/opportunities.atom", "q=%0B%E2%80%A8"),
        *(
            Attack(
                "faculty", "POST", f"/applications/{application}/{verb}", "application_id=3&endpoint=x&_scheme=x", sent
            )
            for verb, sent in (("tag", {"data": {"tag": "x"}}), ("note", {"data": {"note": "x"}}))
        ),
        *(post("mentor", "/mentorship/profile", **profile, **{name: "\t"}) for name in ("style", "frequency")),
        *(post("student", "/mentorship/wishes", goals="x", **{name: "\t"}) for name in ("style", "frequency")),
        *(post("student", f"/record/entries/{entry}/self", p1=level) for level in ("²", "٣", "9" * 40, "\t", "x")),
        post("student", f"{fill}/choose"),
        post("student", f"/record/entries/{entry}/set-aside"),
        post("student", f"{fill}/choose"),
        post("student", f"/record/entries/{entry}/put-back"),
        post("student", f"{fill}/choose"),
        *(
            Attack(who, "POST", address, "", {"data": b"no boundary", "content_type": "multipart/form-data"})
            for who, address in (
                ("coordinator", "/learning/1/edit"),
                ("coordinator", "/match-rounds/2/edit"),
                ("mentor", "/mentorship/profile"),
            )
        ),
        Attack("student", "GET", "/record"),
        Attack(
            "coordinator",
            "POST",
            "/office/import",
            "",
            {"data": b'{"a": "\\ud83d"}', "content_type": "application/json"},
        ),
    ]


def post(who: str, address: str, **sent: str) -> Attack:
    return Attack(who, "POST", address, "", {"data": sent})


def test_what_broke_once_breaks_no_more(whole: Flask, browsers: dict[str, FlaskClient]) -> None:
    wrong = [problem for attack in seeds() for problem in problems_of(attack, browsers[attack.who])]
    assert wrong == []


def test_what_was_too_long_for_anybody_is_refused(browsers: dict[str, FlaskClient]) -> None:
    sent = {f"bullet_{place}": "x" * 300_000 for place in range(3)}
    assert browsers["student"].post("/record/noteworthy", data=sent).status_code == 422


@pytest.mark.parametrize(
    ("address", "sent"),
    [
        ("/forgot-password", {"email": "student@example.edu"}),
        ("/sign-up", {"name": "Ada", "email": "newcomer@example.edu"}),
    ],
)
def test_what_broke_when_it_was_pressed_at_once_breaks_no_more(
    whole: Flask, browsers: dict[str, FlaskClient], address: str, sent: dict[str, str]
) -> None:
    posts = [lambda: browsers["stranger"].post(address, data=sent)] * 6
    assert [answer.status_code for answer in at_once(whole, "emails", posts)] == [200] * 6


def test_no_hostile_request_breaks_anything_or_comes_back(whole: Flask, browsers: dict[str, FlaskClient]) -> None:
    forms = found_forms(whole, browsers, tries=3 if FULL else 1)
    assert len(forms) > 80, "the walk found hardly any form"
    wrong: list[str] = []
    for count, attack in enumerate(attacks(whole, forms, number=NUMBER[db.engine.dialect.name])):
        if count % 250 == 0:
            browsers = everybody(whole)
        wrong += problems_of(attack, browsers[attack.who])
        if len(wrong) > 20:
            break
    assert not wrong, "\n".join(wrong)


def test_what_we_look_for_would_be_seen(whole: Flask) -> None:
    """The check of what comes back is itself checked, with an answer that does what it must not."""
    answer = whole.make_response((f"<p><{CANARY} onmouseover=alert(1)>", {"Content-Type": "text/html"}))
    assert reflected(answer)
    assert reflected(whole.make_response(("", {f"X-{CANARY}": "1"})))
    assert not reflected(whole.make_response((f"&lt;{CANARY}", {"Content-Type": "text/html"})))
