"""Where a server notes searches that found nothing, until the worker of its machine counts them.

A reader who asks for a page must change nothing in the database, nor wait for whoever writes: a line at the end of a
file does neither. A file that is lost with the machine loses some counts and nothing else.
"""

from collections import Counter
from pathlib import Path

MOST_CHARACTERS = 60
"""What is longer is a sentence, and never the same as another one."""
MOST_BYTES = 256 * 1024
"""What the file may hold while no worker counts it."""


def note(folder: Path, words: str) -> None:
    """Write down the words of one search, spelled alike; nothing of a sentence."""
    words = spelled_alike(words)
    path = _path(folder)
    if not words.isprintable() or not 0 < len(words) <= MOST_CHARACTERS:
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)  # an index in the database has made none
        with path.open("ab") as log:
            if log.tell() < MOST_BYTES:
                log.write(f"{words}\n".encode())
    except OSError:
        return  # the folder is read-only or full: the page is worth more than its count


def take(folder: Path) -> Counter[str]:
    """What was noted, and how often each; answered again until `leave` says what of it is left to be counted."""
    taken = _taken(folder)
    try:
        if not taken.exists():
            _path(folder).replace(taken)
        lines = taken.read_text("utf-8", errors="ignore").splitlines()
    except FileNotFoundError:
        return Counter()
    return Counter(filter(None, lines))


def leave(folder: Path, uncounted: Counter[str]) -> None:
    """Of what was taken, this alone is left to be counted."""
    taken = _taken(folder)
    if not uncounted:
        taken.unlink(missing_ok=True)
        return
    part = taken.with_suffix(".part")
    part.write_text("".join(f"{words}\n" for words in uncounted.elements()), "utf-8")
    part.replace(taken)


def spelled_alike(words: str) -> str:
    """In small letters, with one space between two."""
    return " ".join(words.casefold().split())


def _path(folder: Path) -> Path:
    return folder / "empty-searches.log"


def _taken(folder: Path) -> Path:
    """What is left to be counted, for the next round of whichever worker comes."""
    return _path(folder).with_suffix(".taken")
