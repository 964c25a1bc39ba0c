"""Pages for everyone: /events/<slug>/register, /events/<slug>/find and /t/<code>."""

import secrets

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp import clock
from eventapp.database import transaction
from eventapp.errors import DomainError
from eventapp.events.categories import public_categories_of, usual
from eventapp.events.models import Category, Event, Mode, Site
from eventapp.events.queries import find_site, sites_of
from eventapp.events.roles import Role
from eventapp.registration import consent, enrolment, finding, links, opening, submissions
from eventapp.registration.models import Registration
from eventapp.registration.queries import waiting_by_mode
from eventapp.registration.shapes import FindShape, RegistrationShape
from eventapp.registration.views import bp
from eventapp.registration.views.choices import (
    category_options,
    mode_options,
    offered_modes,
    read_category,
    site_options,
    starting_mode,
)
from eventapp.tickets.codes import read_code
from eventapp.web.access import actor, may, public, with_event
from eventapp.web.answers import AnswerForm
from eventapp.web.forms import Form, sentence
from eventapp.web.languages import language


@bp.get("/events/<slug>/register")
@public
@with_event
def new(event: Event) -> ResponseReturnValue:
    """Show the form, with a key that counts once; or say why nobody can register now."""
    try:
        opening.check_open(event, clock.now())
    except opening.RegistrationClosed as refusal:
        return render_template("registration/closed.html", event=event, why=sentence(refusal))
    offered = public_categories_of(event)
    category = next((each for each in offered if each.ref == request.args.get("category")), usual(offered))
    start = {
        "form_key": secrets.token_urlsafe(24),
        "category": category.ref,
        "mode": starting_mode(event, category, request.args.get("mode")),
        "locale": language(),
    }
    form = Form(RegistrationShape, start=start)
    return _form_page(event, form, AnswerForm(event, form, categories=offered))


@bp.post("/events/<slug>/register")
@public
@with_event
def create(event: Event) -> ResponseReturnValue:
    """Register; a form sent twice leads to the same page."""
    form, offered = Form(RegistrationShape, request.form), public_categories_of(event)
    answers = AnswerForm(event, form, categories=offered)
    site, category = read_site(event, form), read_category(form, offered)
    if form.ok:
        try:
            with transaction():
                registration = _register(event, form, site, category, answers)
            return redirect(url_for(".show", secret=links.secret(registration)), 303)
        except DomainError as refusal:
            refuse(form, refusal)
    return _form_page(event, form, answers)


def read_site(event: Event, form: Form) -> Site | None:
    """Return the bridge point that was chosen; a fault of the form where the event has no such one."""
    given = form.values.get("site")
    if not given:
        return None
    site = find_site(event, given)
    if site is None or site.mode is not Mode.BRIDGE:
        form.add_fault("site", _("There is no such bridge point."))
        return None
    return site


def refuse(form: Form, refusal: DomainError) -> None:
    """Say what the rules refused, at the field where there is one to blame."""
    fields = {enrolment.SiteNeeded: "site", enrolment.ModeNotOffered: "mode"}
    if field := fields.get(type(refusal)):
        form.add_fault(field, sentence(refusal))
    else:
        form.refuse(refusal)
    if isinstance(refusal, submissions.KeyReused):  # a page found again by "Back": what is sent next is another form
        form.replace("form_key", secrets.token_urlsafe(24))


def _register(event: Event, form: Form, site: Site | None, category: Category, answers: AnswerForm) -> Registration:
    typed = dict(form.values)
    key = typed.pop("form_key", None) or secrets.token_urlsafe(24)
    typed.pop("consent"), typed.pop("site", None), typed.pop("category", None)
    locale = typed.pop("locale", None)
    registration, _status = submissions.register_once(
        event,
        f"form {key}",
        {**form.values, "answers": answers.content()},
        lambda: enrolment.register(
            event,
            by=actor(),
            site=site,
            category=category,
            answers=answers.kept(),
            locale=locale or language(),
            consent_version=consent.CURRENT,
            **typed,
        ),
    )
    return registration


def _form_page(event: Event, form: Form, answers: AnswerForm) -> ResponseReturnValue:
    sites = sites_of(event)
    page = render_template(
        "registration/new.html",
        event=event,
        form=form,
        answers=answers,
        modes=mode_options(event, offered_modes(event, sites), sites, waiting_by_mode(event)),
        sites=site_options(sites),
        **category_options(answers.categories),
        consent=consent.TEXTS[consent.CURRENT],
    )
    return page, form.status


@bp.get("/events/<slug>/find")
@public
@with_event
def find(event: Event) -> ResponseReturnValue:
    """Ask for a lost link."""
    return render_template("registration/find.html", event=event, form=Form(FindShape))


@bp.post("/events/<slug>/find")
@public
@with_event
def send_link(event: Event) -> ResponseReturnValue:
    """Send the link again; the answer never tells whether anyone is registered."""
    form = Form(FindShape, request.form)
    if form.ok:
        with transaction():
            finding.send_links_again(event, form.values["email"], at=clock.now())
        flash(_("If this address is registered, a letter with the link is on its way."))
        return redirect(url_for(".find", slug=event.slug), 303)
    return render_template("registration/find.html", event=event, form=form), form.status


@bp.get("/t/<code>")
@bp.get("/T/<code>")
@public
def ticket(code: str) -> ResponseReturnValue:
    """What a telephone's own camera opens from the QR: no personal data; staff go on to the door."""
    read = read_code(code)
    event = links.find_event_of_ticket(read) if read else None
    page = render_template(
        "registration/ticket.html", event=event, code=read, may_scan=bool(event and may(Role.DOOR, event))
    )
    return page, 200 if event else 404
