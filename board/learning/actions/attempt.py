"""Taking an activity: reading, trying the quiz, passing."""

import secrets
from collections import Counter
from dataclasses import asdict
from datetime import datetime
from typing import Any

from board.accounts.models import User
from board.disclosures import actions as disclosure_actions
from board.disclosures.actions import Disclosed
from board.disclosures.models import DisclosureKind
from board.kernel import audit, clock, events
from board.kernel.db import db
from board.kernel.errors import Conflict, Invalid
from board.kernel.locks import lock_row, lock_without_reading
from board.kernel.statements import find_or_add
from board.kernel.verdict import require
from board.learning import policy, queries, quiz
from board.learning.events import CertificateCorrected, CertificateIssued
from board.learning.models import Activity, Attempt, Certificate, Progress
from board.notices.actions import notify

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Digits and capitals without those that are read as one another."""
KEPT = ("user_id", "activity_id", "issued_at", "credit_statement", "credit_quarters")
"""What a correction of a certificate leaves as it was."""


def begin(activity: Activity, *, by: User, now: datetime) -> Progress:
    """Begin, or go on where one left."""
    require(policy.may_take(by, activity, clock.day(now)))
    return find_or_add(
        lambda: queries.taking_of(by.id, activity.id),
        lambda: Progress(user_id=by.id, activity_id=activity.id, started_at=now),
    )


def read_page(taking: Progress, number: int, *, by: User, now: datetime) -> None:
    """The page with this number (from 1) was read to its end; reading it again changes nothing."""
    require(policy.may_take(by, taking.activity, clock.day(now)))
    if number == taking.pages_read + 1:
        taking.pages_read = number


def begin_attempt(taking: Progress, *, by: User, now: datetime) -> Attempt:
    """The try that is under way, or a new one in a new order, with questions that were asked least before."""
    lock_without_reading(taking)
    require(policy.may_try_quiz(by, taking, clock.day(now)))
    db.session.expire(taking, ["attempts"])
    last = taking.attempts[-1] if taking.attempts else None
    if last is not None and last.submitted_at is None:
        return last
    seed, activity = secrets.randbelow(2**31), taking.activity
    seen = Counter(question.id for before in taking.attempts for question in before.questions)
    attempt = Attempt(
        taking_id=taking.id,
        number=len(taking.attempts) + 1,
        seed=seed,
        asked=[asdict(question) for question in quiz.draw(activity.questions, seed, activity.drawn_count, seen)],
        started_at=now,
        pass_mark=activity.pass_mark,
    )
    taking.attempts.append(attempt)
    db.session.flush()
    return attempt


def keep_answers(taking: Progress, attempt: Attempt, answers: dict[str, list[int]], *, by: User, now: datetime) -> None:
    """Keep what is answered so far; nothing is judged before it is handed in."""
    lock_row(attempt)
    require(policy.may_hand_in(by, taking, clock.day(now)))
    if attempt.submitted_at is not None:
        raise Conflict("These answers are handed in already. The activity’s page shows what came of them.")
    attempt.answers = answers


def submit(taking: Progress, attempt: Attempt, answers: dict[str, list[int]], *, by: User, now: datetime) -> None:
    """Hand in the answers. The first try that passes earns the certificate. Raises `Invalid` while one is missing."""
    lock_row(attempt)
    require(policy.may_hand_in(by, taking, clock.day(now)))
    if attempt.submitted_at is not None:
        raise Conflict("These answers are handed in already. The activity’s page shows what came of them.")
    for question in attempt.questions:
        if not answers.get(str(question.id)):
            raise Invalid(f"question-{question.id}", "This question needs an answer.")
    attempt.answers, attempt.submitted_at = answers, now
    attempt.percent = quiz.percent(attempt.questions, answers)
    if attempt.has_passed and taking.passed_at is None:
        taking.passed_at = now
        issue(taking.activity, by, now=now)


def issue(activity: Activity, user: User, *, now: datetime) -> Certificate:
    """Give a certificate to whoever passed, and tell them."""
    certificate = Certificate(
        code=new_code(),
        user_id=user.id,
        activity_id=activity.id,
        credit_statement=activity.credit_statement if activity.credit_quarters else "",
        credit_quarters=activity.credit_quarters,
        issued_at=now,
        **_facts(activity, user),
    )
    db.session.add(certificate)
    db.session.flush()
    events.publish(CertificateIssued(user.id))
    _notify(user, certificate, f"You passed “{activity.title}”.")
    return certificate


def correct(before: Certificate, user: User, *, by: User, now: datetime) -> Certificate:
    """Give it anew with the name and the facts as they stand; its day and its credit stay those of the first.

    The first is superseded, and its code still tells so.
    """
    lock_row(before)
    require(policy.may_correct(by, before))
    before.superseded_at = now
    db.session.flush()
    stored = {name: getattr(before, name) for name in KEPT}
    certificate = Certificate(code=new_code(), supersedes_id=before.id, **stored, **_facts(before.activity, user))
    db.session.add(certificate)
    db.session.flush()
    events.publish(CertificateCorrected(user.id, before.activity_id))
    audit.record(
        "certificate.correct", by=by.id, thing=f"certificate:{before.id}", code=(before.code, certificate.code)
    )
    _notify(user, certificate, f"Your certificate for “{certificate.title}” was corrected.")
    return certificate


def _facts(activity: Activity, user: User) -> dict[str, Any]:
    """What a certificate says, as it stands."""
    facts = {name: getattr(activity, name) for name in ("title", "provider", "minutes")}
    return facts | {"name": user.name, "format": activity.format.label}


def _notify(user: User, certificate: Certificate, words: str) -> None:
    href = f"/certificates/{certificate.code}"
    notify(user, "learning-passed", words=words, href=href, certificate_id=certificate.id)


def new_code() -> str:
    """Sixteen letters in fours: 80 random bits, so that a code is neither guessed nor changed into another."""
    letters = [secrets.choice(ALPHABET) for _ in range(16)]
    return "-".join("".join(letters[start : start + 4]) for start in range(0, 16, 4))


def note_check(certificate: Certificate, *, reader: User | None, now: datetime) -> None:
    """Somebody who has its code looked whether a certificate is genuine."""
    checked = Disclosed(
        DisclosureKind.CERTIFICATE_CHECKED,
        f"certificate:{certificate.id}",
        f"Your certificate for “{certificate.title}”, with the name on it",
        "They have its code, which is on the certificate.",
    )
    disclosure_actions.note_opening(certificate.user_id, checked, reader=reader, now=now)
