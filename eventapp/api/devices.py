"""Telephones as doors: a code makes one, then it says regularly how it is and hears what is new."""

from typing import Any

from flask import g
from flask.typing import ResponseReturnValue

from eventapp import clock
from eventapp.api.blueprint import bp
from eventapp.api.bodies import json_body
from eventapp.api.door_schemas import ContactAnswer, DeviceAnswer, PairingAnswer
from eventapp.api.operations import answer, describes
from eventapp.checkin import devices, door_list
from eventapp.checkin.models import Device, Right
from eventapp.checkin.shapes import ContactShape, PairingShape
from eventapp.database import transaction
from eventapp.events.models import Event
from eventapp.shapes import read
from eventapp.web import limits
from eventapp.web.access import device, public, visible_event
from eventapp.web.csrf import opened_by_its_secret
from eventapp.web.networks import network
from eventapp.web.problems import invalid


@bp.post("/events/<slug>/devices")
@public
@opened_by_its_secret
@describes(PairingAnswer, body=PairingShape, status=201, problems=(409,))
def pair_device(slug: str) -> ResponseReturnValue:
    """Pair a telephone.

    The code, which an organiser's page shows as a QR, works once and for ten minutes. The token is told only here.
    """
    limits.count(limits.PAIRINGS, network())
    event = visible_event(slug)
    given = read(PairingShape, json_body(), typed_values=True)
    if not given.ok:
        return invalid(given.faults)
    with transaction():
        paired, token = devices.pair(event, **given.values)
    return answer({"token": token, "device": told(paired, event), "now": _now()}, 201)


@bp.get("/events/<slug>/devices/self")
@device(*Right)
@describes(DeviceAnswer)
def show_device(slug: str) -> ResponseReturnValue:
    """Say what this telephone may do."""
    return answer({"device": told(g.device, g.event), "now": _now()})


@bp.post("/events/<slug>/devices/self/contact")
@device(*Right)
@describes(ContactAnswer, body=ContactShape)
def contact(slug: str) -> ResponseReturnValue:
    """Say how this telephone is, and hear the time and whether the door's list has changed."""
    given = read(ContactShape, json_body(), typed_values=True)
    if not given.ok:
        return invalid(given.faults)
    with transaction():
        devices.note_contact(g.device, **given.values)
    cursor = str(door_list.cursor_of(g.event))
    return answer({"now": _now(), "cursor": cursor, "device": told(g.device, g.event)})


def told(paired: Device, event: Event) -> dict[str, Any]:
    """Return what a device is told of itself."""
    return {
        "ref": paired.ref,
        "name": paired.name,
        "rights": paired.rights,
        "gates": paired.gates,
        "expires_at": devices.expires_at(event).isoformat(),
        "event": {
            "slug": event.slug,
            "title": event.title,
            "title_en": event.title_en,
            "zone": event.zone,
            "ends_at": event.ends_at.isoformat(),
        },
    }


def _now() -> str:
    return clock.now().isoformat(timespec="milliseconds")
