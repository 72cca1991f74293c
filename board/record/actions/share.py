"""Links that show chosen entries: made, counted, ended."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, update

from board.accounts.models import User
from board.disclosures import actions as disclosure_actions
from board.disclosures.actions import Disclosed
from board.disclosures.models import DisclosureKind
from board.kernel import audit
from board.kernel.db import db
from board.kernel.errors import Invalid
from board.kernel.keyring import SecretKeys
from board.kernel.verdict import require
from board.kernel.wording import plural
from board.record import policy, signed_links
from board.record import queries as record_queries
from board.record.models import Entry, Share, ShareEntry

NONE_CHOSEN = "Choose at least one experience to show."


def share(entries: Sequence[Entry], *, by: User, now: datetime, label: str, days: int, keys: SecretKeys) -> Share:
    """Make a link. The database keeps its hash, and the salt by which its owner’s page makes it again."""
    if not entries:
        raise Invalid("entries", NONE_CHOSEN)
    for entry in entries:
        require(policy.may_change(by, entry))
    made = Share(student_id=by.id, salt=secrets.token_urlsafe(16), label=label, made_at=now)
    made.token_hash = signed_links.hashed(signed_links.for_share(made.salt, keys))
    made.expires_at, made.entries = now + timedelta(days=days), list(entries)
    db.session.add(made)
    db.session.flush()
    audit.record("record.share", by=by.id, thing=f"share:{made.id}", entries=(None, [entry.id for entry in entries]))
    return made


def revoke(made: Share, *, by: User, now: datetime) -> None:
    """End a link before its time."""
    require(policy.may_change_share(by, made))
    if made.is_open(now):
        made.revoked_at = now
        audit.record("record.revoke", by=by.id, thing=f"share:{made.id}")


def count_view(made: Share, *, reader: User | None, now: datetime) -> None:
    """Somebody opened it: it is counted, and stands in the student's record of disclosures."""
    link = f"the link “{made.label}”" if made.label else "a link without a name"
    opened = Disclosed(
        DisclosureKind.LINK_OPENED,
        f"share:{made.id}",
        f"{plural(len(made.entries), 'experience')} of your leadership record, by {link}",
        "You made the link and gave it away.",
    )
    disclosure_actions.note_opening(made.student_id, opened, reader=reader, now=now)
    counted = update(Share).where(Share.id == made.id)
    db.session.execute(counted.values(views=Share.views + 1, viewed_at=now))


def drop_strange_entries(student_ids: Sequence[int]) -> None:
    """What is another student's is taken off the links of these."""
    for share_id, entry_id in record_queries.strange_entries(student_ids):
        db.session.execute(delete(ShareEntry).where(ShareEntry.share_id == share_id, ShareEntry.entry_id == entry_id))
