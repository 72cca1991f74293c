"""Writing documents to the index: a few are put right where they are, and all of them are built anew beside."""

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any
from unicodedata import normalize

from board.search.documents import Document
from board.search.engine import COLLECTION
from board.search.postgresql.connection import Asker
from board.search.postgresql.facts import pack
from board.search.postgresql.schema import SCHEMA
from board.search.postgresql.words import Analysed, analyse, trigrams

BATCH = 500
"""Documents that a rebuild hands over at once."""

_COLUMNS = ("title", "body", "length", "words", "headings", "labels", "numbers", "facts")
_ALL = ", ".join(("collection", "key", *_COLUMNS))
_TYPES = (
    "collection text, key bigint, title text, body text, length int, words tsvector, headings tsvector, "
    "labels int[], numbers float8[], facts bytea"
)
_GIVEN = f"SELECT {_ALL} FROM jsonb_to_recordset(%s::jsonb) AS given ({_TYPES})"
_SAME = "d.collection = given.collection AND d.key = given.key"
_SET = ", ".join(f"{name} = given.{name}" for name in _COLUMNS)
_OLD, _NEW = (", ".join(f"{row}.{name}" for name in _COLUMNS) for row in ("d", "given"))
_CHANGE = f"""
    UPDATE {SCHEMA}.documents d SET {_SET}, changed_at = clock_timestamp() FROM given
    WHERE {_SAME} AND ({_OLD}) IS DISTINCT FROM ({_NEW})
"""
_ADD = f"""
    INSERT INTO {SCHEMA}.documents ({_ALL}) SELECT {_ALL} FROM given
    WHERE NOT EXISTS (SELECT FROM {SCHEMA}.documents d WHERE {_SAME})
"""
_USES_LABELS, _ADDS_NAMES = (f"hashtextextended('{SCHEMA}: {what}', 0)" for what in ("uses labels", "adds names"))
"""What each who writes holds until the commit: all of them together the first, and only one at a time the second, so
that no label goes which somebody is about to use, and what has a higher number is never seen before a lower one."""
_INDEXES = tuple(
    f"{SCHEMA}.{name}" for name in ("documents_words", "documents_headings", "documents_labels", "vocabulary_trigrams")
)
_IN_BULK = "SET LOCAL maintenance_work_mem = '256MB'; " + "; ".join(
    f"ALTER INDEX {index} SET (fastupdate = on, gin_pending_list_limit = 65536)" for index in _INDEXES
)
_ONE_BY_ONE = "; ".join(
    f"SELECT gin_clean_pending_list('{index}'); ALTER INDEX {index} SET (fastupdate = off)" for index in _INDEXES
)
"""Many rows are cheaper when their words are put into the index together; a few are found sooner one by one."""


def put(ask: Asker, documents: Sequence[Document]) -> None:
    """Add these, or replace what has their names. What is as it should be is left alone."""
    ask.do(f"SELECT pg_advisory_xact_lock_shared({_USES_LABELS})")
    rows = list(_rows(ask, documents))
    given = json.dumps([row for row, _ in rows])
    ask.do(f"WITH given AS ({_GIVEN}) {_CHANGE}", given)
    replaced = ", ".join(f"{name} = excluded.{name}" for name in (*_COLUMNS, "changed_at"))
    ask.do(f"WITH given AS ({_GIVEN}) {_ADD} ON CONFLICT (collection, key) DO UPDATE SET {replaced}", given)
    spellings = {word: stem for _, analysed in rows for word, stem in analysed.spellings.items()}
    _add_words(ask, spellings, dict.fromkeys(spellings.values(), 1))


def remove(ask: Asker, ids: Iterable[str]) -> None:
    """Forget these."""
    named = [name.rpartition(":") for name in ids]
    ask.do(
        f"""
        DELETE FROM {SCHEMA}.documents d USING unnest(%s::text[], %s::bigint[]) AS given (collection, key) WHERE {_SAME}
        """,
        [collection for collection, _, _ in named],
        [int(key) for _, _, key in named],
    )


def rebuild(ask: Asker, documents: Iterator[Document], progress: Callable[[int], None]) -> int:
    """Make the index hold just these. Whoever reads meanwhile goes on with what was there before."""
    ask.do(f"CREATE TEMP TABLE given ({_TYPES}, PRIMARY KEY (collection, key)) ON COMMIT DROP")
    spellings: dict[str, str] = {}
    having: Counter[str] = Counter()
    count = 0
    while some := list(islice(documents, BATCH)):
        rows = list(_rows(ask, some))
        ask.do(f"INSERT INTO given {_GIVEN}", json.dumps([row for row, _ in rows]))
        for _, analysed in rows:
            spellings.update(analysed.spellings)
            having.update(analysed.stems)
            count += 1
            progress(count)
    ask.do("ANALYZE given")
    ask.do(f"DELETE FROM {SCHEMA}.documents d WHERE NOT EXISTS (SELECT FROM given WHERE {_SAME})")
    (is_first,) = ask.row(f"SELECT NOT EXISTS (SELECT FROM {SCHEMA}.documents)")
    if is_first:  # nobody asks it yet: whoever did would have to wait
        ask.do(_IN_BULK)
    ask.do(_CHANGE)
    ask.do(_ADD)
    ask.do(f"DELETE FROM {SCHEMA}.vocabulary WHERE NOT word = ANY(%s)", sorted(spellings))
    _add_words(ask, spellings, having)
    if is_first:
        ask.do(_ONE_BY_ONE)
    ask.do(
        f"""
        UPDATE {SCHEMA}.vocabulary v SET documents = given.documents
        FROM unnest(%s::text[], %s::int[]) AS given (stem, documents)
        WHERE v.stem = given.stem AND v.documents <> given.documents
        """,
        list(having),
        list(having.values()),
    )
    ask.do(f"INSERT INTO {SCHEMA}.state SELECT gen_random_uuid(), now() WHERE NOT EXISTS (SELECT FROM {SCHEMA}.state)")
    ask.do(f"UPDATE {SCHEMA}.state SET built_at = clock_timestamp()")
    return count


def lock_state(ask: Asker) -> None:
    """Wait for whoever builds it at this moment. It comes first in a transaction: what that saw is seen afterwards."""
    ask.do(f"LOCK TABLE {SCHEMA}.state IN SHARE UPDATE EXCLUSIVE MODE")


def forget_labels(ask: Asker) -> None:
    """Take away what no document is called any more: it may be a name. Who remembers labels reads them anew."""
    lock_state(ask)
    ask.do(f"SELECT pg_advisory_xact_lock({_USES_LABELS})")
    unused = f"DELETE FROM {SCHEMA}.labels WHERE id NOT IN (SELECT unnest(labels) FROM {SCHEMA}.documents) RETURNING id"
    if ask.rows(unused):
        ask.do(f"UPDATE {SCHEMA}.state SET epoch = gen_random_uuid()")


def _rows(ask: Asker, documents: Sequence[Document]) -> Iterator[tuple[dict[str, Any], Analysed]]:
    """The rows of documents, ready to be handed over, each with its words."""
    labelled = [
        [(COLLECTION, document.collection)]
        + [(facet, _clean(value)) for facet, values in document.labels.items() for value in dict.fromkeys(values)]
        for document in documents
    ]
    label_ids = _ids(ask, "labels", ("facet", "value"), {label for labels in labelled for label in labels})
    names = {(name,) for document in documents for name in document.numbers}
    number_ids = _ids(ask, "numbers", ("name",), names)
    for document, labels in zip(documents, labelled, strict=True):
        numbers = {number_ids[name,]: float(number) for name, number in sorted(document.numbers.items())}
        ids = [label_ids[label] for label in labels]
        analysed, title = analyse(document), _clean(document.title)
        yield (
            {
                "collection": document.collection,
                "key": document.key,
                "title": title,
                "body": _clean(document.text),
                "length": analysed.length,
                "words": analysed.vector,
                "headings": analysed.headings,
                "labels": ids,
                "numbers": [numbers.get(place) for place in range(1, max(numbers, default=0) + 1)],
                "facts": f"\\x{pack(document.key, title, ids, numbers).hex()}",
            },
            analysed,
        )


def _clean(text: str) -> str:
    """Composed letters, so that words can be marked; without what PostgreSQL does not store."""
    return normalize("NFC", text).encode("utf-8", "replace").decode().replace("\0", "")


def _ids(
    ask: Asker, table: str, columns: tuple[str, ...], asked: Collection[tuple[str, ...]]
) -> dict[tuple[str, ...], int]:
    """The numbers that stand for these names; those that are new get one, in order, so that no two wait crosswise."""
    names = ", ".join(columns)
    arrays = ", ".join(["%s::text[]"] * len(columns))
    known = f"SELECT {names}, id FROM {SCHEMA}.{table} JOIN unnest({arrays}) AS given ({names}) USING ({names})"
    ids: dict[tuple[str, ...], int] = {}
    while missing := sorted(set(asked) - ids.keys()):
        values = [list(column) for column in zip(*missing, strict=True)]
        ids |= {tuple(name): number for *name, number in ask.rows(known, *values)}
        if missing := sorted(set(missing) - ids.keys()):
            values = [list(column) for column in zip(*missing, strict=True)]
            ask.do(f"SELECT pg_advisory_xact_lock({_ADDS_NAMES})")
            insert = f"INSERT INTO {SCHEMA}.{table} ({names}) SELECT * FROM unnest({arrays}) ON CONFLICT DO NOTHING"
            ask.do(insert, *values)
    return ids


def _add_words(ask: Asker, spellings: Mapping[str, str], having: Mapping[str, int]) -> None:
    """Know these words too, in order, so that no two wait crosswise."""
    known = f"SELECT word FROM {SCHEMA}.vocabulary WHERE word = ANY(%s)"
    missing = sorted(spellings.keys() - {word for (word,) in ask.rows(known, list(spellings))})
    words = [
        {"word": word, "stem": spellings[word], "trigrams": trigrams(word), "documents": having[spellings[word]]}
        for word in missing
    ]
    ask.do(
        f"""
        INSERT INTO {SCHEMA}.vocabulary (word, stem, trigrams, documents)
        SELECT word, stem, trigrams, documents
        FROM jsonb_to_recordset(%s::jsonb) AS given (word text, stem text, trigrams text[], documents int)
        ON CONFLICT DO NOTHING
        """,
        json.dumps(words),
    )
