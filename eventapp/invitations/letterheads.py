"""Who signs an event's letters of invitation."""

from collections.abc import Sequence
from typing import Any

from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.database import db
from eventapp.delegations.models import Delegation
from eventapp.errors import N_
from eventapp.events.models import Event
from eventapp.invitations.models import Letterhead


def letterhead_of(event: Event) -> Letterhead:
    """Return the event's letterhead; a blank one, not kept, where nothing was said yet."""
    return db.session.get(Letterhead, event.id) or Letterhead(
        event_id=event.id, superior="", superior_en="", place="", place_en="", position="", position_en="", signer="",
        has_motto=True,
    )  # fmt: skip


def lacking(event: Event, delegations: Sequence[Delegation]) -> list[str]:
    """Return what letters to these would go without, in words to be translated; a signed letter needs none of it."""
    letterhead = letterhead_of(event)
    said: dict[str, object] = {
        N_("the issuing body"): event.host,
        N_("the place"): letterhead.place,
        N_("the signer's position"): letterhead.position,
        N_("the signer's name"): letterhead.signer,
    }
    unsigned = [each for each in delegations if not each.letter_file]
    said |= {
        N_("the number of the letter"): all(each.letter_number for each in unsigned),
        N_("the date of the letter"): all(each.letter_dated_on for each in unsigned),
    }
    return [word for word, is_said in said.items() if not is_said] if unsigned else []


def copy_letterhead(event: Event, copy: Event) -> None:
    """Let the copy of an event invite under the same letterhead."""
    mine = db.session.get(Letterhead, event.id)
    if mine is not None:
        said = {column.name: getattr(mine, column.name) for column in Letterhead.__table__.columns}
        db.session.add(Letterhead(**said | {"event_id": copy.id}))


def revise(event: Event, *, by: Actor, **values: Any) -> None:
    """Say who signs, where, and under which organ."""
    db.session.merge(Letterhead(event_id=event.id, **values))
    trail.record("letterhead_revised", event, by=by, event_id=event.id)
