"""What registration's letters say: composed by the worker, with the QR as a picture and the event as .ics."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import current_app, render_template
from flask_babel import gettext
from markupsafe import Markup

from eventapp import names
from eventapp.database import db
from eventapp.mail.composing import Composed, from_templates, letter
from eventapp.mail.models import Letter
from eventapp.references import show_reference
from eventapp.registration import letter_kinds, links, offers
from eventapp.registration.letter_attachments import attachments, place
from eventapp.registration.models import Registration, Status
from eventapp.registration.words import MODE_WORDS
from eventapp.wordings.kinds import Kind, get_kind
from eventapp.wordings.wording import words_of

WITH_TICKET = (
    "registration/registered",
    "registration/approved",
    "registration/confirmed",
    "registration/moved",
    "registration/attends_meanwhile",
    "registration/seat_came",
)


@letter("registration/registered")
@letter("registration/approved")
@letter("registration/confirmed")
@letter("registration/moved")
@letter("registration/attends_meanwhile")
@letter("registration/seat_came")
def seated(row: Letter) -> Composed | None:
    """Tell someone with a seat: ticket and calendar come along. Not wanted any more once it is cancelled.

    Whoever attends online meanwhile and has left the line by now reads that he attends otherwise.
    """
    registration = _addressee(row)
    if registration is None or registration.status is not Status.CONFIRMED or registration.ticket is None:
        return None
    kept = row.kind != "registration/attends_meanwhile" or registration.awaited is not None
    return written(registration, row.kind if kept else "registration/moved", row.locale)


@letter("registration/waitlisted")
@letter("registration/waits_elsewhere")
@letter("registration/offer_withdrawn")
def waiting(row: Letter) -> Composed | None:
    """Tell someone about the waiting list. Not wanted any more by whoever has left it."""
    return _told(row, lambda registration: registration.awaited is not None and not registration.has_offer)


@letter("registration/pending")
def pending(row: Letter) -> Composed | None:
    """Tell someone that the organiser decides. Not wanted any more once it is decided."""
    return _told(row, lambda registration: registration.status is Status.PENDING)


@letter("registration/returned")
def returned(row: Letter) -> Composed | None:
    """Ask someone to complete the registration. Not wanted any more once it is sent again or decided."""
    return _told(row, lambda registration: registration.status is Status.RETURNED)


@letter("registration/change_pending")
@letter("registration/change_approved")
@letter("registration/put_back")
def changed(row: Letter) -> Composed | None:
    """Tell someone that a change is judged, or how. Not wanted any more where it is otherwise by now."""
    awaits = row.kind == "registration/change_pending"
    return _told(row, lambda each: each.status.is_live and (each.asks_again_at is not None) is awaits)


@letter("registration/offered")
def offered(row: Letter) -> Composed | None:
    """Tell someone until when a seat is kept. Not wanted any more once it is accepted, declined or taken back."""
    return _told(row, lambda registration: registration.has_offer)


@letter("registration/offer_expired")
def expired(row: Letter) -> Composed | None:
    """Tell someone that nobody answered in time. Whoever attends online goes on doing so."""
    return _told(row, lambda registration: registration.awaited is None)


@letter("registration/cancelled")
@letter("registration/rejected")
@letter("registration/replaced")
@letter("registration/merged")
def ended(row: Letter) -> Composed | None:
    """Tell someone that the registration has ended."""
    return _told(row, lambda registration: not registration.status.is_live)


@letter("registration/link")
@letter("registration/address_corrected")
def found(row: Letter) -> Composed | None:
    """Send the link to the page again."""
    return _told(row, lambda registration: registration.status.is_live)


@letter("registration/address_changed")
def address_changed(row: Letter) -> Composed | None:
    """Tell the former address, without any link."""
    registration = db.session.get(Registration, row.subject_id)
    if registration is None or registration.person.email == row.recipient:
        return None
    return from_templates(
        row.kind,
        event=registration.event,
        locale=row.locale,
        external=current_app.config["EXTERNAL_URL"],
        name=registration.person.full_name,
    )


def trial(row: Letter) -> Composed:
    """Compose a letter that an organiser sends to himself to see it; its subject says so."""
    registration = db.session.get_one(Registration, row.subject_id)
    composed = written(registration, row.kind.removeprefix("trial/"), row.locale)
    return replace(composed, subject=gettext("[Trial] %(subject)s", subject=composed.subject))


for _kind in letter_kinds.CODES:
    letter(f"trial/{_kind}")(trial)


def _told(row: Letter, is_true: Callable[[Registration], bool]) -> Composed | None:
    registration = _addressee(row)
    if registration is None or not is_true(registration):
        return None
    return written(registration, row.kind, row.locale)


def _addressee(row: Letter) -> Registration | None:
    """Return whom the letter is about, if he still reads that address: no link goes to one that was corrected."""
    registration = db.session.get(Registration, row.subject_id)
    return registration if registration and registration.person.email == row.recipient else None


def written(registration: Registration, kind: str, locale: str, **values: str) -> Composed:
    """Return a letter of that kind as it would be written now, whether or not the registration gives cause for it.

    In the context of a request and in that language. `values` are what stands for placeholders of the floors above.
    """
    event, has_ticket = registration.event, kind in WITH_TICKET and registration.ticket is not None
    context: dict[str, Any] = {
        "registration": registration,
        "event": event,
        "secret": links.secret(registration),
        "external": current_app.config["EXTERNAL_URL"],
        "locale": locale,
        "mode_word": gettext(MODE_WORDS[registration.mode]),
        "place": place(registration, locale),
        "join": join_page(registration),
        "has_ticket": has_ticket,
    }
    offered = get_kind(kind)
    words = words_of(event, offered, locale, gettext)
    own = values_of(registration, locale) | _more_values(registration, offered, locale)
    context["words"] = words.filled(own | values)
    return from_templates("registration/frame", attachments(registration) if has_ticket else (), **context)


def values_of(registration: Registration, locale: str) -> dict[str, str]:
    """Return what stands for each of PLACEHOLDERS in a letter to that delegate, in the language being spoken."""
    person = registration.person
    external = current_app.config["EXTERNAL_URL"]
    page, join = f"{external}/my/{links.secret(registration)}", join_page(registration)
    return {
        "full_name": person.full_name,
        "address": names.form_of_address(names.salutation_in(person.salutation, locale), person.full_name),
        "position": person.position,
        "organisation": person.organisation_in(locale),
        "event": registration.event.title_in(locale),
        "mode": gettext(MODE_WORDS[registration.mode]),
        "place": place(registration, locale),
        "join": Markup('<a href="{0}">{0}</a>').format(join) if join else "",
        "reference": show_reference(registration.ref),
        "link": Markup('<a href="{0}">{0}</a>').format(page),
    }


def join_page(registration: Registration) -> str:
    """Return the address of the page by which the delegate joins; "" for whoever does not attend online."""
    return links.join_page(registration, current_app.config["EXTERNAL_URL"]) if registration.joins_online else ""


def _more_values(registration: Registration, kind: Kind, locale: str) -> dict[str, str]:
    """Return what stands for the placeholders that only this kind has; a dash for what there is not (yet)."""
    until = offers.closes_at(registration)
    deadline = "mail/registration/deadline.txt"
    values: dict[str, Callable[[], str]] = {
        "seat": lambda: _awaited(registration, locale) or "–",
        "deadline": lambda: render_template(deadline, registration=registration, until=until) if until else "–",
        "note": lambda: registration.decision_note or "–",
        "outcome": lambda: _outcome(registration, kind, locale),
    }
    return {name: values[name]() for name in kind.placeholders if name in values}


def _outcome(registration: Registration, kind: Kind, locale: str) -> str:
    """Return what follows for the delegate; who came by a delegation cannot register anew by himself."""
    if kind.code == "registration/offer_expired" and registration.status.is_live:
        return str(gettext("You attend online, as before."))
    ends = gettext("Your registration has ended with it.") if kind.code == "registration/offer_expired" else ""
    if registration.delegation is not None:
        name = registration.delegation.organisation.name_in(locale)
        again = gettext("If you wish to come after all, please ask the focal point of %(name)s.", name=name)
    elif ends:
        again = gettext("To come after all, register again.")
    else:
        again = gettext("If this was a mistake, register again.")
    return f"{ends} {again}".strip()


def _awaited(registration: Registration, locale: str) -> str:
    """Return in words what is awaited or offered, such as "Bridge point, Huế"."""
    if registration.awaited is None:
        return ""
    mode, _site_id = registration.awaited
    site = registration.wished_site if registration.wished_mode else registration.site
    return ", ".join([gettext(MODE_WORDS[mode])] + ([site.name_in(locale)] if site else []))
