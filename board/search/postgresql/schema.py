"""The tables of the index. They lie in a schema of their own, which may be dropped at any time and built again.

The schema's name carries the number of their layout: while an upgrade rolls out, each version of the program has its
own.
"""

SCHEMA = "search_1"
TABLES = tuple(f"{SCHEMA}.{name}" for name in ("documents", "labels", "numbers", "vocabulary"))
"""Those that hold words of the school."""

CREATE = f"""
CREATE SCHEMA IF NOT EXISTS {SCHEMA};
CREATE TABLE IF NOT EXISTS {SCHEMA}.state (epoch uuid NOT NULL, built_at timestamptz NOT NULL);
CREATE TABLE IF NOT EXISTS {SCHEMA}.documents (
    id int GENERATED ALWAYS AS IDENTITY UNIQUE,
    collection text NOT NULL,
    key bigint NOT NULL,
    title text NOT NULL,
    body text NOT NULL,
    length int NOT NULL,
    words tsvector NOT NULL,
    headings tsvector NOT NULL,
    labels int[] NOT NULL,
    numbers float8[] NOT NULL,
    facts bytea NOT NULL,
    posting bytea GENERATED ALWAYS AS (int8send((id::int8 << 32) | length)) STORED,
    changed_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (collection, key)
) WITH (toast_tuple_target = 128);
ALTER TABLE {SCHEMA}.documents ALTER words SET STORAGE EXTERNAL,
    ALTER labels SET STORAGE MAIN, ALTER numbers SET STORAGE MAIN, ALTER facts SET STORAGE MAIN,
    ALTER posting SET STORAGE PLAIN;
CREATE INDEX IF NOT EXISTS documents_words ON {SCHEMA}.documents USING gin (words) WITH (fastupdate = off);
CREATE INDEX IF NOT EXISTS documents_headings ON {SCHEMA}.documents USING gin (headings) WITH (fastupdate = off);
CREATE INDEX IF NOT EXISTS documents_labels ON {SCHEMA}.documents USING gin (labels) WITH (fastupdate = off);
CREATE INDEX IF NOT EXISTS documents_changed_at ON {SCHEMA}.documents (changed_at);
CREATE TABLE IF NOT EXISTS {SCHEMA}.labels (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, facet text NOT NULL, value text NOT NULL, UNIQUE (facet, value)
);
CREATE TABLE IF NOT EXISTS {SCHEMA}.numbers (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL UNIQUE
);
CREATE TABLE IF NOT EXISTS {SCHEMA}.vocabulary (
    word text COLLATE "C" PRIMARY KEY, stem text COLLATE "C" NOT NULL, trigrams text[] NOT NULL, documents int NOT NULL
);
CREATE INDEX IF NOT EXISTS vocabulary_stem ON {SCHEMA}.vocabulary (stem);
CREATE INDEX IF NOT EXISTS vocabulary_trigrams ON {SCHEMA}.vocabulary USING gin (trigrams) WITH (fastupdate = off);
"""
