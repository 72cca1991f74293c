"""What the coordinator of the demo school did, as the audit log tells it."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from board.accounts.models import Passkey, Role
from board.demo.scene import School
from board.kernel import audit
from board.kernel.db import db


def fill(school: School) -> str:
    """An entry for each role given, each posting published and each account suspended."""
    by = next(user for user in school.people.values() if user.is_a(Role.COORDINATOR)).id
    acts: list[tuple[datetime, int | None, str, str, dict[str, tuple[Any, Any]]]] = []
    for user in school.people.values():
        for grant in user.grants:
            if grant.granted_at is not None and grant.role in (Role.FACULTY, Role.MENTOR, Role.COORDINATOR):
                role = {"role": (None, grant.role.value)}
                acts.append((grant.granted_at, by, "account.grant", f"user:{user.id}", role))
    for passkey in db.session.scalars(select(Passkey).order_by(Passkey.id)):
        name = {"passkey": (None, passkey.name)}
        acts.append((passkey.added_at, passkey.user_id, "account.add-passkey", f"user:{passkey.user_id}", name))
    for posting in school.postings.values():
        for row in posting.moves:
            if row.verb in ("publish", "ask-changes", "cancel"):
                acts.append((row.at, row.by_id, f"opportunity.{row.verb}", f"opportunity:{posting.id}", {}))
    for user in school.people.values():
        if user.suspended_at is not None:
            acts.append((user.suspended_at, by, "account.suspend", f"user:{user.id}", {}))
    acts.sort(key=lambda act: act[0])
    for at, by_id, verb, thing, changes in acts:
        audit.record_past(verb, by=by_id, thing=thing, at=at, changes=changes)
    return f"{len(acts)} entries in the audit log"
