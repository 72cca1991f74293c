"""Each email has one declaration, one folder of templates, and somebody who sends it; nothing names another."""

import ast
import inspect
from collections.abc import Iterator

from flask import Flask

from board.applications.actions.notification import EMAILS
from board.kernel import mail
from board.notices.labels import TOPICS
from board.notices.models import Topic
from tests.house.sources import ALL_MODULES, ROOT, trees

FOLDER = ROOT / "templates" / "emails"
SENDERS = {"notify": 1, "write": 0}
"""The two functions that write emails, and where the kind stands among their arguments."""


def _calls(node: ast.AST) -> Iterator[ast.Call]:
    return (inside for inside in ast.walk(node) if isinstance(inside, ast.Call))


def _name(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr if ast.unparse(call.func.value) == "mail" else ""
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _helpers(tree: ast.Module) -> dict[str, int]:
    """Functions that pass a parameter `kind` on to a sender, and where it stands among theirs."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    parameters = {function.name: [parameter.arg for parameter in function.args.args] for function in functions}
    return {
        function.name: parameters[function.name].index("kind")
        for function in functions
        if "kind" in parameters[function.name] and any(_name(call) in SENDERS for call in _calls(function))
    }


def _sent() -> Iterator[tuple[str, ast.expr]]:
    """Where an email is sent, and the kind that is named there; a helper names none, whoever calls it does."""
    helpers = {path: _helpers(tree) for path, tree in trees(ALL_MODULES).items()}
    public = {name: place for mine in helpers.values() for name, place in mine.items() if not name.startswith("_")}
    for path, tree in trees(ALL_MODULES).items():
        senders = SENDERS | public | helpers[path]
        inside = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name in helpers[path]]
        passed_on = {id(call) for function in inside for call in _calls(function)}
        for call in _calls(tree):
            if _name(call) in senders and id(call) not in passed_on:
                yield f"{path.relative_to(ROOT)}:{call.lineno}", call.args[senders[_name(call)]]


def test_each_email_has_its_two_templates_and_each_folder_an_email(app: Flask) -> None:
    folders = {path.name for path in FOLDER.iterdir() if path.is_dir()}
    assert {kind.template for kind in mail.kinds()} == folders
    for folder in folders:
        assert {path.name for path in (FOLDER / folder).iterdir()} == {"email.html", "email.txt"}, folder


def test_each_email_has_one_name(app: Flask) -> None:
    """Its key, its function and its folder say the same; a folder that several share is one that one of them names."""
    keys = {kind.key for kind in mail.kinds()}
    for kind in mail.kinds():
        assert kind.composer.__name__ == kind.key.replace("-", "_")
        assert kind.template in keys
    assert len({kind.name for kind in mail.kinds()}) == len(keys)


def test_each_topic_has_words_and_an_email(app: Flask) -> None:
    assert TOPICS.keys() == set(Topic)
    assert {kind.topic for kind in mail.kinds()} - {""} == set(Topic)


def test_each_email_that_is_sent_is_declared_and_each_declared_one_is_sent(app: Flask) -> None:
    keys = {kind.key for kind in mail.kinds()}
    sent = dict.fromkeys((*EMAILS.values(), "application-news"), "board/applications/actions/notification.py")
    for place, kind in _sent():
        if ast.unparse(kind).startswith("EMAILS.get("):
            continue
        assert isinstance(kind, ast.Constant), f"{place} does not say which email it sends"
        sent[kind.value] = place
    assert {place: key for key, place in sent.items() if key not in keys} == {}
    assert keys - sent.keys() == set()


OF_THE_SENDER = {"once", "words", "href", "to", "kind"}
"""What `notify` and `write` take themselves; every other keyword is for the declaration."""


def test_an_email_is_given_what_its_declaration_asks_for_and_nothing_else(app: Flask) -> None:
    """A keyword that is misspelled would break in the worker, long after the page was answered."""
    kinds, wrong = {kind.key: kind for kind in mail.kinds()}, []
    for path, tree in trees(ALL_MODULES).items():
        for call in _calls(tree):
            kind = call.args[SENDERS[_name(call)]] if _name(call) in SENDERS and call.args else None
            if not isinstance(kind, ast.Constant) or kind.value not in kinds:
                continue
            parameters = inspect.signature(kinds[kind.value].composer).parameters
            given = {keyword.arg for keyword in call.keywords if keyword.arg} - OF_THE_SENDER
            given |= {"user_id"} if _name(call) == "notify" else set()
            is_whole = all(keyword.arg for keyword in call.keywords)
            asked = {name for name, parameter in parameters.items() if parameter.default is parameter.empty}
            if not given <= parameters.keys() or (is_whole and not asked <= given):
                wrong.append(f"{path.relative_to(ROOT)}:{call.lineno}: {kind.value} takes {', '.join(parameters)}")
    assert wrong == []


def test_no_module_guesses_from_the_name_of_an_email_or_event(app: Flask) -> None:
    """What a kind means stands in its declaration."""
    guesses = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path, tree in trees(ALL_MODULES).items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in ("startswith", "endswith", "split", "partition", "rpartition", "removeprefix")
        and ast.unparse(node.value).split(".")[-1] == "kind"
    ]
    assert guesses == []
