"""Whoever does something for a bridge point is named there no more; wishes to speak lose the speaker's name."""

from collections.abc import Collection

from sqlalchemy import select

from eventapp.bridges import describing
from eventapp.bridges.models import Contact, Duty, Point, SpeakingRequest
from eventapp.database import db
from eventapp.events.models import Site
from eventapp.registration.forgetting import Erasure, forgets, is_free

is_free(SpeakingRequest.speaker, SpeakingRequest.subject)
is_free(Point.line_note, Point.notes)


@forgets
def forget(erasure: Erasure) -> Collection[str]:
    """Erase him where he is a bridge point's contact; a secretary's link that he was sent opens nothing any more."""
    named = db.session.scalars(select(Contact).where(Contact.event_id == erasure.event.id)).all()
    for each in named:
        is_his = each.registration_id in erasure.registration_ids or each.email.casefold() in erasure.redactor.emails
        if is_his or erasure.redactor.is_in(each.name):
            site, closes = db.session.get_one(Site, each.site_id), each.duty is Duty.SECRETARY
            describing.erase_contact(erasure.event, site, each.duty, by=erasure.by, closes_link=closes)
    return []
