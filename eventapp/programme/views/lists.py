"""The rooms and the tracks of the programme: /manage/events/<slug>/rooms and /manage/events/<slug>/tracks."""

from typing import Any, NamedTuple

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from eventapp.database import transaction
from eventapp.errors import DomainError
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.programme import lists as rules
from eventapp.programme.models import Listed, Room, Track
from eventapp.programme.queries import listed
from eventapp.programme.shapes import ListedRemovalShape, RoomShape, TrackShape
from eventapp.programme.views import bp
from eventapp.reports import door_signs
from eventapp.shapes import Shape
from eventapp.web.access import actor, staff, with_event
from eventapp.web.forms import Form


class Sort(NamedTuple):
    """What the two lists differ in."""

    model: type[Listed]
    shape: type[Shape]
    said: tuple[str, ...]


SORTS = {
    "rooms": Sort(Room, RoomShape, ("name", "name_en", "capacity")),
    "tracks": Sort(Track, TrackShape, ("name", "name_en", "colour")),
}


@bp.get("/manage/events/<slug>/rooms", defaults={"sort": "rooms"})
@bp.get("/manage/events/<slug>/tracks", defaults={"sort": "tracks"})
@staff(Role.ORGANISER)
@with_event
def listing(event: Event, sort: str) -> ResponseReturnValue:
    """Show the rooms, or the tracks, in their order, and how many sessions each has."""
    return _page(event, sort, Form(SORTS[sort].shape, start={"colour": rules.COLOURS[0]}))


@bp.post("/manage/events/<slug>/rooms", defaults={"sort": "rooms"})
@bp.post("/manage/events/<slug>/tracks", defaults={"sort": "tracks"})
@staff(Role.ORGANISER)
@with_event
def add_listed(event: Event, sort: str) -> ResponseReturnValue:
    """Add one at the end."""
    form = Form(SORTS[sort].shape, request.form)
    if form.ok:
        try:
            with transaction():
                rules.add(SORTS[sort].model, event, by=actor(), **_said(sort, form))
            flash(_("“%(name)s” is added.", name=form.values["name"]))
            return redirect(url_for(".listing", slug=event.slug, sort=sort), 303)
        except DomainError as refusal:
            form.refuse(refusal)
    return _page(event, sort, form)


@bp.get("/manage/events/<slug>/rooms/<ref>", defaults={"sort": "rooms"})
@bp.get("/manage/events/<slug>/tracks/<ref>", defaults={"sort": "tracks"})
@staff(Role.ORGANISER)
@with_event
def one_listed(event: Event, sort: str, ref: str) -> ResponseReturnValue:
    """Show one to be changed."""
    found = _get(event, sort, ref)
    return _one_page(event, sort, found, Form(SORTS[sort].shape, start=_stands(sort, found)))


@bp.post("/manage/events/<slug>/rooms/<ref>", defaults={"sort": "rooms"})
@bp.post("/manage/events/<slug>/tracks/<ref>", defaults={"sort": "tracks"})
@staff(Role.ORGANISER)
@with_event
def save_listed(event: Event, sort: str, ref: str) -> ResponseReturnValue:
    """Change one; pages and calendars follow."""
    found, form = _get(event, sort, ref), Form(SORTS[sort].shape, request.form)
    if form.ok:
        try:
            with transaction():
                is_changed = rules.edit(event, found, by=actor(), **_said(sort, form))
            flash(_("Saved.") if is_changed else _("Nothing was different."))
            return redirect(url_for(".listing", slug=event.slug, sort=sort), 303)
        except DomainError as refusal:
            form.refuse(refusal)
    return _one_page(event, sort, found, form)


@bp.post("/manage/events/<slug>/rooms/<ref>/position", defaults={"sort": "rooms"})
@bp.post("/manage/events/<slug>/tracks/<ref>/position", defaults={"sort": "tracks"})
@staff(Role.ORGANISER)
@with_event
def move_listed(event: Event, sort: str, ref: str) -> ResponseReturnValue:
    """Let one change places with the one above or below it."""
    found = _get(event, sort, ref)
    with transaction():
        rules.move(event, found, up=request.form.get("to") == "up", by=actor())
    return redirect(url_for(".listing", slug=event.slug, sort=sort, _anchor=f"listed-{found.ref}"), 303)


@bp.get("/manage/events/<slug>/rooms/<ref>/removal", defaults={"sort": "rooms"})
@bp.get("/manage/events/<slug>/tracks/<ref>/removal", defaults={"sort": "tracks"})
@staff(Role.ORGANISER)
@with_event
def ask_listed_removal(event: Event, sort: str, ref: str) -> ResponseReturnValue:
    """Say how many sessions it concerns, and ask where they go."""
    return _removal_page(event, sort, _get(event, sort, ref), Form(ListedRemovalShape))


@bp.post("/manage/events/<slug>/rooms/<ref>/removal", defaults={"sort": "rooms"})
@bp.post("/manage/events/<slug>/tracks/<ref>/removal", defaults={"sort": "tracks"})
@staff(Role.ORGANISER)
@with_event
def remove_listed(event: Event, sort: str, ref: str) -> ResponseReturnValue:
    """Remove one; its sessions are in another one, or in none."""
    found, form = _get(event, sort, ref), Form(ListedRemovalShape, request.form)
    chosen = form.values.get("into") if form.ok else None
    into = rules.find(SORTS[sort].model, event, chosen) if chosen else None
    if chosen and into is None:
        form.add_fault("into", _("There is no such room.") if sort == "rooms" else _("There is no such track."))
    if form.ok:
        name = found.name
        try:
            with transaction():
                number = rules.remove(event, found, into=into, by=actor())
            flash(_("“%(name)s” is removed.", name=name) + _moved(number))
            return redirect(url_for(".listing", slug=event.slug, sort=sort), 303)
        except DomainError as refusal:
            form.refuse(refusal)
    return _removal_page(event, sort, found, form)


def _get(event: Event, sort: str, ref: str) -> Listed:
    return rules.find(SORTS[sort].model, event, ref) or abort(404)


def _said(sort: str, form: Form) -> dict[str, Any]:
    return {name: form.values[name] for name in SORTS[sort].said}


def _stands(sort: str, found: Listed) -> dict[str, Any]:
    return {name: getattr(found, name) for name in SORTS[sort].said}


def _moved(number: int) -> str:
    if not number:
        return ""
    moved = ngettext("%(num)d session was moved.", "%(num)d sessions were moved.", number)
    return f" {moved}"


def _page(event: Event, sort: str, form: Form) -> ResponseReturnValue:
    model = SORTS[sort].model
    there, sessions = listed(model, event), rules.numbers(model, event)
    page = render_template(
        "programme/lists.html",
        event=event,
        sort=sort,
        form=form,
        there=there,
        sessions=sessions,
        sign_files=door_signs.files(len(there)),
    )
    return page, form.status


def _one_page(event: Event, sort: str, found: Listed, form: Form) -> ResponseReturnValue:
    number = rules.numbers(SORTS[sort].model, event).get(found.id, 0)
    page = render_template("programme/listed.html", event=event, sort=sort, one=found, form=form, number=number)
    return page, form.status


def _removal_page(event: Event, sort: str, found: Listed, form: Form) -> ResponseReturnValue:
    model = SORTS[sort].model
    page = render_template(
        "programme/listed_removal.html",
        event=event,
        sort=sort,
        one=found,
        form=form,
        number=rules.numbers(model, event).get(found.id, 0),
        others=[each for each in listed(model, event) if each.id != found.id],
    )
    return page, form.status
