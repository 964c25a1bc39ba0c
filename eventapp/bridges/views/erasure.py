"""Erase what is kept of whoever does something for a bridge point: asked once, with what goes and what stays."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.bridges import describing
from eventapp.bridges.models import Contact, Duty
from eventapp.bridges.queries import contacts_of, find_point
from eventapp.bridges.shapes import ErasureShape
from eventapp.bridges.views import bp
from eventapp.bridges.views.managed import POINTS
from eventapp.bridges.words import DUTY_WORDS
from eventapp.database import transaction
from eventapp.events.models import Event, Site
from eventapp.events.roles import Role
from eventapp.shapes import read
from eventapp.web.access import actor, staff, with_event

ONE = f"{POINTS}/<ref>/contacts/<duty>/erasure"


@bp.get(ONE)
@staff(Role.ORGANISER)
@with_event
def ask_erasure(event: Event, ref: str, duty: str) -> ResponseReturnValue:
    """Say what would be erased, and ask."""
    site, contact = _get(event, ref, duty)
    word = _(DUTY_WORDS[contact.duty])
    return render_template("bridges/erasure.html", event=event, site=site, contact=contact, word=word)


@bp.post(ONE)
@staff(Role.ORGANISER)
@with_event
def erase(event: Event, ref: str, duty: str) -> ResponseReturnValue:
    """Erase it, and close the link where that is said."""
    site, contact = _get(event, ref, duty)
    closes = bool(read(ErasureShape, request.form).values.get("closes_link"))
    with transaction():
        describing.erase_contact(event, site, contact.duty, by=actor(), closes_link=closes)
    flash(
        _("Erased. The bridge point has a new link; the former one opens nothing any more.") if closes else _("Erased.")
    )
    return redirect(url_for(".one", slug=event.slug, ref=site.ref), 303)


def _get(event: Event, ref: str, duty: str) -> tuple[Site, Contact]:
    site, _point = find_point(event, ref) or abort(404)
    known = next((each for each in Duty if each.value == duty), None)
    return site, (contacts_of(site).get(known) if known else None) or abort(404)
