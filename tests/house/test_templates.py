"""Templates read like pages: what recurs is drawn by a macro."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "templates"
DRAWN_BY = {
    'aria-label="Breadcrumb|c-crumbs': "parts.html",
}
"""A shape, and the file of `templates/_macros` that alone may write it out."""


@pytest.mark.parametrize("shape", DRAWN_BY)
def test_what_recurs_is_written_out_in_its_macro_only(shape: str) -> None:
    found = [path for path in sorted(FOLDER.rglob("*.html")) if re.search(shape, path.read_text("utf-8"))]
    assert [str(path.relative_to(FOLDER)) for path in found] == [f"_macros/{DRAWN_BY[shape]}"]
