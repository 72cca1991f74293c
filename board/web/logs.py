"""The log: one line for a person or one object for a program, each with the request that it belongs to."""

import json
import logging
import re
from datetime import UTC, datetime
from typing import Any, TextIO, cast

from flask import Flask, has_request_context, request
from flask.logging import wsgi_errors_stream

REQUEST_ID = "rounds.request_id"
"""Where the environ of a request keeps its name: `board.web.middleware` gives it, the 500 page shows it."""


def request_id() -> str:
    """The name of the request at hand."""
    return str(request.environ.get(REQUEST_ID, "")) if has_request_context() else ""


def install(app: Flask, log_format: str) -> None:
    """Send what the board logs to standard error, in the form that the settings name."""
    handler = logging.StreamHandler(cast(TextIO, wsgi_errors_stream))
    handler.setFormatter(FORMATTERS[log_format]())
    handler.addFilter(add_request)
    app.logger.setLevel(logging.INFO)
    app.logger.handlers[:] = [handler]  # however often an application is made in this process


def add_request(record: logging.LogRecord) -> bool:
    """Say in a line which request it belongs to."""
    rule = request.url_rule if has_request_context() else None
    record.request_id = request_id()
    record.method = request.method if has_request_context() else ""
    record.address = rule.rule if rule else ""
    return True


def without_people(text: str) -> str:
    """A line without addresses, and without the row that PostgreSQL quotes when it refuses one."""
    return _ADDRESS.sub("[address]", _ROW.sub("", text))


_ADDRESS = re.compile(r"[\w.+%'-]+@[\w-]+(?:\.[\w-]+)+")
_ROW = re.compile(r"\n\s*DETAIL: .*")


class Plain(logging.Formatter):
    """`2026-03-02 15:00:00,000 ERROR board [4f1c… GET /opportunities/<id:opportunity_id>] the request broke`."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s%(whose)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """The line, and below it the traceback if there is one."""
        name = getattr(record, "request_id", "")
        record.whose = f" [{name} {record.method} {record.address}]" if name else ""  # type: ignore[attr-defined]  # `add_request` wrote them
        return without_people(super().format(record))


class Json(logging.Formatter):
    """One object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """What is empty is left out."""
        values: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": getattr(record, "request_id", ""),
            "method": getattr(record, "method", ""),
            "address": getattr(record, "address", ""),
            "traceback": self.formatException(record.exc_info) if record.exc_info else "",
        }
        shown = {name: without_people(value) for name, value in values.items() if value}
        return json.dumps(shown, ensure_ascii=False)


FORMATTERS: dict[str, type[logging.Formatter]] = {"plain": Plain, "json": Json}
"""What ROUNDS_LOG_FORMAT may say."""
