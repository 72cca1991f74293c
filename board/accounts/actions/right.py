"""Taking hold of people's rights: the lock by which nobody uses one that is just being taken away.

Each unit of work of a view holds the account of whoever acts (`board.web.access.hold_actor`), so that many may act at
once. Whatever changes what somebody may do, a role, a suspension, an office, a posting that they own, holds their
account as a whole: it waits until they have done what they are doing, and what they do next is asked anew.
"""

from board.accounts.models import User
from board.kernel.db import lock_rows


def hold_rights(*users: User | None) -> None:
    """Read anew what these people are, and let none of them act, nor others change it, until the unit of work ends.

    Several are held in one call, so that two who hold the same people never wait for each other.
    """
    if able := [user for user in users if user is not None]:
        lock_rows(able)
