"""The programme: sessions with their rooms, tracks and people, and the people by themselves."""

from collections.abc import Sequence
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from flask import abort, current_app, request
from flask.typing import ResponseReturnValue

from eventapp.agenda import terms
from eventapp.agenda.queries import Offer, find_offer, offers_of
from eventapp.api.blueprint import bp
from eventapp.api.keys import idempotency_key, one_body_a_key
from eventapp.api.listing import PagesShape, list_of, page_of
from eventapp.api.operations import answer, operation
from eventapp.api.programme_schemas import SessionItem, SpeakerItem
from eventapp.api.programme_shapes import SessionShape, TellingShape
from eventapp.database import transaction
from eventapp.directory import people
from eventapp.directory.models import Person
from eventapp.events.models import Event, Mode
from eventapp.events.roles import Role
from eventapp.notices import telling
from eventapp.programme import programming
from eventapp.programme.models import Change, PlatformRole, Session
from eventapp.programme.queries import find_session, find_session_by_uuid, sessions_of
from eventapp.registration import submissions
from eventapp.shapes import in_zone
from eventapp.web.access import actor, program
from eventapp.web.telling import whom

PLACES = {"chairs": PlatformRole.CHAIR, "moderators": PlatformRole.MODERATOR, "speakers": PlatformRole.SPEAKER}
MOMENTS = ("starts_at", "ends_at")
NAMED = {"room": programming.room, "track": programming.track}


@bp.get("/events/<slug>/sessions")
@program(None)
@operation(list_of(SessionItem), query=PagesShape)
def sessions(event: Event, asked: dict[str, Any]) -> ResponseReturnValue:
    """List the programme in order of time, cancelled sessions too."""
    offers = offers_of(event)
    return page_of(sessions_of(event), asked, lambda session: session_json(event, session, offers.get(session.id)))


@bp.post("/events/<slug>/sessions")
@program(Role.ORGANISER)
@operation(SessionItem, status=201, body=SessionShape, takes_key=True, problems=(409,))
def add_session(event: Event, given: dict[str, Any]) -> ResponseReturnValue:
    """Add a session. Rooms, tracks and people are made where their names are new."""
    key = idempotency_key()
    uuid = str(uuid5(NAMESPACE_URL, f"{event.slug} {event.id} {key}")) if key else None
    with one_body_a_key(), transaction():
        if key is None or submissions.claim(event, f"session {key}", given) is not None:
            values = _said(event, given)
            session = programming.add_session(event, by=actor(), uuid=uuid, platform=_platform(event, given), **values)
            _agree(event, session, given)
        else:
            session = find_session_by_uuid(event, str(uuid)) or abort(404)
    place = f"{request.path}/{session.ref}"
    return answer(session_json(event, session, find_offer(session)), 201, Location=place)


@bp.patch("/events/<slug>/sessions/<ref>")
@program(Role.ORGANISER)
@operation(SessionItem, body=SessionShape, partial=True, query=TellingShape, problems=(409,))
def revise_session(event: Event, ref: str, given: dict[str, Any], asked: dict[str, Any]) -> ResponseReturnValue:
    """Change a session; what is left out stays. Naming anyone on the platform names all who have that place.

    With `tell=true`, whoever has to go elsewhere gets a letter with the change for the calendar. 409
    `places_below_taken`, `sign_ups_there`: unless `beyond`.
    """
    session = find_session(event, ref) or abort(404)
    with transaction():
        platform = _platform(event, given, session) if given.keys() & PLACES.keys() else None
        change = programming.revise_session(event, session, by=actor(), platform=platform, **_said(event, given))
        _agree(event, session, given)
        _tell(event, change, asked)
    return answer(session_json(event, session, find_offer(session)))


@bp.delete("/events/<slug>/sessions/<ref>")
@program(Role.ORGANISER)
@operation(None, status=204, query=TellingShape, problems=(409,))
def cancel_session(event: Event, ref: str, asked: dict[str, Any]) -> ResponseReturnValue:
    """Cancel a session. It stays in the programme as cancelled, so that calendars hear of it.

    With `tell=true`, whoever would have come gets a letter that takes it out of the calendar.
    """
    session = find_session(event, ref) or abort(404)
    with transaction():
        _tell(event, programming.cancel_session(event, session, by=actor()), asked)
    return "", 204


@bp.get("/events/<slug>/speakers")
@program(None)
@operation(list_of(SpeakerItem), query=PagesShape)
def speakers(event: Event, asked: dict[str, Any]) -> ResponseReturnValue:
    """List who chairs, moderates or speaks, in Vietnamese order of names, with their sessions."""
    seats: dict[int, list[tuple[Session, PlatformRole]]] = {}
    found: dict[int, Person] = {}
    for session in sessions_of(event):
        for seat in session.platform if session.cancelled_at is None else ():
            found[seat.person_id] = seat.person
            seats.setdefault(seat.person_id, []).append((session, seat.role))
    in_order = sorted(found.values(), key=lambda person: (person.sort_key, person.id))
    return page_of(in_order, asked, lambda person: speaker_json(event, person, seats[person.id]))


def _tell(event: Event, change: Change | None, asked: dict[str, Any]) -> None:
    """Tell those concerned, where that was asked for and there are any."""
    if asked["tell"] and change is not None and change.kind.concerns_people and whom(event, change.session).anyone:
        telling.tell(event, change, by=actor())


def _agree(event: Event, session: Session, given: dict[str, Any]) -> None:
    """Let the session need as many places as are given, or none; nothing is done where nothing is said."""
    if "places" in given:
        said = given["places"]
        places = None if said is None else {Mode(mode): number for mode, number in said.items()}
        beyond = bool(given.get("beyond"))
        terms.agree(event, session, terms.amended(find_offer(session), places, beyond=beyond), by=actor())


def _said(event: Event, given: dict[str, Any]) -> dict[str, Any]:
    """Return what was given as the programme keeps it."""
    others = PLACES.keys() | {f"{name}_en" for name in NAMED} | {"places", "beyond"}
    said: dict[str, Any] = {name: "" if value is None else value for name, value in given.items() if name not in others}
    for name in said.keys() & set(MOMENTS):
        said[name] = in_zone(said[name], event.zone)
    for name in said.keys() & NAMED.keys():
        said[name] = NAMED[name](event, said[name], given.get(f"{name}_en") or "") if said[name] else None
    return said


def _platform(event: Event, given: dict[str, Any], before: Session | None = None) -> programming.Platform:
    """Return who is on the platform: those named now, and those of the places that were not spoken of."""
    platform = []
    for place, role in PLACES.items():
        if place in given:
            platform += [(people.meet(event.id, full_name=name), role) for name in given[place]]
        elif before is not None:
            platform += [(seat.person, role) for seat in before.platform if seat.role is role]
    return platform


def session_json(event: Event, session: Session, offer: Offer | None) -> dict[str, Any]:
    """Return a session as programs see it."""
    page = f"{current_app.config['EXTERNAL_URL']}/events/{event.slug}/sessions/{session.ref}"
    return {
        "ref": session.ref,
        "kind": session.kind.value,
        "title": session.title,
        "title_en": session.title_en,
        "abstract": session.abstract,
        "abstract_en": session.abstract_en,
        "starts_at": session.starts_at.astimezone(event.tz).isoformat(),
        "ends_at": session.ends_at.astimezone(event.tz).isoformat(),
        "room": session.room.name if session.room else None,
        "room_en": session.room.name_en if session.room else None,
        "track": session.track.name if session.track else None,
        "track_en": session.track.name_en if session.track else None,
        **{
            place: [person_json(seat.person) for seat in session.platform if seat.role is role]
            for place, role in PLACES.items()
        },
        "places": _places_json(offer) if offer else None,
        "is_cancelled": session.cancelled_at is not None,
        "sequence": session.sequence,
        "links": {"page": page, "calendar": f"{page}.ics"},
    }


def _places_json(offer: Offer) -> dict[str, Any]:
    return {
        mode.value: {"capacity": row.capacity, "taken": row.taken, "waiting": offer.waiting.get(mode, 0)}
        for mode, row in offer.places.items()
    }


def person_json(person: Person) -> dict[str, Any]:
    """Return someone on the platform: what the public programme says of them."""
    return {
        "ref": person.ref,
        "full_name": person.full_name,
        "position": person.position,
        "organisation": person.organisation_name,
    }


def speaker_json(event: Event, person: Person, seats: Sequence[tuple[Session, PlatformRole]]) -> dict[str, Any]:
    """Return a speaker with the sessions, and as what, in order of time."""
    page = f"{current_app.config['EXTERNAL_URL']}/events/{event.slug}/speakers/{person.ref}"
    appearances = [{"ref": session.ref, "title": session.title, "role": role.value} for session, role in seats]
    return {**person_json(person), "sessions": appearances, "links": {"page": page}}
