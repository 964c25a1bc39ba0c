"""Before a session is moved or cancelled: whom it concerns, and whether they are told."""

from collections.abc import Mapping
from typing import Any

from flask import flash, request
from flask_babel import gettext as _
from flask_babel import ngettext

from eventapp import clock
from eventapp.events.models import Event
from eventapp.notices import telling
from eventapp.notices.concerned import NOBODY, Concerned, count, is_awaited
from eventapp.notices.shapes import Manner, MannerShape
from eventapp.programme.models import Change, Session
from eventapp.web.access import actor
from eventapp.web.forms import Form


def concerned_by(event: Event, session: Session, to: Mapping[str, Any]) -> Concerned:
    """Return whom it concerns that the session be `to` (starts_at, ends_at, the room's name); nobody where it stays."""
    room = session.room.name if session.room else None
    here = {"starts_at": session.starts_at, "ends_at": session.ends_at, "room": room}
    if all(to.get(name) == value for name, value in here.items()):
        return NOBODY
    return whom(event, session, to["ends_at"])


def whom(event: Event, session: Session, *ends: Any) -> Concerned:
    """Return whom the session concerns; nobody where it is over, was cancelled, or nobody knows of it yet."""
    if not is_awaited(event, session.ends_at, *ends, now=clock.now()):
        return NOBODY
    return count(session, [seat.person_id for seat in session.platform])


def said_in(concerned: Concerned) -> str:
    """Return in a sentence who will be told."""
    parts = [
        ngettext("%(num)d delegate", "%(num)d delegates", concerned.delegates) if concerned.delegates else "",
        ngettext("%(num)d speaker", "%(num)d speakers", concerned.speakers) if concerned.speakers else "",
        ngettext("%(num)d bridge point", "%(num)d bridge points", concerned.sites) if concerned.sites else "",
    ]
    return ", ".join(filter(None, parts))


def manner_of() -> Form:
    """Return what the form says about telling people."""
    return Form(MannerShape, request.form)


def follow(event: Event, change: Change | None, manner: Form) -> None:
    """Tell people of the change, or keep why they are not, as was said; inside the caller's transaction.

    Raises ReasonNeeded.
    """
    if change is None or not change.kind.concerns_people:
        return
    if manner.values.get("manner") is Manner.SILENT:
        telling.keep_silent(event, change, manner.values["silent_reason"], by=actor())
    elif manner.values.get("manner") is Manner.TELL:
        found = telling.tell(event, change, by=actor())
        flash(_("They are being told: %(people)s.", people=said_in(found)))
