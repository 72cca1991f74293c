"""The addresses of static files. Each carries a mark of its content, so that browsers may keep it for a year.

A module imports another as `./name.js`, which says no mark: so the mark of all modules stands in the name of their
folder, and what they import has it too. `/static/js-0b1c…/quiz.js` is the file `js/quiz.js`.

What a browser may keep is compressed once a process, as far as it can be: a quarter less than pages are, on the way.
"""

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

import brotli
from flask import Flask, Response, current_app, request, url_for

MODULES = "js/"
COMPRESSED = ("text/css", "text/javascript", "image/svg+xml")
SMALLEST = 11
"""Brotli's own scale: a fifth of a second for our longest file."""


def install(app: Flask) -> None:
    """Give `static_url` to the templates, and the modules their address."""
    app.add_url_rule(f"{app.static_url_path}/js-<mark>/<path:filename>", endpoint="static")
    app.url_value_preprocessor(_find_module)
    app.extensions["static_urls"] = {}
    app.jinja_env.globals["static_url"], app.jinja_env.globals["font_url"] = static_url, font_url
    app.after_request(_compress)


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


def _compress(answer: Response) -> Response:
    is_kept = request.endpoint == "static" and may_be_kept() and answer.status_code == 200
    if not is_kept or answer.mimetype not in COMPRESSED or not request.accept_encodings.quality("br"):
        return answer
    path = Path(current_app.static_folder or "") / (request.view_args or {})["filename"]
    answer.direct_passthrough = False
    answer.set_data(_compressed(path, _mark(path)))
    answer.headers["Content-Encoding"] = "br"
    answer.set_etag(f"{answer.get_etag()[0]}:br")
    answer.make_conditional(request)
    return answer


@lru_cache(maxsize=128)
def _compressed(path: Path, _mark: str) -> bytes:
    content: bytes = brotli.compress(path.read_bytes(), quality=SMALLEST)
    return content


def may_be_kept() -> bool:
    """The address that is asked for carries a mark."""
    return "v" in request.args or (request.url_rule is not None and "mark" in request.url_rule.arguments)


@lru_cache(maxsize=128)
def _mark(path: Path) -> str:
    """Of a file, or of all files of a folder."""
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    content = b"".join(file.read_bytes() for file in files if file.is_file())
    return hashlib.sha256(content).hexdigest()[:8] if content else "0"
