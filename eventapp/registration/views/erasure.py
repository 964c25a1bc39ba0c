"""Erase a person: asked once, with what goes and what stays. /manage/events/<slug>/delegates/<ref>/erasure."""

from collections.abc import Iterable
from pathlib import Path

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp import database
from eventapp.checkin.queries import scans_of
from eventapp.database import transaction
from eventapp.errors import DomainError
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.presence.ledger import number_of_evidence
from eventapp.registration import erasing
from eventapp.registration.models import Registration
from eventapp.registration.shapes import PersonErasureShape
from eventapp.registration.views import bp
from eventapp.registration.views.managed_person import get_registration
from eventapp.web.access import actor, staff, with_event
from eventapp.web.forms import Form

ERASURE = "/manage/events/<slug>/delegates/<ref>/erasure"


@bp.get(ERASURE)
@staff(Role.ORGANISER)
@with_event
def ask_erasure(event: Event, ref: str) -> ResponseReturnValue:
    """Say what would go and what stays, and ask why."""
    return _page(event, get_registration(event, ref), Form(PersonErasureShape))


@bp.post(ERASURE)
@staff(Role.ORGANISER)
@with_event
def erase(event: Event, ref: str) -> ResponseReturnValue:
    """Erase the person."""
    registration = get_registration(event, ref)
    form = Form(PersonErasureShape, request.form)
    if not form.ok:
        return _page(event, registration, form)
    try:
        with transaction():
            database.overwrite_what_goes()
            files = erasing.erase(registration, **form.values, by=actor())
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(event, registration, form)
    throw_away(files)
    flash(_("Erased. The registration stays under its code, and every figure as it was."))
    return redirect(url_for(".delegate", slug=event.slug, ref=registration.ref), 303)


def throw_away(files: Iterable[str]) -> None:
    """Remove the files that went with someone, now that nothing can bring him back; and what the log still holds."""
    for each in files:
        (Path(current_app.config["INSTANCE"]) / each).unlink(missing_ok=True)
    database.empty_the_log()


def _page(event: Event, registration: Registration, form: Form) -> ResponseReturnValue:
    seen = erasing.foresee(registration)
    page = render_template(
        "registration/erasure.html",
        event=event,
        registration=registration,
        form=form,
        seen=seen,
        scans=sum(len(scans_of(each.ticket_id)) for each in seen.registrations),
        evidence=number_of_evidence([each.id for each in seen.registrations]),
    )
    return page, form.status
