"""What comes with the results: snippets, help for nothing found, suggestions, similar documents; all in the scope."""

from collections.abc import Callable

import pytest

from board.search.documents import Document
from board.search.engine import Engine, Marked, Range, Scope, SearchRequest, SearchResults, Suggestion
from board.search.fields import Fields
from board.search.query import parse
from board.search.snippets import LENGTH
from tests.search.conftest import Make

SCOPE = Scope(("posting",), {"closes": Range(low=100, missing=True)})
FIELDS = Fields(choices={"kind": "kind", "host": "host"}, amounts={"hours": "hours"})


@pytest.fixture(scope="module")
def engine(make_engine: Make) -> Engine:
    engine = make_engine()
    engine.rebuild(
        [
            Document(
                "posting",
                1,
                "Patient safety lead",
                "Lead the ward's safety huddle. "
                + "Nothing of note. " * 40
                + "Improve the quality of handover at night.",
                names="County Hospital",
                labels={"kind": ("qi-project",), "host": ("County Hospital",), "tag": ("handover",)},
                numbers={"hours": 3.0, "closes": 200.0},
            ),
            Document(
                "posting",
                2,
                "Ethics committee seat",
                "Sit with the ethics committee of the hospital and read policy.",
                labels={"kind": ("committee-seat",), "host": ("County Clinic",)},
                numbers={"hours": 6.0},
            ),
            Document(
                "posting",
                3,
                "Ward safety seminar",
                "A seminar about safety huddles and handover.",
                labels={"kind": ("seminar",), "host": ("North Clinic",)},
                numbers={"hours": 9.0},
            ),
            Document(
                "posting",
                4,
                "Xylophone safety",
                "Closed long ago.",
                labels={"kind": ("qi-project",)},
                numbers={"closes": 5.0},
            ),
            Document("mentor", 1, "Dr. Quincy Harrow", "Secretly keeps bees.", labels={"host": ("Hidden Hospital",)}),
        ]
    )
    return engine


@pytest.fixture
def search(engine: Engine) -> Callable[..., SearchResults]:
    def ask(text: str, **more: object) -> SearchResults:
        return engine.search(SearchRequest(parse(text, FIELDS), SCOPE, **more))  # type: ignore[arg-type]

    return ask


def marked(pieces: Marked) -> list[str]:
    return [text for text, is_match in pieces if is_match]


def test_snippets_show_where_the_words_stand_closest(search: Callable[..., SearchResults]) -> None:
    (snippet,) = search("night quality ", snippets=True).snippets
    assert marked(snippet.text) == ["quality", "night"]
    assert snippet.text[0] == ("… ", False)
    assert len("".join(text for text, _ in snippet.text)) <= LENGTH + 3
    (snippet,) = search("patients ", snippets=True).snippets
    assert marked(snippet.title) == ["Patient"]
    assert snippet.text[0][0].startswith("Lead the ward's")


@pytest.mark.parametrize(
    ("typed", "words"), [("handov", ["handover"]), ("committees ", ["committee"]), ("policies ", ["policy"])]
)
def test_endings_and_beginnings_are_marked(search: Callable[..., SearchResults], typed: str, words: list[str]) -> None:
    assert marked(search(typed, snippets=True).snippets[0].text) == words


def test_synonyms_are_marked(engine: Engine, search: Callable[..., SearchResults]) -> None:
    snippet = search("qi ", snippets=True)
    assert snippet.total == 0, "the words of a synonym must follow one another"


def test_when_nothing_is_left_it_says_which_filter_to_drop(search: Callable[..., SearchResults]) -> None:
    results = search(
        "safety kind:committee", ranges={"hours": Range(None, 4)}, filters={"host": frozenset({"North Clinic"})}
    )
    assert (results.total, results.without) == (0, {})
    results = search("safety kind:qi hours:>5")
    assert (results.total, results.without) == (0, {"kind": 1, "hours": 1})
    assert search("safety kind:qi").without == {}


def test_field_words_join_the_filters_of_the_page(search: Callable[..., SearchResults]) -> None:
    both = search("kind:seat", filters={"kind": frozenset({"seminar"})}, facets=("kind",))
    assert {key for _, key in both.keys} == {2, 3}
    assert both.facets["kind"] == {"qi-project": 1, "committee-seat": 1, "seminar": 1}
    assert [key for _, key in search('host:"county cl"').keys] == [2]
    assert [key for _, key in search("kind:seminars").keys] == [3]
    assert search("kind:unheard").total == 0


HAVING_ALL = {"": 3, "safety": 2, "safety kind:qi": 1, "-safety": 1, "-ward": 1, "-safety -committee": 0}
NOT_HAVING_ALL = ("safety bees", "safety ethics", "xylophone", "saftey")


@pytest.mark.parametrize(("typed", "count"), [*HAVING_ALL.items(), *((words, 0) for words in NOT_HAVING_ALL)])
def test_a_total_counts_what_has_all_that_is_asked_and_is_in_the_scope(engine: Engine, typed: str, count: int) -> None:
    assert engine.total(parse(typed, FIELDS), SCOPE) == count


def test_bands_are_counted_without_their_own_range(search: Callable[..., SearchResults]) -> None:
    bands = {"hours": {"4": Range(None, 5), "8": Range(None, 9), "never": Range(None, 1)}}
    assert search("", ranges={"hours": Range(None, 5)}, bands=bands).facets["hours"] == {"4": 1, "8": 2}


def test_suggestions_say_what_they_are_and_stay_in_the_scope(engine: Engine) -> None:
    assert engine.suggest("saf", SCOPE, 9) == [
        Suggestion("posting", 1, "Patient safety lead"),
        Suggestion("posting", 3, "Ward safety seminar"),
    ]
    assert engine.suggest("count", SCOPE, 2, ("host",)) == [
        Suggestion("host", None, "County Clinic"),
        Suggestion("host", None, "County Hospital"),
    ]
    assert engine.suggest("qi p", SCOPE, 5, ("kind",))[0] == Suggestion("kind", None, "qi-project")
    for secret in ("xylo", "quincy", "hidden", "bees"):
        assert engine.suggest(secret, SCOPE, 5, ("host", "kind")) == []
    assert engine.suggest("ethics com", SCOPE, 5)[0].key == 2
    assert engine.suggest("the", SCOPE, 5) == []


def test_titles_that_begin_as_typed_come_first(engine: Engine) -> None:
    assert [item.key for item in engine.suggest("war", SCOPE, 5)] == [3]
    assert [item.key for item in engine.suggest("pat", SCOPE, 5)] == [1]


def test_corrections_come_from_what_may_be_seen(search: Callable[..., SearchResults], engine: Engine) -> None:
    assert search("saftey ").corrected == "safety"
    assert search('"ward" saftey -night kind:qi ').corrected == '"ward" safety -night kind:qi'
    assert search("ethisc commitee ").corrected == "ethics committee"
    assert search("xylofone ").corrected is None
    assert search("qincy ").corrected is None
    mentors = engine.search(SearchRequest(parse("qincy "), Scope(("mentor",))))
    assert mentors.corrected == "quincy"
    assert search("safety ").corrected is None


def test_every_collection_is_counted_in_one_search(engine: Engine) -> None:
    scope = Scope(("posting", "mentor"), SCOPE.ranges)
    request = SearchRequest(parse(""), scope, filters={"collection": frozenset({"mentor"})}, facets=("collection",))
    results = engine.search(request)
    assert results.keys == [("mentor", 1)]
    assert results.facets["collection"] == {"posting": 3, "mentor": 1}


def test_similar_documents_share_telling_words(engine: Engine) -> None:
    assert engine.similar(("posting", 1), SCOPE, 5)[0] == ("posting", 3)
    assert ("posting", 1) not in engine.similar(("posting", 1), SCOPE, 5)
    assert engine.similar(("posting", 404), SCOPE, 5) == []
    assert len(engine.similar(("posting", 1), SCOPE, 1)) == 1
    assert ("posting", 4) not in engine.similar(("posting", 1), SCOPE, 9)


def test_an_empty_index_answers_and_grows(make_engine: Make) -> None:
    engine = make_engine()
    assert engine.rebuild([]) == 0
    request = SearchRequest(parse("safety"), SCOPE, facets=("kind",), sort=("closes", True), snippets=True)
    results = engine.search(request)
    assert (results.keys, results.total, results.facets, results.corrected) == ([], 0, {"kind": {}}, None)
    assert engine.search(SearchRequest(parse("a long query of more than three words"), SCOPE)).total == 0
    assert engine.suggest("s", SCOPE, 5, ("kind",)) == []
    assert (engine.count(), engine.is_ready()) == (0, True)
    engine.put([Document("posting", 1, "Safety", "")])
    assert engine.search(request).total == 1
    engine.remove(["posting:1"])
    assert engine.search(request).total == 0


def test_what_stands_there_instead_of_the_words_is_said(engine: Engine) -> None:
    texts = {1: "Quality improvement", 2: "QI", 3: "QI and quality improvement", 4: "Improvement of quality"}
    engine.rebuild(Document("posting", number, f"Ward {text}", "") for number, text in texts.items())
    results = engine.search(SearchRequest(parse("ward qi "), SCOPE, snippets=True))
    shown = {key: snippet.instead for (_, key), snippet in zip(results.keys, results.snippets, strict=True)}
    assert shown == {1: (("quality improvement", "qi"),), 2: (), 3: ()}
