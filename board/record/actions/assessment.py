"""Ticking the rubric: the student by themself, others by a link in an email."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from board.accounts import queries as account_queries
from board.accounts import roster as account_roster
from board.accounts.models import User
from board.disclosures import actions as disclosure_actions
from board.disclosures.actions import Disclosed
from board.disclosures.models import DisclosureKind
from board.kernel import audit, mail
from board.kernel.db import db
from board.kernel.email_address import mailbox
from board.kernel.errors import Conflict, Invalid, TooManyRequests, WrongState
from board.kernel.locks import lock_row, lock_without_reading
from board.kernel.verdict import require
from board.kernel.wording import listed
from board.notices.actions import notify
from board.record import policy, queries, sources
from board.record.models import Ask, Assessment, Entry, Grade, Relation

LINK_LASTS = timedelta(days=30)
A_DAY, MOST_A_DAY = timedelta(days=1), 20


@dataclass(frozen=True)
class Ticks:
    """What was ticked, under which version of the rubric."""

    rubric: str
    levels: Mapping[str, int]
    evidence: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Observer:
    """Who was there, as the student names them."""

    name: str
    email: str
    relation: Relation


@dataclass(frozen=True)
class Witness:
    """What the person who was there says of themself and of the facts."""

    name: str
    role: str
    relation: Relation
    observed: str = ""
    declared: str = ""
    comment: str = ""
    facts_are_right: bool = False


def rate_self(entry: Entry, ticks: Ticks, *, by: User, now: datetime) -> None:
    """The student's own view, in the place of the one before."""
    require(policy.may_change(by, entry))
    own = next((assessment for assessment in entry.assessments if assessment.relation is Relation.SELF), None)
    if own is None:
        own = Assessment(relation=Relation.SELF, rater_name=by.name)
        entry.assessments.append(own)
    own.rubric, own.levels, own.evidence, own.at = ticks.rubric, dict(ticks.levels), dict(ticks.evidence), now
    own.entry_version = entry.version


def ask(entry: Entry, observer: Observer, *, by: User, now: datetime, note: str = "") -> Ask:
    """Write to somebody who was there. Raises `Invalid` for an address that will not do."""
    lock_without_reading(by)  # two sent at once are counted
    require(policy.may_ask(by, entry, now))
    if queries.asks_since(by.id, now - A_DAY) >= MOST_A_DAY:
        raise TooManyRequests(f"You sent {MOST_A_DAY} emails today. Try again tomorrow.", retry_after=3600)
    email = observer.email
    if mailbox(email) in account_queries.mailboxes_of(by):
        raise Invalid("email", "That is your own address. Ask somebody who saw you at work.")
    if any(mailbox(other.email) == mailbox(email) and other.is_open(now) for other in entry.asks):
        raise Invalid("email", "This person has an email from you already and can still answer it.")
    asked = Ask(nonce=secrets.token_urlsafe(16), email=email, note=note)
    asked.name, asked.relation = observer.name, observer.relation
    asked.asked_at, asked.expires_at = now, now + LINK_LASTS
    entry.asks.append(asked)
    db.session.flush()
    mail.write("seen-asked", to=email, ask_id=asked.id)
    emailed = Disclosed(
        DisclosureKind.SUPERVISOR_ASKED,
        f"ask:{asked.id}",
        f"Your name and the experience “{entry.title}”, in an email with a link to it",
        "You asked them to say what they saw.",
    )
    disclosure_actions.note_email(by.id, emailed, party=f"{asked.name}, {asked.email}", email=email, now=now)
    return asked


def remind(asked: Ask) -> bool:
    """Write once more, and never again; False when that was done before."""
    once = f"seen-asked:{asked.nonce}:reminder"  # its number may be given again once an entry is deleted
    return mail.write("seen-asked", to=asked.email, once=once, ask_id=asked.id, reminder=True)


def withdraw(asked: Ask, *, by: User, now: datetime) -> None:
    """The link stops working."""
    require(policy.may_change(by, asked.entry))
    if asked.is_open(now):
        asked.withdrawn_at = now


def answer(asked: Ask, ticks: Ticks, witness: Witness, *, user: User | None, now: datetime, version: int) -> None:
    """What somebody saw, once.

    Raises `WrongState` where the link has ended, `Conflict` where the entry is not what they read.
    """
    lock_row(asked)
    require(policy.may_answer(user, asked))
    if not asked.is_open(now):
        raise WrongState("This link has ended. Ask the student to send you a new one.")
    entry = asked.entry
    lock_row(entry)  # no edit comes between the look at its version and the mark
    if entry.version != version:
        raise Conflict("The student changed this experience while you were reading. Open the link again.")
    if not ticks.levels and not witness.facts_are_right:
        raise Invalid("facts", "Tick at least one thing that you saw, or confirm the facts.")
    grade = grade_of(asked, user)
    if grade is Grade.APPROVED:
        _refuse_other_name(asked, witness.name)
    seen = _assessment(ticks, witness, now)
    seen.entry_version = entry.version
    seen.grade, seen.email = grade, asked.email
    seen.rater_id = next((account.id for account in account_queries.accounts_at(asked.email)), None)
    entry.assessments.append(seen)
    if witness.facts_are_right:
        _confirm(entry, seen)
        by_id = user.id if user else None
        changes = {"by_mail": ("", asked.email), "grade": (None, grade.value)}
        audit.record("record.verify", by=by_id, thing=f"entry:{entry.id}", **changes)
    asked.answered_at = now
    words = f"{witness.name} told what they saw: {entry.title}."
    notify(entry.student, "seen", words=words, href=f"/record/entries/{entry.id}", ask_id=asked.id)


def grade_of(asked: Ask, user: User | None) -> Grade:
    """Whose word an answer would be now: by what the school knows of the address, and of whoever is signed in."""
    if user is not None and mailbox(user.email) != mailbox(asked.email):
        return Grade.OUTSIDE
    named = sources.named_supervisor(asked.entry)
    if account_queries.supervises(asked.email) or (
        named == mailbox(asked.email) and account_queries.may_answer(asked.email)
    ):
        return Grade.APPROVED
    return Grade.OUTSIDE


def _refuse_other_name(asked: Ask, name: str) -> None:
    """A link that was forwarded lends nobody the word of the supervisor to whom it was sent."""
    known = account_queries.names_at(asked.email)
    if known and not account_roster.have_same_words([name], known):
        raise Invalid(
            "name",
            f"This link was sent to {listed(known)}. If you are somebody else, ask the student for a link of your own; "
            "if several people read this address, write its name beside yours.",
        )


def _confirm(entry: Entry, seen: Assessment) -> None:
    """The mark of an approved supervisor; a word from outside leaves what is there as it is."""
    if seen.grade is Grade.APPROVED:
        entry.verified_at, entry.verified_by, entry.verified_role = seen.at, seen.rater_name, seen.rater_role
        entry.grade, entry.witness_id, entry.words_verified = Grade.APPROVED, seen.rater_id, True


def reply(assessment: Assessment, entry: Entry, *, by: User, text: str) -> None:
    """What the student says to what was seen."""
    require(policy.may_change(by, entry))
    assessment.reply = text


def _assessment(ticks: Ticks, witness: Witness, now: datetime) -> Assessment:
    return Assessment(
        relation=witness.relation,
        rater_name=witness.name,
        rater_role=witness.role,
        observed=witness.observed,
        declared=witness.declared,
        rubric=ticks.rubric,
        levels=dict(ticks.levels),
        evidence=dict(ticks.evidence),
        comment=witness.comment,
        facts_are_right=witness.facts_are_right,
        at=now,
    )
