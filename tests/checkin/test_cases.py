"""The list of cases at the door: searched, sorted, filtered, paged, taken along."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from eventapp.checkin import cases
from eventapp.checkin.models import CaseKind
from eventapp.database import transaction
from eventapp.events.roles import Role
from tests.checkin.telephones import open_cases
from tests.checkin.test_views import signed_in, the_event
from tests.factories import make_registration
from tests.queries import count_queries

PAGE = "/manage/events/forum/door/cases"
TEN = datetime(2030, 5, 6, 3, 0, tzinfo=UTC)


def furnish(app: Flask) -> None:
    """Make three cases: of two people at ten and at eleven, and of nobody at noon."""
    with app.test_request_context():
        event = the_event()
        people = [
            make_registration(event, "Trần Bình", organisation="Bộ Công Thương"),
            make_registration(event, "Lê An", organisation="Bộ Ngoại giao"),
        ]
        for hour, person in enumerate(people):
            with time_machine.travel(TEN + timedelta(hours=hour), tick=False), transaction():
                cases.open_case(event, CaseKind.AGAINST_RULES, person.ref, ticket_id=person.ticket_id, reason="pending")
        with time_machine.travel(TEN + timedelta(hours=2), tick=False), transaction():
            cases.open_case(event, CaseKind.CLOCK, "clock", device="Cửa 1")


@pytest.fixture
def supervisor(client: FlaskClient, bare_app: Flask) -> FlaskClient:
    """Somebody who settles cases, of which there are three."""
    signed_in(client, bare_app, Role.REGISTRAR)
    furnish(bare_app)
    return client


def sheet(client: FlaskClient, question: str = "") -> list[list[str]]:
    """Return the rows of the list as CSV, without the heading."""
    answer = client.get(f"{PAGE}.csv{question}")
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))[1:]


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("", ["", "Lê An", "Trần Bình"]),
        ("?sort=opened", ["Trần Bình", "Lê An", ""]),
        ("?sort=name", ["Lê An", "Trần Bình", ""]),
        ("?sort=kind", ["Trần Bình", "Lê An", ""]),
        ("?sort=nonsense", ["", "Lê An", "Trần Bình"]),
        ("?kind=against_rules", ["Lê An", "Trần Bình"]),
        ("?q=binh", ["Trần Bình"]),
        ("?q=nobody", []),
        ("?settled=yes", []),
    ],
)
def test_a_sheet_has_what_is_asked_for_in_that_order(supervisor: FlaskClient, question: str, names: list[str]) -> None:
    assert [row[3] for row in sheet(supervisor, question)] == names


def test_the_page_shows_the_same_and_says_how_many_of_each_kind(supervisor: FlaskClient, bare_app: Flask) -> None:
    page = supervisor.get(PAGE).text
    assert page.index("clock is off</h2>") < page.index("Lê An</a>") < page.index("Trần Bình</a>")
    assert "1–3 of 3" in page
    found = supervisor.get(f"{PAGE}?q=binh").text
    assert "1–1 of 1" in found and "Lê An</a>" not in found
    assert "Nothing is found" in supervisor.get(f"{PAGE}?q=nobody").text
    with bare_app.test_request_context():
        clock = open_cases(the_event())[0]
    assert "1–1 of 1" in supervisor.get(f"{PAGE}?q={clock.ref}").text
    assert supervisor.get(f"{PAGE}.xlsx").data[:2] == b"PK"


def test_pages_follow_one_another(supervisor: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eventapp.checkin.views.case_list.PER_PAGE", 2)
    assert "1–2 of 3" in supervisor.get(PAGE).text
    assert "3–3 of 3" in supervisor.get(f"{PAGE}?page=2").text
    assert "3–3 of 3" in supervisor.get(f"{PAGE}?page=99").text
    assert len(sheet(supervisor)) == 3


def test_whoever_settles_comes_back_to_the_list_as_it_was_and_hears_who_was_faster(
    supervisor: FlaskClient, bare_app: Flask
) -> None:
    with bare_app.test_request_context():
        case = open_cases(the_event())[0]
    settle = f"{PAGE}/{case.ref}/settlement?sort=name&_external=1"
    answer = supervisor.post(settle, data={"said": "Đã chỉnh giờ"})
    assert answer.headers["Location"] == f"{PAGE}?sort=name"
    late = supervisor.post(settle, data={"said": "Lần hai"})
    assert late.status_code == 409 and "Somebody has settled this meanwhile" in late.text
    assert [row[7] for row in sheet(supervisor, "?settled=yes")] == ["Đã chỉnh giờ"]


def test_the_list_asks_the_same_for_three_and_for_many(supervisor: FlaskClient, bare_app: Flask) -> None:
    with count_queries(bare_app) as few:
        supervisor.get(PAGE)
    with bare_app.test_request_context(), transaction():
        for number in range(20):
            cases.open_case(the_event(), CaseKind.CLOCK, f"clock {number}", device="Cửa 1")
    with count_queries(bare_app) as many:
        supervisor.get(PAGE)
    assert len(few) == len(many)


def test_a_viewer_takes_no_cases_along(client: FlaskClient, bare_app: Flask) -> None:
    signed_in(client, bare_app, Role.VIEWER)
    assert client.get(f"{PAGE}.csv").status_code == 403
