"""Drafts of letters to many that name a category which goes: they name the other one."""

from sqlalchemy import select

from eventapp.database import db
from eventapp.events.models import Category, Event
from eventapp.mailings.models import Mailing, Stage


def drafts_to(event: Event, category: Category) -> list[Mailing]:
    """Return the drafts that go to that category."""
    drafts = select(Mailing).where(Mailing.event_id == event.id, Mailing.stage == Stage.DRAFT)
    return [each for each in db.session.scalars(drafts) if each.wanted.get("category") == category.ref]


def send_instead(event: Event, category: Category, into: Category) -> int:
    """Let the drafts that go to the one category go to the other; return how many."""
    found = drafts_to(event, category)
    for draft in found:
        draft.wanted = {**draft.wanted, "category": into.ref}
    db.session.flush()
    return len(found)
