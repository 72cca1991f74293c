"""The OpenAPI document, made of the addresses of the API, of what their views say of themselves, and of the schemas."""

import re
from collections.abc import Callable
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from flask import Flask
from marshmallow import Schema
from werkzeug.routing import Rule

from board.accounts.views.personal_token import scope_of
from board.api.operation import Operation, operation_of
from board.api.schemas import ProblemSchema
from board.web import problems
from board.webhooks.payloads import PAYLOADS

OPENAPI = "3.1.0"
VERSION = "1"
"""Of what is promised: what is added leaves it as it is, what is taken away or renamed is another version."""
TOKEN = "personalToken"  # noqa: S105 (what the document calls the way to prove who asks)
REFUSALS = {
    400: "Parameters that cannot be understood.",
    401: "No token, or one that opens nothing.",
    403: "The token was not made for this.",
    404: "It is not there, or not for whoever asks.",
    429: "Too many requests with one token; `Retry-After` says how many seconds to wait.",
    503: "The database or the search is away for a moment; `Retry-After` as above.",
}
SIGNED = {
    "webhook-id": "The same at every try.",
    "webhook-timestamp": "When it was sent, in seconds since 1970.",
    "webhook-signature": "Standard Webhooks, `v1`.",
}
"""What a delivery of a webhook brings along, and what it means."""
_VARIABLE = re.compile(r"<id:(\w+)>")


def document(app: Flask, *, home: str) -> dict[str, Any]:
    """All of it. `home` is the address of the installation."""
    plugin = MarshmallowPlugin(schema_name_resolver=lambda schema: _class_of(schema).__name__.removesuffix("Schema"))
    info = {"description": "What programs read of the board, and of their owner’s own record. Nothing is changed."}
    spec = APISpec("Rounds", VERSION, OPENAPI, [plugin], info=info, servers=[{"url": home}])
    spec.components.security_scheme(TOKEN, {"type": "http", "scheme": "bearer"})
    for rule in rules(app):
        operation = _operation(app.view_functions[rule.endpoint], rule, plugin)
        spec.path(_VARIABLE.sub(r"{\1}", rule.rule), operations={"get": operation})
    hooks = {event.value: _webhook(schema, spec) for event, schema in PAYLOADS.items()}
    return spec.to_dict() | {"webhooks": hooks}


def rules(app: Flask) -> list[Rule]:
    """The addresses that programs ask, in the order of their letters."""
    asked = (rule for rule in app.url_map.iter_rules() if rule.rule.startswith(problems.PREFIX))
    return sorted(asked, key=lambda rule: rule.rule)


def _class_of(schema: Schema | type[Schema] | str) -> type:
    return schema if isinstance(schema, type) else type(schema)


def _operation(view: Callable[..., Any], rule: Rule, plugin: MarshmallowPlugin) -> dict[str, Any]:
    operation, scope = operation_of(view), scope_of(view)
    first_line = (view.__doc__ or "").partition("\n")[0]
    return {
        "operationId": rule.endpoint.partition(".")[2],
        "summary": first_line,
        "security": [{TOKEN: [scope]}] if scope else [],
        "parameters": [*_variables(rule), *_parameters(operation, plugin)],
        "responses": {"200": _answer(operation), "304": {"description": "Unchanged since `If-None-Match`."}}
        | {str(status): _refusal(status) for status in operation.refuses},
    }


def _variables(rule: Rule) -> list[dict[str, Any]]:
    number = {"type": "integer", "minimum": 1}
    return [{"in": "path", "name": name, "required": True, "schema": number} for name in _VARIABLE.findall(rule.rule)]


def _parameters(operation: Operation, plugin: MarshmallowPlugin) -> list[dict[str, Any]]:
    if operation.asks is None or plugin.converter is None:
        return []
    parameters: list[dict[str, Any]] = plugin.converter.schema2parameters(operation.asks, location="query")
    return parameters


def _answer(operation: Operation) -> dict[str, Any]:
    schema: Any = operation.answers or {"type": "object"}
    mark = {"description": "Of this answer, for `If-None-Match`.", "schema": {"type": "string"}}
    return {
        "description": "The answer.",
        "headers": {"ETag": mark},
        "content": {"application/json": {"schema": schema}},
    }


def _webhook(schema: type[Schema], spec: APISpec) -> dict[str, Any]:
    """What is sent to another system. `spec` takes the schema in."""
    name = schema.__name__.removesuffix("Schema")
    spec.components.schema(name, schema=schema)
    first_line = (schema.__doc__ or "").partition("\n")[0]
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}
    taken = {"2XX": {"description": "Taken. Anything else is tried again; 410 ends it."}}
    headers = [
        {"in": "header", "name": header, "required": True, "schema": {"type": "string"}, "description": meaning}
        for header, meaning in SIGNED.items()
    ]
    body = {"required": True, "content": content}
    return {"post": {"summary": first_line, "parameters": headers, "requestBody": body, "responses": taken}}


def _refusal(status: int) -> dict[str, Any]:
    return {"description": REFUSALS[status], "content": {problems.JSON: {"schema": ProblemSchema}}}
