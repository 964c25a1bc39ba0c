"""The kiosk: a delegate shows his code, is greeted and let in, and his badge is printed. /door/<slug>/kiosk.

It stands at one gate, which its address names, and nothing on its page leads elsewhere. The door's own rules judge the
scan; whoever they do not let in is sent to the desk, and is told no more than that.
"""

from typing import Any
from uuid import UUID, uuid4

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from eventapp.badges import printing
from eventapp.badges.shapes import KioskShape
from eventapp.badges.views import bp
from eventapp.checkin import gates, scanning
from eventapp.checkin.models import Gate, Verdict
from eventapp.checkin.scanning import Answer, AnsweredMeanwhile, Reading
from eventapp.database import transaction
from eventapp.errors import N_, DomainError
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.registration.queries import find_by_ref
from eventapp.tickets.codes import read_code
from eventapp.web.access import actor, staff, with_event
from eventapp.web.forms import Form
from eventapp.web.languages import language

WELCOME = (Verdict.ADMITTED, Verdict.ALREADY_IN)
NOT_A_TICKET = N_("This is not the code of a ticket. Hold the QR code of your ticket before the reader.")
SECONDS = 8  # how long a greeting stays


@bp.get("/door/<slug>/kiosk")
@staff(Role.DOOR)
@with_event
def kiosk(event: Event) -> ResponseReturnValue:
    """Show the page that waits for a code; without a gate in the address, ask which one this kiosk stands at."""
    gate = _gate(event)
    if gate is None:
        return render_template("badges/kiosk_setting.html", event=event, gates=gates.gates_of(event))
    return _waiting(event, gate, Form(KioskShape))


@bp.post("/door/<slug>/kiosk")
@staff(Role.DOOR)
@with_event
def check_in(event: Event) -> ResponseReturnValue:
    """Let the delegate in whose code was read, and greet him; sent again it is the same scan."""
    gate = _gate(event)
    if gate is None:  # it was removed meanwhile: whoever looks after the kiosk chooses another one
        return redirect(url_for(".kiosk", slug=event.slug), 303)
    form = Form(KioskShape, request.form)
    if not form.ok:
        return _waiting(event, gate, form)
    if read_code(form.values["code"]) is None:
        form.add_fault("code", _(NOT_A_TICKET))
        return _waiting(event, gate, form)
    answer = _scanned(event, gate, form.values["id"], form.values["code"])
    is_welcome = answer.scan.verdict in WELCOME and answer.holder is not None
    return render_template(
        "badges/greeting.html",
        event=event,
        gate=gate,
        holder=answer.holder if is_welcome else None,
        is_back=answer.scan.verdict is Verdict.ALREADY_IN,
        badge=_badge(event, gate, answer) if is_welcome and _prints() else "",
        counter=_counter(),
        seconds=SECONDS,
        again=_again(event, gate),
    )


def _scanned(event: Event, gate: Gate, number: UUID, code: str) -> Answer:
    reading = Reading(
        id=number, code=code, gate=gate.name, device=f"kiosk {gate.name}"[:80], operator=f"user/{current_user.user.id}"
    )
    try:
        with transaction():
            return scanning.scan(event, reading)
    except AnsweredMeanwhile:
        with transaction():
            return scanning.scan(event, reading)


def _badge(event: Event, gate: Gate, answer: Answer) -> str:
    """Ask for the badge of whoever was let in; return "asked", or "had" where it was printed before, "" for none."""
    registration = find_by_ref(event, answer.holder.ref) if answer.holder else None
    if registration is None:
        return ""
    try:
        with transaction():
            printing.ask(event, registration, desk=_counter() or gate.name[:80], by=actor())
    except printing.AlreadyPrinted:
        return "had"
    except DomainError:
        return ""
    return "asked"


def _gate(event: Event) -> Gate | None:
    ref = request.args.get("gate", "")
    return gates.find_gate(event, ref) if ref else None


def _counter() -> str:
    return " ".join(request.args.get("counter", "").split())[:80]


def _prints() -> bool:
    return request.args.get("badges") == "yes"


def _again(event: Event, gate: Gate) -> str:
    chosen: dict[str, Any] = {"badges": "yes" if _prints() else None, "counter": _counter() or None}
    return url_for(".kiosk", slug=event.slug, gate=gate.ref, **chosen)


def _waiting(event: Event, gate: Gate, form: Form) -> ResponseReturnValue:
    page = render_template(
        "badges/kiosk.html",
        event=event,
        gate=gate,
        gate_name=gate.name_in(language()),
        form=form,
        number=uuid4(),
        here_again=_again(event, gate),
    )
    return page, form.status
