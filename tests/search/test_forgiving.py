"""What people type is not what stands in the texts: slips, words joined and parted, full stops, foreign letters."""

import pytest

from board.search.documents import Document
from board.search.engine import Engine, Scope, SearchRequest, SearchResults
from board.search.query import parse

SCOPE = Scope(("posting",))
TITLES = {
    1: "Patient safety committee",
    2: "Free clinic manager",
    3: "Healthcare policy seminar",
    4: "The op-ed workshop",
    5: "Ph.D. students wanted",
    6: "Häberle fellowship",
    7: "QI on the ward",
    8: "Street medicine",
    9: "Stress seminar",
    10: "Patients of the comittee",
    **{number: f"Committee number {number}" for number in range(20, 60)},
}


@pytest.fixture
def engine(engine: Engine) -> Engine:
    documents = [Document("posting", number, title, "") for number, title in TITLES.items()]
    engine.rebuild([*documents, Document("mentor", 1, "Xavier Xylophone", "longhaul freeclimb")])
    return engine


def search(engine: Engine, typed: str, *, is_forgiving: bool = True) -> SearchResults:
    return engine.search(SearchRequest(parse(typed), SCOPE, is_forgiving=is_forgiving, snippets=True))


def found(engine: Engine, typed: str) -> list[int]:
    results = search(engine, typed)
    return [] if results.widened else [key for _, key in results.keys]


@pytest.mark.parametrize(
    ("typed", "meant", "first"),
    [
        ("patient saftey", "patient safety", 1),
        ("stret medecine", "street medicine", 8),
        ("kedicine street", "medicine street", 8),
        ("safety comittee", "safety committee", 1),
    ],
)
def test_what_was_meant_is_answered_at_once(engine: Engine, typed: str, meant: str, first: int) -> None:
    results = search(engine, f"{typed} ")
    assert (results.corrected, results.is_forgiven) == (meant, True)
    assert (results.keys[0], results.widened) == (("posting", first), False)
    assert results.query.text == meant
    assert any(is_marked for _, is_marked in results.snippets[0].title)


def test_a_slip_that_somebody_wrote_finds_it(engine: Engine) -> None:
    results = search(engine, "patient comittee ")
    assert (results.keys[0], results.corrected, results.is_forgiven) == (("posting", 10), None, False)


def test_who_insists_gets_what_was_typed(engine: Engine) -> None:
    results = search(engine, "stret medicine ", is_forgiving=False)
    assert (results.corrected, results.is_forgiven, results.enough) == ("street medicine", False, 1)
    assert results.query.text == "stret medicine "


@pytest.mark.parametrize("typed", ["ehr ", "ama seminar ", '"saftey" ', "xylofone ", "medic"])
def test_what_is_no_slip_is_not_corrected(engine: Engine, typed: str) -> None:
    assert search(engine, typed).corrected is None


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("freeclinic", 2),
        ("free-clinic", 2),
        ("health care policy", 3),
        ("health-care policy", 3),
        ("oped", 4),
        ("op ed workshop", 4),
        ("phd", 5),
        ("ph.d.", 5),
        ("Haeberle", 6),
        ("Haberle", 6),
        ("q.i.", 7),
        ("Q.I. ward", 7),
        ("streetmedicine", 8),
    ],
)
def test_one_word_or_two_or_with_full_stops_is_the_same(engine: Engine, typed: str, number: int) -> None:
    assert found(engine, f"{typed} ")[:1] == [number]
    assert not search(engine, f"{typed} ").is_forgiven


def test_other_ways_are_told_and_can_be_refused(engine: Engine) -> None:
    (also,) = search(engine, "freeclinic ").query.also
    assert (also.typed, also.phrases, also.without) == ("freeclinic", (("free", "clinic"),), '"freeclinic" ')
    assert search(engine, also.without).total == 0


def test_a_word_that_was_broken_at_the_end_of_a_line_is_no_other_way_of_writing(engine: Engine) -> None:
    engine.put([Document("posting", 70, "Culture of safety", ""), Document("posting", 71, "The cul- ture", "")])
    assert search(engine, "culture ").query.also == ()
    engine.put([Document("posting", 72, "A free clinic, a freeclinic", ""), Document("posting", 73, "Free clinic", "")])
    engine.put([Document("posting", 74, "Free", ""), Document("posting", 75, "Clinic", "")])
    assert [also.phrases for also in search(engine, "freeclinic ").query.also] == [(("free", "clinic"),)]


def test_no_way_of_writing_tells_of_what_is_out_of_the_scope(engine: Engine) -> None:
    assert search(engine, "long haul ").query.also == ()
    assert engine.search(SearchRequest(parse("long haul "), Scope(("mentor",)))).query.also != ()
    assert search(engine, "free clinic of nine or more other words said along the way here ").query.also == ()
