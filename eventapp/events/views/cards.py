"""The card of an event: /events/<slug>/card.png."""

from functools import partial

from flask import abort, current_app, g, request
from flask.typing import ResponseReturnValue
from flask_babel import force_locale

from eventapp.calendar.colours import colour_of
from eventapp.events.cards import card
from eventapp.events.models import Event, EventStatus
from eventapp.events.outlines import find_outline
from eventapp.events.views import bp
from eventapp.web.access import public, visible_event
from eventapp.web.kept import kept_response
from eventapp.web.languages import LANGUAGES
from eventapp.web.repeats import may_repeat
from eventapp.web.zones import clock_time, day, offset


@bp.get("/events/<slug>/card.png")
@public
def show_card(slug: str) -> ResponseReturnValue:
    """The picture of the event, in the language of the address: programs that ask for it speak none."""
    g.sets_no_cookies = True
    asked = request.args.get("lang")
    locale = asked if asked in LANGUAGES else current_app.config["LOCALE"]
    stands = _standing(slug)
    if stands is None:
        visible_event(slug)
    else:
        may_repeat(partial(_standing, slug), stands)
    outline = find_outline(slug) or abort(404)
    key = ("card", outline.id, outline.revision, outline.revised_at, locale)
    return kept_response(key, lambda: _picture(visible_event(slug), locale), "image/png")


def _standing(slug: str) -> tuple[object, ...] | None:
    outline = find_outline(slug)
    if outline is None or outline.status is EventStatus.DRAFT:
        return None
    return outline.id, outline.revision, outline.revised_at


def _picture(event: Event, locale: str) -> bytes:
    with force_locale(locale):
        return card(event, locale=locale, when=_when(event), colour=colour_of(event.accent))


def _when(event: Event) -> str:
    first, last = day(event.starts_at, event.zone), day(event.ends_at, event.zone)
    begins = f"{clock_time(event.starts_at, event.zone)} {offset(event.starts_at, event.zone)}"
    return f"{begins}, {first}" if first == last else f"{first} – {last}"
