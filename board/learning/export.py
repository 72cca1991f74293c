"""Transcripts and progress as tables."""

from collections.abc import Iterable

from board.accounts.models import User
from board.kernel import clock, csv
from board.learning.labels import OUTSIDE, progress
from board.learning.models import Progress
from board.learning.queries import Transcript


def transcript_csv(transcript: Transcript) -> str:
    """Everything learned, a row each. Credit stands only where its owner, a physician, claimed it."""
    heading = (
        "title",
        "provider",
        "format",
        "minutes",
        "completed",
        "status",
        "code",
        "credits claimed",
        "designation",
    )
    rows: list[tuple[object, ...]] = []
    for certificate in transcript.certificates:
        claim = transcript.claims.get(certificate.activity_id)
        claimed = f"{claim.credits:g}" if claim is not None else ""
        day = certificate.issued_on.isoformat()
        facts = (certificate.title, certificate.provider, certificate.format, certificate.minutes, day)
        rows.append((*facts, "Certificate of participation", certificate.code, claimed, certificate.credit_statement))
    for other in transcript.outside:
        facts = (other.title, other.provider, other.format.label, other.minutes, other.completed_on.isoformat())
        rows.append((*facts, OUTSIDE[other.state][0], "", "", ""))
    return csv.to_csv(heading, rows)


def progress_csv(students: Iterable[tuple[User, Progress | None]]) -> str:
    """Each student with how far they are."""
    rows = (
        (
            user.name,
            user.email,
            progress(taking)[0],
            taking.pages_read if taking else 0,
            clock.day(taking.passed_at).isoformat() if taking and taking.passed_at else "",
        )
        for user, taking in students
    )
    return csv.to_csv(("name", "address", "progress", "pages read", "passed"), rows)
