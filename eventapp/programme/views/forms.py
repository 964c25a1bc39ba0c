"""The form of a session: what it holds, and what was typed as the rules take it."""

from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.events.models import Event
from eventapp.programme import platform, programming, wording
from eventapp.programme.models import PlatformRole, Session
from eventapp.programme.queries import rooms_of, tracks_of
from eventapp.shapes import in_zone
from eventapp.web.access import actor
from eventapp.web.forms import Form

ROLES = {"chairs": PlatformRole.CHAIR, "moderators": PlatformRole.MODERATOR, "speakers": PlatformRole.SPEAKER}
TEXTS = ("title", "title_en", "abstract", "abstract_en")
AS_TYPED = "%Y-%m-%dT%H:%M"  # what <input type=datetime-local> takes


def planned(event: Event, form: Form) -> dict[str, Any]:
    """Return the form's words, rooms and people by their names. Raises NoSuchMoment."""
    values = form.values
    starts_at, ends_at = (in_zone(values[name], event.zone) for name in ("starts", "ends"))
    return {
        **{name: values[name] for name in ("kind", "room", *TEXTS)},
        "starts_at": starts_at,
        "ends_at": ends_at,
        "people": [name for field in ROLES for name in values[field]],
    }


def given(event: Event, form: Form, session: Session | None) -> dict[str, Any]:
    """Return the form's words as the rules take them; rooms, tracks and people are made known. Raises NoSuchMoment."""
    values, words = form.values, planned(event, form)
    del words["people"]
    return words | {
        "room": programming.room(event, values["room"]) if values["room"] else None,
        "track": programming.track(event, values["track"]) if values["track"] else None,
        "platform": platform.named(
            event, {role: values[field] for field, role in ROLES.items()}, by=actor(), session=session
        ),
    }


def as_typed(event: Event, session: Session) -> dict[str, str]:
    """Return what the form of a session begins with."""
    return {
        **{name: getattr(session, name) for name in TEXTS},
        **{name: "\n".join(one.full_name for one in session.people_as(role)) for name, role in ROLES.items()},
        "kind": session.kind.value,
        "starts": session.starts_at.astimezone(event.tz).strftime(AS_TYPED),
        "ends": session.ends_at.astimezone(event.tz).strftime(AS_TYPED),
        "room": session.room.name if session.room else "",
        "track": session.track.name if session.track else "",
    }


def form_page(
    event: Event, form: Form, session: Session | None, clashes: list[dict[str, Any]] | None = None
) -> ResponseReturnValue:
    """Show the form; with `clashes`, what saving it would lead to (none: it was not asked)."""
    page = render_template(
        "programme/form.html",
        event=event,
        form=form,
        session=session,
        kinds=[(kind.value, _(word)) for kind, word in wording.KINDS.items()],
        rooms=rooms_of(event),
        tracks=tracks_of(event),
        clashes=clashes,
    )
    return page, form.status
