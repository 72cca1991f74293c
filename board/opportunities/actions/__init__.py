"""What people do with postings, a file for each matter."""

from board.opportunities.actions.import_file import ImportGoal, bring_in
from board.opportunities.actions.owner import join, leave
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
from board.opportunities.actions.reply_promise import keep_reply_record
from board.opportunities.actions.requirement import Requirements
from board.opportunities.actions.saved_posting import note, save, unsave

__all__ = [
    "ImportGoal",
    "Requirements",
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
