"""A form as somebody wrote it, in words: what its fields are called, and what was chosen in them.

The browser tells the words of a form with it (`labelsOf` in `fields.js`), because nobody else knows the page that
somebody had open: their session may have ended, the page may have closed. Without JavaScript the labels of the form's
class do, and where a page words a field by itself, its name.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from wtforms.fields.core import UnboundField

from board.kernel.text import is_written
from board.kernel.verdict import YES, Verdict, no
from board.web import pages
from board.web.forms import Form
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

View = TypeVar("View", bound=Callable[..., Any])

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


def refused_where(check: Callable[..., Verdict]) -> Callable[[View], View]:
    """Say of a view until when it takes what somebody writes: `check` is asked with what its address holds."""

    def mark(view: View) -> View:
        view.__may_send__ = check  # type: ignore[attr-defined]  # functions take any attribute
        return view

    return mark


def may_still_send(address: str) -> Verdict:
    """Would what was written for this address be taken now? Yes where its view says nothing of it."""
    try:
        endpoint, values = current_app.url_map.bind("").match(address, method="POST")
    except (HTTPException, RequestRedirect):
        return no("The page that took this is gone. Look for what has taken its place, or ask the office.")
    check = getattr(current_app.view_functions[endpoint], "__may_send__", None)
    return check(**values) if check is not None else YES


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
        answers=answers_of(posted_fields(), words_of_form(), request.path),
        carried=[*carried(), *((SENT, copy) for copy in request.form.getlist(SENT)[:1])],
        own=referrer().netloc == request.host,
        files=posted_files(),
    )
    return written, status, pages.instead_of_all() if pages.asked_by_htmx() else {}


def is_filled_in() -> bool:
    """Does the posted form bring more than the press of a button? Without its words, a short mark may be its own."""
    fields, words = posted_fields(), words_of_form()
    if words:
        return any(answer.label for answer in answers_of(fields, words, request.path))
    return any(is_written(text) for name, text in fields if not TECHNICAL.fullmatch(name))


def title_of_page() -> str:
    """What the page of the posted form is called, as the browser tells it; empty where none does."""
    label, _ = read_labels(words_of_form()).get("", ("", {}))
    return label[:200]


def beginning_of(fields: Iterable[Sequence[str]]) -> str:
    """How what somebody wrote begins: names a form that has no other name."""
    written = (text for name, text in fields if is_written(text) and not TECHNICAL.fullmatch(name))
    lines = next(written, "").split("\n")
    return f"“{lines[0].strip()[:60]}”" if is_written(lines[0]) else ""


def words_of_form() -> str:
    """The words that came with the posted form; empty for what cannot be read."""
    return dict(carried()).get(LABELS, "")


def answers_of(fields: Iterable[Sequence[str]], words: str, address: str) -> list[Answer]:
    """Every field in its order; `words` are those of its page, as the browser tells them. Choices are one line."""
    pairs, labels = [(name, text) for name, text in fields], read_labels(words)
    declared = {} if labels else _declared_labels({name for name, _ in pairs}, address)
    return [_answer(at, pairs, labels, declared) for at in range(len(pairs))]


def _answer(at: int, pairs: Fields, labels: Labels, declared: Labels) -> Answer:
    name, value = pairs[at]
    if TECHNICAL.fullmatch(name) or not value.strip() or (labels and name not in labels):
        return Answer(name, value)
    label, choices = (labels or declared).get(name, (in_words(name), {}))
    if not choices:
        return Answer(name, value, label, value, is_typed=bool(labels) or is_written(value))
    if any(other == name for other, _ in pairs[:at]):
        return Answer(name, value)
    chosen = [choices.get(text, text) for other, text in pairs if other == name]
    return Answer(name, value, label, ", ".join(chosen))


def _declared_labels(names: set[str], address: str) -> Labels:
    """The labels of the form that has the most of these fields, among those of the slice that takes the address."""
    try:
        endpoint, _ = current_app.url_map.bind("").match(address, method="POST")
    except (HTTPException, RequestRedirect):
        return {}
    own = f"board.{endpoint.partition('.')[0]}."
    of_forms = [_fields_of(form) for form in _forms(Form) if form.__module__.startswith(own)]
    fields = max(of_forms, key=lambda fields: (len(names & fields.keys()), -len(fields)), default={})
    labels = {name: _declared(field) for name, field in fields.items() if name in names}
    return {name: (label, choices) for name, (label, choices) in labels.items() if label}


def _forms(kind: type[Form]) -> Iterator[type[Form]]:
    for form in kind.__subclasses__():
        yield form
        yield from _forms(form)


def _fields_of(form: type[Form]) -> "dict[str, UnboundField[Any]]":
    members = {name: getattr(form, name, None) for name in dir(form) if not name.startswith("_")}
    return {name: member for name, member in members.items() if isinstance(member, UnboundField)}


def _declared(field: "UnboundField[Any]") -> tuple[str, dict[str, str]]:
    """What a field says of itself before it stands on a form."""
    label = str(field.kwargs.get("label") or (field.args[0] if field.args else ""))
    offered = field.kwargs.get("choices") or ()
    return label, {str(value): str(words) for value, words, *_ in (() if callable(offered) else offered)}


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
