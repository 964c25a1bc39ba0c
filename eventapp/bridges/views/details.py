"""The form about a bridge point's place and people: alike for the organiser and the secretary."""

from typing import Any

from eventapp.audit.trail import Actor
from eventapp.bridges import describing
from eventapp.bridges.models import Duty
from eventapp.bridges.queries import contacts_of, point_of
from eventapp.bridges.shapes import DetailsShape
from eventapp.events.models import Event, Site
from eventapp.registration.queries import find_by_ref
from eventapp.web.forms import Form

SAID = ("name", "position", "phone", "email", "locale")


def details_form(site: Site) -> Form:
    """Return the form with what is known."""
    point = point_of(site)
    start: dict[str, Any] = {"address": site.address, "room": point.room, "notes": point.notes}
    contacts = contacts_of(site)
    for duty in Duty:
        contact = contacts.get(duty)
        start[f"{duty.value}_locale"] = "vi"
        if contact is not None:
            start |= {f"{duty.value}_{name}": getattr(contact, name) for name in SAID}
            start[f"{duty.value}_registration"] = contact.registration.ref if contact.registration else ""
    return Form(DetailsShape, start=start)


def keep(event: Event, site: Site, form: Form, *, by: Actor) -> bool:
    """Keep what the form says; whoever is chosen from the list is called as there. Raises NotOfThisPoint.

    Return whether anything was different.
    """
    values = form.values
    place = {name: values[name] for name in ("address", "room", "notes")}
    changes = [describing.describe(event, site, by=by, **place)]
    for duty in Duty:
        said = {name: values[f"{duty.value}_{name}"] for name in SAID}
        chosen = values[f"{duty.value}_registration"]
        registration = find_by_ref(event, chosen) if chosen else None
        if registration is not None:
            person = registration.person
            said |= {"name": person.full_name, "position": said["position"] or person.position}
        changes.append(describing.name_contact(event, site, duty, by=by, registration=registration, **said))
    return any(changes)
