"""What everyone sees of the programme: its sessions by day, each session, and who speaks."""

from collections import defaultdict
from collections.abc import Callable, Hashable
from functools import partial

from flask import abort, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp import clock
from eventapp.agenda.queries import Standing, find_standing
from eventapp.calendar import feeds
from eventapp.calendar.schema_org import event_data, session_data
from eventapp.delegations.queries import zones_of
from eventapp.directory.models import Person
from eventapp.events.models import Event, EventStatus
from eventapp.events.queries import modes_of, sites_of
from eventapp.papers import words as paper_words
from eventapp.papers.queries import SHELF_COLUMNS, find_shelf, public_papers
from eventapp.programme import timetable, wording
from eventapp.programme.models import PlatformRole, Session, Track
from eventapp.programme.queries import appearances_of, find_session, find_speaker, sessions_of, speakers_of
from eventapp.programme.views import bp
from eventapp.speakers.queries import profiles_of
from eventapp.versions.queries import find_last_version
from eventapp.web.access import public, visible_event
from eventapp.web.kept import kept_page
from eventapp.web.languages import language
from eventapp.web.zones import local, visitor_zone

SCHEDULES = ("xml", "json")
# Offered beside the zones of the event, of the visitor and of the delegations: some city for most offsets.
WORLD = (
    "Pacific/Auckland", "Australia/Sydney", "Asia/Tokyo", "Asia/Seoul", "Asia/Shanghai", "Asia/Singapore",
    "Asia/Bangkok", "Asia/Kolkata", "Asia/Dubai", "Asia/Tehran", "Europe/Moscow", "Africa/Cairo", "Europe/Berlin",
    "Europe/Paris", "Africa/Johannesburg", "Europe/London", "Africa/Lagos", "America/Sao_Paulo",
    "America/Argentina/Buenos_Aires", "America/New_York", "America/Mexico_City", "America/Los_Angeles", "UTC",
)  # fmt: skip


@bp.get("/events/<slug>/programme")
@public
def show(slug: str) -> ResponseReturnValue:
    """Show all sessions, by day."""
    return _kept(slug, _programme_page, filters=("track",))


@bp.get("/events/<slug>/sessions/<ref>")
@public
def session(slug: str, ref: str) -> ResponseReturnValue:
    """Show one session."""
    return kept_page(partial(_standing_of_session, slug, ref), lambda stands: _session_page(slug, ref, stands))


@bp.get("/events/<slug>/speakers")
@public
def speakers(slug: str) -> ResponseReturnValue:
    """Show who speaks, chairs and moderates."""
    return _kept(slug, _speakers_page)


@bp.get("/events/<slug>/speakers/<ref>")
@public
def speaker(slug: str, ref: str) -> ResponseReturnValue:
    """Show one of them, with his sessions."""
    return _kept(slug, lambda event: _speaker_page(event, find_speaker(event, ref) or abort(404)))


def _kept(slug: str, page: Callable[[Event], str], *, filters: tuple[str, ...] = ()) -> ResponseReturnValue:
    """Answer with the page as it was built for this revision of the event; a draft's to its team alone."""
    return kept_page(partial(_standing, slug), lambda _stands: page(visible_event(slug)), filters=filters)


def _standing(slug: str) -> Hashable | None:
    shelf = find_shelf(slug, clock.now())
    return None if shelf is None or shelf.status is EventStatus.DRAFT else shelf.key


def _standing_of_session(slug: str, ref: str) -> Standing | None:
    stands = find_standing(slug, ref, SHELF_COLUMNS, at=clock.now())
    return None if stands is None or stands.status is EventStatus.DRAFT else stands


def _programme_page(event: Event) -> str:
    sessions = sessions_of(event)
    tracks = timetable.tracks_of(sessions)
    chosen = next((track for track in tracks if track.key == request.args.get("track")), None)
    shown = [each for each in sessions if chosen is None or each.track is chosen]
    return render_template(
        "programme/show.html",
        event=event,
        days=timetable.days_of(event, shown),
        total=len(sessions),
        tracks=tracks,
        chosen=chosen,
        zones=_zones(event),
        version=find_last_version(event),
        kinds={kind: _(word) for kind, word in wording.KINDS.items()},
        parts={role: (_(wording.part(role)), _(wording.part(role, 2))) for role in PlatformRole},
        words=wording,
        roles=PlatformRole,
        papers=public_papers(event, clock.now()),
        paper_words=paper_words,
        feed=_feed(event),
        feed_of_track=_feed(event, chosen) if chosen else None,
        schedules=[(form, f"/events/{event.slug}/schedule.{form}{_language_of_feeds()}") for form in SCHEDULES],
        json_ld=event_data(
            event,
            modes=modes_of(event),
            sites=sites_of(event),
            sessions=sessions,
            locale=language(),
            external=current_app.config["EXTERNAL_URL"],
        ),
    )


def _session_page(slug: str, ref: str, stands: Standing | None) -> str:
    event = visible_event(slug)
    session = find_session(event, ref) or abort(404)
    stands, modes = stands or find_standing(slug, ref), modes_of(event)
    return render_template(
        "programme/session.html",
        event=event,
        session=session,
        places=[each for each in stands.places if each.mode in modes] if stands else [],
        words=wording,
        roles=PlatformRole,
        papers=public_papers(event, clock.now(), session),
        paper_words=paper_words,
        file=f"/events/{event.slug}/sessions/{session.ref}.ics{_language_of_feeds()}",
        json_ld=session_data(
            event,
            session,
            modes=modes_of(event),
            sites=sites_of(event),
            locale=language(),
            external=current_app.config["EXTERNAL_URL"],
        ),
    )


def _speakers_page(event: Event) -> str:
    appearances: dict[int, list[Session]] = defaultdict(list)
    for session in sessions_of(event):
        for seat in session.platform if session.cancelled_at is None else ():
            if session not in appearances[seat.person_id]:
                appearances[seat.person_id].append(session)
    speakers = speakers_of(event)
    return render_template(
        "programme/speakers.html",
        event=event,
        speakers=speakers,
        profiles=profiles_of([each.id for each in speakers]),
        appearances=appearances,
    )


def _speaker_page(event: Event, person: Person) -> str:
    return render_template(
        "programme/speaker.html",
        event=event,
        speaker=person,
        profile=profiles_of([person.id]).get(person.id),
        appearances=appearances_of(event, person),
        words=wording,
    )


def _feed(event: Event, track: Track | None = None) -> str:
    external = current_app.config["EXTERNAL_URL"]
    address = feeds.track_address(event, track, external) if track else feeds.event_address(event, external)
    return address + _language_of_feeds()


def _language_of_feeds() -> str:
    """Return what asks for a calendar in the language of this page."""
    return "" if language() == current_app.config["LOCALE"] else f"?lang={language()}"


def _zones(event: Event) -> list[str]:
    """Return the zones to choose from, from west to east as they are when the event begins."""
    offered = {event.zone, visitor_zone(), *zones_of(event), *WORLD}
    return sorted(offered, key=lambda zone: (local(event.starts_at, zone).utcoffset(), zone))
