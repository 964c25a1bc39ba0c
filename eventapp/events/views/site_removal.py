"""Take a site away: asked once, with who belongs to it and where they go."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from eventapp.database import transaction
from eventapp.errors import DomainError
from eventapp.events.models import Event, Mode, Site
from eventapp.events.queries import find_site
from eventapp.events.roles import Role
from eventapp.events.shapes import SiteRemovalShape
from eventapp.events.views import bp
from eventapp.registration import moving, relocating
from eventapp.registration.moving import Elsewhere
from eventapp.registration.words import MODE_WORDS
from eventapp.web.access import actor, staff, with_event
from eventapp.web.forms import Form
from eventapp.web.languages import language


@bp.get("/manage/events/<slug>/sites/<ref>/removal")
@staff(Role.ORGANISER)
@with_event
def ask_site_removal(event: Event, ref: str) -> ResponseReturnValue:
    """Say who belongs to the site, and ask where they go."""
    return _page(event, find_site(event, ref) or abort(404), Form(SiteRemovalShape))


@bp.post("/manage/events/<slug>/sites/<ref>/removal")
@staff(Role.ORGANISER)
@with_event
def remove_site(event: Event, ref: str) -> ResponseReturnValue:
    """Take the site away; whoever was to come there attends elsewhere."""
    found, form = find_site(event, ref) or abort(404), Form(SiteRemovalShape, request.form)
    into = _places(event, found).get(form.values.get("into") or "")
    if form.values.get("into") and into is None:
        form.add_fault("into", _("There is no such site."))
    if form.ok:
        name = found.name_in(language())
        try:
            with transaction():
                over_quota = form.values["over_quota"]
                number = relocating.remove(event, found, into=into, over_quota=over_quota, by=actor())
            flash(_("“%(name)s” is removed.", name=name) + _moved(number))
            return redirect(url_for(".sites", slug=event.slug), 303)
        except DomainError as refusal:
            form.refuse(refusal)
    return _page(event, found, form)


def _places(event: Event, found: Site) -> dict[str, Elsewhere]:
    """Return where people may go instead: the other bridge points by reference, then the other modes by their word."""
    offered = moving.places(event)
    points = {word: place for word, place in offered.items() if place.site and place.site.id != found.id}
    return points | {word: place for word, place in offered.items() if place.mode is not Mode.BRIDGE}


def _moved(number: int) -> str:
    if not number:
        return ""
    moved = ngettext("%(num)d delegate attends elsewhere.", "%(num)d delegates attend elsewhere.", number)
    return f" {moved}"


def _page(event: Event, found: Site, form: Form) -> ResponseReturnValue:
    places = _places(event, found)
    page = render_template(
        "events/site_removal.html",
        event=event,
        site=found,
        form=form,
        use=relocating.use_of(found),
        places=[(word, _named(place)) for word, place in places.items()],
    )
    return page, form.status


def _named(place: Elsewhere) -> str:
    mode = _(MODE_WORDS[place.mode])
    return f"{mode}: {place.site.name_in(language())}" if place.site else str(mode)
