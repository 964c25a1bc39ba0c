"""Gates: names for doors, and rules about who comes in when."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp.audit.trail import SYSTEM
from eventapp.checkin import gates, scanning
from eventapp.checkin.models import Direction, Gate, Reason, Verdict
from eventapp.database import transaction
from eventapp.events.categories import categories_of
from eventapp.events.models import Event, Mode
from eventapp.events.roles import Role
from eventapp.registration import enrolment
from eventapp.registration.models import Registration
from eventapp.tickets.issuing import code_of
from tests.checkin.test_views import signed_in, the_event
from tests.factories import make_event, make_registration, make_session, make_site

EIGHT, NINE = datetime(2030, 5, 6, 1, 0, tzinfo=UTC), datetime(2030, 5, 6, 2, 0, tzinfo=UTC)


def make_gate(event: Event, name: str = "Cửa Đông", **details: object) -> Gate:
    """Return a new gate."""
    with transaction():
        return gates.add_gate(event, name, by=SYSTEM, **details)  # type: ignore[arg-type]


def verdict(
    event: Event, registration: Registration, gate: str, at: datetime = EIGHT, direction: Direction = Direction.IN
) -> tuple[Verdict, Reason | None]:
    """Return what the door says there and then."""
    assert registration.ticket is not None
    code = code_of(registration.ticket)
    reading = scanning.Reading(id=uuid4(), code=code, operator="tests", gate=gate, at=at, direction=direction)
    with transaction():
        answer = scanning.scan(event, reading)
    return answer.scan.verdict, answer.scan.reason


def test_a_gate_admits_the_modes_it_is_for(app: Flask) -> None:
    event = make_event()
    make_gate(event, modes=[Mode.BRIDGE])
    at_point = make_registration(event, mode=Mode.BRIDGE, site=make_site(event))
    assert verdict(event, at_point, "Cửa Đông") == (Verdict.ADMITTED, None)
    assert verdict(event, make_registration(event), "Cửa Đông") == (Verdict.REFUSED, Reason.WRONG_MODE)


def test_a_gate_is_closed_outside_its_hours(app: Flask) -> None:
    event = make_event()
    make_gate(event, opens_at=NINE)
    registration = make_registration(event)
    assert verdict(event, registration, "Cửa Đông") == (Verdict.REFUSED, Reason.OUTSIDE_HOURS)
    assert verdict(event, registration, "Cửa Đông", NINE) == (Verdict.ADMITTED, None)


def test_two_gates_of_one_event_have_two_names(app: Flask) -> None:
    event, other = make_event(), make_event("other")
    make_gate(event)
    make_gate(other)
    with pytest.raises(gates.GateExists):
        make_gate(event, "cửa đông")


def test_a_gate_must_close_after_it_opens(app: Flask) -> None:
    event = make_event()
    with pytest.raises(gates.ClosesBeforeItOpens):
        make_gate(event, opens_at=NINE, closes_at=EIGHT)


def test_an_organiser_adds_changes_and_removes_a_gate_on_the_page(client: FlaskClient, bare_app: Flask) -> None:
    signed_in(client, bare_app, Role.ORGANISER)
    page = "/manage/events/forum/gates"
    typed = {"name": "Cửa Đông", "name_en": "East gate", "hall": "on", "opens": "2030-05-06T07:15"}
    assert client.post(page, data=typed).status_code == 303
    with bare_app.test_request_context():
        (gate,) = gates.gates_of(the_event())
        assert (gate.name_en, gate.modes, gate.opens_at) == (
            "East gate",
            ["hall"],
            datetime(2030, 5, 6, 0, 15, tzinfo=UTC),
        )
    assert 'value="2030-05-06T07:15"' in client.get(f"{page}/{gate.ref}").text
    assert client.post(f"{page}/{gate.ref}", data={**typed, "name": "Cửa Tây"}).status_code == 303
    assert "Cửa Tây" in client.get(page, headers={"Accept-Language": "vi"}).text
    assert client.post(f"{page}/{gate.ref}/removal").status_code == 303
    with bare_app.test_request_context():
        assert gates.gates_of(the_event()) == []


def test_a_gate_without_a_name_or_for_nobody_is_refused_and_what_was_typed_stays(
    client: FlaskClient, bare_app: Flask
) -> None:
    signed_in(client, bare_app, Role.ORGANISER)
    page = "/manage/events/forum/gates"
    nameless = client.post(page, data={"name": " ", "name_en": "East gate", "hall": "on"})
    nobody = client.post(page, data={"name": "Cửa Đông"})
    assert (nameless.status_code, nobody.status_code) == (422, 422)
    assert 'value="East gate"' in nameless.text and 'value="Cửa Đông"' in nobody.text
    assert "Choose who may come in here." in nobody.text


def test_another_events_gate_is_not_there(client: FlaskClient, bare_app: Flask) -> None:
    signed_in(client, bare_app, Role.ORGANISER)
    with bare_app.test_request_context():
        foreign = make_gate(make_event("other")).ref
    assert client.get(f"/manage/events/forum/gates/{foreign}").status_code == 404


def test_a_room_admits_as_many_as_it_holds_by_whichever_gate_and_whoever_leaves_makes_room(app: Flask) -> None:
    event = make_event()
    session = make_session(event)
    for name in ("Cửa Đông", "Cửa Tây"):
        make_gate(event, name, session=session.ref, capacity=2)
    first, second, third = (make_registration(event, name) for name in ("Lê A", "Lê B", "Lê C"))
    assert [verdict(event, each, "Cửa Đông") for each in (first, second)] == [(Verdict.ADMITTED, None)] * 2
    assert verdict(event, third, "Cửa Tây") == (Verdict.REFUSED, Reason.ROOM_FULL)
    assert verdict(event, first, "Cửa Tây") == (Verdict.ALREADY_IN, None)
    assert verdict(event, first, "Cửa Tây", direction=Direction.OUT) == (Verdict.LEFT, None)
    assert verdict(event, third, "Cửa Tây") == (Verdict.ADMITTED, None)
    assert verdict(event, first, "") == (Verdict.ADMITTED, None)  # the building is another place than the room


def test_a_gate_without_a_way_back_says_so(app: Flask) -> None:
    event = make_event()
    make_gate(event, has_reentry=False)
    delegate = make_registration(event)
    seen = [verdict(event, delegate, "Cửa Đông", direction=way) for way in (Direction.IN, Direction.OUT, Direction.IN)]
    assert seen == [(Verdict.ADMITTED, None), (Verdict.LEFT, None), (Verdict.REFUSED, Reason.NO_REENTRY)]


def test_whoever_is_inside_gets_out_even_with_a_ticket_that_was_taken_back(app: Flask) -> None:
    event = make_event()
    inside, outside = make_registration(event), make_registration(event, "Lê Ba")
    verdict(event, inside, "")
    with transaction():
        enrolment.cancel(inside, by=SYSTEM)
        enrolment.cancel(outside, by=SYSTEM)
    assert verdict(event, inside, "", direction=Direction.OUT) == (Verdict.LEFT, None)
    assert verdict(event, outside, "", direction=Direction.OUT) == (Verdict.REFUSED, Reason.CANCELLED)


def test_the_organiser_says_on_the_form_whom_a_gate_is_for(client: FlaskClient, bare_app: Flask) -> None:
    signed_in(client, bare_app, Role.ORGANISER)
    with bare_app.test_request_context():
        event = the_event()
        press = next(each for each in categories_of(event) if each.name_en == "Press")
        with transaction():
            press.zones = "B, VIP"
        session, site = make_session(event), make_site(event, "Hội trường", mode=Mode.HALL)
    page = "/manage/events/forum/gates"
    typed = {"name": "Phòng 1", "hall": "on", f"category-{press.ref}": "yes", "zone-VIP": "yes", "ways": "in"}
    more = {"site": site.ref, "session": session.ref, "no_reentry": "yes", "capacity": "40"}
    assert client.post(page, data={**typed, **more, "category-ZZZZ9999": "yes"}).status_code == 303
    with bare_app.test_request_context():
        [rule], [gate] = gates.rules_of(the_event()), gates.gates_of(the_event())
    assert (rule.categories, rule.zones, rule.sites) == ((press.ref,), ("VIP",), (site.ref, ""))
    assert (rule.place, rule.is_exit, rule.has_reentry, rule.capacity) == (f"session:{session.ref}", False, False, 40)
    shown = client.get(f"{page}/{gate.ref}").text
    assert shown.count(" checked") == 4 and 'value="40"' in shown
    assert client.post(page, data={**typed, "name": "Phòng 2", "capacity": "0"}).status_code == 422
