"""Who writes announcements, and who reads one."""

from board.accounts.models import Role, User
from board.announcements.models import Announcement
from board.kernel.verdict import YES, Verdict, hidden, no


def may_write(user: User) -> Verdict:
    """Coordinators write for the school."""
    return YES if user.is_a(Role.COORDINATOR) else hidden()


def may_change(user: User, announcement: Announcement) -> Verdict:
    """Until it is sent."""
    if not may_write(user):
        return hidden()
    return (
        YES
        if announcement.is_draft
        else no("It has been sent, so it stays as people received it. Write another one to correct it.")
    )


def may_read(user: User, announcement: Announcement, *, is_recipient: bool) -> Verdict:
    """Whoever received it, and the office."""
    return YES if may_write(user) or (is_recipient and not announcement.is_draft) else hidden()
