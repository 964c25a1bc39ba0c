"""Gates in management: /manage/events/<slug>/gates."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.checkin import gates
from eventapp.checkin.models import Gate
from eventapp.checkin.shapes import GateShape, Ways
from eventapp.checkin.views import bp
from eventapp.database import transaction
from eventapp.errors import DomainError
from eventapp.events.categories import categories_of
from eventapp.events.models import Event, Mode
from eventapp.events.queries import find_site, sites_of
from eventapp.events.roles import Role
from eventapp.programme.models import Session
from eventapp.programme.queries import find_session, sessions_of
from eventapp.shapes import in_zone
from eventapp.web.access import actor, staff, with_event
from eventapp.web.forms import Form
from eventapp.web.languages import language


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
    start = {
        "name": gate.name,
        "name_en": gate.name_en,
        "site": next((ref for ref in gate.sites if ref), ""),
        "session": gate.session,
        "ways": Ways.BOTH if gate.is_entrance and gate.is_exit else Ways.IN if gate.is_entrance else Ways.OUT,
        "no_reentry": "" if gate.has_reentry else "on",
        "capacity": gate.capacity,
        **dict.fromkeys(gate.modes, "on"),
        **{f"category-{ref}": "on" for ref in gate.categories},
        **{f"zone-{zone}": "on" for zone in gate.zones},
    }
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
        rules: dict[str, Any] = {f"{name}_at": _moment(event, form.values[name]) for name in ("opens", "closes")}
        rules |= {"modes": modes, **_restrictions(event, form)}
        with transaction():
            keep(name=form.values["name"], name_en=form.values["name_en"] or "", **rules)
    except DomainError as refusal:
        form.refuse(refusal)
    return form.ok


def _restrictions(event: Event, form: Form) -> dict[str, Any]:
    """Return what the form says besides modes and hours; whatever is not this event's is left out."""
    ways = form.values["ways"]
    site, session = find_site(event, form.values["site"]), find_session(event, form.values["session"])
    of_site = [site.ref, *([""] if site.mode is Mode.HALL else [])] if site else []
    return {
        "sites": of_site,
        "categories": [each.ref for each in categories_of(event) if form.value(f"category-{each.ref}")],
        "zones": [zone for zone in _zones(event) if form.value(f"zone-{zone}")],
        "session": session.ref if session else "",
        "is_entrance": ways is not Ways.OUT,
        "is_exit": ways is not Ways.IN,
        "has_reentry": not form.values["no_reentry"],
        "capacity": form.values["capacity"],
    }


def _zones(event: Event) -> list[str]:
    """Return the zones that badges of the event open, each once."""
    return sorted({zone for each in categories_of(event) for zone in each.zones.split(", ") if zone})


def _moment(event: Event, typed: datetime | None) -> datetime | None:
    return None if typed is None else in_zone(typed, event.tz)


def _gate(event: Event, ref: str) -> Gate:
    return gates.find_gate(event, ref) or abort(404)


def _page(event: Event, form: Form, gate: Gate | None = None) -> ResponseReturnValue:
    page = render_template(
        "checkin/gates.html",
        event=event,
        gates=gates.gates_of(event),
        gate=gate,
        form=form,
        sites=[(each.ref, each.name_in(language())) for each in sites_of(event)],
        sessions=[(each.ref, _session_name(event, each)) for each in sessions_of(event) if each.cancelled_at is None],
        categories=[(each.ref, each.name_in(language())) for each in categories_of(event)],
        zones=_zones(event),
    )
    return page, form.status


def _session_name(event: Event, session: Session) -> str:
    return f"{session.starts_at.astimezone(event.tz):%d/%m %H:%M} · {session.title_in(language())}"
