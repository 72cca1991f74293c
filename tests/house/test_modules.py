"""The modules of `static/js`: each says what it is for, imports what it uses, and is loaded where it is needed."""

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

ROOT = Path(__file__).resolve().parents[2]
MODULES = {path.stem: path.read_text("utf-8") for path in sorted((ROOT / "static/js").glob("*.js"))}
TEMPLATES = {path: path.read_text("utf-8") for path in sorted((ROOT / "templates").rglob("*.html"))}
LOADED = {path: set(re.findall(r'\{\{ module\("(\w+)"\) \}\}', text)) for path, text in TEMPLATES.items()}
NEEDED_FOR = {
    r"autosave=(?!false)": "writing",
    "data-renew": "tokens",
    "data-copy=": "copy",
    "data-sentences": "sentences",
    "data-count-answers": "quiz",
    r"data-progress|data-wait": "progress",
    r"passkey_form\(": "passkeys",
    "data-reader-next": "reader",
}
"""What a page asks a module for, and the module; those of fragments are named on the page around them."""
LONGEST = 230


def imports_of(text: str) -> dict[str, list[str]]:
    """Module → the names that are imported from it."""
    return {
        module: names.replace(" ", "").split(",") if names else []
        for names, module in re.findall(r'^import (?:\{([^}]*)\} from )?"\./(\w+)\.js";$', text, re.M)
    }


@pytest.mark.parametrize("name", MODULES)
def test_a_module_says_what_it_is_for_and_is_short(name: str) -> None:
    text = MODULES[name]
    assert text.startswith("// ")
    assert '"use strict"' not in text, "modules always are"
    assert len(text.splitlines()) <= LONGEST
    assert "window." + name not in text


@pytest.mark.parametrize("name", MODULES)
def test_a_module_imports_what_it_uses_of_others(name: str) -> None:
    text, imports = MODULES[name], imports_of(MODULES[name])
    offered = {
        other: set(re.findall(r"export (?:async )?(?:function|const) (\w+)", MODULES[other])) for other in MODULES
    }
    for other, names in imports.items():
        assert set(names) <= offered[other]
        assert all(len(re.findall(rf"\b{imported}\b", text)) > 1 for imported in names), "imported, and not used"
    own = set(re.findall(r"(?:function|const|let) (\w+)", text)) | {
        each for names in imports.values() for each in names
    }
    foreign = {each for other, names in offered.items() if other != name for each in names} - own
    assert [each for each in sorted(foreign) if re.search(rf"(?<![.\w]){each}\(", text)] == []


def test_every_module_is_loaded_by_a_page_or_another_module() -> None:
    loaded = set().union(*LOADED.values()) | {other for text in MODULES.values() for other in imports_of(text)}
    assert loaded == set(MODULES)


@pytest.mark.parametrize("mark", NEEDED_FOR)
def test_a_page_loads_the_module_that_it_asks_something_of(mark: str) -> None:
    asking = {path for path, text in TEMPLATES.items() if re.search(mark, text) and path.parent.name != "_macros"}
    loading = {path for path, names in LOADED.items() if NEEDED_FOR[mark] in names}
    assert asking == loading


def test_scripts_of_pages_are_modules_but_for_htmx() -> None:
    tags = [tag for text in TEMPLATES.values() for tag in re.findall(r"<script[^>]*>", text)]
    plain = [tag for tag in tags if 'type="module"' not in tag and "application/ld+json" not in tag]
    assert [tag for tag in plain if "vendor/htmx" not in tag] == []


def test_a_module_and_what_it_imports_may_be_kept_for_a_year(client: FlaskClient) -> None:
    address = re.search(r'src="(/static/js-\w+)/app\.js" type="module"', client.get("/").text)
    assert address is not None
    for name in ("app", *imports_of(MODULES["app"])):
        answer = client.get(f"{address[1]}/{name}.js")
        assert answer.text == MODULES[name]
        assert (answer.mimetype, answer.headers["Cache-Control"]) == (
            "text/javascript",
            "public, max-age=31536000, immutable",
        )
    assert client.get(f"{address[1]}/..%2f..%2fpyproject.toml").status_code == 404
    assert client.get(f"{address[1]}/never.js").status_code == 404


def test_a_visitor_loads_no_module_that_keeps_what_people_write(client: FlaskClient) -> None:
    loaded = re.findall(r'src="[^"]*/(\w+)\.js" type="module"', client.get("/").text)
    assert loaded == ["app"]
