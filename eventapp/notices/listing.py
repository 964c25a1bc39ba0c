"""The changes of a programme as organisers look for them: by title, by what became of the session, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from eventapp import names
from eventapp.database import db
from eventapp.events.models import Event
from eventapp.mail.models import Letter
from eventapp.programme.models import Change, ChangeKind, OnPlatform, Session
from eventapp.work.models import WorkState

CONCERNING = tuple(kind for kind in ChangeKind if kind.concerns_people)


class Told(StrEnum):
    """Whether people know of a change."""

    TOLD = "told"
    UNTOLD = "untold"  # and they would have to go elsewhere


@dataclass(frozen=True)
class Wanted:
    """Which changes are looked for; "" and None are all."""

    q: str = ""
    kind: ChangeKind | None = None
    told: Told | None = None


def page(event: Event, wanted: Wanted, *, per_page: int | None, number: int = 1) -> tuple[Sequence[Change], int, int]:
    """Return the changes of that page (all without `per_page`), the newest first, how many, and the page's number."""
    mine = _conditions(event, wanted)
    total = db.session.scalar(select(func.count(Change.id)).join(Change.session).where(*mine)) or 0
    platform = joinedload(Change.session).selectinload(Session.platform).joinedload(OnPlatform.person)
    asked = select(Change).join(Change.session).where(*mine).order_by(Change.id.desc())
    asked = asked.options(joinedload(Change.session).joinedload(Session.room), platform)
    if per_page is not None:
        number = max(1, min(number, -(-total // per_page)))
        asked = asked.limit(per_page).offset((number - 1) * per_page)
    return db.session.scalars(asked, execution_options={"populate_existing": True}).all(), total, number


def find_change(event: Event, ref: str) -> Change | None:
    """Return the event's change with that reference."""
    return db.session.scalar(select(Change).where(Change.event_id == event.id, Change.ref == ref.upper()))


def sent_of(changes: Sequence[Change]) -> dict[str, tuple[int, int]]:
    """Return how many letters about each change there are, and how many have gone out, by the change's reference."""
    occasions = {f"change {each.ref}": each.ref for each in changes if each.told_at}
    done = func.count(Letter.id).filter(Letter.state == WorkState.DONE)
    rows = db.session.execute(
        select(Letter.occasion, func.count(Letter.id), done)
        .where(Letter.occasion.in_(occasions))
        .group_by(Letter.occasion)
    )
    return {occasions[occasion]: (number, sent) for occasion, number, sent in rows}


def number_untold(event: Event, now: datetime) -> int:
    """Return how many changes nobody knows of who would have to go elsewhere, and nobody has said why."""
    mine = (*_conditions(event, Wanted(told=Told.UNTOLD)), Change.reason == "", Session.ends_at > now)
    return db.session.scalar(select(func.count(Change.id)).join(Change.session).where(*mine)) or 0


def _conditions(event: Event, wanted: Wanted) -> list[ColumnElement[bool]]:
    asked: list[ColumnElement[bool]] = [Change.event_id == event.id]
    if wanted.kind is not None:
        asked.append(Change.kind == wanted.kind)
    if wanted.told is Told.TOLD:
        asked.append(Change.told_at.is_not(None))
    elif wanted.told is Told.UNTOLD:
        asked += [Change.told_at.is_(None), Change.kind.in_(CONCERNING)]
    if wanted.q.strip():
        asked.append(Change.session_id.in_(_sessions_called(event, wanted.q)))
    return asked


def _sessions_called(event: Event, query: str) -> list[int]:
    """Return the sessions in whose titles all words begin a word; titles have no folded column, and are few."""
    terms = names.search_terms(query)
    rows = db.session.execute(select(Session.id, Session.title, Session.title_en).where(Session.event_id == event.id))
    titles = {row.id: names.search_key(f"{row.title} {row.title_en}").split() for row in rows}
    return [
        number
        for number, words in titles.items()
        if terms and all(any(word.startswith(term) for word in words) for term in terms)
    ]
