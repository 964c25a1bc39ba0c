"""The office's pages: the list and its export, one delegate, acts on one and on several."""

import csv
import io
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event as listening
from sqlalchemy import select

from eventapp.audit.models import AuditEntry
from eventapp.audit.trail import SYSTEM
from eventapp.database import db, transaction
from eventapp.events import capacity, life_cycle
from eventapp.events.models import Event, EventMode, Mode
from eventapp.events.queries import find_event
from eventapp.events.roles import Role
from eventapp.mail.models import Letter
from eventapp.registration import links
from eventapp.registration.models import Registration, Status
from eventapp.spreadsheets import read_table
from tests.factories import PASSWORD, give_role, make_event, make_registration, make_site, make_user

EVERYONE = ["Nguyễn Văn Anh", "Trần Hòa Bình", "Y Blốk Êban", "Đỗ Thị Hoà"]
LIST = "/manage/events/forum/delegates"
ACTS = "/manage/events/forum/acts"


def sign_in(app: Flask, role: Role) -> FlaskClient:
    """Return the browser of a member of the team."""
    with app.test_request_context():
        user = make_user()
        give_role(_event(), user, role)
        email = user.email
    client = app.test_client()
    assert client.post("/sign-in", data={"email": email, "password": PASSWORD}).status_code == 302
    return client


def _event() -> Event:
    event = find_event("forum")
    assert event is not None
    return event


@pytest.fixture
def refs(bare_app: Flask) -> list[str]:
    """Two in the hall of two seats, one who waits, one at a bridge point."""
    with bare_app.test_request_context():
        event = make_event(hall=2)
        site = make_site(event)
        return [
            make_registration(event, "Đỗ Thị Hoà", email="hoa@example.org", position="=2+5", phone="+84349977364").ref,
            make_registration(event, "Nguyễn Văn Anh", email="anh@example.org", organisation="Sở Ngoại vụ").ref,
            make_registration(event, "Trần Hòa Bình", email="binh@example.org").ref,
            make_registration(event, "Y Blốk Êban", email="eban@example.org", mode=Mode.BRIDGE, site=site).ref,
        ]


@pytest.fixture
def office(bare_app: Flask, refs: list[str]) -> FlaskClient:
    """The registrar's browser."""
    return sign_in(bare_app, Role.REGISTRAR)


def shown(page: str) -> list[str]:
    """Return the names in the list, in order."""
    return re.findall(r'<a class="name" href="[^"]*">([^<]*)</a>', page)


def statuses(app: Flask) -> list[str]:
    """Return where the registrations stand, in the order in which they were made."""
    with app.app_context():
        return [each.value for each in db.session.scalars(select(Registration.status).order_by(Registration.id))]


def test_the_list_stands_in_vietnamese_order_and_counts_by_mode(office: FlaskClient) -> None:
    page = office.get(f"{LIST}?lang=en").text
    assert shown(page) == ["Nguyễn Văn Anh", "Trần Hòa Bình", "Y Blốk Êban", "Đỗ Thị Hoà"]
    counts = re.findall(r'class="chip".*?<span class="num">(\d+)</span>', page, re.S)
    assert counts == ["4", "3", "1", "0"]


def test_the_list_speaks_vietnamese(office: FlaskClient) -> None:
    page = office.get(f"{LIST}?lang=vi").text
    for sentence in ("Thêm đại biểu", "Trong danh sách chờ", "Đã xác nhận", "4 đại biểu", "Điểm cầu", "Còn hiệu lực"):
        assert sentence in page


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("q=do+thi", ["Đỗ Thị Hoà"]),
        ("q=hoa", ["Trần Hòa Bình", "Đỗ Thị Hoà"]),
        ("q=hoa&status=waitlisted", ["Trần Hòa Bình"]),
        ("mode=bridge", ["Y Blốk Êban"]),
        ("organisation=S%E1%BB%9F+Ngo%E1%BA%A1i+v%E1%BB%A5", ["Nguyễn Văn Anh"]),
        ("sort=-name&per_page=2", ["Đỗ Thị Hoà", "Y Blốk Êban"]),
        ("per_page=2&page=2", ["Y Blốk Êban", "Đỗ Thị Hoà"]),
        ("per_page=2&page=99", ["Y Blốk Êban", "Đỗ Thị Hoà"]),
        (
            "page=0&per_page=x&mode=hybrid&sort=%00&status=%F0",
            ["Nguyễn Văn Anh", "Trần Hòa Bình", "Y Blốk Êban", "Đỗ Thị Hoà"],
        ),
        ("q=nobody", []),
    ],
)
def test_questions_combine_in_the_address(office: FlaskClient, question: str, found: list[str]) -> None:
    answer = office.get(f"{LIST}?{question}")
    assert (answer.status_code, shown(answer.text)) == (200, found)


def test_the_cancelled_are_left_out_unless_asked_for(office: FlaskClient, refs: list[str]) -> None:
    office.post(f"{LIST}/{refs[0]}/cancellation")
    assert "Đỗ Thị Hoà" not in shown(office.get(LIST).text)
    assert "Đỗ Thị Hoà" in shown(office.get(f"{LIST}?status=all").text)
    nobody = office.get(f"{LIST}?q=do+thi&lang=en").text
    assert "q=do+thi&amp;lang=en&amp;status=all" in nobody


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_export_is_exactly_what_was_filtered(office: FlaskClient, refs: list[str], kind: str) -> None:
    answer = office.get(f"{LIST}.{kind}?q=hoa&lang=vi")
    assert answer.status_code == 200
    assert re.search(rf'filename="forum-\d{{4}}-\d\d-\d\d\.{kind}"', answer.headers["Content-Disposition"])
    rows = read_table(answer.data, f"delegates.{kind}").rows
    heading = next(row.cells for row in rows if "Họ và tên" in row.cells)
    body = [
        dict(zip(heading, row.cells, strict=False))
        for row in rows
        if row.cells and row.cells[0] in (1.0, 2.0, "1", "2")
    ]
    assert [row["Họ và tên"] for row in body] == ["Trần Hòa Bình", "Đỗ Thị Hoà"]
    assert body[1]["Chức vụ"] == "=2+5"
    assert body[1]["Điện thoại"] == "+84349977364"
    assert [row["Trạng thái"] for row in body] == ["Trong danh sách chờ", "Đã xác nhận"]
    assert body[1]["Mã đăng ký"] == f"{refs[0][:4]} {refs[0][4:]}"


def test_csv_never_begins_a_cell_with_a_formula(office: FlaskClient) -> None:
    text = office.get(f"{LIST}.csv").data.decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert "'=2+5" in cells
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []


@pytest.mark.parametrize(
    ("role", "sees", "acts"), [(Role.VIEWER, 200, 403), (Role.REGISTRAR, 200, 200), (Role.DOOR, 403, 403)]
)
def test_viewers_look_and_registrars_act(bare_app: Flask, refs: list[str], role: Role, sees: int, acts: int) -> None:
    client = sign_in(bare_app, role)
    for address in (LIST, f"{LIST}/{refs[0]}"):
        assert client.get(address).status_code == sees
    for address in (f"{LIST}/new", f"{LIST}/{refs[0]}/edit", f"{LIST}/{refs[0]}/cancellation", f"{LIST}.csv"):
        assert client.get(address).status_code == acts
    if acts == 403:
        for address in (f"{LIST}/{refs[2]}/confirmation", ACTS, f"{LIST}/{refs[0]}/letter"):
            assert client.post(address, data={"ref": refs[0]}).status_code == 403
        page = client.get(f"{LIST}/{refs[0]}").text
        assert "Cancel registration" not in page and "/my/" not in page


def test_the_number_of_queries_does_not_grow_with_the_list(bare_app: Flask, office: FlaskClient) -> None:
    def queries() -> int:
        seen: list[str] = []
        with bare_app.app_context():
            engine = db.engine

        def note(*arguments: Any) -> None:
            seen.append(arguments[2])

        listening.listen(engine, "before_cursor_execute", note)
        try:
            assert office.get(LIST).status_code == 200
        finally:
            listening.remove(engine, "before_cursor_execute", note)
        return len(seen)

    before = queries()
    with bare_app.test_request_context():
        event = _event()
        for number in range(30):
            make_registration(event, f"Lê Văn {number} B", mode=Mode.ONLINE, organisation=f"Đơn vị {number}")
    assert queries() == before
    assert before <= 14


def test_one_page_shows_letters_and_history(office: FlaskClient, refs: list[str]) -> None:
    page = office.get(f"{LIST}/{refs[0]}?lang=en").text
    for sentence in ("Đỗ Thị Hoà", "hoa@example.org", "Registered, with the ticket", "Waiting to be sent", "History"):
        assert sentence in page
    assert "csrf_token" in page


def test_a_delegate_of_another_event_is_not_found(bare_app: Flask, office: FlaskClient) -> None:
    with bare_app.test_request_context():
        stranger = make_registration(make_event("other"), "An").ref
    for address in (f"{LIST}/{stranger}", f"{LIST}/{stranger}/edit", f"{LIST}/NOSUCHREF", f"{LIST}/%00"):
        assert office.get(address).status_code == 404
    assert office.post(f"{LIST}/{stranger}/cancellation").status_code == 404
    office.post(ACTS, data={"decision": "cancellation", "ref": stranger})
    assert "cancelled" not in statuses(bare_app)


def test_correcting_a_name_makes_it_found_anew(bare_app: Flask, office: FlaskClient, refs: list[str]) -> None:
    typed = {
        "full_name": "VŨ THỊ ÁNH",
        "email": "hoa@example.org",
        "phone": "",
        "position": "Tham tán",
        "note": "Ăn chay",
    }
    answer = office.post(f"{LIST}/{refs[0]}/edit", data=typed)
    assert (answer.status_code, answer.location) == (303, f"{LIST}/{refs[0]}")
    assert shown(office.get(f"{LIST}?q=vu+thi").text) == ["Vũ Thị Ánh"]
    assert shown(office.get(f"{LIST}?q=do+thi").text) == []
    page = office.get(f"{LIST}/{refs[0]}?lang=en").text
    assert "Corrected: Full name, Note, Telephone, Position" in page and "Ăn chay" in page
    with bare_app.app_context():
        assert (
            db.session.scalars(select(Letter.kind).where(Letter.kind == "registration/address_corrected")).all() == []
        )


def test_a_new_address_gets_a_new_link_and_the_former_one_is_told(
    bare_app: Flask, office: FlaskClient, refs: list[str]
) -> None:
    with bare_app.test_request_context():
        former = links.secret(db.session.scalars(select(Registration).where(Registration.ref == refs[0])).one())
    office.post(f"{LIST}/{refs[0]}/edit", data={"full_name": "Đỗ Thị Hoà", "email": "New@Example.org"})
    told = {"registration/address_corrected": "new@example.org", "registration/address_changed": "hoa@example.org"}
    with bare_app.test_request_context():
        written = db.session.execute(select(Letter.kind, Letter.recipient).where(Letter.kind.in_(told))).all()
        assert dict(tuple(row) for row in written) == told
        fresh = links.secret(db.session.scalars(select(Registration).where(Registration.ref == refs[0])).one())
    assert [office.get(f"/my/{secret}").status_code for secret in (former, fresh)] == [404, 200]


def test_nobody_is_turned_into_someone_else(bare_app: Flask, office: FlaskClient, refs: list[str]) -> None:
    typed = {"full_name": "nguyen van anh", "email": "anh@example.org", "position": "Tham tán"}
    answer = office.post(f"{LIST}/{refs[0]}/edit?lang=en", data=typed)
    assert answer.status_code == 409
    assert "Someone else here is already called nguyen van anh with the address anh@example.org." in answer.text
    assert 'value="Tham tán"' in answer.text
    assert "Đỗ Thị Hoà" in shown(office.get(LIST).text)


def test_bad_corrections_are_named(office: FlaskClient, refs: list[str]) -> None:
    answer = office.post(f"{LIST}/{refs[0]}/edit", data={"full_name": "", "email": "x", "note": "n" * 1001})
    assert answer.status_code == 422
    assert set(re.findall(r'<li><a href="#(\w+)">', answer.text)) == {"full_name", "email", "note"}


def test_whoever_waits_gets_a_seat_or_hears_that_there_is_none(
    bare_app: Flask, office: FlaskClient, refs: list[str]
) -> None:
    answer = office.post(f"{LIST}/{refs[2]}/confirmation?lang=en", follow_redirects=True)
    assert "There is no seat left for this form of attendance." in answer.text
    with bare_app.test_request_context(), transaction():
        capacity.set_capacity(_event(), Mode.HALL, 3, by=SYSTEM)
    office.post(f"{LIST}/{refs[2]}/confirmation")
    assert statuses(bare_app) == ["confirmed"] * 4
    answer = office.post(f"{LIST}/{refs[2]}/confirmation", follow_redirects=True)
    assert statuses(bare_app) == ["confirmed"] * 4


def test_cancelling_is_asked_once_and_says_who_moves_up(bare_app: Flask, office: FlaskClient, refs: list[str]) -> None:
    asks = office.get(f"{LIST}/{refs[0]}/cancellation?lang=en").text
    assert "Cancel the registration of Đỗ Thị Hoà?" in asks
    assert "The seat goes to whoever has waited longest." in asks and "csrf_token" in asks
    assert statuses(bare_app) == ["confirmed", "confirmed", "waitlisted", "confirmed"]
    office.post(f"{LIST}/{refs[0]}/cancellation")
    assert statuses(bare_app) == ["cancelled", "confirmed", "confirmed", "confirmed"]


def test_a_letter_is_sent_again_once_a_minute(bare_app: Flask, office: FlaskClient, refs: list[str]) -> None:
    pages = [office.post(f"{LIST}/{refs[0]}/letter?lang=en", follow_redirects=True).text for _ in range(2)]
    assert "The letter is on its way." in pages[0]
    assert "Wait a minute before you send it again." in pages[1]
    with bare_app.app_context():
        kinds = db.session.scalars(select(Letter.kind).where(Letter.recipient == "hoa@example.org")).all()
        assert kinds == ["registration/registered"] * 2


def test_several_are_cancelled_at_once_and_those_who_wait_leave_first(
    bare_app: Flask, office: FlaskClient, refs: list[str]
) -> None:
    chosen = {"decision": "cancellation", "ref": [*refs[:3], "NOSUCHXX", "\0"]}
    asks = office.post(f"{ACTS}/preview?lang=en", data=chosen).text
    assert "Cancel registration: 3 delegates" in asks and "3 letters" in asks
    assert statuses(bare_app) == ["confirmed", "confirmed", "waitlisted", "confirmed"]
    answer = office.post(ACTS, data={"decision": "cancellation", "ref": refs[:3]}, follow_redirects=True)
    assert "3 delegates are cancelled." in answer.text
    assert statuses(bare_app) == ["cancelled", "cancelled", "cancelled", "confirmed"]
    with bare_app.app_context():
        assert db.session.scalar(select(EventMode.taken).where(EventMode.mode == Mode.HALL)) == 0
        mine = select(Letter.kind).where(Letter.recipient == "binh@example.org").order_by(Letter.id)
        kinds = db.session.scalars(mine).all()
        assert kinds == ["registration/waitlisted", "registration/cancelled"]


def test_several_are_confirmed_while_there_are_seats(bare_app: Flask, office: FlaskClient, refs: list[str]) -> None:
    office.post(f"{LIST}/{refs[0]}/cancellation")
    answer = office.post(ACTS, data={"decision": "confirmation", "ref": refs[1:3]}, follow_redirects=True)
    assert "0 delegates are confirmed." in answer.text
    assert (
        answer.text.count("Only a registration on the waiting list") + answer.text.count("There is no seat left") == 2
    )
    assert statuses(bare_app) == ["cancelled", "confirmed", "confirmed", "confirmed"]


def test_choosing_nobody_leads_back(office: FlaskClient) -> None:
    answer = office.post(f"{ACTS}/preview", data={"decision": "cancellation"})
    assert (answer.status_code, answer.location) == (303, LIST)


def test_the_office_enters_people_even_when_registration_is_closed(bare_app: Flask, office: FlaskClient) -> None:
    with bare_app.test_request_context(), transaction():
        life_cycle.edit_event(_event(), by=SYSTEM, registration_closes_at=datetime(2020, 1, 1, tzinfo=UTC))
    typed = {
        "full_name": "Lê Lan",
        "email": "lan@example.org",
        "mode": "online",
        "locale": "en",
        "form_key": "k",
        "note": "VIP",
    }
    answers = [office.post(f"{LIST}/new", data=typed) for _ in range(2)]
    assert {each.status_code for each in answers} == {303} and answers[0].location == answers[1].location
    with bare_app.app_context():
        registration = db.session.scalars(select(Registration).order_by(Registration.id.desc()).limit(1)).one()
        assert (registration.locale, registration.note, registration.consent_version) == ("en", "VIP", None)
        entry = db.session.scalars(
            select(AuditEntry).where(AuditEntry.subject == f"registrations/{registration.ref}")
        ).one()
        assert entry.actor != "guest"
    assert len(statuses(bare_app)) == 5


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"delegation": "NONE"}, {"delegation"}),
        ({"mode": "bridge"}, {"site"}),
        ({"mode": "bridge", "site": "NONE"}, {"site"}),
        ({"full_name": "", "email": ""}, {"full_name", "email"}),
    ],
)
def test_bad_entries_are_named_at_their_fields(
    bare_app: Flask, office: FlaskClient, changes: dict[str, str], fields: set[str]
) -> None:
    typed = {"full_name": "Lê Lan", "email": "lan@example.org", "mode": "online", **changes}
    answer = office.post(f"{LIST}/new", data=typed)
    assert answer.status_code == 422
    assert set(re.findall(r'<li><a href="#(\w+)">', answer.text)) == fields
    assert len(statuses(bare_app)) == 4


def test_an_empty_event_teaches(bare_app: Flask) -> None:
    with bare_app.test_request_context():
        make_event()
    page = sign_in(bare_app, Role.VIEWER).get(f"{LIST}?lang=en").text
    assert "Nobody is registered yet" in page and Status.CONFIRMED.value not in shown(page)


def test_the_history_says_that_delegates_act_for_themselves(
    bare_app: Flask, client: FlaskClient, office: FlaskClient, refs: list[str]
) -> None:
    with bare_app.test_request_context():
        first = db.session.scalars(select(Registration).where(Registration.ref == refs[0])).one()
        secret = links.secret(first)
    client.post(f"/my/{secret}/cancellation")
    page = office.get(f"{LIST}/{refs[0]}?lang=en").text
    assert "The delegate ·" in page and "A visitor" not in page
    follows = office.get(f"{LIST}/{refs[2]}?lang=en").text
    assert "Confirmed" in follows and "The delegate ·" not in follows  # nobody gave himself the freed seat
