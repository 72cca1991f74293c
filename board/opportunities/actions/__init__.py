"""What people do with postings, a file for each matter."""

from board.opportunities.actions.asking import Asked
from board.opportunities.actions.bringing import bring_in
from board.opportunities.actions.keeping import note, save, unsave
from board.opportunities.actions.people import join, leave
from board.opportunities.actions.posting import (
    archive,
    ask_changes,
    cancel,
    clone,
    draft,
    edit,
    fill,
    hold,
    publish,
    release,
    reopen,
    submit,
)
from board.opportunities.actions.promise import keep_reply_record

__all__ = [
    "Asked",
    "archive",
    "ask_changes",
    "bring_in",
    "cancel",
    "clone",
    "draft",
    "edit",
    "fill",
    "hold",
    "join",
    "keep_reply_record",
    "leave",
    "note",
    "publish",
    "release",
    "reopen",
    "save",
    "submit",
    "unsave",
]
