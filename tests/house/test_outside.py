"""Nothing that somebody typed decides whom this server speaks to, or what a search of the database means."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house.sources import ALL_MODULES as MODULES
from tests.house.sources import ROOT, tree_of

SPEAKING = {"requests", "urllib3", "urllib.request", "http.client", "httpx", "socket", "smtplib", "ftplib", "aiohttp"}
SPEAKING |= {"obstore", "obstore.store"}
SPEAKERS = {"kernel/openid.py", "kernel/s3_store.py", "kernel/smtp.py", "operations/doctor.py", "webhooks/sending.py"}
"""The school's sign-on, its bucket of files, its mail server and our own address: all of the operator's settings. And
what coordinators have told: by a module that speaks to the public internet alone."""
LIKE = {"contains", "icontains", "startswith", "istartswith", "endswith", "iendswith", "like", "ilike"}


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


def test_only_few_modules_speak_to_others() -> None:
    speakers = {str(path.relative_to(ROOT / "board")) for path in MODULES if SPEAKING & set(imported(path))}
    assert speakers == SPEAKERS


def test_no_sign_that_somebody_typed_is_a_wildcard() -> None:
    """In a layer of queries, each LIKE escapes what it looks for."""
    bare = []
    for path in (path for path in MODULES if "queries" in str(path.relative_to(ROOT))):
        for node in ast.walk(tree_of(path)):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or node.func.attr not in LIKE:
                continue
            is_fixed = all(isinstance(argument, ast.Constant) for argument in node.args)
            if not is_fixed and not any(keyword.arg == "autoescape" for keyword in node.keywords):
                bare.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert bare == []
