"""What organisers do with the programme: see it, add a session, correct one, cancel one."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.database import transaction
from eventapp.errors import DomainError
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.programme import programming, timetable, wording
from eventapp.programme.models import SessionKind
from eventapp.programme.planned import clashes_of
from eventapp.programme.queries import find_session, rooms_of, sessions_of, tracks_of
from eventapp.programme.shapes import SessionShape
from eventapp.programme.views import bp
from eventapp.programme.views.clashes import by_session, warn
from eventapp.programme.views.forms import AS_TYPED, as_typed, form_page, given
from eventapp.web.access import actor, staff, with_event
from eventapp.web.forms import Form
from eventapp.web.languages import language


@bp.get("/manage/events/<slug>/programme")
@staff(Role.ORGANISER)
@with_event
def managed(event: Event) -> ResponseReturnValue:
    """Show the sessions, by day, each with a way to correct it; all of them, or those that are looked for."""
    sessions, found = sessions_of(event), clashes_of(event)
    asked = {name: request.args.get(name, "")[:200] for name in ("kind", "room", "track")}
    wanted = {"words": request.args.get("q", "")[:200], **asked}
    shown = timetable.chosen(sessions, **wanted)
    return render_template(
        "programme/managed.html",
        event=event,
        days=timetable.days_of(event, shown),
        clashes=by_session(event, found),
        number=len(found),
        total=len(sessions),
        count=len(shown),
        wanted=wanted,
        choices=_choices(event),
        words=wording,
    )


@bp.get("/manage/events/<slug>/programme/new")
@staff(Role.ORGANISER)
@with_event
def new(event: Event) -> ResponseReturnValue:
    """Ask for a new session; it begins when the last one ends."""
    last = max((session.ends_at for session in sessions_of(event)), default=event.starts_at)
    start = {"kind": SessionKind.PLENARY.value, "starts": last.astimezone(event.tz).strftime(AS_TYPED)}
    return form_page(event, Form(SessionShape, start=start), None)


@bp.post("/manage/events/<slug>/programme")
@staff(Role.ORGANISER)
@with_event
def create(event: Event) -> ResponseReturnValue:
    """Add a session."""
    form = Form(SessionShape, request.form)
    if form.ok:
        try:
            with transaction():
                session = programming.add_session(event, by=actor(), **given(event, form, None))
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
    """Show a session as it stands, to be corrected."""
    session = find_session(event, ref) or abort(404)
    return form_page(event, Form(SessionShape, start=as_typed(event, session)), session)


@bp.post("/manage/events/<slug>/programme/<ref>")
@staff(Role.ORGANISER)
@with_event
def revise(event: Event, ref: str) -> ResponseReturnValue:
    """Correct a session; every calendar follows."""
    session = find_session(event, ref) or abort(404)
    form = Form(SessionShape, request.form)
    if form.ok:
        try:
            with transaction():
                programming.revise_session(event, session, by=actor(), **given(event, form, session))
            flash(_("“%(title)s” is saved, and every calendar follows.", title=form.values["title"]))
            warn(event, session)
            return redirect(url_for(".managed", slug=event.slug), 303)
        except DomainError as refusal:
            form.refuse(refusal)
    return form_page(event, form, session)


@bp.get("/manage/events/<slug>/programme/<ref>/cancellation")
@staff(Role.ORGANISER)
@with_event
def ask_cancellation(event: Event, ref: str) -> ResponseReturnValue:
    """Ask once whether the session is to be cancelled, and say what will happen."""
    session = find_session(event, ref) or abort(404)
    if session.cancelled_at is not None:
        return redirect(url_for(".managed", slug=event.slug))
    return render_template("programme/cancellation.html", event=event, session=session)


@bp.post("/manage/events/<slug>/programme/<ref>/cancellation")
@staff(Role.ORGANISER)
@with_event
def cancel(event: Event, ref: str) -> ResponseReturnValue:
    """Cancel the session; twice is once."""
    session = find_session(event, ref) or abort(404)
    with transaction():
        programming.cancel_session(event, session, by=actor())
    flash(_("“%(title)s” is cancelled.", title=session.title))
    return redirect(url_for(".managed", slug=event.slug), 303)


def _choices(event: Event) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Return what sessions are filtered by: a name, its word, and options."""
    rooms, tracks = ([(each.ref, each.name_in(language())) for each in found(event)] for found in (rooms_of, tracks_of))
    kinds = [(kind.value, _(word)) for kind, word in wording.KINDS.items()]
    return [("kind", _("Kind"), kinds), ("room", _("Room"), rooms), ("track", _("Track"), tracks)]
