"""What is compiled from the program's own text (templates, addresses, SQL) is compiled once, not once a test.

Every test has an app and a database of its own. Compiling alike things for each of them took half of a test's time.
"""

from types import CodeType
from typing import Any, ClassVar

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Dialect, Engine
from werkzeug.routing import Map, Rule, RuleFactory

from board.kernel.db import db

_dialects: dict[str, Dialect] = {}
_statements: dict[Any, Any] = {}


class Templates(BytecodeCache):
    """Templates as Python runs them."""

    known: ClassVar[dict[str, CodeType | None]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.known.get(bucket.key)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.known[bucket.key] = bucket.code


class Addresses(Map):
    """The addresses of an app. Two apps with the same rules share one machine that finds and builds them."""

    known: ClassVar[dict[tuple[Any, ...], Map]] = {}

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.waiting: list[Rule] = []

    def add(self, rulefactory: RuleFactory) -> None:
        """Note a rule; all are compiled together when the first is asked for."""
        self.waiting += rulefactory.get_rules(self)

    def update(self) -> None:
        """Compile what was noted, or take over what an app with the same rules compiled."""
        if self.waiting:
            key = tuple(
                (rule.rule, rule.endpoint, rule.subdomain, *sorted(rule.methods or ()), repr(rule.defaults))
                for rule in self.waiting
            )
            if key not in self.known:
                for rule in self.waiting:
                    super().add(rule)
                self.known[key] = self
            self._matcher = self.known[key]._matcher
            self._rules_by_endpoint = self.known[key]._rules_by_endpoint
            self.waiting = []
        super().update()


def share_rules() -> None:
    """Let all apps have such addresses and templates."""
    Flask.url_map_class = Addresses
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": Templates()}


def share(app: Flask) -> None:
    """Let an app of the tests use what others compiled."""
    with app.app_context():
        _share_statements(db.engine)


def _share_statements(engine: Engine) -> None:
    """All databases of one kind have one schema and one server, so a statement reads alike for each."""
    if engine.dialect.name not in _dialects:
        engine.connect().close()  # a dialect learns from its first connection what its server can do
        _dialects[engine.dialect.name] = engine.dialect
    engine.dialect = _dialects[engine.dialect.name]
    engine._compiled_cache = _statements
