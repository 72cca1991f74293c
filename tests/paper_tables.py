"""Reads the tables of the papers in docs/."""

import re
from collections.abc import Iterator


def rows_by_section(text: str) -> Iterator[tuple[str, list[str]]]:
    """The heading of its section and the cells of each row of each table, the heading rows left out."""
    section, lines = "", text.splitlines()
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if line.startswith("## "):
            section = line.removeprefix("## ")
        if re.fullmatch(r"\|.*\|", line) and not _is_rule(line) and not _is_rule(following):
            yield section, _cells(line)


def rows(text: str) -> list[list[str]]:
    """The same without their sections."""
    return [cells for _, cells in rows_by_section(text)]


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", line[1:-1])]


def _is_rule(line: str) -> bool:
    """Is this the line of dashes below a heading row?"""
    return re.fullmatch(r"\|.*\|", line) is not None and all(re.fullmatch(r":?-+:?", cell) for cell in _cells(line))
