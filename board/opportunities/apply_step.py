"""What a posting's page and its card say about the reader's own application."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ApplyStep:
    """Where a student stands with a posting, and the one thing to do next.

    Applications are kept in a later slice: its `apply_step.py` makes these, and is found by the names `apply_steps`
    and `apply_steps_of_page`.
    """

    state: str
    """Such as `Draft, not sent`; empty for whoever has not begun."""
    tone: str
    button: str
    """Such as `Continue draft`; empty where there is nothing to do or to see."""
    href: str
    is_primary: bool = False
    doubts: tuple[str, ...] = ()
    """Why the conditions of the posting may shut this student out, before they write: a sentence each."""
