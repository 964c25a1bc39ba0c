"""One bridge point in management: its place and people, its line, the secretary's link."""

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.bridges import describing, links
from eventapp.bridges.queries import find_point, requests_of
from eventapp.bridges.readiness import readiness_at
from eventapp.bridges.shapes import DetailsShape, LineShape
from eventapp.bridges.views import bp
from eventapp.bridges.views.details import details_form, keep
from eventapp.bridges.views.managed import POINTS
from eventapp.bridges.views.roll import groups
from eventapp.bridges.views.secretary import words
from eventapp.database import transaction
from eventapp.errors import DomainError
from eventapp.events.models import Event, Site
from eventapp.events.roles import Role
from eventapp.presence.rolls import roll_of
from eventapp.web.access import actor, staff, with_event
from eventapp.web.forms import Form

ONE = f"{POINTS}/<ref>"


@bp.get(ONE)
@staff(Role.ORGANISER)
@with_event
def one(event: Event, ref: str) -> ResponseReturnValue:
    """Show one bridge point to be changed."""
    site = _get(event, ref)
    return _page(event, site, details_form(site))


@bp.post(ONE)
@staff(Role.ORGANISER)
@with_event
def save_one(event: Event, ref: str) -> ResponseReturnValue:
    """Change where it is and who does what there."""
    site, form = _get(event, ref), Form(DetailsShape, request.form)
    if form.ok:
        try:
            with transaction():
                is_changed = keep(event, site, form, by=actor())
            flash(_("Saved.") if is_changed else _("Nothing was different."))
            return redirect(url_for(".one", slug=event.slug, ref=site.ref), 303)
        except DomainError as refusal:
            form.refuse(refusal)
    return _page(event, site, form)


@bp.post(f"{ONE}/line")
@staff(Role.ORGANISER)
@with_event
def note_line(event: Event, ref: str) -> ResponseReturnValue:
    """Note what a test of the line said."""
    site, form = _get(event, ref), Form(LineShape, request.form)
    if form.ok:
        with transaction():
            describing.note_line(event, site, form.values["line"], note=form.values["note"], by=actor())
        flash(_("Saved."))
    else:
        flash(_("That could not be read. Nothing was noted."), "warn")
    return redirect(url_for(".one", slug=event.slug, ref=site.ref), 303)


@bp.post(f"{ONE}/link")
@staff(Role.ORGANISER)
@with_event
def renew_link(event: Event, ref: str) -> ResponseReturnValue:
    """Close the link that was sent, and make a new one."""
    site = _get(event, ref)
    with transaction():
        describing.renew_link(event, site, by=actor())
    flash(_("The bridge point has a new link; the former one opens nothing any more."))
    return redirect(url_for(".one", slug=event.slug, ref=site.ref), 303)


def _get(event: Event, ref: str) -> Site:
    site, _point = find_point(event, ref) or abort(404)
    return site


def _page(event: Event, site: Site, form: Form) -> ResponseReturnValue:
    one, rows = readiness_at(event, site), groups(roll_of(event, site))
    page = render_template(
        "bridges/point.html",
        event=event,
        one=one,
        form=form,
        people=[(row["ref"], f"{row['name']} · {row['organisation']}") for _name, those in rows for row in those],
        page_link=f"{current_app.config['EXTERNAL_URL']}/sites/{links.secret(site, one.point.generation)}",
        requests=requests_of(event, site),
        erasable=one.contacts,
        **words(),
    )
    return page, form.status
