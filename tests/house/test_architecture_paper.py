"""The papers name files, functions and tests; each exists, and the picture is today's."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

from tests.figures import PAPER, PICTURE, picture

ROOT = Path(__file__).resolve().parents[2]
PATH = re.compile(r"`((?:board|tests|templates|static|docs)/[\w/.-]+)(?:::(\w+))?`")
SHORT = re.compile(r"`((?!board/|tests/)[\w/.-]+/[\w.-]+\.py)(?:::?\s?\w+)?`")
TEST = re.compile(r"`(test_\w+)`")
PAPERS = sorted([*(ROOT / "docs").rglob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md"])


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: path.name)
def test_every_file_and_function_that_the_paper_names_exists(paper: Path) -> None:
    named = PATH.findall(paper.read_text("utf-8"))
    missing = [f"{path}::{function}" for path, function in named if not _exists(ROOT / path, function)]
    assert missing == []


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: path.name)
def test_every_test_that_the_paper_names_exists_and_every_path_is_whole(paper: Path) -> None:
    text = paper.read_text("utf-8")
    known = {
        name for path in (ROOT / "tests").rglob("*.py") for name in re.findall(r"def (test_\w+)", path.read_text())
    }
    assert sorted(set(TEST.findall(text)) - known) == []
    assert [path for path in SHORT.findall(text) if not (ROOT / path).exists()] == []


def _exists(path: Path, function: str) -> bool:
    if not path.exists() or not function:
        return path.exists()
    tree = ast.parse(path.read_text("utf-8"))
    return any(isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == function for node in ast.walk(tree))


def test_the_picture_has_the_slices_and_arrows_of_the_imports() -> None:
    drawn = PICTURE.search(PAPER.read_text("utf-8"))
    assert drawn is not None
    assert _shape(drawn[0]) == _shape(picture()), "draw it anew: python -m tests.figures --picture"


def test_the_chain_of_the_paper_is_the_contract() -> None:
    chain = re.search(r"```\n(cli → .*?)\ninside a slice", PAPER.read_text("utf-8"), re.DOTALL)
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    assert chain is not None
    drawn = [set(re.findall(r"\w+", layer)) for layer in chain[1].split("→")]
    assert drawn == [set(re.findall(r"board\.(\w+)", layer)) for layer in layers]


def _shape(text: str) -> list[str]:
    """Without the counts: an import more or fewer is no other picture."""
    return [re.sub(r"\|\d+\|", "", line) for line in text.partition("```\n")[0].splitlines()]
