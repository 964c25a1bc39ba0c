"""One delegate as the office sees it: everything known, its letters and history; add, confirm, cancel."""

import secrets
from collections.abc import Callable

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.agenda import words as agenda
from eventapp.audit.queries import entries_about
from eventapp.checkin.models import Verdict
from eventapp.checkin.queries import scans_of
from eventapp.database import transaction
from eventapp.delegations.queries import delegations_of, find_delegation
from eventapp.errors import N_, DomainError
from eventapp.events.categories import categories_of, usual
from eventapp.events.models import Category, Event, Site
from eventapp.events.queries import sites_of
from eventapp.events.roles import Role
from eventapp.mailings.bounces import bounce_of
from eventapp.mailings.queries import letters_to
from eventapp.mailings.unsubscribing import is_unsubscribed
from eventapp.questions.queries import answerable_of
from eventapp.questions.reading import OFFICE
from eventapp.registration import (
    amendment,
    answering,
    awaiting,
    enrolment,
    links,
    offers,
    photographs,
    promotion,
    submissions,
)
from eventapp.registration.approval import STAND_IN
from eventapp.registration.lines import place_in_line
from eventapp.registration.merging import merges_into
from eventapp.registration.models import Registration, Status
from eventapp.registration.queries import find_by_ref, waiting_by_mode
from eventapp.registration.shapes import OfficeShape
from eventapp.registration.views import bp
from eventapp.registration.views.choices import (
    awaited_place,
    category_options,
    mode_options,
    offered_modes,
    read_category,
    site_options,
    starting_mode,
)
from eventapp.registration.views.public import read_site, refuse
from eventapp.registration.views.shown_answers import labels_lacking, rows_for_staff
from eventapp.registration.words import (
    DEED_WORDS,
    FIELD_WORDS,
    LETTER_WORDS,
    MODE_WORDS,
    STATUS_TONES,
    STATUS_WORDS,
)
from eventapp.web.access import actor, may, staff, with_event
from eventapp.web.answers import AnswerForm
from eventapp.web.deeds import doer
from eventapp.web.forms import Form, sentence
from eventapp.web.languages import language

VERDICTS = {
    Verdict.ADMITTED: ("ok", N_("Admitted")),
    Verdict.ALREADY_IN: ("warn", N_("Already inside")),
    Verdict.LEFT: ("mute", N_("Left")),
    Verdict.REFUSED: ("bad", N_("Refused")),
}


@bp.get("/manage/events/<slug>/delegates/new")
@staff(Role.REGISTRAR)
@with_event
def add(event: Event) -> ResponseReturnValue:
    """Show the form by which the office enters someone."""
    category = usual(categories_of(event))
    start = {
        "form_key": secrets.token_urlsafe(24),
        "category": category.ref,
        "mode": starting_mode(event, category, request.args.get("mode")),
        "locale": language(),
    }
    form = Form(OfficeShape, start=start)
    return _add_page(event, form, AnswerForm(event, form, door=OFFICE))


@bp.post("/manage/events/<slug>/delegates/new")
@staff(Role.REGISTRAR)
@with_event
def enter(event: Event) -> ResponseReturnValue:
    """Enter someone by hand; the registration window does not bind the office."""
    form = Form(OfficeShape, request.form)
    answers = AnswerForm(event, form, door=OFFICE)
    site, category = read_site(event, form), read_category(form, answers.categories)
    code = form.values.get("delegation")
    if code and find_delegation(event, code) is None:
        form.add_fault("delegation", _("There is no such delegation."))
    if form.ok:
        try:
            with transaction():
                registration = _enter(event, form, site, category, answers)
            flash(_("%(name)s is entered.", name=registration.person.full_name))
            return redirect(url_for(".delegate", slug=event.slug, ref=registration.ref), 303)
        except DomainError as refusal:
            refuse(form, refusal)
    return _add_page(event, form, answers)


def _enter(event: Event, form: Form, site: Site | None, category: Category, answers: AnswerForm) -> Registration:
    typed = dict(form.values)
    key = typed.pop("form_key", None) or secrets.token_urlsafe(24)
    locale, code, note = typed.pop("locale", None), typed.pop("delegation", None), typed.pop("note", None)
    typed.pop("site", None), typed.pop("category", None)
    registration, _status = submissions.register_once(
        event,
        f"office {key}",
        {**form.values, "answers": answers.content()},
        lambda: enrolment.register(
            event,
            by=actor(),
            site=site,
            category=category,
            answers=answers.kept(),
            delegation=find_delegation(event, code) if code else None,
            locale=locale or language(),
            is_office=True,
            is_approved=not event.office_needs_approval,
            note=note or "",
            **typed,
        ),
    )
    return registration


def _add_page(event: Event, form: Form, answers: AnswerForm) -> ResponseReturnValue:
    sites = sites_of(event)
    page = render_template(
        "registration/add.html",
        event=event,
        form=form,
        answers=answers,
        modes=mode_options(event, offered_modes(event, sites), sites, waiting_by_mode(event)),
        sites=site_options(sites),
        **category_options(answers.categories),
        delegations=[
            (each.code, f"{each.code} · {each.organisation.name_in(language())}") for each in delegations_of(event)
        ],
    )
    return page, form.status


@bp.get("/manage/events/<slug>/delegates/<ref>")
@staff(Role.VIEWER)
@with_event
def delegate(event: Event, ref: str) -> ResponseReturnValue:
    """Show everything of one registration."""
    registration = get_registration(event, ref)
    return render_template(
        "registration/delegate.html",
        event=event,
        registration=registration,
        status_word=STATUS_WORDS[registration.status],
        status_tone=STATUS_TONES[registration.status],
        place=place_in_line(registration),
        awaited=awaited_place(registration),
        offer_closes_at=offers.closes_at(registration),
        letters=letters_to(registration),
        bounce=bounce_of(registration),
        is_unsubscribed=is_unsubscribed(registration),
        letter_words=LETTER_WORDS | agenda.LETTER_WORDS,
        history=entries_about(f"registrations/{registration.ref}", event.id),
        deed_words=DEED_WORDS | agenda.DEED_WORDS,
        mode_words=MODE_WORDS,
        field_words=FIELD_WORDS,
        doer=doer,
        scans=scans_of(registration.ticket_id),
        verdicts=VERDICTS,
        may_act=may(Role.REGISTRAR, event) and registration.person.erased_at is None,
        may_erase=may(Role.ORGANISER, event) and registration.person.erased_at is None,
        is_waiting=registration.status in promotion.WAITING or registration.awaited is not None,
        changes=awaiting.changes_of(registration, language()),
        is_stand_in=STAND_IN in (registration.stood_before or {}),
        link=links.secret(registration),
        merges=merges_into(registration),
        answers=rows_for_staff(registration),
        lacking=labels_lacking(answering.lacking(registration)),
        has_questions=bool(answerable_of(event)),
        photograph=photographs.photograph_of(registration) if may(Role.REGISTRAR, event) else None,
    )


@bp.post("/manage/events/<slug>/delegates/<ref>/confirmation")
@staff(Role.REGISTRAR)
@with_event
def confirm_one(event: Event, ref: str) -> ResponseReturnValue:
    """Give someone who waits a seat now."""
    registration = get_registration(event, ref)
    return _act(registration, lambda: enrolment.confirm(registration, by=actor()), _("The seat is given."))


@bp.get("/manage/events/<slug>/delegates/<ref>/cancellation")
@staff(Role.REGISTRAR)
@with_event
def ask_cancellation(event: Event, ref: str) -> ResponseReturnValue:
    """Ask once before a registration is cancelled."""
    registration = get_registration(event, ref)
    has_queue = registration.status is Status.CONFIRMED and waiting_by_mode(event).get(registration.mode, 0) > 0
    return render_template(
        "registration/cancellation.html", event=event, registration=registration, has_queue=has_queue
    )


@bp.post("/manage/events/<slug>/delegates/<ref>/cancellation")
@staff(Role.REGISTRAR)
@with_event
def cancel_one(event: Event, ref: str) -> ResponseReturnValue:
    """Cancel a registration."""
    registration = get_registration(event, ref)
    return _act(registration, lambda: enrolment.cancel(registration, by=actor()), _("The registration is cancelled."))


@bp.post("/manage/events/<slug>/delegates/<ref>/letter")
@staff(Role.REGISTRAR)
@with_event
def send_letter(event: Event, ref: str) -> ResponseReturnValue:
    """Send the letter again."""
    registration = get_registration(event, ref)
    return _act(registration, lambda: amendment.send_again(registration, by=actor()), _("The letter is on its way."))


def _act(registration: Registration, act: Callable[[], None], done: str) -> ResponseReturnValue:
    try:
        with transaction():
            act()
        flash(done)
    except DomainError as refusal:
        flash(sentence(refusal), "warn")
    return redirect(url_for(".delegate", slug=registration.event.slug, ref=registration.ref), 303)


def get_registration(event: Event, ref: str) -> Registration:
    """Return the event's registration with that reference, or answer 404."""
    return find_by_ref(event, ref) or abort(404)
