"""Gates in management: /manage/events/<slug>/gates."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.checkin import gates
from eventapp.checkin.models import Gate
from eventapp.checkin.shapes import GateShape
from eventapp.checkin.views import bp
from eventapp.database import transaction
from eventapp.errors import DomainError
from eventapp.events.models import Event, Mode
from eventapp.events.roles import Role
from eventapp.shapes import in_zone
from eventapp.web.access import actor, staff, with_event
from eventapp.web.forms import Form


@bp.get("/manage/events/<slug>/gates")
@staff(Role.ORGANISER)
@with_event
def list_gates(event: Event) -> ResponseReturnValue:
    """Show the gates, and a form for one more."""
    return _page(event, Form(GateShape, start={"hall": "on"}))


@bp.post("/manage/events/<slug>/gates")
@staff(Role.ORGANISER)
@with_event
def add_gate(event: Event) -> ResponseReturnValue:
    """Add a gate."""
    form = Form(GateShape, request.form)
    if _done(form, event, lambda **values: gates.add_gate(event, by=actor(), **values)):
        flash(_("The gate is added."))
        return redirect(url_for(".list_gates", slug=event.slug), 303)
    return _page(event, form)


@bp.get("/manage/events/<slug>/gates/<ref>")
@staff(Role.ORGANISER)
@with_event
def show_gate(event: Event, ref: str) -> ResponseReturnValue:
    """Show one gate to change it."""
    gate = _gate(event, ref)
    start = {"name": gate.name, "name_en": gate.name_en, **dict.fromkeys(gate.modes, "on")}
    for name, moment in (("opens", gate.opens_at), ("closes", gate.closes_at)):
        start[name] = moment.astimezone(event.tz).strftime("%Y-%m-%dT%H:%M") if moment else ""
    return _page(event, Form(GateShape, start=start), gate)


@bp.post("/manage/events/<slug>/gates/<ref>")
@staff(Role.ORGANISER)
@with_event
def edit_gate(event: Event, ref: str) -> ResponseReturnValue:
    """Change a gate."""
    gate, form = _gate(event, ref), Form(GateShape, request.form)
    if _done(form, event, lambda **values: gates.edit_gate(gate, by=actor(), **values)):
        flash(_("The gate is changed."))
        return redirect(url_for(".list_gates", slug=event.slug), 303)
    return _page(event, form, gate)


@bp.post("/manage/events/<slug>/gates/<ref>/removal")
@staff(Role.ORGANISER)
@with_event
def remove_gate(event: Event, ref: str) -> ResponseReturnValue:
    """Remove a gate."""
    gate = _gate(event, ref)
    with transaction():
        gates.remove_gate(gate, by=actor())
    flash(_("The gate is removed. What was scanned there stays."))
    return redirect(url_for(".list_gates", slug=event.slug), 303)


def _done(form: Form, event: Event, keep: Callable[..., Any]) -> bool:
    """Keep what the form says; False, and the form says why, where that is not possible."""
    if not form.ok:
        return False
    modes = [mode for mode in Mode if form.values[mode.value]]
    if not modes:
        form.add_fault("hall", _("Choose who may come in here."))
        return False
    try:
        times = {f"{name}_at": _moment(event, form.values[name]) for name in ("opens", "closes")}
        with transaction():
            keep(name=form.values["name"], name_en=form.values["name_en"] or "", modes=modes, **times)
    except DomainError as refusal:
        form.refuse(refusal)
    return form.ok


def _moment(event: Event, typed: datetime | None) -> datetime | None:
    return None if typed is None else in_zone(typed, event.tz)


def _gate(event: Event, ref: str) -> Gate:
    return gates.find_gate(event, ref) or abort(404)


def _page(event: Event, form: Form, gate: Gate | None = None) -> ResponseReturnValue:
    page = render_template("checkin/gates.html", event=event, gates=gates.gates_of(event), gate=gate, form=form)
    return page, form.status
