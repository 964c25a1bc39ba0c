"""Columns of the list of delegates: each user's own, remembered for the event, and taken along in exports."""

import csv
import io
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp.audit.trail import SYSTEM
from eventapp.database import db, transaction
from eventapp.events.models import Event
from eventapp.events.queries import find_event
from eventapp.events.roles import Role
from eventapp.importing.reports import Report
from eventapp.importing.rows import take_in
from eventapp.questions.queries import questions_of
from eventapp.registration import search
from eventapp.registration.importing import DelegateImporter
from eventapp.registration.search import Wanted
from eventapp.reports.delegates import COLUMNS
from eventapp.spreadsheets import Row, Table, read_table
from tests.factories import give_role, make_event, make_question, make_registration, make_user
from tests.queries import count_queries
from tests.visits import signed_in

LIST = "/manage/events/forum/delegates"


@pytest.fixture
def office(bare_app: Flask) -> FlaskClient:
    """The registrar's browser; one delegate who has answered an open and a sensitive question."""
    with bare_app.test_request_context():
        event = make_event()
        give_role(event, make_user(email="office@example.org"), Role.REGISTRAR)
        give_role(event, make_user(email="viewer@example.org"), Role.VIEWER)
        flight, health = make_question(event), make_question(event, label="Sức khoẻ", is_sensitive=True)
        answers = {flight.ref: "VN 123", health.ref: "dị ứng"}
        make_registration(event, "Lê An", position="Bộ trưởng", phone="+84912345678", answers=answers)
    return signed_in(bare_app, "office@example.org")


def refs(app: Flask) -> list[str]:
    """Return the references of the questions."""
    with app.test_request_context():
        return [each.ref for each in questions_of(_event())]


def test_a_user_sees_the_columns_chosen_and_nobody_else_does(bare_app: Flask, office: FlaskClient) -> None:
    usual = office.get(LIST).text
    assert "Bộ trưởng" in usual
    assert "+84912345678" not in usual
    flight, health = refs(bare_app)
    answer = office.post(
        f"{LIST}/columns?mode=hall&sort=precedence", data={"column": ["phone", "rank", flight, health]}
    )
    assert answer.headers["Location"].endswith(f"{LIST}?mode=hall&sort=precedence")
    shown = office.get(LIST).text
    for said in ("+84912345678", "Minister", "VN 123"):
        assert said in shown
    for hidden in ("Bộ trưởng", "dị ứng"):
        assert hidden not in shown
    other = signed_in(bare_app, "viewer@example.org").get(LIST).text
    assert "Bộ trưởng" in other
    assert "+84912345678" not in other


def test_without_any_column_the_usual_ones_stand_again(office: FlaskClient) -> None:
    office.post(f"{LIST}/columns", data={"column": ["phone"]})
    office.post(f"{LIST}/columns", data={"column": ["email"]})
    assert "+84912345678" not in office.get(LIST).text
    office.post(f"{LIST}/columns", data={"column": ["zzz"]})
    assert "Bộ trưởng" in office.get(LIST).text


def test_an_export_is_as_shown_or_everything(bare_app: Flask, office: FlaskClient) -> None:
    flight, _health = refs(bare_app)
    office.post(f"{LIST}/columns", data={"column": ["phone", "category", flight]})
    shown = rows_of(office.get(f"{LIST}.csv?columns=shown").data)
    assert shown[0] == ["No.", "Full name", "Category", "Telephone", "Chuyến bay"]
    assert shown[1] == ["1", "Lê An", "Delegate", "'+84912345678", "VN 123"]
    everything = rows_of(office.get(f"{LIST}.csv?columns=all").data)
    assert len(everything[0]) == len(COLUMNS) + 1
    assert office.get(f"{LIST}.xlsx?columns=shown").status_code == 200


def test_a_list_costs_as_many_queries_with_thirty_people_as_with_one(bare_app: Flask, office: FlaskClient) -> None:
    flight, _health = refs(bare_app)
    office.post(f"{LIST}/columns", data={"column": ["rank", "category", "site", flight]})
    counted = []
    for number in (0, 29):
        with bare_app.test_request_context():
            for each in range(number):
                make_registration(_event(), f"Lê {each}", answers={flight: "VN"})
        office.get(LIST)
        with count_queries(bare_app) as sent:
            assert office.get(f"{LIST}?sort=precedence").status_code == 200
        counted.append(len(sent))
    assert counted[0] == counted[1]


def test_an_export_can_be_taken_in_again_and_says_the_same(
    bare_app: Flask, office: FlaskClient, tmp_path: Path
) -> None:
    sheet = tmp_path / "delegates.csv"
    sheet.write_bytes(office.get(f"{LIST}.csv?columns=all").data)
    with bare_app.test_request_context(), transaction():
        report = take_in(read_table(sheet), DelegateImporter(_event(), by=SYSTEM))
        assert [each.outcome.value for each in report.verdicts] == ["unchanged"]


def test_a_sheet_says_rank_time_in_the_post_and_year_of_birth(bare_app: Flask, office: FlaskClient) -> None:
    heading = ["Họ và tên", "Email", "Hình thức", "Chức vụ", "Cấp bậc", "Giữ chức vụ từ", "Năm sinh"]
    first = ["A Xuân", "a@x.example", "online", "Chuyên viên", "thu truong", "02/01/2020", "1970"]
    second = ["B Xuân", "b@x.example", "online", "Vụ trưởng", "Không", "", ""]
    third = ["C Xuân", "c@x.example", "online", "Vụ trưởng", "Sĩ quan", "", "70"]
    with bare_app.test_request_context():
        foretold = taken(heading, first, second, third, is_rehearsal=True)
        report = taken(heading, first, second, third)
        for each in (foretold, report):
            assert [(fault.column, fault.fault.code) for fault in each.rejected] == [
                ("Năm sinh", "too_small"), ("Cấp bậc", "unknown"),
            ]  # fmt: skip
        people = [row.person for row in db.session.scalars(search.found(_event(), Wanted(q="xuân")))]
        assert [each.rank.name if each.rank else None for each in people] == ["Thứ trưởng", None]
        assert (people[0].in_post_since, people[0].birth_year) == (date(2020, 1, 2), 1970)
        again = taken(heading, first, second)
        assert [each.outcome.value for each in again.verdicts] == ["unchanged", "unchanged"]
        changed = [*first[:6], "1971"]
        foretold = taken(heading, changed, is_rehearsal=True)
        assert [each.outcome.value for each in (*foretold.verdicts, *taken(heading, changed).verdicts)] == [
            "updated", "updated",
        ]  # fmt: skip


def taken(*lines: list[str], is_rehearsal: bool = False) -> Report:
    """Take a sheet in."""
    table = Table("", [Row(number, list(line)) for number, line in enumerate(lines, 1)])
    with transaction():
        return take_in(table, DelegateImporter(_event(), by=SYSTEM), is_rehearsal=is_rehearsal)


def rows_of(body: bytes) -> list[list[str]]:
    """Return the cells of a CSV file."""
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig")), delimiter=";" if b";" in body[:40] else ","))


def _event() -> Event:
    event = find_event("forum")
    assert event is not None
    return event
