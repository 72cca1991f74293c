"""Requests that mean no good, for every address and every form of the demo school: the same ones for the same seed."""

import io
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from justhtml import JustHTML
from werkzeug.routing import Rule

from tests.walk import addresses, rules

CANARY = "zqx7"
MARKUP = f"\"'><{CANARY} onmouseover=alert(1)></script><script>{CANARY}</script>"
NUMBERS = (
    "0",
    "-1",
    str(2**31 - 1),
    str(2**31),
    str(2**63),
    "9" * 40,
    "9" * 5000,
    "1e9",
    "٣",
    "²",
    "0x10",
    "NaN",
    "inf",
)
DAYS = ("0001-01-01", "9999-12-31", "10000-01-01", "2026-02-30", "-0001-01-01", "2026-W10-1", "99:99")
TEXTS = (
    "",
    " ",
    "\t",
    MARKUP,
    f"a\r\nX-{CANARY}: 1\r\n\r\nb",
    "x" * 100_000,
    "é😀\u200d\u202eשלום\u2028\u000b\u0085" * 40,
    "\u0300\u0327" * 20_000,
    "![" * 10_000,
    "[" * 300_000,
    "&*_`<" * 60_000,
    "{{7*7}}${7*7}%s%n",
    "' OR 1=1 --",
    "../../../etc/passwd",
    "//evil.example/\\evil",
    "None",
    "[]",
)
VALUES = (*TEXTS, *NUMBERS, *DAYS)
PATHS = ("%00", str(2**31), str(2**63), "9" * 40, "-1", "0", "007", "%D9%A3", "%ED%A0%BD", "%FF", "a" * 3000, "..%2f..")
NAMES = (
    *("q", "page", "sort", "kind", "state", "tag", "application", "activity", "against", "season", "year", "since"),
    *("until", "who", "thing", "status", "show", "reviewer", "score", "unread", "decided", "next", "closing"),
    *("hours_max", "area", "competency", "pay", "place", "host", "theme", "form", "name", "address", "id", "token"),
    *("_external", "_scheme", "_anchor", "_method", "endpoint", "values", "self", "template", "fragments"),
)
"""Parameters that some address reads, and those that Flask's own functions would take if they were spread over them."""
LEAVES = re.compile(r"/sign-out|/account/(sign-out|delete|sessions|password)|/office/people/\d+/")
"""What ends somebody's visit or account is sent by nobody whom the others need."""


@dataclass
class Form:
    """A form that somebody of the demo school was shown."""

    who: str
    action: str
    fields: list[tuple[str, str, str]] = field(default_factory=list)
    """Name, kind, and the value as it stood."""


@dataclass
class Attack:
    """One request, and who sends it."""

    who: str
    method: str
    address: str
    query: str = ""
    more: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.who} {self.method} {self.address[:120]}?{self.query[:120]} {str(self.more)[:200]}"

    def send(self, browser: FlaskClient) -> Any:
        """Send it; the query goes as bytes, as a hostile program would."""
        return browser.open(self.address, method=self.method, query_string=self.query or None, **self.more)


def found_forms(app: Flask, browsers: dict[str, FlaskClient], tries: int = 2) -> list[Form]:
    """Every form that a page of somebody shows: of each action the first."""
    found: dict[str, Form] = {}
    for rule in rules(app):
        for who in ("coordinator", "faculty", "student", "mentor", "stranger"):
            for address in addresses(rule)[:tries]:
                answer = browsers[who].get(address)
                if answer.status_code != 200 or answer.mimetype != "text/html":
                    continue
                for form in JustHTML(answer.text, sanitize=False).query("form"):
                    action = (form.attrs.get("action") or address).partition("?")[0]
                    if (form.attrs.get("method") or "").lower() == "post" and not LEAVES.search(action):
                        found.setdefault(re.sub(r"/\d+", "/0", action), Form(who, action, _fields(form)))
                break
    return list(found.values())


def _fields(form: Any) -> list[tuple[str, str, str]]:
    fields = []
    for control in form.query("input, textarea, select, button"):
        name = control.attrs.get("name")
        if name and name != "csrf_token":
            kind = (control.attrs.get("type") or control.name).lower()
            fields.append((name, kind, control.attrs.get("value") or control.to_text() or ""))
    return fields


def attacks(app: Flask, forms: list[Form], *, number: int, seed: int = 7) -> Iterator[Attack]:
    """So many, dealt evenly over addresses and forms, each kind in its turn."""
    dice = random.Random(seed)
    pages = [(rule, addresses(rule)[:3]) for rule in rules(app)]
    takes_posts = [rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())]
    posts = [rule for rule in takes_posts if not LEAVES.search(_example(rule))]
    for count in range(number):
        if count % 3 == 0:
            yield _of_address(*dice.choice(pages), dice)
        elif count % 12 == 1:
            yield _of_post(dice.choice(posts), dice)
        else:
            yield _of_form(dice.choice(forms), dice)


def _who(dice: random.Random) -> str:
    return dice.choice(("coordinator", "faculty", "student", "student2", "mentor", "reviewer", "stranger"))


def _of_address(rule: Rule, tried: list[str], dice: random.Random) -> Attack:
    address = dice.choice(tried) if tried else _example(rule)
    if "<" in rule.rule and dice.random() < 0.5:
        address = re.sub(r"<[^>]+>", lambda _: dice.choice(PATHS), rule.rule)
    names = dice.sample(NAMES, dice.randrange(0, 5)) + [argument for argument in rule.arguments if dice.random() < 0.3]
    pairs = [f"{_quoted(name)}={_quoted(dice.choice(VALUES)[:1500])}" for name in names]
    odd = (
        "&".join(pairs * 20),
        "&".join(f"{dice.choice(NAMES)}[{'a][' * 60}]=1" for _ in range(3)),
        "%",
        "q=%ZZ&q=%ff%fe&=&==&&",
        "q=\xff\xfe\x01",
        dice.choice(NAMES) + "=" + "a" * 9000,
    )
    query = "&".join(pairs) if dice.random() < 0.8 else dice.choice(odd)
    headers = {}
    if dice.random() < 0.2:
        headers = dict([dice.choice(HEADERS)])
    return Attack(
        _who(dice), dice.choice(("GET", "GET", "GET", "HEAD", "OPTIONS")), address, query, {"headers": headers}
    )


HEADERS = (
    ("Referer", "http://["),
    ("Referer", f"http://localhost/{MARKUP}"),
    ("HX-Target", MARKUP),
    ("HX-Current-URL", "http://["),
    ("X-Autosave", MARKUP),
    ("User-Agent", MARKUP * 50),
    ("Host", "evil.example"),
    ("X-Forwarded-Host", MARKUP),
    ("HX-Request", "true"),
    ("Accept-Language", "x" * 5000),
    ("Cookie", "rounds=AAAA.BBBB.CCCC; rounds-device=" + "x" * 3000),
    ("If-None-Match", MARKUP),
    ("Range", "bytes=0-99999999999999999999"),
    ("Accept", "*/*;q=NaN"),
)


def _of_post(rule: Rule, dice: random.Random) -> Attack:
    """A form of nobody's making for an address that takes one."""
    address = re.sub(r"<[^>]+>", lambda _: dice.choice((*PATHS, "1", "2", "3")), rule.rule)
    data = {dice.choice(NAMES): dice.choice(VALUES) for _ in range(dice.randrange(0, 4))}
    return Attack(_who(dice), "POST", address, "application_id=3" if dice.random() < 0.3 else "", {"data": data})


def _of_form(form: Form, dice: random.Random) -> Attack:
    who = form.who if dice.random() < 0.8 else _who(dice)
    action, sent = form.action, _filled(form, dice)
    if dice.random() < 0.15:
        action = re.sub(r"\d+", lambda _: dice.choice(PATHS), action)
    query = f"{dice.choice(NAMES)}={_quoted(dice.choice(VALUES)[:500])}" if dice.random() < 0.2 else ""
    headers = {"headers": dict([dice.choice(HEADERS)])} if dice.random() < 0.2 else {}
    if dice.random() < 0.75:
        return Attack(who, "POST", action, query, {"data": sent} | headers)
    kind, body = dice.choice(BODIES)
    method = dice.choice(("POST", "POST", "PUT", "PATCH"))
    return Attack(who, method, action, query, {"data": body, "content_type": kind} | headers)


def _filled(form: Form, dice: random.Random) -> dict[str, Any]:
    """What the form held, but for one field or some; or every field with one value; or names that lie."""
    manner, value = dice.random(), dice.choice(VALUES)
    alone = dice.choice(form.fields)[0] if form.fields and dice.random() < 0.6 else None
    sent: dict[str, Any] = {}
    for name, kind, item in form.fields:
        if kind == "file":
            content = dice.choice(VALUES).encode("utf-8", "replace")[:4000]
            sent[name] = (io.BytesIO(content), dice.choice(TEXTS)[:200] or "a.pdf")
        elif manner < 0.25:
            sent[name] = value
        elif manner < 0.4:
            sent[re.sub(r"\d+", lambda _: dice.choice(NUMBERS)[:40], name)] = dice.choice(VALUES)
        elif manner < 0.5:
            sent[name] = [dice.choice(VALUES)[:2000] for _ in range(dice.randrange(0, 12))]
        else:
            sent[name] = dice.choice(VALUES) if name == alone or (alone is None and dice.random() < 0.4) else item
    if dice.random() < 0.04:
        sent[dice.choice([*sent, "q"])] = "a\x00b"
    if dice.random() < 0.1:
        sent |= {f"{dice.choice(NAMES)}-{number}": "1" for number in range(300)}
    return sent


_PART = b"--x\r\nContent-Disposition: form-data"
BODIES: tuple[tuple[str, bytes], ...] = (
    ("application/json", b'{"a": "\\ud83d"}'),
    ("application/json", b"[" * 5000),
    ("text/plain", b"\x00\xff"),
    ("application/xml", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
    ("multipart/form-data", b"no boundary"),
    ("multipart/form-data; boundary=x", _PART + b"\r\n\r\n\r\n--x--"),
    ("multipart/form-data; boundary=x", _PART + b'; name="\x00"; filename="\xff\x00"\r\n\r\na\r\n'),
    ("multipart/form-data; boundary=" + "x" * 300, b"--" + b"x" * 300 + b"\r\n" * 2000),
    (
        "multipart/form-data; boundary=x",
        _PART + b'; name="a"\r\nContent-Type: text/plain; charset=utf-7\r\n\r\n+AGE-\r\n--x--',
    ),
    ("application/x-www-form-urlencoded", b"a=%00&%00=1&b=%ED%A0%BD"),
    ("application/x-www-form-urlencoded", b"\xff\xfe=\xff&=&&&"),
    ("application/x-www-form-urlencoded", b"a&" * 3000),
    ("application/x-www-form-urlencoded; charset=utf-16", b"\xff\xfea\x00=\x00b\x00"),
    ("", b"a=1"),
)


def _quoted(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode("utf-8", "surrogatepass"))


def _example(rule: Rule) -> str:
    return re.sub(r"<[^>]+>", "1", rule.rule)


def reflected(answer: Any) -> str:
    """What of a request stands in its answer as something alive; nothing, as it should be."""
    if any(CANARY in name.lower() for name, _ in answer.headers):
        return "a header was written by the request"
    alive = ("html" in answer.content_type or "xml" in answer.content_type) if answer.content_type else False
    if alive and re.search(rf"<{CANARY}|<script>{CANARY}", answer.get_data(as_text=True)):
        return "markup was reflected as markup"
    return ""
