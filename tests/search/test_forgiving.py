"""What people type is not what stands in the texts: slips, words joined and parted, full stops, foreign letters."""

import random
from collections.abc import Sequence
from itertools import product

import pytest

from board.search.beginnings import Beginnings
from board.search.documents import Document
from board.search.engine import Engine, Scope, SearchRequest, SearchResults, Suggestion
from board.search.fields import Fields
from board.search.query import parse
from board.search.spelling import correct

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
    11: "Losing a patient",
    12: "Höfer and Müller",
    13: "A.B.C.D. or A.B.C.D.E. of vitamin B clinics",
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


def test_a_correction_replaces_nothing_that_the_filters_leave_over(engine: Engine) -> None:
    engine.rebuild(
        [
            Document("posting", 1, "Patient safety committee", "", labels={"kind": ("project",)}),
            Document("posting", 2, "Patient council", "", labels={"kind": ("seat",)}),
        ]
    )
    asked = SearchRequest(parse("patient saftey "), SCOPE, filters={"kind": frozenset({"seat"})}, is_forgiving=True)
    results = engine.search(asked)
    assert (results.keys, results.is_forgiven, results.corrected) == ([("posting", 2)], False, "patient safety")


def test_a_word_is_not_corrected_for_what_a_filter_leaves_out(engine: Engine) -> None:
    titles = {1: "Casual clinic", **{number: f"Causal study {number}" for number in range(2, 40)}}
    engine.rebuild([Document("posting", number, title, "", numbers={"hours": 8}) for number, title in titles.items()])
    engine.put([Document("posting", 50, "Causal clinic", "", numbers={"hours": 3})])
    fields = Fields(amounts={"hours": "hours"})
    results = engine.search(SearchRequest(parse("casual clinic 3 hours", fields), SCOPE, is_forgiving=True))
    assert (results.corrected, results.is_forgiven) == (None, False)


def test_no_correction_that_is_no_better_is_taken(engine: Engine) -> None:
    results = search(engine, "saftey clinic ")
    assert (results.is_forgiven, results.corrected) == (False, "safety clinic")


def test_what_is_shouted_is_corrected_in_capitals(engine: Engine) -> None:
    results = search(engine, "PATIENT OR SAFTEY ")
    assert (results.corrected, results.keys[0], results.widened) == ("PATIENT OR SAFETY", ("posting", 1), False)


def test_many_rare_words_ask_for_no_neighbours_and_an_unknown_one_does() -> None:
    asked: set[str] = set()

    def alike(word: str, _slips: int) -> list[str]:
        asked.add(word)
        return ["safety"]

    def weigh(stems: Sequence[str]) -> int:
        return 0 if "saftey" in stems else 50 if "safeti" in stems else 1

    query = parse("alphas betas gammas deltas epsilons zetas saftey ")
    assert correct(query, alike, weigh) == "alphas betas gammas deltas epsilons zetas safety"
    assert asked == {"saftey"}


def test_a_small_word_is_no_half_of_another(engine: Engine) -> None:
    engine.put([Document("posting", 80, "All around the house", ""), Document("posting", 81, "A round table", "")])
    assert search(engine, "a round ").query.also == ()
    assert [also.phrases for also in search(engine, "a-round ").query.also] == [(("around",),)]


def test_who_insists_gets_what_was_typed(engine: Engine) -> None:
    results = search(engine, "stret medicine ", is_forgiving=False)
    assert (results.corrected, results.is_forgiven, results.enough) == ("street medicine", False, 1)
    assert results.query.text == "stret medicine "


@pytest.mark.parametrize("typed", ["ehr ", "ama seminar ", "closing ", '"saftey" ', "xylofone ", "medic"])
def test_what_is_no_slip_is_not_corrected(engine: Engine, typed: str) -> None:
    assert search(engine, typed).corrected is None


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("freeclinic", 2),
        ("free-clinic", 2),
        ("free.clinic", 2),
        ("health care policy", 3),
        ("health-care policy", 3),
        ("oped", 4),
        ("op ed workshop", 4),
        ("phd", 5),
        ("ph.d.", 5),
        ("Haeberle", 6),
        ("Haberle", 6),
        ("Hoefer", 12),
        ("Mueller", 12),
        ("abcd", 13),
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


@pytest.mark.parametrize("typed", ["abcde", "bclinics"])
def test_no_long_word_is_taken_for_letters_and_none_is_parted_at_a_letter(engine: Engine, typed: str) -> None:
    assert search(engine, f"{typed} ").query.also == ()


def test_nothing_is_corrected_to_what_is_passed_over(engine: Engine) -> None:
    engine.rebuild(
        Document("posting", number, title, "") for number, title in {1: "Clinic needs", 2: "Garden", 3: "Pants"}.items()
    )
    assert search(engine, "nedds clinic ").corrected is None
    assert search(engine, "wants ").corrected is None
    assert search(engine, "gardne ").corrected == "garden"


def test_a_word_that_was_broken_at_the_end_of_a_line_is_no_other_way_of_writing(engine: Engine) -> None:
    engine.put([Document("posting", 70, "Culture of safety", ""), Document("posting", 71, "The cul- ture", "")])
    assert search(engine, "culture ").query.also == ()
    engine.put([Document("posting", 72, "A free clinic, a freeclinic", ""), Document("posting", 73, "Free clinic", "")])
    engine.put([Document("mentor", 74, "Free", ""), Document("mentor", 75, "Clinic", "")])
    assert search(engine, "freeclinic ").query.also == (), "where nobody may see them apart"
    engine.put([Document("posting", 74, "Free", ""), Document("posting", 75, "Clinic", "")])
    assert [also.phrases for also in search(engine, "freeclinic ").query.also] == [(("free", "clinic"),)]


def test_no_way_of_writing_tells_of_what_is_out_of_the_scope(engine: Engine) -> None:
    assert search(engine, "long haul ").query.also == ()
    assert engine.search(SearchRequest(parse("long haul "), Scope(("mentor",)))).query.also != ()
    assert search(engine, "free clinic of nine or more other words said along the way here ").query.also == ()


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("saftey", 1),
        ("pateint saf", 1),
        ("cilnic", 2),
        ("xree", 2),
        ("xanager", 2),
        ("anager", 2),
        ("helthcarr pol", 3),
        ("healthcaer", 3),
        ("strett med", 8),
        ("stressed", 9),
    ],
)
def test_suggestions_forgive_slips(engine: Engine, typed: str, number: int) -> None:
    assert number in [suggestion.key for suggestion in engine.suggest(typed, SCOPE, 5)]


@pytest.mark.parametrize("typed", ["fxe", "qii", "saxxty", "mxdxcin", "cxmittxx", "policx semjnar wark", "xylofone"])
def test_suggestions_forgive_no_more_than_that(engine: Engine, typed: str) -> None:
    assert engine.suggest(typed, SCOPE, 5) == []


def test_suggestions_forgive_only_where_nothing_is_as_typed_and_the_least_first(engine: Engine) -> None:
    titles = ["Causal study", "Casual shift", "Cesual", "Fundraising hand", "Fundraysing", "Fondraysing the council"]
    engine.rebuild(
        Document("posting", number, title, "", labels={"host": ("County Hospital",)})
        for number, title in enumerate(titles, start=1)
    )
    assert [suggestion.key for suggestion in engine.suggest("casual", SCOPE, 5)] == [2]
    assert [suggestion.key for suggestion in engine.suggest("casuxl", SCOPE, 5)] == [2]
    assert [suggestion.key for suggestion in engine.suggest("fondraising", SCOPE, 5)] == [4, 6]
    assert [suggestion.key for suggestion in engine.suggest("causal shi", SCOPE, 5)] == [2]
    engine.put([Document("posting", 7, "Casual shaft", "")])
    assert [suggestion.key for suggestion in engine.suggest("causal shift", SCOPE, 5)] == [2, 7]
    engine.put([Document("posting", 2, "Casual night shift", "")])
    assert [suggestion.key for suggestion in engine.suggest("causal shift", SCOPE, 5)] == [2, 7], "fewer slips first"
    assert engine.suggest("hosiptal", SCOPE, 5, ("host",)) == [Suggestion("host", None, "County Hospital")]


def test_a_beginning_has_as_many_slips_as_the_table_of_distances_says() -> None:
    dice = random.Random(20261129)
    words = ["".join(dice.choices("abcd", k=dice.randint(1, 12))) for _ in range(400)]
    for _, most in product(range(30), (1, 2)):
        typed = "".join(dice.choices("abcd", k=dice.randint(3, 10)))
        slips = {place: _slips(typed, word) for place, word in enumerate(words)}
        assert dict(Beginnings.of(words).near(typed, most)) == {
            place: count for place, count in slips.items() if 0 < count <= most
        }


def _slips(typed: str, word: str) -> int:
    """Letters to put in, leave out, change or exchange with the next, until the typed ones begin the word."""
    table = {(i, j): max(i, j) for i, j in product(range(len(typed) + 1), range(len(word) + 1)) if not i or not j}
    for i, j in product(range(1, len(typed) + 1), range(1, len(word) + 1)):
        changed = table[i - 1, j - 1] + (typed[i - 1] != word[j - 1])
        table[i, j] = min(table[i - 1, j] + 1, table[i, j - 1] + 1, changed)
        if i > 1 and j > 1 and typed[i - 2 : i] == word[j - 1] + word[j - 2]:
            table[i, j] = min(table[i, j], table[i - 2, j - 2] + 1)
    return min(table[len(typed), j] for j in range(len(word) + 1))
