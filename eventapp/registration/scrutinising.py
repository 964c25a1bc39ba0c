"""All that the rules would say against someone, at once: registering stops at the first."""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from sqlalchemy import exists, select

from eventapp.database import db
from eventapp.delegations import quotas
from eventapp.delegations.models import Delegation
from eventapp.directory.people import find_person
from eventapp.errors import DomainError
from eventapp.events.categories import default_category
from eventapp.events.models import Event
from eventapp.registration import approval, enrolment
from eventapp.registration.models import DEAD, Registration


def refusals(
    event: Event, delegation: Delegation, values: Mapping[str, Any], *, unread: Collection[str]
) -> Iterator[DomainError]:
    """Yield what stands against a nominee, as far as the row could be read; `unread` are the fields that could not.

    The seat and the quota that he would use are taken, so that the next one is judged as if he came: the caller undoes
    it. Whoever is on the list needs neither.
    """
    if not {"full_name", "email"} & set(unread) and _is_registered(event, values):
        yield enrolment.AlreadyRegistered(name=values["full_name"])
        return
    if "mode" in unread:
        return
    mode = values.get("mode") or delegation.mode

    def take_seat() -> None:
        site = enrolment.site_for(event, mode, values.get("site"), delegation)
        if not approval.is_needed(event, mode, values.get("category") or default_category(event)):
            enrolment.seated(event, mode, site, None)

    wanted: list[Callable[[], object]] = [lambda: quotas.take(delegation, mode)]
    if "site" not in unread:
        wanted.insert(0, take_seat)
    for take in wanted:
        try:
            with db.session.begin_nested():
                take()
        except DomainError as refusal:
            yield refusal


def _is_registered(event: Event, values: Mapping[str, Any]) -> bool:
    person = find_person(event.id, full_name=values["full_name"], email=values["email"])
    if person is None:
        return False
    live = exists().where(Registration.person_id == person.id, Registration.status.not_in(DEAD))
    return bool(db.session.scalar(select(live)))
