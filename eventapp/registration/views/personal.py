"""The pages of one registration, for whoever has its link: /my/<secret>, its ticket and its end."""

from urllib.parse import quote

from flask import Response, abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp import clock
from eventapp.agenda import own
from eventapp.certificates.queries import find_of
from eventapp.database import transaction
from eventapp.errors import DomainError
from eventapp.joining import rooms
from eventapp.papers.queries import papers_of_delegate
from eventapp.questions import asking
from eventapp.registration import answering, enrolment, links, offers, papers, switching, wishes
from eventapp.registration.lines import place_in_line
from eventapp.registration.models import Registration, Status
from eventapp.registration.queries import moves_of
from eventapp.registration.views import bp
from eventapp.registration.views.choices import attendance_choices, attendance_form, awaited_place
from eventapp.registration.views.shown_answers import answer_form, labels_lacking, rows_for_delegate
from eventapp.registration.words import MODE_WORDS, STATUS_TONES, STATUS_WORDS
from eventapp.tickets.codes import qr_payload
from eventapp.tickets.issuing import code_of
from eventapp.tickets.paper import LABELS, ticket_pdf
from eventapp.tickets.pictures import ticket_svg
from eventapp.web import zones
from eventapp.web.access import actor, public
from eventapp.web.answers import AnswerForm
from eventapp.web.forms import Form, sentence
from eventapp.web.kept import kept_body
from eventapp.web.languages import language

SWITCHES = (Status.CONFIRMED, Status.WAITLISTED, Status.PENDING, Status.RETURNED)


@bp.get("/my/<secret>")
@public
def show(secret: str) -> ResponseReturnValue:
    """Show everything of one registration."""
    return my_page(get_registration(secret), secret)


def my_page(
    registration: Registration, secret: str, form: Form | None = None, answers: AnswerForm | None = None
) -> ResponseReturnValue:
    """Return the page of one registration, with the forms by which the delegate changes attendance and answers."""
    payload, event = _payload(registration), registration.event
    answers = answers or answer_form(registration)
    if form is None:
        form = attendance_form(registration)
    lacking = asking.lacking(answers.all_questions, answers.before, answering.circumstances_of(registration))
    answering_closes_at = event.starts_at if lacking else answering.closes_at(event)
    programme = own.programme_of(registration)
    may_switch = registration.status in SWITCHES and clock.now() < switching.closes_at(event)
    page = render_template(
        "registration/show.html",
        registration=registration,
        event=event,
        secret=secret,
        qr=ticket_svg(payload, _("QR code of your ticket")) if payload else None,
        days=own.by_day(event, [item for item in programme if item.is_mine]),
        has_choices=any(not item.is_for_everybody for item in programme),
        papers=papers_of_delegate(registration, clock.now()),
        place=place_in_line(registration),
        join_secret=rooms.secret_of(registration) if registration.joins_online else "",
        has_certificate=find_of(registration) is not None,
        status_word=STATUS_WORDS[registration.status],
        status_tone=STATUS_TONES[registration.status],
        calendar=_calendar_links(registration, secret),
        form=form,
        may_switch=may_switch,
        switching_closes_at=switching.closes_at(event),
        **(attendance_choices(registration) if may_switch else {}),
        moves=moves_of(registration),
        mode_words=MODE_WORDS,
        awaited=awaited_place(registration),
        offer_closes_at=offers.closes_at(registration),
        may_attend_meanwhile=may_switch and wishes.may_attend_meanwhile(registration),
        answers=answers,
        answered=rows_for_delegate(registration, secret),
        may_answer=registration.status.is_live and clock.now() < answering_closes_at,
        may_correct=registration.status.is_live and clock.now() < answering.closes_at(event),
        answering_closes_at=answering_closes_at,
        lacking=labels_lacking(lacking) if registration.status.is_live else "",
    )
    return page, max(form.status, answers.form.status)


@bp.post("/my/<secret>/cancellation")
@public
def cancel(secret: str) -> ResponseReturnValue:
    """Leave the event."""
    registration = get_registration(secret)
    try:
        with transaction():
            enrolment.cancel(registration, by=actor())
        flash(_("Your registration is cancelled. The seat goes to whoever waits."))
    except DomainError as refusal:
        flash(sentence(refusal), "warn")
    return redirect(url_for(".show", secret=secret), 303)


@bp.get("/my/<secret>/ticket.svg")
@public
def ticket_picture(secret: str) -> ResponseReturnValue:
    """Return the ticket's QR alone."""
    registration = get_registration(secret)
    payload = _payload(registration) or abort(404)
    return Response(ticket_svg(payload, _("QR code of your ticket")), mimetype="image/svg+xml")


@bp.get("/my/<secret>/ticket.pdf")
@public
def ticket_paper(secret: str) -> ResponseReturnValue:
    """Return the ticket as a page to print. Typeset once for each content, then sent from memory."""
    registration = get_registration(secret)
    payload = _payload(registration) or abort(404)
    locale, event = language(), registration.event
    when = (
        f"{zones.clock_time(event.starts_at, event.zone)}, {zones.day(event.starts_at, event.zone)} "
        f"({zones.city(event.zone)}, {zones.offset(event.starts_at, event.zone)})"
    )
    paper = papers.ticket_of(registration, payload, locale=locale, when=when, translate=_)
    labels = {name: _(label) for name, label in LABELS.items()}
    body, _etag = kept_body(("ticket.pdf", paper), lambda: ticket_pdf(paper, labels))
    response = Response(body, mimetype="application/pdf")
    name = quote(f"{event.slug} {registration.person.full_name}.pdf")
    plain = f"{event.slug}-{registration.ref}.pdf"
    response.headers["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{name}"
    return response


def _calendar_links(registration: Registration, secret: str) -> dict[str, str]:
    """Return where the registration's calendar is to be had: once as a file, and as a feed to subscribe to."""
    return {
        "file": url_for("calendar.personal_file", secret=secret),
        "feed": url_for("calendar.personal_feed", secret=links.secret(registration, links.FEED)),
    }


def _payload(registration: Registration) -> str | None:
    """Return what the QR holds, or None for who has no ticket (any more)."""
    if registration.ticket is None or not registration.status.is_live:
        return None
    return qr_payload(current_app.config["EXTERNAL_URL"], code_of(registration.ticket))


def get_registration(secret: str) -> Registration:
    """Return the registration whose page this secret opens, or answer 404."""
    return links.find_registration(secret) or abort(404)
