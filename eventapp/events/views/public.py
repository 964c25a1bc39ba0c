"""What everyone sees: / and /events/<slug>."""

from collections.abc import Hashable
from functools import partial
from itertools import groupby
from typing import NamedTuple

from flask import Response, abort, current_app, render_template, request
from flask.typing import ResponseReturnValue

from eventapp import clock
from eventapp.calendar.schema_org import event_data
from eventapp.delegations.queries import zones_of
from eventapp.events.clocks import clocks
from eventapp.events.models import Event, EventStatus, Mode
from eventapp.events.outlines import Outline, Window, find_outline, public_outlines, window_at
from eventapp.events.queries import modes_of, public_events, sites_of
from eventapp.events.views import bp
from eventapp.programme.models import PlatformRole, Session
from eventapp.programme.queries import sessions_of
from eventapp.web.access import public, visible_event
from eventapp.web.kept import kept_page
from eventapp.web.languages import language
from eventapp.web.zones import local, visitor_zone

MOST_SLOTS, MOST_SPEAKERS = 12, 12


class Standing(NamedTuple):
    """What an event's page depends on."""

    outline: Outline
    window: Window
    is_over: bool


@bp.get("/")
@public
def index() -> ResponseReturnValue:
    """Show the events."""
    return kept_page(_standing_of_all, _index_page)


def _standing_of_all() -> Hashable:
    now = clock.now()
    return tuple(
        (each.id, each.revision, each.revised_at, window_at(each, now), each.ends_at <= now)
        for each in public_outlines()
    )


def _index_page(_stands: Hashable) -> str:
    now, events = clock.now(), public_events()
    return render_template(
        "events/index.html",
        coming=[event for event in events if event.ends_at > now],
        past=[event for event in reversed(events) if event.ends_at <= now],
        windows={event.id: window_at(event, now) for event in events},
    )


@bp.get("/events/<slug>")
@public
def show(slug: str) -> ResponseReturnValue:
    """Show one event; a draft to its team alone."""
    return kept_page(partial(_standing, slug), lambda stands: _event_page(visible_event(slug), stands))


def _standing(slug: str) -> Standing | None:
    outline = find_outline(slug)
    if outline is None or outline.status is EventStatus.DRAFT:
        return None
    now = clock.now()
    return Standing(outline, window_at(outline, now), outline.ends_at <= now)


def _event_page(event: Event, stands: Standing | None) -> str:
    modes = stands.outline.modes if stands else modes_of(event)
    sites, sessions = sites_of(event), sessions_of(event)
    now, locale = clock.now(), language()
    going = [session for session in sessions if session.cancelled_at is None]
    slots = [list(slot) for _times, slot in groupby(going, lambda session: (session.starts_at, session.ends_at))]
    return render_template(
        "events/show.html",
        event=event,
        modes=modes,
        hall=next((site for site in sites if site.mode is Mode.HALL), None),
        points=[site for site in sites if site.mode is Mode.BRIDGE],
        window=window_at(event, now),
        is_over=event.ends_at <= now,
        clocks=clocks(event.zone, event.starts_at, mine=visitor_zone(), invited=zones_of(event)),
        days=[
            (day, list(held))
            for day, held in groupby(slots[:MOST_SLOTS], lambda slot: local(slot[0].starts_at, event.zone).date())
        ],
        has_more_slots=len(slots) > MOST_SLOTS,
        speakers=_speakers(going)[:MOST_SPEAKERS],
        json_ld=event_data(
            event,
            modes=modes,
            sites=sites,
            sessions=sessions,
            locale=locale,
            external=current_app.config["EXTERNAL_URL"],
        ),
    )


def _speakers(sessions: list[Session]) -> list[tuple[object, Session]]:
    """Return who speaks, in order of first appearance, each with that session."""
    found: dict[int, tuple[object, Session]] = {}
    for session in sessions:
        for seat in sorted(session.platform, key=lambda seat: seat.position):
            if seat.role is PlatformRole.SPEAKER:
                found.setdefault(seat.person_id, (seat.person, session))
    return list(found.values())


@bp.get("/events/<slug>/accent.css")
@public
def accent(slug: str) -> ResponseReturnValue:
    """The event's own colour, where it is none of the named dyes; linked after the theme."""
    outline = find_outline(slug)
    if outline is None or not outline.accent.startswith("#"):
        abort(404)
    if outline.status is EventStatus.DRAFT:
        visible_event(slug)
    response = Response(f"@layer tokens {{ :root {{ --accent: {outline.accent}; }} }}\n", mimetype="text/css")
    is_current = request.args.get("revision") == str(outline.revision)
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable" if is_current else "private, no-cache"
    return response
