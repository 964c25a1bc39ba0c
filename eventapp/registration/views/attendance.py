"""Attend otherwise: by the delegate's own hand under /my/<secret>, or by the office's."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.database import transaction
from eventapp.errors import DomainError
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.registration import answering, wishes
from eventapp.registration.approval import AWAITING
from eventapp.registration.models import Registration, Status
from eventapp.registration.shapes import AttendanceShape, OfficeAttendanceShape
from eventapp.registration.transfer import transfer
from eventapp.registration.views import bp
from eventapp.registration.views.choices import attendance_choices, attendance_form
from eventapp.registration.views.managed_person import get_registration
from eventapp.registration.views.personal import get_registration as get_my_registration
from eventapp.registration.views.personal import my_page
from eventapp.registration.views.public import read_site, refuse
from eventapp.registration.views.shown_answers import tell_changes
from eventapp.registration.words import MODE_WORDS
from eventapp.web.access import actor, may, public, staff, with_event
from eventapp.web.forms import Form


@bp.post("/my/<secret>/attendance")
@public
def switch(secret: str) -> ResponseReturnValue:
    """Let the delegate change how he attends."""
    registration = get_my_registration(secret)
    form = Form(AttendanceShape, request.form)
    site = read_site(registration.event, form)
    if form.ok:
        before = answering.values_of(registration).keys()
        try:
            with transaction():
                is_moved = wishes.switch_or_wait(registration, mode=form.values["mode"], site=site, by=actor())
            flash(_said(registration) if is_moved else _("Nothing was different."))
            tell_changes(registration, before)
            return redirect(url_for(".show", secret=secret), 303)
        except DomainError as refusal:
            refuse(form, refusal)
    return my_page(registration, secret, form)


@bp.get("/manage/events/<slug>/delegates/<ref>/attendance")
@staff(Role.REGISTRAR)
@with_event
def attendance(event: Event, ref: str) -> ResponseReturnValue:
    """Show the form by which the office changes how someone attends."""
    registration = get_registration(event, ref)
    return _page(registration, attendance_form(registration))


@bp.post("/manage/events/<slug>/delegates/<ref>/attendance")
@staff(Role.REGISTRAR)
@with_event
def change_attendance(event: Event, ref: str) -> ResponseReturnValue:
    """Change how someone attends; the delegates' deadline does not bind the office."""
    registration = get_registration(event, ref)
    form = Form(OfficeAttendanceShape, request.form)
    site = read_site(event, form)
    if form.ok:
        before = answering.values_of(registration).keys()
        try:
            with transaction():
                is_moved = transfer(
                    registration,
                    mode=form.values["mode"],
                    site=site,
                    delegation=registration.delegation,
                    by=actor(),
                    over_quota=form.values["over_quota"] and may(Role.ORGANISER, event),
                )
            flash(_said(registration) if is_moved else _("Nothing was different."))
            tell_changes(registration, before)
            return redirect(url_for(".delegate", slug=event.slug, ref=registration.ref), 303)
        except DomainError as refusal:
            refuse(form, refusal)
    return _page(registration, form)


def _page(registration: Registration, form: Form) -> ResponseReturnValue:
    event = registration.event
    page = render_template(
        "registration/attendance.html",
        event=event,
        registration=registration,
        form=form,
        is_seated=registration.status is Status.CONFIRMED,
        may_exceed=registration.delegation is not None and may(Role.ORGANISER, event),
        **attendance_choices(registration),
    )
    return page, form.status


def _said(registration: Registration) -> str:
    mode = _(MODE_WORDS[registration.mode])
    if registration.wished_mode is not None:
        wished = _(MODE_WORDS[registration.wished_mode])
        return str(_("There is no seat left. You attend online as before and wait for: %(mode)s.", mode=wished))
    if registration.status is Status.CONFIRMED:
        return str(_("The attendance is changed: %(mode)s. The ticket stays the same.", mode=mode))
    if registration.status in AWAITING:
        return str(_("The attendance is changed: %(mode)s. The organiser decides on it.", mode=mode))
    return str(_("Now on the waiting list for: %(mode)s.", mode=mode))
