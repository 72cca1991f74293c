"""From a file that was handed in to the plan of what it would become."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from board.office.models import Import
from board.opportunities import exchange, queries, sheets


@dataclass(frozen=True)
class Reading:
    """What a file holds, how its columns were taken, and what bringing it in would do."""

    heading: tuple[str, ...]
    columns: dict[str, str]
    """Our column → theirs."""
    plan: exchange.Plan

    @property
    def left_over(self) -> list[str]:
        """Columns of the file that become nothing."""
        return [name for name in self.heading if name not in self.columns.values()]


def heading(batch: Import, path: Path) -> tuple[str, ...]:
    """The file's columns as far as it can be read at all."""
    try:
        return _table(batch, path).heading
    except sheets.UnreadableFile:
        return ()


def read(batch: Import, path: Path, zone: ZoneInfo, chosen: Mapping[str, str]) -> Reading:
    """Read the file anew: nothing of it is kept but the file itself. Raises `UnreadableFile`."""
    table = _table(batch, path)
    columns = sheets.match(table.heading, chosen)
    rows = exchange.understand(table, zone, columns)
    return Reading(table.heading, columns, exchange.plan(rows, queries.known_keys(zone)))


def _table(batch: Import, path: Path) -> sheets.Table:
    return sheets.read(path.read_bytes(), is_json=batch.filename.lower().endswith(".json"))
