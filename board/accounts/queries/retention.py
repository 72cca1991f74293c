"""What is no longer kept of accounts."""

from sqlalchemy import select

from board.accounts.models import AccountMerge, LastSave, RosterFile, RosterLine, SessionEvent, UnsentForm
from board.kernel.retention import RetentionRule
from board.school import settings as school_settings

ACCOUNT_RETENTION: tuple[RetentionRule, ...] = (
    RetentionRule(
        lambda: school_settings.retention_security_events_days,
        "sign-ins of security logs",
        SessionEvent,
        lambda moment: SessionEvent.at <= moment,
    ),
    RetentionRule(
        lambda: school_settings.retention_imports_days,
        "lines of rosters that were imported",
        RosterLine,
        lambda moment: RosterLine.file_id.in_(select(RosterFile.id).where(RosterFile.written_at < moment)),
    ),
    RetentionRule(
        lambda: school_settings.retention_merges_days,
        "what merges of accounts moved",
        AccountMerge,
        lambda moment: AccountMerge.at < moment,
    ),
    RetentionRule(
        lambda: school_settings.retention_unsent_forms_days,
        "unsent forms",
        UnsentForm,
        lambda moment: UnsentForm.at < moment,
    ),
    RetentionRule(
        lambda: school_settings.retention_unsent_forms_days,
        "notes of who saved last",
        LastSave,
        lambda moment: LastSave.at < moment,
    ),
)
