"""Questions that every engine is asked, drawn from the postings themselves so that most have answers."""

import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from _postings import KINDS, Posting

COMMON = 0.05
"""Words of pages stand in so many postings at least, so that pages are full."""

_WORD = re.compile(r"[a-z]{4,}")


@dataclass(frozen=True)
class Questions:
    """As many of each kind of work."""

    term: list[str]
    all_words: list[list[str]]
    any_words: list[list[str]]
    phrase: list[list[str]]
    prefix: list[str]
    did_you_mean: list[str]
    slipped_prefix: list[str]
    """What somebody has typed of a title, with one slip."""
    slipped_page: list[tuple[list[str], frozenset[str]]]
    """As `page`, with a slip in the longer word."""
    page: list[tuple[list[str], frozenset[str]]]


def questions(postings: Sequence[Posting], count: int) -> Questions:
    """Questions about these postings."""
    dice = random.Random(4)
    texts = [
        _WORD.findall(f"{item.title} {item.body}".lower()) for item in dice.sample(postings, min(count, len(postings)))
    ]
    texts = [words for words in texts if len(words) >= 12]
    texts = [texts[number % len(texts)] for number in range(count)]
    having = Counter(word for words in texts for word in set(words))
    common = [[word for word in set(words) if having[word] >= COMMON * len(texts)] for words in texts]
    common = [sorted(words) for words in common if len(words) >= 2]
    starts = [dice.randrange(len(words) - 1) for words in texts]
    pages = [(dice.sample(dice.choice(common), 2), frozenset(dice.sample(KINDS, 3))) for _ in range(count)]
    return Questions(
        term=[dice.choice(words) for words in texts],
        all_words=[dice.sample(words, 3) for words in texts],
        any_words=[dice.sample(words, 3) for words in texts],
        phrase=[words[start : start + 2] for words, start in zip(texts, starts, strict=True)],
        prefix=[dice.choice(words)[:4] for words in texts],
        did_you_mean=[_slip(dice.choice([word for word in words if len(word) > 5] or words), dice) for words in texts],
        slipped_prefix=[_begun(dice.choice(postings).title.lower(), dice) for _ in range(count)],
        slipped_page=[([_slip(max(words, key=len), dice), min(words, key=len)], kinds) for words, kinds in pages],
        page=pages,
    )


def _begun(title: str, dice: random.Random) -> str:
    """Two thirds of a title's letters, two exchanged in the longest of its whole words."""
    typed = title[: max(len(title) * 2 // 3, 6)].split()
    longest = max(range(len(typed)), key=lambda at: len(typed[at]))
    return " ".join(_slip(word, dice) if at == longest and len(word) > 3 else word for at, word in enumerate(typed))


def _slip(word: str, dice: random.Random) -> str:
    """Two letters exchanged."""
    at = dice.randrange(1, len(word) - 1)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
