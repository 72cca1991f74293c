"""The style sheets and the pages know the same classes: none without a rule, no rule without a page."""

import ast
import re
from pathlib import Path

from tests.house.sources import trees

ROOT = Path(__file__).resolve().parents[2]
SHEETS = {path: re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.S) for path in ROOT.glob("static/css/*.css")}
WRITERS = [
    *(path for path in (ROOT / "templates").rglob("*") if path.is_file()),
    *(ROOT / "board").rglob("*.py"),
    *(ROOT / "static/js").glob("*.js"),
]
WRITTEN = {str(path.relative_to(ROOT)): path.read_text("utf-8") for path in WRITERS}
PREFIXED = re.compile(r"(?<![\w-])[cpuv]-[a-z][\w-]*")
"""Components, paper, utilities and the pictures of a record: written whole, never put together from parts."""
SELECTORS = [selector for text in SHEETS.values() for selector in re.findall(r"([^{};]*)\{", text)]
RULED = set(re.findall(r"\.([a-z][\w-]*)", " ".join(SELECTORS)))
"""The classes of all selectors: what stands before a brace, at the top or within another rule."""
OWN_STYLE = "templates/emails/_layout.html"
"""An email brings its style along."""
SET_BY_HTMX = {"htmx-request"}
OF_BUTTONS = {"primary", "quiet"}
PLURALS = {"offers", "declines"}
"""Second words of a pair that are no tones of a badge."""


def test_every_class_that_is_written_has_a_rule() -> None:
    strange = {name: _classes(text) - RULED for name, text in WRITTEN.items() if name != OWN_STYLE}
    assert {name: sorted(classes) for name, classes in strange.items() if classes} == {}


def test_every_tone_of_a_badge_has_a_rule() -> None:
    ruled = set(re.findall(r'\.c-badge\[data-tone="(\w+)"\]', " ".join(SELECTORS))) | {"plain"}
    labelled = {
        (path.relative_to(ROOT).as_posix(), pair.elts[1].value)
        for path, tree in trees(list((ROOT / "board").rglob("labels.py"))).items()
        for pair in ast.walk(tree)
        if isinstance(pair, ast.Tuple)
        and len(pair.elts) == 2
        and all(isinstance(part, ast.Constant) for part in pair.elts)
    }
    tones = {(name, word) for name, word in labelled if re.fullmatch("[a-z]+", word)}
    assert sorted((name, word) for name, word in tones if word not in ruled | OF_BUTTONS | PLURALS) == []


def test_every_rule_is_of_a_class_that_is_written() -> None:
    whole = re.compile(r"(?<![\w-])[a-z][\w-]*")
    words = set().union(*(whole.findall(text) for text in WRITTEN.values()))
    assert sorted(RULED - words - SET_BY_HTMX) == []


def test_every_custom_property_is_set_and_used() -> None:
    for path, text in SHEETS.items():
        used, declared = set(re.findall(r"var\((--[\w-]+)", text)), set(re.findall(r"(--[\w-]+)\s*:", text))
        assert (path.name, sorted(used ^ declared)) == (path.name, [])


def _classes(text: str) -> set[str]:
    """What is written with a prefix of ours anywhere, and all that stands in a `class` attribute."""
    plain = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", " ", text, flags=re.S)
    attributes = re.findall(r'\sclass="([^"{}<>]*)"', plain) + re.findall(r'classList\.\w+\("([^"]+)"', text)
    return set(PREFIXED.findall(text)) | {name for words in attributes for name in words.split()}
