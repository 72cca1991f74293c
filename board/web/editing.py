"""Editing what others may edit too: a form carries the version it was read at, and never overwrites a newer one.

A version is a mark for each value that the form showed. A save compares them with what the database holds now, while
other saves of the same address wait. Where somebody else changed a value meanwhile, `Stale` is raised. If the person
who saves now has not touched those values, they are taken as they are saved, and the person is told which; else a page
shows both beside each other and lets them choose. So nothing is lost, with or without JavaScript.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Any, Self

from flask import Flask, Response, current_app, flash, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import HTTPException
from wtforms import BooleanField, FieldList, FileField, FormField, PasswordField, SelectFieldBase
from wtforms import Field as AnyField
from wtforms.widgets import HiddenInput, TextArea

from board.kernel.db import db
from board.kernel.errors import DomainError
from board.kernel.locks import lock_key
from board.kernel.text_diff import Pieces, compared
from board.web.filters import listed
from board.web.forms import Form, OneLine
from board.web.once import AlreadySentError
from board.web.pages import asked_by_htmx, instead_of_all
from board.web.posted_values import AUTOSAVE as AUTOSAVE
from board.web.posted_values import SENT, VERSION, posted_files

CHOICE = "choose-"
SIDES = ("mine", "saved")
"""The page of a conflict sends `choose-3=saved`, and what is chosen from as `mine-3-place` and `saved-3-place`."""
LEAST_ROWS, MOST_ROWS, LETTERS_IN_LINE = 8, 30, 60
_NO_VALUES = {"csrf_token", VERSION, SENT}

_MARKED = re.compile(r"(?:^|(?<=\.))([0-9a-f]{10})-([0-9a-f]{10})(?=\.|$)", re.ASCII)
"""A value's name and the value, by their marks, in a version; whatever else is sent in its place says nothing."""

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Value:
    """One value of a form, in the shape in which a browser posts it: a name and a text, or several of them."""

    name: str
    label: str
    pairs: Pairs
    lines: bool = False
    """It is a text of several lines."""
    words: Mapping[str, str] = field(default_factory=dict)
    """What to show for each choice; for rows of fields, the label of each field."""
    rows: tuple[str, ...] = ()
    """Where it is rows of fields: how the names of those fields begin."""
    is_hidden: bool = False
    """It is a field of the page's own, which nobody sees or fills in."""

    @classmethod
    def of(
        cls, name: str, label: str, text: object = "", *, lines: bool = False, words: Mapping[str, str] | None = None
    ) -> Self:
        """A value of one text, or one choice among `words`."""
        return cls(name, label, plain([(name, str(text if text is not None else ""))]), lines, words or {})

    @property
    def mark(self) -> str:
        """Tells this value from every other one of the same name."""
        return _mark(self.pairs)

    @property
    def is_typed(self) -> bool:
        """Is it written in one field, so that it can be edited beside the other?"""
        return not self.words and not self.rows

    @property
    def text(self) -> str:
        """The value in words."""
        if self.rows:
            return "\n".join(f"{self.words[name]}: {text}" for name, text in self.pairs if name in self.words)
        return ", ".join(self.words.get(text, text) for _, text in self.pairs)

    def owns(self, name: str) -> bool:
        """Is this the name of one of its fields?"""
        return name.startswith(self.rows) if self.rows else name == self.name

    def as_posted(self) -> Self:
        """The same value as the request brings it."""
        return replace(self, pairs=plain(pair for pair in request.form.items(multi=True) if self.owns(pair[0])))


@dataclass(frozen=True)
class FieldDifference:
    """A value that somebody saved meanwhile, beside the one of the person who saves now."""

    mine: Value
    saved: Value
    only_theirs: bool
    """The person who saves now has not changed it, so what is saved is proposed."""

    @property
    def pieces(self) -> tuple[Pieces, Pieces]:
        """Both in words, with what only one of them has: what is written now, and what is saved."""
        return compared(self.mine.text, self.saved.text)

    @property
    def rows(self) -> int:
        """Lines of a field that shows what is written whole, up to a screen."""
        lines = sum(1 + len(line) // LETTERS_IN_LINE for line in self.mine.text.split("\n"))
        return min(max(lines + 1, LEAST_ROWS), MOST_ROWS)


class Stale(DomainError):
    """Somebody saved the same thing since it was read (409): another person, or oneself in another window.

    `own` are the values that only the person who saves now has changed: they are saved with whatever is chosen.
    """

    def __init__(
        self, differences: list[FieldDifference], version: str, own: Sequence[Value] = (), *, may_merge: bool = True
    ) -> None:
        super().__init__(_who_saved(differences))
        self.differences, self.version, self.own = differences, version, own
        self.is_merged = may_merge and all(difference.only_theirs for difference in differences)
        """Nobody has to choose: what is saved and what is sent go together."""


_as_saved: ContextVar[bool] = ContextVar("as_saved", default=False)


class EditForm(Form):
    """A form that changes what is there already."""

    saved_version = OneLine(most=20_000, widget=HiddenInput())

    class Meta(FlaskForm.Meta):
        """Where a form comes from."""

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """What was posted, unless the form is made to see what is saved."""
            return None if _as_saved.get() else super().wrap_formdata(form, formdata)

    def process(self, *args: Any, **kwargs: Any) -> None:
        """Fill the fields; a form that is shown, and not sent, carries the version of what it shows."""
        super().process(*args, **kwargs)
        if self.saved_version.raw_data is None:
            self.saved_version.data = version_of(values_of(self))

    @property
    def data(self) -> dict[str, Any]:
        """The values of the fields, without the version."""
        return {name: value for name, value in super().data.items() if name != VERSION}

    def require_unchanged(self, make: Callable[[], "EditForm"], *, may_merge: bool = True) -> None:
        """Raise `Stale` where `make` would fill the form otherwise than it was when it was read. In a unit of work.

        What is signed by saving it may not merge: nobody signs what they have not read.
        """
        require_unchanged(lambda: saved_values(make), may_merge=may_merge)


def install(app: Flask) -> None:
    """Show both versions where a save came too late, and take the choice that was made between them."""
    app.before_request(_take_choices)
    app.register_error_handler(Stale, _settle)


def saved_values(make: Callable[[], EditForm]) -> list[Value]:
    """The values that `make` fills a form with, whatever this request has posted."""
    token = _as_saved.set(True)
    try:
        return values_of(make())
    finally:
        _as_saved.reset(token)


def values_of(form: Form) -> list[Value]:
    """The values of a form as a browser would post them."""
    return [_value_of(item) for item in form if item.name not in _NO_VALUES and _is_kept(item)]


def version_of(values: Iterable[Value]) -> str:
    """What a form carries to say which values it was filled with."""
    return ".".join(f"{_mark(value.name)}-{value.mark}" for value in values)


def version_after(values: Iterable[Value]) -> str:
    """The version of values that are saved now; what else the posted form had read stays as it was read.

    A form that saves itself may leave out what only its button changes: the button still has to ask about that.
    """
    return ".".join(f"{name}-{mark}" for name, mark in (_marks(version_read()) | _marks(version_of(values))).items())


def _marks(version: str) -> dict[str, str]:
    """By the mark of a name, that of its value."""
    return dict(_MARKED.findall(version))


def version_read() -> str:
    """The version that the posted form carries, for when it is shown again; empty where nothing was posted."""
    return request.form.get(VERSION, "")


def require_unchanged(
    read: Callable[[], list[Value]], mine: Sequence[Value] | None = None, *, may_merge: bool = True
) -> None:
    """Raise `Stale` where a value is no longer as the posted form had read it. Inside a unit of work.

    `read` tells the values as they are now; `mine` those of the form, where they are not simply what was posted.
    A form that carries no version, as a script may send it, is taken as it is; one that cannot be read is none of ours.
    """
    version = version_read()
    if not version:
        return
    known = _marks(version)
    lock_key(request.path)
    db.session.expire_all()
    now = read()
    posted = {value.name: value for value in (mine if mine is not None else [value.as_posted() for value in now])}
    differences, changed = [], []
    for saved in now:
        own = posted.get(saved.name, replace(saved, pairs=()))
        read_then = known.get(_mark(saved.name), saved.mark if known else "")
        if read_then != saved.mark and saved.pairs != own.pairs:
            differences.append(FieldDifference(own, saved, only_theirs=own.mark == read_then))
        elif saved.pairs != own.pairs:
            changed.append(own)
    if differences:
        raise Stale(differences, version_after(now), changed, may_merge=may_merge)
    current_app.extensions["note_save"](version_of(posted.values()))


def saved_by_itself(saved: Callable[[], EditForm] | list[Value], address: str = "") -> Response:
    """The answer to a form that saved itself: the version that it has now, and where it is saved."""
    answer = Response(status=204)
    answer.headers["X-Version"] = version_after(saved if isinstance(saved, list) else saved_values(saved))
    if address:
        answer.headers["X-Saved-At"] = address
    return answer


def _take_choices() -> None:
    """Put in the place of a posted value the saved one, where that was chosen."""
    if request.method != "POST" or not any(name.startswith(CHOICE) for name in request.form):
        return
    posted = list(request.form.items(multi=True))
    choices = [(side, name.removeprefix(CHOICE)) for name, side in posted if name.startswith(CHOICE) and side in SIDES]
    beginnings = [f"{side}-{number}-" for side, number in choices]
    plain = [pair for pair in posted if not pair[0].startswith((CHOICE, *(f"{side}-" for side in SIDES)))]
    chosen = [
        (name.removeprefix(start), text) for name, text in posted for start in beginnings if name.startswith(start)
    ]
    request.form = ImmutableMultiDict([*plain, *chosen])


def _who_saved(differences: Iterable[FieldDifference]) -> str:
    """Whose save came first, in a sentence; it may also have come from another page, where nobody noted it."""
    last: tuple[bool, str] | None = current_app.extensions["last_save"]()
    if last is None or any(each.saved.mark not in last[1] for each in differences):
        return "This was saved elsewhere while you were writing here."
    return "You saved this in another window." if last[0] else "Somebody else saved this while you were writing."


def _mark(value: object) -> str:
    return hashlib.sha256(repr(value).encode()).hexdigest()[:10]


def _settle(stale: Stale) -> ResponseReturnValue:
    db.session.rollback()
    is_autosave = AUTOSAVE in request.headers
    rows = is_autosave and any(difference.saved.rows for difference in stale.differences)
    if rows or not stale.is_merged:
        return _conflict_page(stale)
    theirs = [difference.saved for difference in stale.differences]
    answer = _save_again(stale, theirs)
    if answer.status_code < HTTPStatus.BAD_REQUEST:
        also = f"Also new since you opened this page: {listed([value.label for value in theirs])}."
        if not is_autosave:
            flash(f"Saved. {also}", "good")
        elif "X-Version" in answer.headers:
            answer.status_code = HTTPStatus.OK
            answer.set_data(json.dumps({"saved": _texts(theirs), "also": also}))
            answer.mimetype = "application/json"
    return answer


def _save_again(stale: Stale, theirs: Sequence[Value]) -> Response:
    """The posted form, with the values that only others have changed as they are saved, is checked and saved anew.

    The whole view runs again, in a unit of work of its own: it alone knows the form, the policy and the action, and
    what two have written has to pass them as what one has written does. Nothing of the first run is left, as `Stale`
    is raised before its action. `VERSION` is what is saved by now, so that a third who saves meanwhile is not missed.
    """
    left = [
        (name, text)
        for name, text in request.form.items(multi=True)
        if name != VERSION and not any(value.owns(name) for value in theirs)
    ]
    saved = [pair for value in theirs for pair in value.pairs]
    request.form = ImmutableMultiDict([*left, *saved, (VERSION, stale.version)])
    for upload in request.files.values():
        upload.stream.seek(0)
    try:
        return current_app.make_response(current_app.dispatch_request())
    except (DomainError, HTTPException, AlreadySentError) as error:
        return current_app.make_response(current_app.handle_user_exception(error))


def _texts(values: Iterable[Value]) -> dict[str, list[str]]:
    """By the names of their fields."""
    return {value.name: [text for _, text in value.pairs] for value in values}


def _conflict_page(stale: Stale) -> ResponseReturnValue:
    if AUTOSAVE in request.headers:
        saved = _texts(difference.saved for difference in stale.differences)
        return jsonify(version=stale.version, saved=saved, message=stale.message), 409
    page = render_template(
        "error_pages/both.html",
        message=stale.message,
        own=[(value.label, value.text) for value in stale.own if not value.is_hidden],
        sent=SENT,
        kept=current_app.extensions["keep_posted_form"](),
        differences=stale.differences,
        version=stale.version,
        unasked=[
            (name, text)
            for name, text in request.form.items(multi=True)
            if name not in _NO_VALUES and not any(difference.saved.owns(name) for difference in stale.differences)
        ],
        files=posted_files(),
        back=request.full_path.rstrip("?"),
    )
    return page, 409, instead_of_all() if asked_by_htmx() else {}


def _is_kept(form_field: AnyField) -> bool:
    return not isinstance(form_field, (FileField, PasswordField))


def _value_of(form_field: AnyField) -> Value:
    words: dict[str, str] = {}
    rows = (f"{form_field.name}-",) if isinstance(form_field, (FieldList, FormField)) else ()
    if isinstance(form_field, SelectFieldBase):
        words = {str(choice.data): str(choice.label.text) for choice in form_field}
    elif isinstance(form_field, BooleanField):
        words = {"y": "Yes"}
    elif rows:
        words = dict(_labels(form_field))
    return Value(
        form_field.name,
        form_field.label.text,
        plain(_pairs(form_field)),
        isinstance(form_field.widget, TextArea),
        words,
        rows,
        isinstance(form_field.widget, HiddenInput),
    )


def _labels(form_field: AnyField) -> Iterable[tuple[str, str]]:
    if isinstance(form_field, FieldList):
        for place, entry in enumerate(form_field, 1):
            yield from ((name, f"{place}. {label}") for name, label in _labels(entry))
    elif isinstance(form_field, FormField):
        yield from ((inner.name, inner.label.text) for inner in form_field if not isinstance(inner.widget, HiddenInput))
    else:
        yield form_field.name, form_field.label.text


def _pairs(form_field: AnyField) -> list[tuple[str, str]]:
    """A field as a browser would post it."""
    if isinstance(form_field, FieldList):
        return [pair for entry in form_field for pair in _pairs(entry)]
    if isinstance(form_field, FormField):
        return [pair for inner in form_field for pair in _pairs(inner)]
    if isinstance(form_field, BooleanField):
        return [(form_field.name, "y")] if form_field.data else []
    if isinstance(form_field, SelectFieldBase):
        chosen = form_field.data if isinstance(form_field.data, (list, tuple, set)) else [form_field.data]
        return [(form_field.name, str(value)) for value in chosen if value is not None]
    return [(form_field.name, form_field._value())]  # type: ignore[attr-defined]  # every field that is written has one


def plain(pairs: Iterable[tuple[str, str]]) -> Pairs:
    """In one spelling: nothing said is no pair, line ends are one character, several of one name stand in order."""
    cleaned = ((name, text.replace("\r\n", "\n").strip()) for name, text in pairs)
    return tuple(sorted(pair for pair in cleaned if pair[1]))
