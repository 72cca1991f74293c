"""What is compiled from the program's own text (templates, addresses, SQL) is compiled once, not once a test.

Every test has an app and a database of its own. Compiling alike things for each of them took half of a test's time.
"""

from typing import Any, ClassVar

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Dialect, Engine
from werkzeug.routing import Rule

from board.kernel.db import db

_compile_rule = Rule.compile
_rules: dict[tuple[str, str | None, str, str], Rule] = {}
_dialects: dict[str, Dialect] = {}
_statements: dict[Any, Any] = {}


class Templates(BytecodeCache):
    """Templates as byte code."""

    known: ClassVar[dict[str, bytes]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.known:
            bucket.bytecode_from_string(self.known[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.known[bucket.key] = bucket.bytecode_to_string()


def share_rules() -> None:
    """Compile an address once. What comes of it depends on nothing but what the rule says."""
    Rule.compile = _compile_once  # type: ignore[method-assign]  # Werkzeug has no door for it


def _compile_once(rule: Rule) -> None:
    key = (rule.rule, rule.subdomain, repr(rule.defaults), repr(sorted(rule.map.converters)))
    known = _rules.get(key)
    if known is None:
        _compile_rule(rule)
        _rules[key] = rule
        return
    for name in ("_parts", "_trace", "_converters", "arguments"):
        setattr(rule, name, getattr(known, name))
    for name in ("_build", "_build_unknown"):
        setattr(rule, name, getattr(known, name).__func__.__get__(rule, None))


def share(app: Flask) -> None:
    """Let an app of the tests use what others compiled."""
    app.jinja_env.bytecode_cache = Templates()
    with app.app_context():
        _share_statements(db.engine)


def _share_statements(engine: Engine) -> None:
    """All databases of one kind have one schema and one server, so a statement reads alike for each."""
    if engine.dialect.name not in _dialects:
        engine.connect().close()  # a dialect learns from its first connection what its server can do
        _dialects[engine.dialect.name] = engine.dialect
    engine.dialect = _dialects[engine.dialect.name]
    engine._compiled_cache = _statements
