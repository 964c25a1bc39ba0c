"""What an organiser sees and does with platform reports."""

import io
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from time_machine import travel

from eventapp.database import db
from eventapp.events.models import Event, Mode
from eventapp.events.roles import Role
from eventapp.platforms.models import PlatformPerson, PlatformReport
from eventapp.spreadsheets import read_table
from tests.delegations.desk import office
from tests.factories import make_event, make_registration, make_session
from tests.platforms import files
from tests.platforms.desk import ZONE, row, send
from tests.presence.ledger import AFTERWARDS
from tests.queries import count_queries

REPORTS = "/manage/events/forum/platform-reports"


@pytest.fixture
def event(bare_app: Flask) -> Event:
    """An event with two people online."""
    with bare_app.test_request_context():
        made = make_event(hall=None)
        make_session(made, hour=2)
        for name, email in (("Nguyễn Văn An", "an@mofa.vn"), ("Trần Thị Bình", "binh@mofa.vn")):
            make_registration(made, name, mode=Mode.ONLINE, email=email)
        return made


@pytest.fixture
def desk(bare_app: Flask, event: Event) -> Iterator[FlaskClient]:
    """The browser of an organiser, on the evening of that day."""
    with travel(AFTERWARDS, tick=False):
        with bare_app.test_request_context():
            browser = office(bare_app, event, Role.ORGANISER)
        yield browser


def upload(desk: FlaskClient, content: bytes, **more: str) -> tuple[int, str]:
    """Send a report by the form; return the status and where it leads."""
    sent = {"zone": ZONE, "file": (io.BytesIO(content), "participants.csv"), **more}
    answer = desk.post(REPORTS, data=sent)
    return answer.status_code, answer.headers.get("Location", "")


CONTENT = files.zoom([row("An", "an@mofa.vn"), row("Trần Thị Bình"), row("Galaxy", joined="?"), row("Galaxy")])


def test_an_organiser_sends_reviews_and_takes_a_report(desk: FlaskClient, bare_app: Flask) -> None:
    status, page = upload(desk, CONTENT)
    assert status == 303
    assert upload(desk, CONTENT)[1] == page  # the same file is the same report
    shown = desk.get(page).get_data(as_text=True)
    for said in ("It does not count yet", "1 row could not be read", "The time “06/05/2030 ?” cannot be read."):
        assert said in shown
    assert desk.post(f"{page}/acceptance").status_code == 303
    assert "of 2 registered" in desk.get("/manage/events/forum/attendance").get_data(as_text=True)
    assert desk.post(f"{page}/people", data={"person": ["6"], "decision": "confirm"}).status_code == 303
    names = desk.get("/manage/events/forum/attendance/names.csv?state=present&sort=name").data
    assert [each.cells[1] for each in list(read_table(names, "a.csv").rows)[1:]] == ["Nguyễn Văn An", "Trần Thị Bình"]
    refused = desk.post(f"{page}/people", data={"person": ["7"], "decision": "confirm"}, follow_redirects=True)
    assert "Nobody was proposed for “Galaxy”. Choose who it is." in refused.get_data(as_text=True)
    assert desk.get(f"{page}/file").data == CONTENT
    assert desk.post(f"{page}/removal").status_code == 303
    assert desk.get(page).status_code == 404
    with bare_app.test_request_context():
        assert db.session.scalars(select(PlatformPerson)).all() == []


def test_someone_unknown_is_found_and_named(desk: FlaskClient, bare_app: Flask) -> None:
    _status, page = upload(desk, CONTENT)
    with bare_app.test_request_context():
        number = db.session.scalars(select(PlatformPerson.number).where(PlatformPerson.name == "Galaxy")).one()
    assert "Trần Thị Bình" in desk.get(f"{page}/people/{number}?q=binh").get_data(as_text=True)
    for code, status in (("", 422), ("ZZZZ ZZZZ", 409)):
        assert desk.post(f"{page}/people/{number}", data={"registration": code}).status_code == status
    shown = desk.get(f"{page}/people/{number}?q=binh").get_data(as_text=True)
    ref = shown.split('name="registration" value="')[1][:8]
    assert desk.post(f"{page}/people/{number}", data={"registration": ref}).status_code == 303
    rows = list(read_table(desk.get(f"{page}/people.csv?standing=confirmed").data, "a.csv").rows)
    assert [each.cells[6] for each in rows[1:]] == ["Trần Thị Bình"]
    assert desk.post(f"{page}/people", data={"person": [str(number)], "decision": "pass"}).status_code == 303
    assert desk.get(f"{page}?standing=passed&q=gal").get_data(as_text=True).count("Nobody of ours") > 1
    assert desk.get(f"{page}/people/999").status_code == 404


@pytest.mark.parametrize(
    ("content", "more", "said"),
    [
        (b"", {}, "There is nothing in this file."),
        (b"a,b\n1,2\n", {}, "No table of participants was found in this file"),
        (CONTENT, {"zone": "Hanoi"}, "is not a time zone"),
        (CONTENT, {"session": "ZZZZZZZZ"}, "There is no such session any more."),
    ],
)
def test_what_cannot_be_read_is_refused_and_kept_nowhere(
    desk: FlaskClient, bare_app: Flask, content: bytes, more: dict[str, str], said: str
) -> None:
    sent = {"zone": ZONE, "file": (io.BytesIO(content), "participants.csv"), **more}
    answer = desk.post(REPORTS, data=sent)
    assert (answer.status_code, said in answer.get_data(as_text=True)) == (422, True)
    assert desk.post(REPORTS, data={"zone": ZONE}).status_code == 422
    with bare_app.test_request_context():
        assert db.session.scalars(select(PlatformReport)).all() == []


def test_a_wrong_zone_is_seen(desk: FlaskClient) -> None:
    content = files.zoom([row("An", "an@mofa.vn")])
    _status, page = upload(desk, content, zone="America/New_York")
    assert "Nothing in this report is from when it was held" in desk.get(page).get_data(as_text=True)


def test_pages_cost_as_many_statements_with_many_people_as_with_few(bare_app: Flask) -> None:
    sent: dict[str, list[int]] = {}
    with bare_app.test_request_context():
        event = make_event(hall=None)
        browser = office(bare_app, event, Role.ORGANISER)
    for number in (1, 30):
        with bare_app.test_request_context():
            rows = []
            for each in range(number):
                one = make_registration(event, f"Người {number} {each}", mode=Mode.ONLINE)
                rows.append(row("X", one.person.email, left=f"1{each % 3}:{each + 10}"))
            report = send(event, files.zoom(rows))
        for page in (REPORTS, f"{REPORTS}/{report.ref}", f"{REPORTS}/{report.ref}/people.csv"):
            key = page.replace(report.ref, "")
            with count_queries(bare_app) as statements:
                assert browser.get(page).status_code == 200
            sent.setdefault(key, []).append(len(statements))
    assert [first == second for first, second in sent.values()] == [True] * 3
