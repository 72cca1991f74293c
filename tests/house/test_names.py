"""Names say what a thing is: files carry their slice's nouns, modules have one alias, classes one meaning."""

import ast
import re
from collections import defaultdict
from pathlib import Path

import pytest

from tests.house.sources import MODULES, ROOT, tree_of, trees

TESTS = sorted((ROOT / "tests").rglob("*.py"))
KNOWN = {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for path in MODULES}
LAYERS = ("actions", "forms", "models", "policy", "queries", "views")
ALL_LAYERS = (*LAYERS, "emails", "events", "handlers", "labels", "tasks", "exports")
SLICES = {
    "accounts": "account",
    "announcements": "announcement",
    "applications": "application",
    "committees": "committee",
    "dashboard": "dashboard",
    "disclosures": "disclosure",
    "discovery": "discovery",
    "erasure": "erasure",
    "learning": "learning",
    "match_rounds": "match_round",
    "mentorship": "mentorship",
    "notices": "notice",
    "office": "office",
    "opportunities": "opportunity",
    "organisations": "organisation",
    "personal_data": "personal_data",
    "placements": "placement",
    "record": "record",
    "reports": "report",
    "rights": "right",
    "webhooks": "webhook",
}
"""Each slice, and how its name begins an alias."""
VAGUE = {"one", "told", "said", "kept", "held", "found", "wanted", "trouble"}
"""Words that say how a thing came about and not what it is."""


@pytest.mark.parametrize("name", SLICES)
def test_a_file_of_a_layer_is_called_by_a_noun_of_its_slice(name: str) -> None:
    folder = ROOT / "board" / name
    listing = re.search(r"Nouns: ([^.]*)\.", ast.get_docstring(tree_of(folder / "__init__.py")) or "")
    nouns = re.split(r",\s+", listing[1]) if listing else []
    files = [path for layer in LAYERS for path in (folder / layer).glob("*.py") if path.stem != "__init__"]
    strange = [
        f"{path.parent.name}/{path.name}"
        for path in files
        if path.stem != "dependencies" and not any(re.fullmatch(rf"{noun}(_\w+)?", path.stem) for noun in nouns)
    ]
    assert strange == []
    unused = [noun for noun in nouns if not any(path.stem.startswith(noun) for path in files)]
    assert unused == [], "a noun without a file"


def test_a_module_has_one_name_wherever_it_is_imported() -> None:
    assert aliases_outside_the_rule() == []


def aliases_outside_the_rule() -> list[str]:
    """Each module that is imported under a name of its own, with where: in the code, its views and its tests."""
    strange = []
    for path, tree in trees([*MODULES, *TESTS]).items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                strange += [f"{path}: {alias.name}" for alias in node.names if alias.asname and alias.name in KNOWN]
            for alias in node.names if isinstance(node, ast.ImportFrom) and node.module else []:
                module, local = f"{node.module}.{alias.name}", alias.asname or alias.name
                if module in KNOWN and local not in _names_for(module, path):
                    strange.append(f"{path.relative_to(ROOT)}: {module} as {local}")
    return strange


def _names_for(module: str, path: Path) -> set[str]:
    """`account_queries` for a layer of another slice, `session_actions` for a file of a layer, else the plain name.

    Where that name is taken in the importing file, the name of the package goes before it.
    """
    parts = module.split(".")
    slice_ = SLICES.get(parts[1], parts[1])
    if parts[1] not in SLICES or len(parts) == 2:
        return {parts[-1], f"{slice_}_{parts[-1]}"}
    if len(parts) == 4 and parts[2] in ALL_LAYERS:
        return {f"{parts[3]}_{parts[2]}", *([parts[3]] if path.name == "__init__.py" else [])}
    if path.relative_to(ROOT).parts[1] == parts[1]:
        return {parts[-1], f"{slice_}_{parts[-1]}"}
    return {f"{slice_}_{parts[-1]}", *([parts[-1]] if len(parts) == 4 and parts[-1] not in ALL_LAYERS else [])}


def test_no_name_says_only_how_a_thing_came_about() -> None:
    strange = []
    for path, tree in trees(MODULES).items():
        for node in ast.walk(tree):
            stored = isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id in VAGUE
            if stored or (isinstance(node, ast.arg) and node.arg in VAGUE):
                strange.append(f"{path.relative_to(ROOT)}:{node.lineno}")  # type: ignore[attr-defined]
    assert [place for place in strange if not _is_field(place)] == []


def test_no_loop_of_a_test_or_a_template_is_named_so() -> None:
    loops = [
        f"{path.relative_to(ROOT)}: {node.id}"
        for path in TESTS
        for loop in ast.walk(tree_of(path))
        if isinstance(loop, ast.For | ast.comprehension)
        for node in ast.walk(loop.target)
        if isinstance(node, ast.Name) and node.id in VAGUE
    ]
    named = re.compile(rf"{{%-?\s*for\s+(?:\w+,\s*)*(?:{'|'.join(VAGUE)})\b")
    templates = [path for path in (ROOT / "templates").rglob("*.*") if named.search(path.read_text("utf-8"))]
    assert [*loops, *(str(path.relative_to(ROOT)) for path in templates)] == []


def _is_field(place: str) -> bool:
    """Whether it is a column or a field of a class, which a slice may call by a word of its own."""
    name, _, line = place.rpartition(":")
    tree = tree_of(ROOT / name)
    return any(
        isinstance(node, ast.ClassDef)
        and any(isinstance(part, ast.AnnAssign) and part.lineno == int(line) for part in node.body)
        for node in ast.walk(tree)
    )


def test_a_class_name_has_one_meaning() -> None:
    places = defaultdict(set)
    for path, tree in trees(MODULES).items():
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].add(str(path.relative_to(ROOT)))
    assert {name: sorted(where) for name, where in places.items() if len(where) > 1} == {}
