"""The letters of somebody who is erased: taken back, blanked, and what was sent to others about him."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, exists, or_, select, update

from eventapp.database import change, db
from eventapp.delegations.models import Delegation
from eventapp.directory.models import Person
from eventapp.events.models import Event
from eventapp.mail.models import Letter
from eventapp.programme.models import OnPlatform
from eventapp.registration.forgetting import Erasure
from eventapp.registration.models import Registration
from eventapp.registration.redacting import Redactor
from eventapp.work.models import WorkState

_SOME = 500  # letters that one statement names


def own_letters(event: Event, registration_ids: Sequence[int]) -> ColumnElement[bool]:
    about = Letter.kind.like("registration/%") & Letter.subject_id.in_(registration_ids)
    return and_(Letter.event_id == event.id, about)


def letters_to(
    event: Event, redactor: Redactor, registration_ids: Sequence[int], people: Sequence[Person]
) -> list[Letter]:
    """Return the letters to him: about the registration, or to the same name at the same address."""
    own = own_letters(event, registration_ids)
    addressed = (Letter.event_id == event.id) & Letter.recipient.in_(redactor.emails)
    found = db.session.scalars(select(Letter).where(or_(own, addressed)).order_by(Letter.id)).all()
    about = set(registration_ids)
    return [
        each
        for each in found
        if redactor.is_in(each.name) or (each.kind.startswith("registration/") and each.subject_id in about)
        or each.name in {person.full_name for person in people}
    ]  # fmt: skip


def forget_letters(erasure: Erasure) -> list[str]:
    """Take back what was not sent, and blank what was; return the letters' references.

    Copies of what others were sent about him are dropped too: of his delegation's and of whoever attends for him, and
    of all letters where he is on the platform, for any may have said so.
    """
    event, redactor = erasure.event, erasure.redactor
    letters = letters_to(event, redactor, erasure.registration_ids, erasure.people)
    for each in letters:
        state = WorkState.WITHDRAWN if each.sent_at is None else each.state
        blank = {"recipient": "", "name": erasure.pseudonym, "person": f"erased {each.reference}", "rendered": None}
        values = blank | {"state": state, "last_error": None}
        values |= {} if each.sent_at else {"lease": None, "leased_until": None}
        change(update(Letter).where(Letter.id == each.id).values(values))
    dropped = drop_copies(event, None if is_on_platform(erasure.people) else _written_about(erasure))
    db.session.expire_all()
    return [*(each.reference for each in letters), *dropped]


def drop_copies(event: Event, recipients: set[str] | None = None, *, occasion: str = "") -> list[str]:
    """Drop the copies of letters: of those to these addresses, of one occasion, or all; return their references.

    What is not sent yet is written anew when it is.
    """
    asked = select(Letter.id, Letter.reference).where(Letter.event_id == event.id, Letter.rendered.is_not(None))
    asked = asked if recipients is None else asked.where(Letter.recipient.in_(recipients))
    asked = asked.where(Letter.occasion == occasion) if occasion else asked
    found = db.session.execute(asked).all()
    for start in range(0, len(found), _SOME):
        some = [each.id for each in found[start : start + _SOME]]
        change(update(Letter).where(Letter.id.in_(some)).values(rendered=None))
    return [each.reference for each in found]


def _written_about(erasure: Erasure) -> set[str]:
    """Return the addresses to which letters may have named him: his delegation's, and who attends for whom."""
    mine = erasure.registration_ids
    delegations = {each.delegation_id for each in erasure.registrations if each.delegation_id}
    focal = select(Delegation.contact_email).where(Delegation.id.in_(delegations))
    replaced = [each.attends_for_id for each in erasure.registrations if each.attends_for_id]
    beside = select(Person.email).join(Registration, Registration.person_id == Person.id)
    beside = beside.where(or_(Registration.attends_for_id.in_(mine), Registration.id.in_(replaced)))
    return {each for each in [*db.session.scalars(focal), *db.session.scalars(beside)] if each}


def is_on_platform(people: Sequence[Person]) -> bool:
    mine = exists().where(OnPlatform.person_id.in_([each.id for each in people]))
    return bool(db.session.scalar(select(mine)))
