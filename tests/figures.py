"""What the house measures about itself: `python -m tests.figures` prints the table of docs/architecture.md."""

import ast
import re
import sys
from pathlib import Path
from statistics import quantiles

ROOT = Path(__file__).resolve().parents[1]
LONGEST_LINE = 120


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
    return [
        ("lines of a function: half have at most, nine of ten at most, the longest", _spread(functions)),
        ("the same of views", _spread(views)),
        ("the longest file", f"{longest.relative_to(ROOT)}, {texts[longest].count(chr(10))} lines"),
        ("functions of more than five parameters", str(sum(_parameters(function) > 5 for function in functions))),
        ("lines of templates over 120 characters", str(sum(len(line) > LONGEST_LINE for line in lines))),
        ("`type: ignore`, `noqa`", f"{len(re.findall('type: ignore', whole))}, {len(re.findall('# noqa', whole))}"),
    ]


def _spread(functions: list[ast.FunctionDef]) -> str:
    lengths = sorted((function.end_lineno or 0) - function.lineno + 1 for function in functions)
    tenths = quantiles(lengths, n=10)
    return f"{tenths[4]:.0f}, {tenths[8]:.0f}, {lengths[-1]}"


def _parameters(function: ast.FunctionDef) -> int:
    arguments = function.args
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return len([argument for argument in every if argument.arg not in ("self", "cls")])


if __name__ == "__main__":
    rows = [f"| {words} | {value} |\n" for words, value in figures()]
    sys.stdout.write("| figure | today |\n|---|---|\n" + "".join(rows))
