"""What is no longer kept of mentoring."""

from datetime import datetime

from sqlalchemy import ColumnElement, select

from board.kernel.retention import RetentionRule
from board.mentorship.models import Meeting, Mentorship, PrivateNote
from board.school import settings as school_settings


def _ended_before(moment: datetime) -> ColumnElement[bool]:
    """Notes on the meetings of two who ended before."""
    pairs = select(Mentorship.id).where(Mentorship.ended_at <= moment)
    return PrivateNote.meeting_id.in_(select(Meeting.id).where(Meeting.mentorship_id.in_(pairs)))


MENTORSHIP_RETENTION: tuple[RetentionRule, ...] = (
    RetentionRule(
        lambda: school_settings.retention_mentoring_notes_days, "private notes on meetings", PrivateNote, _ended_before
    ),
)
