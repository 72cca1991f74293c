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


def initials(name: str) -> str:
    """Of the first and the last word of a name that begin with a letter, without titles: `AL` for Dr. Ada M. Lin."""
    words = [word for word in name.split() if word[0].isalpha() and not word.endswith(".")] or name.split()
    return "".join(word[0].upper() for word in (words[:1] + words[1:][-1:]))
