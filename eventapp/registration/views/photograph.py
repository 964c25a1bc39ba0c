"""What a delegate looks like, as the office keeps it: /manage/events/<slug>/delegates/<ref>/photograph."""

from pathlib import Path

from flask import Response, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp import files
from eventapp.database import transaction
from eventapp.errors import DomainError
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.registration import photographs
from eventapp.registration.models import Registration
from eventapp.registration.views import bp
from eventapp.registration.views.managed_person import get_registration
from eventapp.shapes import Shape
from eventapp.web.access import actor, staff, with_event
from eventapp.web.forms import Form


@bp.get("/manage/events/<slug>/delegates/<ref>/photograph")
@staff(Role.REGISTRAR)
@with_event
def photograph(event: Event, ref: str) -> ResponseReturnValue:
    """Show the photograph, and the form by which another is sent."""
    return _page(event, get_registration(event, ref), Form(Shape))


@bp.post("/manage/events/<slug>/delegates/<ref>/photograph")
@staff(Role.REGISTRAR)
@with_event
def show_photograph(event: Event, ref: str) -> ResponseReturnValue:
    """Keep the picture that was sent."""
    registration, form = get_registration(event, ref), Form(Shape, request.form)
    sent = request.files.get("photograph")
    content = sent.read(files.LARGEST + 1) if sent else b""
    if not content:
        form.add_fault("photograph", _("Choose a picture first."), _("Picture"))
        return _page(event, registration, form)
    try:
        with transaction():
            photographs.show(_folder(), registration, content, by=actor())
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(event, registration, form)
    flash(_("Saved."))
    return redirect(url_for(".delegate", slug=event.slug, ref=registration.ref), 303)


@bp.post("/manage/events/<slug>/delegates/<ref>/photograph/removal")
@staff(Role.REGISTRAR)
@with_event
def remove_photograph(event: Event, ref: str) -> ResponseReturnValue:
    """Forget what the delegate looks like."""
    registration = get_registration(event, ref)
    with transaction():
        is_removed = photographs.remove(registration, by=actor())
    flash(_("The photograph is removed.") if is_removed else _("Nothing was different."))
    return redirect(url_for(".delegate", slug=event.slug, ref=registration.ref), 303)


@bp.get("/manage/events/<slug>/delegates/<ref>/photograph.jpg")
@staff(Role.REGISTRAR)
@with_event
def photograph_file(event: Event, ref: str) -> ResponseReturnValue:
    """Return the picture itself, to be kept nowhere."""
    kept = photographs.photograph_of(get_registration(event, ref))
    content = files.find(_folder(), kept.name) if kept else None
    response = Response(content or abort(404), content_type="image/jpeg")
    response.headers["Content-Security-Policy"] = "sandbox"
    return response


def _folder() -> Path:
    return photographs.folder_of(Path(current_app.config["INSTANCE"]))


def _page(event: Event, registration: Registration, form: Form) -> ResponseReturnValue:
    kept = photographs.photograph_of(registration)
    page = render_template(
        "registration/photograph.html", event=event, registration=registration, form=form, photograph=kept
    )
    return page, form.status
