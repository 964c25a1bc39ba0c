"""Registering through the API: the same rules as the form's, and repeated requests count once."""

from datetime import UTC, datetime
from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from eventapp.database import db, transaction
from eventapp.delegations import quotas
from eventapp.delegations.models import Delegation, Quota
from eventapp.directory import organisations
from eventapp.events.models import Event, Mode
from eventapp.events.roles import Role
from eventapp.mail.models import Letter
from eventapp.registration.models import Registration
from tests.api.conftest import here
from tests.factories import make_event, make_registration, make_site
from tests.registration.focal import make_delegation

DELEGATE = {"full_name": "Nguyễn Văn An", "email": "an@bo.example", "mode": "hall"}
PATH = "/events/forum/registrations"


def number(app: Flask, model: Any = Registration) -> int:
    """Return how many rows there are."""
    with app.test_request_context():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def delegation(app: Flask, event: Event, seats: int = 1) -> None:
    """Invite the ministry BNG with so many seats in the hall."""
    with app.test_request_context(), transaction():
        ministry, _ = organisations.enter("Bộ Ngoại giao", name_en="Ministry of Foreign Affairs")
        now = datetime.now(UTC)
        row = Delegation(event_id=event.id, organisation=ministry, code="BNG", mode=Mode.HALL, created_at=now)
        db.session.add(row)
        db.session.flush()
        quotas.allot(row, Mode.HALL, seats)


def test_a_delegate_is_registered_with_ticket_and_links(bare_app: Flask, event: Event, program: Any) -> None:
    bare_app.config["EXTERNAL_URL"] = "https://hoinghi.example"
    response = program(Role.REGISTRAR)("POST", PATH, {**DELEGATE, "phone": "0912345678", "position": "Vụ trưởng"})
    assert response.status_code == 201
    answer = response.get_json()
    assert response.headers["Location"] == f"/api/v1{PATH}/{answer['ref']}"
    page = answer["links"]["page"]
    assert page.startswith("https://hoinghi.example/my/")
    assert answer == {
        "ref": answer["ref"],
        "status": "confirmed",
        "mode": "hall",
        "ticket": {"code": answer["ticket"]["code"]},
        "links": {"page": page, "calendar": f"{page}/calendar.ics", "ticket_pdf": f"{page}/ticket.pdf"},
    }
    assert program(Role.DOOR).scan(answer["ticket"]["code"])["verdict"] == "admitted"
    item = program(Role.VIEWER)("GET", f"{PATH}/{answer['ref'].lower()}").get_json()
    assert (item["full_name"], item["phone"], item["position"], item["status"]) == (
        "Nguyễn Văn An",
        "+84912345678",
        "Vụ trưởng",
        "confirmed",
    )


def test_who_finds_no_seat_waits_and_is_still_created(bare_app: Flask, program: Any) -> None:
    with bare_app.test_request_context():
        event = make_event(hall=0)
    response = program(Role.REGISTRAR, event)("POST", PATH, DELEGATE)
    answer = response.get_json()
    assert (response.status_code, answer["status"], answer["ticket"]) == (201, "waitlisted", None)
    assert answer["links"]["ticket_pdf"] is None


@pytest.mark.parametrize(
    ("details", "code"),
    [
        ({"hall": 0, "has_waiting_list": False}, "full"),
        ({"is_published": False}, "registration_closed"),
        ({"registration_opens_at": datetime(2029, 1, 1, tzinfo=UTC)}, "registration_closed"),
        ({"registration_closes_at": datetime(2020, 1, 1, tzinfo=UTC)}, "registration_closed"),
    ],
)
def test_what_the_rules_refuse_is_a_conflict_with_its_code(
    bare_app: Flask, program: Any, details: Any, code: str
) -> None:
    with bare_app.test_request_context():
        event = make_event(**details)
    response = program(Role.ORGANISER, event)("POST", PATH, DELEGATE)
    assert (response.status_code, response.get_json()["code"]) == (409, code)
    assert number(bare_app) == 0


def test_nobody_is_registered_twice(event: Event, program: Any) -> None:
    speaks = program()
    speaks("POST", PATH, DELEGATE)
    again = speaks("POST", PATH, {**DELEGATE, "full_name": "NGUYEN VAN AN", "email": "AN@BO.example"})
    assert (again.status_code, again.get_json()["code"]) == (409, "already_registered")


def test_a_quota_binds_organisers_too_unless_they_say_so(bare_app: Flask, event: Event, program: Any) -> None:
    delegation(bare_app, event)
    first, second = ({**DELEGATE, "full_name": name, "delegation": "bng"} for name in ("An", "Bình"))
    organiser = program(Role.ORGANISER)
    answer = organiser("POST", PATH, first).get_json()
    assert organiser("GET", f"{PATH}/{answer['ref']}").get_json()["delegation"] == "BNG"
    refused = organiser("POST", PATH, second)
    assert (refused.status_code, refused.get_json()["code"]) == (409, "quota_exhausted")
    assert program(Role.REGISTRAR)("POST", PATH, {**second, "over_quota": True}).status_code == 403
    assert organiser("POST", PATH, {**second, "over_quota": True}).status_code == 201
    with bare_app.test_request_context():
        assert db.session.scalars(select(Quota.used)).all() == [2]


def test_a_bridge_point_is_named_by_reference_or_name(bare_app: Flask, event: Event, program: Any) -> None:
    with bare_app.test_request_context():
        ref = make_site(here(event), "Điểm cầu Huế").ref
        make_site(here(event), "Hội trường", mode=Mode.HALL)
    speaks = program()
    for name, site in (("An", ref.lower()), ("Bình", "diem cau HUE")):
        answer = speaks("POST", PATH, {**DELEGATE, "full_name": name, "mode": "bridge", "site": site}).get_json()
        assert speaks("GET", f"{PATH}/{answer['ref']}").get_json()["site"] == "Điểm cầu Huế"
    for site in ("Đà Nẵng", "Hội trường"):
        response = speaks("POST", PATH, {**DELEGATE, "full_name": "Chi", "mode": "bridge", "site": site})
        assert (response.status_code, list(response.get_json()["errors"])) == (422, ["site"])
    assert speaks("POST", PATH, {**DELEGATE, "mode": "bridge"}).get_json()["code"] == "site_needed"


MALFORMED = [
    ("full_name", None), ("full_name", 7), ("full_name", "…"), ("full_name", "x" * 121), ("email", "an@"),
    ("email", ["an@bo.example"]), ("mode", "hybrid"), ("mode", None), ("mode", 1), ("phone", "12"), ("phone", {}),
    ("delegation", "NOBODY"), ("organisation", "x" * 256), ("locale", "fr"), ("over_quota", "true"), ("over_quota", 1),
]  # fmt: skip


@pytest.mark.parametrize(("field", "value"), MALFORMED)
def test_what_cannot_be_read_is_said_by_field(
    bare_app: Flask, event: Event, program: Any, field: str, value: Any
) -> None:
    response = program()("POST", PATH, {**DELEGATE, field: value})
    assert (response.status_code, list(response.get_json()["errors"])) == (422, [field])
    assert number(bare_app) == 0


def test_status_role_and_price_in_the_body_change_nothing(event: Event, program: Any) -> None:
    sent = {**DELEGATE, "status": "pending", "is_office": True, "ref": "K7QM4XTR", "price": 0, "note": "vip"}
    answer = program()("POST", PATH, sent).get_json()
    assert answer["status"] == "confirmed" and answer["ref"] != "K7QM4XTR"


def test_the_same_key_with_the_same_body_gives_the_same_answer(bare_app: Flask, event: Event, program: Any) -> None:
    speaks = program()
    first = speaks("POST", PATH, DELEGATE, Idempotency_Key="k1")
    again = speaks("POST", PATH, {**DELEGATE, "email": " AN@bo.example "}, Idempotency_Key="k1")
    assert (again.status_code, again.data) == (201, first.data)
    other = speaks("POST", PATH, {**DELEGATE, "full_name": "Bình"}, Idempotency_Key="k1")
    assert (other.status_code, other.get_json()["code"]) == (409, "key_reused")
    assert speaks("POST", PATH, DELEGATE, Idempotency_Key="k2").get_json()["code"] == "already_registered"
    assert (number(bare_app), number(bare_app, Letter)) == (1, 1)
    for bad in ("x" * 201, "é", " "):
        assert speaks("POST", PATH, DELEGATE, Idempotency_Key=bad).status_code == 422


def test_a_refused_request_may_be_repeated_with_its_key(bare_app: Flask, program: Any) -> None:
    with bare_app.test_request_context():
        event = make_event(hall=0, has_waiting_list=False)
    speaks = program(Role.ORGANISER, event)
    assert speaks("POST", PATH, DELEGATE, Idempotency_Key="k1").status_code == 409
    with bare_app.test_request_context(), transaction():
        db.session.execute(update(Event).values(has_waiting_list=True))
    assert speaks("POST", PATH, DELEGATE, Idempotency_Key="k1").status_code == 201


def test_forty_equal_requests_at_once_make_one_registration(bare_app: Flask, event: Event, program: Any) -> None:
    speaks = [program() for _ in range(8)]
    start, answers = Barrier(40), []

    def send(turn: int) -> None:
        start.wait()
        answers.append(speaks[turn % 8]("POST", PATH, DELEGATE, Idempotency_Key="same"))

    threads = [Thread(target=send, args=(turn,)) for turn in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.status_code for answer in answers] == [201] * 40
    assert len({answer.data for answer in answers}) == 1
    assert (number(bare_app), number(bare_app, Letter)) == (1, 1)


def test_a_cancelled_registration_frees_its_seat_once(bare_app: Flask, program: Any) -> None:
    with bare_app.test_request_context():
        event = make_event(hall=1)
        first, second = make_registration(event, "An").ref, make_registration(event, "Bình").ref
    speaks = program(Role.REGISTRAR, event)
    response = speaks("POST", f"{PATH}/{first}/cancellation")
    assert (response.status_code, response.get_json()["status"], response.get_json()["ticket"]) == (
        200,
        "cancelled",
        None,
    )
    assert speaks("GET", f"{PATH}/{second}").get_json()["status"] == "confirmed"
    again = speaks("POST", f"{PATH}/{first}/cancellation")
    assert (again.status_code, again.get_json()["code"]) == (409, "not_live")


def test_another_events_registration_is_not_there(bare_app: Flask, event: Event, program: Any) -> None:
    with bare_app.test_request_context():
        ref = make_registration(make_event("other")).ref
    speaks = program()
    assert speaks("GET", f"{PATH}/{ref}").status_code == 404
    assert speaks("POST", f"{PATH}/{ref}/cancellation").status_code == 404
    assert speaks("GET", f"{PATH}/{'x' * 300}").status_code == 404


def test_the_list_finds_by_any_words_of_the_name_and_by_whole_numbers(
    bare_app: Flask, event: Event, program: Any
) -> None:
    delegation(bare_app, event, 2)
    speaks = program()
    people = [
        {"full_name": "Đỗ Thị Hoà", "email": "hoa@bo.example", "mode": "hall", "delegation": "BNG"},
        {"full_name": "Nguyễn Văn An", "email": "an@bo.example", "mode": "online", "phone": "+84912345678"},
        {"full_name": "Nguyễn Thị Bình", "email": "an@bo.example", "mode": "hall"},
    ]
    refs = [speaks("POST", PATH, each).get_json()["ref"] for each in people]
    found = {
        "": [1, 2, 0],
        "?q=do+thi": [0],
        "?q=HOÀ": [0],
        "?q=hòa": [0],
        "?q=nva": [1],
        "?q=ng": [1, 2],
        "?q=an@bo.example": [1, 2],
        "?q=an@bo": [],
        "?q=0912345678": [1],
        f"?q={refs[2].lower()}": [2],
        "?q=%25": [],
        "?q=_": [],
        "?mode=hall": [2, 0],
        "?mode=hall&q=ng": [2],
        "?status=cancelled": [],
        "?status=confirmed": [1, 2, 0],
        "?delegation=bng": [0],
        "?delegation=none": [],
        "?per_page=1&page=2": [2],
    }
    for query, expected in found.items():
        answer = program(Role.VIEWER)("GET", f"{PATH}{query}").get_json()
        assert [each["ref"] for each in answer["items"]] == [refs[index] for index in expected], query
        assert answer["total"] == (3 if "page=2" in query else len(expected)), query
    first = speaks("GET", f"{PATH}?q=do+thi").get_json()["items"][0]
    assert (first["organisation"], first["delegation"], first["site"]) == ("Bộ Ngoại giao", "BNG", None)
    for query in ("?mode=hybrid", "?status=x", f"?q={'x' * 201}", "?per_page=501", "?page=-1"):
        assert speaks("GET", f"{PATH}{query}").status_code == 422


def test_an_office_corrects_what_is_named(bare_app: Flask, event: Event, program: Any) -> None:
    speaks = program(Role.REGISTRAR)
    ref = speaks("POST", PATH, {**DELEGATE, "position": "Vụ trưởng"}).get_json()["ref"]
    changed = speaks("PATCH", f"{PATH}/{ref}", {"full_name": "Nguyễn Văn Ân", "phone": "0912345678"}).get_json()
    assert (changed["full_name"], changed["phone"], changed["position"]) == (
        "Nguyễn Văn Ân",
        "+84912345678",
        "Vụ trưởng",
    )
    assert speaks("PATCH", f"{PATH}/{ref}", {"position": None}).get_json()["position"] == ""
    for wrong in ({"full_name": ""}, {"email": "x"}, {"phone": 7}, []):
        assert speaks("PATCH", f"{PATH}/{ref}", wrong).status_code == 422
    other = speaks("POST", PATH, {**DELEGATE, "full_name": "Bình"}).get_json()["ref"]
    clash = speaks("PATCH", f"{PATH}/{other}", {"full_name": "Nguyen Van An"})
    assert (clash.status_code, clash.get_json()["code"]) == (409, "person_exists")


def test_another_mode_is_an_exchange_of_seats_or_nothing(bare_app: Flask, event: Event, program: Any) -> None:
    speaks = program(Role.REGISTRAR)
    with bare_app.test_request_context():
        make_site(db.session.get_one(Event, event.id), "Điểm cầu Huế")
    made = speaks("POST", PATH, DELEGATE).get_json()
    path = f"{PATH}/{made['ref']}"
    moved = speaks("PATCH", path, {"mode": "bridge", "site": "điểm cầu huế"}).get_json()
    assert (moved["mode"], moved["site"], moved["status"]) == ("bridge", "Điểm cầu Huế", "confirmed")
    assert moved["ticket"] == made["ticket"]
    for wrong in ({"site": "Vinh"}, {"mode": "hybrid"}, {"mode": None}):
        assert speaks("PATCH", path, wrong).status_code == 422
    speaks("PATCH", path, {"mode": "hall"})
    assert speaks("PATCH", path, {"mode": "bridge"}).get_json()["code"] == "site_needed"
    modes = speaks("GET", "/events/forum").get_json()["modes"]
    assert {mode: seats["taken"] for mode, seats in modes.items()} == {"hall": 1, "bridge": 0, "online": 0}
    with bare_app.test_request_context():
        again = db.session.get_one(Event, event.id)
        for each in range(9):
            make_registration(again, f"Người {each}")
    speaks("PATCH", path, {"mode": "online"})
    speaks("POST", PATH, {**DELEGATE, "full_name": "Bình"})
    full = speaks("PATCH", path, {"mode": "hall", "position": "Vụ trưởng"})
    assert (full.status_code, full.get_json()["code"]) == (409, "full")
    assert speaks("GET", path).get_json()["position"] == ""


def test_a_stand_in_gets_in_and_the_one_he_attends_for_does_not(bare_app: Flask, event: Event, program: Any) -> None:
    speaks, door = program(Role.REGISTRAR), program(Role.DOOR)
    first = speaks("POST", PATH, DELEGATE).get_json()
    assert door.scan(first["ticket"]["code"])["verdict"] == "admitted"
    path = f"{PATH}/{first['ref']}/substitution"
    body = {"full_name": "Y Blốk Êban", "email": "an@bo.example", "reason": "ốm"}
    answers = [speaks("POST", path, body, Idempotency_Key="one") for _ in range(2)]
    assert [each.status_code for each in answers] == [201, 201]
    assert answers[0].data == answers[1].data
    stand_in = answers[0].get_json()
    assert answers[0].headers["Location"] == f"/api/v1{PATH}/{stand_in['ref']}"
    refused = door.scan(first["ticket"]["code"])
    assert (refused["verdict"], refused["reason"]) == ("refused", "replaced")
    assert door.scan(stand_in["ticket"]["code"])["verdict"] == "admitted"
    shown = speaks("GET", f"{PATH}/{stand_in['ref']}").get_json()
    assert (shown["attends_for"], shown["substitution_reason"]) == (first["ref"], "ốm")
    again = speaks("POST", path, body)
    assert (again.status_code, again.get_json()["code"]) == (409, "not_live")


def test_a_delegation_and_a_language_are_changed_too(bare_app: Flask, event: Event, program: Any) -> None:
    with bare_app.test_request_context():
        ref, code = make_registration(event).ref, make_delegation(event, "Bộ Côngđ").code
    office = program(Role.REGISTRAR)
    changed = office("PATCH", f"/events/forum/registrations/{ref}", {"delegation": code, "locale": "en"}).get_json()
    assert (changed["delegation"], changed["organisation"], changed["locale"]) == (code, "Bộ Côngđ", "en")
    unknown = office("PATCH", f"/events/forum/registrations/{ref}", {"delegation": "NOBODY"})
    assert (unknown.status_code, list(unknown.get_json()["errors"])) == (422, ["delegation"])
    assert office("PATCH", f"/events/forum/registrations/{ref}", {"delegation": None}).get_json()["delegation"] is None


def test_a_query_that_is_too_long_is_refused_though_cleaning_would_leave_nothing_of_it(program: Any) -> None:
    speaks = program(Role.VIEWER)
    answer = speaks("GET", f"{PATH}?category=" + 17 * "%1E")
    assert (answer.status_code, list(answer.get_json()["errors"])) == (422, ["category"])
    assert speaks("GET", f"{PATH}?category=" + 16 * "%1E").status_code == 200
