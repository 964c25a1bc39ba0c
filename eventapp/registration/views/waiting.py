"""The waiting list of each mode, in order; a seat out of turn; open offers extended or withdrawn."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.database import transaction
from eventapp.errors import DomainError
from eventapp.events.models import Event, Mode
from eventapp.events.queries import modes_of
from eventapp.events.roles import Role
from eventapp.registration import lines, offers
from eventapp.registration.models import Registration
from eventapp.registration.shapes import WaitingShape
from eventapp.registration.views import bp
from eventapp.registration.views.managed import LARGEST_PAGE
from eventapp.registration.views.managed_person import get_registration
from eventapp.reports import waiting as sheet
from eventapp.shapes import read
from eventapp.web import downloads
from eventapp.web.access import actor, may, staff, with_event
from eventapp.web.forms import sentence
from eventapp.web.languages import language


@bp.get("/manage/events/<slug>/waiting")
@staff(Role.VIEWER)
@with_event
def waiting(event: Event) -> ResponseReturnValue:
    """Show one page of those who wait for one mode, whoever is next first; open offers stand before them."""
    values = read(WaitingShape, request.args).values
    mode, q = values.get("mode") or _first_mode(event), values.get("q") or ""
    per_page = min(values.get("per_page") or 50, LARGEST_PAGE)
    found = lines.listed(event, mode, q=q)
    number = max(1, min(values.get("page") or 1, -(-len(found) // per_page)))
    return render_template(
        "registration/waiting.html",
        event=event,
        mode=mode,
        q=q,
        lines=found[(number - 1) * per_page : number * per_page],
        total=len(found),
        page=number,
        per_page=per_page,
        counts=lines.numbers_listed(event),
        modes=list(modes_of(event)),
        may_act=may(Role.REGISTRAR, event),
        wall=lambda moment: f"{moment.astimezone(event.tz):%d/%m/%Y %H:%M}",
    )


@bp.get("/manage/events/<slug>/waiting.xlsx")
@staff(Role.REGISTRAR)
@with_event
def export_waiting_xlsx(event: Event) -> ResponseReturnValue:
    """Return the waiting list as a workbook."""
    heading = [_(word) for word in sheet.HEADING]
    return downloads.workbook(
        downloads.dated(event, "waiting"), heading, _rows(event), title=event.title_in(language())
    )


@bp.get("/manage/events/<slug>/waiting.csv")
@staff(Role.REGISTRAR)
@with_event
def export_waiting_csv(event: Event) -> ResponseReturnValue:
    """Return the waiting list as CSV."""
    return downloads.commas(downloads.dated(event, "waiting"), [_(word) for word in sheet.HEADING], _rows(event))


@bp.get("/manage/events/<slug>/delegates/<ref>/confirmation")
@staff(Role.REGISTRAR)
@with_event
def ask_confirmation(event: Event, ref: str) -> ResponseReturnValue:
    """Ask once before someone who waits is given a seat out of turn."""
    registration = get_registration(event, ref)
    if registration.awaited is None:
        flash(_("This registration does not wait for a seat."), "warn")
        return redirect(url_for(".delegate", slug=event.slug, ref=registration.ref))
    place = lines.place_in_line(registration)
    return render_template("registration/confirmation.html", event=event, registration=registration, place=place)


@bp.post("/manage/events/<slug>/delegates/<ref>/offer")
@staff(Role.REGISTRAR)
@with_event
def extend_offer(event: Event, ref: str) -> ResponseReturnValue:
    """Keep an open offer for the event's whole time again."""
    registration = get_registration(event, ref)
    return _act(registration, lambda: offers.extend(registration, by=actor()), _("The offer is extended."))


@bp.post("/manage/events/<slug>/delegates/<ref>/offer/withdrawal")
@staff(Role.REGISTRAR)
@with_event
def withdraw_offer(event: Event, ref: str) -> ResponseReturnValue:
    """Take an offer back; the delegate keeps the place, the seat goes to the next one."""
    registration = get_registration(event, ref)
    said = _("The offer is withdrawn. The seat goes to the next in the line.")
    return _act(registration, lambda: offers.withdraw(registration, by=actor()), said)


def _act(registration: Registration, act: Callable[[], object], done: str) -> ResponseReturnValue:
    try:
        with transaction():
            act()
        flash(done)
    except DomainError as refusal:
        flash(sentence(refusal), "warn")
    return redirect(url_for(".delegate", slug=registration.event.slug, ref=registration.ref), 303)


def _first_mode(event: Event) -> Mode:
    """Return the mode most people wait for."""
    counts = lines.numbers_listed(event)
    return max(Mode, key=lambda mode: counts.get(mode, 0))


def _rows(event: Event) -> Any:
    values = read(WaitingShape, request.args).values
    mode = values.get("mode") or _first_mode(event)
    return sheet.rows(event, mode, q=values.get("q") or "", locale=language(), translate=_)
