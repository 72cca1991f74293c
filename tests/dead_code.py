"""Names that nothing uses any more: `python -m tests.dead_code` prints them; `make check` runs it.

vulture reads the code. What it cannot see is told here: what templates and libraries call by its name.
"""

import ast
import sys
from collections.abc import Iterator
from enum import Enum
from importlib import import_module
from inspect import getmembers, isclass
from pathlib import Path

from jinja2 import Environment, nodes
from marshmallow import Schema
from vulture import Vulture
from vulture.core import Item

from board.kernel.db import Model

ROOT = Path(__file__).resolve().parents[1]
REGISTERED = ["@*.get", "@*.post", "@*.route", "@*.command", "@*.errorhandler", "@*.before_*", "@*.after_*"]
REGISTERED += [
    "@*.app_context_processor",
    "@declare_email",
    "@compiles",
    "@event.listens_for",
    "@*.listens_for",
    "@*.user_loader",
    "@after_this_request",
]
"""Flask, SQLAlchemy and the table of emails call what stands below these."""
CALLED_BY_NAME = ["validate_*"]
"""WTForms calls them for the field after the underscore."""
SET_FOR_A_LIBRARY = ["trim_blocks", "lstrip_blocks"]  # Jinja
SET_FOR_A_LIBRARY += ["permanent", "max_content_length", "direct_passthrough"]  # Flask's session, request and response
SET_FOR_A_LIBRARY += ["session_protection"]  # Flask-Login
SET_FOR_A_LIBRARY += ["isolation_level"]  # sqlite3
SET_FOR_A_LIBRARY += ["impl"]  # SQLAlchemy
SET_FOR_A_LIBRARY += ["STORAGE_SCHEME"]  # limits
SET_FOR_A_LIBRARY += ["field_flags", "extra_filters", "process_errors"]  # WTForms
SET_FOR_A_LIBRARY += ["pos", "_added"]  # Whoosh
"""Attributes and arguments that their libraries read."""
CONFIGURATION = ["board/gunicorn_conf.py", "board/migrations"]
"""gunicorn and Alembic read every name in them."""
READERS = ["tests/data_map.py"]
"""What draws a paper from a table of the code, and so uses it."""


def dead() -> list[Item]:
    """What nothing in `board`, no template and no library uses, file by file."""
    reader = Vulture(ignore_names=CALLED_BY_NAME + SET_FOR_A_LIBRARY, ignore_decorators=REGISTERED)
    reader.scavenge(
        [ROOT / "app.py", ROOT / "board", *(ROOT / path for path in READERS)],
        exclude=[f"*/{path}*" for path in CONFIGURATION],
    )
    reader.used_names.update(_names_in_templates(), _foreign_keys(), _names_in(ROOT / CONFIGURATION[0]))
    return [item for item in reader.get_unused_code() if not _is_of_a_library(item)]


def _names_in_templates() -> Iterator[str]:
    language = Environment(extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"])
    for path in (ROOT / "templates").rglob("*.*"):
        tree = language.parse(path.read_text("utf-8"))
        for node in tree.find_all((nodes.Name, nodes.Getattr, nodes.Filter, nodes.Test, nodes.Const)):
            name = node.attr if isinstance(node, nodes.Getattr) else getattr(node, "name", getattr(node, "value", None))
            if isinstance(name, str):
                yield name


def _names_in(path: Path) -> Iterator[str]:
    return (node.id for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Name))


def _foreign_keys() -> Iterator[str]:
    """The database follows them, and who did something is written down for whoever looks into it later."""
    for table in Model.metadata.tables.values():
        yield from (key.parent.name for key in table.foreign_keys)


def _is_of_a_library(item: Item) -> bool:
    """Whether a class of a library has it as well, and so calls it here; or it is one choice of an enum, or a field of
    marshmallow."""
    module = import_module(".".join(Path(item.filename).relative_to(ROOT).with_suffix("").parts))
    own = [class_ for _, class_ in getmembers(module, isclass)]
    if any(issubclass(class_, Schema) and item.name in class_._declared_fields for class_ in own):
        return True
    classes = [class_ for class_ in own if item.name in vars(class_)]
    return any(
        issubclass(class_, Enum) or any(hasattr(base, item.name) for base in class_.__mro__ if _is_foreign(base))
        for class_ in classes
    )


def _is_foreign(class_: type) -> bool:
    return class_.__module__.partition(".")[0] != "board"


if __name__ == "__main__":
    lines = [f"{Path(item.filename).relative_to(ROOT)}:{item.first_lineno}: {item.message}\n" for item in dead()]
    sys.stdout.write("".join(lines))
    sys.exit(bool(lines))
