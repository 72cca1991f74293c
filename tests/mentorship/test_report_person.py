"""Anybody can report a person whom they met here, not only a mentor; a stranger cannot, and nobody floods."""

from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy import func, select

from board.accounts.models import Role, User
from board.kernel.audit import AuditEntry
from board.kernel.db import db
from board.mentorship.models import Enrolment, Report
from tests.applications.builders import application_of, posting_of

Browsers = Callable[[User], FlaskClient]
People = Callable[..., User]
SAID = {"kind": "conduct", "words": "They shouted at me."}


def test_applicant_and_host_report_each_other_and_a_stranger_neither(
    person: People, browser_of: Browsers, emails: Callable[[], list[str]]
) -> None:
    grace, stu, eve = person("grace", Role.FACULTY), person("stu", Role.STUDENT), person("eve", Role.STUDENT)
    person("cora", Role.COORDINATOR)
    application = application_of(stu, posting_of(grace))
    student, host = browser_of(stu), browser_of(grace)
    assert f"/people/{grace.id}/report" in student.get(f"/applications/{application.id}").text
    assert f"/people/{stu.id}/report" in host.get(f"/applications/{application.id}").text
    for browser, about in ((student, grace), (host, stu)):
        page = f"/people/{about.id}/report"
        assert "Report something" in browser.get(page).text
        assert browser.post(page, data={"kind": "conduct", "words": ""}).status_code == 422
        assert browser.post(page, data=SAID).status_code == 303
    assert [
        (report.reporter_id, report.subject_id) for report in db.session.scalars(select(Report).order_by(Report.id))
    ] == [
        (stu.id, grace.id),
        (grace.id, stu.id),
    ]
    assert sum("Dear Cora" in email for email in emails()) == 2
    assert browser_of(eve).get(f"/people/{stu.id}/report").status_code == 404
    assert browser_of(eve).post(f"/people/{stu.id}/report", data=SAID).status_code == 404
    assert student.get(f"/people/{stu.id}/report").status_code == 403
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "report.make")).all()
    assert [entry.by_id for entry in entries] == [None, None], "the log tells no coordinator who reported"


def test_the_page_of_a_mentor_leads_to_a_report(
    mentor: Callable[..., Enrolment], student: Callable[[str], User], browser_of: Browsers
) -> None:
    mia, browser = mentor("mia"), browser_of(student("stu"))
    assert f"/people/{mia.user_id}/report" in browser.get(f"/mentors/{mia.id}").text
    assert browser.post(f"/people/{mia.user_id}/report", data=SAID).status_code == 303


def test_nobody_floods_the_office_with_reports(
    mentor: Callable[..., Enrolment], student: Callable[[str], User], browser_of: Browsers
) -> None:
    mia, browser = mentor("mia"), browser_of(student("stu"))
    statuses = [browser.post(f"/people/{mia.user_id}/report", data=SAID).status_code for _ in range(6)]
    assert statuses == [303] * 5 + [429]
    assert db.session.scalar(select(func.count()).select_from(Report)) == 5


def test_a_blind_reader_is_not_told_the_name_by_the_way_to_report(person: People, browser_of: Browsers) -> None:
    grace, stu = person("grace", Role.FACULTY), person("stu", Role.STUDENT)
    posting = posting_of(grace)
    application = application_of(stu, posting)
    host = browser_of(grace)
    host.post(f"/opportunities/{posting.id}/reviewers/blind", data={"blind": "y"})
    page = host.get(f"/applications/{application.id}").text
    assert "Applicant R-" in page
    assert f"/people/{stu.id}/report" not in page
