"""What the coordinator of the demo school did, as the audit log tells it."""

from datetime import datetime

from board.accounts.models import Role
from board.demo.scene import School
from board.kernel.audit import AuditEntry
from board.kernel.db import db


def fill(school: School) -> str:
    """An entry for each role given, each posting published and each account suspended."""
    by = next(user for user in school.people.values() if user.is_a(Role.COORDINATOR)).id
    entries: list[AuditEntry] = []
    for user in school.people.values():
        for grant in user.grants:
            if grant.granted_at is not None and grant.role in (Role.FACULTY, Role.MENTOR, Role.COORDINATOR):
                entries.append(
                    _entry(grant.granted_at, by, "account.grant", f"user:{user.id}", role=[None, grant.role.value])
                )
    for posting in school.postings.values():
        for row in posting.moves:
            if row.verb in ("publish", "ask-changes", "cancel"):
                entries.append(_entry(row.at, row.by_id, f"opportunity.{row.verb}", f"opportunity:{posting.id}"))
    for user in school.people.values():
        if user.suspended_at is not None:
            entries.append(_entry(user.suspended_at, by, "account.suspend", f"user:{user.id}"))
    entries.sort(key=lambda entry: entry.at)
    db.session.add_all(entries)
    return f"{len(entries)} entries in the audit log"


def _entry(at: datetime, by: int | None, verb: str, thing: str, **changes: list[str | None]) -> AuditEntry:
    return AuditEntry(at=at, by_id=by, verb=verb, thing=thing, changes=changes)
