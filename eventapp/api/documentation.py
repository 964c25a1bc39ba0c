"""The API's description: OpenAPI 3.1 for programs, and the same as a page for people, made here without any CDN."""

import json
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, current_app, render_template
from flask.typing import ResponseReturnValue

from eventapp.web.access import public
from eventapp.web.kept import kept_response
from eventapp.web.languages import language

bp = Blueprint("documentation", __name__, url_prefix="/api/v1")
MOST_WORDS = 12
REFERENCE = "#/components/schemas/"


@bp.get("/openapi.json")
@public
def openapi() -> Response:
    """Return the description."""
    return kept_response(("openapi", id(current_app)), _bytes, "application/json")


@bp.get("/docs")
@public
def docs() -> ResponseReturnValue:
    """Show the description as a page."""
    return kept_response(("docs", id(current_app), language()), lambda: _page().encode(), "text/html")


def _bytes() -> bytes:
    return json.dumps(description(), ensure_ascii=False, indent=1).encode()


def _page() -> str:
    described = description()
    return render_template(
        "api/docs.html",
        operations=list(operations(described)),
        schemas=described["components"]["schemas"],
        external=current_app.config["EXTERNAL_URL"],
        kind=kind,
    )


def description() -> dict[str, Any]:
    """Return the OpenAPI document."""
    described: dict[str, Any] = current_app.extensions["openapi"].to_dict()
    return described


def operations(described: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield each operation with its path, method, parameters and the names of what it reads and answers."""
    for path, item in sorted(described["paths"].items()):
        for method, told in item.items():
            if method == "parameters":
                continue
            yield {
                "path": path,
                "method": method.upper(),
                "summary": told.get("summary", ""),
                "description": told.get("description", ""),
                "parameters": [*item.get("parameters", []), *told.get("parameters", [])],
                "body": _schema_name(told.get("requestBody", {})),
                "answers": [
                    (status, answered["description"], _schema_name(answered))
                    for status, answered in sorted(told["responses"].items())
                ],
            }


def kind(schema: dict[str, Any]) -> str:
    """Return a schema in a few words: "string or null", "list of Delegate"."""
    if "$ref" in schema:
        return str(schema["$ref"].removeprefix(REFERENCE))
    for combined in ("anyOf", "allOf"):
        if combined in schema:
            return " or ".join(kind(each) for each in schema[combined])
    types = schema.get("type", "any")
    words = [types] if isinstance(types, str) else list(types)
    if "array" in words:
        words[words.index("array")] = f"list of {kind(schema.get('items', {}))}"
    if schema.get("format"):
        words[0] += f" ({schema['format']})"
    if schema.get("enum"):
        known = [str(word) for word in schema["enum"] if word is not None]
        words[0] += ": " + ", ".join(known[:MOST_WORDS]) + (" …" if len(known) > MOST_WORDS else "")
    return " or ".join(words)


def _schema_name(holder: dict[str, Any]) -> str:
    for media in holder.get("content", {}).values():
        return kind(media["schema"])
    return ""
