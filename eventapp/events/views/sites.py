"""Where and how people attend: /manage/events/<slug>/sites. More seats move those up who wait."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from eventapp import clock
from eventapp.database import transaction
from eventapp.errors import DomainError
from eventapp.events import capacity
from eventapp.events.models import Event, Mode, Site
from eventapp.events.queries import find_site, modes_of, sites_of
from eventapp.events.roles import Role
from eventapp.events.shapes import ModesShape, SiteShape
from eventapp.events.views import bp
from eventapp.events.views.times import zone_names
from eventapp.registration import places, promotion, seats
from eventapp.web.access import actor, staff, with_event
from eventapp.web.forms import Form, sentence

SITE_FIELDS = ("name", "name_en", "address", "zone")


@bp.get("/manage/events/<slug>/sites")
@staff(Role.ORGANISER)
@with_event
def sites(event: Event) -> ResponseReturnValue:
    """Show the modes with their seats, the main site and the bridge points."""
    return _page(event)


@bp.post("/manage/events/<slug>/modes")
@staff(Role.ORGANISER)
@with_event
def save_modes(event: Event) -> ResponseReturnValue:
    """Offer or withdraw modes, and set their seats: all of it or nothing."""
    form = Form(ModesShape, request.form)
    promoted = 0
    if form.ok:
        try:
            with transaction():
                seats.hold(event.id)  # all modes at once, as whoever takes several seats does
                for mode in Mode:
                    promoted += _set_mode(event, mode, form)
        except DomainError:  # the form says it, at the mode's own field
            pass
    if not form.ok:
        return _page(event, modes_form=form)
    flash(_saved(event, promoted))
    return redirect(url_for(".sites", slug=event.slug), 303)


def _set_mode(event: Event, mode: Mode, form: Form) -> int:
    """Set one mode as the form says; return how many moved up from the waiting list."""
    try:
        if form.values[mode.value]:
            is_new = capacity.set_capacity(event, mode, form.values[f"{mode.value}_seats"], by=actor())
            return promotion.promote_next(event, mode, by=actor()) if is_new else 0
        if mode in modes_of(event):
            places.let_go_of_mode(event, mode)
            capacity.withdraw_mode(event, mode, by=actor())
        return 0
    except DomainError as refusal:
        form.add_fault(f"{mode.value}_seats" if form.values[mode.value] else mode.value, sentence(refusal))
        form.status = refusal.status
        raise


@bp.post("/manage/events/<slug>/sites")
@staff(Role.ORGANISER)
@with_event
def add_site(event: Event) -> ResponseReturnValue:
    """Add the main site or a bridge point."""
    form = Form(SiteShape, request.form)
    if form.ok and form.values["mode"] is Mode.ONLINE:
        form.add_fault("mode", _("Online places need no site."))
    if form.ok:
        values = form.values
        try:
            with transaction():
                capacity.add_site(
                    event,
                    values["name"],
                    mode=values["mode"],
                    name_en=values["name_en"],
                    address=values["address"],
                    capacity=values["capacity"] if values["mode"] is Mode.BRIDGE else None,
                    zone=values["zone"],
                    position=len(sites_of(event)),
                    by=actor(),
                )
            flash(_("“%(name)s” is added.", name=values["name"]))
            return redirect(url_for(".sites", slug=event.slug), 303)
        except DomainError as refusal:
            form.refuse(refusal)
    return _page(event, site_form=form)


@bp.get("/manage/events/<slug>/sites/<ref>")
@staff(Role.ORGANISER)
@with_event
def site(event: Event, ref: str) -> ResponseReturnValue:
    """Show one site to be changed."""
    found = find_site(event, ref) or abort(404)
    start = {name: getattr(found, name) for name in ("mode", "capacity", *SITE_FIELDS)}
    return _site_page(event, found, Form(SiteShape, start=start))


@bp.post("/manage/events/<slug>/sites/<ref>")
@staff(Role.ORGANISER)
@with_event
def save_site(event: Event, ref: str) -> ResponseReturnValue:
    """Change a site; more seats move those up who wait for it."""
    found, form = find_site(event, ref) or abort(404), Form(SiteShape, request.form)
    if form.ok:
        changes: dict[str, Any] = {name: form.values[name] for name in SITE_FIELDS}
        places_there = form.values["capacity"] if found.mode is Mode.BRIDGE else None
        try:
            with transaction():
                seats.hold(event.id)
                capacity.edit_site(event, found, capacity=places_there, by=actor(), **changes)
                promoted = promotion.promote_next(event, found.mode, by=actor())
            flash(_saved(event, promoted))
            return redirect(url_for(".sites", slug=event.slug), 303)
        except DomainError as refusal:
            form.refuse(refusal)
    return _site_page(event, found, form)


def _saved(event: Event, promoted: int) -> str:
    saved = str(_("Saved."))
    if not promoted:
        return saved
    if promotion.answer_by(event, clock.now()) is not None:
        offered = ngettext(
            "%(num)d seat was offered to who waits.", "%(num)d seats were offered to those who wait.", promoted
        )
        return f"{saved} {offered}"
    moved = ngettext(
        "%(num)d delegate moved up from the waiting list.",
        "%(num)d delegates moved up from the waiting list.",
        promoted,
    )
    return f"{saved} {moved}"


def _page(event: Event, *, modes_form: Form | None = None, site_form: Form | None = None) -> ResponseReturnValue:
    modes = modes_of(event)
    start = {mode.value: "yes" for mode in modes} | {f"{mode.value}_seats": row.capacity for mode, row in modes.items()}
    shown = modes_form or site_form
    body = render_template(
        "events/sites.html",
        event=event,
        modes=modes,
        sites=sites_of(event),
        form=modes_form or Form(ModesShape, start=start),
        site_form=site_form or Form(SiteShape, start={"mode": request.args.get("mode", Mode.BRIDGE)}),
        is_adding=site_form is not None,
        zones=zone_names(),
    )
    return body, shown.status if shown else 200


def _site_page(event: Event, found: Site, form: Form) -> ResponseReturnValue:
    return render_template("events/site.html", event=event, site=found, form=form, zones=zone_names()), form.status
