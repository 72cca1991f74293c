"""Templates read like pages: short lines, and what recurs is drawn by a macro."""

import re
from pathlib import Path

import pytest

from tests.figures import LONGEST_LINE

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "templates"
TEMPLATES = sorted(FOLDER.rglob("*.html"))
DRAWN_BY = {
    'aria-label="Breadcrumb|c-crumbs': "parts.html",
    r'<form[^>]*method="post"': "forms.html",
    "csrf": "forms.html",
    "c-summary": "forms.html",
    "c-timeline": "parts.html",
}
"""A shape, and the file of `templates/_macros` that alone may write it out."""


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(FOLDER)))
def test_no_line_of_a_template_is_longer_than_one_of_python(path: Path) -> None:
    long = [number for number, line in enumerate(path.read_text("utf-8").splitlines(), 1) if len(line) > LONGEST_LINE]
    assert long == []


@pytest.mark.parametrize("shape", DRAWN_BY)
def test_what_recurs_is_written_out_in_its_macro_only(shape: str) -> None:
    found = [path for path in TEMPLATES if re.search(shape, path.read_text("utf-8"))]
    assert [str(path.relative_to(FOLDER)) for path in found] == [f"_macros/{DRAWN_BY[shape]}"]
