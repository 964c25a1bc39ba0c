"""Erase a person: the figures stay, whoever it was goes. It cannot be undone.

The registration, how it stands, its ticket, scans and evidence stay under a pseudonym; names, addresses, numbers, what
he wrote and what was written to or about him go, here and wherever a feature keeps it (forgetting.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select

from eventapp import clock
from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.database import db
from eventapp.delegations.models import Delegation
from eventapp.directory import people as directory
from eventapp.directory.models import Person
from eventapp.errors import N_, DomainError
from eventapp.events import life_cycle
from eventapp.events.models import Event
from eventapp.mail.models import Letter
from eventapp.registration import enrolment, forgetting, wishes
from eventapp.registration.forgetting import Erasure
from eventapp.registration.letters_forgotten import forget_letters, is_on_platform, letters_to, own_letters
from eventapp.registration.models import Answer, Merge, Registration, Status
from eventapp.registration.redacting import Redactor

PSEUDONYM = "Đã xoá / Erased"
_KNOWN_BY = ("salutation", "email", "phone", "position")


class SpeaksHere(DomainError):
    """The programme names him, and nobody has said that it shall not any more."""

    code = "speaks_here"
    message = N_("The programme names this person. Say that the name is to leave the programme as well.")


class ErasedAlready(DomainError):
    """There is nobody left to erase."""

    code = "erased_already"
    message = N_("This person is erased already.")


@dataclass(frozen=True)
class Foresight:
    """What an erasing would do: which registrations it is about, which of them end, what goes with them."""

    registrations: Sequence[Registration]
    ending: Sequence[Registration]
    letters: int
    answers: int
    is_on_platform: bool
    focal_point_of: Sequence[Delegation]


def foresee(registration: Registration) -> Foresight:
    """Return what the erasing of whoever registered would do."""
    people, registrations = _all_of(registration)
    redactor = _redactor(registration, people, registrations)
    numbers = [each.id for each in registrations]
    now = clock.now()
    return Foresight(
        registrations=registrations,
        ending=[each for each in registrations if _ends(each, now)],
        letters=len(letters_to(registration.event, redactor, numbers, people)),
        answers=_count(select(func.count(Answer.question_id.distinct())).where(Answer.registration_id.in_(numbers))),
        is_on_platform=is_on_platform(people),
        focal_point_of=_focal_point_of(registration.event, redactor),
    )


def erase(registration: Registration, *, reason: str, by: Actor, leaves_programme: bool = False) -> list[str]:
    """Erase whoever registered so; return the files that go, as paths below the instance's folder.

    One that has not attended, and still could, ends: its seat goes to whoever waited longest. Raises ErasedAlready,
    SpeaksHere.
    """
    people, registrations = _all_of(registration)
    if registration.person.erased_at is not None:
        raise ErasedAlready
    if not leaves_programme and is_on_platform(people):
        raise SpeaksHere
    event, now = registration.event, clock.now()
    for each in registrations:
        if _ends(each, now):
            enrolment.end(each, by=by)
        elif each.wished_mode is not None and each.status is Status.CONFIRMED:
            wishes.give_up(each, by=by)
    redactor = _redactor(registration, people, registrations)
    erasure = Erasure(event, people, registrations, redactor, by)
    letters = forget_letters(erasure)
    files = [*forgetting.forget(erasure), *(f"mail/{each}.eml" for each in letters)]
    _forget_delegations(erasure)
    for each in registrations:
        _blank(each)
    for person in people:
        _become_nobody(person, redactor.pseudonym, now)
    db.session.flush()
    forgetting.black_out(erasure)
    life_cycle.touch(event)
    said = redactor.redacted(reason)
    trail.record("person_erased", f"registrations/{registration.ref}", by=by, event_id=event.id, reason=said)
    return files


def _all_of(registration: Registration) -> tuple[list[Person], list[Registration]]:
    """Return everybody the one human is known as: a merge has said that two registrations are one human's."""
    known, found = set[int](), {registration.person_id}
    while found - known:
        known |= found
        mine = select(Registration.id).where(Registration.person_id.in_(known)).scalar_subquery()
        merged = select(Merge).where(Merge.undone_at.is_(None), or_(Merge.kept_id.in_(mine), Merge.ended_id.in_(mine)))
        found |= {one.person_id for each in db.session.scalars(merged) for one in (each.kept, each.ended)}
    people = db.session.scalars(select(Person).where(Person.id.in_(known)).order_by(Person.id)).all()
    asked = select(Registration).where(Registration.person_id.in_(known)).order_by(Registration.id)
    return list(people), list(db.session.scalars(asked))


def _ends(registration: Registration, now: datetime) -> bool:
    """Could he still come, or get a seat? Then the place is somebody else's; what has happened stays in the figures."""
    event = registration.event
    if not registration.status.is_live or now >= event.ends_at or forgetting.was_there(registration):
        return False
    return now < event.starts_at or registration.status is not Status.CONFIRMED


def _redactor(registration: Registration, people: Sequence[Person], registrations: Sequence[Registration]) -> Redactor:
    """Return who knows him by every name and address under which he was ever written to."""
    numbers = [each.id for each in registrations]
    told = select(Letter.name, Letter.recipient).where(own_letters(registration.event, numbers)).distinct()
    letters = db.session.execute(told).all()
    return Redactor(
        f"{PSEUDONYM} {registration.ref}",
        names=[*(each.full_name for each in people), *(each.name for each in letters)],
        emails=[*(each.email for each in people), *(each.recipient for each in letters)],
        phones=[each.phone for each in people],
    )


def _focal_point_of(event: Event, redactor: Redactor) -> list[Delegation]:
    """Return the delegations whose focal point he is."""
    named = select(Delegation).where(Delegation.event_id == event.id)
    return [
        each
        for each in db.session.scalars(named)
        if redactor.is_in(each.contact_name) or each.contact_email.casefold() in redactor.emails
    ]


def _forget_delegations(erasure: Erasure) -> None:
    """Let him be nobody's focal point, and head no delegation."""
    for each in _focal_point_of(erasure.event, erasure.redactor):
        each.contact_name = each.contact_phone = each.contact_email = ""
        each.generation += 1
        each.revision += 1
    headed = select(Delegation).where(Delegation.head_id.in_(erasure.person_ids))
    for each in db.session.scalars(headed).all():
        each.head = None


def _blank(registration: Registration) -> None:
    registration.note = registration.decision_note = registration.substitution_reason = ""
    registration.stood_before = None
    registration.asks_again_at = None
    registration.generation += 1
    registration.changed_at = clock.now()  # acts on it cannot be undone any more


def _become_nobody(person: Person, pseudonym: str, now: datetime) -> None:
    for name in _KNOWN_BY:
        setattr(person, name, "")
    directory.rename(person, pseudonym)
    person.name_key = f"{person.name_key} {person.ref.lower()}"
    person.rank, person.is_rank_set = None, True
    person.in_post_since = person.birth_year = person.zone = None
    person.erased_at = now


def _count(asked: object) -> int:
    return int(db.session.scalar(asked) or 0)  # type: ignore[call-overload]
