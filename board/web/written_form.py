"""A form as somebody wrote it, in words: what its fields are called, and what was chosen in them.

The browser tells the words of a form with it (`labelsOf` in `fields.js`), because nobody else knows the page that
somebody had open: their session may have ended, the page may have closed. Without them the names of fields have to do.
"""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from board.kernel.text import is_written
from board.web import pages
from board.web.posted_values import LABELS, ONCE, SENT, VERSION, Fields, posted_fields, posted_files, referrer

TECHNICAL = re.compile(
    rf"{VERSION}|{ONCE}|{SENT}|{LABELS}|asks|version|next|back|press|look_again|confirmed|show|shown|on|entry|attempt|"
    r"(seen|key|column|dates|choose|mine|saved)-.*|(.*[-_])?id"
)
"""The names of fields that nobody fills in by hand: a page of what was written never shows them."""
OF_THE_FORM = (ONCE, LABELS)
"""What a form says of itself, and nobody filled in."""
_PLACE = re.compile(r"^rows-|-[0-9]+(-|$)")
_LINE = 80
"""Letters from which on a text is shown in several lines."""

Labels = dict[str, tuple[str, dict[str, str]]]
"""What a field is called, and each thing that is chosen in it."""


@dataclass(frozen=True)
class Answer:
    """A field of a form, as a page gives it back."""

    name: str
    value: str
    """As the browser posts it."""
    label: str = ""
    """Empty where it is not shown."""
    text: str = ""
    """In words."""
    is_typed: bool = False
    """It was written by hand, so it can be mended by hand."""

    @property
    def rows(self) -> int:
        """Lines of its field."""
        return 6 if len(self.text) > _LINE or "\n" in self.text else 2


def carried() -> Fields:
    """What a posted form brings of its own: whatever page sends it again sends the same form."""
    try:
        return [(name, request.form[name]) for name in OF_THE_FORM if request.form.get(name)]
    except HTTPException:
        return []


def send_again(status: int, message: str) -> ResponseReturnValue:
    """The page that gives back what was written, with a button that sends it with a fresh token.

    Only a form of our own pages is given the button: a strange site must not have somebody press it.
    """
    written = render_template(
        "error_pages/again.html",
        message=message,
        answers=answers_of(posted_fields(), words_of_form()),
        carried=[*carried(), *((SENT, copy) for copy in request.form.getlist(SENT)[:1])],
        own=referrer().netloc == request.host,
        files=posted_files(),
    )
    return written, status, pages.instead_of_all() if pages.asked_by_htmx() else {}


def is_filled_in() -> bool:
    """Does the posted form bring more than the press of a button? Without its words, a short mark may be its own."""
    fields, words = posted_fields(), words_of_form()
    if words:
        return any(answer.label for answer in answers_of(fields, words))
    return any(is_written(text) for name, text in fields if not TECHNICAL.fullmatch(name))


def words_of_form() -> str:
    """The words that came with the posted form; empty for what cannot be read."""
    return dict(carried()).get(LABELS, "")


def answers_of(fields: Iterable[Sequence[str]], words: str = "") -> list[Answer]:
    """Every field in its order; `words` are those of its page, as the browser tells them. Choices are one line."""
    pairs, labels = [(name, text) for name, text in fields], read_labels(words)
    return [_answer(at, pairs, labels) for at in range(len(pairs))]


def _answer(at: int, pairs: Fields, labels: Labels) -> Answer:
    name, value = pairs[at]
    if TECHNICAL.fullmatch(name) or not value.strip() or (labels and name not in labels):
        return Answer(name, value)
    label, choices = labels.get(name, (in_words(name), {}))
    if not choices:
        return Answer(name, value, label, value, is_typed=bool(labels) or is_written(value))
    if any(other == name for other, _ in pairs[:at]):
        return Answer(name, value)
    chosen = [choices.get(text, text) for other, text in pairs if other == name]
    return Answer(name, value, label, ", ".join(chosen))


def in_words(name: str) -> str:
    """The name of a field for people: `Note` for `note`, `Hours from` for `rows-0-hours_from`."""
    return _PLACE.sub(" ", name).replace("_", " ").replace("-", " ").strip().capitalize()


def read_labels(words: str) -> Labels:
    """The words that a browser told; none where it told something else."""
    try:
        parsed: Any = json.loads(words or "{}")
        return {str(name): (str(label), dict(choices)) for name, (label, choices) in parsed.items() if label}
    except (ValueError, TypeError, AttributeError):
        return {}
