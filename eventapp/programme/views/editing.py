"""A session's form: to be added, or corrected; public at once, or kept as a draft."""

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.agenda.shapes import SessionWithPlacesShape, SignUpKind
from eventapp.database import transaction
from eventapp.errors import DomainError
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.notices.concerned import NOBODY
from eventapp.programme import programming
from eventapp.programme.models import Session, SessionKind
from eventapp.programme.views import bp
from eventapp.programme.views.clashes import warn
from eventapp.programme.views.drafted import KEEP, keep, say_kept
from eventapp.programme.views.forms import AS_TYPED, agreed, as_typed, form_page, given, planned
from eventapp.registration import seats
from eventapp.versions import drafting
from eventapp.versions.queries import Drafted, drafted_programme, find_drafted
from eventapp.web.access import actor, staff, with_event
from eventapp.web.forms import Form
from eventapp.web.telling import concerned_by, follow, manner_of, said_in


@bp.get("/manage/events/<slug>/programme/new")
@staff(Role.ORGANISER)
@with_event
def new(event: Event) -> ResponseReturnValue:
    """Ask for a new session; it begins when the last one ends."""
    last = max((session.ends_at for session in drafted_programme(event).sessions), default=event.starts_at)
    start = {"kind": SessionKind.PLENARY.value, "starts": last.astimezone(event.tz).strftime(AS_TYPED)}
    start |= {"sign_up": SignUpKind.OPEN.value, "has_waiting_list": "yes"}
    return form_page(event, Form(SessionWithPlacesShape, start=start), None)


@bp.post("/manage/events/<slug>/programme")
@staff(Role.ORGANISER)
@with_event
def create(event: Event) -> ResponseReturnValue:
    """Add a session, or draft one."""
    form = Form(SessionWithPlacesShape, request.form)
    if form.ok:
        try:
            with transaction():
                seats.hold(event.id)  # before the session, as whoever takes places does
                if KEEP in request.form:
                    keep(event, None, form)
                else:
                    session = programming.add_session(event, by=actor(), **given(event, form, None))
                    agreed(event, form, session)
            if KEEP in request.form:
                return say_kept(event, form.values["title"])
            flash(_("“%(title)s” stands in the programme.", title=form.values["title"]))
            warn(event, session)
            return redirect(url_for(".managed", slug=event.slug), 303)
        except DomainError as refusal:
            form.refuse(refusal)
    return form_page(event, form, None)


@bp.get("/manage/events/<slug>/programme/<ref>")
@staff(Role.ORGANISER)
@with_event
def edit(event: Event, ref: str) -> ResponseReturnValue:
    """Show a session as it stands, or as it is drafted, to be corrected."""
    drafted = find_drafted(event, ref) or abort(404)
    return form_page(event, Form(SessionWithPlacesShape, start=as_typed(event, drafted)), drafted)


@bp.post("/manage/events/<slug>/programme/<ref>")
@staff(Role.ORGANISER)
@with_event
def revise(event: Event, ref: str) -> ResponseReturnValue:
    """Correct a session, or its draft. Where people have to go elsewhere at once, ask first whether to tell them."""
    drafted = find_drafted(event, ref) or abort(404)
    form, manner, concerned = Form(SessionWithPlacesShape, request.form), manner_of(), NOBODY
    is_at_once = KEEP not in request.form
    if form.ok:
        try:
            if is_at_once and drafted.session is not None:
                concerned = concerned_by(event, drafted.session, planned(event, form))
                if concerned.anyone and manner.values.get("manner") is None:
                    return form_page(event, form, drafted, concerned=said_in(concerned))
            with transaction():
                held = drafting.hold(event, drafted.shown.ref, form.values["seen"])
                if is_at_once:
                    session = _save(event, held, form, manner)
                else:
                    keep(event, held, form)
            if not is_at_once:
                return say_kept(event, form.values["title"])
            flash(_("“%(title)s” is saved, and every calendar follows.", title=form.values["title"]))
            warn(event, session)
            return redirect(url_for(".managed", slug=event.slug), 303)
        except drafting.EditedMeanwhile as refusal:
            form.refuse(refusal)
            return form_page(event, form, find_drafted(event, ref) or abort(404), is_overtaken=True)
        except DomainError as refusal:
            form.refuse(refusal)
    return form_page(event, form, drafted, concerned=said_in(concerned))


def _save(event: Event, held: Drafted, form: Form, manner: Form) -> Session:
    """Make the session public as the form has it, whatever is drafted of it; tell people as was said."""
    drafting.drop(event, held, by=actor())
    words = given(event, form, held.session)
    if held.session is None:
        session = programming.add_session(event, by=actor(), ref=held.shown.ref, **words)
    else:
        session = held.session
        is_concerning = concerned_by(event, session, planned(event, form)).anyone
        change = programming.revise_session(event, session, by=actor(), **words)
        if is_concerning:
            follow(event, change, manner)
    agreed(event, form, session)
    return session
