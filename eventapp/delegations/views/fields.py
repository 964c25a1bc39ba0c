"""What the forms of a delegation have in common."""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from eventapp.events.models import Event, Mode, Site
from eventapp.events.queries import find_site
from eventapp.shapes import NoSuchMoment, in_zone
from eventapp.web.forms import Form, sentence

AS_TYPED = ("code", "mode", "contact_name", "contact_email", "contact_phone", "letter_number", "letter_dated_on")


def details_of(event: Event, form: Form) -> dict[str, Any]:
    """Return what was typed of a delegation; what leads nowhere becomes a fault of the form."""
    details = {name: form.values.get(name) for name in AS_TYPED}
    return details | {"site": _site(event, form), "deadline_at": _deadline(event, form)}


def seats_of(form: Form) -> dict[Mode, int]:
    """Return the seats typed for each mode."""
    return {mode: form.values[mode.value] for mode in Mode}


def _site(event: Event, form: Form) -> Site | None:
    ref, mode = form.values.get("site"), form.values.get("mode")
    if not ref or mode is Mode.ONLINE:
        return None
    site = find_site(event, ref)
    if site is None or site.mode is not mode:
        form.add_fault("site", _("There is no such site for this form of attendance."))
    return site


def _deadline(event: Event, form: Form) -> datetime | None:
    typed = form.values.get("deadline")
    try:
        return in_zone(typed, event.tz) if typed else None
    except NoSuchMoment as refusal:
        form.add_fault("deadline", sentence(refusal))
        return None
