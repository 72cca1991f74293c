"""Walking the demo school: every address there is, with the numbers of rows that are really there."""

import re
from collections.abc import Iterator

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from board.demo import school
from board.kernel.db import Base, db
from board.web.access import declared

MOST_TRIES = 40
"""Rows of a kind that are tried until an address opens for a role."""


def rules(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static" and "GET" in (rule.methods or ())]


def addresses(rule: Rule) -> list[str]:
    """The rule's addresses for the first rows of the kind that it names."""
    wanted = re.findall(r"<id:([a-z_]+)_id>", rule.rule)
    if not wanted:
        return [re.sub(r"<[a-z]+>", "no-such-token", rule.rule)]
    numbers = ids_of(wanted[0], rule.endpoint)
    return [re.sub(r"<[a-z]+>", "no-such-token", re.sub(r"<id:[a-z_]+>", str(number), rule.rule)) for number in numbers]


def ids_of(name: str, endpoint: str) -> list[int]:
    """The numbers of the rows that a parameter may mean: of the table that is called so, or of any of its slice."""
    plural = {f"{name}s", f"{name[:-1]}ies" if name.endswith("y") else name, f"mentor_{name}s", f"{name}es"}
    for table in Base.metadata.sorted_tables:
        if table.name in plural:
            return list(db.session.scalars(table.select().with_only_columns(table.c.id).limit(MOST_TRIES)))
    return list(range(1, MOST_TRIES + 1))


def opened(app: Flask, people: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Who and address: each page once, as the first of these people whom it opens to; a stranger is "stranger"."""
    browsers = {name: browser_of(app, name) for name in people}
    for rule in rules(app):
        likely = [who for who in people if may_open(declared(app, rule.endpoint) or "", who)]
        tries = ((who, address) for who in likely for address in addresses(rule))
        for who, address in tries:
            answer = browsers[who].get(address)
            if answer.status_code == 200:
                if answer.mimetype == "text/html":
                    yield who, address
                break


def may_open(access: str, who: str) -> bool:
    """Does what a view declares let somebody of the demo school come as far as the view?"""
    return access == "public" or (who != "stranger" and (access == "signed in" or who in access.split("|")))


def browser_of(app: Flask, name: str) -> FlaskClient:
    """The browser of somebody of the demo school, or of a stranger."""
    browser = app.test_client()
    if name != "stranger":
        answer = browser.post("/sign-in", data={"email": f"{name}@example.edu", "password": school.PASSWORD})
        assert answer.status_code == 303
    return browser
