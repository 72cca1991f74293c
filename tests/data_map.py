"""The map of personal data in docs/privacy.md: `python -m tests.data_map` draws it anew from the registry."""

import re
from pathlib import Path

from board.personal_data import AREAS, IMPERSONAL, PersonalTable
from board.school import settings as school_settings

PAPER = Path(__file__).resolve().parents[1] / "docs" / "privacy.md"
MAP = re.compile(r"(?<=<!-- map -->\n).*?(?=<!-- /map -->)", re.DOTALL)


def data_map() -> str:
    """A table for each area, and a list of what holds no personal data."""
    parts = [f"### {heading}\n\n" + _table(tables) for heading, tables in AREAS]
    parts.append("### Without personal data\n\n" + "".join(f"- {table.name}: {table.what}.\n" for table in IMPERSONAL))
    return "\n".join(parts)


def _table(tables: tuple[PersonalTable, ...]) -> str:
    head = (
        "| table | what | who else sees it | in a copy | when erased | kept |\n| --- | --- | --- | --- | --- | --- |\n"
    )
    return head + "".join(f"| {' | '.join(_cells(table))} |\n" for table in tables)


def _cells(table: PersonalTable) -> list[str]:
    return [table.name, table.what, table.seen_by, _copy(table), _erased(table), _kept(table)]


def _copy(table: PersonalTable) -> str:
    if not table.owners or table.withheld == "*":
        return "no"
    return f"without {', '.join(table.withheld.split())}" if table.withheld else "yes"


def _erased(table: PersonalTable) -> str:
    return f"{table.erasure.value} ({table.because})" if table.because else table.erasure.value


def _kept(table: PersonalTable) -> str:
    if not table.retention:
        return "with the account, or what it belongs to"
    return f"as the setting “{school_settings.declared(table.retention).label}” says"


if __name__ == "__main__":
    PAPER.write_text(MAP.sub(data_map(), PAPER.read_text("utf-8")), "utf-8")
