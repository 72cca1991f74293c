"""What the walk over all pages does not see: purposes of fields, pasting, edges and rings, motion, words that point."""

import re
from pathlib import Path

import pytest

from board.school.contrast import DARK, LIGHT, contrast
from tests.office.test_settings import srgb

ROOT = Path(__file__).resolve().parents[2]
SHEET = (ROOT / "static" / "css" / "app.css").read_text("utf-8")
SCRIPTS = {path.name: path.read_text("utf-8") for path in sorted((ROOT / "static" / "js").glob("*.js"))}
TEMPLATES = {path: path.read_text("utf-8") for path in sorted((ROOT / "templates").rglob("*.html"))}

PURPOSES = {
    "accounts/sign_in.html": {"email": "username", "password": "current-password"},
    "accounts/sign_up.html": {"name": "name", "email": "email"},
    "accounts/finish_sign_up.html": {"name": "name", "password": "new-password"},
    "accounts/profile.html": {"name": "name"},
    "accounts/address.html": {"email": "email", "password": "current-password"},
    "accounts/password.html": {
        "old_password": "current-password",
        "password": "new-password",
        "again": "new-password",
    },
    "accounts/second_factor.html": {"code": "one-time-code"},
}
"""Fields about the person who fills them in, and what each is for by WCAG's list."""
GROUNDS = ("paper", "sheet", "sunk")


@pytest.mark.parametrize("page", PURPOSES)
def test_what_is_asked_about_oneself_says_what_it_is(page: str) -> None:
    text = (ROOT / "templates" / page).read_text("utf-8")
    said = dict(re.findall(r'field\(\s*\w*form\.(\w+)(?:(?!field\().)*?autocomplete="([\w-]+)"', text, re.DOTALL))
    assert said.items() >= PURPOSES[page].items()


def test_nothing_stops_pasting() -> None:
    stopping = r"""["'](?:paste|beforeinput|contextmenu)["']|onpaste"""
    assert [name for name, text in SCRIPTS.items() if re.search(stopping, text)] == []
    assert [
        path for path, text in TEMPLATES.items() if re.search(r'autocomplete="off"[^>]*type="password"', text)
    ] == []


@pytest.mark.parametrize("token", ["edge", "brand"])
def test_edges_of_fields_and_the_ring_of_the_focus_stand_out(token: str) -> None:
    for theme, ring in zip((LIGHT, DARK), shades(token), strict=True):
        for ground in GROUNDS:
            behind = shades(ground)[(LIGHT, DARK).index(theme)]
            assert contrast(ring, behind) >= 3, f"--{token} on --{ground}, {theme}"


def shades(token: str) -> tuple[str, str]:
    """A token in both themes."""
    light, dark = re.findall(rf"--{token}: light-dark\(oklch\((.*?)\), oklch\((.*?)\)\)", SHEET)[0]
    return srgb(light), srgb(dark)


def test_no_style_asks_how_a_device_is_held_and_nothing_moves_by_itself() -> None:
    assert "orientation" not in SHEET
    assert "@keyframes" not in SHEET
    assert "infinite" not in SHEET
    assert not [path for path, text in TEMPLATES.items() if re.search(r"<(marquee|blink|video|audio)\b|autoplay", text)]


def test_no_words_point_at_a_side_or_a_color_alone() -> None:
    pointing = r"\b(?:on|to) the (?:left|right)\b|\b(?:green|red|blue|round|square) (?:button|link|field|icon|box)"
    found = [(path.name, match[0]) for path, text in TEMPLATES.items() for match in re.finditer(pointing, text, re.I)]
    assert found == []
