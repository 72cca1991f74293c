"""What the school's sign-on says of a person, read by the rules that the school has written down. Pure.

A rule reads `CLAIM=VALUE -> ROLE`, and may end in `at once` or `waits`; rules stand apart by `;` or by lines.
A condition reads `CLAIM=VALUE` or `CLAIM=VALUE|VALUE`; all of several, apart by `;`, have to hold.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from board.accounts.models import Role

RULE = re.compile(r"(?P<claim>[^=\s]+)\s*=\s*(?P<value>\S.*?)\s*->\s*(?P<role>\w+)(?:\s+(?P<when>at once|waits))?")
CONDITION = re.compile(r"(?P<claim>[^=\s]+)\s*=\s*(?P<values>[^=]+|https?://.+)")


class BadRule(ValueError):
    """A rule that cannot be read; the message quotes it and says what it has to look like."""


@dataclass(frozen=True)
class Rule:
    """Whoever has this value of this claim is this."""

    claim: str
    value: str
    role: Role
    at_once: bool
    """Given with the sign-on; else a coordinator approves it first."""


@dataclass(frozen=True)
class Condition:
    """One of these values of this claim is what it takes to come in at all."""

    claim: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Affiliation:
    """What the rules make of what was said of a person."""

    at_once: frozenset[Role]
    waiting: frozenset[Role]
    withheld: tuple[str, ...]
    """Claims of rules that the provider has and did not send, such as the groups of somebody in very many: no rule
    of theirs says anything, neither yes nor no."""

    @property
    def roles(self) -> frozenset[Role]:
        """All that was said."""
        return self.at_once | self.waiting


def rules_of(written: str) -> tuple[Rule, ...]:
    """The rules that are written. Raises `BadRule`. Students are let in at once unless a rule says otherwise."""
    rules = []
    for text in _parts(written):
        match = RULE.fullmatch(text)
        if match is None:
            raise BadRule(f"“{text}” must read CLAIM=VALUE -> ROLE, and may end in “at once” or “waits”")
        if match["role"] not in {role.value for role in Role}:
            raise BadRule(f"“{text}” names no role: they are {', '.join(role.value for role in Role)}")
        role = Role(match["role"])
        at_once = match["when"] == "at once" if match["when"] else role is Role.STUDENT
        rules.append(Rule(match["claim"], match["value"].casefold(), role, at_once))
    return tuple(rules)


def conditions_of(written: str) -> tuple[Condition, ...]:
    """The conditions that are written. Raises `BadRule`."""
    conditions = []
    for text in _parts(written):
        match = CONDITION.fullmatch(text)
        if match is None:
            raise BadRule(f"“{text}” must read CLAIM=VALUE or CLAIM=VALUE|VALUE")
        values = tuple(value.strip().casefold() for value in match["values"].split("|"))
        if not all(values):
            raise BadRule(f"“{text}” names an empty value")
        conditions.append(Condition(match["claim"], values))
    return tuple(conditions)


def affiliation(claims: Mapping[str, Any], rules: Iterable[Rule]) -> Affiliation:
    """What the rules say of a person with these claims. Nothing is guessed of a claim that is not there."""
    met, withheld = [], set()
    for rule in rules:
        if _is_withheld(claims, rule.claim):
            withheld.add(rule.claim)
        elif rule.value in values_of(claims, rule.claim):
            met.append(rule)
    at_once = frozenset(rule.role for rule in met if rule.at_once)
    return Affiliation(at_once, frozenset(rule.role for rule in met) - at_once, tuple(sorted(withheld)))


def first_unmet(claims: Mapping[str, Any], conditions: Iterable[Condition]) -> Condition | None:
    """The first condition that these claims do not meet; None where they may come in."""
    return next((each for each in conditions if not values_of(claims, each.claim) & set(each.values)), None)


def values_of(claims: Mapping[str, Any], name: str) -> set[str]:
    """The values of a claim, in small letters: an array, one text, or texts joined by semicolons as CILogon does."""
    value = claims.get(name)
    values = value if isinstance(value, list) else [value]
    texts = (text for each in values if isinstance(each, str) for text in each.split(";"))
    return {text.strip().casefold() for text in texts} - {""}


def text_of(claims: Mapping[str, Any], name: str) -> str:
    """A claim that is one text, or one number, on one line; empty where it is anything else."""
    value = claims.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    return value.strip() if isinstance(value, str) and value.isprintable() and len(value) <= 320 else ""


def _is_withheld(claims: Mapping[str, Any], name: str) -> bool:
    """Entra leaves out the groups of somebody who is in more than 200, and says so in one of two ways."""
    elsewhere = claims.get("_claim_names")
    is_elsewhere = isinstance(elsewhere, dict) and name in elsewhere
    return name not in claims and (is_elsewhere or (name == "groups" and bool(claims.get("hasgroups"))))


def _parts(written: str) -> list[str]:
    return [part.strip() for part in re.split(r"[;\n]", written) if part.strip()]
