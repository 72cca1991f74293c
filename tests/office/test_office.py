"""The office's home, postings to read, reports, emails that failed, and the audit log."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from board.accounts.models import Role, User
from board.applications.models import Application, ApplicationState
from board.demo import school
from board.kernel import clock, heartbeat
from board.kernel.db import db
from board.kernel.mail import Email
from board.kernel.outbox import OutboxMessage
from board.kernel.unit_of_work import unit_of_work
from board.mentorship.models import SafeguardingLead
from board.office.models import Flag
from tests.conftest import NOW
from tests.office.test_people import Browsers, cora, office
from tests.opportunities.test_life import drafted, poster

__all__ = ["cora", "office", "poster"]


def tiles(office: FlaskClient) -> dict[str, str]:
    lines = office.get("/office").text.split('class="c-tile"')[1:]
    return {line.split("<span>")[1].split("<")[0]: line.split('c-tile-number">')[1].split("<")[0] for line in lines}


def test_the_home_counts_what_waits_and_leads_there(
    office: FlaskClient, person: Callable[..., User], poster: FlaskClient
) -> None:
    lea = person("lea", Role.FACULTY)
    with unit_of_work():
        db.session.add(SafeguardingLead(user_id=lea.id, named_at=NOW, confirmed_at=NOW))
    assert set(tiles(office).values()) == {"0"}
    assert "Nothing needs attention" in office.get("/office").text
    person("carl", waiting=Role.FACULTY)
    poster.post(f"/opportunities/{drafted(poster).id}/submit")
    shown = tiles(office)
    assert shown["person waits to be approved"] == "1"
    assert shown["posting waits to be read"] == "1"
    home = office.get("/office").text
    assert 'href="/office/people?status=waiting"' in home
    assert 'href="/office/postings"' in home


def test_the_home_of_a_whole_school_costs_few_questions(demo: Flask, client: FlaskClient) -> None:
    client.post("/sign-in", data={"email": "coordinator@example.edu", "password": school.PASSWORD})
    shown = tiles(client)
    assert shown["people wait to be approved"] == "2"
    assert shown["emails not delivered"] == "4"
    assert client.get("/office/postings?show=all&status=filled").status_code == 200


def test_a_posting_is_read_with_what_stands_out(office: FlaskClient, poster: FlaskClient) -> None:
    opportunity = drafted(poster, hours_to="20", description="There is an application fee of $50.", closes="2026-03-03")
    poster.post(f"/opportunities/{opportunity.id}/submit")
    page = office.get("/office/postings").text
    for words in ("unpaid and takes 20 hours", "ask students for money", "names no supervisor", "less than 72 hours"):
        assert words in page
    answer = office.post(f"/opportunities/{opportunity.id}/publish", data={"next": "/office/postings"})
    assert answer.location == "/office/postings"
    assert "Nothing to read" in office.get("/office/postings").text
    assert "Infection control committee" in office.get("/office/postings?show=all&q=infection").text
    assert "No posting fits" in office.get("/office/postings?show=all&status=cancelled").text


def test_an_answer_that_was_promised_and_not_given_is_told(
    office: FlaskClient, poster: FlaskClient, person: Callable[..., User]
) -> None:
    opportunity, student = drafted(poster, answer_by="2026-03-25"), person("stu", Role.STUDENT)
    office.post(f"/opportunities/{opportunity.id}/publish")
    with unit_of_work():
        db.session.add(
            Application(
                opportunity_id=opportunity.id,
                student_id=student.id,
                state=ApplicationState.SUBMITTED,
                created_at=NOW,
                saved_at=NOW,
                submitted_at=NOW,
            )
        )
    assert "Every promise is kept" in office.get("/office/postings?show=overdue").text
    with clock.frozen(NOW + timedelta(days=30)):
        assert "1 applicant was promised an answer by Wed, Mar 25" in office.get("/office/postings?show=overdue").text


@pytest.fixture
def reported(
    office: FlaskClient, poster: FlaskClient, person: Callable[..., User], browser_of: Browsers
) -> FlaskClient:
    opportunity = drafted(poster)
    office.post(f"/opportunities/{opportunity.id}/publish")
    student = browser_of(person("stu", Role.STUDENT))
    address = f"/opportunities/{opportunity.id}/report"
    assert address in student.get(f"/opportunities/{opportunity.id}").text
    assert "Say in a line what is wrong" in student.post(address, data={"worry": "other"}).text
    student.post(address, data={"worry": "asks-money", "words": "They want $20."})
    student.post(address, data={"worry": "asks-money", "words": "They want $40."})
    return student


def test_a_report_reaches_the_office_once_and_is_settled(office: FlaskClient, reported: FlaskClient) -> None:
    flag = db.session.scalars(select(Flag)).one()
    page = office.get("/office/flags").text
    assert "They want $40." in page
    assert "$20" not in page
    assert office.post(f"/office/flags/{flag.id}/settle", data={"outcome": ""}).status_code == 422
    office.post(f"/office/flags/{flag.id}/settle", data={"outcome": "The fee is gone."})
    assert "Nothing is reported" in office.get("/office/flags").text
    assert "The fee is gone." in office.get("/office/audit?verb=flag.settle").text


def test_only_what_one_may_see_can_be_reported(
    poster: FlaskClient, person: Callable[..., User], browser_of: Browsers, client: FlaskClient
) -> None:
    address = f"/opportunities/{drafted(poster).id}/report"
    assert browser_of(person("stu", Role.STUDENT)).get(address).status_code == 404
    assert client.get(address).status_code == 303


def test_an_email_is_on_the_way_or_failed_and_every_page_counts_it_alike(
    office: FlaskClient, person: Callable[..., User]
) -> None:
    """One waits for its first try, one was tried and will be again, one was given up."""
    ada = person("ada", Role.STUDENT)
    tried = [{}, {"tries": 2, "last_error": "busy"}, {"tries": 8, "last_error": "gone", "given_up_at": NOW}]
    with unit_of_work():
        for number, how in enumerate(tried):
            email = Email(kind="reset-password", address=ada.email, key=f"k{number}", ids={}, written_at=NOW)
            db.session.add(email)
            db.session.flush()
            message = OutboxMessage(
                kind="EmailWritten", ids={"email_id": email.id}, due_at=NOW + timedelta(days=1), **how
            )
            db.session.add(message)
    home, emails, health = (office.get(page).text for page in ("/office", "/office/emails", "/office/health"))
    assert tiles(office)["emails not delivered"] == "2" and "1 email is on the way" in " ".join(home.split())
    assert "2 emails not delivered" in emails and "1 other email is on the way" in emails
    assert "<dd>1 email</dd>" in health and '<a href="/office/emails">2</a>' in health


def test_health_says_what_can_be_found_and_how_backup_disk_and_mail_server_are(app: Flask, office: FlaskClient) -> None:
    app.test_cli_runner().invoke(args=["reindex"])
    page = office.get("/office/health").text
    assert "0 postings, 0 mentors and 0 activities" in page and "document" not in page
    assert "None was made with rounds backup yet" in page and "Whoever runs Rounds does this" in page
    assert "are free" in page
    assert "None: emails are written to a folder and reach nobody" in page
    heartbeat.beat(heartbeat.BACKUP, now=NOW - timedelta(hours=3))
    app.extensions["settings"] = replace(app.extensions["settings"], mail_url="smtp://user:secret@mail.school.edu:587")
    page = office.get("/office/health").text
    assert "Made 3 hours ago" in page
    assert "mail.school.edu" in page and "secret" not in page


def test_an_email_that_failed_is_tried_again(
    app: Flask, office: FlaskClient, emails: Callable[[], list[str]], person: Callable[..., User]
) -> None:
    ada = person("ada", Role.STUDENT)
    with unit_of_work():
        email = Email(kind="reset-password", address=ada.email, key="k", ids={"user_id": ada.id}, written_at=NOW)
        db.session.add(email)
        db.session.flush()
        given_up = {"tries": 8, "given_up_at": NOW, "last_error": "no such mailbox"}
        db.session.add(OutboxMessage(kind="EmailWritten", ids={"email_id": email.id}, due_at=NOW, **given_up))
    page = office.get("/office/emails").text
    assert "no such mailbox" in page
    assert ada.email in page
    office.post("/office/emails/try-again", data={"message": "1"})
    assert "Set a new password" in emails()[-1]
    assert "Every email was delivered" in office.get("/office/emails").text
    office.post("/office/emails/try-again")
    assert len(emails()) == 1


def test_the_log_is_filtered(office: FlaskClient, poster: FlaskClient, person: Callable[..., User]) -> None:
    ada = person("ada", Role.STUDENT)
    opportunity = drafted(poster)
    office.post(f"/opportunities/{opportunity.id}/publish")
    with clock.frozen(NOW + timedelta(days=3)):
        office.post(f"/office/people/{ada.id}/end-sessions")
        assert "2 events" in office.get("/office/audit?who=cora").text
        only = office.get("/office/audit?since=2026-03-04&until=2026-03-06").text
        assert "1 event<" in only
        assert "ended every session" in only
        assert f'href="/office/people/{ada.id}">Ada' in only
        assert (
            "1 event<" in office.get(f"/office/audit?thing=opportunity:{opportunity.id}&verb=opportunity.publish").text
        )
    for odd in ("since=yesterday", "page=-4", "thing=user:²", "until=9999-12-31"):
        assert office.get(f"/office/audit?{odd}").status_code == 200, odd
