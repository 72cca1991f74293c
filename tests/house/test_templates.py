"""Templates read like pages: short lines, and what recurs is drawn by a macro."""

import re
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import Environment, nodes

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


STATES = {"state", "status", "stage", "kind", "part", "source", "relation", "grade", "label"}
"""What decides which words and buttons a person gets: `labels.py`, `policy.py` and the models compare these."""
HELD = {"roles_held", "roles_waiting"}


def test_no_template_compares_a_state() -> None:
    written = [path for path in sorted(FOLDER.rglob("*")) if path.suffix in {".html", ".txt"}]
    strange = [f"{path.relative_to(FOLDER)}:{line}" for path in written for line in _compared(path.read_text("utf-8"))]
    assert strange == [], "ask a property of the model, a label or the policy instead"


def _compared(text: str) -> list[int]:
    """The lines of a template that compare a state."""
    tree = Environment().parse(text)
    compares = [
        compare.lineno
        for compare in tree.find_all(nodes.Compare)
        if _is_of_states([compare.expr, *(operand.expr for operand in compare.ops)])
    ]
    return compares + [
        picking.lineno
        for picking in tree.find_all(nodes.Filter)
        if picking.name in {"selectattr", "rejectattr"} and len(picking.args) > 1
        if isinstance(picking.args[0], nodes.Const) and picking.args[0].value in STATES
    ]


def _is_of_states(sides: list[nodes.Expr]) -> bool:
    """Is a state held against words that are written in the template, or a role looked for by its name?"""
    written = any(_is_written(side) for side in sides)
    return written and any(_names(side) & (STATES | HELD) for side in sides)


def _names(side: nodes.Node) -> set[str]:
    """What an expression ends in: `x.state`, `x.state.value`, `x.status(now)` and `label[0]` all end in a state."""
    match side:
        case nodes.Getattr(attr="value", node=inner) | nodes.Call(node=inner) | nodes.Getitem(node=inner):
            return _names(inner)
        case nodes.Filter(node=inner) if inner is not None:
            return _names(inner)
        case nodes.Getattr(attr=name) | nodes.Name(name=name):
            return {name}
    return set()


def _is_written(side: nodes.Node) -> bool:
    if isinstance(side, nodes.Tuple | nodes.List):
        return all(_is_written(item) for item in side.items)
    return isinstance(side, nodes.Const) and isinstance(side.value, str)


def test_no_macro_reads_more_than_its_arguments() -> None:
    """A page that imports `with context` hands over all it has, and its macro cannot be shown elsewhere."""
    assert [str(path.relative_to(FOLDER)) for path in TEMPLATES if "with context" in path.read_text("utf-8")] == []


def test_the_look_shows_every_macro() -> None:
    """`/dev/look` calls each, or what it calls does: who changes a macro sees there what it does to pages."""
    written = {path.name: Environment().parse(path.read_text("utf-8")) for path in FOLDER.glob("_macros/*.html")}
    macros = {(name, macro.name): macro for name, tree in written.items() for macro in tree.find_all(nodes.Macro)}
    imported = {
        name: _imported(tree) | {macro: (name, macro) for file, macro in macros if file == name}
        for name, tree in written.items()
    }
    shown: set[tuple[str, str]] = set()
    for page in ("look/index.html", "layout.html"):
        tree = Environment().parse((FOLDER / page).read_text("utf-8"))
        waiting = _called(tree, _imported(tree))
        while waiting:
            shown |= waiting
            waiting = {inner for each in waiting for inner in _called(macros[each], imported[each[0]])} - shown
    assert sorted(macros.keys() - shown) == []


def _imported(tree: nodes.Template) -> dict[str, tuple[str, str]]:
    """The name by which a template calls a macro → its file and its own name."""
    names = {}
    for statement in tree.find_all(nodes.FromImport):
        file = str(getattr(statement.template, "value", "")).removeprefix("_macros/")
        for name in statement.names:
            own, local = name if isinstance(name, tuple) else (name, name)
            names[local] = (file, own)
    return names


def _called(tree: nodes.Node, known: dict[str, tuple[str, str]]) -> set[tuple[str, str]]:
    named = [call for call in tree.find_all(nodes.Call) if isinstance(call.node, nodes.Name)]
    calls = {call.node.name for call in named}
    calls |= {call.args[0].name for call in named if call.node.name == "written_once"}
    return {known[name] for name in calls if name in known and known[name][1]}


def test_no_template_asks_the_database(app: Flask) -> None:
    names = app.jinja_env.globals | app.jinja_env.filters | app.jinja_env.tests
    asking = {name for name, function in names.items() if ".queries" in str(getattr(function, "__module__", ""))}
    assert asking == set(), "the view asks, and hands the rows over"
