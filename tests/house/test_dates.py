"""Days and instants are worded by `board/kernel/dates.py` and nobody else; an end is worded as an end."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = [path for path in (ROOT / "templates").rglob("*") if path.suffix in (".html", ".txt", ".xml")]
ENDS = "closes_at|answer_by|until|due_at|decide_by|expires_at|ranks_until|joins_until|answer_within"
"""Instants that are the first at which it is too late."""
WORDED_AS_INSTANTS = re.compile(rf"\b(?:{ENDS})\)?\s*\|\s*(?:moment|day)\b")
OWN_WORDING = re.compile(r"%-?d[^\"'{}]*%[bB]|%[bB][^\"'{}]*%-?d|%[aAIpcx]\b|%H:%M(?!:%SZ|[\"'}]*\))")
"""A day with its month in letters, a day of the week, or an hour of the day, put together by hand."""


def test_no_template_words_an_end_as_if_that_minute_were_still_in_time() -> None:
    assert len(TEMPLATES) > 200
    found = [f"{path.name}: {hit}" for path in TEMPLATES for hit in WORDED_AS_INSTANTS.findall(path.read_text("utf-8"))]
    assert found == []


def test_no_template_words_a_day_by_itself() -> None:
    assert [path.name for path in TEMPLATES if "strftime" in path.read_text("utf-8")] == []


def test_no_module_words_a_day_or_an_hour_by_itself() -> None:
    own = {"board/kernel/dates.py"}
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in (ROOT / "board").rglob("*.py")
        if "migrations" not in path.parts and str(path.relative_to(ROOT)) not in own
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if OWN_WORDING.search(line) and ":%Y" not in line and '("%Y' not in line
    ]
    assert found == []
