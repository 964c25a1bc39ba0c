"""The ways to attend as a form offers them, with the seats that are left; the categories to choose from."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from eventapp.agenda.following import what_would_be_lost
from eventapp.events.categories import usual
from eventapp.events.models import Category, Event, EventMode, Mode, Site
from eventapp.events.queries import modes_of, sites_of
from eventapp.registration import wishes
from eventapp.registration.models import Registration, Status
from eventapp.registration.queries import waiting_by_mode
from eventapp.registration.shapes import AttendanceShape
from eventapp.web.forms import Form
from eventapp.web.languages import language


def offered_modes(event: Event, sites: Sequence[Site]) -> dict[Mode, EventMode]:
    """Return the modes that forms offer: bridge points only where there is one to come to."""
    has_point = any(site.mode is Mode.BRIDGE for site in sites)
    return {mode: row for mode, row in modes_of(event).items() if mode is not Mode.BRIDGE or has_point}


def mode_options(
    event: Event, modes: dict[Mode, EventMode], sites: Sequence[Site], waiting: dict[Mode, int]
) -> list[dict[str, Any]]:
    """Return one choice card per mode the event offers, as macros/forms.html wants them."""
    return [
        {
            "value": mode.value,
            "mode": mode.value,
            "word": _words()[mode],
            "help": _help(mode, sites),
            "note": _note(row, waiting.get(mode, 0), has_waiting_list=event.has_waiting_list),
            "is_closed": _is_full(row) and not event.has_waiting_list,
        }
        for mode, row in modes.items()
    ]


def site_options(sites: Sequence[Site]) -> list[tuple[str, str]]:
    """Return the bridge points by reference and name; a full one says so."""
    return [
        (site.ref, _("%(site)s (full: waiting list)", site=name) if _is_full(site) else name)
        for site in sites
        if site.mode is Mode.BRIDGE and (name := site.name_in(language()))
    ]


def category_options(categories: Sequence[Category]) -> dict[str, Any]:
    """Return the categories by reference and name, and the mode that each begins with; none where there is no choice.

    The modes are for the script that ticks them.
    """
    if len(categories) < 2:
        return {"categories": [], "modes_of_categories": {}}
    return {
        "categories": [(each.ref, each.name_in(language())) for each in categories],
        "modes_of_categories": {each.ref: each.mode.value for each in categories if each.mode},
    }


def starting_mode(event: Event, category: Category, asked: str | None) -> str | None:
    """Return the mode a form begins with: what the address asks for, else that of the category."""
    if asked or category.mode is None:
        return asked
    return category.mode.value if category.mode in offered_modes(event, sites_of(event)) else None


def read_category(form: Form, offered: Sequence[Category], *, otherwise: Category | None = None) -> Category:
    """Return the category that was chosen, or the one whoever chooses none is in; a fault where it is not offered."""
    given = form.values.get("category")
    chosen = next((each for each in offered if each.ref == given), None)
    if given and chosen is None:
        form.add_fault("category", _("There is no such category."))
    return chosen or otherwise or usual(offered)


def attendance_choices(registration: Registration) -> dict[str, Any]:
    """Return the modes and the bridge points as the form offers them to someone who attends otherwise from now on.

    Whoever has a seat in the hall or at a bridge point cannot wait for another one beside it, nor can anybody where the
    organiser decides first.
    """
    event, sites = registration.event, sites_of(registration.event)
    offered = offered_modes(event, sites)
    modes = mode_options(event, offered, sites, waiting_by_mode(event))
    if registration.status is Status.CONFIRMED:
        for option, row in zip(modes, offered.values(), strict=True):
            is_own = row.mode is registration.mode
            if _is_full(row) and not wishes.may_wait_for(registration, row.mode):
                note = "" if is_own else _note(row, 0, has_waiting_list=False)
                option |= {"note": note, "is_closed": not is_own}
    if registration.status is Status.WAITLISTED and registration.mode is not Mode.BRIDGE:
        for option, row in zip(modes, offered.values(), strict=True):
            if row.mode is registration.mode:  # in the line already: the place in it stands above
                option |= {"note": _note(row, 0, has_waiting_list=False)}
    missed = what_would_be_lost(registration)
    lost = {mode: [each.title_in(language()) for each in sessions] for mode, sessions in missed.items()}
    return {"modes": modes, "sites": site_options(sites), "lost": lost}


def attendance_form(registration: Registration) -> Form:
    """Return the form that changes how a delegate attends, as it stands now."""
    site = registration.site
    return Form(AttendanceShape, start={"mode": registration.mode, "site": site.ref if site else None})


def awaited_place(registration: Registration) -> tuple[str, str] | None:
    """Return what the delegate waits for or was offered: the mode, and the bridge point's name; None for nothing."""
    if registration.awaited is None:
        return None
    mode, _site_id = registration.awaited
    site = registration.wished_site if registration.wished_mode else registration.site
    return mode.value, site.name_in(language()) if site else ""


def _words() -> dict[Mode, str]:
    return {Mode.HALL: _("In person"), Mode.BRIDGE: _("At a bridge point"), Mode.ONLINE: _("Online")}


def _help(mode: Mode, sites: Sequence[Site]) -> str:
    if mode is Mode.ONLINE:
        return str(_("From where you are, on your own device. Times are shown in your own zone."))
    if mode is Mode.BRIDGE:
        number = sum(1 for site in sites if site.mode is Mode.BRIDGE)
        if number == 0:
            return str(_("Together with others in the room of a bridge point."))
        return str(
            ngettext(
                "Together with others in the room of a bridge point. There is one to choose.",
                "Together with others in the room of a bridge point. There are %(num)d to choose from.",
                number,
            )
        )
    hall = next((site for site in sites if site.mode is Mode.HALL), None)
    place = ", ".join(part for part in (hall.name_in(language()), hall.address) if part) if hall else ""
    bring = _("Bring the QR code you will receive.")
    return f"{place}. {bring}" if place else bring


def _note(row: EventMode, waiting: int, *, has_waiting_list: bool) -> str:
    seats = _seats(row, waiting, has_waiting_list=has_waiting_list)
    return " ".join(filter(None, [seats, _("The organiser approves each registration.") if row.needs_approval else ""]))


def _seats(row: EventMode, waiting: int, *, has_waiting_list: bool) -> str:
    if row.capacity is None:
        return ""
    if not _is_full(row):
        return str(_("%(left)s of %(capacity)s seats left", left=row.capacity - row.taken, capacity=row.capacity))
    if has_waiting_list:
        return str(_("No seats left. You would join the waiting list as number %(number)s.", number=waiting + 1))
    return str(_("No seats left."))


def _is_full(row: EventMode | Site) -> bool:
    return row.capacity is not None and row.taken >= row.capacity
