"""What mailings know of an address goes; that a letter to many wanted him stays counted."""

from collections.abc import Collection

from sqlalchemy import delete, select

from eventapp.database import change, db
from eventapp.mailings.models import Bounce, Mailing, Unsubscription
from eventapp.registration.forgetting import Erasure, forgets, is_free
from eventapp.registration.letters_forgotten import drop_copies

is_free(Mailing.subject, Mailing.text, Mailing.subject_en, Mailing.text_en, Mailing.wanted)


@forgets
def forget(erasure: Erasure) -> Collection[str]:
    """Forget addresses that did not work, and that he wanted no letters: there is none to write to."""
    for table in (Bounce, Unsubscription):
        change(delete(table).where(table.person_id.in_(erasure.person_ids)))
    written = db.session.scalars(select(Mailing).where(Mailing.event_id == erasure.event.id)).all()
    naming = [
        each for each in written if erasure.redactor.is_in([each.subject, each.text, each.subject_en, each.text_en])
    ]
    copies = [drop_copies(erasure.event, occasion=each.occasion) for each in naming]
    return [f"mail/{reference}.eml" for dropped in copies for reference in dropped]
