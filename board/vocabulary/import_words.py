"""The words people use in the files that they bring in, from `import_words.toml`."""

import re
import tomllib
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

WORDS: dict[str, dict[str, list[str]]] = tomllib.loads(
    Path(__file__).with_name("import_words.toml").read_text(encoding="utf-8")
)
"""Table → our word → theirs."""
STOP = frozenset(WORDS["stop"]["words"])


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Without case, punctuation and accents: `Job_Title*`, `jobTitle` and `job title:` are one."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    folded = unicodedata.normalize("NFKD", spaced).encode("ascii", "ignore").decode().lower()
    return " ".join(re.sub(r"[^a-z0-9]+", " ", folded.replace("'", "").replace("#", " number ")).split())


def key(text: str) -> str:
    """What a word is remembered by: plain, or in small letters where its script has no plain form."""
    return (plain(text) or " ".join(text.casefold().split()))[:80].strip()


def singular(text: str) -> str:
    """Each word without its plural."""
    return " ".join(_single(word) for word in plain(text).split())


def bare(text: str) -> frozenset[str]:
    """The words that carry the meaning, in no order: `What is the name of the organization?` is `organization name`."""
    return frozenset(word for word in singular(text).split() if word not in STOP)


@cache
def by_word(table: str) -> dict[str, str]:
    """Their word, plain → ours."""
    return {plain(word): ours for ours, words in WORDS[table].items() for word in (*words, ours)}


@cache
def by_singular(table: str) -> dict[str, str]:
    """The same without plurals; a word that would then mean two things means the first."""
    return {singular(word): ours for word, ours in reversed(by_word(table).items())}


def _single(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word
