"""Writing words that stand nowhere else into every form that a person is shown."""

import io
import re
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from justhtml import JustHTML

from tests.files import pdf
from tests.walk import addresses, rules

WRITTEN = ("text", "textarea", "search", "email", "url", "tel")
NEVER = re.compile(
    r"/sign-out|/account/(sign-out|sessions|password|erase|address|prove|factors|sign-ons)|/withdraw|/end$"
)
"""What would end the visit, or what the person has before there is anything to erase."""


class Writer:
    """Fills forms in with words that it remembers."""

    def __init__(self, app: Flask, browser: FlaskClient, mark: str) -> None:
        self.app, self.browser, self.mark = app, browser, mark
        self.words: dict[str, str] = {}
        """Each word that was sent → the form that took it, and what was answered."""
        self.taken: set[str] = set()

    def walk(self, tries: int = 3, only: str = "") -> None:
        """Every page that opens, and on it every form that was not sent yet."""
        for rule in rules(self.app):
            for address in addresses(rule)[:tries]:
                answer = self.browser.get(address)
                if answer.status_code == 200 and answer.mimetype == "text/html":
                    self._write_on(address, answer.text, only)

    def _write_on(self, address: str, page: str, only: str) -> None:
        for form in JustHTML(page, sanitize=False).query("form"):
            action = (form.attrs.get("action") or address).partition("?")[0]
            is_post = (form.attrs.get("method") or "").lower() == "post"
            if is_post and action not in self.taken and not NEVER.search(action) and re.search(only, action):
                self._send(action, form)

    def _send(self, action: str, form: Any) -> None:
        data: dict[str, Any] = {}
        for control in form.query("input, textarea, select, button"):
            name, kind = control.attrs.get("name"), (control.attrs.get("type") or control.name).lower()
            if name and name != "csrf_token":
                self._fill(data, control, name, kind, action)
        answer = self.browser.post(action, data=data, content_type="multipart/form-data")
        if answer.status_code < 400:
            self.taken.add(action)
        if answer.status_code == 200 and "confirmed" in answer.text:
            for question in JustHTML(answer.text, sanitize=False).query("form"):
                yes = question.query("input[name=confirmed]")
                if yes:
                    self.browser.post(action, data=data | {"confirmed": yes[0].attrs["value"]})

    def _fill(self, data: dict[str, Any], control: Any, name: str, kind: str, action: str) -> None:
        if kind == "file":
            word = self._word(action)
            data[name] = (io.BytesIO(pdf(title=word)), f"{word}.pdf")
        elif kind in WRITTEN and not re.search(r"_at$|date|closes|opens|email|next|once|^name$", name):
            data[name] = self._word(action)
        elif kind == "text" and name == "name" and control.attrs.get("value"):
            data[name] = control.attrs["value"]
        elif kind in ("checkbox", "radio"):
            data.setdefault(name, control.attrs.get("value", "on"))
        elif kind == "select":
            options = [it.attrs.get("value") or it.to_text() for it in control.query("option")]
            data[name] = next((it for it in reversed(options) if it), "")
        elif kind == "date":
            data[name] = control.attrs.get("value") or "2026-03-02"
        elif kind == "number":
            data[name] = control.attrs.get("value") or control.attrs.get("min") or "1"
        elif kind not in ("submit", "button", "password"):
            data[name] = control.attrs.get("value") or ""
        elif name not in data and control.attrs.get("value"):
            data[name] = control.attrs["value"]

    def _word(self, action: str) -> str:
        word = f"{self.mark}{len(self.words)}q"
        self.words[word] = action
        return word
