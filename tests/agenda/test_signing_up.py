"""Places in sessions: never more taken than there are, never two at once, and whoever waited longest comes next."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from eventapp.agenda import promotion, starring, terms
from eventapp.agenda.following import what_would_be_lost
from eventapp.agenda.overlapping import Overlaps
from eventapp.agenda.queries import find_offer, places_in_line, stars_of
from eventapp.audit.trail import SYSTEM
from eventapp.database import db, transaction
from eventapp.directory.models import Person
from eventapp.errors import DomainError
from eventapp.events.models import Event, Mode
from eventapp.mail.models import Letter
from eventapp.moments import Moment
from eventapp.programme import programming
from eventapp.programme.models import PlatformRole
from eventapp.registration import enrolment, merging
from eventapp.registration.substitution import substitute
from eventapp.registration.transfer import transfer
from tests.agenda.sessions import leave, sign_up, standing, taken, workshop
from tests.factories import make_event, make_registration, make_session, make_site
from tests.trust.invariants import assert_counters_agree


@pytest.fixture
def event(app: Flask) -> Event:
    """An event with room for everybody."""
    return make_event(hall=None)


def letters(kind: str) -> list[str]:
    """Return to whom letters of that kind are queued, by name."""
    return list(db.session.scalars(select(Letter.name).where(Letter.kind == kind).order_by(Letter.id)))


def refused(kind: str, registration: Any, session: Any, **details: Any) -> DomainError:
    """Return the refusal of a sign-up; nothing is left of it."""
    before = standing(session), taken(session)
    with pytest.raises(DomainError) as refusal:
        sign_up(registration, session, **details)
    assert refusal.value.code == kind
    assert (standing(session), taken(session)) == before
    return refusal.value


def test_a_place_is_taken_while_there_is_one_and_then_people_wait_in_order(event: Event) -> None:
    session = workshop(event, hall=1)
    an, binh, chi = (make_registration(event, name) for name in ("An", "Bình", "Chi"))
    assert [sign_up(each, session).holds for each in (an, binh, chi)] == [True, False, False]
    assert standing(session) == {"An": "hall", "Bình": "hall?", "Chi": "hall?"}
    assert places_in_line(chi) == {session.id: 2}
    assert sign_up(an, session).holds  # twice is once
    assert taken(session) == {"hall": 1, "bridge": 0, "online": 0}
    assert_counters_agree()


def test_who_leaves_makes_room_for_who_waited_longest_who_is_told(event: Event) -> None:
    session = workshop(event, hall=1)
    an, binh, chi = (make_registration(event, name) for name in ("An", "Bình", "Chi"))
    for each in (an, binh, chi):
        sign_up(each, session)
    assert leave(an, session)
    assert not leave(an, session)
    assert standing(session) == {"Bình": "hall", "Chi": "hall?"}
    assert letters("agenda/place_came") == ["Bình"]
    assert leave(chi, session)
    assert taken(session)["hall"] == 1
    assert_counters_agree()


def test_each_mode_has_places_of_its_own(event: Event) -> None:
    session = workshop(event, hall=1, online=1, bridge=0)
    hall, online = make_registration(event, "An"), make_registration(event, "Bình", mode=Mode.ONLINE)
    bridge = make_registration(event, "Chi", mode=Mode.BRIDGE, site=make_site(event))
    assert sign_up(hall, session).holds and sign_up(online, session).holds
    refused("not_for_mode", bridge, session)


def test_only_one_who_has_a_seat_at_the_event_signs_up(app: Flask) -> None:
    event = make_event(hall=1)
    make_registration(event)
    refused("not_seated", make_registration(event, "Chờ"), workshop(event))


def test_a_session_that_is_open_to_all_or_cancelled_takes_no_sign_ups(event: Event) -> None:
    an = make_registration(event)
    refused("no_sign_up", an, make_session(event))
    session = workshop(event)
    with transaction():
        programming.cancel_session(event, session, by=SYSTEM)
    refused("session_cancelled", an, session)


def test_without_a_waiting_list_who_comes_too_late_is_refused(event: Event) -> None:
    session = workshop(event, hall=1, has_waiting_list=False)
    sign_up(make_registration(event), session)
    late = make_registration(event, "Muộn")
    refused("session_full", late, session)
    assert sign_up(late, session, beyond=True, is_office=True).holds


def test_the_window_binds_delegates_and_not_the_office(event: Event) -> None:
    opens, closes = event.starts_at - timedelta(days=3), event.starts_at - timedelta(days=1)
    session = workshop(event, opens_at=opens, closes_at=closes)
    an, binh, chi = (make_registration(event, name) for name in ("An", "Bình", "Chi"))
    with time_machine.travel(opens - timedelta(minutes=1), tick=False):
        assert refused("sign_up_not_open", an, session).values["moment"] == Moment(opens, event.zone)
    with time_machine.travel(opens, tick=False):
        assert sign_up(an, session).holds
    with time_machine.travel(closes, tick=False):
        refused("sign_up_closed", binh, session)
        assert sign_up(binh, session, is_office=True).holds
    with time_machine.travel(event.starts_at + timedelta(days=1), tick=False):
        refused("sign_up_closed", chi, workshop(event, "Đã qua"))


def test_nobody_is_signed_up_twice_at_once_and_both_are_named(event: Event) -> None:
    first, second, later = workshop(event, "A"), workshop(event, "B"), workshop(event, "C", hour=4)
    an = make_registration(event)
    sign_up(an, first)
    refusal = refused("overlaps", an, second)
    assert isinstance(refusal, Overlaps) and refusal.may_be_exchanged
    assert str(refusal) == (
        "“B” (10:00–11:00, 06/05) overlaps with “A” (10:00–11:00, 06/05). You can be in one of them."
    )
    assert sign_up(an, later).holds  # what ends at four does not overlap with what begins then


def test_waiting_for_one_session_is_being_busy_too(event: Event) -> None:
    first, second = workshop(event, "A", hall=1), workshop(event, "B")
    sign_up(make_registration(event), first)
    waits = make_registration(event, "Chờ")
    sign_up(waits, first)
    refused("overlaps", waits, second)
    assert sign_up(waits, second, instead_of=[first.ref]).holds
    assert standing(first) == {"Nguyễn Văn An": "hall"}


def test_an_exchange_takes_the_one_and_frees_the_other_for_who_waits(event: Event) -> None:
    first, second = workshop(event, "A", hall=1), workshop(event, "B", hall=1)
    an, waits = make_registration(event, "An"), make_registration(event, "Chờ")
    sign_up(an, first)
    sign_up(waits, first)
    assert sign_up(an, second, instead_of=[first.ref]).holds
    assert (standing(first), standing(second)) == ({"Chờ": "hall"}, {"An": "hall"})
    assert_counters_agree()


def test_a_place_is_not_given_up_for_a_place_in_the_line(event: Event) -> None:
    first, second = workshop(event, "A"), workshop(event, "B", hall=1)
    an = make_registration(event, "An")
    sign_up(make_registration(event, "Bình"), second)
    sign_up(an, first)
    refused("session_full", an, second, instead_of=[first.ref])
    assert standing(first) == {"An": "hall"}


def test_who_is_on_a_platform_meanwhile_cannot_exchange_it(event: Event) -> None:
    an = make_registration(event, "An")
    person = db.session.get_one(Person, an.person_id)
    make_session(event, "Toàn thể", hour=3, platform=[(person, PlatformRole.SPEAKER)])
    refusal = refused("overlaps", an, workshop(event))
    assert isinstance(refusal, Overlaps) and not refusal.may_be_exchanged


def test_who_leaves_the_event_leaves_its_sessions(event: Event) -> None:
    session = workshop(event, hall=1)
    an, binh = make_registration(event, "An"), make_registration(event, "Bình")
    sign_up(an, session)
    sign_up(binh, session)
    with transaction():
        enrolment.cancel(an, by=SYSTEM)
    assert standing(session) == {"Bình": "hall"}
    assert_counters_agree()


def test_who_stands_in_has_the_places(event: Event) -> None:
    session = workshop(event, hall=1)
    an = make_registration(event, "An")
    sign_up(an, session)
    with transaction():
        substitute(an, full_name="Bình", email="binh@example.org", by=SYSTEM)
    assert standing(session) == {"Bình": "hall"}
    assert_counters_agree()


def test_who_attends_otherwise_has_a_place_there_waits_or_keeps_a_star(event: Event) -> None:
    goes, waits, stays = (
        workshop(event, "A", hall=1, online=1, hour=3),
        workshop(event, "B", online=1, hour=4),
        workshop(event, "C", online=0, hour=5),
    )
    other = make_registration(event, "Khác", mode=Mode.ONLINE)
    sign_up(other, waits)
    an = make_registration(event, "An")
    for each in (goes, waits, stays):
        sign_up(an, each)
    next_one = make_registration(event, "Chờ")
    sign_up(next_one, goes)
    lost = lost_online(an)
    with transaction():
        transfer(an, mode=Mode.ONLINE, site=None, delegation=None, by=SYSTEM)
    assert lost == ["B", "C"]
    assert standing(goes) == {"An": "online", "Chờ": "hall"}
    assert standing(waits)["An"] == "online?" and standing(stays) == {}
    assert stars_of(an) == {stays.id}
    assert letters("agenda/changed") == ["An"]
    assert_counters_agree()


def lost_online(registration: Any) -> list[str]:
    """Return what the delegate is told before he attends online."""
    return [each.title for each in what_would_be_lost(registration)[Mode.ONLINE]]


def test_more_places_go_to_who_waits_and_fewer_than_are_taken_are_told(event: Event) -> None:
    session = workshop(event, hall=1)
    an, binh, chi = (make_registration(event, name) for name in ("An", "Bình", "Chi"))
    for each in (an, binh, chi):
        sign_up(each, session)
    with transaction():
        assert terms.set_terms(event, session, places={Mode.HALL: 2}, by=SYSTEM)
        assert not terms.set_terms(event, session, places={Mode.HALL: 2}, by=SYSTEM)
    assert standing(session) == {"An": "hall", "Bình": "hall", "Chi": "hall?"}
    with pytest.raises(terms.BelowPlacesTaken) as refusal, transaction():
        terms.set_terms(event, session, places={Mode.HALL: 1}, by=SYSTEM)
    assert refusal.value.values == {"taken": 2}
    with transaction():
        terms.set_terms(event, session, places={Mode.HALL: 1}, by=SYSTEM, beyond=True)
    leave(an, session)
    assert standing(session) == {"Bình": "hall", "Chi": "hall?"}  # one is one place: nobody comes after him
    assert taken(session)["hall"] == 1


def test_sign_up_ends_only_by_the_organisers_word_and_leaves_stars(event: Event) -> None:
    session = workshop(event, hall=1)
    an = make_registration(event, "An")
    sign_up(an, session)
    with pytest.raises(terms.SignUpsThere) as refusal, transaction():
        terms.drop_terms(event, session, by=SYSTEM)
    assert refusal.value.values == {"number": 1}
    with transaction():
        assert terms.drop_terms(event, session, by=SYSTEM, beyond=True)
        assert not terms.drop_terms(event, session, by=SYSTEM)
    assert stars_of(an) == {session.id} and find_offer(session) is None


def test_sign_up_closes_after_it_opens(event: Event) -> None:
    with pytest.raises(terms.SignUpClosesFirst):
        workshop(event, opens_at=event.starts_at, closes_at=event.starts_at)


def test_a_place_out_of_turn_needs_a_free_one_or_the_organisers_word(event: Event) -> None:
    session = workshop(event, hall=1)
    an, binh, chi = (make_registration(event, name) for name in ("An", "Bình", "Chi"))
    for each in (an, binh, chi):
        sign_up(each, session)
    with pytest.raises(promotion.NoPlaceLeft), transaction():
        promotion.give_place(chi, session, by=SYSTEM)
    with pytest.raises(promotion.NotInLine), transaction():
        promotion.give_place(an, session, by=SYSTEM)
    with transaction():
        promotion.give_place(chi, session, by=SYSTEM, beyond=True)
    assert standing(session) == {"An": "hall", "Bình": "hall?", "Chi": "hall"}
    assert letters("agenda/place_came") == ["Chi"]


def test_when_the_session_has_begun_nobody_is_called_any_more(event: Event) -> None:
    session = workshop(event, hall=1)
    an, binh = make_registration(event, "An"), make_registration(event, "Bình")
    sign_up(an, session)
    sign_up(binh, session)
    with time_machine.travel(session.starts_at, tick=False):
        leave(an, session)
    assert standing(session) == {"Bình": "hall?"}


def test_stars_take_no_place_and_stand_by_themselves(event: Event) -> None:
    session, an = make_session(event), make_registration(event)
    with transaction():
        assert starring.star(an, session)
        assert not starring.star(an, session)
    assert stars_of(an) == {session.id}
    with transaction():
        assert starring.unstar(an, session)
        assert not starring.unstar(an, session)
        enrolment.cancel(an, by=SYSTEM)
    with pytest.raises(enrolment.NotLive), transaction():
        starring.star(an, session)


def test_when_two_registrations_are_one_humans_the_places_pass_over(app: Flask) -> None:
    event = make_event(hall=10)
    first, second, third = (workshop(event, f"Chuyên đề {n}", hall=1, online=1, hour=n) for n in (3, 5, 7))
    kept, ended = (
        make_registration(event, "An", email="a@example.org"),
        make_registration(event, "An", mode=Mode.ONLINE),
    )
    waiting = make_registration(event, "Bình", mode=Mode.ONLINE)
    for each in (first, second):
        sign_up(ended, each)
    for each in (second, third):
        sign_up(kept, each)
    sign_up(waiting, second)
    with transaction():
        merging.merge(kept, ended, by=SYSTEM)
    assert [standing(each) for each in (first, second, third)] == [
        {"An": "hall"},
        {"An": "hall", "Bình": "online"},
        {"An": "hall"},
    ]
