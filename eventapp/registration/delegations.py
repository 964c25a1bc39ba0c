"""The bond between registrations and the delegation they belong to."""

from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

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


def let_go_of(delegation: Delegation) -> None:
    """Make the ended registrations forget the delegation, so that it can be removed."""
    mine = (Registration.delegation_id == delegation.id) & Registration.status.in_(DEAD)
    change(update(Registration).where(mine).values(delegation_id=None))
