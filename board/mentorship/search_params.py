"""What of a mentor can be found, and what a reader may ask of the directory. All of it lives in the address."""

from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from board.kernel import markdown
from board.kernel.web_address import Arguments
from board.mentorship.choices import LANGUAGES, TOPICS, named, specialties
from board.mentorship.models import Enrolment
from board.school import settings as school_settings
from board.search.documents import Document
from board.search.engine import Range, Scope, SearchRequest
from board.search.fields import Fields
from board.search.query import parse

COLLECTION = "mentor"
FACETS = ("kind", "offer", "area", "competency", "specialty", "language", "channel")
SORTS: dict[str, tuple[str, bool] | None] = {"fit": None, "match": None, "places": ("places", True)}
MOST_VALUES = 20


@dataclass(frozen=True)
class MentorSearchParams:
    """What a reader asks of the directory."""

    words: str = ""
    chosen: dict[str, frozenset[str]] = field(default_factory=dict)
    has_place: bool = False
    sort: str = "fit"
    page: int = 1
    as_typed: bool = False
    """Whoever reads it does not want a slip in the words to be forgiven."""

    def request(self, per_page: int) -> SearchRequest:
        """The same, for the engine. The order of fit is the reader's own, so all that may lead it are asked for."""
        return SearchRequest(
            query=parse(self.words, Fields(synonyms=school_settings.synonyms)),
            scope=Scope((COLLECTION,)),
            filters=self.chosen,
            ranges={"places": Range(1, None)} if self.has_place else {},
            facets=FACETS,
            sort=SORTS[self.sort],
            page=1 if self.sort == "fit" else self.page,
            per_page=per_page,
            is_forgiving=not self.as_typed,
        )

    def address(self, **changes: Any) -> str:
        """The query string for this, or for this with changes; another question begins on its first page."""
        changes.setdefault("page", 1)
        changes.setdefault("as_typed", self.as_typed and "words" not in changes)
        params = replace(self, **changes)
        pairs: list[tuple[str, str]] = [("q", params.words)] if params.words else []
        pairs += [(facet, value) for facet in FACETS for value in sorted(params.chosen.get(facet, ()))]
        if params.has_place:
            pairs.append(("place", "1"))
        if params.sort != default_sort(params.words):
            pairs.append(("sort", params.sort))
        if params.as_typed:
            pairs.append(("typed", "1"))
        if params.page > 1:
            pairs.append(("page", str(params.page)))
        return f"?{urlencode(pairs)}" if pairs else "?"

    def page_address(self, page: int) -> str:
        """The address of another page of the same list."""
        return self.address(page=page)

    def without(self, facet: str, value: str) -> str:
        """The address with one value of a facet taken away."""
        return self.address(chosen=self.chosen | {facet: self.chosen[facet] - {value}})


def read(arguments: Arguments) -> MentorSearchParams:
    """Understand an address; what makes no sense in it is passed over."""
    words = arguments.get("q", "")[:200].replace("\x00", "").strip("\r\n")
    chosen = {facet: frozenset(arguments.getlist(facet)[:MOST_VALUES]) - {""} for facet in FACETS}
    sort, page = arguments.get("sort", ""), arguments.get("page", "")
    is_number = page.isascii() and page.isdigit() and len(page) < 5
    return MentorSearchParams(
        words=words,
        chosen={facet: values for facet, values in chosen.items() if values},
        has_place=arguments.get("place", "") == "1",
        sort=sort if sort in SORTS else default_sort(words),
        page=max(1, int(page)) if is_number else 1,
        as_typed=arguments.get("typed", "") == "1",
    )


def default_sort(words: str) -> str:
    """Best match when something was typed, best fit otherwise."""
    return "match" if words.strip() else "fit"


def document(enrolment: Enrolment) -> Document:
    """A listed mentor as the engine knows it."""
    labels = {
        "kind": (enrolment.kind.value,),
        "offer": tuple(enrolment.offers),
        "area": tuple(enrolment.areas),
        "competency": tuple(enrolment.competencies),
        "specialty": tuple(enrolment.specialties),
        "language": tuple(enrolment.languages),
        "channel": tuple(enrolment.channels),
    }
    spoken = [*named(TOPICS, enrolment.topics), *specialties(enrolment.specialties)]
    return Document(
        collection=COLLECTION,
        key=enrolment.id,
        title=enrolment.user.name,
        text="\n".join((markdown.plain(enrolment.about), enrolment.user.title, f"{enrolment.kind.label} mentor")),
        names=" ".join([*spoken, *named(LANGUAGES, enrolment.languages)]),
        labels=labels,
        numbers={"places": float(enrolment.places_left)},
    )
