"""What of an activity can be found, and what a reader may ask of the catalogue. All of it lives in its address."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from board.kernel import markdown
from board.kernel.web_address import Arguments
from board.learning.models import Activity
from board.school import settings as school_settings
from board.search.documents import Document
from board.search.engine import Range, Scope, SearchRequest
from board.search.fields import Fields
from board.search.query import parse

COLLECTION = "activity"
FACETS = ("competency", "area", "format", "length")
LENGTHS = {"short": "Up to 15 minutes", "middle": "16 to 60 minutes", "long": "More than an hour"}


@dataclass(frozen=True)
class ActivitySearchParams:
    """What a reader asks of the catalogue."""

    words: str = ""
    chosen: dict[str, frozenset[str]] = field(default_factory=dict)
    page: int = 1
    as_typed: bool = False
    """Whoever reads it does not want a slip in the words to be forgiven."""

    def request(self, now: datetime) -> SearchRequest:
        """The same, for the engine. What has expired is out of the scope."""
        return SearchRequest(
            query=parse(self.words, Fields(synonyms=school_settings.synonyms)),
            scope=Scope((COLLECTION,), {"expires": Range(now.timestamp(), None, missing=True)}),
            filters=self.chosen,
            facets=FACETS,
            sort=None if self.words else ("published", True),
            page=self.page,
            is_forgiving=not self.as_typed,
        )

    def address(self, **changes: Any) -> str:
        """The catalogue's query string for this, or for this with changes."""
        changes.setdefault("page", 1)
        changes.setdefault("as_typed", self.as_typed and "words" not in changes)
        params = replace(self, **changes)
        pairs = [("q", params.words)] if params.words else []
        pairs += [(facet, value) for facet in FACETS for value in sorted(params.chosen.get(facet, ()))]
        if params.as_typed:
            pairs.append(("typed", "1"))
        if params.page > 1:
            pairs.append(("page", str(params.page)))
        return f"?{urlencode(pairs)}" if pairs else "?"

    def page_address(self, page: int) -> str:
        """The address of another page of the same list."""
        return self.address(page=page)


def read(arguments: Arguments) -> ActivitySearchParams:
    """Understand an address; what makes no sense in it is passed over."""
    page = arguments.get("page", "")
    chosen = {facet: frozenset(arguments.getlist(facet)[:20]) - {""} for facet in FACETS}
    return ActivitySearchParams(
        words=arguments.get("q", "")[:200].replace("\x00", "").strip(),
        chosen={facet: values for facet, values in chosen.items() if values},
        page=int(page) if page.isascii() and page.isdigit() and 0 < len(page) < 5 else 1,
        as_typed=arguments.get("typed", "") == "1",
    )


def length(minutes: int) -> str:
    """Which of `LENGTHS` an activity belongs to."""
    return "short" if minutes <= 15 else "middle" if minutes <= 60 else "long"


def document(activity: Activity) -> Document:
    """An offered activity as the engine knows it."""
    numbers = {"published": activity.published_at.timestamp() if activity.published_at else 0.0}
    if activity.expires_on is not None:
        over = datetime.combine(activity.expires_on + timedelta(days=1), time(), UTC)
        numbers["expires"] = over.timestamp()
    return Document(
        collection=COLLECTION,
        key=activity.id,
        title=activity.title,
        text=f"{activity.summary}\n{markdown.plain(activity.description)}",
        names=" ".join((activity.provider, *(competency.replace("-", " ") for competency in activity.competencies))),
        labels={
            "competency": tuple(activity.competencies),
            "area": tuple(activity.areas),
            "format": (activity.format.value,),
            "length": (length(activity.minutes),),
        },
        numbers=numbers,
    )
