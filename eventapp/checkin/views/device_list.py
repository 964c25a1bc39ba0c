"""The telephones of an event as a list: how each one is, found by name, in an order, a page at a time, as a sheet."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from flask import Response, render_template, request
from flask_babel import gettext as _

from eventapp import clock, names
from eventapp.checkin import devices
from eventapp.checkin.models import Device
from eventapp.checkin.views import bp
from eventapp.checkin.words import RIGHT_WORDS
from eventapp.errors import N_
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.web import downloads
from eventapp.web.access import staff, with_event
from eventapp.web.languages import language
from eventapp.web.pages import asked_page

PER_PAGE = 50
LONGEST_QUERY = 80
IN_CONTACT = timedelta(minutes=2)


class State(StrEnum):
    """How a telephone is."""

    IN_CONTACT = "in_contact"
    OUT_OF_CONTACT = "out_of_contact"
    UNPAIRED = "unpaired"
    EXPIRED = "expired"
    REVOKED = "revoked"


STATE_WORDS = {
    State.IN_CONTACT: N_("In contact"),
    State.OUT_OF_CONTACT: N_("Out of contact"),
    State.UNPAIRED: N_("Waits to be paired"),
    State.EXPIRED: N_("Expired"),
    State.REVOKED: N_("Revoked"),
}
SORTS = {"": N_("As they were made"), "name": N_("By name"), "seen": N_("Longest out of contact first")}
COLUMNS = (
    N_("Name of the telephone"),
    N_("State"),
    N_("It may"),
    N_("Who holds it"),
    N_("Last heard of"),
    N_("Not sent"),
    N_("Seconds its clock is off"),
)


@bp.get("/manage/events/<slug>/devices.<any(csv, xlsx):form>")
@staff(Role.ORGANISER)
@with_event
def export_devices(event: Event, form: str) -> Response:
    """Return what the list shows, all pages of it, as a sheet."""
    now = clock.now()
    heading, found = [_(each) for each in COLUMNS], _wanted(event, devices.devices_of(event), now)
    rows = [_row(event, each, now) for each in found]
    if form == "csv":
        return downloads.commas(downloads.dated(event, "telephones"), heading, rows)
    return downloads.workbook(downloads.dated(event, "telephones"), heading, rows, title=event.title_in(language()))


def listed(event: Event, everyone: Sequence[Device]) -> str:
    """Return the page of the list that the address asks for, as a piece of a page."""
    now = clock.now()
    found, number = _page(event, everyone, now)
    return render_template(
        "checkin/device_list.html",
        event=event,
        devices=[(each, state_of(event, each, now)) for each in found[(number - 1) * PER_PAGE : number * PER_PAGE]],
        rights=RIGHT_WORDS,
        words=STATE_WORDS,
        is_filtered=is_filtered(),
    )


def around(event: Event, everyone: Sequence[Device]) -> dict[str, Any]:
    """Return what stands around the list: what it may be asked, and where in it we are."""
    now = clock.now()
    counted = Counter(state_of(event, each, now) for each in everyone)
    found, number = _page(event, everyone, now)
    return {
        "chosen": _state_asked(),
        "states": [("", _("All"), len(everyone), None)]
        + [(each.value, _(STATE_WORDS[each]), counted[each], None) for each in State if counted[each]],
        "sorts": SORTS,
        "number": number,
        "per_page": PER_PAGE,
        "total": len(found),
        "is_filtered": is_filtered(),
    }


def is_filtered() -> bool:
    """Does the address ask for some of the telephones only?"""
    return bool(request.args.get("q", "").strip() or _state_asked())


def _page(event: Event, everyone: Sequence[Device], now: datetime) -> tuple[Sequence[Device], int]:
    found = _wanted(event, everyone, now)
    return found, max(1, min(asked_page(), -(-len(found) // PER_PAGE)))


def state_of(event: Event, device: Device, now: datetime) -> State:
    """Return how a telephone is."""
    if device.revoked_at is not None:
        return State.REVOKED
    if device.paired_at is None:
        return State.UNPAIRED
    if devices.expires_at(event) <= now:
        return State.EXPIRED
    is_heard = device.seen_at is not None and now - device.seen_at < IN_CONTACT
    return State.IN_CONTACT if is_heard else State.OUT_OF_CONTACT


def _wanted(event: Event, everyone: Sequence[Device], now: datetime) -> Sequence[Device]:
    words, state = names.fold(request.args.get("q", "")[:LONGEST_QUERY]).split(), _state_asked()
    found = [
        each
        for each in everyone
        if all(word in names.fold(f"{each.name} {each.operator}") for word in words)
        and state in ("", state_of(event, each, now).value)
    ]
    if request.args.get("sort") == "name":
        found.sort(key=lambda each: names.sort_key(each.name))
    elif request.args.get("sort") == "seen":
        found.sort(key=lambda each: each.seen_at or each.made_at)
    return found


def _state_asked() -> str:
    asked = request.args.get("state", "")
    return asked if asked in list(State) else ""


def _row(event: Event, device: Device, now: datetime) -> list[Any]:
    seen = f"{device.seen_at.astimezone(event.tz):%d/%m/%Y %H:%M}" if device.seen_at else ""
    return [
        device.name,
        _(STATE_WORDS[state_of(event, device, now)]),
        ", ".join(_(word) for right, word in RIGHT_WORDS.items() if right in device.rights),
        device.operator,
        seen,
        device.unsent,
        None if device.clock_offset is None else round(device.clock_offset),
    ]
