"""The page where the office sends its sheets: rehearsal, report, acceptance."""

import io
import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from eventapp import clock
from eventapp.config import ROOT
from eventapp.database import db, transaction
from eventapp.delegations.models import Delegation
from eventapp.events.roles import Role
from eventapp.mail.models import Letter
from eventapp.registration.models import Registration
from eventapp.spreadsheets import read_table
from eventapp.uploads.keeping import KEPT_FOR
from eventapp.uploads.models import Upload, UploadRow
from tests.biff import Computed, Value, xls
from tests.factories import PASSWORD, give_role, make_event, make_user

HEADER = "Họ và tên,Email,Hình thức,Điện thoại\n"
GOOD = "Nguyễn Văn An,an@x.example,Trực tiếp,0912345678\nLê Thị Bình,binh@x.example,online,\n"
BAD = "Trần Chi,,Trực tiếp,091\n"


@pytest.fixture
def organiser(bare_app: Flask) -> FlaskClient:
    """A signed-in organiser of the event "forum"."""
    with bare_app.test_request_context():
        user = make_user()
        give_role(make_event(), user, Role.ORGANISER)
        email = user.email
    client = bare_app.test_client()
    client.post("/sign-in", data={"email": email, "password": PASSWORD})
    return client


def count(app: Flask, column: object) -> int:
    """Return how many rows of a table there are."""
    with app.test_request_context():
        return db.session.execute(select(func.count(column))).scalar_one()  # type: ignore[arg-type]


def send(client: FlaskClient, content: str | bytes, what: str = "delegates", **more: str) -> str:
    """Send a sheet; return the address of its report."""
    file = (io.BytesIO(content.encode() if isinstance(content, str) else content), "danh sách.csv")
    answer = client.post("/manage/events/forum/import", data={"what": what, "file": file, **more})
    assert answer.status_code == 302, answer.text
    return answer.location


def test_the_report_comes_first_and_keeps_nothing(organiser: FlaskClient, bare_app: Flask) -> None:
    page = organiser.get(send(organiser, HEADER + GOOD + BAD)).text
    assert "E-mail is missing." in page
    assert "Telephone is not a telephone number: 091" in page
    assert "Take in 2 rows" in page
    assert count(bare_app, Registration.id) == 0


def test_the_report_speaks_vietnamese_too(organiser: FlaskClient) -> None:
    address = send(organiser, HEADER + GOOD + BAD)
    page = organiser.get(f"{address}?lang=vi", follow_redirects=True).text
    assert "Thư điện tử: chưa được điền." in page
    assert "Nhận 2 dòng" in page


def test_the_good_rows_go_in_once_however_often_the_button_is_pressed(organiser: FlaskClient, bare_app: Flask) -> None:
    address = send(organiser, HEADER + GOOD + BAD)
    for _press in range(2):
        assert organiser.post(f"{address}/acceptance").location == address
    page = organiser.get(address).text
    assert "2 rows were taken in." in page
    assert "One row was not taken" in page
    assert count(bare_app, Registration.id) == 2
    assert count(bare_app, Letter.id) == 0


def test_letters_go_out_where_they_are_asked_for(organiser: FlaskClient, bare_app: Flask) -> None:
    organiser.post(f"{send(organiser, HEADER + GOOD, letters='yes')}/acceptance")
    organiser.post(f"{send(organiser, HEADER + GOOD, letters='yes')}/acceptance")
    assert count(bare_app, Letter.id) == 2


def test_the_real_delegations_go_in(organiser: FlaskClient, bare_app: Flask) -> None:
    address = send(organiser, (ROOT / "sample" / "delegations.csv").read_bytes(), "delegations")
    organiser.post(f"{address}/acceptance")
    assert count(bare_app, Delegation.id) == 193


def test_a_sheet_can_be_thrown_away(organiser: FlaskClient, bare_app: Flask) -> None:
    address = send(organiser, HEADER + GOOD)
    assert organiser.post(f"{address}/cancellation").location == "/manage/events/forum/import"
    assert organiser.get(address).status_code == 404
    assert (count(bare_app, Upload.id), count(bare_app, UploadRow.id)) == (0, 0)


def test_a_sheet_lies_under_an_opaque_name_that_only_its_event_knows(organiser: FlaskClient, bare_app: Flask) -> None:
    address = send(organiser, HEADER + GOOD)
    ref = address.rpartition("/")[2]
    assert re.fullmatch("[0-9a-f]{32}", ref) is not None
    with bare_app.test_request_context():
        user = make_user(email="other@example.org")
        give_role(make_event("other"), user, Role.ORGANISER)
    other = bare_app.test_client()
    other.post("/sign-in", data={"email": "other@example.org", "password": PASSWORD})
    assert other.get(f"/manage/events/other/import/{ref}").status_code == 404
    assert other.get(f"/manage/events/forum/import/{ref}").status_code == 404
    assert other.post(f"/manage/events/other/import/{ref}/acceptance").status_code == 404


def test_what_cannot_be_seen_in_the_name_of_a_file_is_left_out(organiser: FlaskClient) -> None:
    file = (io.BytesIO((HEADER + GOOD).encode()), "danh sách \u202efdp.csv")
    answer = organiser.post("/manage/events/forum/import", data={"what": "delegates", "file": file})
    page = organiser.get(str(answer.location)).text
    assert "danh sách fdp.csv" in page and "\u202e" not in page


@pytest.mark.parametrize("ref", ["..%2f..%2fsecret_key", "0" * 32, "x", "0" * 31 + "G"])
def test_no_other_name_leads_anywhere(organiser: FlaskClient, ref: str) -> None:
    assert organiser.get(f"/manage/events/forum/import/{ref}").status_code == 404


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "There is nothing in this file."),
        (b"\x00\x01\x02\xff" * 100, "No row with the headings was found"),
        (bytes(range(256)) * 9, "This kind of file cannot be read."),
        (b"PK\x03\x04 broken", "This file is damaged."),
        (b"%PDF-1.7 ...", "This kind of file cannot be read."),
        (b"<html><table></table></html>", "This kind of file cannot be read."),
        (b"just some words\n1 2 3\n", "No row with the headings was found"),
        (HEADER.encode(), "There is no row below the headings of this file."),
        ((HEADER + GOOD * 5051).encode(), "At most 10000 rows of this kind are taken in at once."),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(
    organiser: FlaskClient, bare_app: Flask, content: bytes, sentence: str
) -> None:
    file = (io.BytesIO(content), "danh sách.xlsx")
    answer = organiser.post("/manage/events/forum/import", data={"what": "delegates", "file": file})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert count(bare_app, Upload.id) == 0


def test_of_a_sheet_of_which_nothing_is_understood_the_columns_are_chosen_by_hand(
    organiser: FlaskClient, bare_app: Flask
) -> None:
    address = send(organiser, "Foo,Bar\nA1,Sở Công thương\nA2,Sở Tư pháp\n", "delegations")
    page = organiser.get(address).text
    assert (address.endswith("/columns"), "Foo" in page, "Sở Tư pháp" in page) == (True, True, True)
    chosen = {"header": "1", "column-0": "code", "column-1": "name", "default-mode": "hall"}
    answer = organiser.post(address, data={**chosen, "default-quota": "3"})
    assert answer.status_code == 302
    assert "Take in 2 rows" in organiser.get(answer.location).text


def test_an_old_excel_file_is_taken_in(organiser: FlaskClient, bare_app: Flask) -> None:
    headings: list[Value] = ["Họ và tên", "Email", "Hình thức"]
    people: list[list[Value]] = [["Lê An", "an@x.example", "Trực tiếp"], [Computed("Lê Ba"), "ba@x.example", "online"]]
    address = send(organiser, xls(("Đại biểu", [headings, *people])))
    page = organiser.get(address).text
    assert ("Full name is a formula; please type the value itself." in page, "Take in 1 row" in page) == (True, True)
    organiser.post(f"{address}/acceptance")
    assert count(bare_app, Registration.id) == 1


@pytest.mark.parametrize("data", [{}, {"what": "delegates"}, {"what": "bombs"}])
def test_a_form_without_its_answers_is_asked_again(organiser: FlaskClient, data: dict[str, str]) -> None:
    answer = organiser.post("/manage/events/forum/import", data=data)
    assert answer.status_code == 422
    assert "needs another look" in answer.text or "need another look" in answer.text


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_report_can_be_taken_along(organiser: FlaskClient, form: str) -> None:
    answer = organiser.get(f"{send(organiser, HEADER + GOOD + BAD)}/report.{form}")
    rows = [list(row.cells) for row in read_table(answer.data).rows]
    assert rows[0] == ["Row", "Who or what", "Verdict", "Column", "Remark"]
    assert [str(row[0]).removesuffix(".0") for row in rows[1:]] == ["2", "3", "4", "4"]
    assert rows[4][1:] == ["Trần Chi", "not taken", "Điện thoại", "Telephone is not a telephone number: 091"]


@pytest.mark.parametrize("role", [Role.REGISTRAR, Role.DOOR, Role.VIEWER])
def test_only_organisers_import(bare_app: Flask, role: Role) -> None:
    with bare_app.test_request_context():
        user = make_user(email="staff@example.org")
        give_role(make_event(), user, role)
    client = bare_app.test_client()
    client.post("/sign-in", data={"email": "staff@example.org", "password": PASSWORD})
    assert client.get("/manage/events/forum/import").status_code == 403
    assert client.post("/manage/events/forum/import").status_code == 403


def test_what_nobody_came_back_for_is_thrown_away(organiser: FlaskClient, bare_app: Flask) -> None:
    old = send(organiser, HEADER + GOOD)
    with bare_app.test_request_context(), transaction():
        db.session.execute(update(Upload).values(kept_at=clock.now() - KEPT_FOR - timedelta(seconds=1)))
    new = send(organiser, HEADER + GOOD)
    assert [organiser.get(address).status_code for address in (old, new)] == [404, 200]
    assert count(bare_app, Upload.id) == 1
