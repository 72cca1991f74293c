"""What is no longer kept: `flask --app app retention` erases it, and so does the worker once a night.

A rule belongs to the slice whose rows it erases and stands in its queries; the days are settings of the school. It is
done in batches, so that nobody waits long, and doing it twice changes nothing.
"""

import logging
from collections.abc import Iterator
from datetime import datetime, time, timedelta

from flask import current_app

from board.accounts.queries.retention import ACCOUNT_RETENTION
from board.applications.queries.retention import APPLICATION_RETENTION
from board.kernel import clock, heartbeat, mail, outbox
from board.kernel.retention import RetentionRule, count_old, erase_old
from board.mentorship.queries.retention import MENTORSHIP_RETENTION
from board.notices.queries import NOTICE_RETENTION
from board.office.queries import OFFICE_RETENTION
from board.opportunities.queries.empty_search import EMPTY_SEARCH_RETENTION
from board.record.queries import RECORD_RETENTION
from board.rights.queries.data_copy import COPY_RETENTION
from board.school import settings as school_settings
from board.webhooks.queries import WEBHOOK_RETENTION

log = logging.getLogger(__name__)


def _email_days() -> int:
    return school_settings.retention_emails_days


RULES: tuple[RetentionRule, ...] = (
    RetentionRule(_email_days, "emails", mail.Email, mail.is_old),
    RetentionRule(_email_days, "messages of the outbox", outbox.OutboxMessage, outbox.is_old),
    *ACCOUNT_RETENTION,
    *APPLICATION_RETENTION,
    *NOTICE_RETENTION,
    *MENTORSHIP_RETENTION,
    *RECORD_RETENTION,
    *COPY_RETENTION,
    *OFFICE_RETENTION,
    *WEBHOOK_RETENTION,
    *EMPTY_SEARCH_RETENTION,
)
AT_NIGHT = time(2)
"""When the worker erases, by the school's clocks."""


def erase(now: datetime, *, dry_run: bool = False) -> Iterator[tuple[str, int, int]]:
    """What was erased (or would be), how many, and after how many days."""
    for rule in RULES:
        days = rule.days()
        moment = now - timedelta(days=days)
        number = count_old(rule, moment) if dry_run else erase_old(rule, moment)
        yield rule.what, number, days
    days = _email_days()
    folder = mail.Folder(current_app.extensions["settings"].mail_dir)
    moment = now - timedelta(days=days)
    yield "emails in the folder", len(folder.written_before(moment)) if dry_run else folder.forget_before(moment), days


def erase_at_night(now: datetime) -> int:
    """Erase once a night, and say in the log how many of what; answers how many in all."""
    tonight = clock.moment(clock.day(now), AT_NIGHT)
    due = tonight if now >= tonight else tonight - timedelta(days=1)
    last = heartbeat.last("retention")
    if last is not None and last >= due:
        return 0
    erased = 0
    for what, number, days in erase(now):
        erased += number
        if number:
            log.info("%s older than %d days: %d erased", what, days, number)
    heartbeat.beat("retention", now=now)
    return erased
