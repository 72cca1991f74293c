"""Writing an announcement, sending it once, telling its recipients in batches."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete, insert, update

from board.accounts.models import User
from board.announcements import policy, queries
from board.announcements.models import Announcement, AnnouncementRecipient
from board.announcements.queries import Audience
from board.kernel import audit
from board.kernel.db import db
from board.kernel.errors import Conflict, Invalid
from board.kernel.locks import lock_row
from board.kernel.statements import rows_changed, update_one
from board.kernel.verdict import require
from board.notices.actions import notify

SENT_ALREADY = "This announcement has been sent already. Nobody receives it twice."


@dataclass(frozen=True)
class AnnouncementText:
    """What a coordinator writes, and for whom."""

    subject: str
    body: str
    reply_to: str
    must_know: bool
    reason: str
    audience: Audience


def write(text: AnnouncementText, *, by: User, now: datetime) -> Announcement:
    """A new draft."""
    require(policy.may_write(by))
    announcement = Announcement(by_id=by.id, changed_at=now, **_columns(text))
    db.session.add(announcement)
    db.session.flush()
    return announcement


def rewrite(announcement: Announcement, text: AnnouncementText, *, by: User, now: datetime) -> None:
    """Change a draft. Raises `Conflict` where it was sent meanwhile."""
    require(policy.may_change(by, announcement))
    values = _columns(text) | {"by_id": by.id, "changed_at": now}
    mine = update(Announcement).where(Announcement.id == announcement.id, Announcement.sent_at.is_(None))
    if not update_one(mine.values(**values)):
        raise Conflict(SENT_ALREADY)


def discard(announcement: Announcement, *, by: User) -> None:
    """Throw a draft away."""
    require(policy.may_change(by, announcement))
    mine = delete(Announcement).where(Announcement.id == announcement.id, Announcement.sent_at.is_(None))
    if not update_one(mine):
        raise Conflict(SENT_ALREADY)


def send(announcement: Announcement, *, to: Sequence[int], by: User, now: datetime) -> None:
    """Put those who were shown on its list, once; the worker tells them. Raises `Conflict` where others fit by now."""
    lock_row(announcement)
    require(policy.may_write(by))
    if not announcement.is_draft:
        raise Conflict(SENT_ALREADY)
    reach = queries.reach(Audience.of(announcement), must_know=announcement.must_know)
    if not reach.user_ids:
        raise Conflict("Nobody fits, so there is nobody to send it to. Choose another set of people.")
    if tuple(to) != reach.user_ids:
        raise Conflict("Other people fit now than a moment ago. Look at the preview again, then send it.")
    announcement.sent_at, announcement.by_id = now, by.id
    recipients = [{"announcement_id": announcement.id, "user_id": user_id} for user_id in reach.user_ids]
    db.session.execute(insert(AnnouncementRecipient), recipients)
    thing, about = f"announcement:{announcement.id}", {"subject": (None, announcement.subject)}
    if announcement.must_know:
        about["reason"] = (None, announcement.reason)
    audit.record("announcement.send", by=by.id, thing=thing, recipients=(None, reach.total), **about)


def tell_next(announcement: Announcement, *, now: datetime, most: int) -> int:
    """Tell the next of its recipients; answers how many. Whoever was suspended since gets nothing."""
    notified = 0
    for recipient, user in queries.next_recipients(announcement.id, most):
        recipient.told_at = now
        if user.suspended_at is None:
            _tell(announcement, user)
        notified += 1
    db.session.flush()
    if notified < most and not queries.count_untold(announcement.id):
        done = update(Announcement).where(Announcement.id == announcement.id, Announcement.finished_at.is_(None))
        rows_changed(done.values(finished_at=now))
    return notified


def count_emails(announcement: Announcement, counts: tuple[int, int, int]) -> bool:
    """Note what became of its emails: stored emails are erased after a while, and the figures stay."""
    before = (announcement.delivered, announcement.failed, announcement.unsent)
    after = tuple(map(max, counts, (before[0], 0, before[2])))
    announcement.delivered, announcement.failed, announcement.unsent = after
    return after != before


def _tell(announcement: Announcement, user: User) -> bool:
    number, words = announcement.id, announcement.subject
    once, href = f"announcement:{number}", f"/announcements/{number}"
    if announcement.must_know:
        return notify(user, "must-know-announcement", once=once, words=words, href=href, announcement_id=number)
    return notify(user, "announcement", once=once, words=words, href=href, announcement_id=number)


def _columns(text: AnnouncementText) -> dict[str, object]:
    if text.must_know and not text.reason:
        raise Invalid("reason", "Say why everybody must know: it stands in the audit log.")
    values = asdict(text)
    audience = values.pop("audience")
    values["reason"] = text.reason if text.must_know else ""
    return values | {name: list(chosen) for name, chosen in audience.items()}
