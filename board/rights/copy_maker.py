"""Making the copy that somebody asked for: its file first, outside of any unit of work, then its row."""

from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from board.kernel import clock
from board.kernel.progress import WorkProgress
from board.kernel.storage import FileStore
from board.kernel.unit_of_work import unit_of_work
from board.rights import copy_contents
from board.rights.actions import data_copy as data_copy_actions
from board.rights.queries import data_copy as data_copy_queries

IN_MEMORY = 8 * 1024 * 1024
"""Bytes; a larger copy passes through the disk."""


def make(copy_id: int, *, store: FileStore, progress: WorkProgress) -> None:
    """Write the ZIP. Doing it twice makes one; of a copy that nobody waits for any more nothing stays."""
    copy = data_copy_queries.by_id(copy_id)
    if copy is None or copy.is_ready:
        return
    with progress.of(work(copy_id)) as counter, SpooledTemporaryFile(IN_MEMORY) as file:
        copy_contents.write(copy.user, cast(BinaryIO, file), store=store, count=counter.note)
        file.seek(0)
        name = store.put(cast(BinaryIO, file))
    with unit_of_work():
        is_first = data_copy_actions.finish(copy_id, name=name, now=clock.now())
    if not is_first:
        store.forget(name)


def work(copy_id: int) -> str:
    """What the making of a copy is called there."""
    return f"data-copy-{copy_id}"
