"""Give a kind of letter other words, bring the standard ones back, and look up which are to be used."""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, and_, delete, select

from eventapp import clock
from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.database import change, db
from eventapp.events.models import Event
from eventapp.wordings.kinds import Kind, Translate
from eventapp.wordings.models import Wording
from eventapp.wordings.placeholders import Words, judge


def words_of(event: Event, kind: Kind, locale: str, translate: Translate) -> Words:
    """Return the words that letters of this kind are written with; `translate` speaks that language."""
    own = db.session.scalar(select(Wording).where(_which(event, kind), Wording.locale == locale))
    return Words(own.subject, own.text) if own else kind.standard(translate)


def own_words(event: Event) -> dict[tuple[str, str], Words]:
    """Return all words of the organiser's own, by kind and language."""
    rows = db.session.scalars(select(Wording).where(Wording.event_id == event.id))
    return {(row.kind, row.locale): Words(row.subject, row.text) for row in rows}


def reword(event: Event, kind: Kind, words: Mapping[str, Words], standards: Mapping[str, Words], *, by: Actor) -> None:
    """Keep these words by language; those that are the standard ones are not kept, so that they follow the program.

    Raises UnknownPlaceholder.
    """
    for each in words.values():
        judge(f"{each.subject}\n{each.text}", kind.placeholders)
    change(delete(Wording).where(_which(event, kind)))
    now = clock.now()
    db.session.add_all(
        Wording(event_id=event.id, kind=kind.code, locale=locale, subject=own.subject, text=own.text, changed_at=now)
        for locale, own in words.items()
        if own != standards[locale]
    )
    trail.record("letter_reworded", f"events/{event.id}", by=by, event_id=event.id, letter=kind.code)


def restore(event: Event, kind: Kind, *, by: Actor) -> None:
    """Bring the standard words back, in every language."""
    if change(delete(Wording).where(_which(event, kind))):
        trail.record("letter_restored", f"events/{event.id}", by=by, event_id=event.id, letter=kind.code)


def _which(event: Event, kind: Kind) -> ColumnElement[bool]:
    return and_(Wording.event_id == event.id, Wording.kind == kind.code)
