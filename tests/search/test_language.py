"""What people type, understood: one test for each line of the language files, and the rest of the query language."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from board.search import language
from board.search.documents import Document
from board.search.engine import Engine, Scope, SearchRequest
from board.search.fields import Fields
from board.search.query import parse
from board.search.ranges import Range
from tests.search.conftest import Make

NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
FIELDS = Fields(
    choices={name: name for name in ("kind", "host", "place", "pay", "year", "season")},
    amounts={"hours": "hours"},
    times={"closing": "closes"},
    now=NOW,
)
LINES = [
    (part.strip(), other.strip())
    for line in language.lines("synonyms.txt")
    for left, _, right in [line.partition(">")]
    for part in left.split("=")
    for other in [*left.split("="), *right.split("=")]
    if other.strip() and other != part
]
PHRASES = sorted({phrase for line in LINES for phrase in line})
TRIGGERS = [
    (" ".join(phrase).replace(language.NUMBER, "3"), means.replace(language.NUMBER, "3").removesuffix(language.ONLY))
    for line in language.lines("triggers.txt")
    for words, means in [line.split(" = ")]
    for phrase in language.spelt_out(words)
]
STOP_WORDS = language.lines("stop_words.txt")
QUESTION_WORDS = language.lines("question_words.txt")


def within(days: float) -> Range:
    return Range(NOW.timestamp(), (NOW + timedelta(days=days)).timestamp())


@pytest.fixture(scope="module")
def built(make_engine: Make) -> Engine:
    """Two documents for each phrase of the synonyms: one has it, the other has its words apart and others between."""
    engine = make_engine()
    engine.rebuild(
        Document("posting", number, "Zebra crossing", f"xylo {phrase} xylo") for number, phrase in enumerate(PHRASES)
    )
    return engine


def found(engine: Engine, typed: str) -> set[str]:
    results = engine.search(SearchRequest(parse(typed), Scope(("posting",)), per_page=1000))
    return {PHRASES[key] for _, key in results.keys} if not results.widened else set()


@pytest.mark.parametrize(("typed", "other"), LINES)
def test_each_synonym_finds_the_other(built: Engine, typed: str, other: str) -> None:
    assert {typed, other} <= found(built, f"zebra {typed} ")
    assert other in found(built, f"{typed.upper()} zebra ")


@pytest.mark.parametrize(("typed", "other"), LINES)
def test_in_quotes_a_synonym_is_only_itself(built: Engine, typed: str, other: str) -> None:
    narrowed = found(built, f'"{typed}" ')
    assert typed in narrowed
    assert other not in narrowed or typed in other


def test_a_one_way_synonym_holds_one_way(built: Engine) -> None:
    one_way = [line.split(" > ") for line in language.lines("synonyms.txt") if ">" in line]
    assert one_way
    for wide, narrow in one_way:
        assert wide not in found(built, f"{narrow} ") - {narrow}


def test_a_one_way_synonym_is_worth_less_than_the_word(engine: Engine) -> None:
    engine.rebuild(
        Document("posting", number, title, "") for number, title in enumerate(["Oncology", "Cancer", "Ward"])
    )
    results = engine.search(SearchRequest(parse("cancer "), Scope(("posting",))))
    assert [key for _, key in results.keys] == [1, 0]


def test_a_term_that_stands_together_comes_before_its_words_apart(engine: Engine) -> None:
    filler, apart = "ward " * 30, "improvement brings quality today, and improvement brings quality"
    engine.rebuild(
        [
            Document("posting", 1, "Apart", f"{filler} {apart}"),
            Document("posting", 2, "Together", f"{filler} quality improvement"),
        ]
    )
    results = engine.search(SearchRequest(parse("quality improvement "), Scope(("posting",))))
    assert [key for _, key in results.keys] == [2, 1]
    results = engine.search(SearchRequest(parse("ward quality "), Scope(("posting",))))
    assert [key for _, key in results.keys] == [1, 2], "without the whole term its words are words"


def test_what_was_searched_besides_is_told_and_can_be_refused() -> None:
    (also,) = parse("new QI lead").also
    assert (also.typed, also.phrases, also.without) == ("QI", (("quality", "improvement"),), 'new "QI" lead')
    assert parse(also.without).also == ()
    (also,) = parse("quality improvements ").also
    assert also.phrases == (("qi",),)


@pytest.mark.parametrize("line", STOP_WORDS)
def test_each_stop_word_is_passed_over_wherever_it_stands(built: Engine, line: str) -> None:
    for word in line.split():
        assert [part.words for part in parse(f"zebra {word} lead").wanted] == [("zebra",), ("lead",)]
        assert found(built, f"{word} crossing ") == found(built, "crossing ") != set()
        assert found(built, f'"zebra {word} crossing"') == found(built, '"zebra crossing"') != set()
        assert found(built, f"zebra -{word} ") == found(built, "zebra "), "nothing is refused for it either"


@pytest.mark.parametrize("line", STOP_WORDS)
def test_no_stop_word_is_a_word_of_the_school(line: str) -> None:
    known = {word for phrase in (*language.synonyms(), *language.triggers()) if len(phrase) == 1 for word in phrase}
    assert not known & set(language.phrase(line))


@pytest.mark.parametrize(("words", "means"), TRIGGERS, ids=str)
def test_each_trigger_is_its_filter_and_in_quotes_its_words(words: str, means: str) -> None:
    query = parse(f"ward {words} lead", FIELDS)
    spelt_out = parse(means, FIELDS)
    assert (query.choices, query.ranges) == (spelt_out.choices, spelt_out.ranges)
    assert spelt_out.triggers, "the filter must make sense"
    assert [part.words for part in query.wanted] == [("ward",), ("lead",)]
    again = parse(query.triggers[0].without, FIELDS)
    assert again.triggers == ()
    assert any(part.is_quoted for part in again.wanted) or language.phrase(words)[-1] == "for"


def test_a_number_of_a_trigger_is_written_in_digits_or_in_letters() -> None:
    assert parse("clinic three hours a week", FIELDS).ranges == parse("clinic hours:<=3", FIELDS).ranges
    assert parse("two to four hours", FIELDS).ranges == parse("hours:2-4", FIELDS).ranges
    assert parse("clinic 2026 hours", FIELDS).ranges == {}, "that is a year"
    assert [part.words for part in parse("three clinics", FIELDS).wanted] == [("three",), ("clinics",)]


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("no more than 5 hours", "hours:<=5"),
        ("no less than 5 hours", "hours:>=5"),
        ("4 hours or more", "hours:>=4"),
        ("between 2 and 4 hours a week", "hours:2-4"),
    ],
)
def test_an_amount_is_not_its_opposite(typed: str, means: str) -> None:
    assert parse(typed, FIELDS).ranges == parse(means, FIELDS).ranges
    assert parse(typed, FIELDS).wanted == ()


@pytest.mark.parametrize("typed", ["first year resident", "Second-year residents"])
def test_a_longer_term_of_the_school_switches_nothing_on(typed: str) -> None:
    query = parse(f"{typed} clinic", FIELDS)
    assert (query.triggers, [also.typed for also in query.also]) == ((), [typed])


def test_five_and_more_is_not_five_at_most() -> None:
    assert parse("5+ hours", FIELDS).ranges == {}


def test_words_that_ask_are_passed_over_beside_what_is_unwanted_too() -> None:
    assert parse("anything -research").wanted == ()


@pytest.mark.parametrize("word", [word for line in QUESTION_WORDS for word in line.split()])
def test_each_question_word_is_passed_over_where_anything_else_is_typed(built: Engine, word: str) -> None:
    query = parse(f"{word} zebra crossing")
    assert ([part.words for part in query.wanted], query.passed_over) == ([("zebra",), ("crossing",)], (word,))
    assert parse(f"{word} remote", FIELDS).wanted == ()
    assert [part.words for part in parse(word).wanted] == [(word,)]
    assert parse(f'"{word}" zebra').wanted[0].is_quoted


def test_a_small_word_in_capitals_is_the_abbreviation_that_the_school_has(engine: Engine) -> None:
    letters = language.capitals()
    assert set(letters) == {"OR", "IT", "US", "WHO"}
    titles = [title for name in letters for title in (f"The {name} team", f"Team {name.lower()} others")]
    engine.rebuild([Document("posting", number, title, "") for number, title in enumerate(titles)])
    for number, name in enumerate(letters):
        for typed in (f"{name} team ", f"{name} "):
            results = engine.search(SearchRequest(parse(typed), Scope(("posting",)), snippets=True))
            assert results.keys == [("posting", 2 * number)]
        assert parse(f"{name} team").passed_over == ()
        assert parse(f"{name} TEAM").passed_over == (name,), "where all is in capitals they say nothing"
        assert parse(f"{name.lower()} team").passed_over == (name.lower(),)
    assert ("", False) not in results.snippets[0].title


def test_a_heading_in_capitals_has_no_abbreviations(engine: Engine) -> None:
    engine.rebuild([Document("posting", 1, "Clinic", "WHO CAN APPLY: students of the school. CONTACT US by email.")])
    for typed in ("WHO ", "US "):
        assert engine.search(SearchRequest(parse(typed), Scope(("posting",)))).keys == []


def test_a_known_abbreviation_is_not_the_plural_of_another() -> None:
    assert parse("EMS").also[0].phrases == (("emergency", "medical", "services"),)
    assert ("emergency", "medicine") in parse("EM").also[0].phrases


def test_words_that_switch_a_filter_on_do_not_empty_the_page(engine: Engine) -> None:
    engine.rebuild(
        [
            Document("posting", 1, "Clinic volunteer", "", numbers={"hours": 8.0}),
            Document("posting", 2, "Clinic", "", numbers={"hours": 3.0}),
        ]
    )
    ask = SearchRequest(parse("volunteer clinic 3 hours", FIELDS), Scope(("posting",)))
    results = engine.search(ask)
    assert (results.keys, results.enough, results.words) == ([("posting", 2)], 1, 2)
    assert engine.search(SearchRequest(parse("volunteer clinic hours:3", FIELDS), Scope(("posting",)))).keys == []


def test_a_word_that_texts_mean_otherwise_is_its_filter_only(engine: Engine) -> None:
    engine.rebuild(
        [
            Document("posting", 1, "Why patients fall", ""),
            Document("posting", 2, "Clinic", "", labels={"season": ("fall",)}),
        ]
    )
    results = engine.search(SearchRequest(parse("this fall", FIELDS), Scope(("posting",))))
    assert results.keys == [("posting", 2)]
    assert engine.search(SearchRequest(parse("patients this fall", FIELDS), Scope(("posting",)))).keys == []


def test_triggers_need_a_caller_who_knows_their_field() -> None:
    assert [part.words for part in parse("remote work").wanted] == [("remote",), ("work",)]


@pytest.mark.parametrize(
    ("typed", "name", "means"),
    [
        ("kind:seat", "kind", frozenset({"seat"})),
        ("KIND:Seat,Project", "kind", frozenset({"seat", "project"})),
        ('host:"County Hospital"', "host", frozenset({"county hospital"})),
        ("hours:<4", "hours", Range(None, 4)),
        ("hours:>=2", "hours", Range(2, None)),
        ("closing:7d", "closes", within(7)),
        ("closing:2w", "closes", within(14)),
        ("closing:today", "closes", Range(NOW.timestamp(), datetime(2026, 11, 26, tzinfo=UTC).timestamp())),
        ("closing:week", "closes", Range(NOW.timestamp(), datetime(2026, 11, 30, tzinfo=UTC).timestamp())),
        ("closing:month", "closes", Range(NOW.timestamp(), datetime(2026, 12, 1, tzinfo=UTC).timestamp())),
    ],
)
def test_field_words_narrow(typed: str, name: str, means: object) -> None:
    (trigger,) = parse(f"ward {typed} lead", FIELDS).triggers
    assert (trigger.name, trigger.means, trigger.typed, trigger.without) == (name, means, typed, "ward lead")


@pytest.mark.parametrize(("typed", "fits"), [("<4", "123"), ("<=4", "1234"), ("4", "4"), ("2-4", "234"), (">4", "56")])
def test_amounts_are_bounds(typed: str, fits: str) -> None:
    bounds = parse(f"hours:{typed}", FIELDS).ranges["hours"]
    low, high = bounds.low or 0, bounds.high or 99
    assert [number for number in range(1, 7) if low <= number < high] == [int(fit) for fit in fits]


@pytest.mark.parametrize(
    "typed", ["status:draft", "hours:many", "closing:whenever", "kind:,", "kind: seat", "-kind:seat", ":x", "kind:"]
)
def test_what_makes_no_sense_is_words(typed: str) -> None:
    query = parse(typed, FIELDS)
    assert query.triggers == ()
    assert query.wanted or query.unwanted


@pytest.mark.parametrize("typed", ["kind:seat OR kind:project", "fellowship OR seminar"])
def test_an_or_between_two_values_of_one_facet_is_no_word(typed: str) -> None:
    query = parse(typed, FIELDS)
    assert len(query.choices["kind"]) == 2 and query.wanted == ()


def test_field_words_of_one_name_join() -> None:
    query = parse("kind:seat kind:project hours:>2 hours:<9", FIELDS)
    assert query.choices == {"kind": frozenset({"seat", "project"})}
    assert query.ranges["hours"].high == 9
    assert 2 < query.ranges["hours"].low < 2.001


def test_a_line_with_nothing_on_one_side_is_no_phrase() -> None:
    table = language.synonyms(("zebra =", "> stripes", "horse > "))
    assert () not in table and not [others for others in table.values() if () in others]
    assert parse("zebra", replace(FIELDS, synonyms=("zebra =",))).wanted == parse("zebra", FIELDS).wanted
