"""The documents and questions of a posting in one cell, a line each: `[cv, required] Your CV`.

A line of a question that is chosen from is followed by its choices, each behind a dash.
"""

import re
from typing import Any

from board.opportunities.models import Paper, Question

_HEAD = re.compile(r"\[([a-z-]+), (required|optional)(?:, (\d{1,5}) words)?\] (.*)", re.S)


def write_papers(papers: list[Paper]) -> str:
    """A line for each document."""
    lines = []
    for paper in papers:
        lines.append(f"[{paper.kind}, {_needed(paper.required)}{_limit(paper.limit_words)}] {paper.label}")
    return "\n".join(lines)


def write_questions(questions: list[Question]) -> str:
    """A line for each question, and for each of its choices."""
    lines = []
    for question in questions:
        head = f"{question.kind}, {_needed(question.required)}{_limit(question.limit_words)}"
        lines.append(f"[{head}] {question.text}")
        lines += [f"- {choice}" for choice in question.choices or ()]
    return "\n".join(lines)


def read_papers(cell: str) -> list[dict[str, Any]]:
    """What the lines ask for. A line that is not in our form is a file with this name."""
    papers = []
    for line in filter(None, map(str.strip, cell.splitlines())):
        match = _HEAD.fullmatch(line)
        kind, needed, words, label = match.groups() if match else (_guessed(line), "required", None, line)
        papers.append({"kind": kind, "label": label, "limit_words": words or "", "required": needed == "required"})
    return papers


def read_questions(cell: str) -> list[dict[str, Any]]:
    """What the lines ask. A line that is not in our form is a question that is answered in a few paragraphs."""
    questions: list[dict[str, Any]] = []
    for line in filter(None, map(str.strip, cell.splitlines())):
        if line.startswith("- ") and questions and questions[-1]["kind"] == "choice":
            questions[-1]["choices"].append(line[2:])
            continue
        match = _HEAD.fullmatch(line)
        kind, needed, words, text = match.groups() if match else ("long", "required", None, line)
        question: dict[str, Any] = {"kind": kind, "text": text, "choices": [], "required": needed == "required"}
        questions.append(question | {"limit_words": words or ""})
    return questions


def _limit(words: int | None) -> str:
    return f", {words} words" if words else ""


def _needed(required: bool) -> str:
    return "required" if required else "optional"


def _guessed(line: str) -> str:
    text = line.lower()
    kinds = {"cv": ("cv", "resume", "résumé", "vitae"), "transcript": ("transcript",), "letter": ("letter",)}
    return next((kind for kind, names in kinds.items() if any(name in text for name in names)), "other")
