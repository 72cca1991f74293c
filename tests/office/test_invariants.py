"""Each impossible state is planted behind the back of everything that forbids it, and found, with its row named."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from board import invariants, tasks
from board.accounts.models import Role, User
from board.demo import school
from board.kernel import clock, heartbeat
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.office import actions as office_actions
from board.office import queries as office_queries
from board.office.views import health as health_views
from tests.conftest import NOW
from tests.counting import count_statements
from tests.office.test_office import tiles
from tests.office.test_people import cora, office

__all__ = ["cora", "office"]

ROOT = Path(__file__).resolve().parents[2]
BOTH = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
LATER = "2030-01-01 00:00:00"
EARLIER = "2001-01-01 00:00:00"

PLANTED: dict[str, tuple[str, str, str]] = {
    "The audit log is whole": ("SELECT entry_id FROM audit_head", "UPDATE audit_head SET hash = 'x'", "row {0}"),
    "A state is what the last step of its timeline led to": (
        "SELECT id FROM applications WHERE state = 'DECLINED'",
        "UPDATE applications SET state = 'LAPSED' WHERE id = :a",
        "Application {0} is “lapsed”, and its last step led to “declined”.",
    ),
    "Every step follows the table of moves": (
        "SELECT id, placement_id FROM placement_moves WHERE verb = 'start'",
        "UPDATE placement_moves SET verb = 'fly' WHERE id = :a",
        "No move “fly” leads from “accepted” to “started”; it was made with placement {1}.",
    ),
    "Every step begins where the one before ended": (
        "SELECT max(id), application_id FROM application_moves GROUP BY application_id HAVING count(*) > 1",
        "UPDATE application_moves SET before = 'lapsed' WHERE id = :a",
        "Step {0} of application {1} begins elsewhere",
    ),
    "Nothing has happened that is still to come": (
        "SELECT id, meeting_id FROM meeting_moves",
        f"UPDATE meeting_moves SET at = '{LATER}' WHERE id = :a",
        "Step {0} of mentoring meeting {1} lies in the future.",
    ),
    "An email that waits is in the outbox": (
        "SELECT id FROM emails WHERE sent_at IS NOT NULL",
        "UPDATE emails SET sent_at = NULL WHERE id = :a",
        "Email {0} waits to be sent",
    ),
    "An email was sent, or was not": (
        "SELECT id FROM emails WHERE sent_at IS NOT NULL",
        "UPDATE emails SET not_sent = 'OUT_OF_DATE' WHERE id = :a",
        "Email {0} was sent, and says why it was not.",
    ),
    "Nothing is left of somebody who was erased": (
        "SELECT student_id FROM applications WHERE statement != ''",
        f"UPDATE users SET erased_at = '{EARLIER}' WHERE id = :a",
        "applications holds rows or words of somebody who was erased.",
    ),
    "An account without a person lets nobody in": (
        "SELECT id FROM users WHERE password_hash != ''",
        f"UPDATE users SET erased_at = '{EARLIER}' WHERE id = :a",
        "Account {0} was erased",
    ),
    "What follows was done, or was given up": (
        "SELECT id FROM outbox_messages WHERE delivered_at IS NOT NULL",
        "UPDATE outbox_messages SET given_up_at = delivered_at WHERE id = :a",
        "Outbox message {0} was delivered, and was given up.",
    ),
    "The index shows what the database says": (
        "SELECT id FROM opportunities WHERE state = 'DRAFT'",
        f"UPDATE opportunities SET state = 'PUBLISHED', published_at = '{EARLIER}' WHERE id = :a",
        "Opportunity {0} cannot be found by search",
    ),
    "The file that a row names is there": (
        "SELECT id FROM users",
        "UPDATE users SET cv_name = 'no-such-file' WHERE id = :a",
        "Account {0} names the file no-such-file",
    ),
    "One mailbox has one confirmed account": (
        "SELECT id, email FROM users WHERE confirmed_at IS NOT NULL AND email LIKE 'student@%'",
        "INSERT INTO users (name, email, password_hash, session_key, created_at, confirmed_at, class_year, programme,"
        " campus, title, areas, competencies, tags, cv_name, cv_filename) SELECT name, 'student+two@example.edu', '',"
        " 'k', created_at, confirmed_at, '', '', '', '', areas, competencies, tags, '', '' FROM users WHERE id = :a",
        "Account {0} and Account ",
    ),
    "A supervisor’s address is compared by its own mailbox": (
        "SELECT id FROM supervisor_addresses",
        "UPDATE supervisor_addresses SET mailbox = 'other@example.edu' WHERE id = :a",
        "Approved supervisor {0} ",
    ),
    "A suspended account is signed in nowhere": (
        "SELECT id FROM users WHERE suspended_at IS NOT NULL",
        "INSERT INTO sessions (user_id, token_hash, device, began_at, seen_at, ends_at, is_kept) SELECT id, 'hash', '',"
        " created_at, created_at, created_at, FALSE FROM users WHERE id = :a",
        "Account {0} is suspended, and is still signed in",
    ),
    "Recovery codes stand in for a second factor": (
        "SELECT min(user_id) FROM passkeys",
        "DELETE FROM passkeys WHERE user_id = :a",
        "Account {0} has recovery codes and no second factor.",
    ),
    "Nobody has more recovery codes than were shown to them": (
        "SELECT min(user_id) FROM passkeys",
        f"INSERT INTO recovery_codes (user_id, code_hash, made_at) VALUES (:a, 'hash', '{EARLIER}')",
        "Account {0} has more recovery codes",
    ),
    "Nobody publishes without review before confirming an address": (
        "SELECT min(id) FROM users",
        "UPDATE users SET confirmed_at = NULL, trusted_at = created_at WHERE id = :a",
        "Account {0} may publish without review",
    ),
    "Every posting has an owner": (
        "SELECT id FROM opportunities WHERE state = 'DRAFT'",
        "DELETE FROM involvements WHERE opportunity_id = :a",
        "Posting {0} has no owner.",
    ),
    "A posting on the board has an owner who can come in": (
        "SELECT o.id, i.user_id FROM opportunities o JOIN involvements i ON i.opportunity_id = o.id"
        " WHERE o.state = 'PUBLISHED' AND (SELECT count(*) FROM involvements x WHERE x.opportunity_id = o.id) = 1",
        f"UPDATE users SET suspended_at = '{EARLIER}' WHERE id = :b",
        "Posting {0} is published, and none of its owners can sign in.",
    ),
    "A posting has one owner": (
        "SELECT opportunity_id FROM involvements WHERE part <> 'OWNER'",
        "UPDATE involvements SET part = 'OWNER' WHERE opportunity_id = :a",
        "Posting {0} has 4 owners",
    ),
    "A posting is filled when its last opening is taken, and not before": (
        "SELECT id FROM opportunities WHERE state = 'FILLED' AND seats IS NOT NULL",
        "UPDATE opportunities SET seats = seats_taken + 1 WHERE id = :a",
        "Posting {0} is filled with",
    ),
    "An edit waits only where the posting can still change": (
        "SELECT opportunity_id FROM opportunity_revisions",
        "UPDATE opportunities SET state = 'DRAFT', published_at = NULL WHERE id = :a",
        "for posting {0}, which was never on the board.",
    ),
    "Nobody holds one post twice at a time": (
        "SELECT organisation_id, id FROM officers WHERE left_on IS NULL",
        "INSERT INTO officers (organisation_id, user_id, post, starts, ends) SELECT organisation_id, user_id,"
        " upper(post), ends, ends FROM officers WHERE id = :b",
        "in organization {0} are one person’s in one position, and share a day.",
    ),
    "Nobody advises an organization and holds office in it": (
        "SELECT o.id, f.id, f.user_id FROM organisations o JOIN officers f ON f.organisation_id = o.id"
        " WHERE f.left_on IS NULL",
        "UPDATE organisations SET adviser_id = :c, advised_until = '2001-01-01' WHERE id = :a",
        "The adviser of organization {0} holds office there by term {1}",
    ),
    "What an organization posts has no owner but those who act for it": (
        "SELECT o.id, (SELECT min(id) FROM users) FROM opportunities o WHERE o.organisation_id IS NOT NULL",
        "INSERT INTO involvements (opportunity_id, user_id, part) VALUES (:a, :b, 'OWNER')",
        "Posting {0} belongs to an organization, and account {1} owns it besides",
    ),
    "What an organization posts names it as its host": (
        "SELECT id FROM opportunities WHERE organisation_id IS NOT NULL",
        "UPDATE opportunities SET host = '' WHERE id = :a",
        "Posting {0} is an organization’s, and does not name it as its host.",
    ),
    "One person at a time holds a seat": (
        "SELECT seat_id, id FROM seat_terms WHERE NOT is_alternate AND left_on IS NULL",
        "INSERT INTO seat_terms (seat_id, user_id, name, is_alternate, starts, ends) SELECT seat_id, user_id, name,"
        " is_alternate, ends, ends FROM seat_terms WHERE id = :b AND starts < ends",
        "of seat {0} in committee ",
    ),
    "Who left a seat had begun": (
        "SELECT id, seat_id FROM seat_terms",
        "UPDATE seat_terms SET left_on = '2001-01-01' WHERE id = :a",
        "Term {0} in seat {1} of committee ",
    ),
    "Offers and accepted places are counted": (
        "SELECT id, seats_offered + 1, seats_taken FROM opportunities WHERE state = 'PUBLISHED'",
        "UPDATE opportunities SET seats_offered = seats_offered + 1 WHERE id = :a",
        "Posting {0} counts {1} offered, {2} accepted",
    ),
    "A decided application says when it was decided": (
        "SELECT id FROM applications WHERE state = 'NOT_SELECTED'",
        "UPDATE applications SET decided_at = NULL WHERE id = :a",
        "Application {0} is decided, and has no time of the decision.",
    ),
    "An undecided application has no time of a decision": (
        "SELECT id FROM applications WHERE state = 'SUBMITTED'",
        "UPDATE applications SET decided_at = submitted_at WHERE id = :a",
        "Application {0} waits for a decision, and has the time of one.",
    ),
    "Whoever has, had or declined a place was offered it": (
        "SELECT id FROM applications WHERE state = 'OFFERED'",
        "DELETE FROM offers WHERE application_id = :a",
        "Application {0} stands at an offer that was never made.",
    ),
    "An application was begun before it was sent": (
        "SELECT id FROM applications WHERE state = 'SUBMITTED'",
        f"UPDATE applications SET submitted_at = '{EARLIER}' WHERE id = :a",
        "Application {0} was sent before it was begun.",
    ),
    "Only who waits has a rank": (
        "SELECT id FROM applications WHERE state = 'SUBMITTED'",
        "UPDATE applications SET rank = 3 WHERE id = :a",
        "Application {0} has a rank, and is not on a waiting list.",
    ),
    "Two who wait for one posting have two ranks": (
        "SELECT opportunity_id FROM applications WHERE state = 'SUBMITTED' GROUP BY opportunity_id HAVING count(*) > 1",
        "UPDATE applications SET state = 'WAITLISTED', rank = 7 WHERE opportunity_id = :a AND state = 'SUBMITTED'",
        "The waiting list of posting {0} has rank 7 more than once.",
    ),
    "A draft decision is about an application that is not decided": (
        "SELECT d.id, d.application_id FROM decisions d JOIN applications a ON a.id = d.application_id"
        " WHERE a.state = 'NOT_SELECTED'",
        "UPDATE decisions SET released_at = NULL WHERE id = :a",
        "Decision {0} is a draft about application {1}, which is decided or withdrawn.",
    ),
    "A decision was sent by somebody": (
        "SELECT id FROM decisions WHERE released_at IS NOT NULL",
        "UPDATE decisions SET released_by_id = NULL WHERE id = :a",
        "Decision {0} was sent, and nobody sent it.",
    ),
    "Nobody scores their own application": (
        "SELECT r.id, r.application_id, a.student_id FROM reviews r JOIN applications a ON a.id = r.application_id",
        "UPDATE reviews SET reviewer_id = :c WHERE id = :a",
        "Review {0} of application {1} is by the student who wrote it.",
    ),
    "Nobody scores after stepping aside": (
        "SELECT id, application_id, reviewer_id FROM reviews WHERE saved_at IS NOT NULL",
        f"INSERT INTO recusals (application_id, user_id, reason, at) VALUES (:b, :c, '', '{EARLIER}')",
        "Review {0} of application {1} was saved after its reviewer stepped aside.",
    ),
    "A score says when it was given": (
        "SELECT id FROM reviews WHERE total IS NOT NULL",
        "UPDATE reviews SET saved_at = NULL WHERE id = :a",
        "Review {0} of application ",
    ),
    "A document answers what its own posting asks for": (
        "SELECT t.id, t.application_id, (SELECT max(p.id) FROM papers p WHERE p.opportunity_id <> a.opportunity_id)"
        " FROM attachments t JOIN applications a ON a.id = t.application_id",
        "UPDATE attachments SET paper_id = :c WHERE id = :a",
        "Document {0} of application {1} belongs to another posting.",
    ),
    "A message was written after its application was begun": (
        "SELECT id, student_id FROM applications WHERE state = 'DRAFT'",
        f"INSERT INTO messages (application_id, by_id, at, text) VALUES (:a, :b, '{LATER}', 'Hello')",
        "is about application {0}, which had not been sent.",
    ),
    "A review waits for somebody of the posting": (
        "SELECT id, student_id FROM applications WHERE state = 'SUBMITTED'",
        "INSERT INTO reviews (application_id, reviewer_id, scores, comment, abstained)"
        " VALUES (:a, :b, '{}', '', FALSE)",
        "of application {0} waits for somebody who has no part in the posting any more.",
    ),
    "A placement that goes on belongs to an accepted application": (
        "SELECT id, application_id FROM placements WHERE state = 'STARTED'",
        "UPDATE applications SET state = 'WITHDRAWN' WHERE id = :b",
        "Placement {0} goes on, and application {1} is not accepted.",
    ),
    "An accepted place has its placement": (
        "SELECT application_id, id FROM placements WHERE state = 'ACCEPTED'",
        "DELETE FROM placements WHERE id = :b",
        "Application {0} is accepted, and no placement began.",
    ),
    "A placement is of the student and the posting of its application": (
        "SELECT id, application_id FROM placements",
        "UPDATE placements SET student_id = (SELECT max(id) FROM users) WHERE id = :a",
        "Placement {0} and application {1} name another student or posting.",
    ),
    "A placement began with a step of its own application": (
        "SELECT id, application_id FROM placements",
        "UPDATE placements SET taken_by_id = (SELECT min(m.id) FROM application_moves m WHERE m.application_id <> :b"
        " AND m.verb = 'submit') WHERE id = :a",
        "Placement {0} began with a step of another application.",
    ),
    "One application has one placement that goes on": (
        "SELECT p.application_id, p.id, (SELECT max(m.id) FROM application_moves m"
        " WHERE m.application_id = p.application_id AND m.verb = 'submit') FROM placements p WHERE p.state = 'STARTED'",
        "INSERT INTO placements (application_id, taken_by_id, opportunity_id, student_id, state, supervisor,"
        " supervisor_email, created_at, started_on) SELECT application_id, :c, opportunity_id, student_id, state,"
        " supervisor, supervisor_email, created_at, started_on FROM placements WHERE id = :b",
        "Application {0} has 2 placements that go on.",
    ),
    "Verified hours name who verified them": (
        "SELECT id, placement_id FROM placement_hours WHERE approved_at IS NOT NULL",
        "UPDATE placement_hours SET approved_by = '' WHERE id = :a",
        "Hours {0} of placement {1} are verified by nobody.",
    ),
    "Nobody verifies their own hours": (
        "SELECT h.id, h.placement_id, p.student_id FROM placement_hours h JOIN placements p ON p.id = h.placement_id"
        " WHERE h.approved_at IS NOT NULL",
        "UPDATE placement_hours SET approved_email = (SELECT email FROM users WHERE id = :c) WHERE id = :a",
        "Hours {0} of placement {1} are verified by the student’s own address.",
    ),
    "Hours are worked before they are verified": (
        "SELECT id, placement_id FROM placement_hours WHERE approved_at IS NOT NULL AND corrected_at IS NULL",
        f"UPDATE placement_hours SET approved_at = '{EARLIER}' WHERE id = :a",
        "Hours {0} of placement {1} were verified before they were logged.",
    ),
    "Mentors are what their accounts say": (
        "SELECT id FROM enrolments WHERE state = 'APPROVED' AND kind = 'FACULTY'",
        "UPDATE enrolments SET kind = 'PEER' WHERE id = :a",
        "Mentor {0} is listed as",
    ),
    "A mentor’s places are counted": (
        "SELECT id, places_taken + 1, places_taken FROM enrolments WHERE state = 'APPROVED'",
        "UPDATE enrolments SET places_taken = places_taken + 1 WHERE id = :a",
        "Mentor {0} counts {1} mentees; there are {2}.",
    ),
    "Nobody mentors themself": (
        "SELECT m.id, e.user_id FROM mentorships m JOIN enrolments e ON e.id = m.enrolment_id",
        "UPDATE mentorships SET mentee_id = :b WHERE id = :a",
        "Mentorship {0} has one person on both sides.",
    ),
    "Nobody asks themself to mentor": (
        "SELECT r.id, e.user_id FROM mentor_requests r JOIN enrolments e ON e.id = r.enrolment_id",
        "UPDATE mentor_requests SET mentee_id = :b WHERE id = :a",
        "Request {0} for a mentor is from account {1} to itself.",
    ),
    "An accepted request began a mentorship of the same two": (
        "SELECT id FROM mentor_requests WHERE state = 'ACCEPTED'",
        "UPDATE mentor_requests SET mentorship_id = NULL WHERE id = :a",
        "Request {0} of account ",
    ),
    "A pair that runs has not ended": (
        "SELECT id FROM mentorships WHERE state = 'ACTIVE'",
        f"UPDATE mentorships SET ended_at = '{EARLIER}' WHERE id = :a",
        "Mentorship {0} is active, and has the time of its end.",
    ),
    "A conflict of interest parts a pair": (
        "SELECT m.id, e.user_id, m.mentee_id FROM mentorships m JOIN enrolments e ON e.id = m.enrolment_id"
        " WHERE m.state = 'ACTIVE' AND NOT m.paused_by_conflict",
        "INSERT INTO conflicts (mentor_id, mentee_id, class_year, kind, declared_at, derived, override_reason)"
        f" VALUES (:b, :c, '', 'ASSESSOR', '{EARLIER}', FALSE, '')",
        "Mentorship {0} goes on in spite of conflict of interest",
    ),
    "Only the two write about their mentorship": (
        "SELECT id, mentorship_id, (SELECT min(id) FROM users) FROM check_ins",
        "UPDATE check_ins SET author_id = :c WHERE id = :a",
        "Check-in {0} about mentorship {1} is by neither of the two.",
    ),
    "A meeting was logged after it was held": (
        "SELECT id FROM meetings WHERE state = 'HELD'",
        f"UPDATE meetings SET at = '{LATER}' WHERE id = :a",
        "Meeting {0} of mentorship ",
    ),
    "A published match round has its run": (
        "SELECT id FROM match_rounds WHERE published_at IS NOT NULL",
        "UPDATE match_rounds SET run_id = NULL WHERE id = :a",
        "Match round {0} is published, and none of its runs is its result.",
    ),
    "A published result is the one that was recorded": (
        "SELECT number, round_id, id FROM match_runs",
        "UPDATE match_runs SET result = '{}' WHERE id = :c",
        "Run {0} of match round {1} is not the one whose hashes were recorded.",
    ),
    "A student’s result is of a round that they joined": (
        "SELECT p.id, r.round_id, (SELECT min(id) FROM users) FROM match_proofs p JOIN match_runs r ON r.id = p.run_id",
        "UPDATE match_proofs SET user_id = :c WHERE id = :a",
        "Result {0} in match round {1} is of somebody who had not joined.",
    ),
    "A waitlist moves only after its round was published": (
        "SELECT id, (SELECT min(id) FROM users), (SELECT min(id) FROM enrolments) FROM match_rounds"
        " WHERE published_at IS NULL",
        "INSERT INTO match_waiting_offers (round_id, user_id, enrolment_id, state, offered_at, until)"
        f" VALUES (:a, :b, :c, 'OFFERED', '{EARLIER}', '{LATER}')",
        "from the waitlist of match round {0} came before the result.",
    ),
    "A certificate is of somebody who passed": (
        "SELECT id, user_id, activity_id FROM certificates WHERE superseded_at IS NULL",
        "UPDATE takings SET passed_at = NULL WHERE user_id = :b AND activity_id = :c",
        "Certificate {0} of account {1} is for an activity that was not passed.",
    ),
    "Whoever passed a quiz reached its mark": (
        "SELECT id FROM takings t WHERE passed_at IS NOT NULL"
        " AND (SELECT count(*) FROM quiz_attempts a WHERE a.taking_id = t.id) > 0",
        "UPDATE quiz_attempts SET percent = 0 WHERE taking_id = :a",
        "Progress {0} of account ",
    ),
    "A certificate that was replaced has its replacement": (
        "SELECT id FROM certificates WHERE superseded_at IS NULL",
        "UPDATE certificates SET superseded_at = issued_at WHERE id = :a",
        "Certificate {0} of account ",
    ),
    "Credit is claimed for what was passed, and no more than it gives": (
        "SELECT (SELECT min(id) FROM users), (SELECT min(id) FROM activities)",
        f"INSERT INTO credit_claims (user_id, activity_id, quarters, at) VALUES (:a, :b, 8, '{EARLIER}')",
        "is for more credit than a certificate of theirs gives.",
    ),
    "An outside activity was verified by somebody else": (
        "SELECT id, user_id FROM outside_activities WHERE state = 'VERIFIED'",
        "UPDATE outside_activities SET verified_by_id = :b WHERE id = :a",
        "Outside activity {0} is verified by nobody, or by whoever did it.",
    ),
    "A link shows entries of whoever made it": (
        "SELECT min(id), min(student_id), (SELECT max(id) FROM users) FROM record_entries",
        "INSERT INTO record_shares (id, student_id, salt, token_hash, label, made_at, expires_at, views)"
        f" VALUES (9, :c, '', 'h', '', '{EARLIER}', '{LATER}', 0);"
        "INSERT INTO record_share_entries (share_id, entry_id) VALUES (9, :a)",
        "shows entry {0}, which is another student’s.",
    ),
    "Nobody vouches for themself": (
        "SELECT id FROM record_entries WHERE verified_at IS NOT NULL",
        "UPDATE record_entries SET witness_id = student_id WHERE id = :a",
        "Entry {0} in the record of account ",
    ),
    "What a placement brought into a record was completed": (
        "SELECT id FROM record_entries WHERE source = 'PLACEMENT'",
        "UPDATE record_entries SET source_key = 'placement:99999' WHERE id = :a",
        "Entry {0} in the record of account ",
    ),
    "Own words count as confirmed only where the entry is": (
        "SELECT id FROM record_entries WHERE verified_at IS NULL",
        "UPDATE record_entries SET words_verified = TRUE WHERE id = :a",
        "The text of entry {0} in the record of account ",
    ),
    "A link to a record ends": (
        "SELECT min(id) FROM users",
        "INSERT INTO record_shares (id, student_id, salt, token_hash, label, made_at, expires_at, views)"
        f" VALUES (9, :a, '', 'h', '', '{LATER}', '{EARLIER}', 0)",
        "Link 9 of account {0} to a record ended before it was made.",
    ),
    "A copy of somebody’s data is gone when its time is over": (
        "SELECT id FROM data_copies",
        f"UPDATE data_copies SET asked_at = '{EARLIER}' WHERE id = :a",
        "Copy {0} of a person’s data is past its time",
    ),
    "Nobody answers a request of their own": (
        "SELECT id FROM amendments WHERE answered_at IS NOT NULL",
        "UPDATE amendments SET answered_by_id = user_id WHERE id = :a",
        "Request for a correction {0} was answered by its own person.",
    ),
    "A request for a correction is answered once it was refused or granted": (
        "SELECT id FROM amendments WHERE answered_at IS NOT NULL",
        "UPDATE amendments SET answered_at = NULL WHERE id = :a",
        "Request for a correction {0} is answered, and does not say when.",
    ),
}
"""What always holds → the row to spoil, how, and the sentence that names it."""
ELSEWHERE = {
    "No file stays that no row names": (
        "tests/web/test_file_owners.py",
        "test_the_check_finds_a_row_without_its_file_and_a_file_without_its_row",
    ),
    "Somebody comes in when the school’s sign-on is away": (
        "tests/accounts/test_sign_on_school.py",
        "test_the_check_finds_a_break_glass_that_would_not_break",
    ),
}
"""Those that SQL alone does not plant: the file and the test that do."""


@pytest.mark.parametrize(("file", "test"), ELSEWHERE.values())
def test_what_is_planted_elsewhere_is_planted_there(file: str, test: str) -> None:
    assert f"def {test}(" in (ROOT / file).read_text("utf-8")


@BOTH
def test_every_impossible_state_is_found_and_the_office_can_open_what_it_is_to_put_right(demo: Flask) -> None:
    assert {invariant.name for invariant in invariants.INVARIANTS} == PLANTED.keys() | ELSEWHERE.keys()
    assert list(invariants.broken()) == []
    missed = []
    for_office: dict[str, str] = {}
    for invariant in invariants.INVARIANTS:
        if invariant.name in ELSEWHERE:
            continue
        pick, spoil, sentence = PLANTED[invariant.name]
        try:
            row = db.session.execute(text(f"{pick} LIMIT 1")).one()
            expected = sentence.format(*row)
            values = dict(zip("abc", row, strict=False))
            for statement in spoil.split(";"):
                db.session.execute(text(statement), {name: values[name] for name in values if f":{name}" in statement})
            findings = list(invariant.find())
            if not any(expected in finding for finding in findings):
                missed.append((invariant.name, expected, findings))
            if not invariant.remedy.startswith("Whoever runs Rounds"):
                for_office[invariant.name] = findings[0]
        except Exception as problem:  # noqa: BLE001 (all that were missed are said together)
            missed.append((invariant.name, str(problem)))
        finally:
            db.session.rollback()
    assert missed == []
    cora = demo.test_client()
    cora.post("/sign-in", data={"email": "coordinator@example.edu", "password": school.PASSWORD})
    assert len(for_office) > 30
    for name, finding in for_office.items():
        with demo.test_request_context():
            links = [href for _, href in health_views.pieces(finding) if href]
        assert links and cora.get(links[0]).status_code == 200, (
            f"{name}: nothing that the office can open in {finding!r}"
        )
    assert all(invariant.remedy.endswith(".") for invariant in invariants.INVARIANTS)


@BOTH
def test_the_worker_looks_once_a_night_and_the_office_shows_what_it_found(
    office: FlaskClient, person: Callable[..., User]
) -> None:
    assert "Nothing was looked at yet" in office.get("/office/health").text
    tasks.do_all(NOW)
    assert "Nothing impossible was found" in office.get("/office/health").text
    ada = person("ada", Role.STUDENT)
    with unit_of_work():
        ada.trusted_at, ada.confirmed_at = NOW, None
    tasks.do_all(NOW + timedelta(hours=1))
    assert office_queries.last_check().at == NOW  # it is still the same night
    assert tiles(office)["entries break a rule that always holds"] == "0"
    tomorrow = NOW + timedelta(days=1)
    with clock.frozen(tomorrow):
        tasks.do_all(tomorrow)
        home, health = tiles(office), office.get("/office/health").text
    assert home["entry breaks a rule that always holds"] == "1"
    assert f'<a href="/office/people/{ada.id}">Account {ada.id}</a> may publish' in health
    assert "What to do:" in health
    with unit_of_work():
        ada.trusted_at = None
    with clock.frozen(tomorrow + timedelta(days=1)):
        tasks.do_all(clock.now())
        assert office_queries.last_check().broken == 0


def test_the_night_begins_at_three_by_the_schools_clocks(app: Flask) -> None:
    night = clock.moment(clock.day(NOW), invariants.AT_NIGHT)
    invariants.check_at_night(night - timedelta(minutes=1))
    assert office_queries.last_check().at == night - timedelta(minutes=1)
    invariants.check_at_night(night)
    assert office_queries.last_check().at == night
    invariants.check_at_night(night + timedelta(hours=23))
    assert office_queries.last_check().at == night


def test_a_thousand_findings_are_counted_and_few_are_shown(app: Flask) -> None:
    findings = [("Rule", f"Row {number} is wrong.", "Mend it.") for number in range(office_actions.MOST_FINDINGS + 9)]
    with unit_of_work():
        office_actions.note_check(findings, invariants=1, now=NOW)
    check = office_queries.last_check()
    assert (check.broken, len(check.findings)) == (len(findings), office_actions.MOST_FINDINGS)


def test_the_office_sees_when_the_worker_was_last_seen(office: FlaskClient) -> None:
    heartbeat.beat("worker", now=NOW - timedelta(seconds=40))
    assert "The worker was last seen 40 seconds ago." in office.get("/office").text
    assert "Last seen 40 seconds ago" in office.get("/office/health").text
    with clock.frozen(NOW + timedelta(minutes=10)):
        assert "No worker is running" in office.get("/office/health").text


def test_a_check_asks_a_fixed_number_of_questions_however_big_the_school(demo: Flask) -> None:
    """No rule asks for each row of its own: four questions for each timeline, and about one for each rule."""
    asked = count_statements(demo, lambda: list(invariants.broken()))
    assert asked < len(invariants.INVARIANTS) + 4 * len(invariants.MOVING) + 20
