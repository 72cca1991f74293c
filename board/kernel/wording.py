"""Numbers and lists as people say them."""

from collections.abc import Sequence


def plural(count: int, text: str, many: str = "") -> str:
    """`1 place`, `2 places`."""
    return f"{count:,} {text if count == 1 else many or text + 's'}"


def listed(words: Sequence[str], last: str = "and") -> str:
    """`a, b and c`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"
