"""Where several are moved to, as the preview of acts asks it."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from eventapp.events.models import Event, EventMode, Mode
from eventapp.events.queries import modes_of
from eventapp.events.roles import Role
from eventapp.registration import moving
from eventapp.registration.act_models import Decision
from eventapp.registration.moving import Elsewhere, Move
from eventapp.registration.words import MODE_WORDS
from eventapp.web.access import may
from eventapp.web.forms import Form
from eventapp.web.languages import language


def read_move(event: Event, form: Form) -> Move | None:
    """Return where they go; None, with a fault where something was said, where that is not offered."""
    into = form.values.get("into") or ""
    if form.values.get("decision") is not Decision.MOVE or not into:
        return None
    if into not in moving.places(event):
        form.add_fault("into", _("This form of attendance or bridge point is not offered any more."))
        return None
    return Move(into, bool(form.values.get("over_quota")) and may(Role.ORGANISER, event))


def is_as_shown(form: Form) -> bool:
    """Is it what the preview was shown for? Whoever chooses another place sees first what would come of that."""
    if form.values.get("decision") is not Decision.MOVE:
        return True
    return bool(form.values.get("into")) and form.values.get("shown") == _shown_for(form)


def moving_choices(event: Event, form: Form) -> dict[str, Any]:
    """Return the places with the seats left there, and for which of them the preview is shown."""
    modes = modes_of(event)
    return {
        "places": [(word, _named(modes, place)) for word, place in moving.places(event).items()],
        "shown": _shown_for(form) if form.values.get("into") and not form.faults("into") else "",
        "may_exceed": may(Role.ORGANISER, event),
    }


def _shown_for(form: Form) -> str:
    return f"{form.values['into']} {'beyond' if form.values['over_quota'] else ''}".strip()


def _named(modes: Mapping[Mode, EventMode], place: Elsewhere) -> str:
    mode = str(_(MODE_WORDS[place.mode]))
    name = place.site.name_in(language()) if place.site else _("each at that of the delegation")
    called = f"{mode}: {name}" if place.mode is Mode.BRIDGE else mode
    limits = [row for row in (modes[place.mode], place.site) if row is not None and row.capacity is not None]
    left = [max((row.capacity or 0) - row.taken, 0) for row in limits]
    if not left:
        return called
    seats = _("seats left: %(number)s", number=min(left))
    return f"{called} ({seats})"
