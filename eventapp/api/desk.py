"""The desk beside the door: who is meant by a name, the names in the clear, what to mind about someone."""

from datetime import timedelta
from typing import Any

from flask import abort
from flask.typing import ResponseReturnValue

from eventapp import clock
from eventapp.api.blueprint import bp
from eventapp.api.door_lists import packed
from eventapp.api.door_schemas import DoorFound, DoorNames, Minded
from eventapp.api.operations import answer, operation
from eventapp.checkin import feed, minding, searching
from eventapp.checkin.attention_shapes import AttentionShape
from eventapp.checkin.models import Right
from eventapp.checkin.shapes import DeskSearchShape, ListShape
from eventapp.database import transaction
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.registration.queries import find_by_ref
from eventapp.web.access import actor, may, program
from eventapp.web.languages import language

NAMES_LAST = timedelta(hours=8)


@bp.get("/events/<slug>/door-search")
@program(Role.DOOR, rights=(Right.SEARCH,))
@operation(DoorFound, query=DeskSearchShape)
def search_desk(event: Event, asked: dict[str, Any]) -> ResponseReturnValue:
    """Look for somebody by name, reference, address or telephone; or give a whole delegation."""
    found, total = searching.search(event, asked["q"], delegation=asked["delegation"])
    inside = searching.inside(event, found, clock.now().astimezone(event.tz).date())
    is_english = language() == "en"
    items = [
        {
            "ref": row.ref,
            "full_name": row.full_name,
            "position": row.position,
            "organisation": row.organisation_name,
            "mode": row.mode,
            "category": (row.category_en or row.category) if is_english else row.category,
            "site": row.site,
            "delegation": row.delegation_code,
            "status": row.status,
            "attention": row.attention or None,
            "seat": None,
            **_standing(event, inside.get(row.ticket_id)),
        }
        for row in found
    ]
    return answer({"items": items, "total": total})


@bp.get("/events/<slug>/door-names")
@program(Role.REGISTRAR, rights=(Right.SEARCH,))
@operation(DoorNames, query=ListShape)
def show_door_names(event: Event, asked: dict[str, Any]) -> ResponseReturnValue:
    """Give the names in the clear, for the desk of forgotten tickets; to be wiped after eight hours."""
    cursor = f"{feed.horizon(event.id).next}.names"
    is_known = asked["since"] == cursor
    found = {"words": [], "rows": []} if is_known else searching.names(event)
    expires_at = (clock.now() + NAMES_LAST).isoformat()
    return packed({"cursor": cursor, "complete": not is_known, "expires_at": expires_at, **found, "gone": []})


@bp.post("/events/<slug>/attention")
@program(Role.REGISTRAR, rights=(Right.OVERRIDE,))
@operation(Minded, body=AttentionShape)
def mind(event: Event, given: dict[str, Any]) -> ResponseReturnValue:
    """Say what the door is to mind about a delegate. Only organisers block a ticket, or unblock it."""
    registration = find_by_ref(event, given["ref"]) or abort(404)
    if given["is_blocked"] is not None and not may(Role.ORGANISER, event):
        abort(403)
    with transaction():
        minding.mind(registration, given["text"], is_blocked=given["is_blocked"], by=actor())
    return answer({"ref": registration.ref, "text": given["text"]})


def _standing(event: Event, spell: Any) -> dict[str, Any]:
    first = spell.entered_at.astimezone(event.tz).isoformat() if spell else None
    is_inside = spell is not None and spell.left_at is None
    return {"inside": is_inside, "first_in_at": first, "first_in_gate": spell.gate if spell else ""}
