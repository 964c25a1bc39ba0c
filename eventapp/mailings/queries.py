"""Reads of mailings: the list, how each stands, who got it, and the letters of one delegate."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, case, cast, func, literal, or_, select, type_coerce

from eventapp import clock
from eventapp.database import db
from eventapp.directory.models import Person
from eventapp.events.models import Event
from eventapp.mail.models import Letter
from eventapp.mailings.models import Hindrance, Mailing, Recipient, Stage
from eventapp.mailings.sending import LETTER
from eventapp.registration import search
from eventapp.registration.models import Registration
from eventapp.work.models import WorkState


class Outcome(StrEnum):
    """What became of one recipient's letter, or why there is none."""

    SENT = "sent"
    WAITING = "waiting"
    HELD = "held"
    FAILED = "failed"
    CAME_BACK = "came_back"
    WITHDRAWN = "withdrawn"
    NOT_NEEDED = "not_needed"
    UNSUBSCRIBED = "unsubscribed"
    BOUNCED = "bounced"
    NO_ADDRESS = "no_address"


@dataclass
class Standing:
    """How a mailing stands: the number of its recipients by outcome."""

    counts: dict[Outcome, int] = field(default_factory=dict)

    def count(self, *outcomes: Outcome) -> int:
        """Return how many have one of these outcomes."""
        return sum(self.counts.get(each, 0) for each in outcomes)

    @property
    def letters(self) -> int:
        """How many letters were made."""
        return sum(self.counts.values()) - self.count(*(Outcome(each.value) for each in Hindrance))

    @property
    def left(self) -> int:
        """How many letters have not gone out yet."""
        return self.count(Outcome.WAITING, Outcome.HELD)


def find_mailing(event: Event, ref: str) -> Mailing | None:
    """Return the event's mailing with that reference."""
    return db.session.scalar(select(Mailing).where(Mailing.event_id == event.id, Mailing.ref == ref.upper()))


def mailings_of(event: Event, query: str, *, page: int, per_page: int) -> tuple[Sequence[Mailing], int]:
    """Return one page of the mailings whose subject holds the query, the newest first, and how many there are."""
    mine = [Mailing.event_id == event.id]
    if query.strip():
        held = f"%{_escaped(query.strip().lower())}%"
        mine.append(or_(*(func.lower(each).like(held, escape="\\") for each in (Mailing.subject, Mailing.subject_en))))
    total = db.session.scalar(select(func.count()).select_from(Mailing).where(*mine)) or 0
    asked = select(Mailing).where(*mine).order_by(Mailing.id.desc()).limit(per_page).offset((page - 1) * per_page)
    return db.session.scalars(asked).all(), total


def standings(mailings: Sequence[Mailing]) -> dict[int, Standing]:
    """Return how each of the mailings stands, by its id; one statement."""
    outcome = _outcome().label("outcome")
    asked = (
        _letters(select(Recipient.mailing_id, outcome, func.count().label("number")))
        .where(Recipient.mailing_id.in_([each.id for each in mailings]))
        .group_by(Recipient.mailing_id, outcome)
    )
    found = {each.id: Standing() for each in mailings}
    for row in db.session.execute(asked):
        found[row.mailing_id].counts[Outcome(row.outcome)] = row.number
    return found


def recipients_of(
    mailing: Mailing, query: str, outcome: Outcome | None, *, limit: int | None = None, offset: int = 0
) -> tuple[Sequence[Any], int]:
    """Return recipients in Vietnamese order of names with what became of their letter, and how many there are."""
    mine: list[ColumnElement[bool]] = [Recipient.mailing_id == mailing.id]
    if query.strip():
        mine.append(search.matches(query))
    if outcome is not None:
        mine.append(_outcome() == outcome.value)
    columns = (
        Registration.ref,
        Person.full_name,
        Person.organisation_name,
        func.coalesce(Letter.recipient, Person.email).label("email"),
        _outcome().label("outcome"),
        Letter.sent_at,
        Letter.reference,
        Letter.last_error,
    )
    total = db.session.scalar(_people(select(func.count())).where(*mine)) or 0
    asked = _people(select(*columns)).where(*mine).order_by(Person.sort_key, Recipient.id)
    return db.session.execute(asked.limit(limit).offset(offset)).all(), total


ABOUT_DELEGATES = ("registration/", "agenda/")  # kinds whose subject is a registration


def letters_to(registration: Registration) -> Sequence[Letter]:
    """Return all letters to the delegate, those to many among them, the newest first."""
    to_many = select(Recipient.id).where(Recipient.registration_id == registration.id)
    mine = or_(
        or_(*map(Letter.kind.startswith, ABOUT_DELEGATES)) & (Letter.subject_id == registration.id),
        (Letter.kind == LETTER) & Letter.subject_id.in_(to_many),
    )
    return db.session.scalars(
        select(Letter).where(mine, Letter.event_id == registration.event_id).order_by(Letter.id.desc())
    ).all()


def find_letter_to(registration: Registration, reference: str) -> Letter | None:
    """Return the delegate's letter with that reference."""
    return next((each for each in letters_to(registration) if each.reference == reference), None)


def is_under_way(mailing: Mailing, standing: Standing) -> bool:
    """Are letters still to be made or to be sent?"""
    return mailing.stage in (Stage.SENDING, Stage.PAUSED) and (mailing.made_at is None or standing.left > 0)


def _letters(asked: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    person = literal("people/") + cast(Recipient.person_id, String)
    of_occasion = (Letter.occasion == literal("mailing ") + Mailing.ref) & (Letter.person == person)
    return asked.select_from(Recipient).join(Mailing, Mailing.id == Recipient.mailing_id).outerjoin(Letter, of_occasion)


def _people(asked: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    joined = _letters(asked).join(Registration, Registration.id == Recipient.registration_id)
    return joined.join(Person, Person.id == Recipient.person_id)


def _outcome() -> ColumnElement[str]:
    is_being_sent = and_(Letter.state == WorkState.FAILED, Letter.leased_until > clock.now())
    return case(
        (Recipient.hindrance.is_not(None), type_coerce(Recipient.hindrance, String)),
        (Letter.bounced_at.is_not(None), Outcome.CAME_BACK.value),
        (Letter.sent_at.is_not(None), Outcome.SENT.value),
        (Letter.state == WorkState.DONE, Outcome.NOT_NEEDED.value),
        (is_being_sent, Outcome.WAITING.value),
        else_=func.coalesce(type_coerce(Letter.state, String), Outcome.NOT_NEEDED.value),
    )


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
