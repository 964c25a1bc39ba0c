"""The bond between registrations and the delegation they belong to."""

from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import aliased, joinedload

from eventapp.database import change, db
from eventapp.delegations.models import Delegation
from eventapp.directory.models import Person
from eventapp.registration.models import DEAD, Registration


def members_of(delegation: Delegation) -> Sequence[Registration]:
    """Return the live registrations of a delegation in Vietnamese order of names."""
    mine = (Registration.delegation_id == delegation.id) & Registration.status.not_in(DEAD)
    return db.session.scalars(
        select(Registration)
        .join(Registration.person)
        .options(joinedload(Registration.person), joinedload(Registration.site))
        .where(mine)
        .order_by(Person.sort_key, Person.id)
    ).all()


def ended_of(delegation: Delegation) -> Sequence[tuple[Registration, Registration | None]]:
    """Return who was replaced or withdrawn, the last first, each with the stand-in if there is one."""
    stand_in = aliased(Registration)
    mine = (Registration.delegation_id == delegation.id) & Registration.status.in_(DEAD)
    asked = (
        select(Registration, stand_in)
        .outerjoin(stand_in, stand_in.attends_for_id == Registration.id)
        .options(joinedload(Registration.person), joinedload(stand_in.person))
        .where(mine)
        .order_by(Registration.changed_at.desc(), Registration.id.desc())
    )
    return [(row[0], row[1]) for row in db.session.execute(asked)]


def let_go_of(delegation: Delegation) -> None:
    """Make the ended registrations forget the delegation, so that it can be removed."""
    mine = (Registration.delegation_id == delegation.id) & Registration.status.in_(DEAD)
    change(update(Registration).where(mine).values(delegation_id=None))
