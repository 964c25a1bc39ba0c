"""A gate to a session that needs a place: whoever has one comes in, with network and without."""

from uuid import uuid4

import pytest
import time_machine
from flask import Flask

from eventapp.audit.trail import SYSTEM
from eventapp.checkin.models import Right
from eventapp.database import db, transaction
from eventapp.programme.models import OnPlatform, PlatformRole
from eventapp.registration import enrolment
from tests.agenda.sessions import leave, sign_up, workshop
from tests.checkin.telephones import Telephone
from tests.checkin.test_door_list import codes
from tests.checkin.test_gates import make_gate
from tests.factories import make_event, make_registration, make_session
from tests.queries import count_queries

MORNING = "2030-05-06T01:00:00Z"
GATE = "Phòng B"


@pytest.fixture(autouse=True)
def before_the_session() -> object:
    """The session begins at ten."""
    with time_machine.travel("2030-04-06T01:00:00Z", tick=True):
        yield


class Room:
    """A room with a gate of its own, a session there that needs a place, three people, and a telephone."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        with app.test_request_context():
            self.event = make_event()
            self.session = workshop(self.event, hall=5)
            make_gate(self.event, GATE, session=self.session.ref)
            self.people = [
                make_registration(self.event, name) for name in ("Lê Có Chỗ", "Trần Không Chỗ", "Đỗ Diễn Giả")
            ]
            self.codes = codes(self.people)
            sign_up(self.people[0], self.session)
            with transaction():
                seat = {"session_id": self.session.id, "person_id": self.people[2].person_id}
                db.session.add(OnPlatform(**seat, role=PlatformRole.SPEAKER))
        self.phone = Telephone(app, self.event, Right.SCAN, Right.SEARCH, Right.OVERRIDE)

    def scan(self, number: int, **more: object) -> tuple[str, str | None]:
        """Return what the door says to that person."""
        answer = self.phone.scan(self.codes[number], gate=GATE, **more)
        return answer["verdict"], answer["reason"]

    def listed(self, number: int) -> str:
        """Return in which sessions that person has a place, by the list on the telephone."""
        entry = self.phone.opened(self.codes[number]) or []
        return str(entry[10]) if len(entry) > 10 else ""


@pytest.fixture
def room(bare_app: Flask) -> Room:
    """The room."""
    return Room(bare_app)


def test_whoever_has_a_place_or_speaks_comes_in_and_nobody_else(room: Room) -> None:
    assert room.scan(0) == ("admitted", None)
    assert room.scan(1) == ("refused", "no_place")
    assert room.scan(2) == ("admitted", None)
    assert room.phone.scan(room.codes[1])["verdict"] == "admitted"  # at the event's own door
    assert room.scan(1, override={"reason": "Còn ghế trống"}) == ("admitted", None)


def test_a_session_open_to_all_asks_nobody_for_a_place(room: Room) -> None:
    with room.app.test_request_context():
        free = make_session(room.event, "Toạ đàm", hour=5)
        make_gate(room.event, "Phòng C", session=free.ref)
    assert room.phone.scan(room.codes[1], gate="Phòng C")["verdict"] == "admitted"


def test_the_telephone_knows_who_has_a_place_and_hears_of_changes(room: Room) -> None:
    with room.app.test_request_context():
        make_gate(room.event, "Cửa Đông")
    told = room.phone.sync()
    assert [(each["name"], each["needs_place"]) for each in told["rules"]["gates"]] == [
        (GATE, True),
        ("Cửa Đông", False),
    ]
    assert [room.listed(number) for number in range(3)] == [room.session.ref, "", room.session.ref]
    with room.app.test_request_context():
        session = db.session.merge(room.session)
        sign_up(db.session.merge(room.people[1]), session)
        leave(db.session.merge(room.people[0]), session)
        with transaction():
            db.session.query(OnPlatform).delete()
    room.phone.sync()
    assert [room.listed(number) for number in range(3)] == ["", room.session.ref, ""]
    with room.app.test_request_context(), transaction():
        enrolment.cancel(db.session.merge(room.people[1]), by=SYSTEM)
    names = {row[2]: row[11] for row in room.phone("GET", "/door-names").get_json()["rows"]}
    assert names == {"Lê Có Chỗ": "", "Đỗ Diễn Giả": ""}


def test_what_was_decided_without_network_is_kept_and_flagged(room: Room) -> None:
    record = {"id": str(uuid4()), "code": room.codes[1], "gate": GATE, "at": MORNING, "decision": "offline_admitted"}
    [answer] = room.phone.batch(record)
    assert (answer["verdict"], "no_place" in answer["flags"]) == ("admitted", True)


def test_an_ordinary_door_asks_nothing_of_sessions(room: Room) -> None:
    with count_queries(room.app) as sent:
        room.phone.scan(room.codes[0])
    assert [each for each in sent if "sign_up" in each] == []
