"""What an act on several took away of places in sessions comes back when it is undone, as far as it is still there."""

import pytest
from flask import Flask
from sqlalchemy import select

from eventapp.agenda.queries import places_in_line, stars_of
from eventapp.database import db
from eventapp.events.models import Event, Mode
from eventapp.mail.models import Letter
from eventapp.registration import acts, undoing
from eventapp.registration.act_models import Act, Decision
from eventapp.registration.models import Registration
from eventapp.registration.moving import Move
from tests.agenda.sessions import leave, sign_up, standing, taken, workshop
from tests.factories import make_event, make_registration
from tests.registration.test_offers import do
from tests.trust.invariants import assert_counters_agree


@pytest.fixture
def event(app: Flask) -> Event:
    """An event with room for everybody."""
    return make_event(modes={Mode.HALL: None, Mode.ONLINE: None})


def decide(event: Event, decision: Decision, *chosen: Registration) -> Act:
    """Do it to these."""
    move = Move("online") if decision is Decision.MOVE else None
    act, _outcome = do(acts.carry_out, event, decision, [each.ref for each in chosen], note="", move=move)
    assert act is not None
    return act


@pytest.mark.parametrize("decision", [Decision.MOVE, Decision.CANCELLATION])
def test_who_stands_as_before_has_the_same_places_and_the_same_place_in_the_line(
    event: Event, decision: Decision
) -> None:
    first, second = workshop(event, "Một", hall=1, online=0), workshop(event, "Hai", hall=1, online=0, hour=5)
    an, binh, chi = (make_registration(event, name) for name in ("An", "Bình", "Chi"))
    for each in (an, binh, chi):
        sign_up(each, second)
    sign_up(an, first)
    act = decide(event, decision, an, binh)
    assert (standing(first), standing(second)) == ({}, {"Chi": "hall"})
    assert stars_of(an) == {first.id, second.id}
    assert do(undoing.undo, act) == (2, [])
    assert (standing(first), taken(first)["hall"]) == ({"An": "hall"}, 1)
    assert standing(second) == {"An": "hall?", "Bình": "hall?", "Chi": "hall"}  # who got it meanwhile keeps it
    assert (places_in_line(an), places_in_line(binh)) == ({second.id: 1}, {second.id: 2})
    assert stars_of(an) == set()
    told = db.session.scalars(select(Letter.name).where(Letter.kind == "agenda/changed").order_by(Letter.id)).all()
    assert told == (["An", "Bình"] * 2 if decision is Decision.MOVE else [])
    assert_counters_agree()


def test_who_has_chosen_something_else_for_that_time_keeps_that(event: Event) -> None:
    there, other = workshop(event, "Một", hall=1, online=0), workshop(event, "Hai", hall=1, online=1)
    an = make_registration(event, "An")
    sign_up(an, there)
    act = decide(event, Decision.MOVE, an)
    sign_up(an, other)
    assert do(undoing.undo, act) == (1, [])
    assert (standing(there), standing(other)) == ({}, {"An": "hall"})
    leave(an, other)
    assert_counters_agree()
