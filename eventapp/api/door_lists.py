"""The lists that a telephone at the door holds."""

import json
import zlib
from typing import Any

from flask import Response, current_app, g, request
from flask.typing import ResponseReturnValue

from eventapp.api.blueprint import bp
from eventapp.api.door_schemas import DoorList
from eventapp.api.operations import describes
from eventapp.checkin import door_list, feed
from eventapp.checkin.door_list import Cursor
from eventapp.checkin.models import Change, Right
from eventapp.checkin.shapes import ListShape
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.shapes import read
from eventapp.web.access import program
from eventapp.web.problems import invalid

FRESH = 1000  # tickets changed since: beyond it a list that was kept is made anew


@bp.get("/events/<slug>/door-list")
@program(Role.DOOR, rights=Right)
@describes(DoorList, query=ListShape)
def show_door_list(slug: str) -> ResponseReturnValue:
    """Give what the door knows, or what has changed of it since a cursor.

    Delegates are sealed: an entry opens only with the code of its ticket.
    """
    event: Event = g.event
    asked = read(ListShape, request.args)
    if not asked.ok:
        return invalid(asked.faults)
    framed, since = door_list.frame(event), Cursor.read(asked.values["since"])
    changed = door_list.delta(event, since, framed) if since else None
    return packed(changed) if changed is not None else _whole(event, framed)


def _whole(event: Event, framed: dict[str, Any]) -> Response:
    """Answer with the whole list as it was when it was last made: the device asks for the rest at once."""
    kept: dict[int, tuple[Cursor, bytes]] = current_app.extensions.setdefault("door lists", {})
    cursor, body = kept.get(event.id, (None, b""))
    if cursor is None or not _is_fresh(event, cursor, framed):
        found = door_list.complete(event, framed)
        cursor, body = Cursor.read(found["cursor"]), _deflated(_encoded(found))
        if cursor is not None:
            kept[event.id] = cursor, body
    return _answer(body)


def _is_fresh(event: Event, cursor: Cursor, framed: dict[str, Any]) -> bool:
    now = feed.horizon(event.id)
    if cursor.rest != door_list.digest(framed) or feed.has_lost(event.id, cursor.stamp) or cursor.stamp > now.end:
        return False
    behind = sum(len(feed.changed(event.id, kind, cursor.stamp, now.end)) for kind in (Change.LISTED, Change.MOVED))
    return behind <= FRESH


def _encoded(found: dict[str, Any]) -> bytes:
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()


def packed(found: dict[str, Any]) -> Response:
    """Answer with something large."""
    return _answer(_deflated(_encoded(found)))


def _deflated(body: bytes) -> bytes:
    """Return the body packed (gzip, RFC 1952), quickly: most of it is sealed and packs no better with patience."""
    packer = zlib.compressobj(1, zlib.DEFLATED, 31)
    return packer.compress(body) + packer.flush()


def _answer(packed: bytes) -> Response:
    """Answer packed to whoever takes it so, else plainly. Nobody on the way keeps it."""
    takes_packed = request.accept_encodings["gzip"] > 0
    body = packed if takes_packed else zlib.decompress(packed, 31)
    response = Response(body, mimetype="application/json")
    if takes_packed:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding, Authorization, Cookie"
    return response
