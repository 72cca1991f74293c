"""Reading what a program asks, and answering it."""

import json
from typing import Any

from flask import Response, request
from marshmallow import Schema, ValidationError, fields

from board.web import problems


class Refused(Exception):
    """What was asked cannot be understood; `answer` says what is wrong with each parameter."""

    def __init__(self, errors: dict[str, list[str]]) -> None:
        super().__init__(str(errors))
        self.errors = errors

    def answer(self) -> Response:
        """For the program."""
        names = ", ".join(sorted(self.errors))
        return problems.answer(400, f"These parameters cannot be understood: {names}.", self.errors)


def read_query(schema: Schema) -> dict[str, Any]:
    """The parameters of the address. Raises `Refused` for one that there is not, or a value that one cannot have."""
    several = {name for name, field in schema.fields.items() if isinstance(field, fields.List)}
    asked = {name: values if name in several else values[-1] for name, values in request.args.lists()}
    try:
        loaded: dict[str, Any] = schema.load(asked)
    except ValidationError as error:
        raise Refused(_flat(error.messages_dict)) from error
    return loaded


def _flat(by_name: dict[str, Any]) -> dict[str, list[str]]:
    """Of a list of values, the messages of all."""
    return {
        name: wrong if isinstance(wrong, list) else [message for messages in wrong.values() for message in messages]
        for name, wrong in by_name.items()
    }


def answer(schema: Schema, thing: Any) -> Response:
    """The thing as JSON, for whoever showed this token."""
    response = sent(schema.dump(thing))
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.add("Authorization")
    return response


def sent(facts: Any) -> Response:
    """JSON. Unchanged since the program has it, it is answered with 304 and nothing else.

    There is an ETag and no Last-Modified: a posting that closes, or a place that is taken, changes the answer at a
    moment that no row holds.
    """
    response = Response(json.dumps(facts, ensure_ascii=False), mimetype="application/json")
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response
