"""From which addresses outside the staff a supervisor may answer."""

from datetime import datetime

from board.accounts import policy, queries
from board.accounts.models import Role, SupervisorAddress, User
from board.kernel import audit
from board.kernel.db import db
from board.kernel.email_address import mailbox
from board.kernel.errors import Invalid
from board.kernel.verdict import require


def approve_supervisor(*, by: User, now: datetime, address: str, name: str) -> SupervisorAddress:
    """What is answered from this address from now on counts as an approved supervisor's word.

    What was answered before stays what it was. Raises `Invalid` for an address that is a student's.
    """
    require(policy.may_approve_supervisors(by))
    if any(user.is_a(Role.STUDENT) and not user.is_supervisor for user in queries.accounts_at(address)):
        raise Invalid("address", "This is the address of a student here.")
    if mailbox(address) in queries.mailboxes_of(by):
        raise Invalid("address", "This is your own address. Another coordinator can approve it.")
    known = queries.supervisor_address(address)
    if known is not None:
        raise Invalid("address", f"This address is approved already, for {known.name}.")
    approved = SupervisorAddress(address=address, mailbox=mailbox(address), name=name, approved_at=now)
    approved.approved_by_id = by.id
    db.session.add(approved)
    db.session.flush()
    audit.record("supervisor.approve", by=by.id, thing=f"supervisor:{approved.id}", address=(None, address))
    return approved


def end_supervisor(approved: SupervisorAddress, *, by: User) -> None:
    """What is answered from this address counts no more; marks that were given stay until each is withdrawn."""
    require(policy.may_approve_supervisors(by))
    audit.record("supervisor.end", by=by.id, thing=f"supervisor:{approved.id}", address=(approved.address, None))
    db.session.delete(approved)
