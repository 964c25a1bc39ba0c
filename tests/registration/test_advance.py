"""Seats for a batch of rows are taken at once where there are enough for all, and else in the order of the rows."""

from flask import Flask
from sqlalchemy import select

from eventapp.database import db, transaction
from eventapp.delegations.models import Quota
from eventapp.events.models import Mode, Site
from eventapp.registration import seats
from eventapp.registration.advance import Advance, Wanted
from eventapp.registration.models import Registration, Status
from tests.factories import make_event, make_site
from tests.importing.sheets import counts
from tests.queries import count_queries
from tests.registration.focal import make_delegation
from tests.registration.test_importing import take_in_rows
from tests.registration.test_offers import taken
from tests.trust.invariants import assert_counters_agree


def people(number: int, how: str, code: str = "", first: int = 0) -> list[tuple[str, ...]]:
    """Return rows of so many who attend so."""
    numbers = range(first, first + number)
    return [(f"Lê Văn {chr(65 + each)}", "", "", code, "", how, f"p{each}@x.example", "") for each in numbers]


def test_a_batch_takes_its_seats_in_one_step_for_each_counter(app: Flask) -> None:
    event = make_event(hall=12)
    delegation = make_delegation(event, "TW01", hall=4)
    rows = [*people(4, "hall", delegation.code), *people(8, "hall", first=4), *people(5, "online", first=12)]
    with count_queries(app) as sent:
        assert counts(take_in_rows(event, *rows, rows[0])) == (17, 0, 0, 1)
    updates = [each.split()[1] for each in sent if each.startswith("UPDATE")]
    assert updates == ["event_modes", "event_modes", "quotas"]
    assert db.session.get_one(Quota, (delegation.id, Mode.HALL), populate_existing=True).used == 4
    assert_counters_agree()


def test_where_they_are_too_few_whoever_stands_first_gets_them(app: Flask) -> None:
    event = make_event(hall=2)
    take_in_rows(event, *people(4, "hall"))
    asked = select(Registration.status).order_by(Registration.id)
    assert list(db.session.scalars(asked)) == [Status.CONFIRMED] * 2 + [Status.WAITLISTED] * 2
    assert taken(event) == 2
    assert_counters_agree()


def test_of_a_mode_all_sites_have_enough_or_nothing_is_taken(app: Flask) -> None:
    event = make_event(modes={Mode.BRIDGE: 5})
    hue, other = make_site(event, "Huế", seats=2), make_site(event, "Đà Nẵng", seats=1)
    with transaction():
        assert not seats.take_many(event.id, Mode.BRIDGE, {hue.id: 2, other.id: 2})
    assert (taken(event, Mode.BRIDGE), taken_at(hue), taken_at(other)) == (0, 0, 0)
    with transaction():
        assert seats.take_many(event.id, Mode.BRIDGE, {hue.id: 2, other.id: 1})
    assert (taken(event, Mode.BRIDGE), taken_at(hue), taken_at(other)) == (3, 2, 1)


def test_what_nobody_used_is_given_back(app: Flask) -> None:
    event = make_event(hall=3)
    delegation = make_delegation(event, hall=2)
    with transaction():
        advance = Advance(event)
        advance.take([Wanted(Mode.HALL, None, delegation, needs_seat=True)] * 2)
        assert (taken(event), advance.seat(Mode.HALL, None), advance.quota(delegation, Mode.HALL)) == (2, True, True)
        advance.give_back()
        assert (taken(event), advance.seat(Mode.HALL, None), advance.quota(delegation, Mode.HALL)) == (1, False, False)
    assert db.session.get_one(Quota, (delegation.id, Mode.HALL), populate_existing=True).used == 1


def taken_at(site: Site) -> int:
    """Return how many seats are taken there."""
    return db.session.get_one(Site, site.id, populate_existing=True).taken
