"""The activity that comes with Rounds: the six competencies, in our own words."""

import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

from board.accounts.models import User
from board.learning import queries
from board.learning.actions import activity as activity_actions
from board.learning.models import Activity, Format

CONTENT = Path(__file__).parent / "content" / "six-competencies.toml"


def bring_in(*, by: User, now: datetime) -> Activity:
    """Add it as a draft that the school may change; asked again, answers the one that is there."""
    content = read()
    known = queries.by_slug(content["slug"])
    if known is not None:
        return known
    facts = ("slug", "title", "provider", "summary", "description", "minutes", "competencies", "areas", "pass_mark")
    fields = {name: content[name] for name in facts} | {"format": Format.MODULE}
    activity = activity_actions.draft(by=by, now=now, fields=fields | {"credit_quarters": None, "credit_statement": ""})
    for page in content["page"]:
        activity_actions.write_page(activity, None, by=by, title=page["title"], text=page["text"].strip())
    for question in content["question"]:
        asked = {name: question[name] for name in ("text", "choices", "right", "explanation")}
        activity_actions.write_question(activity, None, by=by, fields=asked)
    return activity


def is_here() -> bool:
    """It was added already."""
    return queries.by_slug(read()["slug"]) is not None


def read() -> dict[str, Any]:
    """The content as it lies in its file."""
    with CONTENT.open("rb") as file:
        return tomllib.load(file)
