"""Which column of somebody's file is which of ours, as said on the command line."""

from collections.abc import Iterable

import click

from board.kernel.spreadsheet import Table
from board.vocabulary.headings import NOT_USED, Headings


def chosen_columns(pairs: Iterable[str], table: Table, headings: Headings) -> dict[int, str]:
    """Place of their column → ours, from `--map OWN=OURS`."""
    mapped = {}
    for pair in pairs:
        own, _, ours = pair.rpartition("=")
        places = [at for at, name in enumerate(table.heading) if name.casefold() == own.strip().casefold()]
        column = NOT_USED if ours.strip() in ("", NOT_USED) else headings.named(ours)
        if not places:
            raise click.BadParameter(f"The file has no column {own!r}.", param_hint="--map")
        if not column:
            known = ", ".join(headings.columns)
            raise click.BadParameter(f"{ours!r} is none of our columns: {known}.", param_hint="--map")
        mapped[places[0]] = column
    return mapped
