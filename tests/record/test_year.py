"""One student's year with a moved clock: everything that ends comes into the record, and leaves it as it happened."""

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import jsonschema
from flask.testing import FlaskClient
from sqlalchemy import select

from board import duties
from board.accounts.models import Role, User
from board.catalogue.words import Competency
from board.kernel import clock
from board.kernel.db import db, unit_of_work
from board.learning.actions import outside, taking
from board.learning.models import Format, OutsideActivity, OutsideState
from board.learning.starter import bring_in
from board.placements.models import HoursEntry, Placement
from board.record import queries
from board.record.models import Entry, EntryKind, Source
from tests.applications.builders import offered_to, posting_of
from tests.conftest import NOW
from tests.record.conftest import WITNESS
from tests.record.test_coming_in import pair_up
from tests.record.test_exports import SCHEMA

RUN = [61, 64, 58, 63, 60, 66, 78, 83, 86, 85, 88, 90]
"""Twelve measurements, the last seven above the median of the first six, which is 62."""


def sit_on_the_committee(student: FlaskClient, host: FlaskClient, sam: User, grace: User) -> None:
    """Take the seat, work two approved days, and be confirmed by both sides."""
    posting = posting_of(
        grace,
        "Student seat, Safety Committee",
        host="Hospital Safety Committee",
        supervisor="Helen Abernathy",
        competencies=["professionalism"],
        areas=["clinical-care"],
    )
    application = offered_to(sam, posting)
    assert student.post(f"/applications/{application.id}/accept-offer").status_code == 303
    number = db.session.scalar(select(Placement.id))
    assert student.post(f"/placements/{number}/start", data={"day": "2026-03-02"}).status_code == 303
    with clock.frozen(NOW + timedelta(days=60)):
        for day in ("2026-03-10", "2026-04-07"):
            worked = {"day": day, "hours": "2", "what": "Read event reports"}
            assert student.post(f"/placements/{number}/hours", data=worked).status_code == 303
        ticked = [str(one) for one in db.session.scalars(select(HoursEntry.id))]
        judged = {"verb": "approve", "entry": ticked}
        assert host.post(f"/placements/{number}/hours/judge", data=judged).status_code == 303
        assert student.post(f"/placements/{number}/confirm").status_code == 303
        assert queries.of_student(sam.id) == [], "one side's word is not yet both"
        assert host.post(f"/placements/{number}/confirm").status_code == 303
    assert [one.title for one in queries.of_student(sam.id)] == ["Student seat, Safety Committee"], "told at once"


def learn(sam: User, cora: User) -> None:
    """Pass the starter activity, and have an outside one verified."""
    with unit_of_work():
        taking.issue(bring_in(by=cora, now=NOW), sam, now=clock.now())
        logged = OutsideActivity(
            user_id=sam.id,
            state=OutsideState.LOGGED,
            title="Leadership day",
            provider="State society",
            format=Format.WORKSHOP,
            minutes=360,
            completed_on=date(2026, 6, 6),
            competencies=["self-management"],
            logged_at=clock.now(),
        )
        db.session.add(logged)
        db.session.flush()
        outside.verify(logged, by=cora, now=clock.now())


def test_a_year_is_told_as_it_was(
    client: FlaskClient,
    browser: FlaskClient,
    add: Callable[..., int],
    link_for: Callable[..., str],
    sam: User,
    person: Callable[..., User],
    browser_of: Callable[[User], FlaskClient],
) -> None:
    grace, cora = person("grace", Role.FACULTY), person("cora", Role.COORDINATOR)
    mentor = person("mira", Role.FACULTY, Role.MENTOR)
    sit_on_the_committee(browser, browser_of(grace), sam, grace)
    with clock.frozen(datetime(2026, 6, 10, 12, tzinfo=UTC)):
        learn(sam, cora)

    with clock.frozen(datetime(2026, 9, 1, 12, tzinfo=UTC)):
        project = add(
            kind="qi-project",
            title="Fall scores",
            starts="2026-03-09",
            ends="2026-08-30",
            competencies=["team-management"],
        )
        lines = "\n".join(f"{date(2026, 3, 9) + timedelta(days=14 * at)}, {value}" for at, value in enumerate(RUN))
        browser.post(f"/record/entries/{project}/chart", data={"points": lines, "baseline": "6", "better": "higher"})
        ticks = {"facts": "y", "version": "2", "t1": "3", "t1_evidence": "Roles on the board"}
        assert client.post(link_for(project), data=WITNESS | ticks).status_code == 200
        pair_up(mentor, sam, held=3)
        duties.do_all(clock.now())
        duties.do_all(clock.now())
        _check_record(browser, sam, project)
        _check_exports(browser)
        _check_share(browser, client, project)


def _check_record(browser: FlaskClient, sam: User, project: int) -> None:
    by_title = {one.title: one for one in db.session.scalars(select(Entry))}
    assert len(by_title) == 5
    seat = by_title["Student seat, Safety Committee"]
    assert (seat.source, seat.kind, seat.hours) == (Source.PLACEMENT, EntryKind.COMMITTEE_SEAT, 4)
    assert (seat.starts, seat.verified_by, seat.words_verified) == (date(2026, 3, 2), "Helen Abernathy", False)
    assert by_title["Mentee of Mira"].hours == 3
    assert by_title["Leadership day"].verified_by == "Cora"
    page = browser.get("/record").text
    for words in by_title:
        assert words in page
    assert "5 experiences" in page
    assert "4 verified" in page
    assert "Team management: seen 3, own view not yet" in page
    assert "Role, dates and hours verified by Helen Abernathy" in page
    assert "<strong>Shift</strong>: 7 points in a row above" in browser.get(f"/record/entries/{project}").text
    assert queries.lacking(sam.id) == set(), "the starter activity builds all six"
    assert len(Competency) == 6
    transcript = browser.get("/transcript").text
    assert "Leadership day" in transcript


def _check_exports(browser: FlaskClient) -> None:
    rows = list(csv.DictReader(io.StringIO(browser.get("/record/entries.csv").text)))
    assert {row["verified_by"] for row in rows} >= {"Helen Abernathy", "Dr. Ruth Bell", "Cora", ""}
    resume = json.loads(browser.get("/record/resume.json").data)
    jsonschema.Draft7Validator(SCHEMA).validate(resume)
    assert [one["name"] for one in resume["projects"]] == ["Fall scores"]
    assert len(resume["certificates"]) == 2
    browser.post("/record/residency/fill")
    assert "5 of 10 experiences chosen" in browser.get("/record/residency").text


def _check_share(browser: FlaskClient, client: FlaskClient, project: int) -> None:
    browser.post("/record/shares", data={"label": "A letter", "entries": [project], "days": "7"})
    link = browser.get("/record/shares").text.partition("/record/shared/")[2].partition("<")[0]
    page = client.get(f"/record/shared/{link}").text
    assert "Fall scores" in page
    assert "<strong>Shift</strong>" in page
    assert "Student seat" not in page
