"""Values for all rows, cells without a column, columns nobody understood, and sheets of a workbook, on the pages."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.database import db
from eventapp.events.models import Event, Mode
from eventapp.registration.models import Answer, Registration
from eventapp.uploads.models import Upload
from tests.biff import Value, xls
from tests.factories import make_question, make_site
from tests.importing.test_views import count, organiser, send

__all__ = ["organiser"]
NO_MODE = "Họ và tên,Email,Quê quán\nLê An,an@x.example,\nLê Ba,ba@x.example,Huế\n"
HEADINGS: list[Value] = ["Họ và tên", "Email", "Hình thức"]
AN: list[Value] = ["Lê An", "an@x.example", "online"]
BA: list[Value] = ["Lê Ba", "ba@x.example", "hall"]
WORKBOOK = xls(("Bìa", [["Danh sách"]]), ("Đại biểu", [HEADINGS, AN]), ("Cũ", [HEADINGS, AN, BA]))


def modes(app: Flask) -> list[str]:
    """Return how the registered attend, as they came."""
    with app.test_request_context():
        return [each.value for each in db.session.scalars(select(Registration.mode).order_by(Registration.id))]


def test_a_value_for_all_rows_is_chosen_on_the_page(organiser: FlaskClient, bare_app: Flask) -> None:
    address = send(organiser, NO_MODE)
    page = organiser.get(address).text
    assert "The sheet has no column for: Attendance." in page and "Choose a column or one value for all rows" in page
    asked = organiser.get(f"{address}/columns").text
    assert "For all rows of this sheet" in asked and 'name="default-mode"' in asked
    chosen = {"header": "1", "column-0": "full_name", "column-1": "email", "default-mode": "online"}
    assert organiser.post(f"{address}/columns", data=chosen).status_code == 302
    assert "Take in 2 rows" in organiser.get(address).text
    assert '<option value="online" selected>' in organiser.get(f"{address}/columns").text
    organiser.post(f"{address}/acceptance")
    assert modes(bare_app) == ["online", "online"]


def test_a_value_that_no_row_could_have_is_refused_beside_its_field(organiser: FlaskClient, bare_app: Flask) -> None:
    address = send(organiser, NO_MODE)
    chosen = {"header": "1", "column-0": "full_name", "column-1": "email", "default-mode": "by air"}
    answer = organiser.post(f"{address}/columns", data={**chosen, "default-site": "Mars"})
    assert answer.status_code == 422
    assert "Attendance is unknown: by air." in answer.text and "Bridge point is unknown: Mars." in answer.text
    assert '<option value="full_name" selected>' in answer.text
    with bare_app.test_request_context():
        assert db.session.scalars(select(Upload.defaults)).one() == {}


def test_a_needed_column_may_be_a_value_for_all_rows(organiser: FlaskClient) -> None:
    address = send(organiser, "Mã đơn vị,Đơn vị\nTW01,Bộ A\nTW02,Bộ B\n", "delegations")
    assert address.endswith("/columns")
    chosen = {"header": "1", "column-0": "code", "column-1": "name", "default-mode": "hall"}
    lacking = organiser.post(address, data=chosen)
    assert (lacking.status_code, "these are needed: Quota" in lacking.text) == (422, True)
    answer = organiser.post(address, data={**chosen, "default-quota": "3"})
    assert "Take in 2 rows" in organiser.get(answer.location).text


def test_a_cell_that_has_no_column_is_corrected_in_place(organiser: FlaskClient, bare_app: Flask) -> None:
    address = send(organiser, NO_MODE)
    page = organiser.get(address).text
    assert 'name="cell-2-mode"' in page and 'name="cell-3-mode"' in page
    organiser.post(f"{address}/corrections", data={"cell-2-mode": "trực tuyến", "cell-3-mode": "", "cell-3-bomb": "x"})
    page = organiser.get(address).text
    assert ("Take in 1 row" in page, 'name="cell-3-200"' in page, 'name="cell-3-mode"' in page) == (True, True, False)
    columns = organiser.get(f"{address}/columns").text
    assert "column-200" not in columns
    kept = {"header": "1", "column-0": "full_name", "column-1": "email", "column-2": "note"}
    organiser.post(f"{address}/columns", data=kept)
    organiser.post(f"{address}/corrections", data={"cell-3-200": "hall"})
    organiser.post(f"{address}/acceptance")
    assert modes(bare_app) == ["online", "hall"]


def test_a_bridge_point_that_lacks_is_asked_for_in_place(organiser: FlaskClient, bare_app: Flask) -> None:
    with bare_app.test_request_context():
        event = db.session.scalars(select(Event)).one()
        make_site(event, "Điểm cầu Huế")
    address = send(organiser, "Họ và tên,Email,Hình thức\nLê An,an@x.example,Điểm cầu\n")
    assert 'name="cell-2-site"' in organiser.get(address).text
    organiser.post(f"{address}/corrections", data={"cell-2-site": "Huế"})
    organiser.post(f"{address}/acceptance")
    assert modes(bare_app) == [Mode.BRIDGE.value]


def test_columns_that_nobody_understood_are_named_with_a_sample(organiser: FlaskClient) -> None:
    page = organiser.get(send(organiser, NO_MODE)).text
    assert "1 column is not used:" in page and "<b>Quê quán</b> (such as: Huế)" in page
    assert "is not used" not in organiser.get(send(organiser, "STT,Họ và tên,Email\n1,Lê An,an@x.example\n")).text


def test_of_a_workbook_the_sheet_with_the_headings_is_read_and_another_can_be(
    organiser: FlaskClient, bare_app: Flask
) -> None:
    address = send(organiser, WORKBOOK)
    page = organiser.get(address).text
    assert "The sheet “Đại biểu” of this workbook is read." in page and "Take in 1 row" in page
    assert "<option>Bìa</option><option>Cũ</option>" in page
    organiser.post(f"{address}/sheet", data={"sheet": "Cũ"})
    page = organiser.get(address).text
    assert "The sheet “Cũ” of this workbook is read." in page and "Take in 2 rows" in page
    organiser.post(f"{address}/acceptance")
    assert count(bare_app, Registration.id) == 2
    refused = organiser.post(f"{address}/sheet", data={"sheet": "Đại biểu"}, follow_redirects=True)
    assert "Some rows of this sheet are in already" in refused.text


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("Bìa", "No row with the headings was found"), ("Mới", "There is no visible sheet “Mới”")],
)
def test_a_sheet_that_cannot_be_read_leaves_what_was_there(organiser: FlaskClient, name: str, sentence: str) -> None:
    address = send(organiser, WORKBOOK)
    page = organiser.post(f"{address}/sheet", data={"sheet": name}, follow_redirects=True).text
    assert sentence in page and "The sheet “Đại biểu” of this workbook is read." in page and "Take in 1 row" in page


def test_a_file_of_one_sheet_is_not_kept_and_has_no_other(organiser: FlaskClient, bare_app: Flask) -> None:
    address = send(organiser, NO_MODE)
    page = organiser.post(f"{address}/sheet", data={"sheet": "Cũ"}, follow_redirects=True).text
    assert "There is no visible sheet “Cũ” in this file." in page
    with bare_app.test_request_context():
        assert db.session.scalars(select(Upload.workbook)).one() is None


def test_a_column_that_answers_a_question_is_recognised(organiser: FlaskClient, bare_app: Flask) -> None:
    with bare_app.test_request_context():
        make_question(db.session.scalars(select(Event)).one(), label="Quê quán")
    address = send(organiser, NO_MODE.replace("Email", "Email,Hình thức").replace("example,", "example,online,"))
    assert "is not used" not in organiser.get(address).text
    organiser.post(f"{address}/acceptance")
    with bare_app.test_request_context():
        assert [*db.session.scalars(select(Answer.value))] == ["Huế"]
