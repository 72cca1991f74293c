"""How far a long piece of work is, told across processes: on the disk, since a transaction shows nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class WorkProgress:
    """A folder with a file for each piece of work that is under way; a file says how much of it is done."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextmanager
    def of(self, work: str) -> Iterator["WorkCounter"]:
        """Count a piece of work while the block runs; its file is gone afterwards, whatever happened."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self._path(work)
        try:
            yield WorkCounter(path)
        finally:
            path.unlink(missing_ok=True)

    def done(self, work: str) -> int:
        """How much is done; 0 for what has not begun, or is over."""
        try:
            return int(self._path(work).read_text("ascii") or 0)
        except FileNotFoundError:
            return 0

    def _path(self, work: str) -> Path:
        return self.folder / f"{work}.count"


class WorkCounter:
    """How much of one piece of work is done."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def note(self, done: int) -> None:
        """So much is done by now."""
        partial = self.path.with_suffix(".part")
        partial.write_text(str(done), "ascii")
        partial.rename(self.path)
