"""The lock of people's rights, by which nobody uses one that is just being taken away.

Each unit of work of a view locks the account of whoever acts (`board.web.access.recheck_actor`), so that many may act
at once. Whatever changes what somebody may do, a role, a suspension, an office, a posting that they own, locks their
account as a whole: it waits until they have done what they are doing, and what they do next is asked anew.
"""

from board.accounts.models import User
from board.kernel.locks import lock_rows


def lock_rights(*users: User | None) -> None:
    """Read anew what these people are, and let none of them act, nor others change it, until the unit of work ends.

    Several are locked in one call, so that two who lock the same people never wait for each other.
    """
    if able := [user for user in users if user is not None]:
        lock_rows(able)
