"""What the house measures about itself.

`python -m tests.figures` prints it as a table; with `--picture` it draws the picture of docs/architecture.md.
"""

import ast
import re
import sys
from collections import Counter
from pathlib import Path
from statistics import quantiles

import grimp

from tests.house.test_names import VAGUE, aliases_outside_the_rule

ROOT = Path(__file__).resolve().parents[1]
LONGEST_LINE = 120
PAPER = ROOT / "docs" / "architecture.md"
PICTURE = re.compile(r"(?<=<!-- picture -->\n).*?(?=<!-- /picture -->)", re.DOTALL)
GROUND = ("kernel", "school", "web", "accounts", "vocabulary", "notices")
"""What nearly every slice imports: arrows to it would hide the others."""
ABOVE = ("cli", "demo", "dashboard", "office", "announcements")
"""What sees nearly every slice, for the same reason."""


def figures() -> list[tuple[str, str]]:
    """Each figure in words, and its value today."""
    modules = [path for path in (ROOT / "board").rglob("*.py") if "versions" not in path.parts]
    texts = {path: path.read_text("utf-8") for path in modules}
    trees = {path: ast.parse(text) for path, text in texts.items()}
    functions = [node for tree in trees.values() for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    views = [
        node
        for path, tree in trees.items()
        if "views" in (path.parent.name, path.stem)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
    ]
    lines = [line for path in (ROOT / "templates").rglob("*.html") for line in path.read_text("utf-8").splitlines()]
    longest = max(texts, key=lambda path: texts[path].count("\n"))
    whole = "\n".join(texts.values())
    names = Counter(
        node.name
        for tree in trees.values()
        for node in tree.body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )
    return [
        ("lines of a function: half have at most, nine of ten at most, the longest", _spread(functions)),
        ("the same of views", _spread(views)),
        ("the longest file", f"{longest.relative_to(ROOT)}, {texts[longest].count(chr(10))} lines"),
        ("functions of more than five parameters", str(sum(_parameters(function) > 5 for function in functions))),
        ("aliases of modules outside the rule, in code and tests", str(len(aliases_outside_the_rule()))),
        ("loops over `one` and its like in code", str(sum(_vague_loops(tree) for tree in trees.values()))),
        ("names of classes with more than one meaning", str(sum(count > 1 for count in names.values()))),
        ("lines of templates over 120 characters", str(sum(len(line) > LONGEST_LINE for line in lines))),
        ("`type: ignore`, `noqa`", f"{len(re.findall('type: ignore', whole))}, {len(re.findall('# noqa', whole))}"),
    ]


def _spread(functions: list[ast.FunctionDef]) -> str:
    lengths = sorted((function.end_lineno or 0) - function.lineno + 1 for function in functions)
    tenths = quantiles(lengths, n=10)
    return f"{tenths[4]:.0f}, {tenths[8]:.0f}, {lengths[-1]}"


def _vague_loops(tree: ast.Module) -> int:
    """Loops whose variable says how a thing came about, and not what it is."""
    loops = [node for node in ast.walk(tree) if isinstance(node, ast.For | ast.comprehension)]
    return sum(
        bool({name.id for name in ast.walk(loop.target) if isinstance(name, ast.Name)} & VAGUE) for loop in loops
    )


def _parameters(function: ast.FunctionDef) -> int:
    arguments = function.args
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return len([argument for argument in every if argument.arg not in ("self", "cls")])


def picture() -> str:
    """The slices as a Mermaid graph, each arrow with its number of imports; and in words what is left out of it."""
    graph = grimp.build_graph("board", cache_dir=None)
    slices = {name.partition(".")[2] for name in graph.find_children("board") if graph.find_children(name)}
    imports: Counter[tuple[str, str]] = Counter()
    for module in graph.modules:
        for imported in graph.find_modules_directly_imported_by(module):
            ends = tuple(f"{name}.".split(".")[1] for name in (module, imported))
            if len(set(ends)) == 2 and slices.issuperset(ends):
                imports[ends[0], ends[1]] += 1
    drawn = sorted(slices.difference(GROUND, ABOVE))
    arrows = [f"    {a} -->|{count}| {b}" for (a, b), count in sorted(imports.items()) if a in drawn and b in drawn]
    of_ground = [f"`{name}` {sum(n for (a, b), n in imports.items() if b == name and a in drawn)}" for name in GROUND]
    of_above = [f"`{name}` {sum(n for (a, b), n in imports.items() if a == name and b in drawn)}" for name in ABOVE]
    return "\n".join(
        [
            "```mermaid",
            "graph TD",
            *(f"    {name}" for name in drawn),
            *arrows,
            "```",
            "",
            f"Below all of it, and imported by these slices so often: {', '.join(of_ground)}.",
            f"Above all of it, and importing these slices so often: {', '.join(of_above)}.",
            "",
        ]
    )


if __name__ == "__main__":
    if "--picture" in sys.argv:
        PAPER.write_text(PICTURE.sub(lambda _: picture(), PAPER.read_text("utf-8")), "utf-8")
    else:
        rows = [f"| {words} | {value} |\n" for words, value in figures()]
        sys.stdout.write("| figure | today |\n|---|---|\n" + "".join(rows))
