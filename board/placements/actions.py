"""What the two sides do with a placement, and its supervisor with the hours."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, update

from board.accounts import queries as account_queries
from board.accounts.models import User
from board.applications.models import Application, ApplicationMove
from board.committees import actions as committee_actions
from board.disclosures import actions as disclosure_actions
from board.disclosures.actions import Disclosed
from board.disclosures.models import DisclosureKind
from board.kernel import audit, clock, events, lifecycle, mail
from board.kernel.db import db
from board.kernel.email_address import BadAddress, mailbox, mentioned
from board.kernel.errors import Conflict, Invalid
from board.kernel.locks import lock_row
from board.kernel.statements import rows_changed
from board.kernel.verdict import require
from board.notices.actions import notify
from board.opportunities import queries as opportunity_queries
from board.opportunities.models import Opportunity
from board.opportunities.policy import OWNERS
from board.placements import policy, queries
from board.placements.events import PlacementCompleted, PlacementHoursChanged
from board.placements.models import LIVE, HoursEntry, Placement, PlacementState

MOST_A_DAY = 24 * 60


@dataclass(frozen=True)
class WorkedHours:
    """What was done on a day, and how long it took."""

    day: date
    minutes: int
    what: str


def begin(move_id: int, *, now: datetime) -> None:
    """A place was taken: here is its placement. Told twice it is one."""
    step = db.session.get(ApplicationMove, move_id)
    if step is None or queries.of_step(move_id) is not None:
        return
    application = db.session.get_one(Application, step.application_id)
    opportunity = application.opportunity
    owner = _contact(opportunity)
    contact = _address_of(opportunity.contact)
    if not contact or mailbox(contact) in account_queries.mailboxes_of(application.student):
        contact = owner.email if owner else ""
    placement = Placement(
        application_id=application.id,
        taken_by_id=move_id,
        opportunity_id=opportunity.id,
        student_id=application.student_id,
        supervisor=opportunity.supervisor or (owner.name if owner else ""),
        supervisor_email=contact,
        created_at=now,
    )
    db.session.add(placement)


def leave(move_id: int, *, now: datetime) -> None:
    """The student has withdrawn after all: the placement ends with the same words."""
    step = db.session.get(ApplicationMove, move_id)
    placement = None if step is None else queries.of_application(step.application_id)
    if step is None or placement is None or placement.state not in LIVE or placement.taken_by_id > move_id:
        return
    _end(placement, by=step.by_id, now=now, reason=step.note or "The student has withdrawn.")


def start(placement: Placement, *, by: User, now: datetime, day: date) -> None:
    """It has begun."""
    lock_row(placement, "state")
    require(policy.may_start(by, placement))
    if day > _furthest_today(now):
        raise Invalid("day", "That day is still to come. Press this on the first day, or after it.")
    lifecycle.move(placement, "start", by=by.id, now=now, started_on=day)
    _notify_other_side(placement, by, f"“{placement.opportunity.title}” has begun.")


def confirm(placement: Placement, *, by: User, now: datetime) -> None:
    """This side says that it is finished; the second of the two completes it."""
    lock_row(placement, "state")
    require(policy.may_confirm(by, placement))
    side = policy.side(by, placement)
    last = placement.MOVES[(placement.state, f"{side}-confirm")] is PlacementState.COMPLETED
    ended: dict[str, Any] = {"completed_at": now, "ended_on": _last_day(placement, now)} if last else {}
    lifecycle.move(placement, f"{side}-confirm", by=by.id, now=now, **ended)
    if last:
        events.publish(PlacementCompleted(placement.id))
        _notify_both(placement, f"“{placement.opportunity.title}” is complete.")
    else:
        _notify_other_side(placement, by, f"Is “{placement.opportunity.title}” finished? {by.name} says so.")


def object_to_end(placement: Placement, *, by: User, now: datetime, note: str) -> None:
    """The other side says that it is finished; this one says not yet, and why."""
    lock_row(placement, "state")
    require(policy.may_see(by, placement))
    if not note.strip():
        raise Invalid("note", "Say in a line what is still to do.")
    lifecycle.move(placement, f"{policy.side(by, placement)}-object", by=by.id, now=now, note=note.strip())
    _notify_other_side(placement, by, f"“{placement.opportunity.title}” is not finished yet, says {by.name}.")


def end_early(placement: Placement, *, by: User, now: datetime, reason: str) -> None:
    """Stop before the end, with a reason that both sides read."""
    lock_row(placement, "state")
    require(policy.may_end_early(by, placement))
    if not reason.strip():
        raise Invalid("reason", "Say why in a line: the other side reads it.")
    _end(placement, by=by.id, now=now, reason=reason.strip())
    _notify_other_side(placement, by, f"“{placement.opportunity.title}” has ended early.")


def name_supervisor(placement: Placement, *, by: User, name: str, email: str) -> None:
    """Say who approves the hours; it need not be somebody with an account."""
    lock_row(placement, "state")
    require(policy.may_name_supervisor(by, placement))
    email = email.strip().lower()
    if mailbox(email) in account_queries.mailboxes_of(placement.student):
        raise Invalid("email", "That is the student’s own address: nobody approves hours of their own.")
    old = placement.supervisor_email
    placement.supervisor, placement.supervisor_email = name.strip(), email
    audit.record("placement.supervisor", by=by.id, thing=f"placement:{placement.id}", email=(old, email))


def log_hours(placement: Placement, *, by: User, now: datetime, worked: WorkedHours) -> None:
    """Write down what was done on a day."""
    lock_row(placement, "state")
    require(policy.may_log(by, placement))
    if worked.day > _furthest_today(now):
        raise Invalid("day", "That day is still to come.")
    if placement.started_on is not None and worked.day < placement.started_on:
        raise Invalid("day", "That is before the placement began.")
    if sum(hour.minutes for hour in placement.hours if hour.day == worked.day) + worked.minutes > MOST_A_DAY:
        raise Invalid("hours", "That makes more than 24 hours on one day.")
    entry = HoursEntry(placement_id=placement.id, day=worked.day, minutes=worked.minutes, what=worked.what)
    entry.logged_at = now
    db.session.add(entry)


def strike_hours(placement: Placement, entry_id: int, *, by: User) -> None:
    """Take an entry out of the log again, while nobody has vouched for it."""
    lock_row(placement, "state")
    require(policy.may_log(by, placement))
    _change(delete(HoursEntry).where(_unapproved(placement, [entry_id])))


def ask_approval(placement: Placement, *, by: User) -> bool:
    """Write to the supervisor: to each once for each latest entry. False where they were asked before."""
    lock_row(placement, "state", "supervisor", "supervisor_email")
    require(policy.may_log(by, placement))
    if not placement.waiting:
        raise Conflict("No hours wait for approval. Log hours first, then ask.")
    if not placement.supervisor_email:
        raise Conflict("No supervisor is named yet. Ask the people who posted it.")
    latest, email = max(hours_entry.id for hours_entry in placement.waiting), placement.supervisor_email
    once = f"placement-hours:{placement.id}:{latest}:{email}"
    user, href = queries.supervisor_account(placement), f"/placements/{placement.id}"
    if user is not None:
        words = f"{placement.student.name} asks you to approve hours."
        return notify(user, "placement-hours", once=once, words=words, href=href, placement_id=placement.id)
    if not mail.write("placement-hours", to=email, once=once, user_id=None, placement_id=placement.id):
        return False
    party = f"{placement.supervisor}, {email}"
    disclosure_actions.note_email(by.id, _hours_sent(placement), party=party, email=email, now=clock.now())
    return True


def _hours_sent(placement: Placement) -> Disclosed:
    return Disclosed(
        DisclosureKind.SUPERVISOR_ASKED,
        f"placement-hours:{placement.id}:{placement.supervisor_email}",
        f"Your name and the hours you logged for “{placement.opportunity.title}”, in an email with a link to them",
        "You asked your supervisor to approve them.",
    )


@dataclass(frozen=True)
class Voucher:
    """Who vouches for hours: somebody of the host's side, or whoever holds a link that a supervisor was sent."""

    user: User | None
    """Who is signed in."""
    link_sent_to: str = ""
    """To which address; empty without a link."""


def _vouching(placement: Placement, voucher: Voucher) -> tuple[str, str]:
    """The name and the address of who vouches, if they may; the supervisor may be another one by now."""
    lock_row(placement, "state", "supervisor", "supervisor_email")
    user, email = voucher.user, voucher.link_sent_to
    if user is not None and not email:
        require(policy.may_approve(user, placement))
        return user.name, user.email
    may_answer = account_queries.may_answer(email)
    require(policy.may_approve_by_email(user, placement, sent_to=email, may_answer=may_answer))
    return placement.supervisor, placement.supervisor_email


def approve(placement: Placement, entry_ids: list[int], *, by: Voucher, now: datetime) -> None:
    """Vouch for entries."""
    name, email = _vouching(placement, by)
    if not entry_ids:
        raise Invalid("entry", "Tick the entries that you approve.")
    approved = placement.approved_minutes
    vouched = update(HoursEntry).where(_unapproved(placement, entry_ids))
    _change(vouched.values(approved_at=now, approved_by=name, approved_email=email, returned=""), len(set(entry_ids)))
    events.publish(PlacementHoursChanged(placement.id, minutes_before=approved))


def send_back(placement: Placement, entry_ids: list[int], *, by: Voucher, note: str) -> None:
    """Do not vouch for entries, and say why."""
    _vouching(placement, by)
    if not entry_ids:
        raise Invalid("entry", "Tick the entries that you send back.")
    if not note.strip():
        raise Invalid("note", "Say in a line what is not right.")
    is_news = HoursEntry.returned != note.strip()
    returned = update(HoursEntry).where(_unapproved(placement, entry_ids), is_news).values(returned=note.strip())
    _change(returned, len(set(entry_ids)))
    words, href = f"Hours for “{placement.opportunity.title}” returned for changes.", f"/placements/{placement.id}"
    notify(placement.student, "placement-returned", words=words, href=href, placement_id=placement.id)


@dataclass(frozen=True)
class HoursCorrection:
    """What an approved entry of the log should say, and why. No minutes withdraw the approval."""

    entry_id: int
    minutes: int
    reason: str
    seen: str = ""
    """The `correction_mark` of the entry that was read; empty where none was told."""


def correct(placement: Placement, correction: HoursCorrection, *, by: User, now: datetime) -> None:
    """Correct approved hours, with a reason that stays beside them.

    The student is told, the log has it, and the record of a completed placement follows. Raises `Conflict` when the
    entry is not approved any more, or somebody else has corrected it since it was read.
    """
    lock_row(placement, "state")
    require(policy.may_correct(by, placement))
    entry_id, minutes, reason = correction.entry_id, correction.minutes, correction.reason.strip()
    entry = next((entry for entry in placement.hours if entry.id == entry_id), None)
    if entry is None or entry.approved_at is None:
        raise Conflict("These hours have been dealt with meanwhile. Look at the log again.")
    if correction.seen and correction.seen != entry.correction_mark:
        who, hours = entry.corrected_by or "Somebody else", f"{entry.minutes / 60:g}"
        raise Conflict(f"{who} has changed these hours since you opened the page: {hours} now. Look at the log again.")
    if not reason:
        raise Invalid("reason", "Say why in a line: the student reads it, and it stays beside the hours.")
    if minutes == entry.minutes:
        raise Invalid("hours", "That is what it says already.")
    others = sum(other.minutes for other in placement.hours if other.day == entry.day and other.id != entry.id)
    if others + minutes > MOST_A_DAY:
        raise Invalid("hours", "That makes more than 24 hours on one day.")
    before, approved = entry.minutes, placement.approved_minutes
    was = f"{before / 60:g} hours before" if minutes else "approval withdrawn"
    earlier = f"; earlier, by {entry.corrected_by}: {entry.correction}" if entry.correction else ""
    values: dict[str, Any] = {"corrected_at": now, "corrected_by": by.name, "correction": f"{was}: {reason}{earlier}"}
    if minutes:
        values |= {"minutes": minutes, "approved_at": now, "approved_by": by.name, "approved_email": by.email}
    else:
        values |= {"approved_at": None, "approved_by": "", "approved_email": "", "returned": reason}
    still = HoursEntry.approved_at.is_not(None) & (HoursEntry.minutes == before)
    _change(update(HoursEntry).where(HoursEntry.id == entry_id, still).values(**values))
    events.publish(PlacementHoursChanged(placement.id, minutes_before=approved))
    changes = {"minutes": (before, minutes), "reason": ("", reason)}
    audit.record("placement.correct-hours", by=by.id, thing=f"placement:{placement.id}", **changes)
    words, href = f"Hours for “{placement.opportunity.title}” were corrected.", f"/placements/{placement.id}"
    ids: dict[str, Any] = {"placement_id": placement.id, "entry_id": entry_id, "by_id": by.id, "reason": reason}
    ids |= {"minutes_before": before, "minutes": minutes}
    notify(placement.student, "placement-corrected", words=words, href=href, **ids)


def ask_whether_over(placement: Placement, *, now: datetime) -> None:
    """The term is over: ask both sides once."""
    lock_row(placement, "asked_at")
    if placement.asked_at is not None:
        return
    placement.asked_at = now
    for user in (placement.student, *_owners(placement)):
        _notify(user, placement, f"Is “{placement.opportunity.title}” finished?")


def _end(placement: Placement, *, by: int | None, now: datetime, reason: str) -> None:
    """It is over, and the seat that it filled is vacant."""
    day = placement.started_on and max(clock.day(now), placement.started_on)
    lifecycle.move(placement, "end-early", by=by, now=now, note=reason, ended_on=day)
    committee_actions.leave_seat(placement.opportunity, placement.student, now=now)


def _last_day(placement: Placement, now: datetime) -> date:
    """The end of the term when that is past, else today; never before the first day."""
    today = clock.day(now)
    return max(min(placement.opportunity.term_ends or today, today), placement.started_on or today)


def _furthest_today(now: datetime) -> date:
    """The date where the day begins first: what is today for somebody is not refused."""
    return (now + timedelta(hours=14)).date()


def _address_of(contact: str) -> str:
    """The address in what a posting says of its contact; empty when there is none that can be written to."""
    try:
        return next(iter(mentioned(contact)), "")
    except BadAddress:
        return ""


def _unapproved(placement: Placement, entry_ids: list[int]) -> ColumnElement[bool]:
    mine = HoursEntry.placement_id == placement.id
    return mine & HoursEntry.id.in_(entry_ids) & HoursEntry.approved_at.is_(None)


def _change(statement: Any, count: int = 1) -> None:
    """So many entries are approved, sent back or struck, once and together: whoever comes second is told."""
    if rows_changed(statement) != count:
        raise Conflict("These hours have been dealt with meanwhile. Look at the log again.")
    db.session.expire_all()


def _owners(placement: Placement) -> list[User]:
    return opportunity_queries.in_charge(placement.opportunity)


def _contact(opportunity: Opportunity) -> User | None:
    """Who supervises where the posting names nobody: its owner, or the adviser of its organisation."""
    organisation = opportunity.organisation
    if organisation is not None:
        return organisation.advised_by(clock.day(clock.now()))
    return next((person.user for person in opportunity.people if person.part in OWNERS), None)


def _notify_other_side(placement: Placement, by: User, words: str) -> None:
    others = _owners(placement) if by.id == placement.student_id else [placement.student]
    for user in others:
        _notify(user, placement, words)


def _notify_both(placement: Placement, words: str) -> None:
    for user in (placement.student, *_owners(placement)):
        _notify(user, placement, words)


def _notify(user: User, placement: Placement, words: str) -> None:
    href = f"/placements/{placement.id}"
    notify(user, "placement-news", words=words, href=href, placement_id=placement.id)
