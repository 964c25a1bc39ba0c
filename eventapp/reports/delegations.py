"""The list of delegations as a sheet: what was filtered, in the order it stands, and fit to be imported again."""

from collections.abc import Callable, Iterator
from datetime import datetime

from eventapp.database import db
from eventapp.delegations.models import Delegation, Quota
from eventapp.delegations.queries import quotas_of
from eventapp.delegations.search import Wanted, found
from eventapp.delegations.words import STATE_WORDS
from eventapp.directory.words import KIND_WORDS
from eventapp.errors import N_
from eventapp.events.models import Event, Mode
from eventapp.registration.words import MODE_WORDS
from eventapp.spreadsheets.writing import Value

HEADING = (
    N_("No."),
    N_("Delegation code"),
    N_("Organisation"),
    N_("Name in English"),
    N_("Kind"),
    N_("Attendance"),
    N_("Site"),
    N_("Time zone"),
    N_("Seats allotted"),
    N_("Focal point's e-mail"),
    N_("Focal point's name"),
    N_("Focal point's telephone"),
    N_("State"),
    N_("Deadline for the answer"),
    N_("Number of the letter"),
    N_("Date of the letter"),
    N_("Allotted in person"),
    N_("Used in person"),
    N_("Allotted at bridge points"),
    N_("Used at bridge points"),
    N_("Allotted online"),
    N_("Used online"),
)


def rows(
    event: Event, wanted: Wanted, sort: str, *, now: datetime, translate: Callable[[str], str]
) -> Iterator[list[Value]]:
    """Yield one row per delegation wanted; moments are in the event's zone."""
    quotas = quotas_of(event)
    for number, each in enumerate(db.session.scalars(found(event, wanted, sort, now=now)), start=1):
        yield [number, *_row(each, {quota.mode: quota for quota in quotas.get(each.id, [])}, event, now, translate)]


def _row(
    delegation: Delegation,
    quotas: dict[Mode, Quota],
    event: Event,
    now: datetime,
    translate: Callable[[str], str],
) -> list[Value]:
    organisation, deadline_at = delegation.organisation, delegation.deadline_at
    own = quotas.get(delegation.mode)
    return [
        delegation.code,
        organisation.name,
        organisation.name_en,
        translate(KIND_WORDS[organisation.kind]) if organisation.kind in KIND_WORDS else organisation.kind,
        translate(MODE_WORDS[delegation.mode]),
        delegation.site.name if delegation.site else "",
        organisation.zone or "",
        own.allotted if own else 0,
        delegation.contact_email,
        delegation.contact_name,
        delegation.contact_phone,
        translate(STATE_WORDS[delegation.state(now)]),
        deadline_at.astimezone(event.tz) if deadline_at else None,
        delegation.letter_number,
        delegation.letter_dated_on,
        *(number for mode in Mode for number in _seats(quotas.get(mode))),
    ]


def _seats(quota: Quota | None) -> tuple[int, int]:
    return (quota.allotted, quota.used) if quota else (0, 0)
