"""Who has signed up for a session that needs a place."""

from typing import Any

from flask import abort, g
from flask.typing import ResponseReturnValue

from eventapp.agenda import listing, signing_up
from eventapp.agenda.listing import Line
from eventapp.api.blueprint import bp
from eventapp.api.bodies import LARGEST, json_body
from eventapp.api.listing import list_of, page_of
from eventapp.api.operations import answer, describes, operation
from eventapp.api.programme_schemas import SignUpItem
from eventapp.api.programme_shapes import SignUpShape, SignUpsShape
from eventapp.api.registrations import found_registration
from eventapp.database import transaction
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.programme.models import Session
from eventapp.programme.queries import find_session
from eventapp.shapes import read
from eventapp.web.access import actor, program
from eventapp.web.problems import invalid

LIST = "/events/<slug>/sessions/<ref>/sign-ups"


@bp.get(LIST)
@program(Role.VIEWER)
@operation(list_of(SignUpItem), query=SignUpsShape)
def sign_ups(event: Event, ref: str, asked: dict[str, Any]) -> ResponseReturnValue:
    """List who has a place in the session, and then who waits, each mode's line in order."""
    found = listing.listed(_session(event, ref), q=asked.get("q") or "", mode=asked.get("mode") or None)
    return page_of(found, asked, lambda line: _as_json(event, line))


@bp.post(LIST)
@program(Role.REGISTRAR)
@describes(SignUpItem, status=201, body=SignUpShape, problems=(409,))
def sign_up(slug: str, ref: str) -> ResponseReturnValue:
    """Sign a delegate up: with a place, or `waiting`; whoever is signed up already stays as he is.

    The window does not bind programs. 409 `no_sign_up`, `session_cancelled`, `not_seated`, `not_for_mode`, `overlaps`,
    `session_full`. `instead_of` gives one overlapping session up for it, `beyond` gives a place beyond their number.
    """
    event: Event = g.event
    session = _session(event, ref)
    reading = read(SignUpShape, json_body(LARGEST), typed_values=True)
    if not reading.ok:
        return invalid(reading.faults)
    given = reading.values
    registration = found_registration(event, given["registration"])
    other = find_session(event, given["instead_of"]) if given.get("instead_of") else None
    with transaction():
        signing_up.sign_up(
            registration,
            session,
            by=actor(),
            instead_of=[other.ref] if other else [],
            is_office=True,
            beyond=bool(given.get("beyond")),
        )
    line = next(each for each in listing.listed(session) if each.sign_up.registration_id == registration.id)
    return answer(_as_json(event, line), 201)


@bp.delete(f"{LIST}/<registration>")
@program(Role.REGISTRAR)
@operation(None, status=204)
def remove(event: Event, ref: str, registration: str) -> ResponseReturnValue:
    """Take a delegate out of a session; the place goes to whoever has waited longest. 404 for who is not signed up."""
    session, delegate = _session(event, ref), found_registration(event, registration)
    with transaction():
        if not signing_up.leave(delegate, session, by=actor(), is_office=True):
            abort(404)
    return "", 204


def _session(event: Event, ref: str) -> Session:
    return find_session(event, ref) or abort(404)


def _as_json(event: Event, line: Line) -> dict[str, Any]:
    entered, registration = line.sign_up, line.sign_up.registration
    return {
        "registration": registration.ref,
        "full_name": registration.person.full_name,
        "organisation": registration.person.organisation_name,
        "mode": entered.mode.value,
        "status": "place" if entered.holds else "waiting",
        "place_in_line": line.place,
        "since": entered.since.astimezone(event.tz).isoformat(),
    }
