"""Who has signed up for a session: listed, added and removed by hand, given a place out of turn."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from eventapp.agenda import listing, promotion, signing_up
from eventapp.agenda.queries import find_offer
from eventapp.agenda.shapes import AddShape, SignUpsShape
from eventapp.agenda.views import bp
from eventapp.database import transaction
from eventapp.errors import DomainError
from eventapp.events.models import Event
from eventapp.events.queries import modes_of
from eventapp.events.roles import Role
from eventapp.programme.models import Session
from eventapp.programme.queries import find_session
from eventapp.registration import listing as delegates
from eventapp.registration.models import Registration, Status
from eventapp.registration.queries import find_by_ref
from eventapp.registration.search import Wanted
from eventapp.shapes import read
from eventapp.web.access import actor, may, staff, with_event
from eventapp.web.forms import Form, sentence

LARGEST_PAGE = 200
LIST = "/manage/events/<slug>/programme/<ref>/sign-ups"


@bp.get(LIST)
@staff(Role.VIEWER)
@with_event
def sign_ups(event: Event, ref: str) -> ResponseReturnValue:
    """Show one page of those who have signed up for a session."""
    return _page(event, get_session(event, ref), Form(AddShape))


@bp.post(LIST)
@staff(Role.REGISTRAR)
@with_event
def add(event: Event, ref: str) -> ResponseReturnValue:
    """Sign someone up by hand: whoever the search finds, if it is one alone."""
    session, form = get_session(event, ref), Form(AddShape, request.form)
    registration = _only_one(event, form) if form.ok else None
    if registration is not None:
        try:
            with transaction():
                entered = signing_up.sign_up(
                    registration, session, by=actor(), is_office=True, beyond=form.values["beyond"]
                )
            name = registration.person.full_name
            flash(_("%(name)s has a place.", name=name) if entered.holds else _("%(name)s waits.", name=name))
            return redirect(url_for(".sign_ups", slug=event.slug, ref=session.ref), 303)
        except DomainError as refusal:
            form.refuse(refusal)
    return _page(event, session, form)


@bp.post(f"{LIST}/<registration>/removal")
@staff(Role.REGISTRAR)
@with_event
def remove(event: Event, ref: str, registration: str) -> ResponseReturnValue:
    """Take someone out of a session; the place goes to who has waited longest."""
    session, delegate = get_session(event, ref), get_delegate(event, registration)
    said = _("%(name)s is signed up no more.", name=delegate.person.full_name)
    return _act(session, lambda: signing_up.leave(delegate, session, by=actor(), is_office=True), said)


@bp.post(f"{LIST}/<registration>/place")
@staff(Role.REGISTRAR)
@with_event
def give_place(event: Event, ref: str, registration: str) -> ResponseReturnValue:
    """Give someone who waits a place out of turn."""
    session, delegate = get_session(event, ref), get_delegate(event, registration)
    beyond = request.form.get("beyond") == "yes"
    said = _("%(name)s has a place.", name=delegate.person.full_name)
    return _act(session, lambda: promotion.give_place(delegate, session, by=actor(), beyond=beyond), said)


def get_session(event: Event, ref: str) -> Session:
    """Return the event's session with that reference, or answer 404."""
    return find_session(event, ref) or abort(404)


def get_delegate(event: Event, ref: str) -> Registration:
    """Return the event's registration with that reference, or answer 404."""
    return find_by_ref(event, ref) or abort(404)


def asked_for() -> dict[str, Any]:
    """Return what the address asks of the list; what cannot be read is left out."""
    return read(SignUpsShape, request.args).values


def _page(event: Event, session: Session, form: Form) -> ResponseReturnValue:
    values = asked_for()
    per_page = min(values.get("per_page") or 50, LARGEST_PAGE)
    mode, q, sort = values.get("mode"), values.get("q") or "", values.get("sort") or ""
    found = listing.listed(session, q=q, mode=mode, sort=sort)
    number = max(1, min(values.get("page") or 1, -(-len(found) // per_page)))
    page = render_template(
        "agenda/sign_ups.html",
        event=event,
        session=session,
        offer=find_offer(session),
        modes=list(modes_of(event)),
        lines=found[(number - 1) * per_page : number * per_page],
        total=len(found),
        page=number,
        per_page=per_page,
        mode=mode,
        q=q,
        sort=sort,
        may_act=may(Role.REGISTRAR, event),
        may_edit=may(Role.ORGANISER, event),
        wall=lambda moment: f"{moment.astimezone(event.tz):%d/%m/%Y %H:%M}",
        form=form,
    )
    return page, form.status


def _only_one(event: Event, form: Form) -> Registration | None:
    """Return the one confirmed delegate whom the form names; a fault where there is none, or more than one."""
    wanted = Wanted(q=form.values["delegate"], status=Status.CONFIRMED)
    found, total = delegates.listed(event, wanted, limit=2, offset=0)
    if total == 1:
        return find_by_ref(event, found[0].ref)
    if total:
        said = ngettext(
            "%(num)d delegate is found.", "%(num)d delegates are found: write the registration code.", total
        )
    else:
        said = _("No confirmed delegate is found.")
    form.add_fault("delegate", said)
    return None


def _act(session: Session, act: Callable[[], object], done: str) -> ResponseReturnValue:
    try:
        with transaction():
            act()
        flash(done)
    except DomainError as refusal:
        flash(sentence(refusal), "warn")
    return redirect(url_for(".sign_ups", **{**request.view_args, "registration": None}), 303)  # type: ignore[dict-item]
