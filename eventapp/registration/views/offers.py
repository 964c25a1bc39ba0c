"""What a delegate answers on /my/<secret>: to a seat offered, and whether to attend online while waiting."""

from collections.abc import Callable

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.database import transaction
from eventapp.errors import DomainError
from eventapp.registration import offers, wishes
from eventapp.registration.views import bp
from eventapp.registration.views.personal import get_registration
from eventapp.web.access import actor, public
from eventapp.web.forms import sentence


@bp.post("/my/<secret>/acceptance")
@public
def accept(secret: str) -> ResponseReturnValue:
    """Accept the seat that is offered."""
    registration = get_registration(secret)
    return _act(secret, lambda: offers.accept(registration, by=actor()), _("The seat is yours."))


@bp.post("/my/<secret>/refusal")
@public
def decline(secret: str) -> ResponseReturnValue:
    """Decline the seat that is offered."""
    registration = get_registration(secret)
    said = _("You have declined the seat. It goes to whoever has waited longest.")
    return _act(secret, lambda: offers.decline(registration, by=actor()), said)


@bp.post("/my/<secret>/wish")
@public
def attend_meanwhile(secret: str) -> ResponseReturnValue:
    """Attend online meanwhile and keep the place in the line."""
    registration = get_registration(secret)
    said = _("You attend online for now and keep your place in the line.")
    return _act(secret, lambda: wishes.attend_meanwhile(registration, by=actor()), said)


@bp.post("/my/<secret>/wish/withdrawal")
@public
def give_up(secret: str) -> ResponseReturnValue:
    """Leave the line and go on attending online."""
    registration = get_registration(secret)
    return _act(
        secret, lambda: wishes.give_up(registration, by=actor()), _("You have left the line. You attend online.")
    )


def _act(secret: str, act: Callable[[], None], done: str) -> ResponseReturnValue:
    try:
        with transaction():
            act()
        flash(done)
    except DomainError as refusal:
        flash(sentence(refusal), "warn")
    return redirect(url_for(".show", secret=secret), 303)
