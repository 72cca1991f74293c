"""The addresses of the API."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, current_app, url_for
from flask.typing import ResponseReturnValue

from board.accounts.models import TokenScope
from board.accounts.views.personal_token import for_token, holder
from board.api import document
from board.api.answers import Refused, answer, read_query, sent
from board.api.operation import described
from board.api.schemas import PostingListSchema, PostingQuery, PostingSchema, RecordSchema
from board.kernel import clock
from board.kernel.errors import found_or_404
from board.kernel.verdict import require
from board.opportunities import facets as opportunity_facets
from board.opportunities import policy as opportunity_policy
from board.opportunities import queries as opportunity_queries
from board.opportunities.search_params import FACETS, PostingSearchParams, default_sort
from board.record import overview as record_overview
from board.record import policy as record_policy
from board.record import queries as record_queries
from board.record.models import Entry
from board.search.engine import IndexUnavailable
from board.settings import Settings
from board.vocabulary.words import Competency
from board.web import problems
from board.web.access import public
from board.web.throttle import asks_questions

bp = Blueprint("api", __name__)

PER_PAGE = 50
"""Postings on one page of the list."""


@bp.errorhandler(Refused)
def refuse(refused: Refused) -> ResponseReturnValue:
    """Say what cannot be understood."""
    return refused.answer()


@bp.get("/api/v1/postings")
@for_token(TokenScope.POSTINGS_READ)
@described(PostingListSchema, asks=PostingQuery, refuses=(400, 401, 403, 429, 503))
def postings() -> ResponseReturnValue:
    """What is open, by words and filters."""
    params, now = _asked(), clock.now()
    try:
        result = opportunity_queries.find_whole(current_app.extensions["engine"], params, now, per_page=PER_PAGE)
    except IndexUnavailable:
        away = problems.answer(
            503, "The search index is being built. Without it only words and kinds can be asked for."
        )
        away.headers["Retry-After"] = "30"
        return away
    last = -(-result.total // PER_PAGE)
    home = url_for(".postings", _external=True)
    pages = {"next": params.page + 1 if params.page < last else 0, "previous": min(params.page - 1, last)}
    links = {relation: home + params.page_address(page) for relation, page in pages.items() if page > 0}
    facts = {
        "total": result.total,
        "has_every_word": not result.is_widened,
        "page": params.page,
        "pages": last,
        "next": links.get("next"),
        "previous": links.get("previous"),
        "facets": opportunity_facets.facets(params, result.facets) if result.facets else (),
        "postings": result.postings,
    }
    response = answer(PostingListSchema(), facts)
    for relation, address in links.items():
        response.headers.add("Link", f'<{address}>; rel="{"prev" if relation == "previous" else relation}"')
    return response


def _asked() -> PostingSearchParams:
    asked = read_query(PostingQuery())
    words = asked.get("q", "").strip("\r\n")
    return PostingSearchParams(
        words=words,
        chosen={name: frozenset(asked[name]) for name in FACETS if asked.get(name)},
        hours_max=asked.get("hours_max"),
        closing=asked.get("closing", ""),
        sort=asked.get("sort", default_sort(words)),
        page=asked.get("page", 1),
    )


@bp.get("/api/v1/postings/<id:opportunity_id>")
@for_token(TokenScope.POSTINGS_READ)
@described(PostingSchema, refuses=(401, 403, 404, 429, 503))
def posting(opportunity_id: int) -> ResponseReturnValue:
    """One posting, also when it is over. A token opens no more of them than their pages do to a stranger."""
    opportunity = found_or_404(opportunity_queries.by_id(opportunity_id))
    require(opportunity_policy.may_see(None, opportunity))
    return answer(PostingSchema(), opportunity)


@dataclass(frozen=True)
class VerifiedCompetency:
    """What is verified of one competency."""

    competency: Competency
    label: str
    entries: int
    hours: float


@bp.get("/api/v1/record")
@for_token(TokenScope.RECORD_READ)
@described(RecordSchema, refuses=(401, 403, 404, 429, 503))
def record() -> ResponseReturnValue:
    """What is verified in one's own leadership record."""
    student = holder()
    require(record_policy.may_keep(student))
    entries = [entry for entry in record_queries.of_student(student.id) if entry.is_verified]
    facts = {
        "name": student.name,
        "class_year": student.class_year,
        "program": student.programme,
        "hours": sum(entry.hours or 0 for entry in entries),
        "competencies": _competencies(entries),
        "entries": entries,
    }
    return answer(RecordSchema(), facts)


def _competencies(entries: Sequence[Entry]) -> list[VerifiedCompetency]:
    hours = record_overview.hours_by_competency(entries)
    return [
        VerifiedCompetency(
            competency, label, sum(competency.value in entry.competencies for entry in entries), round(amount, 2)
        )
        for competency, (label, amount) in zip(Competency, hours, strict=True)
    ]


@bp.get("/api/openapi.json")
@public
@asks_questions
@described(None)
def openapi() -> ResponseReturnValue:
    """This description, for programs that read such ones."""
    settings: Settings = current_app.extensions["settings"]
    return sent(document.document(current_app, home=settings.base_url))
