"""What a posting of each kind may begin with: headings to write under, and what to ask applicants for."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from board.vocabulary.words import Kind


def of_kind(name: str) -> dict[str, Any]:
    """What the form of a new posting begins with, for the value of a kind; nothing for any other word."""
    if name not in set(Kind):
        return {}
    return {"kind": name, **_read()[name]}


def left_in(text: str) -> str:
    """The first line of a beginning that still stands in a text as it was given; empty where none does."""
    lines = {line.strip() for line in text.splitlines()}
    return next((line for line in template_lines() if line in lines), "")


@cache
def template_lines() -> tuple[str, ...]:
    """What stands under the headings, to be replaced by whoever writes."""
    texts = [beginning["description"] for beginning in _read().values() if "description" in beginning]
    return tuple(line for text in texts for line in text.splitlines() if line and not line.startswith("#"))


@cache
def _read() -> dict[str, dict[str, Any]]:
    return tomllib.loads(Path(__file__).with_name("beginnings.toml").read_text(encoding="utf-8"))
