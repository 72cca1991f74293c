"""Who may join two accounts, and take it back."""

from datetime import datetime, timedelta

from board.accounts.models import AccountMerge, Role, User
from board.accounts.queries import erasure_request as erasure_request_queries
from board.kernel.verdict import YES, Verdict, hidden, no

UNDO_WITHIN = timedelta(hours=24)


def may_merge(by: User, target: User, source: User) -> Verdict:
    """A coordinator, two accounts that are not their own, and neither of them a coordinator's that would go."""
    if not by.is_a(Role.COORDINATOR):
        return hidden()
    if target.id == source.id:
        return no("These are one account already. Choose another to merge with.")
    if by.id in (target.id, source.id):
        return no("One of these is your own account. Another coordinator can do that.")
    if Role.COORDINATOR.value in target.roles_held | source.roles_held:
        return no("An account of a coordinator is merged with none. Take the role away first.")
    if target.merged_into_id is not None or source.merged_into_id is not None:
        return no("One of these was merged into another already. Choose the account that stayed.")
    if erased := next((user for user in (target, source) if user.erased_at is not None), None):
        return no(f"The account of {erased.name} was erased, and is nobody’s any more. Choose another.")
    if target.suspended_at is not None:
        return no(f"The account of {target.name} that would stay is suspended. Restore it first.")
    if target.roster_id and source.roster_id:
        return no(f"The roster has both, as {target.roster_id} and {source.roster_id}: they are two people there.")
    return YES


def may_undo(by: User, merged: AccountMerge, now: datetime) -> Verdict:
    """A coordinator, for a day."""
    if not by.is_a(Role.COORDINATOR):
        return hidden()
    if by.id in (merged.kept_id, merged.gone_id):
        return no("One of these is your own account. Another coordinator can do that.")
    if merged.undone_at is not None:
        return no("This merge has been undone already. Look at both accounts.")
    if merged.kept.erased_at is not None or erasure_request_queries.has_begun(merged.kept_id):
        return no("The account that stayed is being erased, and what it took over is gone. Nothing comes back.")
    if merged.kept.merged_into_id is not None:
        return no(f"The account of {merged.kept.name} was merged into another since. Undo that merge first.")
    return (
        YES
        if now < merged.at + UNDO_WITHIN
        else no("A merge can be undone for 24 hours, and that time is over. Open a new account for whoever needs one.")
    )
