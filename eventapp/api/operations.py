"""What every endpoint says of itself: what it reads, what it answers. Reading and the OpenAPI both come from here."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from flask import current_app, g, request
from flask.typing import ResponseReturnValue
from marshmallow import Schema

from eventapp.api.bodies import LARGEST, json_body
from eventapp.errors import N_
from eventapp.shapes import Fault, Line, Shape, label, read
from eventapp.shapes.faults import TOO_LONG
from eventapp.web.problems import KNOWN, MIMETYPE, invalid

View = Callable[..., ResponseReturnValue]
JSON = "application/json"
FILE = "application/octet-stream"
TWICE = N_("%(label)s is given more than once.")
KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
    "description": "Made by the sender: the same key with the same body gives the same answer and adds nothing.",
}


def operation(
    answered: type[Schema] | None,
    *,
    status: int = 200,
    body: type[Shape] | None = None,
    partial: bool = False,
    query: type[Shape] | None = None,
    takes_key: bool = False,
    takes_file: bool = False,
    picture: str = "",
    problems: tuple[int, ...] = (),
) -> Callable[[View], View]:
    """Describe a view and hand it what it asks for: `event`, `given` (the body's values), `asked` (the query's).

    `partial` bodies (PATCH) may leave fields out. What is wrong with either is answered with 422, field by field.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(slug: str | None = None, **rest: Any) -> ResponseReturnValue:
            if slug is not None:
                rest["event"] = g.event
            taken, faults = _taken(query, body, is_partial=partial)
            if faults:
                return invalid(faults)
            return view(**rest, **taken)

        shape = body(partial=True) if body and partial else body
        described = describes(
            answered,
            status=status,
            body=shape,
            query=query,
            takes_key=takes_key,
            takes_file=takes_file,
            picture=picture,
            problems=problems,
        )
        return described(wrapped)

    return decorate


def describes(
    answered: type[Schema] | None,
    *,
    status: int = 200,
    body: type[Schema] | Schema | None = None,
    query: type[Schema] | None = None,
    takes_key: bool = False,
    takes_file: bool = False,
    picture: str = "",
    problems: tuple[int, ...] = (),
) -> Callable[[View], View]:
    """Describe a view that reads for itself. `picture` is the kind of file it answers with instead of JSON.

    `problems` are those it answers besides the ones every view may.
    """

    def describe(view: View) -> View:
        answer_: dict[str, Any] = {"description": HTTPStatus(status).phrase}
        if answered is not None:
            answer_["content"] = {JSON: {"schema": answered}}
        if picture:
            answer_["content"] = {picture: {"schema": {}}}
        possible = (
            {401, 403, 404, 429, *problems} | ({400, 413, 415, 422} if body else set()) | ({422} if query else set())
        )
        described: dict[str, Any] = {
            "responses": {str(status): answer_} | {str(each): _PROBLEMS[each] for each in sorted(possible)}
        }
        asked: list[Any] = [{"in": "query", "schema": query}] if query else []
        if takes_key:
            asked.append(KEY)
        if asked:
            described["parameters"] = asked
        if takes_file:
            described["requestBody"] = {"required": True, "content": {FILE: {"schema": {}}}}
        if body is not None:
            described["requestBody"] = {"required": True, "content": {JSON: {"schema": body}}}
        view._apidoc = {"manual_doc": described}  # type: ignore[attr-defined]  # where flask-smorest looks for it
        return view

    return describe


def _taken(
    query: type[Shape] | None, body: type[Shape] | None, *, is_partial: bool
) -> tuple[dict[str, Any], list[Fault]]:
    """Return what the view is handed of the query and of the body, and what is wrong with the first that is wrong."""
    taken: dict[str, Any] = {}
    if query is not None:
        asked = read(query, request.args)
        if faults := [*asked.faults, *_asked_twice(query), *_too_long(query, asked.faults)]:
            return taken, faults
        taken["asked"] = asked.values
    if body is not None:
        given = read(body, json_body(LARGEST), partial=is_partial, typed_values=True)
        if not given.ok:
            return taken, given.faults
        taken["given"] = given.values
    return taken, []


def _asked_twice(query: type[Shape]) -> list[Fault]:
    return [
        Fault(name, "invalid", TWICE, {"label": label(query, name)})
        for name, values in request.args.lists()
        if len(values) > 1 and name in query().fields
    ]


def _too_long(query: type[Shape], known: list[Fault]) -> list[Fault]:
    """Return what is longer as it was sent, though not once it is clean: a program keeps to the letter."""
    lines = {name: each for name, each in query._declared_fields.items() if isinstance(each, Line)}
    named = {fault.field for fault in known}
    return [
        Fault(name, "too_long", TOO_LONG, {"label": label(query, name), "maximum": lines[name].max_length})
        for name, value in request.args.items()
        if name in lines and name not in named and len(value) > lines[name].max_length
    ]


_PROBLEMS = {
    status: {
        "description": HTTPStatus(status).phrase,
        "content": {MIMETYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    for status in KNOWN
}


def answer(body: Any, status: int = 200, **headers: str) -> ResponseReturnValue:
    """Return a JSON answer."""
    return current_app.json.dumps(body), status, {"Content-Type": JSON, **headers}
