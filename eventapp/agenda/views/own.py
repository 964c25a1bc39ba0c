"""A delegate's own programme under /my/<secret>/programme: sign up, leave, exchange and star, each with one tap."""

from collections.abc import Callable

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventapp.agenda import own, signing_up, starring
from eventapp.agenda.overlapping import Overlaps
from eventapp.agenda.views import bp
from eventapp.database import transaction
from eventapp.errors import DomainError
from eventapp.programme import wording
from eventapp.programme.models import Session
from eventapp.programme.queries import find_session
from eventapp.registration import links
from eventapp.registration.models import Registration
from eventapp.web.access import actor, public
from eventapp.web.forms import sentence

SESSION = "/my/<secret>/sessions/<ref>"


@bp.get("/my/<secret>/programme")
@public
def programme(secret: str) -> ResponseReturnValue:
    """Show all sessions, each with what the delegate can do about it."""
    return _page(_get_registration(secret), secret)


@bp.post(f"{SESSION}/place")
@public
def sign_up(secret: str, ref: str) -> ResponseReturnValue:
    """Sign up; with `instead`, in exchange for those sessions."""
    instead = request.form.getlist("instead")
    return _act(secret, ref, lambda who, what: signing_up.sign_up(who, what, by=actor(), instead_of=instead))


@bp.post(f"{SESSION}/place/withdrawal")
@public
def leave(secret: str, ref: str) -> ResponseReturnValue:
    """Give the place back, or leave the line."""
    return _act(secret, ref, lambda who, what: signing_up.leave(who, what, by=actor()))


@bp.post(f"{SESSION}/star")
@public
def star(secret: str, ref: str) -> ResponseReturnValue:
    """Mark the session for oneself."""
    return _act(secret, ref, starring.star)


@bp.post(f"{SESSION}/star/withdrawal")
@public
def unstar(secret: str, ref: str) -> ResponseReturnValue:
    """Take the mark away."""
    return _act(secret, ref, starring.unstar)


def _act(secret: str, ref: str, act: Callable[[Registration, Session], object]) -> ResponseReturnValue:
    """Do it and come back to the same place of the page; where it is refused, say why beside the session."""
    registration = _get_registration(secret)
    session = find_session(registration.event, ref) or abort(404)
    try:
        with transaction():
            act(registration, session)
    except DomainError as refusal:
        return _page(registration, secret, refused=(session, refusal))
    if request.form.get("page") == "mine":
        return redirect(url_for("registration.show", secret=secret, _anchor="h-mine"), 303)
    return redirect(url_for(".programme", secret=secret, _anchor=f"s-{session.ref}"), 303)


def _page(
    registration: Registration, secret: str, refused: tuple[Session, DomainError] | None = None
) -> ResponseReturnValue:
    session, refusal = refused or (None, None)
    exchange = refusal.sessions if isinstance(refusal, Overlaps) and refusal.may_be_exchanged else []
    items = own.programme_of(registration)
    page = render_template(
        "agenda/programme.html",
        event=registration.event,
        registration=registration,
        secret=secret,
        days=own.by_day(registration.event, items),
        mine=sum(item.is_mine for item in items),
        refused=session,
        refusal=sentence(refusal) if refusal else None,
        exchange=exchange,
        words=wording,
    )
    return page, refusal.status if refusal else 200


def _get_registration(secret: str) -> Registration:
    return links.find_registration(secret) or abort(404)
