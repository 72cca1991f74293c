"""Asking first: what cannot be taken back shows its consequences, with their numbers, before it happens.

A view builds the question and returns what `ask_first` answers, unless that is None::

    question = Confirmation("Decline this offer?", ["The place goes to somebody else."], "Decline offer", back=...)
    if (page := ask_first(question)) is not None:
        return page

It works without JavaScript: the page is a form that posts the same fields to the same address once more.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template, request

FIELD = "confirmed"
_NOT_REPEATED = (FIELD, "csrf_token")


@dataclass(frozen=True)
class Confirmation:
    """A question and what follows from yes. `button` says what happens; `back` is where no leads."""

    title: str
    consequences: Sequence[str]
    button: str
    back: str
    tone: str = "loss"
    """`loss` for what is lost by it, `primary` for what is merely final."""
    folded: Sequence[tuple[str, Sequence[str]]] = ()
    """Lists that are opened on asking, such as the names of all: what each is called, and its lines."""
    about: str = ""
    """What else the yes stands for, without being shown: such as which rows are counted."""

    @property
    def mark(self) -> str:
        """What a yes to this question carries: to the question as it was read, with its numbers."""
        lists = (line for name, lines in self.folded for line in (name, *lines))
        read = "\n".join((self.title, *self.consequences, *lists, self.button, self.about))
        return hashlib.sha256(read.encode()).hexdigest()[:16]


def ask_first(question: Confirmation) -> str | None:
    """The page that asks, or None once the person has said yes to exactly this question.

    When a consequence has changed since it was read, the question is asked anew and says so.
    """
    answered = request.form.get(FIELD)
    if answered == question.mark:
        return None
    fields = [(name, value) for name, value in request.form.items(multi=True) if name not in _NOT_REPEATED]
    return render_template(
        "confirm.html", question=question, field=FIELD, fields=fields, has_changed=bool(answered), here=_here()
    )


def _here() -> str:
    return request.full_path.rstrip("?")
