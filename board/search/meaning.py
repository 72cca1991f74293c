"""What texts have in common beyond their words, by vectors of words; an extra: `pip install "rounds[meaning]"`.

WordLlama brings its vectors in the package: 256 numbers for each piece of a word, from the input layer of a language
model; a text is their mean. Nothing is downloaded or sent anywhere, and no model is run. What it is used for, and what
it was measured to bring, stands in docs/decisions/0028-vectors-of-words.md.
"""

import logging
from collections import OrderedDict
from collections.abc import Mapping
from functools import cache
from hashlib import blake2b
from importlib import util
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

log = logging.getLogger(__name__)

LONGEST = 2_000
"""Letters of a text that are read: what a posting is about stands at its beginning."""
MOST_TEXTS = 5_000
"""Whose vectors a process keeps: 5 MB."""
RANK_WEIGHT = 60
"""Of reciprocal rank fusion: Cormack, Clarke and Büttcher, SIGIR 2009."""


_vectors: OrderedDict[bytes, Any] = OrderedDict()
"""By the digest of a text: the texts themselves would take four times as much."""
_at_vectors = Lock()


def is_there() -> bool:
    """Whether the extra is installed, and its vectors can be read."""
    return _model() is not None


def ordered(text: str, others: Mapping[int, str]) -> list[int]:
    """The keys of texts that come in the order of some likeness, ordered anew by it and by their meaning together."""
    own = _vector(text[:LONGEST])
    by_likeness = list(others)
    by_meaning = sorted(others, key=lambda key: -float(own @ _vector(others[key][:LONGEST])))
    ranks = [{key: rank for rank, key in enumerate(order, start=1)} for order in (by_likeness, by_meaning)]
    return sorted(others, key=lambda key: -sum(1 / (RANK_WEIGHT + rank[key]) for rank in ranks))


def _vector(text: str) -> Any:
    key = blake2b(text.encode("utf-8", "replace"), digest_size=16).digest()
    with _at_vectors:
        if key in _vectors:
            _vectors.move_to_end(key)
            return _vectors[key]
    vector = np.asarray(_model().embed([text], norm=True)[0])
    with _at_vectors:
        _vectors[key] = vector
        if len(_vectors) > MOST_TEXTS:
            _vectors.popitem(last=False)
    return vector


@cache
def _model() -> Any:
    """The vectors, read once; None where there are none to be read: pages then order by words alone."""
    if util.find_spec("wordllama") is None:
        return None
    try:
        import wordllama  # an extra

        package = Path(wordllama.__file__).parent
        return wordllama.WordLlama.load(cache_dir=package, disable_download=True)
    except Exception:
        log.warning("the vectors of words cannot be read; similar postings are found by words alone", exc_info=True)
        return None
