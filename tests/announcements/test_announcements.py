"""The office writes to exactly those it concerns: seen before, sent once, answered by whoever is named."""

import re
from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from board import retention, tasks
from board.accounts.models import Role, User
from board.announcements import actions, queries
from board.announcements.models import Announcement, AnnouncementRecipient
from board.announcements.queries import Audience
from board.applications.models import ApplicationState
from board.kernel import audit
from board.kernel.db import db
from board.kernel.errors import Conflict
from board.kernel.mail import Email
from board.kernel.unit_of_work import unit_of_work
from board.notices.models import EmailPreference, Notice, Pace
from board.school import actions as school_actions
from tests.applications.builders import application_of, posting_of
from tests.confirming import agree, asked
from tests.conftest import NOW
from tests.counting import count_statements, statements_of

BOTH = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
Enter = Callable[[User], FlaskClient]
Emails = Callable[[], list[str]]
Students = list[User]
People = Callable[..., User]
WRITTEN = {"subject": "Room change", "body": "The fair is in **Hall B**.", "reply_to": "fair@example.edu"}


@pytest.fixture
def office(person: People, enter: Enter) -> FlaskClient:
    return enter(person("dean", Role.COORDINATOR))


@pytest.fixture
def students(person: People) -> list[User]:
    people = [person(name, Role.STUDENT) for name in ("ada", "bob", "cyd")]
    with unit_of_work():
        for student, year in zip(people, ("M1", "M3", "M3"), strict=True):
            db.session.get_one(User, student.id).class_year = year
    return people


def written(office: FlaskClient, **changes: Any) -> int:
    answer = office.post("/office/announcements/new", data=WRITTEN | changes)
    assert answer.status_code == 303, answer.text
    return int(answer.location.rpartition("/")[2])


def send(office: FlaskClient, number: int) -> None:
    assert agree(office, f"/office/announcements/{number}/send").status_code == 303
    work()


def work() -> None:
    while tasks.do_all(NOW):
        pass
    db.session.rollback()


def recipients() -> list[str]:
    rows = db.session.query(User.name).join(AnnouncementRecipient, AnnouncementRecipient.user_id == User.id)
    return sorted(name for (name,) in rows)


def change(user: User, **values: Any) -> None:
    with unit_of_work():
        for name, value in values.items():
            setattr(db.session.get_one(User, user.id), name, value)


@BOTH
def test_those_who_fit_are_shown_before_and_told_once(
    office: FlaskClient, students: Students, emails: Emails, enter: Enter
) -> None:
    number = written(office, roles="student", class_years="M3")
    page = office.get(f"/office/announcements/{number}").text
    assert "2 people receive it" in page
    assert all(name in page for name in ("Bob", "Cyd"))
    assert "Ada" not in page
    assert "students in M3" in page
    assert emails() == []
    question = asked(office, f"/office/announcements/{number}/send").text
    assert "2 people: students in M3." in question
    assert "Replies go to fair@example.edu." in question
    send(office, number)
    assert recipients() == ["Bob", "Cyd"]
    assert len(emails()) == 2
    assert all("Room change" in text and "The fair is in **Hall B**." in text for text in emails())
    work()
    assert len(emails()) == 2
    bob, ada = enter(students[1]), enter(students[0])
    assert f'href="/announcements/{number}"' in bob.get("/notices").text
    assert "<strong>Hall B</strong>" in bob.get(f"/announcements/{number}").get_data(as_text=True)
    assert ada.get(f"/announcements/{number}").status_code == 404


def test_replies_go_to_whom_it_names(office: FlaskClient, students: Students, tmp_path: Path) -> None:
    send(office, written(office, class_years="M1"))
    (path,) = (tmp_path / "mail").glob("*.eml")
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert message["Reply-To"] == "fair@example.edu"
    assert message["From"] == "Rounds <rounds@example.edu>"
    assert message["List-Unsubscribe"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"subject": ""}, "Write a subject."),
        ({"subject": "One\nBcc: all@example.edu"}, "Use one line"),
        ({"body": " "}, "Write the text."),
        ({"reply_to": "dean"}, "Enter an email address"),
        ({"reply_to": "a@example.edu\r\nBcc: b@example.edu"}, "Enter an email address"),
        ({"must_know": "y"}, "Say why everybody must know"),
        ({"roles": "dean"}, "not a valid choice"),
        ({"lacking": "luck"}, "not a valid choice"),
    ],
)
def test_what_cannot_be_sent_is_refused_beside_its_field(
    office: FlaskClient, changes: dict[str, str], sentence: str
) -> None:
    answer = office.post("/office/announcements/new", data=WRITTEN | changes)
    assert answer.status_code == 422
    assert sentence.lower() in answer.text.lower()
    assert "fair@example.edu" in answer.text or "reply_to" in changes
    assert db.session.query(Announcement).count() == 0


@BOTH
def test_students_who_lack_something_are_found(office: FlaskClient, students: Students, person: People) -> None:
    ada, bob, *_ = students
    posting = posting_of(person("fay", Role.FACULTY))
    application_of(ada, posting, ApplicationState.SUBMITTED)
    application_of(bob, posting, ApplicationState.DRAFT, submitted_at=None)
    number = written(office, lacking="application")
    page = office.get(f"/office/announcements/{number}").text
    assert "2 people receive it" in page
    assert "students who have sent no application yet" in page
    send(office, number)
    assert recipients() == ["Bob", "Cyd"]


def test_each_lack_is_a_filter_of_its_own(office: FlaskClient, demo: Flask) -> None:
    everybody = set(queries.reach(Audience(roles=("student",)), must_know=True).user_ids)
    for lacking in ("application", "placement", "mentor"):
        some = set(queries.reach(Audience(lacking=(lacking,)), must_know=True).user_ids)
        assert set() < some < everybody, lacking
    both = set(queries.reach(Audience(lacking=("application", "mentor")), must_know=True).user_ids)
    assert both == set(queries.reach(Audience(lacking=("application",)), must_know=True).user_ids) & set(
        queries.reach(Audience(lacking=("mentor",)), must_know=True).user_ids
    )


def test_programs_fit_whatever_their_case(office: FlaskClient, students: Students) -> None:
    change(students[0], programme="MD/PhD")
    assert "1 person receives it" in office.get(f"/office/announcements/{written(office, programmes='md/phd')}").text


def test_the_suspended_and_unconfirmed_are_left_out_and_the_office_reads_so(
    office: FlaskClient, students: Students, emails: Emails
) -> None:
    change(students[0], suspended_at=NOW)
    change(students[1], confirmed_at=None)
    number = written(office, roles="student")
    page = office.get(f"/office/announcements/{number}").text
    assert "1 person receives it" in page
    assert "1 suspended account and 1 unconfirmed address" in page
    send(office, number)
    assert recipients() == ["Cyd"]


def test_whoever_is_suspended_after_it_was_sent_gets_nothing(
    office: FlaskClient, students: Students, emails: Emails
) -> None:
    number = written(office, class_years="M1")
    agree(office, f"/office/announcements/{number}/send")
    change(students[0], suspended_at=NOW)
    work()
    assert emails() == []
    assert db.session.query(Notice).count() == 0
    assert queries.by_id(number).finished_at is not None


def test_whose_emails_come_back_reads_a_notice_and_gets_no_email(
    office: FlaskClient, students: Students, emails: Emails
) -> None:
    change(students[0], undeliverable_at=NOW)
    number = written(office, class_years="M1")
    assert (
        "1 of them reads it as a notice only: their emails come back."
        in office.get(f"/office/announcements/{number}").text
    )
    send(office, number)
    assert emails() == []
    assert db.session.query(Notice).filter_by(user_id=students[0].id).count() == 1
    assert "Emails not sent on purpose" in office.get(f"/office/announcements/{number}").text
    assert queries.by_id(number).unsent == 1


def turned_off(user: User) -> None:
    with unit_of_work():
        db.session.add(EmailPreference(user_id=user.id, topic="announcement", pace=Pace.OFF))


def test_announcements_can_be_turned_off(office: FlaskClient, students: Students, emails: Emails, enter: Enter) -> None:
    assert "Announcements" in enter(students[0]).get("/account/emails").text
    turned_off(students[0])
    number = written(office, class_years="M1")
    assert "they turned announcements off" in office.get(f"/office/announcements/{number}").text
    send(office, number)
    assert emails() == []
    assert db.session.query(Notice).filter_by(user_id=students[0].id).count() == 1


def test_what_everybody_must_know_reaches_them_too_and_the_log_says_why(
    office: FlaskClient, students: Students, emails: Emails, tmp_path: Path
) -> None:
    turned_off(students[0])
    number = written(office, class_years="M1", must_know="y", reason="Fire safety law")
    assert "because: Fire safety law" in asked(office, f"/office/announcements/{number}/send").text
    send(office, number)
    assert len(emails()) == 1
    assert "Fire safety law" in emails()[0]
    (path,) = (tmp_path / "mail").glob("*.eml")
    assert "List-Unsubscribe" not in message_from_bytes(path.read_bytes(), policy=policy.default)
    entry = db.session.query(audit.AuditEntry).filter_by(verb="announcement.send").one()
    assert entry.changes == {
        "recipients": [None, 1],
        "subject": [None, "Room change"],
        "reason": [None, "Fire safety law"],
    }
    page = office.get("/office/audit?verb=announcement.send").text
    assert "sent an announcement" in page
    assert "Room change" in page


@BOTH
def test_two_who_send_it_at_once_send_it_once(
    app: Flask, office: FlaskClient, students: Students, person: People
) -> None:
    number, ready, outcomes = written(office, roles="student"), Barrier(2), []
    ids = queries.reach(Audience(roles=("student",)), must_know=False).user_ids
    dean = db.session.query(User).filter_by(name="Dean").one().id
    db.session.rollback()

    def press() -> None:
        with app.app_context():
            announcement, by = queries.by_id(number), db.session.get_one(User, dean)
            ready.wait()
            try:
                with unit_of_work():
                    actions.send(announcement, to=ids, by=by, now=NOW)
                outcomes.append("sent")
            except Conflict as conflict:
                outcomes.append(conflict.message)
            db.session.remove()

    threads = [Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == sorted(["sent", actions.SENT_ALREADY])
    assert recipients() == ["Ada", "Bob", "Cyd"]


@BOTH
def test_two_workers_tell_each_person_once(app: Flask, office: FlaskClient, person: People) -> None:
    for count in range(25):
        person(f"s{count}", Role.STUDENT)
    number, ready = written(office, roles="student"), Barrier(2)
    agree(office, f"/office/announcements/{number}/send")
    db.session.rollback()

    def run() -> None:
        with app.app_context():
            ready.wait()
            for _ in range(8):
                with unit_of_work():
                    actions.tell_next(queries.by_id(number), now=NOW, most=5)
            db.session.remove()

    threads = [Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert db.session.query(Email).filter_by(kind="announcement").count() == 25
    assert db.session.query(Notice).filter_by(kind="announcement").count() == 25
    assert queries.by_id(number).finished_at is not None


def test_pressing_send_twice_sends_once(office: FlaskClient, students: Students, emails: Emails) -> None:
    number = written(office, class_years="M1")
    send(office, number)
    again = office.post(f"/office/announcements/{number}/send")
    assert again.status_code == 403
    work()
    assert len(emails()) == 1


def test_a_yes_to_other_people_than_fit_now_sends_nothing(
    office: FlaskClient, students: Students, emails: Emails
) -> None:
    number = written(office, class_years="M3")
    question = asked(office, f"/office/announcements/{number}/send").get_data(as_text=True)
    mark = re.findall(r'name="confirmed" value="(\w+)"', question)[0]
    change(students[0], class_year="M3")
    answer = office.post(f"/office/announcements/{number}/send", data={"confirmed": mark})
    assert "3 people: everybody in M3." in answer.text
    work()
    assert emails() == []
    with pytest.raises(Conflict), unit_of_work():
        actions.send(queries.by_id(number), to=[1], by=db.session.query(User).filter_by(name="Dean").one(), now=NOW)


def test_an_announcement_to_nobody_is_not_sent(office: FlaskClient, students: Students) -> None:
    number = written(office, programmes="DO")
    assert "Nobody fits." in office.get(f"/office/announcements/{number}").text
    assert office.post(f"/office/announcements/{number}/send").status_code == 409


def test_what_was_sent_stays_as_people_received_it(office: FlaskClient, students: Students) -> None:
    number = written(office, class_years="M1")
    send(office, number)
    assert office.get(f"/office/announcements/{number}/edit").status_code == 403
    assert office.post(f"/office/announcements/{number}/edit", data=WRITTEN).status_code == 403
    assert office.post(f"/office/announcements/{number}/discard").status_code == 403
    with pytest.raises(Conflict), unit_of_work():
        text = actions.AnnouncementText("Other", "x", "a@example.edu", False, "", Audience())
        stale = Announcement(id=number, sent_at=None)
        actions.rewrite(stale, text, by=db.session.query(User).filter_by(name="Dean").one(), now=NOW)


@BOTH
def test_two_who_edit_a_draft_see_both_texts(office: FlaskClient, person: People, enter: Enter) -> None:
    number = written(office)
    address = f"/office/announcements/{number}/edit"
    version = re.findall(r'name="saved_version"[^>]*value="([^"]+)"', office.get(address).get_data(as_text=True))[0]
    other = enter(person("sub", Role.COORDINATOR))
    assert other.post(address, data=WRITTEN | {"body": "Theirs"}).status_code == 303
    answer = office.post(address, data=WRITTEN | {"body": "Mine", "saved_version": version})
    assert answer.status_code == 409
    assert "Theirs" in answer.text


def test_a_draft_is_discarded_after_a_question(office: FlaskClient) -> None:
    number = written(office)
    assert agree(office, f"/office/announcements/{number}/discard").status_code == 303
    assert office.get(f"/office/announcements/{number}").status_code == 404


def test_the_list_shows_what_became_of_each_and_keeps_it_when_emails_are_erased(
    office: FlaskClient, students: Students
) -> None:
    number = written(office, roles="student")
    send(office, number)
    assert queries.by_id(number).delivered == 3
    assert ("emails", 3, 90) in list(retention.erase(NOW + timedelta(days=100)))
    work()
    page = office.get("/office/announcements").text
    assert "Room change" in page
    assert queries.by_id(number).delivered == 3


def test_announcements_are_the_offices_own(
    person: People, enter: Enter, office: FlaskClient, students: Students
) -> None:
    number = written(office)
    for role in (Role.STUDENT, Role.FACULTY, Role.MENTOR):
        browser = enter(person(f"some-{role}", role))
        for address in ("", "/new", f"/{number}", f"/{number}/edit"):
            assert browser.get(f"/office/announcements{address}").status_code == 404
        for verb in ("send", "discard", "edit"):
            assert browser.post(f"/office/announcements/{number}/{verb}").status_code == 404
        assert browser.get(f"/announcements/{number}").status_code == 404, "a draft is read by nobody"
    assert db.session.query(AnnouncementRecipient).count() == 0
    assert 'href="/office/announcements"' in office.get("/office").text


def test_many_recipients_cost_a_page_as_many_questions_as_few(app: Flask, office: FlaskClient, person: People) -> None:
    number = written(office, roles="student")
    person("ada", Role.STUDENT)
    address = f"/office/announcements/{number}"
    office.get(address)
    few = count_statements(app, lambda: office.get(address))
    for count in range(30):
        person(f"s{count}", Role.STUDENT)
    assert count_statements(app, lambda: office.get(address)) == few


def test_programs_are_ticked_where_the_school_lists_them(office: FlaskClient, students: Students) -> None:
    assert "With commas between them" in office.get("/office/announcements/new").text
    with unit_of_work():
        school_actions.put("programmes", ["MD", "MD/PhD"], now=NOW)
    page = office.get("/office/announcements/new").text
    assert 'type="checkbox" id="programmes-0"' in " ".join(page.split())
    number = written(office, programmes="MD")
    assert "of the program MD" in office.get(f"/office/announcements/{number}").text
    refused = office.post("/office/announcements/new", data=WRITTEN | {"programmes": "DO"})
    assert refused.status_code == 422
    assert "DO is none of the programs here" in refused.text


def test_the_emails_of_many_announcements_are_counted_in_one_question_that_uses_the_index_of_their_keys(
    app: Flask, office: FlaskClient, students: Students
) -> None:
    numbers = [written(office, roles="student") for _ in range(2)]
    for number in numbers:
        send(office, number)
    assert queries.email_counts(numbers) == dict.fromkeys(numbers, (3, 0, 0))
    (asked_once,) = [it for it in statements_of(app, lambda: queries.email_counts(numbers)) if "JOIN emails" in it]
    values = tuple([":"] * (asked_once.count("?") - len(numbers)) + numbers)
    plan = db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {asked_once}", values).all()
    assert any("SEARCH emails USING INDEX" in row[-1] and "key=?" in row[-1] for row in plan), plan
