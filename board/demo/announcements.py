"""What the office of the demo school wrote to many at once: one sent, one that everybody must know, one draft."""

from datetime import timedelta

from board.accounts.models import Role, User
from board.announcements.models import Announcement, AnnouncementRecipient
from board.announcements.queries import Audience, reach
from board.demo.scene import School
from board.kernel import audit
from board.kernel.db import db
from board.notices.models import Notice, Pace

FAIR = """The leadership fair is on the first Thursday of next month, noon to 2 PM, in the Alder atrium.

- Eleven hosts answer questions about seats, fellowships and projects.
- Bring one question, and a friend who has not applied anywhere yet.
"""
ALARM = """On Monday the fire alarm of the Harbor campus is tested at 10 AM. **Do not leave the building** for that one;
at any other time, do.

The meeting point has moved to the east car park.
"""
MENTORS = """You have no mentor yet. Twelve faculty members have a place for somebody like you this term.

Tell them in two minutes what you look for, and ask up to three.
"""


def fill(school: School) -> str:
    """An announcement of each sort."""
    by = next(user for user in school.people.values() if user.is_a(Role.COORDINATOR))
    fair = Announcement(subject="Leadership fair next month", body=FAIR, must_know=False, reason="", roles=["student"])
    fair.class_years = ["M2", "M3", "M4"]
    alarm = Announcement(
        subject="Fire alarm test, and a new meeting point",
        body=ALARM,
        must_know=True,
        reason="Fire safety: everybody must know the meeting point.",
        roles=["faculty", "mentor"],
    )
    draft = Announcement(
        subject="A mentor for you", body=MENTORS, must_know=False, reason="", roles=["student"], lacking=["mentor"]
    )
    for announcement in (fair, alarm, draft):
        announcement.reply_to, announcement.by_id, announcement.changed_at = by.email, by.id, school.now
        announcement.class_years, announcement.programmes = announcement.class_years or [], []
        announcement.lacking = announcement.lacking or []
        db.session.add(announcement)
    db.session.flush()
    people = [_send(fair, by, school, days=24), _send(alarm, by, school, days=16)]
    return f"{len(people) + 1} announcements"


def _send(announcement: Announcement, by: User, school: School, *, days: int) -> int:
    """As if it had been sent then, and everybody had read it since."""
    at = school.now - timedelta(days=days)
    receivers = reach(Audience.of(announcement), must_know=announcement.must_know)
    announcement.changed_at, announcement.sent_at, announcement.finished_at = at, at, at + timedelta(minutes=2)
    announcement.unsent, announcement.failed = receivers.undeliverable, 1
    announcement.delivered = receivers.total - receivers.undeliverable - receivers.switched_off - 1
    key = f"announcement:{announcement.id}"
    kind = "must-know-announcement" if announcement.must_know else "announcement"
    for user_id in receivers.user_ids:
        db.session.add(AnnouncementRecipient(announcement_id=announcement.id, user_id=user_id, told_at=at))
        db.session.add(
            Notice(
                user_id=user_id,
                key=key,
                kind=kind,
                words=announcement.subject,
                href=f"/announcements/{announcement.id}",
                at=at,
                read_at=at + timedelta(days=1),
                pace=Pace.AT_ONCE,
            )
        )
    about = {"recipients": (None, receivers.total), "subject": (None, announcement.subject)}
    audit.record_past("announcement.send", by=by.id, thing=key, at=at, changes=about)
    return receivers.total
