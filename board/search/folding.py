"""One spelling for what people type in several: the index and the query both pass through here."""

import unicodedata

from whoosh.support.charset import accent_map

_PLAIN = {ord("’"): "'"} | accent_map


def fold(text: str) -> str:
    """Lower case, compatible letters made plain, marks above and below letters dropped."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.lower())
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).lower().translate(_PLAIN)


def fold_in_place(text: str) -> str:
    """The same, letter for letter, so that a place in the answer is the same place in the text."""
    return text.lower() if text.isascii() else text.translate(_IN_PLACE)


class _InPlace(dict[int, str]):
    """Letter → what it is compared as, found out when first met. What would become several letters stays."""

    def __missing__(self, letter: int) -> str:
        folded = fold(chr(letter))
        self[letter] = folded if len(folded) == 1 else chr(letter)
        return self[letter]


_IN_PLACE = _InPlace()
