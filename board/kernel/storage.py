"""Files on disk: written whole before their row, named by us, never by a user."""

import os
import secrets
from pathlib import Path


class FileStore:
    """A folder of files under random names, two levels deep."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, content: bytes) -> str:
        """Write the bytes to the disk and answer the name to find them by."""
        name = secrets.token_hex(16)
        path = self.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".part")
        with partial.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.rename(path)
        return name

    def path(self, name: str) -> Path:
        """Where a kept file lies. Raises ValueError for a name that is not ours."""
        if len(name) != 32 or not set(name) <= set("0123456789abcdef"):
            raise ValueError("that is not the name of a kept file")
        return self.folder / name[:2] / name

    def forget(self, name: str) -> None:
        """Remove a file; quiet when it is gone already."""
        self.path(name).unlink(missing_ok=True)
