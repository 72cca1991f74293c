"""The demo school with one person of each kind, and one thing of each kind between them: who is asked about what.

Everything hangs together: Student applied to Owner's posting, is mentored by Mentor, and so on. The others have no part
in these things, so that whoever opens one of them without a part is seen.
"""

import re
from contextlib import nullcontext
from contextvars import Context
from datetime import timedelta
from typing import Any

from flask import Flask, Response, session
from flask.testing import FlaskClient
from sqlalchemy import insert, select, update
from werkzeug.routing import Rule

from board.accounts.actions import merge as merge_actions
from board.accounts.models import Role, RoleGrant, StudentStatus, User
from board.accounts.queries import session as session_queries
from board.accounts.views import session as session_views
from board.applications.models import Application, ApplicationState
from board.kernel import clock
from board.kernel.db import db
from board.kernel.unit_of_work import no_writes, unit_of_work
from board.mentorship.models import Mentorship
from board.opportunities.models import Involvement, PostingRole
from board.organisations.models import Organisation
from tests.conftest import Browser

PEOPLE = {
    "student": "student@example.edu",
    "peer": "student2@example.edu",
    "officer": "",
    "former officer": "",
    "officer on leave": "",
    "on hold": "",
    "mentor": "mentor@example.edu",
    "owner": "faculty@example.edu",
    "reviewer": "reviewer@example.edu",
    "adviser": "",
    "coordinator": "coordinator@example.edu",
    "suspended": "",
}
"""Who they are; those without an address are chosen among the people of the demo school by `Cast`."""


OTHER = {
    **dict.fromkeys(
        ("applications.accept_offer", "applications.decline_offer", "applications.prolong"),
        ("application_id", "offered"),
    ),
    "placements.of_application": ("application_id", "placed"),
    "applications.submit": ("opportunity_id", "begun"),
    **dict.fromkeys(
        (
            "opportunities.changes",
            "opportunities.approve_changes",
            "opportunities.return_changes",
            "opportunities.withdraw_changes",
        ),
        ("opportunity_id", "edited"),
    ),
    "mentorship.settle_meeting": ("meeting_id", "disputed"),
    "mentorship.lapse": ("mentorship_id", "silent"),
    **dict.fromkeys(("office.cancel_erasure", "office.let_back"), ("request_id", "erasure")),
    **dict.fromkeys(("rights.ask_hearing", "rights.state_correction"), ("amendment_id", "not corrected")),
    "mentorship.agree_on_lead": ("lead_id", "put forward"),
    **dict.fromkeys(
        ("match_rounds.pin", "match_rounds.unpin", "match_rounds.preview", "match_rounds.what_if"),
        ("round_id", "locked"),
    ),
    **dict.fromkeys(
        (
            "match_rounds.proof",
            "match_rounds.record",
            "match_rounds.record_file",
            "match_rounds.report",
            "match_rounds.report_file",
        ),
        ("round_id", "closed"),
    ),
}
"""By endpoint: what is offered, edited, locked or over is not the thing that the other addresses are about."""
KIND = "?kind=reset-password"
QUERIES = {f"email_previews.{name}": KIND for name in ("show", "sheet", "wording", "reset_wording")}
KEPT = {"unsent-address": "/record/entries/new", "unsent-page": "/record/entries/new", "title": "Words"}
FORMS = {"accounts.keep_unsent": KEPT}
"""What an address needs to be sent before it can tell whom it is for."""


class Rehearsal(Browser):
    """A browser of whom nothing that it sends is kept: each request finds the school, and the session, as they were."""

    cookie = ""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        """Send a request. What a POST writes is rolled back; a GET writes nothing but who read what."""

        def rehearse() -> Any:
            with no_writes() if kwargs.get("method") == "POST" else nullcontext():
                return FlaskClient.open(self, *args, environ_overrides={"HTTP_COOKIE": self.cookie}, **kwargs)

        answer = Context().run(rehearse)
        db.session.rollback()
        return answer


class Cast:
    """Who plays whom, and the number of each thing that an address may name."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.people = {name: _by_email(email) for name, email in PEOPLE.items() if email}
        with unit_of_work():
            self._choose_people()
            self.things = self._choose_things()
            self.of_organisation = self._choose_things_of_organisation()
            for secret, (table, thing, column, _) in SECRETS.items():
                change(table, self.things[thing], **{column: secret})

    def address_of(self, rule: Rule, *, organisation: bool = False) -> str:
        """The address for the thing of this kind; that of the organisation where that is asked for."""
        things = self.things | self.of_organisation if organisation else self.things
        kind, other = OTHER.get(rule.endpoint, ("", ""))
        named = {kind: other} if other and not organisation else {}
        unknown = set(re.findall(r"<id:([a-z_]+)>", rule.rule)) - things.keys()
        assert not unknown, f"tests/cast.py has no thing for {unknown}, which {rule.rule} is about"
        address = re.sub(r"<id:([a-z_]+)>", lambda match: str(things[named.get(match[1], match[1])]), rule.rule)
        token = self.certificate if rule.endpoint.startswith("learning.") else "no-such-token"
        return re.sub(r"<[a-z]+>", token, address) + QUERIES.get(rule.endpoint, "")

    def browsers(self) -> dict[str, FlaskClient]:
        """One of each, and a stranger's; the suspended person came in before they were suspended."""
        browsers = {"stranger": self._rehearsal("")}
        for name, user in self.people.items():
            with self.app.test_request_context(), unit_of_work():
                token = session_views.begin(user, was=user.password_hash)
            browsers[name] = self._rehearsal(self._cookie(token or ""))
        with unit_of_work():
            self.people["suspended"].suspended_at = clock.now()
        return browsers

    def looking_as(self, name: str) -> FlaskClient:
        """The browser of Coordinator, who looks at Rounds as one of the others."""
        user, now = self.people["coordinator"], clock.now()
        with self.app.test_request_context(), unit_of_work():
            token = session_views.begin(user, was=user.password_hash)
            own = session_queries.by_token(token or "")
            assert own is not None
            own.sees_id, own.sees_until = self.people[name].id, now + timedelta(minutes=15)
        return self._rehearsal(self._cookie(token or ""))

    def _cookie(self, token: str) -> str:
        """What a browser sends along that came in with this token."""
        with self.app.test_request_context():
            session[session_views.TOKEN] = token
            answer = self.app.make_response("")
            self.app.session_interface.save_session(self.app, session, answer)  # type: ignore[arg-type]  # a stand-in
        return answer.headers["Set-Cookie"].partition(";")[0]

    def _rehearsal(self, cookie: str) -> Rehearsal:
        browser = Rehearsal(self.app, Response, use_cookies=False)
        browser.cookie = cookie
        return browser

    def _choose_people(self) -> None:
        """Officers of all kinds, their adviser, somebody on leave, somebody on hold, a coordinator to be suspended."""
        body = db.session.scalars(select(Organisation).order_by(Organisation.id).limit(1)).one()
        assert body.adviser is not None
        today = clock.day(clock.now())
        officer, leaver, holder = (term.user for term in body.in_office(today))
        former = _other_student(officer, leaver, holder)
        self.people |= {"officer": officer, "officer on leave": leaver, "former officer": former, "on hold": holder}
        leaver.student_status, leaver.status_since = StudentStatus.ON_LEAVE, today - timedelta(days=10)
        holder.hold_asked_at = clock.now()
        term = next(term for term in body.officers if term.user_id == holder.id)
        term.user_id, term.left_on = former.id, today
        coordinators = select(User).join(RoleGrant, RoleGrant.user_id == User.id)
        coordinators = coordinators.where(RoleGrant.role == Role.COORDINATOR).order_by(User.id.desc())
        self.people |= {"adviser": body.adviser, "suspended": db.session.scalars(coordinators.limit(1)).one()}
        self.organisation, self.officer_term = body, next(term for term in body.officers if term.user_id == officer.id)

    def _choose_things(self) -> dict[str, int]:
        """One thing of each kind, named as addresses name it."""
        return (
            self._selection() | self._mentoring() | self._learning() | self._record() | self._account() | self._office()
        )

    def _choose_things_of_organisation(self) -> dict[str, int]:
        """A posting in its name, to which Student applied; and the paper of that."""
        posting = row("opportunities", organisation_id=self.organisation.id, state="PUBLISHED")["id"]
        application = row("applications", opportunity_id=posting, state="IN_REVIEW")["id"]
        change("applications", application, student_id=self.people["student"].id)
        asked = {"asker_id": self.people["student"].id, "at": clock.now(), "text": "When?"}
        return {
            "opportunity_id": posting,
            "application_id": application,
            "asked_id": add("enquiries", opportunity_id=posting, **asked),
        }

    def _selection(self) -> dict[str, int]:
        student, owner = self.people["student"].id, self.people["owner"].id
        posting = row("involvements", user_id=owner, part="OWNER")["opportunity_id"]
        application = row("applications", opportunity_id=posting, state="IN_REVIEW")["id"]
        change("applications", application, student_id=student)
        placement = row("placements", student_id=student)
        self._give(placement["opportunity_id"])
        committee = row("committees", keeper_id=owner)["id"]
        seat = row("committee_seats", committee_id=committee)["id"]
        offered = row("applications", opportunity_id=self._other_posting(posting), state="OFFERED")["id"]
        change("applications", offered, student_id=student)
        edited = row("opportunity_revisions", returned_at=None)["opportunity_id"]
        self._give(edited)
        return {
            "offered": offered,
            "placed": placement["application_id"],
            "begun": row("applications", student_id=student, state="DRAFT")["opportunity_id"],
            "edited": edited,
            "opportunity_id": posting,
            "application_id": application,
            "attachment_id": row("attachments", application_id=application)["id"],
            "placement_id": placement["id"],
            "asked_id": add("enquiries", opportunity_id=posting, asker_id=student, at=clock.now(), text="When?"),
            "committee_id": committee,
            "seat_id": seat,
            "term_id": row("seat_terms", seat_id=seat)["id"],
            "organisation_id": self.organisation.id,
            "officer_id": self.officer_term.id,
            "search_id": row("saved_searches", user_id=student)["id"],
        }

    def _other_posting(self, posting_id: int) -> int:
        owned = select(Involvement.opportunity_id).where(Involvement.user_id == self.people["owner"].id)
        offered = owned.join(Application, Application.opportunity_id == Involvement.opportunity_id)
        offered = offered.where(Application.state == ApplicationState.OFFERED, Involvement.opportunity_id != posting_id)
        return db.session.scalars(offered.limit(1)).one()

    def _give(self, posting_id: int) -> None:
        """Make a posting Owner's."""
        owned = update(Involvement).where(
            Involvement.opportunity_id == posting_id, Involvement.part == PostingRole.OWNER
        )
        db.session.execute(owned.values(user_id=self.people["owner"].id))

    def _mentoring(self) -> dict[str, int]:
        student, mentor = self.people["student"].id, self.people["mentor"].id
        enrolment = row("enrolments", user_id=mentor)["id"]
        pair = row("mentorships", enrolment_id=enrolment, state="ACTIVE")["id"]
        change("mentorships", pair, mentee_id=student)
        asked = row("mentor_requests", enrolment_id=enrolment, state="SENT")["id"]
        change("mentor_requests", asked, mentee_id=student)
        report = row("mentorship_reports")["id"]
        change("mentorship_reports", report, reporter_id=student)
        task = row("mentorship_tasks", mentorship_id=pair)["id"]
        change("mentorship_tasks", task, owner_id=student)
        meeting_round = row("match_rounds", state="RANKING")["id"]
        others = row("enrolments", kind="FACULTY")["user_id"]
        locked = self._locked_round()
        pin = {
            "round_id": locked,
            "mentee_id": student,
            "choice": str(enrolment),
            "reason": "Asked for.",
            "at": clock.now(),
        }
        return {
            "put forward": add("safeguarding_leads", user_id=mentor, named_by_id=None, named_at=clock.now()),
            "disputed": row("meetings", state="DISPUTED")["id"],
            "silent": self._silent_pair(),
            "locked": locked,
            "closed": row("match_rounds", state="CLOSED")["id"],
            "enrolment_id": enrolment,
            "mentorship_id": pair,
            "meeting_id": row("meetings", mentorship_id=pair, state="PLANNED")["id"],
            "goal_id": row("mentorship_goals", mentorship_id=pair)["id"],
            "task_id": task,
            "request_id": asked,
            "report_id": report,
            "lead_id": row("safeguarding_leads")["id"],
            "conflict_id": row("conflicts")["id"],
            "check_in_id": row("check_ins", contact_me=True)["id"],
            "block_id": add("blocks", by_id=student, about_id=others, at=clock.now()),
            "round_id": meeting_round,
            "pin_id": add("match_pins", **pin),
        }

    def _silent_pair(self) -> int:
        """A pair of others that has lost touch: both were asked whether they still meet."""
        silent = select(Mentorship.id).where(Mentorship.coordinator_asked_at.is_not(None))
        return db.session.scalars(silent.order_by(Mentorship.id).limit(1)).one()

    def _locked_round(self) -> int:
        """A copy of the round in which students rank, a week later."""
        values = {name: value for name, value in row("match_rounds", state="RANKING").items() if name != "id"}
        locked = add("match_rounds", **(values | {"state": "LOCKED", "title": "Locked lists"}))
        add("match_mentees", round_id=locked, user_id=self.people["student"].id, joined_at=clock.now())
        return locked

    def _learning(self) -> dict[str, int]:
        student = self.people["student"].id
        taking = row("takings", user_id=student)
        self.certificate = row("certificates", user_id=student)["code"]
        activity, outside = taking["activity_id"], row("outside_activities", user_id=student, state="LOGGED")["id"]
        begun = {"number": 9, "seed": 1, "asked": [], "answers": {}, "pass_mark": 80, "started_at": clock.now()}
        add("quiz_attempts", taking_id=taking["id"], **begun)
        proof = row("attachments")
        change("outside_activities", outside, proof_name=proof["name"], proof_filename="proof.pdf")
        return {
            "activity_id": activity,
            "page_id": row("activity_pages", activity_id=activity)["id"],
            "question_id": row("activity_questions", activity_id=activity)["id"],
            "assignment_id": row("assignments")["id"],
            "attempt_id": row("quiz_attempts", taking_id=taking["id"])["id"],
            "outside_id": outside,
        }

    def _record(self) -> dict[str, int]:
        student, now = self.people["student"].id, clock.now()
        entry = row("record_entries", student_id=student, source="OWN")["id"]
        share = {"salt": "salt", "token_hash": "hash", "label": "A share", "made_at": now, "views": 0}
        return {
            "entry_id": entry,
            "assessment_id": row("assessments", entry_id=entry, relation="SUPERVISOR")["id"],
            "ask_id": row("seen_asks")["id"],
            "share_id": add("record_shares", student_id=student, expires_at=now + timedelta(days=9), **share),
        }

    def _account(self) -> dict[str, int]:
        student, now = self.people["student"].id, clock.now()
        key = {"name": "Key", "credential_id": "00", "public_key": "00", "sign_count": 0, "transports": []}
        token = {"name": "Script", "token_hash": "0", "prefix": "rounds_", "scopes": [], "made_at": now}
        form = {"address": "/record/entries/new", "page": "/record/entries/new", "title": "A draft", "fields": []}
        other = {
            "token_hash": "0",
            "device": "Another",
            "began_at": now,
            "seen_at": now,
            "ends_at": now + timedelta(days=9),
        }
        return {
            "user_id": student,
            "passkey_id": add("passkeys", user_id=student, added_at=now, **key),
            "token_id": add("personal_tokens", user_id=student, expires_at=now + timedelta(days=9), **token),
            "identity_id": add("identities", user_id=student, issuer="https://id.example", subject="1", linked_at=now),
            "copy_id": self._copy(student),
            "amendment_id": self._amendment(student),
            "not corrected": self._amendment(student, state="REFUSED", answered_at=now, answer="It is right."),
            "session_id": add("sessions", user_id=student, is_kept=False, **other),
            "form_id": add("unsent_forms", user_id=student, at=now, **form),
        }

    def _amendment(self, user_id: int, state: str = "ASKED", **answered: Any) -> int:
        """What Student asks to have corrected."""
        asked = {"part": "PLACEMENT", "what": "18 hours", "wish": "24 hours", "why": "The sheets say so."}
        days = {"asked_at": clock.now(), "answer_by": clock.now() + timedelta(days=45)}
        return add("amendments", user_id=user_id, state=state, **asked, **days, **answered)

    def _copy(self, user_id: int) -> int:
        """The copy of all that is Student's, ready to be fetched."""
        stored, asked = (
            self.app.extensions["files"].keep(b"PK"),
            clock.now() - timedelta(days=2),
        )
        return add("data_copies", user_id=user_id, asked_at=asked, ready_at=asked, name=stored)

    def _office(self) -> dict[str, int]:
        student, now = self.people["student"].id, clock.now()
        posting = row("involvements", user_id=self.people["owner"].id, part="OWNER")["opportunity_id"]
        flag = {
            "opportunity_id": posting,
            "by_id": student,
            "worry": "OTHER",
            "words": "Odd.",
            "at": now,
            "outcome": "",
        }
        hook = add("webhooks", url="https://hooks.example.org/", events=[], sealed_secret="", added_at=now)
        told = {"message_id": "msg_1", "at": now, "due_at": now, "tries": 1, "given_up_at": now}
        stored = self.app.extensions["files"].keep(b"name,email\nAda Lin,ada@example.edu\n")
        file = {"name": stored, "filename": "people.csv", "by_id": self.people["coordinator"].id, "at": now}
        target = _other_student(*self.people.values())
        source = User(name=target.name, email="second@example.edu", created_at=now, confirmed_at=now)
        db.session.add(source)
        db.session.flush()
        merged = merge_actions.merge(target, source, by=self.people["coordinator"], now=now)
        return {
            "announcement_id": row("announcements", sent_at=None)["id"],
            "import_id": add("imports", postings=0, **file),
            "file_id": add("roster_files", counts={}, **file),
            "merge_id": merged.id,
            "erasure": add("erasure_requests", user_id=target.id, asked_at=now, due_at=now + timedelta(days=7)),
            "run_id": add("invitation_runs", by_id=self.people["coordinator"].id, at=now),
            "flag_id": add("flags", **flag),
            "webhook_id": hook,
            "delivery_id": add("webhook_deliveries", webhook_id=hook, event="TEST", **told),
            "supervisor_address_id": row("supervisor_addresses")["id"],
        }


def row(table: str, **having: Any) -> Any:
    """The first row of a table that has these values."""
    columns = db.metadata.tables[table].columns
    rows = select(columns).where(*(columns[name] == value for name, value in having.items()))
    return (
        db.session.execute(rows.order_by(columns["id" if "id" in columns else "opportunity_id"]).limit(1))
        .mappings()
        .one()
    )


def change(table: str, number: int, **values: Any) -> None:
    """Give one row other values."""
    known = db.metadata.tables[table]
    db.session.execute(update(known).where(known.c.id == number).values(values))


def add(table: str, **values: Any) -> int:
    """A new row; answers its number."""
    return int(db.session.execute(insert(db.metadata.tables[table]).values(values)).inserted_primary_key[0])


def _other_student(*users: User) -> User:
    """A student who is none of these and shows the school to nobody."""
    students = select(User).join(RoleGrant, RoleGrant.user_id == User.id).where(RoleGrant.role == Role.STUDENT)
    taken = [user.id for user in users]
    students = students.where(User.id.not_in(taken), User.suspended_at.is_(None), User.email.not_like("student%"))
    return db.session.scalars(students.order_by(User.id.desc()).limit(1)).one()


def _by_email(email: str) -> User:
    return db.session.scalars(select(User).where(User.email == email)).one()


SECRETS = {
    "Qzvk10xw": ("applications", "application_id", "statement", "student, owner, reviewer, coordinator"),
    "Qzvk11xw": ("applications", "application_id", "note", "owner, reviewer, coordinator"),
    "Qzvk12xw": ("attachments", "attachment_id", "filename", "student, owner, reviewer, coordinator"),
    "Qzvk13xw": ("enquiries", "asked_id", "text", "student, owner, coordinator"),
    "Qzvk14xw": ("mentor_requests", "request_id", "goal", "student, mentor"),
    "Qzvk15xw": ("mentorship_goals", "goal_id", "text", "student, mentor"),
    "Qzvk16xw": ("mentorship_tasks", "task_id", "text", "student, mentor"),
    "Qzvk17xw": ("meetings", "meeting_id", "agenda", "student, mentor"),
    "Qzvk18xw": ("mentorship_reports", "report_id", "words", "student, reviewer"),
    "Qzvk19xw": ("mentorship_reports", "report_id", "private_notes", "student, reviewer"),
    "Qzvk20xw": ("record_entries", "entry_id", "description", "student"),
    "Qzvk21xw": ("assessments", "assessment_id", "comment", "student"),
    "Qzvk22xw": ("record_shares", "share_id", "label", "student"),
    "Qzvk23xw": ("outside_activities", "outside_id", "title", "student, owner, coordinator"),
    "Qzvk24xw": ("saved_searches", "search_id", "name", "student"),
    "Qzvk25xw": ("passkeys", "passkey_id", "name", "student"),
    "Qzvk26xw": ("sessions", "session_id", "device", "student"),
    "Qzvk27xw": ("unsent_forms", "form_id", "title", "student"),
    "Qzvk28xw": ("announcements", "announcement_id", "subject", "coordinator"),
    "Qzvk29xw": ("flags", "flag_id", "words", "coordinator"),
    "Qzvk30xw": ("imports", "import_id", "filename", "coordinator"),
    "Qzvk31xw": ("identities", "identity_id", "label", "student, coordinator"),
}
"""Words found nowhere else: the table, the thing and the column where each is planted, and who may read it there."""
