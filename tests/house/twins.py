"""What htmx asks for on a page is there without it: the same address, by a link or a form of the same method."""

from collections.abc import Iterator
from typing import Any

from justhtml import JustHTML

FETCHED_TOO = {"/search/suggest": "suggestions while one types; the search box leads to the results without them"}
"""Addresses without a twin, each with why."""


def without_a_twin(page: str) -> Iterator[str]:
    """Each element that htmx alone would make work."""
    document = JustHTML(page, sanitize=False)
    for element in document.query("[data-hx-get], [data-hx-post]"):
        attributes = element.attrs
        method = "get" if "data-hx-get" in attributes else "post"
        address = attributes[f"data-hx-{method}"] or ""
        form = element if element.name == "form" else _form_of(element, document)
        if _path(address) not in FETCHED_TOO and not _has_twin(element, form, method, address):
            yield f"{method} {address} is asked for by htmx alone"


def _has_twin(element: Any, form: Any, method: str, address: str) -> bool:
    if method == "get" and element.name == "a":
        return bool(element.attrs.get("href") == address)
    if form is None or (form.attrs.get("method") or "get").lower() != method:
        return False
    if method == "post" and not form.query("input[name=csrf_token]"):
        return False
    return _path(element.attrs.get("formaction") or form.attrs.get("action") or address) == _path(address)


def _form_of(element: Any, document: JustHTML) -> Any:
    """The form around it, or the one elsewhere on the page that it names."""
    if named := element.attrs.get("form"):
        return next((form for form in document.query("form") if form.attrs.get("id") == named), None)
    while element is not None and getattr(element, "name", "") != "form":
        element = element.parent
    return element


def _path(address: str) -> str:
    return address.partition("?")[0]
