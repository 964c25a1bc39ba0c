"""What organisers do with the programme: see it, add a session, correct one, cancel one."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.database import transaction
from eventapp.errors import DomainError
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.programme import platform, programming, timetable, wording
from eventapp.programme.models import PlatformRole, Session, SessionKind
from eventapp.programme.queries import find_session, rooms_of, sessions_of, tracks_of
from eventapp.programme.shapes import SessionShape
from eventapp.programme.views import bp
from eventapp.shapes import in_zone
from eventapp.web.access import actor, staff, with_event
from eventapp.web.forms import Form

ROLES = {"chairs": PlatformRole.CHAIR, "moderators": PlatformRole.MODERATOR, "speakers": PlatformRole.SPEAKER}
AS_TYPED = "%Y-%m-%dT%H:%M"  # what <input type=datetime-local> takes


@bp.get("/manage/events/<slug>/programme")
@staff(Role.ORGANISER)
@with_event
def managed(event: Event) -> ResponseReturnValue:
    """Show the sessions, by day, each with a way to correct it."""
    sessions = sessions_of(event)
    return render_template(
        "programme/managed.html",
        event=event,
        days=timetable.days_of(event, sessions),
        outside={session.id for session in sessions if timetable.is_outside(event, session)},
        words=wording,
    )


@bp.get("/manage/events/<slug>/programme/new")
@staff(Role.ORGANISER)
@with_event
def new(event: Event) -> ResponseReturnValue:
    """Ask for a new session; it begins when the last one ends."""
    last = max((session.ends_at for session in sessions_of(event)), default=event.starts_at)
    start = {"kind": SessionKind.PLENARY.value, "starts": last.astimezone(event.tz).strftime(AS_TYPED)}
    return _form_page(event, Form(SessionShape, start=start), None)


@bp.post("/manage/events/<slug>/programme")
@staff(Role.ORGANISER)
@with_event
def create(event: Event) -> ResponseReturnValue:
    """Add a session."""
    form = Form(SessionShape, request.form)
    if form.ok:
        try:
            with transaction():
                programming.add_session(event, by=actor(), **_said(event, form, None))
            flash(_("“%(title)s” stands in the programme.", title=form.values["title"]))
            return redirect(url_for(".managed", slug=event.slug), 303)
        except DomainError as refusal:
            form.refuse(refusal)
    return _form_page(event, form, None)


@bp.get("/manage/events/<slug>/programme/<ref>")
@staff(Role.ORGANISER)
@with_event
def edit(event: Event, ref: str) -> ResponseReturnValue:
    """Show a session as it stands, to be corrected."""
    session = find_session(event, ref) or abort(404)
    return _form_page(event, Form(SessionShape, start=_as_typed(event, session)), session)


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
                programming.revise_session(event, session, by=actor(), **_said(event, form, session))
            flash(_("“%(title)s” is saved, and every calendar follows.", title=form.values["title"]))
            return redirect(url_for(".managed", slug=event.slug), 303)
        except DomainError as refusal:
            form.refuse(refusal)
    return _form_page(event, form, session)


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


def _said(event: Event, form: Form, session: Session | None) -> dict[str, Any]:
    """Return the form's words as the rules take them. Raises NoSuchMoment."""
    values = form.values
    starts_at, ends_at = (in_zone(values[name], event.zone) for name in ("starts", "ends"))
    return {
        **{name: values[name] for name in ("kind", "title", "title_en", "abstract", "abstract_en")},
        "starts_at": starts_at,
        "ends_at": ends_at,
        "room": programming.room(event, values["room"]) if values["room"] else None,
        "track": programming.track(event, values["track"]) if values["track"] else None,
        "platform": platform.named(
            event, {role: values[field] for field, role in ROLES.items()}, by=actor(), session=session
        ),
    }


def _as_typed(event: Event, session: Session) -> dict[str, str]:
    return {
        **{name: getattr(session, name) for name in ("title", "title_en", "abstract", "abstract_en")},
        **{name: "\n".join(one.full_name for one in session.people_as(role)) for name, role in ROLES.items()},
        "kind": session.kind.value,
        "starts": session.starts_at.astimezone(event.tz).strftime(AS_TYPED),
        "ends": session.ends_at.astimezone(event.tz).strftime(AS_TYPED),
        "room": session.room.name if session.room else "",
        "track": session.track.name if session.track else "",
    }


def _form_page(event: Event, form: Form, session: Session | None) -> ResponseReturnValue:
    page = render_template(
        "programme/form.html",
        event=event,
        form=form,
        session=session,
        kinds=[(kind.value, _(word)) for kind, word in wording.KINDS.items()],
        rooms=rooms_of(event),
        tracks=tracks_of(event),
    )
    return page, form.status
