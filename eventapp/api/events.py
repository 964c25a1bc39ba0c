"""Events: what a program may know of the one it works for, and change."""

from collections.abc import Sequence
from typing import Any

from flask import current_app, g
from flask.typing import ResponseReturnValue
from flask_login import current_user

from eventapp import clock
from eventapp.api.blueprint import bp
from eventapp.api.categories import NO_SUCH_CATEGORY
from eventapp.api.listing import PagesShape, list_of, offset, page_of
from eventapp.api.operations import answer, operation
from eventapp.api.schemas import EventItem, SiteItem
from eventapp.api.shapes import EventChangesShape
from eventapp.database import db, transaction
from eventapp.events import life_cycle
from eventapp.events.approval import categories_judged_in, set_approval
from eventapp.events.categories import categories_of
from eventapp.events.models import Event, EventMode, Site
from eventapp.events.queries import modes_by_event, modes_of, page_of_events, sites_of
from eventapp.events.roles import Role
from eventapp.registration.enrolment import ModeNotOffered
from eventapp.shapes import Fault, in_zone
from eventapp.web.access import actor, program
from eventapp.web.problems import invalid

MOMENTS = ("starts_at", "ends_at", "registration_opens_at", "registration_closes_at", "switching_closes_at")
SWITCHES = ("changes_ask_again", "office_needs_approval")
APPROVAL = ("approval_modes", "approval_categories", *SWITCHES)


@bp.get("/events")
@program(None)
@operation(list_of(EventItem), query=PagesShape)
def events(asked: dict[str, Any]) -> ResponseReturnValue:
    """List the events the asker works for; a token works for one."""
    token = g.get("api_token")
    found: Sequence[Event]
    if token:
        found, total = [db.session.get_one(Event, token.event_id)][offset(asked) :], 1
    else:
        found, total = page_of_events(current_user.user, now=clock.now(), is_past=None, **asked)
    modes = modes_by_event(found)
    judged = categories_judged_in(found)
    items = [event_json(event, modes.get(event.id, []), judged.get(event.id, [])) for event in found]
    return answer({"items": items, "total": total})


@bp.get("/events/<slug>")
@program(None)
@operation(EventItem)
def event(event: Event) -> ResponseReturnValue:
    """Show one event."""
    return answer(_event_json(event))


@bp.patch("/events/<slug>")
@program(Role.ORGANISER)
@operation(EventItem, body=EventChangesShape, partial=True, problems=(409,))
def change_event(event: Event, given: dict[str, Any]) -> ResponseReturnValue:
    """Change what an event says of itself, or publish, close or archive it. What is left out stays."""
    status = given.pop("status", None)
    zone = given.get("zone", event.zone)
    for name in given.keys() & MOMENTS:
        given[name] = in_zone(given[name], zone) if given[name] else None
    judged, faults = _judged(event, given)
    if faults:
        return invalid(faults)
    with transaction():
        if judged:
            set_approval(event, **judged, by=actor())
        life_cycle.edit_event(event, by=actor(), **{name: _kept(name, value) for name, value in given.items()})
        if status is not None and status is not event.status:
            life_cycle.move_to(event, status, by=actor())
    return answer(_event_json(event))


@bp.get("/events/<slug>/sites")
@program(None)
@operation(list_of(SiteItem), query=PagesShape)
def sites(event: Event, asked: dict[str, Any]) -> ResponseReturnValue:
    """List the main hall and the bridge points."""
    return page_of(sites_of(event), asked, site_json)


def _judged(event: Event, given: dict[str, Any]) -> tuple[dict[str, Any], list[Fault]]:
    """Take who needs approval out of what is given; what is left out stands. Empty where nothing of it is given."""
    named = {name: given.pop(name) for name in APPROVAL if name in given}
    if not named:
        return {}, []
    rows, categories = modes_of(event), {each.ref: each for each in categories_of(event)}
    modes = named.get("approval_modes", [mode for mode, row in rows.items() if row.needs_approval])
    refs = named.get("approval_categories", [ref for ref, each in categories.items() if each.needs_approval])
    faults = [Fault("approval_modes", "unknown", ModeNotOffered.message)] if set(modes) - set(rows) else []
    if set(refs) - set(categories):
        faults.append(Fault("approval_categories", "unknown", NO_SUCH_CATEGORY))
    switches = {name: named.get(name, getattr(event, name)) for name in SWITCHES}
    return {"modes": modes, "categories": [categories[ref] for ref in refs if ref in categories], **switches}, faults


def _kept(name: str, value: Any) -> Any:
    """Return a value as the event keeps it: text that was cleared is empty, a moment or a number is none."""
    return "" if value is None and name not in (*MOMENTS, "offer_hours") else value


def _event_json(event: Event) -> dict[str, Any]:
    return event_json(event, list(modes_of(event).values()), categories_judged_in([event]).get(event.id, []))


def event_json(event: Event, modes: list[EventMode], judged_categories: list[str]) -> dict[str, Any]:
    """Return an event as programs see it."""
    return {
        "slug": event.slug,
        "title": event.title,
        "title_en": event.title_en,
        "lead": event.lead,
        "lead_en": event.lead_en,
        "host": event.host,
        "host_en": event.host_en,
        "contact_email": event.contact_email,
        "zone": event.zone,
        **{name: _local(event, getattr(event, name)) for name in MOMENTS},
        "status": event.status.value,
        "takes_registrations": event.takes_registrations(clock.now()),
        "has_waiting_list": event.has_waiting_list,
        "offer_hours": event.offer_hours,
        "approval_modes": [row.mode.value for row in modes if row.needs_approval],
        "approval_categories": judged_categories,
        **{name: getattr(event, name) for name in SWITCHES},
        "modes": {row.mode.value: {"capacity": row.capacity, "taken": row.taken} for row in modes},
        "links": {"page": f"{current_app.config['EXTERNAL_URL']}/events/{event.slug}"},
    }


def site_json(site: Site) -> dict[str, Any]:
    """Return a site as programs see it."""
    return {
        "ref": site.ref,
        "mode": site.mode.value,
        "name": site.name,
        "name_en": site.name_en,
        "address": site.address,
        "zone": site.zone,
        "capacity": site.capacity,
        "taken": site.taken,
    }


def _local(event: Event, moment: Any) -> str | None:
    return moment.astimezone(event.tz).isoformat() if moment else None
