"""Every kind of email as somebody here would get it: worded by its own function, from rows that are really there."""

import base64
import hashlib
import inspect
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from board.kernel.db import db
from board.kernel.mail import EmailContent, EmailKind
from board.office import queries
from board.web.emails import without_tokens

log = logging.getLogger(__name__)

MOST_TRIED, MOST_FAILED = 25, 3
"""Rows of a kind, and those among them that no email can be worded from."""
WHOSE = ("user_id", "student_id", "mentee_id", "owner_id")
DARK = "@media (prefers-color-scheme: dark)"


@dataclass(frozen=True)
class Sample:
    """A kind of email and the newest one that there is something to say in; None: nothing here calls for one yet."""

    kind: EmailKind
    draft: EmailContent | None
    user_id: int | None = None
    """Whom it would be sent to, where it is somebody with an account."""


def sample(kind: EmailKind) -> Sample:
    """The newest email of this kind that is still worth sending, or one about the newest thing it could be about."""
    failed = 0
    for ids in (*_written(kind), *_thought_up(kind)):
        try:
            with without_tokens():
                draft = kind.composer(**ids)
        except Exception as error:  # noqa: BLE001 (one email that cannot be worded must not hide the others)
            log.info("no preview of %s from %s: %s", kind.key, sorted(ids), type(error).__name__)
            failed += 1
        else:
            if draft is not None:
                return Sample(kind, draft, ids.get("user_id"))
        if failed == MOST_FAILED:
            break
    return Sample(kind, None)


def _written(kind: EmailKind) -> Iterator[dict[str, Any]]:
    return iter(queries.newest_emails(kind.key, MOST_TRIED))


def _thought_up(kind: EmailKind) -> Iterator[dict[str, Any]]:
    """Ids for the parameters that the composer asks for, from the tables that they are named after."""
    asked = [
        name
        for name, parameter in inspect.signature(kind.composer).parameters.items()
        if parameter.default is parameter.empty
    ]
    about = next((name for name in asked if name != "user_id"), "user_id")
    text = about.removesuffix("_id")
    table = db.metadata.tables.get(f"{text.removesuffix('y')}ies" if text.endswith("y") else f"{text}s")
    if table is None or "id" not in table.c:
        return
    for row in queries.newest_rows(table, MOST_TRIED):
        whose = next((row[name] for name in WHOSE if name in row), row["id"])
        yield {name: row["id"] if name == about else whose for name in asked}


def sheet(draft: EmailContent, *, dark: bool) -> tuple[str, str]:
    """The HTML as a reader in one theme sees it, and the policy that lets its own style in and nothing else."""
    html = draft.html.replace(DARK, "@media all" if dark else "@media not all")
    styles = re.findall(r"<style>(.*?)</style>", html, re.S)
    hashes = (base64.b64encode(hashlib.sha256(style.encode()).digest()).decode() for style in styles)
    allowed = " ".join(f"'sha256-{text}'" for text in hashes) or "'none'"
    return html, f"default-src 'none'; style-src {allowed}; sandbox; frame-ancestors 'self'"
