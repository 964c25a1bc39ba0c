"""Read a JSON body strictly (RFC 8259, I-JSON): what is wrong is a problem for the sender, never ours."""

import json
from typing import Any

from flask import request
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

LARGEST = 256 * 1024  # bytes of one body; batches may be larger


def json_body(largest: int = LARGEST) -> Any:
    """Return the request's JSON. Raises the HTTP errors 400, 413 and 415."""
    if request.mimetype != "application/json":
        raise UnsupportedMediaType
    request.max_content_length = largest
    try:
        return json.loads(
            request.get_data(cache=False).decode("utf-8"), object_pairs_hook=_object, parse_constant=_refuse
        )
    except (ValueError, RecursionError):  # not UTF-8, not JSON, a name twice, NaN, 5,000 digits, 100,000 brackets
        raise BadRequest from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name comes twice")
    return found


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is not JSON")
