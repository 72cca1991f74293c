"""Who sees what: every cell of the table, asked over HTTP as that role.

Each fact is planted as a word found nowhere else.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient

from board.accounts.models import Role, User
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.mentorship.choices import Frequency, MentorKind
from board.mentorship.models import (
    Agreement,
    CheckIn,
    Enrolment,
    Goal,
    Meeting,
    MeetingState,
    MentorRequest,
    Mentorship,
    MentorshipState,
    PrivateNote,
    Report,
    ReportKind,
    SafeguardingLead,
    Task,
    Wishes,
)
from tests.conftest import NOW
from tests.mentorship.conftest import days

ROLES = ("mentee", "mentor", "asked", "new-mentor", "other-mentor", "other", "coordinator", "lead")
FACTS = {
    "profile": "quokka",
    "wishes": "narwhal",
    "goal": "pangolin",
    "task": "axolotl",
    "note": "capybara",
    "agenda": "okapi",
    "aims": "To begin with.",
    "private-mentee": "tardigrade",
    "private-mentor": "wolverine",
    "answer-mentee": "platypus",
    "answer-mentor": "meerkat",
    "report": "salamander",
    "background": "From a rural place",
}


@dataclass
class School:
    """Everybody, and the pages there are to open."""

    browsers: dict[str, FlaskClient]
    pages: list[str]
    pair: int
    report: int

    def sees(self, role: str) -> set[str]:
        """The facts that a person of this role finds on any page that there is."""
        texts = [self.browsers[role].get(page).text for page in self.pages]
        return {fact for fact, word in FACTS.items() if any(word in text for text in texts)}


@pytest.fixture
def school(
    pair: Callable[..., Mentorship],
    mentor: Callable[..., Enrolment],
    person: Callable[..., User],
    browser_of: Callable[[User], FlaskClient],
) -> School:
    made = pair()
    asked, new, other = mentor("asked"), mentor("newmentor"), mentor("othermentor")
    people = {
        "mentee": made.mentee,
        "mentor": made.mentor,
        "asked": asked.user,
        "new-mentor": new.user,
        "other-mentor": other.user,
        "other": person("other", Role.STUDENT),
        "coordinator": person("cora", Role.COORDINATOR),
        "lead": person("lea", Role.FACULTY),
    }
    with unit_of_work():
        made.enrolment.about, made.enrolment.backgrounds = FACTS["profile"], ["rural"]
        made.enrolment.pair_by_background = True
        wishes = {"goals": FACTS["wishes"], "backgrounds": ["rural"], "looking_since": days(-60)}
        db.session.add(Wishes(user_id=made.mentee_id, saved_at=NOW, **wishes))
        meeting = Meeting(
            state=MeetingState.HELD, at=NOW, minutes=45, channel="phone", note=FACTS["note"], agenda=FACTS["agenda"]
        )
        meeting.private_notes = [
            PrivateNote(author_id=made.mentee_id, text=FACTS["private-mentee"], at=NOW),
            PrivateNote(author_id=made.enrolment.user_id, text=FACTS["private-mentor"], at=NOW),
        ]
        made.meetings = [meeting]
        made.goals = [Goal(text=FACTS["goal"], made_at=NOW)]
        made.tasks = [Task(owner_id=made.mentee_id, text=FACTS["task"])]
        for author, key in ((made.mentee_id, "answer-mentee"), (made.enrolment.user_id, "answer-mentor")):
            said = {"meeting": 3, "useful": 3, "fit": 3, "words": FACTS[key], "contact_me": True}
            db.session.add(CheckIn(mentorship_id=made.id, author_id=author, point="week-2", at=NOW, **said))
        waiting = MentorRequest(
            mentee_id=made.mentee_id, enrolment_id=asked.id, goal="Lead.", sent_at=NOW, due_at=days(7)
        )
        after = Mentorship(
            mentee_id=made.mentee_id,
            enrolment_id=new.id,
            kind=new.kind,
            started_at=NOW,
            contact_at=NOW,
            ends_on=made.ends_on,
            state=MentorshipState.ACTIVE,
        )
        after.agreements = [
            Agreement(
                version=1,
                aims="Anew.",
                frequency=Frequency.MONTHLY,
                channel="phone",
                confidentiality="Between us.",
                ends_on=made.ends_on,
                written_at=NOW,
            )
        ]
        report = Report(
            kind=ReportKind.CONDUCT,
            reporter_id=made.mentee_id,
            subject_id=made.enrolment.user_id,
            words=FACTS["report"],
            at=NOW,
        )
        lead = SafeguardingLead(user_id=people["lead"].id, named_at=NOW, confirmed_at=NOW)
        db.session.add_all([waiting, after, report, lead])
    root = f"/mentorships/{made.id}"
    pages = [
        f"/mentors/{made.enrolment_id}",
        f"/mentorship/mentees/{made.mentee_id}",
        f"/mentorship/requests/{waiting.id}",
        root,
        f"{root}/agreement",
        f"{root}/meetings/{meeting.id}",
        f"{root}/meetings/{meeting.id}/meeting.ics",
        f"/mentorship/reports/{report.id}",
        "/mentorship",
        "/mentorship/reports",
        "/mentors",
        "/office/mentorship",
        "/office/mentorship/pairs",
        "/office/mentorship/pairs.csv",
        "/notices",
        "/",
    ]
    return School({role: browser_of(user) for role, user in people.items()}, pages, made.id, report.id)


EVERYBODY = {"profile"}
SHARED = {"goal", "task", "note", "agenda", "aims"}
ANSWERS = {"answer-mentee", "answer-mentor"}
SEEN = {
    "mentee": EVERYBODY | SHARED | {"wishes", "private-mentee", "answer-mentee", "report"},
    "mentor": EVERYBODY | SHARED | {"wishes", "private-mentor", "answer-mentor"},
    "asked": EVERYBODY | {"wishes"},
    "new-mentor": EVERYBODY | {"wishes"},
    "other-mentor": EVERYBODY,
    "other": EVERYBODY,
    "coordinator": EVERYBODY | {"wishes"} | ANSWERS,
    "lead": EVERYBODY | {"wishes", "report"} | ANSWERS,
}


@pytest.mark.parametrize("role", ROLES)
def test_each_role_sees_its_row_and_no_more(school: School, role: str) -> None:
    assert school.sees(role) == SEEN[role]


def test_a_report_opens_what_was_shared_to_the_lead_alone(school: School) -> None:
    with unit_of_work():
        db.session.query(Report).update({"mentorship_id": school.pair})
    assert school.sees("lead") == SEEN["lead"] | SHARED - {"agenda"}
    for role in set(ROLES) - {"lead"}:
        assert school.sees(role) == SEEN[role], role


def test_notes_are_added_to_a_report_by_their_author_only(school: School) -> None:
    said = {"kind": "unresponsive", "words": "Read my notes.", "with_notes": "y"}
    answer = school.browsers["mentee"].post(f"/mentorships/{school.pair}/report", data=said)
    text = school.browsers["lead"].get(answer.headers["Location"]).text
    assert FACTS["private-mentee"] in text and FACTS["private-mentor"] not in text
    del said["with_notes"]
    without = school.browsers["mentee"].post(f"/mentorships/{school.pair}/report", data=said)
    assert FACTS["private-mentee"] not in school.browsers["lead"].get(without.headers["Location"]).text


def test_a_coordinator_reads_dates_minutes_and_status(school: School) -> None:
    text = school.browsers["coordinator"].get(f"/mentorships/{school.pair}").text
    assert "Mon, Mar 2, 10:00 AM EST" in text and ">45</td>" in text and "Held" in text
    assert "Held" not in school.browsers["lead"].get(f"/mentorships/{school.pair}").text


def test_what_two_people_share_is_not_there_for_the_others(school: School) -> None:
    for role in ("asked", "new-mentor", "other-mentor", "other"):
        for page in (f"/mentorships/{school.pair}", f"/mentorships/{school.pair}/agreement"):
            assert school.browsers[role].get(page).status_code == 404, (role, page)
    for role in ("other-mentor", "other"):
        assert school.browsers[role].get(school.pages[1]).status_code == 404, role


def test_whom_a_report_is_about_never_knows_of_it(school: School) -> None:
    page = f"/mentorship/reports/{school.report}"
    statuses = {role: school.browsers[role].get(page).status_code for role in ROLES}
    assert {role for role, status in statuses.items() if status == 200} == {"mentee", "lead"}
    assert set(statuses.values()) == {200, 404}
    assert "Kind" in school.browsers["coordinator"].get("/mentorship/reports").text
    assert "No reports" in school.browsers["mentor"].get("/mentorship/reports").text


def test_a_report_about_the_coordinator_is_on_none_of_their_pages(
    school: School, person: Callable[..., User], browser_of: Callable[[User], FlaskClient]
) -> None:
    with unit_of_work():
        subject = db.session.query(User).filter_by(name="Cora").one()
        db.session.query(Report).update({"subject_id": subject.id})
        db.session.query(SafeguardingLead).delete()
    assert "No reports" in school.browsers["coordinator"].get("/mentorship/reports").text
    assert school.browsers["coordinator"].get(f"/mentorship/reports/{school.report}").status_code == 404
    second = browser_of(person("cyd", Role.COORDINATOR))
    assert FACTS["report"] in second.get(f"/mentorship/reports/{school.report}").text


def test_both_asked_for_the_same_background_and_read_so(school: School) -> None:
    with unit_of_work():
        db.session.query(Wishes).update({"pair_by_background": True})
    assert "background" in school.sees("mentee")
    assert "background" not in school.sees("asked")
    for role in ("new-mentor", "other-mentor", "other", "coordinator", "lead"):
        assert "background" not in school.sees(role), role


def test_what_a_person_keeps_to_themself_is_shown_to_coordinators_only(
    mentor: Callable[..., Enrolment], person: Callable[..., User], browser_of: Callable[[User], FlaskClient]
) -> None:
    mia, pia, stu = mentor("mia"), mentor("pia", kind=MentorKind.PEER), person("stu", Role.STUDENT)
    with unit_of_work():
        for item in (pia.user, stu):
            item.class_year, item.programme, item.hides = "third year", "of two degrees", ["class_year", "programme"]
        db.session.add(
            MentorRequest(mentee_id=stu.id, enrolment_id=mia.id, goal="Lead.", sent_at=NOW, due_at=days(7))
        )  # fmt: skip
    of_stu, of_mia, cora = browser_of(stu), browser_of(mia.user), browser_of(person("cora", Role.COORDINATOR))
    seen = [of_stu.get("/mentors").text, of_stu.get(f"/mentors/{pia.id}").text, of_mia.get("/mentorship").text]
    seen += [of_mia.get("/mentorship/requests/1").text, of_mia.get(f"/mentorship/mentees/{stu.id}").text]
    for page in seen:
        assert "third year" not in page and "of two degrees" not in page
    assert "third year · of two degrees" in cora.get(f"/mentorship/mentees/{stu.id}").text
    assert "third year · of two degrees" in of_stu.get(f"/mentorship/mentees/{stu.id}").text


def test_who_is_no_student_has_no_page_of_what_a_student_looks_for(
    person: Callable[..., User], browser_of: Callable[[User], FlaskClient]
) -> None:
    cora = person("cora", Role.COORDINATOR)
    assert browser_of(cora).get(f"/mentorship/mentees/{cora.id}").status_code == 404
