"""Who owns, co-owns and reviews a posting."""

from sqlalchemy import delete

from board.accounts import queries as account_queries
from board.accounts.actions.right import lock_rights
from board.accounts.models import Role, User
from board.kernel import audit, clock, lifecycle
from board.kernel.db import db
from board.kernel.errors import Invalid
from board.kernel.statements import put_once
from board.kernel.verdict import require
from board.notices.actions import notify
from board.opportunities import policy
from board.opportunities.actions import posting as posting_actions
from board.opportunities.labels import JOINED
from board.opportunities.models import Involvement, Opportunity, PostingRole

READERS = (Role.FACULTY, Role.MENTOR, Role.COORDINATOR)


def join(opportunity: Opportunity, user: User | None, part: PostingRole, *, by: User) -> None:
    """Let a colleague own it too, or review; whoever is something to it already becomes this instead.

    Nobody does so to themself: an office lets one read and act in the open, it makes nobody a judge.
    """
    lock_rights(user)
    require(policy.may_change_people(by, opportunity))
    if user is None or not user.is_active or not any(user.is_a(role) for role in READERS):
        raise Invalid("email", "No faculty member, mentor or coordinator here has this address. Ask them to sign up.")
    if by.is_same_person(user):
        raise Invalid("email", "Nobody adds themself. Ask the owner or another coordinator to add you.")
    if part not in JOINED:
        raise Invalid("part", "Choose what they do: own it too, or review.")
    if part is PostingRole.CO_OWNER and not user.is_supervisor:
        raise Invalid(
            "part", f"{user.name} is a student, and who owns a posting confirms for its host. Let them review."
        )
    known = next((person for person in opportunity.people if person.user_id == user.id), None)
    if known is not None and known.part is PostingRole.OWNER:
        raise Invalid("email", f"{user.name} owns it already.")
    if known is not None and known.part is part:
        does = "owns it too" if part is PostingRole.CO_OWNER else "reviews it"
        raise Invalid("email", f"{user.name} {does} already, so nothing was sent.")
    put_once(Involvement, opportunity_id=opportunity.id, user_id=user.id, part=part)
    if known is not None:
        known.part = part
    db.session.flush()
    db.session.expire(opportunity, ["people"])
    audit.record("opportunity.join", by=by.id, thing=f"opportunity:{opportunity.id}", person=(None, user.id))
    words, href = JOINED[part].format(opportunity.title), f"/opportunities/{opportunity.id}/applicants"
    notify(user, "posting-joined", words=words, href=href, opportunity_id=opportunity.id)
    if part is PostingRole.CO_OWNER and lifecycle.may_move(opportunity, "release"):
        posting_actions.release(opportunity, now=clock.now(), by=by)


def leave(opportunity: Opportunity, user_id: int, *, by: User) -> None:
    """Take somebody off; the owner stays."""
    lock_rights(account_queries.by_id(user_id))
    require(policy.may_change_people(by, opportunity))
    known = next((person for person in opportunity.people if person.user_id == user_id), None)
    if known is None or known.part is PostingRole.OWNER:
        raise Invalid("person", "The owner stays; choose somebody else.")
    db.session.execute(delete(Involvement).where(Involvement.id == known.id))
    db.session.expire(opportunity, ["people"])
    if not policy.has_owner(opportunity) and lifecycle.may_move(opportunity, "hold"):
        posting_actions.hold(opportunity, now=clock.now())
    audit.record("opportunity.leave", by=by.id, thing=f"opportunity:{opportunity.id}", person=(user_id, None))
