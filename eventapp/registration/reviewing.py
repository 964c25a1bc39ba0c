"""What was approved and is changed is judged again: seat and ticket are kept meanwhile, what stood is remembered."""

from typing import Any

from eventapp import clock
from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.database import db
from eventapp.events.models import Category, Mode
from eventapp.registration import approval, letters
from eventapp.registration.approval import AWAITING, STAND_IN, what_stands
from eventapp.registration.models import Registration
from eventapp.registration.standing import ASKS_NOTHING, change_as_read


def ask_again(registration: Registration, before: dict[str, Any], *, by: Actor) -> bool:
    """Let the organiser judge what the delegate or the focal point has changed; return whether he is asked.

    `before` is what stood before the change. Asked is he where the event wants it, and where someone nobody ever
    approved comes to attend in a way that needs approval. Of several changes what stood before the first is kept;
    whoever takes his changes back asks nothing any more.
    """
    event, after = registration.event, what_stands(registration)
    if not registration.status.is_live or registration.status in AWAITING or after == before:
        return False
    stood = registration.stood_before or before
    if after == stood or not approval.is_needed(event, registration.mode, registration.category):
        if registration.asks_again_at is not None:
            change_as_read(registration, **ASKS_NOTHING)
        return False
    is_unjudged = registration.approved_at is None and not _was_needed(registration, before)
    if not (event.changes_ask_again or is_unjudged or registration.asks_again_at is not None):
        return False
    _ask(registration, stood, by)
    letters.change_awaits(registration)
    return True


def ask_about_stand_in(registration: Registration, *, by: Actor) -> None:
    """Let the organiser judge who attends in the stead of someone approved, where the event wants it."""
    event = registration.event
    if registration.status in AWAITING or not event.changes_ask_again:
        return
    if approval.is_needed(event, registration.mode, registration.category):
        former = registration.attends_for
        _ask(registration, {STAND_IN: former.person.full_name if former else ""}, by)


def _was_needed(registration: Registration, before: dict[str, Any]) -> bool:
    category = db.session.get(Category, before["category_id"]) or registration.category
    return approval.is_needed(registration.event, Mode(before["mode"]), category)


def _ask(registration: Registration, stood: dict[str, Any], by: Actor) -> None:
    since = registration.asks_again_at or clock.now()
    if change_as_read(registration, asks_again_at=since, stood_before=stood):
        subject = f"registrations/{registration.ref}"
        trail.record("change_awaits", subject, by=by, event_id=registration.event_id)
