"""Who may look at Rounds as somebody else sees it, and at what."""

from board.accounts.models import Role, User
from board.kernel.verdict import YES, Verdict, hidden, no

SHOWN = frozenset(
    (
        "dashboard.home",
        "dashboard.help_page",
        "dashboard.privacy",
        "opportunities.index",
        "opportunities.show",
        "opportunities.preview_posting",
        "committees.index",
        "committees.show",
        "learning.index",
        "learning.show",
        "discovery.suggest",
    )
)
"""The pages that are shown: what is on them a coordinator may know anyway. Everything else is the person's own: their
account and what is in it, drafts, messages, mentoring, rankings, the record, calendars."""


def may_see_as(by: User, user: User) -> Verdict:
    """A coordinator, as somebody who is no coordinator and may come in. Asked at each page, so it ends with either."""
    if not by.is_a(Role.COORDINATOR):
        return hidden()
    if by.is_same_person(user):
        return no("This is your own account. Choose somebody else.")
    if user.is_a(Role.COORDINATOR):
        return no("Nobody looks at Rounds as another coordinator. Choose somebody else.")
    if not user.is_active:
        return no(f"{user.name} cannot come in, and sees nothing. Choose somebody else.")
    return YES
