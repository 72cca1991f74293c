"""What people type is taken by one set of fields, in every form of the product."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import wtforms
from flask import Flask

from board.web.forms import SecretLine
from board.web.posted_values import SECRET

OWN = {
    wtforms.StringField: "OneLine",
    wtforms.TextAreaField: "Text",
    wtforms.IntegerField: "Amount or Id",
    wtforms.DecimalField: "DecimalAmount",
    wtforms.DateField: "Day",
    wtforms.URLField: "Link",
    wtforms.EmailField: "EmailAddress",
    wtforms.HiddenField: "OneLine or Id",
    wtforms.RadioField: "OneOf",
    wtforms.FileField: "Upload",
}
"""The fields of the library that take whatever is sent, and ours in their place."""


def _forms(base: type) -> Iterator[type]:
    for form in base.__subclasses__():
        if form.__module__.startswith("board."):
            yield form
        yield from _forms(form)


@pytest.mark.parametrize("plain", OWN, ids=lambda plain: plain.__name__)
def test_every_form_is_made_of_the_one_set_of_fields(app: Flask, plain: type) -> None:
    del app  # importing the application defines every form
    forms = list(_forms(wtforms.Form))
    assert len(forms) > 30
    for form in forms:
        for name in dir(form):
            field = getattr(form, name, None)
            if isinstance(field, wtforms.fields.core.UnboundField):
                assert field.field_class is not plain, f"{form.__name__}.{name}: use {OWN[plain]}"


ROOT = Path(__file__).resolve().parents[2]
READS_A_QUESTION = {
    "board/office/views/dependencies.py",
    "board/match_rounds/views/coordinator.py",
    "board/match_rounds/views/participant.py",
}
"""Modules that shorten what an address asks for: a search of 200 characters is a search, and nobody's writing."""
KEEPS_A_PAGE_S_NAME = {"board/accounts/views/unsent_form.py"}
"""Modules that shorten the address and title of a page that a browser names."""
QUOTES = {"board/record/forms/entry.py", "board/learning/views/transcript.py"}
"""Modules that quote the beginning of what cannot be read in the sentence about it."""


def _cuts(path: Path) -> Iterator[str]:
    """Slices that keep the first so many characters of something."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice) and node.slice.lower is None:
            upper = ast.unparse(node.slice.upper) if node.slice.upper else ""
            if re.search(r"LONGEST|LENGTH", upper) or (upper.replace("_", "").isdigit() and int(upper) >= 30):
                yield f"{path.relative_to(ROOT)}:{node.lineno}: {ast.unparse(node)}"


def test_nothing_that_somebody_typed_is_cut() -> None:
    modules = [
        path
        for path in sorted((ROOT / "board").rglob("*.py"))
        if {"views", "forms", "actions"} & {*path.relative_to(ROOT).parts, path.stem}
        and str(path.relative_to(ROOT)) not in READS_A_QUESTION | QUOTES | KEEPS_A_PAGE_S_NAME
    ]
    assert len(modules) > 100
    assert [cut for path in modules for cut in _cuts(path)] == []


def test_no_browser_cuts_what_is_pasted_into_a_form() -> None:
    """Searches and numbers apart, a field has a counter in place of `maxlength`."""
    for path in sorted((ROOT / "templates").rglob("*.html")):
        for tag in re.findall(r"<(?:input|textarea)[^>]*maxlength[^>]*>", path.read_text()):
            assert re.search(r"type=\"search\"|inputmode=\"numeric\"|id=\"thing\"|id=\"who\"", tag), f"{path}: {tag}"


def test_no_password_or_code_is_kept_and_everything_else_is(app: Flask) -> None:
    """What came with a form after a session ended is kept by name: every field of a password or code is left out."""
    del app
    names = {
        name
        for form in _forms(wtforms.Form)
        for name in dir(form)
        if isinstance(field := getattr(form, name, None), wtforms.fields.core.UnboundField)
        and issubclass(field.field_class, wtforms.PasswordField | SecretLine)
    }
    assert names | {"csrf_token"} == SECRET
