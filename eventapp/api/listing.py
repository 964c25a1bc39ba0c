"""Lists: `?page=&per_page=`, answered as `{"items": [], "total": n}`."""

from collections.abc import Callable, Sequence
from typing import Any

from flask.typing import ResponseReturnValue
from marshmallow import Schema, fields, missing

from eventapp.api.operations import answer
from eventapp.errors import N_
from eventapp.shapes import Shape, Whole

PER_PAGE, MOST_PER_PAGE = 50, 500


class Count(Whole):
    """A number that is there or not: an empty one is none."""

    def is_blank(self, value: Any) -> bool:
        """Whether it was left out."""
        return value is None or value is missing


class PagesShape(Shape):
    """Which part of a list is asked for."""

    page = Count(1, 1_000_000, load_default=1, allow_none=False, label=N_("Page"))
    per_page = Count(1, MOST_PER_PAGE, load_default=PER_PAGE, allow_none=False, label=N_("Entries per page"))


def list_of(item: type[Schema]) -> type[Schema]:
    """Return the shape of a list of these."""
    return type(
        f"{item.__name__}List",
        (Schema,),
        {
            "items": fields.List(fields.Nested(item), required=True),
            "total": fields.Integer(required=True, metadata={"minimum": 0}),
        },
    )


def offset(asked: dict[str, Any]) -> int:
    """Return how many entries stand before the page."""
    return int((asked["page"] - 1) * asked["per_page"])


def page_of(
    rows: Sequence[Any], asked: dict[str, Any], as_json: Callable[[Any], dict[str, Any]]
) -> ResponseReturnValue:
    """Answer one page of a list that is there as a whole."""
    start = offset(asked)
    shown = rows[start : start + asked["per_page"]]
    return answer({"items": [as_json(row) for row in shown], "total": len(rows)})
