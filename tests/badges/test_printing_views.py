"""Pages of printing: the list, a run and its file, the desk, the station, the log."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.badges.models import Print, PrintRun
from eventapp.database import db
from eventapp.events.queries import find_event
from eventapp.events.roles import Role
from tests import factories
from tests.visits import signed_in

HOME, DOOR = "/manage/events/forum/badges", "/door/forum/badges"


@pytest.fixture
def refs(bare_app: Flask) -> list[str]:
    """The references of three delegates of the event."""
    with bare_app.test_request_context():
        event = factories.make_event()
        return [factories.make_registration(event, name).ref for name in ("Lê An", "Đỗ Hoà", "Y Blốk Êban")]


def member(app: Flask, role: Role) -> FlaskClient:
    with app.test_request_context():
        event = find_event("forum")
        assert event is not None
        user = factories.make_user()
        factories.give_role(event, user, role)
        email = user.email
    return signed_in(app, email)


def test_the_list_prints_those_ticked_then_all_that_are_left_and_exports(bare_app: Flask, refs: list[str]) -> None:
    registrar = member(bare_app, Role.REGISTRAR)
    assert "3 badges that are found are not printed yet" in registrar.get(HOME).text
    ticked = registrar.post(f"{HOME}/runs", data={"ref": refs[:1], "key": "a"})
    assert ticked.status_code == 303
    assert registrar.post(f"{HOME}/runs", data={"ref": refs[:1], "key": "a"}).location == ticked.location
    page = registrar.get(ticked.location).text
    assert "Ready to print" in page
    file = registrar.get(f"{ticked.location}/files/1.pdf")
    assert (file.mimetype, file.data[:4]) == ("application/pdf", b"%PDF")
    assert registrar.get(f"{ticked.location}/files/2.pdf").status_code == 404
    assert registrar.get(f"{ticked.location}/progress").json == {"done": 1, "total": 1, "is_under_way": False}
    assert registrar.post(f"{HOME}/runs?q=hoa", data={"all": "yes", "key": "b"}).status_code == 303
    assert "1 badge that is found is not printed yet" in registrar.get(HOME).text
    refused = registrar.post(f"{HOME}/runs?q=hoa", data={"all": "yes", "key": "c"}, follow_redirects=True)
    assert "Nothing is left to print" in refused.text
    assert [name in registrar.get(f"{HOME}?state=made").text for name in ("Lê An", "Blốk")] == [True, False]
    assert "Lê An" in registrar.get(f"{HOME}.csv?state=made").text
    assert registrar.get(f"{HOME}.xlsx").data[:2] == b"PK"
    registrar.post(f"{ticked.location}/confirmation")
    assert "Đỗ Hoà" in registrar.get(f"{HOME}/log?q=hoa").text
    assert "Lê An" in registrar.get(f"{HOME}/log.csv?sort=name").text
    assert registrar.get(f"{HOME}/log.xlsx").data[:2] == b"PK"
    assert "cleared away" not in registrar.get(ticked.location).text
    for kept in (bare_app.config["INSTANCE"] / "uploads" / "badges").iterdir():
        kept.unlink()
    assert "cleared away" in registrar.get(ticked.location).text
    assert "Ready to print" in registrar.post(f"{ticked.location}/files", follow_redirects=True).text


def test_the_desk_asks_the_station_takes_and_a_reprint_needs_a_reason(bare_app: Flask, refs: list[str]) -> None:
    staff = member(bare_app, Role.DOOR)
    found = staff.get(DOOR, query_string={"q": "hoa", "desk": "Desk 2"}).text
    assert "Đỗ Hoà" in found
    assert "Lê An" not in found
    for _press in range(2):
        asked = staff.post(f"{DOOR}/{refs[1]}", data={"desk": "Desk 2"}, follow_redirects=True)
        assert "The badge of Đỗ Hoà is in the queue." in asked.text
    assert staff.get(f"{DOOR}/queue").json == {"waiting": 1}
    taken = staff.post(f"{DOOR}/queue", data={"station": "Hall", "most": "5"})
    assert staff.get(f"{taken.location}/files/1.pdf").data[:4] == b"%PDF"
    assert "Nothing waits to be printed" in staff.post(f"{DOOR}/queue", follow_redirects=True).text
    assert "was printed already" in staff.post(f"{DOOR}/{refs[1]}", follow_redirects=True).text
    assert "in the queue again" in staff.post(f"{taken.location}/return", follow_redirects=True).text
    assert staff.get(f"{taken.location}/files/1.pdf").status_code == 404
    with bare_app.app_context():
        waiting = db.session.scalars(select(Print)).one()
    one = staff.post(f"{DOOR}/queue/{waiting.id}/run")
    assert "One out of the queue" in staff.get(one.location).text
    already = staff.post(f"{DOOR}/queue/{waiting.id}/withdrawal", follow_redirects=True)
    assert "A station has taken it already." in already.text

    assert "Print no. 1 was asked for" in staff.get(f"{DOOR}/{refs[1]}/reprint").text
    kept = staff.post(f"{DOOR}/{refs[1]}/reprint", data={"number": "2", "reason": "", "desk": "Desk 7"})
    assert kept.status_code == 422
    assert "Desk 7" in kept.text
    again = staff.post(f"{DOOR}/{refs[1]}/reprint", data={"number": "2", "reason": "Lost"}, follow_redirects=True)
    assert "Print no. 2 of Đỗ Hoà is in the queue." in again.text
    refused = staff.post(f"{DOOR}/{refs[0]}/reprint", data={"number": "2", "reason": "Lost"})
    assert refused.status_code == 409
    with bare_app.app_context():
        waiting = db.session.scalars(select(Print).where(Print.number == 2)).one()
    gone = staff.post(f"{DOOR}/queue/{waiting.id}/withdrawal", follow_redirects=True)
    assert "It is out of the queue." in gone.text


def test_runs_of_whole_groups_are_not_for_door_staff(bare_app: Flask, refs: list[str]) -> None:
    registrar, staff = member(bare_app, Role.REGISTRAR), member(bare_app, Role.DOOR)
    run = registrar.post(f"{HOME}/runs", data={"ref": refs}).location
    assert staff.get(run).status_code == 404
    assert staff.get(f"{run}/files/1.pdf").status_code == 404
    assert staff.get(HOME).status_code == 403
    with bare_app.app_context():
        assert db.session.scalars(select(PrintRun.number)).all() == [3]
