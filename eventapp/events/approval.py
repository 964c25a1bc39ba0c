"""Who is to be approved before he has a place: settings of the event."""

from collections.abc import Collection

from sqlalchemy import select

from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.bilingual import Bilingual
from eventapp.database import db
from eventapp.events.categories import categories_of
from eventapp.events.models import Category, Event, Mode
from eventapp.events.queries import modes_of


def set_approval(
    event: Event,
    modes: Collection[Mode],
    categories: Collection[Category] = (),
    *,
    changes_ask_again: bool,
    office_needs_approval: bool,
    by: Actor,
) -> bool:
    """Let the organiser decide on whoever attends in one of these modes, or is in one of these categories.

    False when all of it was so already. `changes_ask_again`: what was approved and is changed by the delegate or the
    focal point is judged again. `office_needs_approval`: also whom the office enters or imports. Who is registered
    already stays as he is.
    """
    settings = {"changes_ask_again": changes_ask_again, "office_needs_approval": office_needs_approval}
    changed: list[str | Bilingual] = [name for name, value in settings.items() if getattr(event, name) != value]
    for mode, row in modes_of(event).items():
        if row.needs_approval != (mode in modes):
            row.needs_approval = mode in modes
            changed.append(mode.value)
    wanted = {each.id for each in categories}
    for category in categories_of(event):
        if category.needs_approval != (category.id in wanted):
            category.needs_approval = category.id in wanted
            changed.append(category.names)
    for name, value in settings.items():
        setattr(event, name, value)
    if changed:
        trail.record("approval_set", f"events/{event.id}", by=by, event_id=event.id, fields=changed)
    return bool(changed)


def categories_judged_in(events: Collection[Event]) -> dict[int, list[str]]:
    """Return the references of the categories that need approval, by the number of their event."""
    judged = Category.event_id.in_([event.id for event in events]) & Category.needs_approval
    asked = select(Category.event_id, Category.ref).where(judged).order_by(Category.position, Category.id)
    found: dict[int, list[str]] = {}
    for event_id, ref in db.session.execute(asked):
        found.setdefault(event_id, []).append(ref)
    return found


def copy_modes(event: Event, copy: Event) -> None:
    """Let the copy of an event ask for approval in the same modes."""
    stands = modes_of(event)
    for mode, row in modes_of(copy).items():
        row.needs_approval = stands[mode].needs_approval
