"""What is open and near to a posting, for somebody who was not selected."""

from datetime import datetime

from board.opportunities import queries as opportunities
from board.opportunities.models import Opportunity

MOST = 3


def near(opportunity: Opportunity, now: datetime) -> list[Opportunity]:
    """Open postings of the same kind, the ones that build most of the same competencies first."""
    found, _ = opportunities.open_now(now, kinds=[opportunity.kind])
    others = [one for one in found if one.id != opportunity.id]
    wanted = {*opportunity.competencies, *opportunity.areas}
    return sorted(others, key=lambda one: -len(wanted & {*one.competencies, *one.areas}))[:MOST]
