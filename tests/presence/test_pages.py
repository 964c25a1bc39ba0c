"""What the organiser sees of attendance, takes along, and decides."""

import io
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import select
from time_machine import travel

from eventapp.database import db
from eventapp.events.roles import Role
from eventapp.presence.models import RealTime, Ruling, Threshold
from eventapp.reports import attendance_paper
from eventapp.spreadsheets import read_table
from tests.delegations.desk import office
from tests.factories import make_event, make_registrations
from tests.presence.ledger import AFTERWARDS, STARTS, Conference, happen, hold, scan
from tests.queries import count_queries

REPORT = "/manage/events/forum/attendance"


@pytest.fixture
def conference(bare_app: Flask) -> Conference:
    """A conference whose day is over."""
    with bare_app.test_request_context():
        made = hold()
        happen(made, seed=1)
        _known = [made.session.ref, made.site.ref, [person.ref for person in made.people]]
        return made


@pytest.fixture
def desk(bare_app: Flask, conference: Conference) -> Iterator[FlaskClient]:
    """The browser of an organiser, on the evening of that day."""
    with travel(AFTERWARDS, tick=False):
        with bare_app.test_request_context():
            browser = office(bare_app, conference.event, Role.ORGANISER)
        yield browser


def test_the_report_shows_every_organisation_and_proves_its_sums(desk: FlaskClient, conference: Conference) -> None:
    page = desk.get(REPORT).get_data(as_text=True)
    assert page.count('data-tone="bad"') == 0
    for said in ("Bộ A", "Tỉnh B", "Bộ im lặng", "Without a delegation", "Điểm cầu Huế", "of 12 registered"):
        assert said in page
    assert "Preliminary" not in page
    of_block = desk.get(f"{REPORT}?block=province&session={conference.session.ref}").get_data(as_text=True)
    assert "of 5 registered" in of_block
    assert "Bộ im lặng" not in of_block
    assert "of 4 registered" in desk.get(f"{REPORT}?site={conference.site.ref}").get_data(as_text=True)
    for lacking in ("session=ZZZZZZZZ", "site=ZZZZZZZZ"):
        assert desk.get(f"{REPORT}?{lacking}").status_code == 404


def test_the_report_is_preliminary_while_the_conference_goes_on(bare_app: Flask, conference: Conference) -> None:
    with travel(STARTS, tick=False):
        with bare_app.test_request_context():
            browser = office(bare_app, conference.event, Role.VIEWER)
        page = browser.get(REPORT).get_data(as_text=True)
    assert "Preliminary: the conference is not over" in page
    assert "Not yet here" in page


def test_the_annex_finds_filters_and_sorts(desk: FlaskClient, conference: Conference) -> None:
    def names(question: str) -> list[str]:
        sheet = read_table(desk.get(f"{REPORT}/names.csv?{question}").data, "a.csv")
        return [str(row.cells[1])[-1] for row in list(sheet.rows)[1:]]

    assert names("state=present&sort=name") == ["A", "B", "C", "D", "E", "F", "G"]
    assert names("of_which=late&sort=name") == ["D", "E"]
    assert names("of_which=changed") == ["C"]
    assert names("q=nguoi+b") == ["B"]
    assert names("mode=bridge&state=present&sort=-name") == ["E", "B"]
    assert names("delegation=B&state=absent&sort=name") == ["L"]
    assert names("block=central&state=excused") == []
    assert names("sort=-minutes&state=present")[0] in "ACD"
    page = desk.get(f"{REPORT}/names?q=nguoi+b").get_data(as_text=True)
    assert conference.people[1].ref in page
    assert conference.people[2].ref not in page


def test_the_report_is_taken_along_as_a_sheet_and_as_a_paper_to_be_signed(
    desk: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = read_table(desk.get(f"{REPORT}.xlsx?lang=vi").data, "a.xlsx")
    assert list(list(sheet.rows)[-1].cells[2:8]) == [40, 12, 4, 2, 1, 7]
    paper = PdfReader(io.BytesIO(desk.get(f"{REPORT}.pdf?annex=yes&lang=vi").data))
    text = " ".join(" ".join(page.extract_text() for page in paper.pages).split())
    for said in ("BÁO CÁO ĐIỂM DANH", "Bộ im lặng", "Phụ lục", "Người E", "SHA-256"):
        assert said in text
    monkeypatch.setattr(attendance_paper, "MOST_LINES", 3)
    refused = desk.get(f"{REPORT}.pdf?annex=yes&lang=en", follow_redirects=True).get_data(as_text=True)
    assert "An annex of more than 3 names is not put on paper." in refused


def test_an_organiser_decides_about_someone_and_takes_it_back(
    bare_app: Flask, desk: FlaskClient, conference: Conference
) -> None:
    address = f"/manage/events/forum/delegates/{conference.people[8].ref}/presence"
    assert "Join page open" in desk.get(address).get_data(as_text=True)
    assert desk.post(address, data={"judgement": "present"}).status_code == 422  # a reason is needed
    assert desk.post(address, data={"judgement": "withdrawn", "reason": "x"}).status_code == 409
    assert desk.post(address, data={"judgement": "present", "reason": "x", "session": "ZZZZZZZZ"}).status_code == 422
    said = {"judgement": "present", "reason": "Biên bản phiên họp", "session": conference.session.ref}
    assert desk.post(address, data=said).status_code == 303
    assert "By decision of the organiser" in desk.get(address).get_data(as_text=True)
    said |= {"judgement": "withdrawn", "reason": "Nhầm người"}
    assert desk.post(address, data=said).status_code == 303
    with bare_app.test_request_context():
        assert [row.judgement.value for row in db.session.scalars(select(Ruling).order_by(Ruling.id))][1:] == [
            "present", "withdrawn",
        ]  # fmt: skip


def test_thresholds_and_real_times_are_set(bare_app: Flask, desk: FlaskClient, conference: Conference) -> None:
    settings = f"{REPORT}/settings"
    usual = {"late_minutes": "20", "early_minutes": "5", "online_minutes": "1", "online_percent": "10"}
    assert desk.post(settings, data=usual | {"online_percent": "101"}).status_code == 422
    assert desk.post(settings, data=usual | {"signer": "Vũ Thị Khánh Huyền"}).status_code == 303
    assert "Vũ Thị Khánh Huyền" in desk.get(settings).get_data(as_text=True)
    of_session = f"{settings}/sessions/{conference.session.ref}"
    assert desk.post(of_session, data={"began": "2030-05-06T09:10"}).status_code == 303
    for wrong in ({"began": "2030-05-06T18:10"}, {"began": "soon"}):
        assert desk.post(of_session, data=wrong).status_code == 303
    with bare_app.test_request_context():
        assert db.session.scalars(select(Threshold)).one().late_minutes == 20
        assert db.session.scalars(select(RealTime)).one().began_at.hour == 2


def test_pages_cost_as_many_statements_with_many_people_as_with_few(bare_app: Flask) -> None:
    sent: dict[str, list[int]] = {REPORT: [], f"{REPORT}/names": []}
    with bare_app.test_request_context():
        event = make_event(hall=None)
        browser = office(bare_app, event, Role.ORGANISER)
    for number in (1, 30):
        with bare_app.test_request_context():
            for each, person in enumerate(make_registrations(event, number)):
                scan(event, person, STARTS, number=number * 100 + each)
        for address, statements in sent.items():
            browser.get(address)
            with count_queries(bare_app) as asked:
                browser.get(address)
            statements.append(len(asked))
    assert [few == many for few, many in sent.values()] == [True, True]
