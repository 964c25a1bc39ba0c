"""The decision on one registration that awaits approval: approved, returned, rejected, a change put back."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.database import transaction
from eventapp.errors import DomainError
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.registration import approving, awaiting
from eventapp.registration.approval import STAND_IN
from eventapp.registration.models import Registration, Status
from eventapp.registration.shapes import ApprovalsShape, RejectionShape, ReturnShape
from eventapp.registration.views import bp
from eventapp.registration.views.managed_person import get_registration
from eventapp.registration.words import FIELD_WORDS, MODE_WORDS
from eventapp.shapes import Shape
from eventapp.web.access import actor, staff, with_event
from eventapp.web.forms import Form, sentence
from eventapp.web.languages import language


@bp.post("/manage/events/<slug>/delegates/<ref>/approval")
@staff(Role.REGISTRAR)
@with_event
def approve_one(event: Event, ref: str) -> ResponseReturnValue:
    """Approve a registration, or what was changed of it."""
    registration = get_registration(event, ref)
    try:
        with transaction():
            status = approving.approve(registration, by=actor())
        flash(_approved(registration, status))
    except DomainError as refusal:
        flash(f"{registration.person.full_name}: {sentence(refusal)}", "warn")
    return _back(event, ref)


@bp.get("/manage/events/<slug>/delegates/<ref>/return")
@staff(Role.REGISTRAR)
@with_event
def ask_return(event: Event, ref: str) -> ResponseReturnValue:
    """Ask what the delegate is to complete."""
    return _note_page("return", get_registration(event, ref), Form(ReturnShape))


@bp.post("/manage/events/<slug>/delegates/<ref>/return")
@staff(Role.REGISTRAR)
@with_event
def return_one(event: Event, ref: str) -> ResponseReturnValue:
    """Return a registration with a note."""
    registration = get_registration(event, ref)
    said = _("%(name)s is asked to complete the registration.", name=registration.person.full_name)
    return _decide(
        "return",
        registration,
        ReturnShape,
        lambda note: approving.return_with_note(registration, note=note, by=actor()),
        said,
    )


@bp.get("/manage/events/<slug>/delegates/<ref>/rejection")
@staff(Role.REGISTRAR)
@with_event
def ask_rejection(event: Event, ref: str) -> ResponseReturnValue:
    """Ask why a registration is rejected."""
    return _note_page("rejection", get_registration(event, ref), Form(RejectionShape))


@bp.post("/manage/events/<slug>/delegates/<ref>/rejection")
@staff(Role.REGISTRAR)
@with_event
def reject_one(event: Event, ref: str) -> ResponseReturnValue:
    """Reject a registration."""
    registration = get_registration(event, ref)
    said = _("The registration of %(name)s is rejected.", name=registration.person.full_name)
    return _decide(
        "rejection",
        registration,
        RejectionShape,
        lambda reason: approving.reject(registration, reason=reason, by=actor()),
        said,
    )


@bp.get("/manage/events/<slug>/delegates/<ref>/restoration")
@staff(Role.REGISTRAR)
@with_event
def ask_restoration(event: Event, ref: str) -> ResponseReturnValue:
    """Ask why what was changed after approval is put back."""
    return _note_page("restoration", get_registration(event, ref), Form(ReturnShape))


@bp.post("/manage/events/<slug>/delegates/<ref>/restoration")
@staff(Role.REGISTRAR)
@with_event
def restore_one(event: Event, ref: str) -> ResponseReturnValue:
    """Put back what was changed after approval."""
    registration = get_registration(event, ref)
    said = _("The registration of %(name)s stands as it was approved.", name=registration.person.full_name)
    return _decide(
        "restoration",
        registration,
        ReturnShape,
        lambda note: approving.put_back(registration, note=note, by=actor()),
        said,
    )


def _decide(
    decision: str,
    registration: Registration,
    shape: type[Shape],
    act: Callable[[str], object],
    said: str,
) -> ResponseReturnValue:
    form = Form(shape, request.form)
    if form.ok:
        try:
            with transaction():
                act(form.values[_field(decision)])
            flash(said)
            return _back(registration.event, registration.ref)
        except DomainError as refusal:
            form.refuse(refusal)
    return _note_page(decision, registration, form)


def _note_page(decision: str, registration: Registration, form: Form) -> ResponseReturnValue:
    event = registration.event
    page = render_template(
        "registration/decision.html",
        event=event,
        registration=registration,
        form=form,
        decision=decision,
        field=_field(decision),
        is_stand_in=STAND_IN in (registration.stood_before or {}),
        changes=awaiting.changes_of(registration, language()),
        field_words=FIELD_WORDS,
        mode_words=MODE_WORDS,
    )
    return page, form.status


def _field(decision: str) -> str:
    return "reason" if decision == "rejection" else "note"


def _approved(registration: Registration, status: Status) -> str:
    name = registration.person.full_name
    if status is Status.WAITLISTED:
        return str(_("%(name)s is approved. There is no seat left: on the waiting list.", name=name))
    return str(_("%(name)s is approved.", name=name))


def _back(event: Event, ref: str) -> ResponseReturnValue:
    """Return to the list where the decision was taken there, else to the delegate."""
    if request.args.get("list"):
        asked_for: Any = {name: value for name, value in request.args.items() if name in ApprovalsShape().fields}
        return redirect(url_for(".approvals", slug=event.slug, **asked_for), 303)
    return redirect(url_for(".delegate", slug=event.slug, ref=ref), 303)
