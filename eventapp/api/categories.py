"""Categories: what sorts of delegates there are."""

from typing import Any

from flask.typing import ResponseReturnValue

from eventapp.api.blueprint import bp
from eventapp.api.listing import PagesShape, list_of, page_of
from eventapp.api.operations import operation
from eventapp.api.schemas import CategoryItem
from eventapp.errors import N_
from eventapp.events.categories import categories_of
from eventapp.events.models import Category, Event
from eventapp.events.roles import Role
from eventapp.web.access import program
from eventapp.web.languages import language

NO_SUCH_CATEGORY = N_("There is no such category.")


@bp.get("/events/<slug>/categories")
@program(Role.VIEWER)
@operation(list_of(CategoryItem), query=PagesShape)
def categories(event: Event, asked: dict[str, Any]) -> ResponseReturnValue:
    """List the categories of delegates in their order."""
    return page_of(categories_of(event), asked, _whole_json)


def category_json(category: Category) -> dict[str, str]:
    """Return a category as it is said of a delegate: its reference, and its name in the asker's language."""
    return {"ref": category.ref, "name": category.name_in(language())}


def _whole_json(category: Category) -> dict[str, Any]:
    said = ("ref", "name", "name_en", "colour", "is_public", "is_default")
    return {
        **{name: getattr(category, name) for name in said},
        "mode": category.mode.value if category.mode else None,
        "zones": category.zones.split(", ") if category.zones else [],
    }
