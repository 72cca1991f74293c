"""What people do with postings, a file for each matter."""

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
    save,
    submit,
    unsave,
)

__all__ = [
    "ask_changes",
    "bring_in",
    "cancel",
    "clone",
    "draft",
    "edit",
    "fill",
    "publish",
    "reopen",
    "save",
    "submit",
    "unsave",
]
