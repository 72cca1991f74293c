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

NEVER_OPEN = {
    **dict.fromkeys(("api.postings", "api.posting", "api.record"), "a program shows a token"),
    "webhooks.show": "the demo school tells no other system",
    "opportunities.changes": "only a posting with an edit that waits has it, and none of the first forty has one",
    "accounts.erase": "it asks for the password first",
    "office.erase_person": "it asks for the password first",
    "accounts.add_authenticator": "it asks for the password first",
    "accounts.new_passkey_options": "it asks for the password first",
    "accounts.second_factor": "it comes after a password, for somebody who has a second factor",
    "accounts.second_factor_options": "it comes after a password, for somebody who has a second factor",
    "accounts.set_up": "it comes after a password, where the school asks for a second factor",
    "accounts.set_up_authenticator": "it comes after a password, where the school asks for a second factor",
    "accounts.set_up_options": "it comes after a password, where the school asks for a second factor",
    "accounts.unsent_form": "nobody sent a form after their session had ended",
    "discovery.calendar": "its token is not in the database",
    "applications.next_review": "it leads on to an application",
    "placements.of_application": "it leads on to a placement",
    "applications.paper": "an application and a paper of it must be named together",
    "applications.paper_page": "an application and a paper of it must be named together",
    "match_rounds.applicant": "a round and somebody who ranks this mentor must be named together",
    "learning.attempt": "an activity and a try at it must be named together",
    "learning.claim": "no physician of the demo school passed what credit is designated for",
    "learning.proof": "nothing was handed in as a proof",
    "school.logo_file": "the demo school has no logo",
    "organisations.logo_file": "the demo school has none",
    "email_previews.wording": "a kind of email must be named",
    "email_previews.show": "a kind of email must be named",
    "email_previews.sheet": "a kind of email must be named",
    **dict.fromkeys(
        (
            "accounts.sign_on",
            "accounts.back_from_sign_on",
            "accounts.arrive",
            "accounts.identities",
            "accounts.link_identity",
            "accounts.confirm_link",
            "accounts.unlink_identity",
            "accounts.prove_by_sign_on",
            "accounts.try_sign_on",
        ),
        "the demo school has no sign-on of its own; tests/accounts/test_sign_on.py goes there",
    ),
    "health.figures": "it asks for a token of machines; tests/operations/test_metrics.py brings it",
    "rights.take_data": "nobody asked for a copy of what is theirs",
    "office.dry_run": "no file waits to be brought in",
    "office.progress": "no file is being brought in",
    "office.roster_preview": "no roster waits to be brought in",
    "office.roster_preview_csv": "no roster waits to be brought in",
    "office.left_out_csv": "no roster was brought in by a page",
    "office.roster_lines_csv": "no roster was brought in by a page",
    "office.invitation_run": "nobody was invited together with others",
    "office.roster_progress": "no roster is being brought in",
}
"""Addresses that open to nobody of the demo school, each with why."""


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
        others = () if rule.endpoint in NEVER_OPEN else tries.others(rule, likely)
        for who, address in chain(tries.likeliest(rule, likely), others):
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
