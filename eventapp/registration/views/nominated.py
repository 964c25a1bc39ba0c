"""One delegate of a focal point's list: correct, attend otherwise, name head, replace, withdraw."""

from collections.abc import Callable

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.database import db, transaction
from eventapp.delegations.models import Delegation
from eventapp.errors import DomainError
from eventapp.events.categories import categories_of, public_categories_of
from eventapp.events.models import Category, Event
from eventapp.registration import answering, nomination
from eventapp.registration.models import Registration
from eventapp.registration.queries import find_by_ref
from eventapp.registration.shapes import NominatedShape, StandInShape
from eventapp.registration.views import bp
from eventapp.registration.views.choices import category_options, read_category
from eventapp.registration.views.nominations import invited, shown_revision, surroundings, who_acts
from eventapp.registration.views.public import read_site, refuse
from eventapp.registration.views.shown_answers import tell_changes
from eventapp.registration.words import STATUS_TONES, STATUS_WORDS
from eventapp.web.access import public
from eventapp.web.forms import Form

DETAILS = ("full_name", "position", "email", "phone", "mode", "site", "locale", "category")


@bp.get("/delegations/<secret>/delegates/<ref>")
@public
def nominee(secret: str, ref: str) -> ResponseReturnValue:
    """Show one delegate and what can be done."""
    event, delegation, registration = _nominated(secret, ref)
    return _page(event, delegation, registration, secret)


@bp.post("/delegations/<secret>/delegates/<ref>")
@public
def revise_nominee(secret: str, ref: str) -> ResponseReturnValue:
    """Correct a delegate and how he attends."""
    event, delegation, registration = _nominated(secret, ref)
    form = Form(NominatedShape, request.form)
    site = read_site(event, form)
    category = read_category(form, offered_to(registration), otherwise=registration.category)
    if form.ok:
        values = {**form.values, "site": site, "category": category}
        by, shown = who_acts(event, delegation), shown_revision()
        before = answering.values_of(registration).keys()
        try:
            with transaction():
                is_changed = nomination.revise(event, registration, shown=shown, by=by, **values)
            flash(_("Saved.") if is_changed else _("Nothing was different."))
            tell_changes(registration, before)
            return redirect(url_for(".nominations", secret=secret), 303)
        except DomainError as refusal:
            refuse(form, refusal)
    return _page(event, delegation, registration, secret, details=form)


@bp.post("/delegations/<secret>/delegates/<ref>/substitution")
@public
def replace_nominee(secret: str, ref: str) -> ResponseReturnValue:
    """Let someone else attend for the delegate."""
    event, delegation, registration = _nominated(secret, ref)
    form = Form(StandInShape, request.form)
    if form.ok:
        by, shown = who_acts(event, delegation), shown_revision()
        values = {name.removeprefix("other_"): value for name, value in form.values.items()}
        try:
            with transaction():
                entered = nomination.replace(event, registration, shown=shown, by=by, **values)
            names = {"name": entered.person.full_name, "former": registration.person.full_name}
            flash(_("%(name)s attends for %(former)s, whose ticket no longer opens the door. Both are told.", **names))
            return redirect(url_for(".nominations", secret=secret), 303)
        except DomainError as refusal:
            form.refuse(refusal)
    return _page(event, delegation, registration, secret, stand_in=form)


@bp.post("/delegations/<secret>/delegates/<ref>/head")
@public
def name_head(secret: str, ref: str) -> ResponseReturnValue:
    """Name the head of the delegation."""
    event, delegation, registration = _nominated(secret, ref)
    by, shown, name = who_acts(event, delegation), shown_revision(), registration.person.full_name
    done = _("%(name)s is head of the delegation.", name=name)
    return _act(secret, ref, lambda: nomination.name_head(event, registration, shown=shown, by=by), done)


@bp.post("/delegations/<secret>/delegates/<ref>/cancellation")
@public
def withdraw_nominee(secret: str, ref: str) -> ResponseReturnValue:
    """Take a delegate off the list."""
    event, delegation, registration = _nominated(secret, ref)
    by, shown, name = who_acts(event, delegation), shown_revision(), registration.person.full_name
    done = _("%(name)s is withdrawn; the ticket no longer opens the door.", name=name)
    return _act(secret, ref, lambda: nomination.withdraw(event, registration, shown=shown, by=by), done)


def _act(secret: str, ref: str, act: Callable[[], None], done: str) -> ResponseReturnValue:
    try:
        with transaction():
            act()
    except DomainError as refusal:
        event, delegation, registration = _nominated(secret, ref)
        form = Form(NominatedShape, start=_details(registration))
        form.refuse(refusal)
        return _page(event, delegation, registration, secret, details=form)
    flash(done)
    return redirect(url_for(".nominations", secret=secret), 303)


def _page(
    event: Event,
    delegation: Delegation,
    registration: Registration,
    secret: str,
    *,
    details: Form | None = None,
    stand_in: Form | None = None,
) -> ResponseReturnValue:
    db.session.refresh(delegation)
    db.session.refresh(registration)
    stands, offered = _details(registration), category_options(offered_to(registration))
    status = details.status if details else stand_in.status if stand_in else 200
    page = render_template(
        "registration/nominee.html",
        registration=registration,
        details=details or Form(NominatedShape, start=stands),
        stand_in=stand_in or Form(StandInShape, start={"other_locale": registration.locale}),
        has_stand_in=stand_in is not None,
        differing=_differing(details, stands),
        stands=stands,
        status_word=STATUS_WORDS[registration.status],
        status_tone=STATUS_TONES[registration.status],
        **{**surroundings(event, delegation, secret), "category_options": offered["categories"]},
    )
    return page, status


def offered_to(registration: Registration) -> list[Category]:
    """Return the categories a focal point may choose from for the delegate, his own among them."""
    public = public_categories_of(registration.event)
    if len(public) < 2:
        return [registration.category]
    return [each for each in categories_of(registration.event) if each in public or each is registration.category]


def _differing(details: Form | None, stands: dict[str, str]) -> list[str]:
    """Return the fields that were sent and say otherwise than what stands."""
    sent = details.submitted if details else None
    return [name for name in DETAILS if sent and name in sent and sent[name] != stands[name]]


def _details(registration: Registration) -> dict[str, str]:
    """Return what stands now, as the form has it."""
    person, site = registration.person, registration.site
    return {
        "full_name": person.full_name,
        "position": person.position,
        "email": person.email,
        "phone": person.phone,
        "mode": registration.mode.value,
        "site": site.ref if site else "",
        "locale": registration.locale,
        "category": registration.category.ref,
    }


def _nominated(secret: str, ref: str) -> tuple[Event, Delegation, Registration]:
    """Return the delegate of the delegation whose page this secret opens, or answer 404."""
    event, delegation = invited(secret)
    registration = find_by_ref(event, ref)
    if registration is None or registration.delegation_id != delegation.id:
        abort(404)
    return event, delegation, registration
