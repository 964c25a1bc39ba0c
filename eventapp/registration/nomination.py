"""The focal point names the delegates: nominates, corrects, replaces and withdraws them, and names their head.

The seats allotted bind. Every act begins with `replying.begin`, so that two people never overwrite each other.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from eventapp import names
from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.database import db
from eventapp.delegations.models import Delegation
from eventapp.directory.organisations import language_of
from eventapp.errors import N_, DomainError
from eventapp.events.categories import by_word, public_categories_of, usual
from eventapp.events.models import Category, Event, Mode, Site
from eventapp.events.queries import sites_of
from eventapp.events.site_words import SiteWords
from eventapp.registration import (
    amendment,
    approval,
    categorising,
    completing,
    enrolment,
    replying,
    reviewing,
    scrutinising,
    substitution,
)
from eventapp.registration.models import Registration, Status
from eventapp.registration.shapes import NomineeShape
from eventapp.registration.transfer import transfer
from eventapp.shapes import Fault, read

UNKNOWN_SITE = N_("%(label)s is unknown: %(given)s. This event has no bridge point of that name.")
UNKNOWN_CATEGORY = N_("%(label)s is unknown: %(given)s. Choose one of those that this page offers.")
ON_A_LIST = N_("%(name)s is already registered with this e-mail address.")
# The cell that each refusal is about.
BLAMED = {
    "quota_exhausted": "mode",
    "full": "mode",
    "mode_not_offered": "mode",
    "site_needed": "site",
    "already_registered": "full_name",
}


@dataclass
class Nomination:
    """What came of one row: a registration, or what is wrong with the row."""

    typed: Mapping[str, str]
    values: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    registration: Registration | None = None
    status: Status | None = None
    place: tuple[Mode, Site | None] | None = None  # how and where the person would attend, or does
    is_refused: bool = False  # the row can be read, but the rules say no


class _Undone(Exception):
    """Nothing of it is to be kept."""


def nominate(
    event: Event, delegation: Delegation, rows: Sequence[Mapping[str, str]], *, shown: int, by: Actor
) -> list[Nomination]:
    """Nominate those of the rows that are right, in their order; each of them gets a letter.

    Letters are in the language of the organisation, unless a row says which. Each row is a savepoint of its own; where
    none is right the list has not changed. Raises what `replying.begin` raises, and then nothing was done.
    """
    outcome: list[Nomination] = []
    with suppress(_Undone), db.session.begin_nested():
        replying.begin(event, delegation, shown=shown)
        outcome = _take(event, delegation, rows, by=by)
        if all(each.faults for each in outcome):
            raise _Undone
    return outcome


def rehearse(event: Event, delegation: Delegation, rows: Sequence[Mapping[str, str]], *, by: Actor) -> list[Nomination]:
    """Return what would come of the rows now: the same rules, and nothing is kept."""
    outcome: list[Nomination] = []
    with suppress(_Undone), db.session.begin_nested():
        outcome = _take(event, delegation, rows, by=by)
        raise _Undone
    for each in outcome:
        each.registration = None
    return outcome


def revise(
    event: Event,
    registration: Registration,
    *,
    shown: int,
    by: Actor,
    mode: Mode,
    site: Site | None,
    category: Category | None = None,
    **details: str,
) -> bool:
    """Correct a delegate, how he attends and, where one is given, the category; False when nothing was different.

    Who was returned with a note awaits approval again; what was approved may be judged again. Raises what
    `replying.begin`, `amendment.amend` and `transfer` raise.
    """
    delegation = _delegation(registration)
    replying.begin(event, delegation, shown=shown)
    is_sent_again = registration.status is Status.RETURNED
    if is_sent_again:
        completing.send_again(registration, by=by)
    is_moved = transfer(registration, mode=mode, site=site, delegation=delegation, by=by, is_own=True)
    before = approval.what_stands(registration)
    is_other = category is not None and categorising.recategorise(registration, category, by=by)
    is_amended = amendment.amend(registration, by=by, note=registration.note, **details)
    reviewing.ask_again(registration, before, by=by)
    return is_amended or is_moved or is_other or is_sent_again


def replace(
    event: Event,
    registration: Registration,
    *,
    shown: int,
    by: Actor,
    reason: str,
    is_head: bool = False,
    **stand_in: str,
) -> Registration:
    """Let someone else attend for the delegate, who is head no more; `is_head` makes the stand-in the head.

    Raises what `begin` and `substitute` raise.
    """
    replying.begin(event, _delegation(registration), shown=shown)
    entered = substitution.substitute(registration, by=by, reason=reason, is_own=True, is_namesake=False, **stand_in)
    if is_head:
        _make_head(event, entered, by=by)
    return entered


def withdraw(event: Event, registration: Registration, *, shown: int, by: Actor) -> None:
    """Take a delegate off the list. Raises what `replying.begin` and `enrolment.cancel` raise."""
    replying.begin(event, _delegation(registration), shown=shown)
    enrolment.cancel(registration, by=by)


def name_head(event: Event, registration: Registration, *, shown: int, by: Actor) -> None:
    """Make a delegate the head of the delegation. Raises NotLive, and what `replying.begin` raises."""
    delegation = _delegation(registration)
    replying.begin(event, delegation, shown=shown)
    db.session.refresh(registration)
    if not registration.status.is_live:
        raise enrolment.NotLive
    _make_head(event, registration, by=by)


def _make_head(event: Event, registration: Registration, *, by: Actor) -> None:
    delegation, name = _delegation(registration), registration.person.full_name
    delegation.head = registration.person
    trail.record("head_named", delegation, by=by, event_id=event.id, code=delegation.code, name=name)


def _take(event: Event, delegation: Delegation, rows: Sequence[Mapping[str, str]], *, by: Actor) -> list[Nomination]:
    sites = SiteWords(sites_of(event, Mode.BRIDGE))
    categories = public_categories_of(event)
    outcome = [_read(row, sites, categories) for row in rows]
    for each in outcome:
        if not each.faults:
            _register(event, delegation, each, by=by)
    wrong = [each for each in outcome if each.faults]
    with suppress(_Undone), db.session.begin_nested():
        for each in wrong:
            _scrutinise(event, delegation, each)
        raise _Undone
    return outcome


def _scrutinise(event: Event, delegation: Delegation, nominee: Nomination) -> None:
    """Say all that is wrong with a row, so that nothing waits for the next round; those that are right come first."""
    unread = set() if nominee.is_refused else {fault.field for fault in nominee.faults}
    found = [_blame(each) for each in scrutinising.refusals(event, delegation, nominee.values, unread=unread)]
    if any(fault.code == enrolment.AlreadyRegistered.code for fault in found):
        nominee.faults = [fault for fault in nominee.faults if fault.code not in BLAMED]  # a seat is not what he lacks
    known = {fault.code for fault in nominee.faults}
    nominee.faults += [fault for fault in found if fault.code not in known]


def _blame(refusal: DomainError) -> Fault:
    message = ON_A_LIST if isinstance(refusal, enrolment.AlreadyRegistered) else refusal.message
    return Fault(BLAMED.get(refusal.code, ""), refusal.code, message, refusal.values)


def _read(row: Mapping[str, str], sites: SiteWords, categories: Sequence[Category]) -> Nomination:
    reading = read(NomineeShape, row)
    values, faults = dict(reading.values), list(reading.faults)
    given = values.pop("site", None)
    site = sites.find(given) if given else None
    if given and site is None:
        faults.append(Fault("site", "unknown", UNKNOWN_SITE, {"label": N_("Bridge point"), "given": given}))
    named = values.pop("category", None)
    may_choose = named and len(categories) > 1
    category = by_word(categories).get(names.search_key(named)) if may_choose else usual(categories)
    if category is None:
        faults.append(Fault("category", "unknown", UNKNOWN_CATEGORY, {"label": N_("Category"), "given": named}))
    return Nomination(row, values | {"site": site, "category": category}, faults)


def _register(event: Event, delegation: Delegation, nominee: Nomination, *, by: Actor) -> None:
    given = {name: value for name, value in nominee.values.items() if value is not None}
    given.setdefault("mode", delegation.mode)
    given.setdefault("locale", language_of(delegation.organisation))
    try:
        with db.session.begin_nested():
            nominee.registration = enrolment.register(event, delegation=delegation, by=by, is_office=True, **given)
            nominee.status = nominee.registration.status
            nominee.place = nominee.registration.mode, nominee.registration.site
    except DomainError as refusal:
        nominee.faults.append(_blame(refusal))
        nominee.is_refused = refusal.status == 409


def _delegation(registration: Registration) -> Delegation:
    assert registration.delegation is not None  # noqa: S101 - the pages name only delegates of a delegation
    return registration.delegation
