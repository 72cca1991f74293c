"""Making the copy that somebody asked for: its file first, outside of any unit of work, then its row."""

from pathlib import Path

from board.kernel import clock
from board.kernel.progress import WorkProgress
from board.kernel.storage import FileStore
from board.kernel.unit_of_work import unit_of_work
from board.rights import copy_contents
from board.rights.actions import data_copy as data_copy_actions
from board.rights.queries import data_copy as data_copy_queries


def make(copy_id: int, *, store: FileStore) -> None:
    """Write the ZIP. Doing it twice makes one; of a copy that nobody waits for any more nothing stays."""
    copy = data_copy_queries.by_id(copy_id)
    if copy is None or copy.is_ready:
        return
    with progress(store.folder).of(work(copy_id)) as counter, store.writing() as (name, file):
        copy_contents.write(copy.user, file, store=store, count=counter.note)
    with unit_of_work():
        is_first = data_copy_actions.finish(copy_id, name=name, now=clock.now())
    if not is_first:
        store.forget(name)


def progress(folder: Path) -> WorkProgress:
    """How far the copies are that are being made, whichever process makes them."""
    return WorkProgress(folder / "progress")


def work(copy_id: int) -> str:
    """What the making of a copy is called there."""
    return f"data-copy-{copy_id}"
