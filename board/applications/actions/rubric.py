"""How a posting chooses: its rubric, and whether names are seen."""

from board.accounts.models import User
from board.applications.actions.review import settle
from board.applications.models import Review
from board.applications.queries import review as review_queries
from board.applications.rubric import HEAVIEST, HIGHEST, Criterion, weigh
from board.kernel import audit
from board.kernel.errors import Invalid
from board.opportunities.models import Opportunity


def set_blind_review(opportunity: Opportunity, *, by: User, blind: bool, papers_hidden: bool) -> None:
    """Hide names from everybody who reads, or show them; both are written down."""
    settled = settle(opportunity, by=by)
    audit.record("selection.blind", by=by.id, thing=f"opportunity:{opportunity.id}", blind=(settled.blind, blind))
    settled.blind, settled.papers_hidden = blind, papers_hidden


def set_rubric(opportunity: Opportunity, *, by: User, rubric: list[Criterion]) -> None:
    """Replace the rubric and weigh every score anew."""
    settled = settle(opportunity, by=by)
    if not rubric:
        raise Invalid("name-0", "A rubric has at least one criterion.")
    names = [criterion.name.casefold() for criterion in rubric]
    for place, criterion in enumerate(rubric):
        _check(criterion, place, names)
    settled.rubric = [criterion.as_row() for criterion in rubric]
    for of_one in review_queries.of_posting(opportunity.id).values():
        for review in of_one:
            _weigh_anew(review, rubric)
    audit.record("selection.rubric", by=by.id, thing=f"opportunity:{opportunity.id}")


def _check(criterion: Criterion, place: int, names: list[str]) -> None:
    if not 1 <= criterion.weight <= HEAVIEST:
        raise Invalid(f"weight-{place}", f"A weight is a number from 1 to {HEAVIEST}.")
    if names.count(criterion.name.casefold()) > 1:
        raise Invalid(f"name-{place}", "Two criteria have this name.")
    if not criterion.anchors[0] or not criterion.anchors[HIGHEST - 1]:
        raise Invalid(
            f"anchor-{place}-1", f"{criterion.name}: say what 1 and {HIGHEST} mean, so that scores can be compared."
        )


def _weigh_anew(review: Review, rubric: list[Criterion]) -> None:
    if review.total is not None:
        review.total = weigh(review.scores, rubric)
