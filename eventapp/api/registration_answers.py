"""What programs are told of a registration: as a line of a list, when it is entered, and whole."""

from datetime import datetime, tzinfo
from typing import Any

from flask import current_app
from sqlalchemy import Row

from eventapp.api.answers import answers_json
from eventapp.api.categories import category_json
from eventapp.bilingual import spoken
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.registration import answering, links, offers
from eventapp.registration.lines import place_in_line
from eventapp.registration.models import Registration, Status
from eventapp.tickets.issuing import code_of
from eventapp.web.access import may


def registered_json(registration: Registration, status: Status) -> dict[str, Any]:
    """Return the answer to who registers; `status` is the first answer's, whatever has happened since."""
    is_seated = status is Status.CONFIRMED and registration.ticket is not None
    return {
        "ref": registration.ref,
        "status": status.value,
        "mode": registration.mode.value,
        "ticket": {"code": code_of(registration.ticket)} if is_seated and registration.ticket else None,
        "links": links_json(registration, has_ticket=is_seated),
    }


def line_json(zone: tzinfo, row: Row[*tuple[Any, ...]], locale: str) -> dict[str, Any]:
    """Return one line of a list, its category's name in that language."""
    return {
        "ref": row.ref,
        "full_name": row.full_name,
        "email": row.email,
        "phone": row.phone,
        "organisation": row.organisation_name,
        "delegation": row.delegation_code,
        "position": row.position,
        "category": {
            "ref": row.category_ref,
            "name": spoken({"vi": row.category_name, "en": row.category_name_en}, locale),
        },
        "mode": row.mode.value,
        "site": row.site_name,
        "status": row.status.value,
        "offer_expires_at": row.offer_expires_at.astimezone(zone).isoformat() if row.offer_expires_at else None,
        "wished_mode": row.wished_mode.value if row.wished_mode else None,
        "registered_at": row.registered_at.astimezone(zone).isoformat(),
    }


def registration_json(event: Event, registration: Registration) -> dict[str, Any]:
    """Return one registration as this asker may see it."""
    person, delegation, site = registration.person, registration.delegation, registration.site
    until = offers.closes_at(registration)
    shown: dict[str, Any] = {
        "ref": registration.ref,
        "full_name": person.full_name,
        "email": person.email,
        "phone": person.phone,
        "organisation": person.organisation_name,
        "delegation": delegation.code if delegation else None,
        "position": person.position,
        "category": category_json(registration.category),
        "mode": registration.mode.value,
        "site": site.name if site else None,
        "status": registration.status.value,
        "offer_expires_at": until.astimezone(event.tz).isoformat() if until else None,
        "wished_mode": registration.wished_mode.value if registration.wished_mode else None,
        "wished_site": registration.wished_site.name if registration.wished_site else None,
        "place_in_line": place_in_line(registration),
        "locale": registration.locale,
        "note": registration.note,
        "approved_at": _moment(event, registration.approved_at),
        "decision_note": registration.decision_note,
        "change_awaits_approval": registration.asks_again_at is not None,
        "attends_for": registration.attends_for.ref if registration.attends_for else None,
        "substitution_reason": registration.substitution_reason,
        "registered_at": registration.registered_at.astimezone(event.tz).isoformat(),
        "changed_at": registration.changed_at.astimezone(event.tz).isoformat(),
        "answers": answers_json(registration, sees_all=may(Role.REGISTRAR, event)),
        "answers_missing": [question.ref for question in answering.lacking(registration)],
    }
    if may(Role.REGISTRAR, event):
        is_seated = registration.ticket is not None and registration.status.is_live
        shown["ticket"] = {"code": code_of(registration.ticket)} if is_seated and registration.ticket else None
        shown["links"] = links_json(registration, has_ticket=is_seated)
    return shown


def _moment(event: Event, at: datetime | None) -> str | None:
    return at.astimezone(event.tz).isoformat() if at else None


def links_json(registration: Registration, *, has_ticket: bool) -> dict[str, str | None]:
    """Return where the delegate finds everything; these addresses are secrets of theirs."""
    page = f"{current_app.config['EXTERNAL_URL']}/my/{links.secret(registration)}"
    return {
        "page": page,
        "calendar": f"{page}/calendar.ics",
        "ticket_pdf": f"{page}/ticket.pdf" if has_ticket else None,
    }
