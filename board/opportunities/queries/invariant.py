"""What always holds for postings."""

from sqlalchemy import exists, func, select

from board.accounts.models import User
from board.kernel.invariant import no_row
from board.opportunities.models import Involvement, Opportunity, PostingRole, PostingState, Revision
from board.organisations.models import Organisation

_OWNER = (PostingRole.OWNER, PostingRole.CO_OWNER)
_OWNED = exists().where(Involvement.opportunity_id == Opportunity.id, Involvement.part.in_(_OWNER))
_ACTIVELY_OWNED = (
    select(Involvement.id)
    .join(User, User.id == Involvement.user_id)
    .where(Involvement.opportunity_id == Opportunity.id, Involvement.part.in_(_OWNER))
    .where(User.suspended_at.is_(None), User.confirmed_at.is_not(None))
    .exists()
)

POSTING_INVARIANTS = (
    no_row(
        "Every posting has an owner",
        select(Opportunity.id).where(~_OWNED, Opportunity.organisation_id.is_(None)).order_by(Opportunity.id),
        "Posting {} has no owner.",
        remedy="Name a co-owner on the posting’s page.",
    ),
    no_row(
        "A posting on the board has an owner who can come in",
        select(Opportunity.id)
        .where(Opportunity.state == PostingState.PUBLISHED, _OWNED, ~_ACTIVELY_OWNED)
        .order_by(Opportunity.id),
        "Posting {} is published, and none of its owners can sign in.",
        remedy="Name a co-owner on the posting’s page, or cancel it.",
    ),
    no_row(
        "What an organization posts has no owner but those who act for it",
        select(Opportunity.id, Involvement.user_id)
        .join(Involvement, Involvement.opportunity_id == Opportunity.id)
        .where(Opportunity.organisation_id.is_not(None), Involvement.part == PostingRole.OWNER)
        .order_by(Opportunity.id),
        "Posting {} belongs to an organization, and account {} owns it besides, without a term.",
        remedy="Remove the account on the posting’s page: the organization’s officers and adviser keep it.",
    ),
    no_row(
        "What an organization posts names it as its host",
        select(Opportunity.id)
        .join(Organisation, Organisation.id == Opportunity.organisation_id)
        .where(Opportunity.host == "")
        .order_by(Opportunity.id),
        "Posting {} is an organization’s, and does not name it as its host.",
        remedy="Edit the posting and save it: the host is filled in.",
    ),
    no_row(
        "A posting has one owner",
        select(Involvement.opportunity_id, func.count())
        .where(Involvement.part == PostingRole.OWNER)
        .group_by(Involvement.opportunity_id)
        .having(func.count() > 1)
        .order_by(Involvement.opportunity_id),
        "Posting {} has {} owners; there is one, and the others are co-owners.",
        remedy="Remove the later ones on the posting’s page, and add them as co-owners.",
    ),
    no_row(
        "A posting is filled when its last opening is taken, and not before",
        select(Opportunity.id, Opportunity.seats_taken, Opportunity.seats)
        .where(Opportunity.state == PostingState.FILLED, Opportunity.seats_taken < Opportunity.seats)
        .order_by(Opportunity.id),
        "Posting {} is filled with {} of {} openings taken.",
        remedy="Whoever runs Rounds corrects the counter or the state: the accepted applications are the truth.",
    ),
    no_row(
        "An edit waits only where the posting can still change",
        select(Revision.id, Revision.opportunity_id)
        .join(Opportunity, Opportunity.id == Revision.opportunity_id)
        .where(Opportunity.published_at.is_(None))
        .order_by(Revision.id),
        "Edit {} waits for posting {}, which was never on the board.",
        remedy="Open the posting’s changes and discard the edit: a posting that is not published is edited directly.",
    ),
)
