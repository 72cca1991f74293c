"""What a person typed, understood. Every input is a query; none is an error, and none is expensive.

The language is ours and small: words, "phrases", -word or -"phrase" for what must not be there, and field words such as
kind:project or hours:<4. Nothing that is typed reaches the engine as syntax.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TypeVar
from unicodedata import normalize

from board.search import language
from board.search.analysis import WORD, stem, words
from board.search.fields import NO_FIELDS, Fields, Meaning
from board.search.folding import fold
from board.search.language import MOST_TABLES, NUMBER, ONLY, Phrase, question_words, stop_words
from board.search.ranges import Range

T = TypeVar("T")

LONGEST = 2_000
"""Letters that are read; a page may take fewer."""
MOST_WORDS = 100
LONGEST_RUN = 8
"""Words in a row that may together have a synonym or switch on a filter."""

_PIECE = re.compile(r'(?P<minus>-?)(?:(?P<field>\w{1,20}):(?=[^\s:]))?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
_WORD = re.compile(WORD)
_NUMBERS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_LONGEST_NUMBER = 3
_NO_FIELD = ("", "")
_LETTERS = re.compile(r"\w(?:\.\w)+")
_STRAIGHT = str.maketrans("“”„«»", '"' * 5)


@dataclass(frozen=True)
class QueryPart:
    """A word, or words in quotes, which must follow one another; and where in the text they stand."""

    words: Phrase
    start: int
    end: int
    is_quoted: bool = False


@dataclass(frozen=True)
class Also:
    """What is searched besides some of the words, because the school says both."""

    phrases: tuple[Phrase, ...]
    start: int
    end: int
    typed: str
    without: str
    """What to type to mean the words alone: they are put in quotes."""
    one_way: frozenset[Phrase] = frozenset()
    """Those of the phrases that mean not quite the same, and do not find the words."""

    def covers(self, part: QueryPart) -> bool:
        """Whether finding a phrase is as good as finding this part."""
        return self.start <= part.start and part.end <= self.end


@dataclass(frozen=True)
class Trigger:
    """A filter that was read out of the words, be it spelt out (`kind:project`) or switched on by one (`remote`)."""

    name: str
    """The facet or number that it narrows."""
    means: Meaning
    typed: str
    without: str
    """What to type to be rid of it: a word that switched it on is put in quotes, a field word is left out."""
    words: Phrase = ()
    """The words that switched it on. A field word leaves none."""
    is_said: bool = True
    """What has those words in its text fits as well."""

    @property
    def is_of_choices(self) -> bool:
        """It chooses values of a facet, not a range of numbers."""
        return isinstance(self.means, frozenset)


@dataclass(frozen=True)
class Query:
    """What must be there, what must not, and what was understood along the way."""

    text: str = ""
    wanted: tuple[QueryPart, ...] = ()
    unwanted: tuple[QueryPart, ...] = ()
    open_ended: bool = False
    """The last word may be the beginning of a longer one: nothing follows it yet."""
    also: tuple[Also, ...] = ()
    triggers: tuple[Trigger, ...] = ()
    parts: tuple[QueryPart, ...] = ()
    """All words that remained words, those that are passed over among them."""
    fields: Fields = field(default=NO_FIELDS, compare=False, repr=False)
    """By which it was understood."""

    @property
    def passed_over(self) -> tuple[str, ...]:
        """The small words that nothing was searched for, as they were typed."""
        return tuple(self.text[part.start : part.end] for part in self.parts if part not in self.wanted)

    @property
    def is_empty(self) -> bool:
        """Nothing is asked, so everything fits."""
        return not (self.wanted or self.unwanted or self.triggers)

    @property
    def choices(self) -> dict[str, frozenset[str]]:
        """Facet → values, loosely named: `qi` names `qi-project`, `county` names *County Hospital*."""
        chosen: dict[str, frozenset[str]] = {}
        for trigger in self.triggers:
            if isinstance(trigger.means, frozenset):
                chosen[trigger.name] = chosen.get(trigger.name, frozenset()) | trigger.means
        return chosen

    @property
    def ranges(self) -> dict[str, Range]:
        """Number → where it must lie."""
        bounds: dict[str, Range] = {}
        for trigger in self.triggers:
            if isinstance(trigger.means, Range):
                bounds[trigger.name] = trigger.means & bounds.get(trigger.name, Range(missing=True))
        return bounds


def parse(text: str, fields: Fields = NO_FIELDS) -> Query:
    """Understand what was typed, up to a bound."""
    text = normalize("NFC", text[:LONGEST])[:LONGEST].translate(_STRAIGHT)
    query_parts: list[QueryPart] = []
    unwanted: list[QueryPart] = []
    triggers: list[Trigger] = []
    room = MOST_WORDS
    is_shouted = text.isupper() and len(text.split()) > 1
    for piece in _PIECE.finditer(text):
        if trigger := _spelt_out(piece, fields):
            triggers.append(trigger)
            room -= 1
        else:
            parts = _parts(piece, room, is_shouted=is_shouted)
            (unwanted if piece["minus"] else query_parts).extend(parts)
            room -= sum(len(part.words) for part in parts)
        if room <= 0:
            break
    query_parts, switched_on = _switch(query_parts, fields, text)
    if _are_alternatives([*triggers, *switched_on]):
        query_parts = [part for part in query_parts if text[part.start : part.end] != "OR"]
    also = tuple(_also(query_parts, text, fields.synonyms))
    parts = query_parts
    query_parts = [part for part in parts if not stop_words().issuperset(part.words)]
    telling = [part for part in query_parts if part.is_quoted or not question_words().issuperset(part.words)]
    query_parts = telling if telling or triggers or switched_on or unwanted else query_parts
    return Query(
        text=text,
        wanted=tuple(query_parts),
        unwanted=tuple(part for part in unwanted if not stop_words().issuperset(part.words)),
        open_ended=bool(query_parts) and query_parts[-1].end == len(text) and not query_parts[-1].is_quoted,
        also=also,
        triggers=(*triggers, *switched_on),
        parts=tuple(parts),
        fields=fields,
    )


def _are_alternatives(triggers: list[Trigger]) -> bool:
    """Two values of one facet: an OR between them stands for itself, and for no operating room."""
    chosen = [trigger.name for trigger in triggers if trigger.is_of_choices]
    return len(set(chosen)) < len(chosen)


def _spelt_out(piece: re.Match[str], fields: Fields) -> Trigger | None:
    """The filter that a field word says; None when the piece is none, or says nothing that makes sense."""
    if not piece["field"] or piece["minus"]:
        return None
    meaning = fields.read(fold(piece["field"]), fold(piece["phrase"] or piece["word"] or "").strip())
    if meaning is None:
        return None
    without = f"{piece.string[: piece.start()].rstrip()} {piece.string[piece.end() :].lstrip()}".strip()
    return Trigger(*meaning, typed=piece[0], without=without)


def _parts(piece: re.Match[str], room: int, *, is_shouted: bool) -> list[QueryPart]:
    """The words of a piece, each by itself or, in quotes, together."""
    if piece["phrase"] is not None and not piece["field"]:
        phrase = tuple(words(piece["phrase"], is_shouted=is_shouted)[:room])
        return [QueryPart(phrase, piece.start(), piece.end(), is_quoted=True)] if phrase else []
    first = piece.start() + len(piece["minus"])
    raw = piece.string[first : piece.end()]
    matches = words(raw, is_shouted=is_shouted)[:room]
    spans = [match.span() for match in _WORD.finditer(raw)]
    if len(spans) != len(matches):  # a letter that stands for several words, or the room's end
        spans = [(0, len(raw))] * len(matches)
    return [QueryPart((word,), first + start, first + end) for word, (start, end) in zip(matches, spans, strict=True)]


def _switch(parts: list[QueryPart], fields: Fields, text: str) -> tuple[list[QueryPart], list[Trigger]]:
    """The words that remain words, and the filters that the others switch on."""
    query_parts: list[QueryPart] = []
    triggers: list[Trigger] = []
    for run, known in _runs(parts, lambda words: _means(words, fields.synonyms)):
        is_plain = "+" not in text[run[0].start : run[-1].end]  # five and more is not five at most
        name, value = known or _NO_FIELD
        meaning = fields.read(name, _with_numbers(value.removesuffix(ONLY), run)) if is_plain else None
        if meaning is None or meaning[0] in fields.settled:
            query_parts += run
        else:
            triggers.append(
                Trigger(
                    *meaning,
                    *_quoted(run, text),
                    words=tuple(part.words[0] for part in run),
                    is_said=not value.endswith(ONLY),
                )
            )
    return query_parts, triggers


def _means(words: Phrase, own: tuple[str, ...]) -> tuple[str, str] | None:
    """The field word that a phrase switches on, and its value; no field's where a longer term of the school has it."""
    known = language.triggers().get(tuple(map(_number_or_word, words)))
    return known or (_NO_FIELD if len(words) > 1 and _spelt(words, own) in _synonyms(own) else None)


def _number_or_word(word: str) -> str:
    return NUMBER if word in _NUMBERS or (word.isdecimal() and len(word) < _LONGEST_NUMBER) else word


def _with_numbers(value: str, run: list[QueryPart]) -> str:
    """A value of a field word with the numbers of a run in it."""
    for word in (part.words[0] for part in run):
        if _number_or_word(word) == NUMBER:
            value = value.replace(NUMBER, str(_NUMBERS.index(word)) if word in _NUMBERS else word, 1)
    return value


def _also(parts: list[QueryPart], text: str, own: tuple[str, ...]) -> Iterator[Also]:
    """What the school says for the same as some of the words. Quotes mean: these words only."""
    for run, phrases in _runs(parts, lambda words: _synonyms(own).get(_spelt(words, own))):
        if phrases:
            term = _spelt(tuple(part.words[0] for part in run), own)
            one_way = frozenset(phrase for phrase in phrases if (term, phrase) in _one_way(own))
            yield replace(also_of(run, phrases, text), one_way=one_way)


def also_of(run: list[QueryPart], phrases: tuple[Phrase, ...], text: str) -> Also:
    """What is searched besides the parts of a run."""
    return Also(phrases, run[0].start, run[-1].end, *_quoted(run, text))


def _spelt(words: Phrase, own: tuple[str, ...]) -> Phrase:
    """Words as the table has them: as they are where the school knows one, as *EMS*, which is not more than one *EM*.

    Letters with full stops between them, as in *Q.I.*, are the word that they spell.
    """
    table = language.synonyms(own)
    spelt = [
        together if _LETTERS.fullmatch(word) and (together := word.replace(".", "")) not in stop_words() else word
        for word in words
    ]
    return tuple(word if (word,) in table else stem(word) for word in spelt)


@lru_cache(maxsize=MOST_TABLES)
def _synonyms(own: tuple[str, ...]) -> dict[Phrase, tuple[Phrase, ...]]:
    """The same table by stems, so that *records* is known where *record* is."""
    known = language.synonyms(own).items()
    by_stems = {tuple(map(stem, phrase)): others for phrase, others in known}
    return by_stems | {_spelt(phrase, own): others for phrase, others in known}


@lru_cache(maxsize=MOST_TABLES)
def _one_way(own: tuple[str, ...]) -> frozenset[tuple[Phrase, Phrase]]:
    return frozenset((_spelt(typed, own), other) for typed, other in language.one_way(own))


def _runs(parts: list[QueryPart], look_up: Callable[[Phrase], T | None]) -> Iterator[tuple[list[QueryPart], T | None]]:
    """The parts in runs: the longest ones that are known, with what is known, and single ones that are not."""
    place = 0
    while place < len(parts):
        for length in range(min(LONGEST_RUN, len(parts) - place), 0, -1):
            run = parts[place : place + length]
            known = None
            if not any(part.is_quoted for part in run):
                known = look_up(tuple(part.words[0] for part in run))
            if known is not None or length == 1:
                yield run, known
                place += length
                break


def _quoted(run: list[QueryPart], text: str) -> tuple[str, str]:
    """The words of a run as typed, and the text with quotes around them."""
    typed = text[run[0].start : run[-1].end]
    return typed, f'{text[: run[0].start]}"{typed}"{text[run[-1].end :]}'
