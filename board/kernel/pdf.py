"""Is this really a PDF that is safe to hand on? Judged by its content, never by its name."""

import io

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

LARGEST = 5 * 1024 * 1024
MOST_PAGES = 60
MOST_OBJECTS = 20_000
ACTIVE = {"/JavaScript", "/JS", "/Launch", "/EmbeddedFile", "/EmbeddedFiles", "/RichMedia", "/XFA"}


def complaint(content: bytes) -> str:
    """Why the file will not do, in a sentence; empty when it will."""
    if not content:
        return "That file is empty. Export it again and choose it once more."
    if len(content) > LARGEST:
        return f"That file has {len(content) / 1024 / 1024:.1f} MB; 5 MB is the most."
    if not content.startswith(b"%PDF-"):
        return "That is not a PDF. Save or print it as PDF and choose it again."
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            return "That PDF has a password. Save it without one."
        if len(reader.pages) > MOST_PAGES:
            return f"That PDF has {len(reader.pages)} pages; {MOST_PAGES} is the most."
        if not reader.pages:
            return "That PDF has no pages."
        active = _holds_something_active(reader)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError):
        return "That PDF is damaged. Export it again and choose it once more."
    return "That PDF holds a script or an attached file. Print it to a new PDF and choose that." if active else ""


def _holds_something_active(reader: PdfReader) -> bool:
    """Walk the objects that the catalogue leads to; a file with more than twenty thousand is not a CV."""
    waiting: list[object] = [reader.trailer["/Root"]]
    seen: set[int] = set()
    for _ in range(MOST_OBJECTS):
        if not waiting:
            return False
        thing = waiting.pop()
        if isinstance(thing, IndirectObject):
            if thing.idnum in seen:
                continue
            seen.add(thing.idnum)
            thing = thing.get_object()
        if isinstance(thing, DictionaryObject):
            if ACTIVE & set(thing) or thing.get("/S") in ACTIVE:
                return True
            waiting.extend(thing.values())
        elif isinstance(thing, ArrayObject):
            waiting.extend(thing)
    return True
