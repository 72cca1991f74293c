"""Reports and blocks, and who looks after them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from board.accounts.models import User
from board.kernel import audit, clock, lifecycle
from board.kernel.db import db
from board.kernel.errors import Conflict as Clash
from board.kernel.errors import Invalid, TooManyRequests
from board.kernel.locks import lock_row
from board.kernel.statements import put_once
from board.kernel.verdict import require
from board.mentorship.actions import pair_end as pair_end_actions
from board.mentorship.actions import request as request_actions
from board.mentorship.actions import wish as wish_actions
from board.mentorship.actions.mentor import changed
from board.mentorship.actions.notification import notify_both, notify_of_pair, notify_of_report
from board.mentorship.actions.pair_end import Ending
from board.mentorship.models import (
    EndReason,
    EnrolmentState,
    Mentorship,
    MentorshipState,
    Report,
    ReportKind,
    ReportOutcome,
    SafeguardingLead,
)
from board.mentorship.policy import mentor as mentor_policy
from board.mentorship.policy import pair as pair_policy
from board.mentorship.policy import report as report_policy
from board.mentorship.queries import mentor as mentor_queries
from board.mentorship.queries import pair as pair_queries
from board.mentorship.queries import report as report_queries
from board.mentorship.queries import request as request_queries
from board.mentorship.rules import RULES

AS_MENTOR = frozenset({ReportOutcome.SUSPENSION, ReportOutcome.REMOVAL})
"""Outcomes that only somebody who is or was a mentor can have."""
A_DAY, MOST_A_DAY = timedelta(days=1), 5


@dataclass(frozen=True)
class Concern:
    """What somebody reports."""

    kind: str
    words: str
    with_notes: bool = False
    """With the reporter's private notes of the meetings."""


def report(subject: User, concern: Concern, *, by: User, now: datetime, pair: Mentorship | None = None) -> Report:
    """Report somebody. That somebody is not safe stops the pair at once and asks for a decision in two working days."""
    met = pair is not None or report_queries.have_met(by.id, subject.id)
    require(report_policy.may_report(by, subject, have_met=met))
    _refuse_flood(by, now)
    if concern.kind not in set(ReportKind):
        raise Invalid("kind", "Choose what it is about.")
    if not concern.words.strip():
        raise Invalid("words", "Say what happened, in your own words.")
    chosen = ReportKind(concern.kind)
    unsafe = chosen is ReportKind.SAFETY
    notes = (
        [private_note.text for private_note in pair_queries.private_notes_of(pair, by.id)]
        if pair and concern.with_notes
        else []
    )
    made = Report(
        kind=chosen,
        reporter_id=by.id,
        subject_id=subject.id,
        mentorship_id=pair.id if pair else None,
        words=concern.words.strip(),
        private_notes="\n\n".join(notes),
        at=now,
        decide_by=working_days_after(now, RULES.decision_working_days) if unsafe else None,
    )
    db.session.add(made)
    db.session.flush()
    audit.record("report.make", by=None, thing=f"report:{made.id}", kind=(None, chosen.value))  # who, leads alone read
    if unsafe and pair is not None and pair.is_running:
        _freeze(pair, now=now)
    for handler in report_queries.handlers(made):
        notify_of_report(handler, made, "unsafe" if unsafe else "arrived")
    return made


def _refuse_flood(by: User, now: datetime) -> None:
    """Those who look after safety read every report."""
    if report_queries.count_reports_by(by.id, since=now - A_DAY) >= MOST_A_DAY:
        sentence = f"You sent {MOST_A_DAY} reports today. They are being read. Try again tomorrow."
        raise TooManyRequests(sentence, retry_after=3600)


def advance(made: Report, verb: str, *, by: User, now: datetime) -> None:
    """Read it (`triage`), or look into it (`investigate`)."""
    require(report_policy.may_handle(by, made, report_queries.lead_ids()))
    if verb not in ("triage", "investigate"):
        raise Invalid("verb", "Choose what should happen.")
    lifecycle.move(made, verb, by=by.id, now=now)


def resolve(made: Report, *, by: User, now: datetime, outcome: str, decision: str) -> None:
    """Decide. Suspension and removal take the subject off the list; a pair that was stopped goes on or ends."""
    require(report_policy.may_handle(by, made, report_queries.lead_ids()))
    if outcome not in set(ReportOutcome):
        raise Invalid("outcome", "Choose an outcome.")
    chosen = ReportOutcome(outcome)
    if chosen in AS_MENTOR and mentor_queries.of_person(made.subject_id) is None:
        raise Invalid("outcome", f"{made.subject.name} is no mentor: choose what can follow for them.")
    lifecycle.move(made, "resolve", by=by.id, now=now, outcome=chosen, decision=decision.strip())
    removed = chosen in AS_MENTOR
    if removed:
        _suspend(made.subject_id, by=by, now=now)
    pair = pair_queries.by_id(made.mentorship_id) if made.mentorship_id else None
    if pair is not None and pair.frozen_at is not None:
        _thaw(pair, by=by, now=now, ends=removed)
    audit.record("report.resolve", by=by.id, thing=f"report:{made.id}")
    notify_of_report(made.reporter, made, "resolved")


def block_partner(pair: Mentorship, *, by: User, now: datetime) -> None:
    """Never meet again: a running pair ends at once, and the partner reads nothing but that it ended."""
    mentor_queries.lock_people(pair.mentee_id, pair.enrolment.user_id)  # before any row of theirs, as in accepting
    require(pair_policy.may_read(by, pair))
    partner = pair.partner_of(by.id)
    if lifecycle.may_move(pair, "end"):
        pair_end_actions.close(pair, "end", Ending(EndReason.OTHER, without_fault=True), by=by, now=now)
        notify_of_pair(partner, pair, "ended-early-on")
    elif lifecycle.may_move(pair, "refuse"):
        pair_end_actions.close(pair, "refuse", Ending(), by=by, now=now)
        notify_of_pair(partner, pair, "refused")
    wish_actions.block(partner.id, by=by, now=now)


def block_asker(request_id: int, *, by: User, now: datetime) -> None:
    """Never be asked by this student again; the open request is answered with a neutral no."""
    request = request_queries.by_id(request_id)
    assert request is not None  # noqa: S101 (the view has just loaded it)
    mentor_queries.lock_people(by.id, request.mentee_id)  # before any row of theirs, as whoever accepts does
    db.session.refresh(request)
    if lifecycle.may_move(request, "decline"):
        request_actions.decline(request, by=by, now=now, reason="other", words="")
    wish_actions.block(request.mentee_id, by=by, now=now)


def name_lead(user: User, *, by: User, now: datetime) -> None:
    """Put somebody forward to handle reports. It counts once a second coordinator agrees."""
    require(report_policy.may_name_lead(by, user))
    if not user.is_active:
        raise Invalid("email", f"{user.name} cannot sign in now, and would read no report.")
    if not put_once(SafeguardingLead, user_id=user.id, named_by_id=by.id, named_at=now):
        raise Clash(f"{user.name} is named already.")
    audit.record("safeguarding.name", by=by.id, thing=f"user:{user.id}")


def end_lead(lead: SafeguardingLead, *, by: User) -> None:
    """Ask that somebody handles reports no longer; who was never confirmed is simply taken off the list."""
    lock_row(lead)
    require(mentor_policy.may_oversee(by))
    if lead.confirmed_at is None:
        _take_off(lead, by=by)
    else:
        lead.ending_by_id = by.id
        audit.record("safeguarding.ask-end", by=by.id, thing=f"user:{lead.user_id}")


def agree_on_lead(lead: SafeguardingLead, *, by: User, now: datetime) -> None:
    """The second coordinator's word: they begin, or they end."""
    lock_row(lead)
    require(report_policy.may_agree_on_lead(by, lead))
    if lead.confirmed_at is None:
        lead.confirmed_at, lead.confirmed_by_id = now, by.id
        audit.record("safeguarding.confirm", by=by.id, thing=f"user:{lead.user_id}")
    else:
        _take_off(lead, by=by)


def _take_off(lead: SafeguardingLead, *, by: User) -> None:
    audit.record("safeguarding.dismiss", by=by.id, thing=f"user:{lead.user_id}")
    db.session.delete(lead)


def working_days_after(at: datetime, count: int) -> datetime:
    """The same time of day so many working days later."""
    while count:
        at += timedelta(days=1)
        count -= clock.day(at).weekday() < 5
    return at


def _freeze(pair: Mentorship, *, now: datetime) -> None:
    if lifecycle.may_move(pair, "pause"):
        lifecycle.move(pair, "pause", by=None, now=now, note="Stopped by a report.", frozen_at=now)
    else:
        pair.frozen_at = now
    notify_both(pair, "held")


def _thaw(pair: Mentorship, *, by: User, now: datetime, ends: bool) -> None:
    if ends and lifecycle.may_move(pair, "end"):
        pair_end_actions.close(pair, "end", Ending(EndReason.CONCERN, without_fault=True), by=by, now=now)
        notify_both(pair, "ended-early-on")
    elif pair.paused_by_conflict or pair.state is not MentorshipState.PAUSED:
        pair.frozen_at = None
    else:
        pair_end_actions.go_on(pair, by=by, now=now)
        notify_both(pair, "released")


def _suspend(user_id: int, *, by: User, now: datetime) -> None:
    enrolment = mentor_queries.of_person(user_id)
    if enrolment is not None and enrolment.state in (EnrolmentState.APPROVED, EnrolmentState.PAUSED):
        lifecycle.move(enrolment, "suspend", by=by.id, now=now, note="After a report.")
        changed(enrolment)
