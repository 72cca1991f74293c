"""The papers that a school's IT office and counsel ask for: files of docs/, shown as they are."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flask import url_for
from markupsafe import Markup

from board.kernel.markdown import render_paper

FOLDER = Path(__file__).resolve().parents[2] / "docs"
ENDPOINTS = {
    "trust.md": "dashboard.trust",
    "security.md": "dashboard.security",
    "access.md": "dashboard.access",
    "privacy.md": "dashboard.data_map",
    "accessibility.md": "dashboard.accessibility",
    "hecvat.md": "dashboard.questionnaire",
    "api.md": "dashboard.api",
}
"""Each file, and the page that shows it."""


@dataclass(frozen=True)
class TrustPaper:
    """A paper, ready for its page."""

    title: str
    html: Markup


@cache
def read(name: str) -> TrustPaper:
    """A paper by the name of its file."""
    text = (FOLDER / name).read_text("utf-8")
    addresses = {file: url_for(endpoint) for file, endpoint in ENDPOINTS.items()}
    return TrustPaper(title=text.partition("\n")[0].removeprefix("# "), html=render_paper(text, addresses))
