"""What htmx fetches has a plain twin, and what it puts in place has one root with the id that was asked for."""

import ast
import re
from pathlib import Path

import pytest

from tests.house.sources import MODULES, ROOT, tree_of
from tests.house.twins import without_a_twin

HEAD = re.compile(r"\s*(\{#.*?#\}|\{%-? *(from|import|set) .*?%\}|\{%-? *macro .*?endmacro *-?%\})", re.S)
"""What a fragment may begin with and shows nothing: comments, imports, names and macros."""


def _fragments() -> dict[str, str]:
    """Id of the target → template, as the views hand them to `render_page`."""
    pairs = [
        (key.value, value.value)
        for path in MODULES
        for call in ast.walk(tree_of(path))
        if isinstance(call, ast.Call)
        for keyword in call.keywords
        if keyword.arg == "fragments" and isinstance(keyword.value, ast.Dict)
        for key, value in zip(keyword.value.keys, keyword.value.values, strict=True)
        if isinstance(key, ast.Constant) and isinstance(value, ast.Constant)
    ]
    return dict(pairs)


def test_a_fragment_is_one_element_with_the_id_of_its_target() -> None:
    fragments = _fragments()
    assert len(fragments) > 10
    for target, template in fragments.items():
        _is_one_element(target, template)


def _is_one_element(target: str, template: str) -> None:
    assert Path(template).name.startswith("_")
    text = (ROOT / "templates" / template).read_text("utf-8")
    while begins := HEAD.match(text):
        text = text[begins.end() :]
    root = re.match(r"\s*<([a-z]+)\b[^>]*?\sid=\"([^\"]+)\"", text)
    assert root is not None, f"{template} begins with {text.strip()[:60]!r}"
    assert root[2] == target
    assert text.rstrip().endswith(f"</{root[1]}>")
    assert text.count(f'id="{target}"') == 1


TOKEN = '<input type="hidden" name="csrf_token" value="x">'


@pytest.mark.parametrize(
    ("html", "is_whole"),
    [
        ('<a href="/a?q=1" data-hx-get="/a?q=1">x</a>', True),
        ('<a href="/b" data-hx-get="/a">x</a>', False),
        ('<form method="get" action="/a" data-hx-get="/a"></form>', True),
        ('<div data-hx-get="/a"></div>', False),
        (f'<form method="post" action="/a" data-hx-post="/a">{TOKEN}</form>', True),
        ('<form method="post" action="/a" data-hx-post="/a"></form>', False),
        (f'<form method="post" action="/b" data-hx-post="/a">{TOKEN}</form>', False),
        (f'<form method="get" action="/a" data-hx-post="/a">{TOKEN}</form>', False),
    ],
)
def test_what_htmx_alone_would_do_is_seen(html: str, is_whole: bool) -> None:
    """`tests/house/test_whole_school.py` asks every page of the demo school."""
    assert (list(without_a_twin(html)) == []) is is_whole
