"""Every answer of the API, held against the description that it gives of itself."""

import re
from functools import cache
from typing import Any

from flask import Flask
from jsonschema import Draft202012Validator, FormatChecker
from werkzeug.test import TestResponse

from board.api.document import document


@cache
def description(app: Flask) -> dict[str, Any]:
    """The document of an application, in which nothing may be answered that it does not name."""
    with app.app_context():
        whole = document(app, home="https://rounds.example.edu")
    for schema in whole["components"]["schemas"].values():
        schema["additionalProperties"] = False
    return whole


def check(app: Flask, path: str, answer: TestResponse) -> None:
    """This answer is one of those that the document describes, down to each field."""
    whole = description(app)
    for known, methods in whole["paths"].items():
        if re.fullmatch(re.sub(r"{\w+}", r"\\d+", known), path):
            described = methods["get"]["responses"].get(str(answer.status_code))
            assert described is not None, f"{path} answers {answer.status_code}, which is not described"
            if answer.status_code == 304:
                assert answer.data == b""
                return
            schema = described["content"][answer.mimetype]["schema"] | {"components": whole["components"]}
            Draft202012Validator(schema, format_checker=FormatChecker()).validate(answer.json)
            return
    raise AssertionError(f"{path} is not described")
