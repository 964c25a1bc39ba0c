"""The focal point's page: nominate by paste and one by one, within the seats allotted, until the deadline."""

import html
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from eventapp import clock
from eventapp.audit.models import AuditEntry
from eventapp.audit.trail import SYSTEM
from eventapp.database import db, transaction
from eventapp.delegations.models import Delegation
from eventapp.events import life_cycle
from eventapp.events.models import Event, EventStatus, Mode
from eventapp.events.roles import Role
from eventapp.mail.models import Letter
from eventapp.registration.models import Submission
from tests.factories import give_role, make_event, make_registration, make_site, make_user, open_session
from tests.queries import count_queries
from tests.registration.focal import MINISTRY, PASTED, hidden, listed, make_delegation, row, secret_of, standing, used
from tests.registration.test_approving import judge
from tests.trust.invariants import assert_counters_agree

KEY = {"form_key": "a key of this form"}


def faults_of(page: str, number: int) -> str:
    """Return what the page says against the row of that number, as text."""
    part = page.split(f'name="full_name-{number}"')[1].split('name="full_name-')[0]
    return html.unescape(part)


@pytest.fixture
def door(bare_app: Flask) -> str:
    """The focal point's page of a delegation with three seats in the hall and one online."""
    with bare_app.test_request_context():
        event = make_event(hall=10, contact_email="hoinghi@example.vn")
        make_site(event, "Điểm cầu Huế")
        return secret_of(make_delegation(event, online=1))


def test_the_page_says_whose_it_is_how_many_seats_and_until_when(client: FlaskClient, door: str) -> None:
    page = client.get(f"{door}?lang=en")
    for sentence in (
        MINISTRY,
        "<b>Forum</b>",
        "3 seats left.",
        "1 seat left.",
        "08:00",
        "Hà Nội time (UTC+7)",
        "days left",
    ):
        assert sentence in page.text
    assert (page.headers["Cache-Control"], page.headers["Referrer-Policy"]) == ("no-store", "no-referrer")
    page = client.get(f"{door}?lang=vi").text
    for sentence in (MINISTRY, "<b>Diễn đàn</b>", "Còn 3 chỗ.", "Dán từ Excel"):
        assert sentence in page


def test_a_wrong_and_a_revoked_link_open_nothing(client: FlaskClient, bare_app: Flask, door: str) -> None:
    with bare_app.test_request_context(), transaction():
        db.session.execute(update(Delegation).values(generation=1))
    for address in (door, f"{door}/refusal", f"{door[:-1]}", "/delegations/x", f"/delegations/{'0' * 34}"):
        assert client.get(address).status_code == 404
    for act in ("preview", "delegates", "opening", "confirmation", "refusal", "acceptance"):
        assert client.post(f"{door}/{act}", data={"revision": "0"}).status_code == 404


def test_a_pasted_block_is_looked_at_corrected_and_nominated(client: FlaskClient, bare_app: Flask, door: str) -> None:
    """A preview keeps nothing; of three rows two are nominated, the wrong one is kept as typed, then nominated too."""
    looked = client.post(f"{door}/preview", data={"block": PASTED})
    assert looked.status_code == 200
    assert "2 rows are right, 1 row needs another look" in looked.text
    assert 'value="mau.pd@bo"' in looked.text and "is not an e-mail address: mau.pd@bo" in looked.text
    assert (listed(bare_app), used(bare_app), standing(bare_app).revision) == ([], 0, 0)
    form = {"revision": hidden(looked.text, "revision"), "form_key": hidden(looked.text, "form_key")}
    names, posts = ("Đinh Thị Ánh Tuyết", "Phạm Đức Mậu", "Vi Văn Bảo Khánh"), ("Trưởng phòng", "Chuyên viên", "")
    addresses = ("tuyet@bo.example.vn", "mau.pd@bo", "tuyet@bo.example.vn")
    for number, (name, post, email) in enumerate(zip(names, posts, addresses, strict=True)):
        form |= row(number, name, position=post, email=email)
    first = client.post(f"{door}/delegates", data=form)
    assert first.status_code == 422
    assert "2 delegates are nominated." in first.text and 'value="mau.pd@bo"' in first.text
    assert [name for name, _mode, _status in listed(bare_app)] == [names[0], names[2]]
    fixed = {"revision": hidden(first.text, "revision"), "form_key": hidden(first.text, "form_key")}
    fixed |= row(1, names[1], position=posts[1], email="mau.pd@bo.example.vn")
    assert client.post(f"{door}/delegates", data=fixed).status_code == 303
    assert [name for name, _mode, _status in listed(bare_app)] == [names[0], names[2], names[1]]
    assert used(bare_app) == 3
    with bare_app.test_request_context():
        letters = db.session.execute(select(Letter.kind, Letter.recipient).order_by(Letter.id)).all()
        assert [tuple(each) for each in letters] == [
            ("registration/registered", "tuyet@bo.example.vn"),
            ("registration/registered", "tuyet@bo.example.vn"),
            ("registration/registered", "mau.pd@bo.example.vn"),
        ]
        actors = set(db.session.scalars(select(AuditEntry.actor).where(AuditEntry.action == "registered")))
        assert actors == {f"focal point of {MINISTRY}"}
        assert_counters_agree()


def test_the_seats_allotted_bind_and_what_was_typed_stays(client: FlaskClient, bare_app: Flask, door: str) -> None:
    form = {**KEY, "revision": "0"}
    for number in range(5):
        form |= row(number, f"Nguyễn Văn {'ABCDE'[number]}")
    answer = client.post(f"{door}/delegates", data=form)
    assert answer.status_code == 409
    assert (len(listed(bare_app)), used(bare_app)) == (3, 3)
    assert "has no seat left for this form of attendance" in answer.text
    assert 'value="Nguyễn Văn D"' in answer.text and 'value="Nguyễn Văn C"' not in answer.text
    again = {"form_key": hidden(answer.text, "form_key"), "revision": hidden(answer.text, "revision")}
    again |= row(3, "Nguyễn Văn D", mode="online") | row(4, "Nguyễn Văn E") | {"skip-4": "yes"}
    assert client.post(f"{door}/delegates", data=again).status_code == 303
    assert listed(bare_app)[-1] == ("Nguyễn Văn D", "online", "confirmed")
    with bare_app.app_context():
        assert_counters_agree()


def test_all_that_is_wrong_with_a_row_is_told_at_once(client: FlaskClient, bare_app: Flask, door: str) -> None:
    """Of three seats in the hall two go to those who are right, one to the first of the wrong ones."""
    block = "Họ và tên\tE-mail\tSố điện thoại\tHình thức\tĐiểm cầu\n" + "".join(
        f"{name}\t{email}\t{phone}\t{mode}\t{site}\n"
        for name, email, phone, mode, site in [
            ("Nguyễn Văn A", "a@", "", "", ""),
            ("Nguyễn Văn B", "b@", "12", "", ""),
            ("Nguyễn Văn C", "c@bo.example.vn", "", "", ""),
            ("Nguyễn Văn D", "d@bo.example.vn", "", "", ""),
            ("Nguyễn Văn E", "e@", "", "", ""),
            ("Nguyễn Văn F", "f@", "", "trực tuyến", ""),
            ("Nguyễn Văn G", "g@", "", "trực tuyến", ""),
            ("Nguyễn Văn H", "h@", "", "điểm cầu", "Không có"),
        ]
    )
    looked = client.post(f"{door}/preview?lang=en", data={"block": block}).text
    assert "2 rows are right, 6 rows need another look" in looked
    said = {number: faults_of(looked, number) for number in range(8)}
    address, quota = "is not an e-mail address", "has no seat left for this form of attendance"
    assert [(address in said[each], quota in said[each]) for each in (0, 1, 4, 5, 6, 7)] == [
        (True, False), (True, True), (True, True), (True, False), (True, True), (True, True),
    ]  # fmt: skip
    assert "12" in said[1] and "Bridge point is unknown: Không có." in said[7]
    assert (listed(bare_app), used(bare_app)) == ([], 0)
    form = {**KEY, "revision": "0"} | row(0, "Nguyễn Văn C") | row(1, "Nguyễn Văn D") | row(2, "Nguyễn Văn K")
    kept = client.post(f"{door}/delegates?lang=en", data=form | row(3, "Nguyễn Văn L", email="l@"))
    assert (kept.status_code, used(bare_app), len(listed(bare_app))) == (422, 3, 3)
    assert address in faults_of(kept.text, 3) and quota in faults_of(kept.text, 3)
    with bare_app.app_context():
        assert_counters_agree()


def test_whoever_is_on_the_list_is_said_to_be_there_and_not_to_lack_a_seat(
    client: FlaskClient, bare_app: Flask, door: str
) -> None:
    names = [f"Nguyễn Văn {letter}" for letter in "ABC"]
    form = {**KEY, "revision": "0"}
    for number, name in enumerate(names):
        form |= row(number, name)
    assert client.post(f"{door}/delegates", data=form).status_code == 303
    block = "\n".join(f"{name}\tvan.phong@bo.example.vn" for name in names)
    looked = client.post(f"{door}/preview?lang=en", data={"block": block}).text
    for number, name in enumerate(names):
        said = faults_of(looked, number)
        assert f"{name} is already registered with this e-mail address." in said
        assert "has no seat left" not in said


def test_a_full_hall_puts_the_nominee_on_the_waiting_list_and_says_so(client: FlaskClient, bare_app: Flask) -> None:
    with bare_app.test_request_context():
        event = make_event(hall=1)
        make_registration(event)
        door = secret_of(make_delegation(event))
    assert "the event has no free seat of this kind now: whoever you nominate waits" in client.get(door).text
    looked = client.post(f"{door}/preview", data={"block": "Trần Thị Bình\tb@bo.example.vn"})
    assert "Waiting list" in looked.text
    answer = client.post(f"{door}/delegates", data={**KEY, "revision": "0"} | row(0), follow_redirects=True)
    assert "On the waiting list: Trần Thị Bình." in answer.text
    assert listed(bare_app) == [("Trần Thị Bình", "hall", "waitlisted")]


def test_where_the_organiser_approves_the_nominee_awaits_it_and_the_seat_allotted_is_used(
    client: FlaskClient, bare_app: Flask
) -> None:
    with bare_app.test_request_context():
        event = judge(make_event(hall=5), Mode.HALL)
        way_in = secret_of(make_delegation(event, hall=3))
    form = {"form_key": "k", "revision": "0", **row(0)}
    preview = client.post(f"{way_in}/preview?lang=en", data=form).text
    assert "Awaits approval" in preview
    page = client.post(f"{way_in}/delegates?lang=en", data=form, follow_redirects=True).text
    assert "The organiser decides on them" in page and "Awaiting approval" in page
    assert "1<small> / 3 seats" in page


def test_a_form_sent_twice_nominates_once(client: FlaskClient, bare_app: Flask, door: str) -> None:
    form = {**KEY, "revision": "0"} | row(0)
    assert [client.post(f"{door}/delegates", data=form).status_code for _ in range(2)] == [303, 303]
    assert (len(listed(bare_app)), standing(bare_app).revision) == (1, 1)
    wrong = {"form_key": "another", "revision": "1"} | row(0, "Lê Văn Cường") | row(1, "Vũ Dung", email="x")
    answers = [client.post(f"{door}/delegates", data=wrong) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert ['value="x"' in answer.text for answer in answers] == [True, True]
    assert ['value="Lê Văn Cường"' in answer.text for answer in answers] == [False, False]
    assert len(listed(bare_app)) == 2
    reused = client.post(f"{door}/delegates", data={**KEY, "revision": "2"} | row(0, "Hồ Thị Én"))
    assert reused.status_code == 409
    assert (len(listed(bare_app)), 'value="Hồ Thị Én"' in reused.text) == (2, True)


def test_of_two_who_change_the_list_at_once_the_second_is_told_and_loses_nothing(
    client: FlaskClient, bare_app: Flask, door: str
) -> None:
    mine, theirs = ({"form_key": each, "revision": "0"} | row(0, name) for each, name in (("a", "An"), ("b", "Bình")))
    assert client.post(f"{door}/delegates", data=mine).status_code == 303
    answer = client.post(f"{door}/delegates", data=theirs)
    assert answer.status_code == 409
    assert "Someone else has changed this list since you opened it." in answer.text
    assert 'value="Bình"' in answer.text and ">An</h3>" in answer.text
    again = theirs | {"revision": hidden(answer.text, "revision"), "form_key": hidden(answer.text, "form_key")}
    assert client.post(f"{door}/delegates", data=again).status_code == 303
    assert [name for name, _mode, _status in listed(bare_app)] == ["An", "Bình"]
    no_revision = {"form_key": "c"} | row(0, "Cường")
    assert client.post(f"{door}/delegates", data=no_revision).status_code == 409


def test_after_the_deadline_nothing_changes_and_the_page_says_whom_to_ask(
    client: FlaskClient, bare_app: Flask, door: str
) -> None:
    """A9: every door, and the page itself offers nothing."""
    client.post(f"{door}/delegates", data={**KEY, "revision": "0"} | row(0))
    with bare_app.test_request_context(), transaction():
        db.session.execute(update(Delegation).values(deadline_at=clock.now() - timedelta(minutes=1)))
    for act, form in (
        ("delegates", {"form_key": "k"} | row(0, "Lê Văn Cường")),
        ("preview", {"block": PASTED}),
        ("confirmation", {}),
        ("refusal", {"reason": "Bận"}),
        ("acceptance", {}),
    ):
        answer = client.post(f"{door}/{act}", data={"revision": "1"} | form)
        assert (act, answer.status_code) == (act, 409)
        assert "This list could be changed until" in answer.text and "hoinghi@example.vn" in answer.text
        shown = "<li>Lê Văn Cường, " in answer.text and ", vi</li>" not in answer.text
        assert shown == (act == "delegates")  # what was typed is shown all the same
    stands = standing(bare_app)
    assert (len(listed(bare_app)), stands.revision, stands.answered_at, stands.declined_at) == (1, 1, None, None)
    page, refusal = client.get(door), client.get(f"{door}/refusal")
    assert (page.status_code, "Paste from Excel" in page.text) == (200, False)
    assert "replace someone" not in page.text and ": whoever you nominate waits" not in page.text
    assert (refusal.status_code, refusal.text.count("<h1"), "<form" in refusal.text) == (200, 1, False)


@pytest.mark.parametrize("stage", ["draft", "closed", "over"])
def test_a_draft_a_closed_and_a_past_event_refuse(client: FlaskClient, bare_app: Flask, stage: str) -> None:
    """A9; and the public window of registration does not bind those who are invited."""
    with bare_app.test_request_context():
        event = make_event(is_published=stage != "draft", registration_closes_at=clock.now() - timedelta(days=1))
        door = secret_of(make_delegation(event))
    if stage != "draft":
        assert client.post(f"{door}/delegates", data={**KEY, "revision": "0"} | row(0, "An")).status_code == 303
    with bare_app.test_request_context(), transaction():
        event = db.session.scalars(select(Event)).one()
        if stage == "closed":
            life_cycle.move_to(event, EventStatus.CLOSED, by=SYSTEM)
        if stage == "over":
            event.starts_at, event.ends_at = (clock.now() - timedelta(days=each) for each in (3, 2))
            db.session.execute(update(Delegation).values(deadline_at=clock.now() + timedelta(days=1)))
    before = listed(bare_app)
    answer = client.post(f"{door}/delegates", data={"form_key": "k", "revision": "1"} | row(0, "Bình"))
    assert (answer.status_code, listed(bare_app)) == (409, before)
    assert client.get(door).status_code == 200


def test_fields_nobody_asked_for_change_nothing(client: FlaskClient, bare_app: Flask, door: str) -> None:
    """A9: status, price, quota, rank and another delegation in the POST."""
    extra = {"status-0": "waitlisted", "over_quota-0": "1", "over_quota": "1", "beyond": "1", "note-0": "VIP"}
    extra |= {"delegation-0": "OTHER", "organisation-0": "Khác", "ticket-0": "x", "rank-0": "1"}
    form = {**KEY, "revision": "0", **extra} | row(0)
    assert client.post(f"{door}/delegates", data=form).status_code == 303
    assert listed(bare_app) == [("Trần Thị Bình", "hall", "confirmed")]


def test_another_events_bridge_point_is_none_here(client: FlaskClient, bare_app: Flask, door: str) -> None:
    """E2: named in a row by its reference and by its name."""
    with bare_app.test_request_context():
        other = make_site(make_event("other"), "Điểm cầu Cà Mau")
        given = (other.ref, other.name)
    for each in given:
        form = {"form_key": each, "revision": "0"} | row(0, mode="bridge", site=each)
        answer = client.post(f"{door}/delegates", data=form)
        assert (answer.status_code, listed(bare_app), standing(bare_app).revision) == (422, [], 0)


def test_nobody_is_named_by_an_empty_form(client: FlaskClient, bare_app: Flask, door: str) -> None:
    for act in ("preview", "delegates"):
        answer = client.post(f"{door}/{act}", data={"revision": "0", "block": " \n\t"})
        assert (answer.status_code, "There is nobody in it yet" in answer.text) == (422, True)
    with bare_app.app_context():
        assert db.session.scalars(select(Submission)).all() == []


def test_only_the_pages_own_script_says_that_it_was_seen(client: FlaskClient, bare_app: Flask, door: str) -> None:
    """D6: a mail gateway that fetches the link, and HEAD, leave it unseen; so does the organiser who looks in."""
    for _ in range(2):
        client.get(door), client.head(door), client.get(f"{door}/refusal")
    assert standing(bare_app).opened_at is None
    with bare_app.test_request_context():
        user = make_user()
        give_role(db.session.scalars(select(Event)).one(), user, Role.VIEWER)
        token = open_session(user)
    organiser = bare_app.test_client()
    with organiser.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = token, True
    assert "data-opening" not in organiser.get(door).text
    assert organiser.post(f"{door}/opening").status_code == 204
    assert standing(bare_app).opened_at is None
    assert "data-opening" in client.get(door).text
    assert client.post(f"{door}/opening").status_code == 204
    first = standing(bare_app).opened_at
    assert first is not None and standing(bare_app).revision == 0
    client.post(f"{door}/opening")
    assert standing(bare_app).opened_at == first
    with bare_app.app_context():
        assert len(db.session.scalars(select(AuditEntry).where(AuditEntry.action == "invitation_opened")).all()) == 1


def test_the_first_change_says_too_that_it_was_seen(client: FlaskClient, bare_app: Flask, door: str) -> None:
    client.post(f"{door}/delegates", data={**KEY, "revision": "0"} | row(0))
    assert standing(bare_app).opened_at is not None


def test_the_list_takes_the_same_number_of_queries_however_long(bare_app: Flask, client: FlaskClient) -> None:
    with bare_app.test_request_context():
        event = make_event(hall=None)
        delegation = make_delegation(event, hall=20)
        door = secret_of(delegation)
        make_registration(event, delegation=delegation)
    with count_queries(bare_app) as few:
        client.get(door)
    with bare_app.test_request_context():
        delegation = db.session.scalars(select(Delegation)).one()
        for number in range(9):
            make_registration(db.session.scalars(select(Event)).one(), f"Đỗ {number} An", delegation=delegation)
    with count_queries(bare_app) as many:
        client.get(door)
    assert len(many) == len(few)
    assert Mode.HALL.value in client.get(door).text


def test_what_was_typed_is_never_markup(client: FlaskClient, bare_app: Flask, door: str) -> None:
    """F1: in the preview, in a row that is kept, on the list, in the history and beside a stale form."""
    mark = "<img src=x onerror=alert(1)>An"
    looked = client.post(f"{door}/preview", data={"block": f"{mark}\t{mark}\t{mark}@x\t{mark}"})
    kept = client.post(f"{door}/delegates", data={**KEY, "revision": "0"} | row(0, mark, email=mark, mode=mark))
    done = client.post(f"{door}/delegates", data={"form_key": "k", "revision": "0"} | row(0, mark, position=mark))
    stale = client.post(f"{door}/delegates", data={"form_key": "s", "revision": "0"} | row(0, mark, position=mark))
    assert [answer.status_code for answer in (looked, kept, done, stale)] == [200, 422, 303, 409]
    declined = client.post(f"{door}/refusal", data={"revision": "1", "reason": mark}, follow_redirects=True)
    for answer in (looked, kept, stale, client.get(door), declined):
        assert "<img src=x" not in answer.text
        assert "&lt;img src=x" in answer.text


def test_a_pasted_bridge_point_is_known_by_its_short_name(client: FlaskClient, bare_app: Flask) -> None:
    with bare_app.test_request_context():
        event = make_event(hall=10)
        make_site(event, "Điểm cầu An Giang")
        way_in = secret_of(make_delegation(event, hall=3, bridge=2))
    headings = "Họ và tên\tEmail\tHình thức\tNơi dự\n"
    rows = "Lê An\tan@x.example\tđiểm cầu\tAn Giang\nLê Ba\tba@x.example\tđiểm cầu\tTỉnh An Giang\n"
    for block in (headings + rows, rows):
        page = client.post(f"{way_in}/preview?lang=en", data={"block": block}).text
        assert "2 rows are right" in page
    lacking = client.post(f"{way_in}/preview?lang=en", data={"block": "Lê An\tan@x.example\tđiểm cầu"}).text
    assert 'for="site-0">Bridge point</label>' in lacking
    assert 'for="site-900">Bridge point</label>' in lacking


def test_totals_and_signatures_of_a_pasted_block_are_left_out_and_said(client: FlaskClient, door: str) -> None:
    footer = "\nTổng cộng: 2 đại biểu\t\t\n\tHà Nội, ngày 5 tháng 11 năm 2026\t\nNgười lập biểu\t\t\nTrần Ký\t\t"
    rows = "1\tLê An\tan@x.example\n2\tLê Ba\tba@x.example"
    for block in (f"STT\tHọ và tên\tEmail\n(1)\t(2)\t(3)\n{rows}{footer}", rows + footer):
        page = client.post(f"{door}/preview?lang=en", data={"block": block}).text
        assert "2 rows are right" in page and "another look" not in page
        assert "rows were left out, for they are none of the list" in page
        assert '<li class="text-break">Tổng cộng: 2 đại biểu</li>' in page


def test_addresses_as_a_mail_program_copies_them_are_understood(client: FlaskClient, door: str) -> None:
    block = (
        "Lê An\tLê An <an@x.example>\nLê Ba\tmailto:ba@x.example\nLê Ca\tca@x.example<mailto:ca@x.example>;\n"
        "Lê Da\tda@x.example; le.da@x.example"
    )
    page = client.post(f"{door}/preview?lang=en", data={"block": block}).text
    assert "3 rows are right, 1 row needs another look" in page
    assert "E-mail holds several addresses, and one is needed: da@x.example; le.da@x.example" in page
