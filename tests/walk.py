"""Walking the demo school: every address there is, with the numbers of rows that are really there."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from board.demo import school
from board.kernel.db import Base, db
from board.web.access import declared

MOST_TRIES = 40
"""Rows of a kind that are tried until an address opens for a role."""
FIRST_TRIES = 6
"""Of these the likeliest, which each role tries before the others are tried at all."""


def rules(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static" and "GET" in (rule.methods or ())]


def addresses(rule: Rule) -> list[str]:
    """The rule's addresses for the first rows of the kind that it names."""
    kind = kind_of(rule)
    if not kind:
        return [re.sub(r"<[a-z]+>", "no-such-token", rule.rule)]
    numbers = ids_of(kind, rule.endpoint)
    return [re.sub(r"<[a-z]+>", "no-such-token", re.sub(r"<id:[a-z_]+>", str(number), rule.rule)) for number in numbers]


def ids_of(name: str, endpoint: str) -> list[int]:
    """The numbers of the rows that a parameter may mean: of the table that is called so, or of any of its slice."""
    plural = {f"{name}s", f"{name[:-1]}ies" if name.endswith("y") else name, f"mentor_{name}s", f"{name}es"}
    for table in Base.metadata.sorted_tables:
        if table.name in plural:
            mixed = table.c.email if table.name == "users" else table.c.id  # by number, students come after the staff
            numbers = table.select().with_only_columns(table.c.id).order_by(mixed)
            return list(db.session.scalars(numbers.limit(MOST_TRIES)))
    return list(range(1, MOST_TRIES + 1))


class Tries:
    """In which order a walk tries the rows of a rule: what opened to somebody elsewhere opens to them again."""

    def __init__(self) -> None:
        self.opened: defaultdict[tuple[str, str], set[str]] = defaultdict(set)

    def note(self, rule: Rule, who: str, address: str) -> None:
        """Remember that a row opened to somebody."""
        self.opened[who, kind_of(rule)].update(NUMBER.findall(address)[:1])

    def likeliest(self, rule: Rule, people: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Who and address: the few rows that each person tries first."""
        return ((who, address) for who in people for address in self.likeliest_first(rule, who)[:FIRST_TRIES])

    def others(self, rule: Rule, people: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Who and address: all other rows."""
        return ((who, address) for who in people for address in self.likeliest_first(rule, who)[FIRST_TRIES:])

    def likeliest_first(self, rule: Rule, who: str) -> list[str]:
        """The addresses of a rule, before all others those of rows that opened to this person."""
        known = self.opened[who, kind_of(rule)]
        return sorted(addresses(rule), key=lambda address: not known.intersection(NUMBER.findall(address)[:1]))


NUMBER = re.compile(r"(?<=/)\d+")


def kind_of(rule: Rule) -> str:
    """What the first number in an address is the number of."""
    return next(iter(re.findall(r"<id:([a-z_]+)_id>", rule.rule)), "")


def opened(app: Flask, people: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Who and address: each page once, as the first of these people whom it opens to; a stranger is "stranger"."""
    browsers, tries = {name: browser_of(app, name) for name in people}, Tries()
    for rule in rules(app):
        likely = [who for who in people if may_open(declared(app, rule.endpoint) or "", who)]
        for who, address in chain(tries.likeliest(rule, likely), tries.others(rule, likely)):
            answer = browsers[who].get(address)
            if answer.status_code == 200:
                tries.note(rule, who, address)
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
