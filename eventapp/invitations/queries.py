"""Reads of the letters to delegations."""

from collections.abc import Sequence

from sqlalchemy import select

from eventapp.database import db
from eventapp.delegations.models import Delegation
from eventapp.events.models import Event
from eventapp.mail.models import Letter
from eventapp.work.models import WorkState

_ABOUT_DELEGATIONS = Letter.kind.like("delegations/%")


def letters_to(delegation: Delegation) -> Sequence[Letter]:
    """Return the letters to a delegation's focal point, the newest first."""
    mine = (Letter.event_id == delegation.event_id) & (Letter.subject_id == delegation.id)
    return db.session.scalars(select(Letter).where(_ABOUT_DELEGATIONS, mine).order_by(Letter.id.desc())).all()


def unreachable(event: Event) -> set[int]:
    """Return the ids of the delegations to whom a letter could not be sent."""
    failed = (Letter.event_id == event.id) & (Letter.state == WorkState.FAILED)
    return set(db.session.scalars(select(Letter.subject_id).where(_ABOUT_DELEGATIONS, failed)))
