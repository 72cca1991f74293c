"""What a program reads when something cannot be done: a problem document (RFC 9457) in place of a page."""

import json
from collections.abc import Mapping
from http import HTTPStatus

from flask import Response, request

PREFIX = "/api/"
"""Where programs ask. No cookie counts there, and no page is answered."""
JSON = "application/problem+json"


def asked_by_program() -> bool:
    """Is this a request to the API?"""
    return request.path.startswith(PREFIX)


def document(status: int, detail: str, errors: Mapping[str, list[str]] | None = None) -> str:
    """The body. `errors`: what is wrong with each parameter."""
    problem = {"title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    return json.dumps(problem | ({"errors": dict(errors)} if errors else {}))


def answer(status: int, detail: str, errors: Mapping[str, list[str]] | None = None) -> Response:
    """The whole answer, which nobody keeps."""
    response = Response(document(status, detail, errors), status, mimetype=JSON)
    response.headers["Cache-Control"] = "no-store"
    return response
