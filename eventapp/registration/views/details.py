"""A delegate corrects what is known of him: /my/<secret>/details."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.database import transaction
from eventapp.errors import DomainError
from eventapp.registration import answering, correcting
from eventapp.registration.models import Registration
from eventapp.registration.shapes import DetailsShape
from eventapp.registration.views import bp
from eventapp.registration.views.personal import get_registration
from eventapp.web.access import actor, public
from eventapp.web.forms import Form


@bp.get("/my/<secret>/details")
@public
def details(secret: str) -> ResponseReturnValue:
    """Show what is known of the delegate, to be corrected."""
    registration = get_registration(secret)
    person = registration.person
    start = {
        "full_name": person.full_name,
        "salutation": person.salutation,
        "phone": person.phone,
        "organisation": person.organisation_name,
        "position": person.position,
        "locale": registration.locale,
    }
    return _page(registration, secret, Form(DetailsShape, start=start))


@bp.post("/my/<secret>/details")
@public
def correct_details(secret: str) -> ResponseReturnValue:
    """Correct it."""
    registration, form = get_registration(secret), Form(DetailsShape, request.form)
    if form.ok:
        try:
            with transaction():
                is_changed = correcting.correct(registration, by=actor(), **form.values)
            flash(_("Saved.") if is_changed else _("Nothing was different."))
            return redirect(url_for(".show", secret=secret), 303)
        except DomainError as refusal:
            form.refuse(refusal)
    return _page(registration, secret, form)


def _page(registration: Registration, secret: str, form: Form) -> ResponseReturnValue:
    page = render_template(
        "registration/details.html",
        registration=registration,
        event=registration.event,
        secret=secret,
        form=form,
        closes_at=answering.closes_at(registration.event),
    )
    return page, form.status
