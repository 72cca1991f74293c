"""The addresses of static files. Each carries a mark of its content, so that browsers may keep it for a year.

A module imports another as `./name.js`, which says no mark: so the mark of all modules stands in the name of their
folder, and what they import has it too. `/static/js-0b1c…/quiz.js` is the file `js/quiz.js`.
"""

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, current_app, request, url_for

MODULES = "js/"


def install(app: Flask) -> None:
    """Give `static_url` to the templates, and the modules their address."""
    app.add_url_rule(f"{app.static_url_path}/js-<mark>/<path:filename>", endpoint="static")
    app.url_value_preprocessor(_find_module)
    app.extensions["static_urls"] = {}
    app.jinja_env.globals["static_url"], app.jinja_env.globals["font_url"] = static_url, font_url


def _find_module(endpoint: str | None, values: dict[str, Any] | None) -> None:
    if endpoint == "static" and values is not None and values.pop("mark", None):
        values["filename"] = f"{MODULES}{values['filename']}"


def static_url(name: str) -> str:
    """The address of a file in `static/`, with its mark."""
    if current_app.debug:
        _mark.cache_clear()  # whoever works on a file wants to see it
        return _address(name)
    known: dict[str, str] = current_app.extensions["static_urls"]
    address = known.get(name)
    if address is None:
        address = known[name] = _address(name)
    return address


def font_url(name: str) -> str:
    """The address of a font as the style sheet names it, without a mark: a browser that is told of both loads one."""
    return f"{current_app.static_url_path}/fonts/{name}"


def _address(name: str) -> str:
    folder = Path(current_app.static_folder or "")
    if name.startswith(MODULES):
        return url_for("static", filename=name.removeprefix(MODULES), mark=_mark(folder / MODULES))
    return url_for("static", filename=name, v=_mark(folder / name))


def may_be_kept() -> bool:
    """The address that is asked for carries a mark."""
    return "v" in request.args or (request.url_rule is not None and "mark" in request.url_rule.arguments)


@lru_cache(maxsize=128)
def _mark(path: Path) -> str:
    """Of a file, or of all files of a folder."""
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    content = b"".join(file.read_bytes() for file in files if file.is_file())
    return hashlib.sha256(content).hexdigest()[:8] if content else "0"
