"""Who keeps committees. Anybody may read of them."""

from board.accounts.models import Role, User
from board.committees.models import Committee
from board.kernel.verdict import YES, Verdict, no
from board.organisations import policy as organisation_policy


def may_found(user: User) -> Verdict:
    """A coordinator enters a new committee."""
    return YES if user.is_a(Role.COORDINATOR) else no("A coordinator enters committees. Ask one to enter yours.")


def may_keep(user: User | None, committee: Committee) -> Verdict:
    """Its keeper, its officers within their terms, their adviser, and coordinators name seats and holders."""
    if user is not None and (user.id == committee.keeper_id or user.is_a(Role.COORDINATOR)):
        return YES
    if user is not None and organisation_policy.acts_for(user, committee.organisation):
        return YES
    return no(
        "Only the keeper of this committee and coordinators may do that. "
        "Ask the keeper: the committee’s page names them."
    )
