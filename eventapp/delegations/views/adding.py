"""Add a delegation by hand: /manage/events/<slug>/delegations/new."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp import clock
from eventapp.database import transaction
from eventapp.delegations import amendment
from eventapp.delegations.shapes import NewDelegationShape
from eventapp.delegations.views import bp
from eventapp.delegations.views.fields import details_of, seats_of
from eventapp.directory import organisations, register
from eventapp.directory.models import Organisation
from eventapp.directory.words import KIND_WORDS
from eventapp.errors import DomainError
from eventapp.events.models import Event, Mode
from eventapp.events.queries import sites_of
from eventapp.events.roles import Role
from eventapp.web.access import actor, staff, with_event
from eventapp.web.forms import Form


@bp.get("/manage/events/<slug>/delegations/new")
@staff(Role.REGISTRAR)
@with_event
def new(event: Event) -> ResponseReturnValue:
    """Show the form for a new delegation."""
    return _new_page(event, Form(NewDelegationShape, start={"mode": Mode.HALL}))


@bp.post("/manage/events/<slug>/delegations/new")
@staff(Role.REGISTRAR)
@with_event
def add(event: Event) -> ResponseReturnValue:
    """Add a delegation of an organisation of the register, or of one that is entered with it."""
    form = Form(NewDelegationShape, request.form)
    details = details_of(event, form)
    if form.ok:
        try:
            with transaction():
                organisation = _organisation(form)
                delegation = amendment.add(event, organisation, by=actor(), seats=seats_of(form), **details)
            _warn_of_the_past(organisation)
            flash(_("“%(name)s” is added.", name=organisation.name))
            return redirect(url_for(".show", slug=event.slug, ref=delegation.ref), 303)
        except DomainError as refusal:
            form.refuse(refusal)
    return _new_page(event, form)


def _organisation(form: Form) -> Organisation:
    known = organisations.find_organisation(form.values["organisation"])
    if known is not None:
        return known
    details = {name: form.values[name] for name in ("name_en", "kind")}
    return organisations.add(by=actor(), name=form.values["organisation"], **details)


def _warn_of_the_past(organisation: Organisation) -> None:
    follower = organisation.succeeded_by
    if not organisation.is_valid_on(clock.now().date()) and follower is not None:
        said = _("“%(name)s” is no more; “%(other)s” has succeeded it.", name=organisation.name, other=follower.name)
        flash(said, "warn")


def _new_page(event: Event, form: Form) -> ResponseReturnValue:
    page = render_template(
        "delegations/new.html",
        event=event,
        form=form,
        sites=sites_of(event),
        known=register.names_valid_on(event.starts_at.date()),
        kinds=[(kind, _(word)) for kind, word in KIND_WORDS.items()],
        quotas={},
    )
    return page, form.status
