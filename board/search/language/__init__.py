"""What the school's own words mean: small data files, read once."""

from functools import cache
from pathlib import Path

from board.search.folding import fold

Phrase = tuple[str, ...]


@cache
def synonyms() -> dict[Phrase, tuple[Phrase, ...]]:
    """Each word or phrase → what means the same. A line of `synonyms.txt` lists equals with `=` between them."""
    lines = (Path(__file__).parent / "synonyms.txt").read_text(encoding="utf-8").splitlines()
    table: dict[Phrase, tuple[Phrase, ...]] = {}
    for line in lines:
        if not line.strip() or line.startswith("#"):
            continue
        equals = [tuple(fold(one).split()) for one in line.split("=")]
        for one in equals:
            known = table.get(one, ())
            table[one] = known + tuple(other for other in equals if other != one and other not in known)
    return table
