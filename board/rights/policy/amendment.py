"""Who asks for a correction, who answers, and what may follow a refusal."""

from datetime import timedelta

from board.accounts.models import Role, User
from board.kernel import lifecycle
from board.kernel.verdict import YES, Verdict, hidden, no
from board.rights.models import NOT_CORRECTED, Amendment

ANSWER_WITHIN = timedelta(days=45)
"""How long the office has to answer (34 CFR 99.10 gives so long for inspection; the school holds itself to it here)."""
MOST_OPEN = 10


def may_ask(waiting: int) -> Verdict:
    """Everybody, of their own record, a few at a time."""
    if waiting >= MOST_OPEN:
        return no(f"{MOST_OPEN} of your requests wait for an answer. Withdraw one, or wait for the office.")
    return YES


def may_answer(by: User, amendment: Amendment) -> Verdict:
    """A coordinator, never of a request of their own; and a hearing not by who refused before."""
    if not by.is_a(Role.COORDINATOR):
        return hidden()
    if by.id == amendment.user_id:
        return no("This is your own request. Another coordinator answers it.")
    if not amendment.waits:
        return no("This request is answered. What follows is up to its person.")
    if amendment.is_heard and by.id == amendment.answered_by_id:
        return no("You refused it before. The hearing is held by somebody who had no part in that.")
    return YES


def may_move(by: User, amendment: Amendment, verb: str) -> Verdict:
    """What its person may do by themself: withdraw it, or ask to be heard."""
    if by.id != amendment.user_id:
        return hidden()
    return YES if lifecycle.may_move(amendment, verb) else no("That is not possible any more. Reload the page.")


def may_state(by: User, amendment: Amendment) -> Verdict:
    """Put a statement beside a record that stays as it is, or change it."""
    if by.id != amendment.user_id:
        return hidden()
    if amendment.state not in NOT_CORRECTED:
        return no("A statement stands beside what was not corrected. There is nothing of that kind here.")
    return YES
