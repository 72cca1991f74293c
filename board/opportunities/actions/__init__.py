"""What people do with postings, a file for each matter."""

from board.opportunities.actions.keeping import note, save, unsave
from board.opportunities.actions.posting import (
    ask_changes,
    bring_in,
    cancel,
    clone,
    draft,
    edit,
    fill,
    publish,
    reopen,
    submit,
)

__all__ = [
    "ask_changes",
    "bring_in",
    "cancel",
    "clone",
    "draft",
    "edit",
    "fill",
    "note",
    "publish",
    "reopen",
    "save",
    "submit",
    "unsave",
]
