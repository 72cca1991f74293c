"""Who may read and change what two people do together."""

from board.accounts.models import User
from board.kernel.verdict import YES, Verdict, hidden
from board.mentorship.models import Mentorship


def may_read(user: User, pair: Mentorship) -> Verdict:
    """The two of them."""
    return YES if user.id in (pair.mentee_id, pair.enrolment.user_id) else hidden()
