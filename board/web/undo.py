"""Taking back what was just done: a line at the top of the next page, with a button that does the opposite."""

from flask import flash


def offer_undo(words: str, action: str, *, back: str = "") -> None:
    """Say what was done. `action` is the address that undoes it by a post, `back` the page to come back to."""
    flash({"words": words, "action": action, "back": back}, "undo")  # type: ignore[arg-type]  # sessions keep any JSON value
