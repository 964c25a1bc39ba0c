"""Who may come in. Every view bears one of these marks; one without a mark answers 403 and fails a test."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Any, TypeVar

from flask import Flask, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.exceptions import Unauthorized

from eventapp import clock
from eventapp.audit.trail import GUEST, Actor
from eventapp.audit.words import DEVICE, PROGRAM
from eventapp.checkin import devices
from eventapp.checkin.models import Right
from eventapp.events.models import Event, EventStatus
from eventapp.events.queries import find_event, find_role
from eventapp.events.roles import Role
from eventapp.web import limits, tokens
from eventapp.web.former_doors import no_door
from eventapp.web.networks import network

View = TypeVar("View", bound=Callable[..., Any])


class Audience(StrEnum):
    """The kinds of people a view is for."""

    PUBLIC = "public"
    SIGNED_IN = "signed_in"
    ADMINISTRATOR = "administrator"
    STAFF = "staff"
    PROGRAM = "program"  # the API: a token, or staff who are signed in
    DEVICE = "device"  # the API: a telephone that is paired as a door


@dataclass(frozen=True)
class Access:
    """The mark of a view."""

    audience: Audience
    role: Role | None = None
    rights: frozenset[Right] = frozenset()  # a paired device comes in that has one of them
    hears_late: bool = False  # also a device that is a door no more; the view tells it so


def public(view: View) -> View:
    """Anyone may come in. What the view shows may still depend on a secret in its address."""
    return _mark(view, Access(Audience.PUBLIC))


def signed_in(view: View) -> View:
    """Anyone with an account may come in."""
    return _mark(view, Access(Audience.SIGNED_IN))


def administrator(view: View) -> View:
    """Only site administrators may come in."""
    return _mark(view, Access(Audience.ADMINISTRATOR))


def staff(role: Role) -> Callable[[View], View]:
    """Only members of the event's team whose role covers this one may come in."""
    return lambda view: _mark(view, Access(Audience.STAFF, role))


def program(role: Role | None, *, rights: Iterable[Right] = (), hears_late: bool = False) -> Callable[[View], View]:
    """API: a token, or a signed-in member, whose role in the event covers this one (None: any token).

    A paired device comes in where it has one of these `rights`.
    """
    return lambda view: _mark(view, Access(Audience.PROGRAM, role, frozenset(rights), hears_late))


def device(*rights: Right) -> Callable[[View], View]:
    """API: only a paired device that has one of these rights."""
    return lambda view: _mark(view, Access(Audience.DEVICE, None, frozenset(rights)))


def with_event(view: Callable[..., Any]) -> Callable[..., Any]:
    """Hand the view the event that its address names; a draft is there for its team alone."""

    @wraps(view)
    def wrapped(*, slug: str, **rest: Any) -> Any:
        return view(event=visible_event(slug), **rest)

    return wrapped


def visible_event(slug: str) -> Event:
    """Return the event of that address, if this visitor may know of it; else answer 404."""
    event = g.get("event") or find_event(slug)
    if event is None or (event.status is EventStatus.DRAFT and role_in(event) is None):
        abort(404)
    g.event = event
    return event


def role_in(event: Event) -> Role | None:
    """Return what the program or the signed-in user may do in the event."""
    if token := g.get("api_token"):
        return token.role if token.event_id == event.id else None
    if "device" in g:
        return Role.DOOR if g.device.event_id == event.id else None
    if not current_user.is_authenticated:
        return None
    if "role" not in g or g.role[0] != event.id:
        g.role = (event.id, find_role(current_user.user, event))
    return g.role[1]  # type: ignore[no-any-return]


def may(role: Role, event: Event) -> bool:
    """May this visitor do what the role does in the event? For templates that offer the way there."""
    own = role_in(event)
    return own is not None and own.covers(role)


def actor() -> Actor:
    """Return who acts, in the words of the audit trail."""
    if token := g.get("api_token"):
        return Actor(f"{PROGRAM}{token.name}")
    if "device" in g:
        return Actor(f"{DEVICE}{g.device.name}")
    return current_user.user.actor if current_user.is_authenticated else GUEST


def admit() -> ResponseReturnValue | None:
    """Let the visitor in, or not. Runs before every request."""
    if "\0" in request.path:  # names nothing we have; PostgreSQL could not even be asked
        abort(404)
    if request.endpoint is None:
        return None
    access = access_of(current_app, request.endpoint)
    if access is None:
        abort(403)
    return _DOORS[access.audience](access)


def access_of(app: Flask, endpoint: str) -> Access | None:
    """Return the mark of an endpoint's view."""
    view = app.view_functions[endpoint]
    marked = getattr(view, "access", None) or getattr(getattr(view, "view_class", None), "access", None)
    return marked if isinstance(marked, Access) else None


def _mark(view: View, access: Access) -> View:
    view.access = access  # type: ignore[attr-defined]
    return view


def _admit_anyone(_access: Access) -> None:
    return None


def _admit_signed_in(_access: Access) -> ResponseReturnValue | None:
    if current_user.is_authenticated:
        return None
    if request.method not in ("GET", "HEAD"):
        abort(401)
    return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")))


def _admit_administrator(access: Access) -> ResponseReturnValue | None:
    answer = _admit_signed_in(access)
    if answer is None and not current_user.user.is_admin:
        abort(403)
    return answer


def _admit_program(access: Access) -> None:
    """A token speaks for itself alone: whoever sends one is not also who is signed in."""
    try:
        limits.count(limits.PROGRAMS, speaker())
    except Unauthorized:
        limits.count(limits.STRANGERS, network())
        raise
    if "slug" in (request.view_args or {}):
        _admit_to_event(access)


def _admit_device(access: Access) -> None:
    """Whoever is no device is asked for its token, as if nobody had spoken."""
    if not (tokens.is_by_token() and devices.is_device_token(tokens.given())):
        limits.count(limits.STRANGERS, network())
        raise tokens.unauthorised()
    _admit_program(access)


def _admit_right(access: Access) -> None:
    """Let a device in that is a door still and has the right; tell it where it is a door no more."""
    gone = devices.why_gone(g.device, g.event, clock.now())
    if gone and not access.hears_late:
        raise Unauthorized(response=current_app.make_response(no_door(gone)))
    g.gone = gone
    if not access.rights & set(g.device.rights):
        abort(403)


def speaker() -> str:
    """Return who speaks for the request, device, token or user. Raises Unauthorized."""
    if tokens.is_by_token() and devices.is_device_token(tokens.given()):
        return f"device/{tokens.device().id}"
    if tokens.is_by_token():
        return f"token/{tokens.token().id}"
    if not current_user.is_authenticated:
        raise tokens.unauthorised()
    return f"user/{current_user.user.id}"


def _admit_staff(access: Access) -> ResponseReturnValue | None:
    if (answer := _admit_signed_in(access)) is not None:
        return answer
    _admit_to_event(access)
    return None


def _admit_to_event(access: Access) -> None:
    slug = (request.view_args or {})["slug"]
    event = g.event if "event" in g and g.event.slug == slug else find_event(slug)
    if event is None or (role := role_in(event)) is None:
        abort(404)
    if "device" in g:
        _admit_right(access)
    elif access.role is not None and not role.covers(access.role):
        abort(403)
    g.event = event


_DOORS: dict[Audience, Callable[[Access], ResponseReturnValue | None]] = {
    Audience.PUBLIC: _admit_anyone,
    Audience.SIGNED_IN: _admit_signed_in,
    Audience.ADMINISTRATOR: _admit_administrator,
    Audience.STAFF: _admit_staff,
    Audience.PROGRAM: _admit_program,
    Audience.DEVICE: _admit_device,
}
