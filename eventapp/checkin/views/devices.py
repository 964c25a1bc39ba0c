"""Telephones at the door: /manage/events/<slug>/devices."""

from typing import Any

from flask import Response, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.checkin import devices, gates
from eventapp.checkin.models import Device, Right
from eventapp.checkin.shapes import DeviceShape
from eventapp.checkin.views import bp
from eventapp.checkin.views.device_list import around, listed
from eventapp.checkin.words import RIGHT_WORDS
from eventapp.database import transaction
from eventapp.errors import DomainError
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.tickets.pictures import ticket_svg
from eventapp.web.access import actor, staff, with_event
from eventapp.web.forms import Form
from eventapp.web.languages import language


@bp.get("/manage/events/<slug>/devices")
@staff(Role.ORGANISER)
@with_event
def list_devices(event: Event) -> ResponseReturnValue:
    """Show all telephones and how they are, and a form for one more."""
    return _page(event, Form(DeviceShape, start={f"right-{Right.SCAN}": "on"}))


@bp.get("/manage/events/<slug>/devices/live")
@staff(Role.ORGANISER)
@with_event
def live_devices(event: Event) -> ResponseReturnValue:
    """Say how the telephones are, as a piece of the page; 304 while nothing changes."""
    response = Response(listed(event, devices.devices_of(event)), mimetype="text/html")
    response.add_etag()
    response.headers["Cache-Control"] = "private, no-cache"
    return response.make_conditional(request)


@bp.post("/manage/events/<slug>/devices")
@staff(Role.ORGANISER)
@with_event
def add_device(event: Event) -> ResponseReturnValue:
    """Prepare a telephone and show the code that pairs it, once."""
    form = Form(DeviceShape, request.form)
    if form.ok:
        try:
            with transaction():
                device, code = devices.add_device(event, form.values["name"], **_allowed(event, form), by=actor())
            return _pairing(event, device, code), 201
        except DomainError as refusal:
            form.refuse(refusal)
    return _page(event, form)


@bp.get("/manage/events/<slug>/devices/<ref>")
@staff(Role.ORGANISER)
@with_event
def show_device(event: Event, ref: str) -> ResponseReturnValue:
    """Show one telephone, to change what it may do."""
    device = _device(event, ref)
    ticks = [f"right-{each}" for each in device.rights] + [f"gate-{each}" for each in device.gates]
    return _page(event, Form(DeviceShape, start={"name": device.name, **dict.fromkeys(ticks, "on")}), device)


@bp.post("/manage/events/<slug>/devices/<ref>")
@staff(Role.ORGANISER)
@with_event
def edit_device(event: Event, ref: str) -> ResponseReturnValue:
    """Change what a telephone is called and may do."""
    device, form = _device(event, ref), Form(DeviceShape, request.form)
    if form.ok:
        try:
            with transaction():
                devices.edit_device(device, form.values["name"], **_allowed(event, form), by=actor())
            flash(_("The telephone is changed. It learns so within seconds."))
            return redirect(url_for(".list_devices", slug=event.slug), 303)
        except DomainError as refusal:
            form.refuse(refusal)
    return _page(event, form, device)


@bp.post("/manage/events/<slug>/devices/<ref>/pairing")
@staff(Role.ORGANISER)
@with_event
def offer_pairing(event: Event, ref: str) -> ResponseReturnValue:
    """Show a new code for a telephone that has not been paired."""
    device = _device(event, ref)
    if device.paired_at is not None or device.revoked_at is not None:
        abort(409)
    with transaction():
        code = devices.offer_pairing(device, by=actor())
    return _pairing(event, device, code), 201


@bp.post("/manage/events/<slug>/devices/<ref>/revocation")
@staff(Role.ORGANISER)
@with_event
def revoke_device(event: Event, ref: str) -> ResponseReturnValue:
    """Make a telephone a door no more."""
    device = _device(event, ref)
    with transaction():
        devices.revoke(device, by=actor())
    flash(_("The telephone is revoked. At its next contact it wipes what it knows."))
    return redirect(url_for(".list_devices", slug=event.slug), 303)


def _allowed(event: Event, form: Form) -> dict[str, Any]:
    return {
        "rights": [each for each in Right if form.value(f"right-{each}")],
        "gates": [each.ref for each in gates.gates_of(event) if form.value(f"gate-{each.ref}")],
    }


def _device(event: Event, ref: str) -> Device:
    return devices.find_device(event, ref) or abort(404)


def _pairing(event: Event, device: Device, code: str) -> str:
    """Return the page with the code. It stands behind the #, so that no log on the way keeps it."""
    address = f"{current_app.config['EXTERNAL_URL'].rstrip('/')}/door/{event.slug}/pair#{code}"
    picture = ticket_svg(address, _("Pairing code"))
    return render_template("checkin/pairing.html", event=event, device=device, address=address, pairing_qr=picture)


def _page(event: Event, form: Form, device: Device | None = None) -> ResponseReturnValue:
    everyone = [] if device else devices.devices_of(event)
    page = render_template(
        "checkin/devices.html",
        event=event,
        device=device,
        form=form,
        listed_devices="" if device else listed(event, everyone),
        listing=None if device else around(event, everyone),
        rights=RIGHT_WORDS,
        gates=[(each.ref, each.name_in(language())) for each in gates.gates_of(event)],
    )
    return page, form.status
