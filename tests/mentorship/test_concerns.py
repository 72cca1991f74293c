"""Reports, blocks and conflicts of interest; check-ins; and what the office counts."""

from collections.abc import Callable
from datetime import datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from board.accounts.models import Role, User
from board.kernel import clock
from board.kernel.audit import AuditEntry
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.mentorship.actions.report import working_days_after
from board.mentorship.models import (
    CheckIn,
    ConflictKind,
    Enrolment,
    EnrolmentState,
    Meeting,
    MeetingState,
    MentorConflict,
    MentorRequest,
    Mentorship,
    MentorshipState,
    Report,
    ReportMove,
    ReportOutcome,
    ReportState,
    SafeguardingLead,
    Wishes,
)
from board.mentorship.queries import coordinator as coordinator_queries
from board.mentorship.queries import report as report_queries
from board.mentorship.queries.coordinator import MeetingsMet
from board.mentorship.tasks import keep_conflicts_apart
from board.notices.labels import TOPICS
from tests.conftest import NOW
from tests.mentorship.conftest import PROFILE, ask, days
from tests.mentorship.test_pairs import MEETING

Browsers = Callable[[User], FlaskClient]
People = Callable[..., User]
Pairs = Callable[..., Mentorship]
Emails = Callable[[], list[str]]


@pytest.fixture
def cora(person: People) -> User:
    return person("cora", Role.COORDINATOR)


@pytest.fixture
def lead(person: People) -> User:
    user = person("lea", Role.FACULTY)
    with unit_of_work():
        db.session.add(SafeguardingLead(user_id=user.id, named_at=NOW, confirmed_at=NOW))
    return user


def only_report() -> Report:
    return db.session.scalars(select(Report)).one()


def test_that_somebody_is_not_safe_stops_the_pair_at_once(
    pair: Pairs, lead: User, cora: User, browser_of: Browsers, emails: Emails
) -> None:
    made = pair()
    of_mentee, of_mentor, of_lead = browser_of(made.mentee), browser_of(made.mentor), browser_of(lead)
    answer = of_mentee.post(f"/mentorships/{made.id}/report", data={"kind": "safety", "words": "I am afraid."})
    db.session.refresh(made)
    assert (made.state, made.frozen_at) == (MentorshipState.PAUSED, NOW)
    for browser in (of_mentor, of_mentee):
        assert browser.post(f"/mentorships/{made.id}/meetings/log", data=MEETING).status_code == 409
        assert browser.post(f"/mentorships/{made.id}/resume").status_code == 409
    assert "afraid" not in of_mentor.get(f"/mentorships/{made.id}").text
    assert not any("afraid" in email or "report" in email.lower() for email in emails() if "Dear Mia" in email)
    report = only_report()
    assert report.decide_by == days(2)
    assert sum("urgent" in email for email in emails()) == 1
    page = answer.headers["Location"]
    of_lead.post(f"{page}/advance", data={"verb": "triage"})
    assert of_lead.post(f"{page}/resolve", data={"outcome": "nonsense"}).status_code == 422
    of_lead.post(f"{page}/resolve", data={"outcome": "advice", "decision": "Talked to both."})
    db.session.refresh(made)
    assert (made.state, made.frozen_at) == (MentorshipState.ACTIVE, None)
    assert "Talked to both." not in of_mentee.get(page).text
    assert "Your report is resolved" in emails()[-1]


def test_nobody_who_is_no_mentor_is_suspended_as_one(pair: Pairs, lead: User, cora: User, browser_of: Browsers) -> None:
    made = pair()
    answer = browser_of(made.mentor).post(f"/mentorships/{made.id}/report", data={"kind": "conduct", "words": "Rude."})
    page, of_lead = answer.headers["Location"], browser_of(lead)
    of_lead.post(f"{page}/advance", data={"verb": "triage"})
    assert "as a mentor" not in of_lead.get(page).text
    refused = of_lead.post(f"{page}/resolve", data={"outcome": "removal", "decision": "We talked for an hour."})
    assert refused.status_code == 422
    assert "is no mentor: choose what can follow for them" in refused.text
    assert "We talked for an hour." in refused.text, "what was typed stays"
    assert only_report().outcome is None


def test_a_pair_that_was_only_put_forward_is_stopped_too(pair: Pairs, lead: User, browser_of: Browsers) -> None:
    made = pair(signed=False, state=MentorshipState.PROPOSED)
    of_mentee = browser_of(made.mentee)
    of_mentee.post(f"/mentorships/{made.id}/report", data={"kind": "safety", "words": "I am afraid."})
    for browser in (of_mentee, browser_of(made.mentor)):
        assert browser.post(f"/mentorships/{made.id}/sign", data={"version": "1"}).status_code == 409
    db.session.refresh(made)
    assert (made.state, made.frozen_at) == (MentorshipState.PROPOSED, NOW)


def test_whom_a_report_is_about_is_not_told_though_they_handle_reports(
    pair: Pairs, lead: User, cora: User, browser_of: Browsers, emails: Emails
) -> None:
    made = pair()
    with unit_of_work():
        db.session.add(SafeguardingLead(user_id=made.enrolment.user_id, named_at=NOW, confirmed_at=NOW))
    said = {"kind": "conduct", "words": "I am afraid."}
    browser_of(made.mentee).post(f"/mentorships/{made.id}/report", data=said)
    assert ["Dear Lea" in email for email in emails()] == [True], "the other lead alone"
    with unit_of_work():
        db.session.query(SafeguardingLead).where(SafeguardingLead.user_id == lead.id).delete()
    browser_of(made.mentee).post(f"/mentorships/{made.id}/report", data=said)
    assert "Dear Cora" in emails()[-1] and len(emails()) == 2, "the coordinators, where nobody else may"


def test_emails_of_a_report_cannot_be_turned_off(
    pair: Pairs, lead: User, browser_of: Browsers, emails: Emails
) -> None:  # fmt: skip
    made = pair()
    for user in (lead, made.mentor):
        assert browser_of(user).post("/account/emails", data=dict.fromkeys(TOPICS, "off")).status_code == 303
    of_mentee, page = browser_of(made.mentee), f"/mentorships/{made.id}"
    of_mentee.post(f"{page}/meetings/plan", data=MEETING | {"day": "2026-03-09"})
    assert emails() == [], "what the mentor turned off"
    of_mentee.post(f"{page}/report", data={"kind": "conduct", "words": "I am afraid."})
    assert ["Dear Lea" in email for email in emails()] == [True]


def test_removal_ends_the_pair_and_takes_the_mentor_off_the_list(pair: Pairs, lead: User, browser_of: Browsers) -> None:
    made = pair()
    browser_of(made.mentee).post(f"/mentorships/{made.id}/report", data={"kind": "safety", "words": "No."})
    page = f"/mentorship/reports/{only_report().id}"
    browser = browser_of(lead)
    browser.post(f"{page}/advance", data={"verb": "triage"})
    browser.post(f"{page}/resolve", data={"outcome": "removal", "decision": "Gone."})
    db.session.refresh(made)
    assert (made.state, made.enrolment.state) == (MentorshipState.ENDED_EARLY, EnrolmentState.SUSPENDED)
    assert made.enrolment.places_taken == 0


def test_a_report_waits_for_two_working_days() -> None:
    friday = datetime.fromisoformat("2026-03-06T15:00:00+00:00")
    assert working_days_after(friday, 2).isoformat() == "2026-03-10T15:00:00+00:00"


@pytest.mark.parametrize("actor", ["lead", "reporter", "subject", "coordinator", "stranger"])
@pytest.mark.parametrize("state", list(ReportState))
def test_every_state_of_a_report_actor_and_action(
    pair: Pairs, lead: User, cora: User, person: People, browser_of: Browsers, state: ReportState, actor: str
) -> None:
    made = pair()
    people = {"lead": lead, "reporter": made.mentee, "subject": made.mentor, "coordinator": cora}
    browser = browser_of(people.get(actor) or person("stranger", Role.STUDENT))
    outcome = ReportOutcome.ADVICE if state is ReportState.RESOLVED else None
    actions = {"triage": "advance", "investigate": "advance", "resolve": "resolve"}
    for verb, action in actions.items():
        with unit_of_work():
            db.session.query(ReportMove).delete()
            db.session.query(Report).delete()
            people_in = {"reporter_id": made.mentee_id, "subject_id": made.enrolment.user_id}
            report = Report(kind="CONDUCT", state=state, outcome=outcome, words="x", at=NOW, **people_in)
            db.session.add(report)
        fields = {"verb": verb, "outcome": "advice"}
        status = browser.post(f"/mentorship/reports/{report.id}/{action}", data=fields).status_code
        allowed = actor == "lead" and (state, verb) in Report.MOVES
        assert status == (404 if actor != "lead" else 303 if allowed else 409), verb
        assert len(db.session.scalars(select(ReportMove)).all()) == allowed


def test_nobody_reports_a_stranger(pair: Pairs, person: People, browser_of: Browsers) -> None:
    made = pair()
    said = {"kind": "conduct", "words": "x"}
    browser = browser_of(person("stranger", Role.STUDENT))
    assert browser.post(f"/mentorships/{made.id}/report", data=said).status_code == 404
    assert browser_of(made.mentee).post(f"/mentorships/{made.id}/report", data={"kind": "conduct"}).status_code == 422


def test_a_block_ends_the_pair_and_neither_finds_the_other(pair: Pairs, browser_of: Browsers, emails: Emails) -> None:
    made = pair()
    of_mentor, of_mentee = browser_of(made.mentor), browser_of(made.mentee)
    assert of_mentee.post(f"/mentorships/{made.id}/block").status_code == 303
    db.session.refresh(made)
    assert (made.state, made.enrolment.places_taken) == (MentorshipState.ENDED_EARLY, 0)
    assert "Nobody is at fault" in emails()[-1]
    assert "Ended" in of_mentor.get(f"/mentorships/{made.id}").text
    assert of_mentee.get(f"/mentors/{made.enrolment_id}").status_code == 404
    assert ask(of_mentee, made.enrolment).status_code == 404


def test_a_mentor_blocks_who_asks_and_the_student_reads_a_neutral_no(
    mentor: Callable[..., Enrolment], student: Callable[[str], User], browser_of: Browsers
) -> None:
    mia, stu = mentor("mia"), browser_of(student("stu"))
    ask(stu, mia)
    assert stu.post("/mentorship/requests/1/block").status_code == 404
    assert browser_of(mia.user).post("/mentorship/requests/1/block").status_code == 303
    assert db.session.scalars(select(MentorRequest)).one().state.value == "declined"
    assert "They cannot take this on now." in stu.get("/mentorship/requests/1").text
    assert stu.get(f"/mentors/{mia.id}").status_code == 404


@pytest.mark.parametrize("whole_year", [True, False])
def test_a_new_conflict_pauses_the_pair_the_same_moment(
    pair: Pairs, cora: User, browser_of: Browsers, emails: Emails, whole_year: bool
) -> None:
    made = pair()
    with unit_of_work():
        made.mentee.class_year = "M2"
    office = browser_of(cora)
    about = {"class_year": "M2"} if whole_year else {"mentee": "stu@example.edu"}
    said = {"mentor": "mia@example.edu", "kind": "assessor"}
    assert office.post("/office/mentorship/conflicts", data=said).status_code == 422
    assert office.post("/office/mentorship/conflicts", data=said | about).status_code == 303
    db.session.refresh(made)
    assert (made.state, made.paused_by_conflict) == (MentorshipState.PAUSED, True)
    assert browser_of(made.mentor).post(f"/mentorships/{made.id}/resume").status_code == 409
    assert "rests" in office.get("/office/mentorship").text
    assert sum("A mentorship is paused" in email for email in emails()) == 2
    conflict = db.session.scalars(select(MentorConflict)).one()
    page = f"/office/mentorship/conflicts/{conflict.id}"
    assert office.post(f"{page}/override", data={"reason": " "}).status_code == 422
    assert office.post(f"{page}/override", data={"reason": "Another grades."}).status_code == 303
    db.session.refresh(made)
    assert (made.state, made.paused_by_conflict) == (MentorshipState.ACTIVE, False)


def test_a_conflict_comes_and_goes_with_the_class_year(
    pair: Pairs, cora: User, browser_of: Browsers, emails: Emails
) -> None:
    made = pair()
    said = {"mentor": "mia@example.edu", "kind": "course-director", "class_year": "M3"}
    assert browser_of(cora).post("/office/mentorship/conflicts", data=said).status_code == 303
    seen = []
    for year in ("M2", "M3", "M4"):
        with unit_of_work():
            db.session.get_one(User, made.mentee_id).class_year = year
        tasks = [keep_conflicts_apart(NOW), keep_conflicts_apart(NOW)]
        db.session.refresh(made)
        seen.append((*tasks, made.state.value, made.paused_by_conflict))
    assert seen == [(0, 0, "active", False), (1, 0, "paused", True), (1, 0, "active", False)]
    assert sum("A mentorship is paused" in email for email in emails()) == 2


def test_one_of_two_conflicts_lifted_holds_the_pair_still(pair: Pairs, cora: User, browser_of: Browsers) -> None:
    made, office = pair(), browser_of(cora)
    said = {"mentor": "mia@example.edu", "mentee": "stu@example.edu"}
    for kind in ("assessor", "relative"):
        office.post("/office/mentorship/conflicts", data=said | {"kind": kind})
    first, second = db.session.scalars(select(MentorConflict).order_by(MentorConflict.id)).all()
    office.post(f"/office/mentorship/conflicts/{first.id}/lift")
    db.session.refresh(made)
    assert made.state is MentorshipState.PAUSED
    office.post(f"/office/mentorship/conflicts/{second.id}/lift")
    db.session.refresh(made)
    assert made.state is MentorshipState.ACTIVE


def test_either_of_the_two_says_that_something_has_changed(pair: Pairs, person: People, browser_of: Browsers) -> None:
    made = pair()
    browser, page = browser_of(made.mentor), f"/mentorships/{made.id}/conflict"
    assert browser.post(page, data={"kind": "no"}).status_code == 422
    assert browser.post(page, data={"kind": "assessor"}).status_code == 303
    conflict = db.session.scalars(select(MentorConflict)).one()
    assert (conflict.kind, conflict.mentor_id) == (ConflictKind.ASSESSOR, made.enrolment.user_id)
    db.session.refresh(made)
    assert made.state is MentorshipState.PAUSED


def test_check_ins_come_when_due_and_contact_me_reaches_the_coordinator(
    pair: Pairs, cora: User, browser_of: Browsers, emails: Emails
) -> None:
    made = pair()
    browser, page = browser_of(made.mentee), f"/mentorships/{made.id}/check-in"
    answers = {"meeting": "2", "useful": "3", "fit": "1", "words": "Quiet.", "contact_me": "y"}
    assert "There is no check-in now" in browser.get(page).text
    assert browser.post(page, data=answers).status_code == 409
    with clock.frozen(days(15)):
        assert browser.post(page, data=answers | {"fit": "9"}).status_code == 422
        assert browser.post(page, data=answers).status_code == 303
        assert browser.post(page, data=answers).status_code == 409
    assert "Somebody asks you to get in touch" in emails()[-1]
    office = browser_of(cora)
    assert "Quiet." in office.get("/office/mentorship").text
    said = db.session.scalars(select(CheckIn)).one()
    office.post(f"/office/check-ins/{said.id}/contacted")
    assert "Quiet." not in office.get("/office/mentorship").text


def test_the_table_for_course_directors_and_the_hours(pair: Pairs, cora: User, browser_of: Browsers) -> None:
    made = pair()
    of_mentor = browser_of(made.mentor)
    for outcome in ("hold", "miss-mentee", "miss-mentor", "miss-mentee"):
        of_mentor.post(f"/mentorships/{made.id}/meetings/log", data=MEETING | {"outcome": outcome})
    rows = browser_of(cora).get("/office/mentorship/pairs.csv").data.decode("utf-8-sig").splitlines()
    assert rows[0].startswith("mentor,mentor_kind,mentee")
    assert rows[1].startswith("Mia,faculty,Stu,,active,2026-03-02") and rows[1].endswith(",2026-03-02,1,45,2,1")
    assert "0.8 hours in 1 meeting with 1 mentee" in of_mentor.get("/mentorship/hours").text
    paper = of_mentor.get("/mentorship/hours.pdf")
    assert (paper.mimetype, paper.data[:5]) == ("application/pdf", b"%PDF-")
    assert "No hours in 2025" in of_mentor.get("/mentorship/hours?year=2025").text
    assert browser_of(made.mentee).get("/mentorship/hours").status_code == 404
    assert browser_of(made.mentee).get("/mentorship/hours.pdf").status_code == 404
    of_mentor.post(f"/mentorships/{made.id}/end", data={"reason": "time", "words": "Secret words."})
    running, every = (browser_of(cora).get(f"/office/mentorship/pairs.csv{which}").text for which in ("", "?all=1"))
    assert "Stu" not in running and "Mia,faculty,Stu,,ended-early" in every
    assert "Secret words." not in every and "Learn to lead" not in every
    assert browser_of(made.mentee).get("/office/mentorship/pairs.csv").status_code == 404


def test_meetings_held_against_agreed_are_those_that_a_hand_counts(pair: Pairs) -> None:
    """Ninety-five days of monthly meetings call for three in each signed pair."""
    eager, silent, unsigned = pair(), pair("max", "sue"), pair("moe", "sid", signed=False)
    paused = pair("may", "sal", state=MentorshipState.PAUSED)
    with unit_of_work():
        for made, count in ((eager, 5), (unsigned, 4), (paused, 4)):
            db.session.add_all(_meeting(made, 1 + 10 * number) for number in range(count))
        db.session.add_all([_meeting(silent, 2, MeetingState.MISSED_BY_MENTOR), _meeting(silent, -3)])
    assert coordinator_queries.met_against_agreed(days(95)) == MeetingsMet(agreed=6, met=3)
    assert coordinator_queries.met_against_agreed(days(1)) == MeetingsMet(agreed=0, met=0), "not what came later"


def test_who_looks_for_long_is_active_and_has_no_mentor(
    pair: Pairs, student: Callable[[str], User], cora: User, browser_of: Browsers
) -> None:
    mentored, waiting, gone, new = pair().mentee, student("wes"), student("gus"), student("nia")
    with unit_of_work():
        for user, since in ((mentored, -40), (waiting, -40), (gone, -40), (new, -10)):
            db.session.add(Wishes(user_id=user.id, saved_at=NOW, looking_since=days(since)))
        gone.suspended_at = NOW
    office = browser_of(cora)
    listed = office.get("/office/mentorship").text
    assert "1 student looks for a mentor" in listed
    assert waiting.name in listed.partition("1 student looks")[2]


def _meeting(made: Mentorship, day: int, state: MeetingState = MeetingState.HELD) -> Meeting:
    return Meeting(mentorship_id=made.id, at=days(day), minutes=30, channel="video", state=state)


def _pair_of(mentee: User, like: Mentorship) -> Mentorship:
    same = {name: getattr(like, name) for name in ("enrolment_id", "kind", "started_at", "ends_on", "contact_at")}
    return Mentorship(mentee_id=mentee.id, **same)


def test_two_coordinators_name_a_lead_and_end_it_and_nobody_names_themself(
    person: People, cora: User, browser_of: Browsers
) -> None:
    office, page = browser_of(cora), "/office/mentorship/safeguarding"
    lea, other = person("lea", Role.FACULTY), browser_of(person("cole", Role.COORDINATOR))
    assert office.post(page, data={"email": "nobody@example.edu"}).status_code == 422
    assert office.post(page, data={"email": cora.email}).status_code == 403, "not oneself"
    assert office.post(page, data={"email": lea.email}).status_code == 303
    assert office.post(page, data={"email": lea.email}).status_code == 409
    number = db.session.scalars(select(SafeguardingLead.id)).one()
    assert report_queries.lead_ids() == set(), "one coordinator's word is not enough"
    assert office.post(f"{page}/{number}/agree").status_code == 403, "nor the same one's twice"
    assert other.post(f"{page}/{number}/agree").status_code == 303
    assert report_queries.lead_ids() == {lea.id}
    assert office.post(f"{page}/{number}/dismiss").status_code == 303
    db.session.rollback()
    assert report_queries.lead_ids() == {lea.id}, "nor is it to end it"
    assert office.post(f"{page}/{number}/agree").status_code == 403
    assert other.post(f"{page}/{number}/agree").status_code == 303
    assert "Nobody is named" in office.get(page).text
    verbs = select(AuditEntry.verb).where(AuditEntry.verb.startswith("safeguarding.")).order_by(AuditEntry.id)
    assert [verb.partition(".")[2] for verb in db.session.scalars(verbs)] == ["name", "confirm", "ask-end", "dismiss"]


def test_a_lead_is_never_the_coordinator_who_agrees(person: People, cora: User, browser_of: Browsers) -> None:
    cole = person("cole", Role.COORDINATOR)
    page = "/office/mentorship/safeguarding"
    browser_of(cora).post(page, data={"email": cole.email})
    number = db.session.scalars(select(SafeguardingLead.id)).one()
    assert browser_of(cole).post(f"{page}/{number}/agree").status_code == 403


def test_a_report_reaches_somebody_who_may_come_in(
    pair: Pairs, lead: User, cora: User, browser_of: Browsers, emails: Emails
) -> None:
    made = pair()
    assert "people are to be named who handle reports about people" in browser_of(cora).get("/office").text
    with unit_of_work():
        lead.suspended_at = NOW
    assert (
        "1</span> <span>person is to be named who handles reports about people" in browser_of(cora).get("/office").text
    )
    said = {"kind": "conduct", "words": "I am afraid."}
    browser_of(made.mentee).post(f"/mentorships/{made.id}/report", data=said)
    assert ["Dear Cora" in email for email in emails()] == [True], "the suspended lead reads nothing"
    assert browser_of(cora).get("/mentorship/reports/1").status_code == 200


def test_a_coordinator_approves_no_mentor_who_is_themself(person: People, browser_of: Browsers) -> None:
    cora = person("cora", Role.COORDINATOR)
    browser = browser_of(cora)
    browser.post("/mentorship/profile", data=PROFILE | {"kind": "resident"})
    (enrolment,) = db.session.scalars(select(Enrolment))
    assert enrolment.state is EnrolmentState.APPLIED
    assert browser.post(f"/office/mentors/{enrolment.id}/approve").status_code == 403
