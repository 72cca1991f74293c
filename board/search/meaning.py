"""What texts have in common beyond their words, by vectors of words; an extra: `pip install "rounds[meaning]"`.

WordLlama brings its vectors in the package: 256 numbers for each piece of a word, from the input layer of a language
model; a text is their mean. Nothing is downloaded or sent anywhere, and no model is run. What it is used for, and what
it was measured to bring, stands in docs/decisions/0028-vectors-of-words.md.
"""

from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import util
from pathlib import Path
from typing import Any

import numpy as np

LONGEST = 2_000
"""Letters of a text that are read: what a posting is about stands at its beginning."""
MOST_TEXTS = 5_000
"""Whose vectors a process keeps: 5 MB."""
RANK_WEIGHT = 60
"""Of reciprocal rank fusion: Cormack, Clarke and Büttcher, SIGIR 2009."""


@cache
def is_there() -> bool:
    """Whether the extra is installed."""
    return util.find_spec("wordllama") is not None


def ordered(text: str, others: Mapping[int, str]) -> list[int]:
    """The keys of texts that come in the order of some likeness, ordered anew by it and by their meaning together."""
    own = _vector(text[:LONGEST])
    by_likeness = list(others)
    by_meaning = sorted(others, key=lambda key: -float(own @ _vector(others[key][:LONGEST])))
    ranks = [{key: rank for rank, key in enumerate(order, start=1)} for order in (by_likeness, by_meaning)]
    return sorted(others, key=lambda key: -sum(1 / (RANK_WEIGHT + rank[key]) for rank in ranks))


@lru_cache(maxsize=MOST_TEXTS)
def _vector(text: str) -> Any:
    return np.asarray(_model().embed([text], norm=True)[0])


@cache
def _model() -> Any:
    import wordllama  # an extra

    package = Path(wordllama.__file__).parent
    return wordllama.WordLlama.load(cache_dir=package, disable_download=True)
