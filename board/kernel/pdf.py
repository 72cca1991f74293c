"""PDFs that people hand in, written anew with nothing in them but what their pages show.

The work is done by `pdf_child.py` in a process of its own, whose memory and seconds are limited: a file made to harm a
reader harms that process, and is refused.
"""

import json
import subprocess
import sys
import threading
from pathlib import Path

from board.kernel.unit_of_work import refuse_inside_unit_of_work

MEGABYTES = 5
LARGEST = MEGABYTES * 1024 * 1024
"""Bytes that a file may have."""
MEMORY, SECONDS, PATIENCE = 512 * 1024 * 1024, 3, 20
"""Bytes and seconds of computing that judging one file may take; seconds until we stop waiting on a busy machine."""
AT_ONCE = 2
"""So many files are judged at a time by one process; whoever comes meanwhile waits in line."""
LIMITS = {"memory": MEMORY, "seconds": SECONDS, "pages": 60, "objects": 50_000, "unpacked": 256 * 1024 * 1024}
CHILD = Path(__file__).with_name("pdf_child.py")
BUSY = "Others hand in PDFs at this moment and yours could not be checked. Choose it again in a minute."
UNREAD = "That PDF could not be checked: reading it takes too long or too much memory. Print it to a new PDF."

_turns = threading.BoundedSemaphore(AT_ONCE)


class BadPdf(ValueError):
    """Why a file will not do, in a sentence for its owner."""


def rewritten(content: bytes) -> bytes:
    """The same pages without scripts, attached files, forms, and links that lead to other computers' files.

    Raises `BadPdf`. Takes half a second and more, so never inside a unit of work.
    """
    refuse_inside_unit_of_work("judging a PDF")
    if not content:
        raise BadPdf("That file is empty. Export it again and choose it once more.")
    if len(content) > LARGEST:
        raise BadPdf(f"That file has {len(content) / 1024 / 1024:.1f} MB; {MEGABYTES} MB is the most.")
    if not content.startswith(b"%PDF-"):
        raise BadPdf("That is not a PDF. Save or print it as PDF and choose it again.")
    if not _turns.acquire(timeout=PATIENCE):
        raise BadPdf(BUSY)
    try:
        return _judged(content)
    finally:
        _turns.release()


def _judged(content: bytes) -> bytes:
    command = [sys.executable, "-I", str(CHILD), json.dumps(LIMITS)]
    try:
        child = subprocess.run(command, input=content, capture_output=True, timeout=PATIENCE, check=True, env={})  # noqa: S603 (our own file, no shell)
        head, _, written = child.stdout.partition(b"\n")
        refusal = json.loads(head)["refusal"]
    except (subprocess.SubprocessError, ValueError, KeyError) as reason:
        raise BadPdf(UNREAD) from reason
    if refusal or not written.startswith(b"%PDF-"):
        raise BadPdf(refusal or UNREAD)
    return written
