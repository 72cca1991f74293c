"""The box on top searches every collection there is: how many each has for the words, and what they may become."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from board.learning.search_params import COLLECTION as ACTIVITIES
from board.mentorship.search_params import COLLECTION as MENTORS
from board.opportunities.facets import label
from board.opportunities.search_params import COLLECTION as POSTINGS
from board.opportunities.search_params import PostingSearchParams, open_now
from board.school import settings as school_settings
from board.search.engine import Engine, IndexUnavailable, Range, Scope, Suggestion
from board.search.fields import Fields
from board.search.query import Query, parse

MOST = 8
MOST_OF_A_FACET = 3
FACETS = {POSTINGS: ("kind", "host", "tag")}
"""Collection → the facets whose values are suggested too."""
FACET_TITLES = {"kind": "Kinds", "host": "Hosts", "tag": "Tags"}


@dataclass(frozen=True)
class Collection:
    """What can be found together, where its list is, and whose eyes it is for."""

    name: str
    title: str
    address: str
    scope: Callable[[datetime], Scope]
    read: Callable[[str, datetime], Query] = lambda words, _: parse(words, Fields(synonyms=school_settings.synonyms))
    """How its list understands words."""
    for_members: bool = False
    """Only who signed in may know of it."""


COLLECTIONS = (
    Collection(
        POSTINGS, "Opportunities", "/opportunities", open_now, lambda words, now: PostingSearchParams(words).query(now)
    ),
    Collection(MENTORS, "Mentors", "/mentors", lambda _: Scope((MENTORS,)), for_members=True),
    Collection(
        ACTIVITIES,
        "Learning",
        "/learning",
        lambda now: Scope((ACTIVITIES,), {"expires": Range(now.timestamp(), None, missing=True)}),
    ),
)


@dataclass(frozen=True)
class Tab:
    """A collection, how many it has for the words, and the address of their list."""

    name: str
    title: str
    count: int
    href: str


@dataclass(frozen=True)
class Group:
    """Suggestions of one sort: each with its words and where it leads."""

    title: str
    options: list[tuple[str, str]]


def visible(is_member: bool) -> list[Collection]:
    """The collections that this reader may know of."""
    return [collection for collection in COLLECTIONS if is_member or not collection.for_members]


def tabs(engine: Engine, words: str, now: datetime, *, is_member: bool, here: str, total: int) -> list[Tab]:
    """The collections that hold anything; none while the index is away. The list that asks has `total`."""
    shown = []
    try:
        for collection in visible(is_member):
            is_here = collection.name == here
            scope = collection.scope(now)
            count = total if is_here else engine.total(collection.read(words, now), scope)
            if count or engine.total(Query(), scope):
                shown.append(Tab(collection.name, collection.title, count, _address(collection.address, q=words)))
    except IndexUnavailable:
        return []
    return shown


def suggestions(engine: Engine, typed: str, now: datetime, *, is_member: bool) -> list[Group]:
    """What the typed words may become, grouped by what it is; nothing while the index is away."""
    groups = []
    try:
        for collection in visible(is_member):
            groups += _suggested(
                collection, engine.suggest(typed, collection.scope(now), MOST, FACETS.get(collection.name, ()))
            )
    except IndexUnavailable:
        return []
    return groups


def _suggested(collection: Collection, suggestion: list[Suggestion]) -> list[Group]:
    titles = [
        (suggestion.text, f"{collection.address}/{suggestion.key}")
        for suggestion in suggestion
        if suggestion.key is not None
    ]
    groups = [Group(collection.title, titles)] if titles else []
    for facet in FACETS.get(collection.name, ()):
        values = [suggestion.text for suggestion in suggestion if suggestion.what == facet and suggestion.key is None][
            :MOST_OF_A_FACET
        ]
        narrowed = [(label(facet, value), _narrowed(collection.address, facet, value)) for value in values]
        groups += [Group(FACET_TITLES[facet], narrowed)] if narrowed else []
    return groups


def _narrowed(address: str, facet: str, value: str) -> str:
    """The list of what has this value; tags have no filter of their own and are words."""
    return _address(address, q=f'tag:"{value}"') if facet == "tag" else _address(address, **{facet: value})


def _address(path: str, **arguments: str) -> str:
    stored = {name: value for name, value in arguments.items() if value}
    return f"{path}?{urlencode(stored)}" if stored else path
