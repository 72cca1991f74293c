"""What is open and near to a posting, for somebody who was not selected."""

from datetime import datetime

from board.opportunities import queries as opportunity_queries
from board.opportunities.models import ListedPosting, Opportunity

MOST = 3


def near(opportunity: Opportunity, now: datetime) -> list[ListedPosting]:
    """Open postings of the same kind, the ones that build most of the same competencies first."""
    postings, _ = opportunity_queries.open_now(now, kinds=[opportunity.kind])
    others = [posting for posting in postings if posting.id != opportunity.id]
    asked = {*opportunity.competencies, *opportunity.areas}
    return sorted(others, key=lambda posting: -len(asked & {*posting.competencies, *posting.areas}))[:MOST]
