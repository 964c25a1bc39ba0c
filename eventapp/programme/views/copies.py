"""A session once more: POST /manage/events/<slug>/programme/<ref>/copy, and on to the form of the new one."""

from dataclasses import replace

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.agenda import terms
from eventapp.agenda.queries import find_offer
from eventapp.database import transaction
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.programme.copying import copy_session
from eventapp.programme.models import Session
from eventapp.programme.views import bp
from eventapp.programme.views.clashes import warn
from eventapp.programme.views.drafted import KEEP
from eventapp.versions import drafting, places
from eventapp.versions.queries import Drafted, find_drafted
from eventapp.versions.standing import stands
from eventapp.web.access import actor, staff, with_event
from eventapp.web.languages import language


@bp.post("/manage/events/<slug>/programme/<ref>/copy")
@staff(Role.ORGANISER)
@with_event
def copy(event: Event, ref: str) -> ResponseReturnValue:
    """Duplicate a session, with as many places; its form is where the copy is put right."""
    drafted = find_drafted(event, ref) or abort(404)
    session = drafted.session
    if KEEP in request.form or session is None:
        return _draft(event, drafted)
    with transaction():
        duplicate = copy_session(event, session, by=actor())
        _give_places(event, session, duplicate)
    flash(_("“%(title)s” stands in the programme once more, right after it.", title=session.title_in(language())))
    warn(event, duplicate)
    return redirect(url_for(".edit", slug=event.slug, ref=duplicate.ref), 303)


def _draft(event: Event, drafted: Drafted) -> ResponseReturnValue:
    """Duplicate it as it is drafted; the copy is a draft."""
    shown = drafted.shown
    with transaction():
        later = drafting.moments(shown.ends_at, shown.ends_at + (shown.ends_at - shown.starts_at))
        copied = stands(shown) | later | {"cancelled": False}
        offer = find_offer(drafted.session) if drafted.session else None
        typed = drafted.draft.sign_up if drafted.draft else None
        agreed = typed or places.as_words(replace(terms.agreed_with(offer), opens_at=None, closes_at=None), None)
        duplicate = drafting.keep_new(event, by=actor(), sign_up=agreed, **copied)
    flash(_("“%(title)s” is drafted once more, right after it.", title=shown.title_in(language())))
    return redirect(url_for(".edit", slug=event.slug, ref=duplicate.ref), 303)


def _give_places(event: Event, session: Session, duplicate: Session) -> None:
    """Let the copy need places on the same terms; sign-up opens at once and closes when it starts."""
    offer = find_offer(session)
    if offer is None:
        return
    places = {mode: row.capacity for mode, row in offer.places.items()}
    terms.set_terms(event, duplicate, places=places, has_waiting_list=offer.terms.has_waiting_list, by=actor())
