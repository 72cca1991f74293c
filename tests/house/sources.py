"""The program's own text as trees, parsed when a test asks and once for all tests of a process."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ALL_MODULES = sorted((ROOT / "board").rglob("*.py"))
MODULES = [path for path in ALL_MODULES if "versions" not in path.parts]
"""Without the migrations, which are written once and never edited."""


@cache
def tree_of(path: Path) -> ast.Module:
    """The tree of one file, which nobody changes."""
    return ast.parse(path.read_text("utf-8"), filename=str(path))


def trees(paths: list[Path]) -> dict[Path, ast.Module]:
    """The trees of these files by their paths."""
    return {path: tree_of(path) for path in paths}
