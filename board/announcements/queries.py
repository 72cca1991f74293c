"""Announcements, the people they are for, and what became of their emails."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, String, cast, func, literal, select
from sqlalchemy.orm import joinedload

from board.accounts.models import Role, RoleGrant, User
from board.announcements.models import Announcement, AnnouncementRecipient, Lacking
from board.applications.models import Application
from board.kernel import events, outbox
from board.kernel.db import db
from board.kernel.mail import Email, EmailWritten
from board.mentorship.models import RUNNING, Mentorship
from board.notices.models import EmailPreference, Pace, Topic
from board.placements.models import Placement

MOST_SHOWN = 200


@dataclass(frozen=True)
class Audience:
    """Whom an announcement is for: what is empty leaves nobody out. Whoever fits all of it receives it."""

    roles: tuple[str, ...] = ()
    class_years: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()

    @classmethod
    def of(cls, announcement: Announcement) -> "Audience":
        """Of a stored one."""
        chosen = announcement
        return cls(tuple(chosen.roles), tuple(chosen.class_years), tuple(chosen.programmes), tuple(chosen.lacking))


@dataclass(frozen=True)
class Reach:
    """Who would receive an announcement now, and what of them would get no email."""

    user_ids: tuple[int, ...]
    shown: list[User]
    """The first of them by name."""
    undeliverable: int
    """Their emails come back: they read it inside Rounds."""
    switched_off: int
    """They turned emails about announcements off: the same."""
    suspended: int
    unconfirmed: int
    """Left out, who would fit otherwise."""

    @property
    def total(self) -> int:
        """How many receive it."""
        return len(self.user_ids)


def by_id(announcement_id: int) -> Announcement | None:
    """One announcement, with who wrote it."""
    return db.session.get(Announcement, announcement_id, options=[joinedload(Announcement.by)])


def drafts() -> list[Announcement]:
    """What is not sent yet, the one changed last first."""
    unsent = select(Announcement).where(Announcement.sent_at.is_(None)).options(joinedload(Announcement.by))
    return list(db.session.scalars(unsent.order_by(Announcement.changed_at.desc(), Announcement.id.desc())))


def past(page: int, per_page: int) -> tuple[list[tuple[Announcement, int]], int]:
    """What was sent, the latest first, each with the number of its recipients; and how many there are."""
    size = select(func.count()).where(AnnouncementRecipient.announcement_id == Announcement.id)
    sent = select(Announcement, size.scalar_subquery()).where(Announcement.sent_at.is_not(None))
    newest = sent.options(joinedload(Announcement.by)).order_by(Announcement.sent_at.desc(), Announcement.id.desc())
    total = db.session.scalar(select(func.count()).where(Announcement.sent_at.is_not(None))) or 0
    rows = db.session.execute(newest.offset((page - 1) * per_page).limit(per_page))
    return [(announcement, count) for announcement, count in rows], total


def reach(audience: Audience, *, must_know: bool) -> Reach:
    """Who fits, now."""
    fits = _fitting(audience)
    rows = db.session.execute(
        select(User.id, User.suspended_at, User.confirmed_at, User.undeliverable_at).where(*fits).order_by(User.id)
    ).all()
    suspended = [row for row in rows if row.suspended_at is not None]
    unconfirmed = [row for row in rows if row.suspended_at is None and row.confirmed_at is None]
    reached = [row for row in rows if row.suspended_at is None and row.confirmed_at is not None]
    undeliverable = [row for row in reached if row.undeliverable_at is not None]
    off = 0 if must_know else _count_switched_off(fits)
    first = select(User).where(*fits, *_REACHED).order_by(User.name, User.id).limit(MOST_SHOWN)
    return Reach(
        tuple(row.id for row in reached),
        list(db.session.scalars(first)),
        len(undeliverable),
        off,
        len(suspended),
        len(unconfirmed),
    )


def count_recipients(announcement_id: int) -> int:
    """How many it was sent to."""
    sent = select(func.count()).where(AnnouncementRecipient.announcement_id == announcement_id)
    return db.session.scalar(sent) or 0


def is_recipient(announcement_id: int, user_id: int) -> bool:
    """Was it sent to this person?"""
    mine = select(AnnouncementRecipient.id).where(AnnouncementRecipient.announcement_id == announcement_id)
    return db.session.scalar(mine.where(AnnouncementRecipient.user_id == user_id)) is not None


def under_way() -> list[int]:
    """The announcements of which somebody is still to be told, the oldest first."""
    waiting = select(Announcement.id).where(Announcement.sent_at.is_not(None), Announcement.finished_at.is_(None))
    return list(db.session.scalars(waiting.order_by(Announcement.id)))


def next_recipients(announcement_id: int, most: int) -> list[tuple[AnnouncementRecipient, User]]:
    """The next who are to be told, for this worker alone: another takes those behind them."""
    waiting = (
        select(AnnouncementRecipient, User)
        .join(User, User.id == AnnouncementRecipient.user_id)
        .where(AnnouncementRecipient.announcement_id == announcement_id, AnnouncementRecipient.told_at.is_(None))
        .order_by(AnnouncementRecipient.id)
        .limit(most)
        .with_for_update(of=AnnouncementRecipient, skip_locked=True)
    )
    return [(recipient, user) for recipient, user in db.session.execute(waiting)]


def count_untold(announcement_id: int) -> int:
    """How many are still to be told."""
    waiting = select(func.count()).where(AnnouncementRecipient.announcement_id == announcement_id)
    return db.session.scalar(waiting.where(AnnouncementRecipient.told_at.is_(None))) or 0


def email_counts(announcement_ids: Iterable[int]) -> dict[int, tuple[int, int, int]]:
    """For each: emails that went out, that failed for good, and that were not sent on purpose, as far as stored."""
    given_up = {
        message.ids["email_id"]
        for message in outbox.failed()
        if message.given_up_at is not None and message.kind == events.name_of(EmailWritten)
    }
    numbers = list(announcement_ids)
    counts = dict.fromkeys(numbers, (0, 0, 0))
    about, to = (
        cast(column, String) for column in (AnnouncementRecipient.announcement_id, AnnouncementRecipient.user_id)
    )
    key = literal("announcement:") + about + ":to:" + to  # found by the index of the key, where a beginning is not
    emails = select(AnnouncementRecipient.announcement_id, Email.id, Email.sent_at, Email.not_sent)
    emails = emails.join(Email, Email.key == key).where(AnnouncementRecipient.announcement_id.in_(numbers))
    for number, email_id, sent_at, not_sent in db.session.execute(emails):
        sent, failed, unsent = counts[number]
        is_failed = sent_at is None and not_sent is None and email_id in given_up
        counts[number] = (sent + (sent_at is not None), failed + is_failed, unsent + (not_sent is not None))
    return counts


def sent_since(moment: datetime) -> list[Announcement]:
    """What was sent since then: its emails are still on the way or stored."""
    lately = select(Announcement).where(Announcement.sent_at >= moment)
    return list(db.session.scalars(lately.order_by(Announcement.id)))


def _fitting(audience: Audience) -> list[ColumnElement[bool]]:
    """The conditions that an audience makes, without those on the account."""
    fits: list[ColumnElement[bool]] = [User.id.in_(_with_roles(audience.roles or tuple(Role)))]
    if audience.class_years:
        fits.append(User.class_year.in_(audience.class_years))
    if audience.programmes:
        fits.append(func.lower(User.programme).in_([name.lower() for name in audience.programmes]))
    if audience.lacking:
        fits.append(User.id.in_(_with_roles((Role.STUDENT,))))
        fits += lacking(map(Lacking, audience.lacking))
    return fits


def lacking(names: Iterable[Lacking]) -> list[ColumnElement[bool]]:
    """The conditions that somebody has none of these."""
    return [User.id.not_in(_HAVING[name]) for name in names]


def _with_roles(roles: Iterable[str]) -> Select[int]:
    granted = select(RoleGrant.user_id).where(RoleGrant.granted_at.is_not(None))
    return granted.where(RoleGrant.role.in_([Role(role) for role in roles]))


def _count_switched_off(fits: list[ColumnElement[bool]]) -> int:
    off = select(EmailPreference.user_id).where(
        EmailPreference.topic == Topic.ANNOUNCEMENT.value, EmailPreference.pace == Pace.OFF
    )
    counted = select(func.count()).select_from(User).where(*fits, *_REACHED, User.undeliverable_at.is_(None))
    return db.session.scalar(counted.where(User.id.in_(off))) or 0


_REACHED = (User.suspended_at.is_(None), User.confirmed_at.is_not(None))
_HAVING: dict[Lacking, Select[int]] = {
    Lacking.APPLICATION: select(Application.student_id).where(Application.submitted_at.is_not(None)),
    Lacking.PLACEMENT: select(Placement.student_id),
    Lacking.MENTOR: select(Mentorship.mentee_id).where(Mentorship.state.in_(RUNNING)),
}
"""Who has what others lack: an application that was sent, a placement past or present, a mentor now."""
