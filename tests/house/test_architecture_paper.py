"""docs/architecture.md and CONTRIBUTING.md name files and functions; each exists, and the picture is today's."""

import ast
import re
from pathlib import Path

import pytest

from tests.figures import PAPER, PICTURE, picture

ROOT = Path(__file__).resolve().parents[2]
PATH = re.compile(r"`((?:board|tests|templates|static|docs)/[\w/.-]+)(?:::(\w+))?`")
PAPERS = [path for path in (PAPER, ROOT / "CONTRIBUTING.md") if path.exists()]


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: path.name)
def test_every_file_and_function_that_the_paper_names_exists(paper: Path) -> None:
    named = PATH.findall(paper.read_text("utf-8"))
    assert named
    missing = [f"{path}::{function}" for path, function in named if not _exists(ROOT / path, function)]
    assert missing == []


def _exists(path: Path, function: str) -> bool:
    if not path.exists() or not function:
        return path.exists()
    tree = ast.parse(path.read_text("utf-8"))
    return any(isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == function for node in ast.walk(tree))


def test_the_picture_has_the_slices_and_arrows_of_the_imports() -> None:
    drawn = PICTURE.search(PAPER.read_text("utf-8"))
    assert drawn is not None
    assert _shape(drawn[0]) == _shape(picture()), "draw it anew: python -m tests.figures --picture"


def _shape(text: str) -> list[str]:
    """Without the counts: an import more or fewer is no other picture."""
    return [re.sub(r"\|\d+\|", "", line) for line in text.partition("```\n")[0].splitlines()]
