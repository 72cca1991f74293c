"""One spelling for what people type in several: the index and the query both pass through here."""

import unicodedata


def fold(text: str) -> str:
    """Lower case, compatible letters made plain, marks above and below letters dropped."""
    apart = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).lower()
