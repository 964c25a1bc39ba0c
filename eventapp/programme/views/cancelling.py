"""A session is cancelled, or takes place after all: at once, or with the next version."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.database import transaction
from eventapp.errors import DomainError
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.notices.shapes import MannerShape
from eventapp.programme import programming
from eventapp.programme.models import Session
from eventapp.programme.queries import find_session
from eventapp.programme.views import bp
from eventapp.programme.views.drafted import KEEP, may_draft, say_kept
from eventapp.versions import drafting
from eventapp.versions.queries import find_drafted
from eventapp.web.access import actor, staff, with_event
from eventapp.web.forms import Form
from eventapp.web.languages import language
from eventapp.web.telling import follow, manner_of, said_in, whom


@bp.get("/manage/events/<slug>/programme/<ref>/cancellation")
@staff(Role.ORGANISER)
@with_event
def ask_cancellation(event: Event, ref: str) -> ResponseReturnValue:
    """Ask once whether the session is to be cancelled, and say what will happen and whom it concerns."""
    drafted = find_drafted(event, ref) or abort(404)
    if drafted.session is None:  # a session that was never public is not cancelled: its draft goes
        return redirect(url_for("versions.draft", slug=event.slug))
    if drafted.session.cancelled_at is not None:
        return redirect(url_for(".managed", slug=event.slug))
    return _cancellation_page(event, drafted.session, Form(MannerShape))


@bp.post("/manage/events/<slug>/programme/<ref>/cancellation")
@staff(Role.ORGANISER)
@with_event
def cancel(event: Event, ref: str) -> ResponseReturnValue:
    """Cancel the session; twice is once."""
    session, manner = find_session(event, ref) or abort(404), manner_of()
    if KEEP in request.form:
        return _draft(event, session, is_cancelled=True)
    try:
        with transaction():
            concerned = whom(event, session)
            change = programming.cancel_session(event, session, by=actor())
            if concerned.anyone:
                follow(event, change, manner)
        flash(_("“%(title)s” is cancelled.", title=session.title_in(language())))
    except DomainError as refusal:
        manner.refuse(refusal)
        return _cancellation_page(event, session, manner)
    return redirect(url_for(".managed", slug=event.slug), 303)


@bp.post("/manage/events/<slug>/programme/<ref>/restoration")
@staff(Role.ORGANISER)
@with_event
def restore(event: Event, ref: str) -> ResponseReturnValue:
    """Let a cancelled session take place after all; whom it concerns is told from the list of changes."""
    session = find_session(event, ref) or abort(404)
    if KEEP in request.form:
        return _draft(event, session, is_cancelled=False)
    with transaction():
        change = programming.restore_session(event, session, by=actor())
    flash(_("“%(title)s” takes place after all.", title=session.title_in(language())))
    if change is not None and whom(event, session).anyone:
        return redirect(url_for("notices.ask", slug=event.slug, change=change.ref), 303)
    return redirect(url_for(".managed", slug=event.slug), 303)


def _draft(event: Event, session: Session, *, is_cancelled: bool) -> ResponseReturnValue:
    with transaction():
        held = drafting.hold(event, session.ref)
        drafting.keep(event, held, by=actor(), cancelled=is_cancelled)
    return say_kept(event, held.shown.title_in(language()))


def _cancellation_page(event: Event, session: Session, manner: Form) -> ResponseReturnValue:
    page = render_template(
        "programme/cancellation.html",
        event=event,
        session=session,
        form=manner,
        people=said_in(whom(event, session)),
        may_draft=may_draft(event),
    )
    return page, manner.status
