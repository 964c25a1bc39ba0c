"""The secretary's page without an account, what it sends by itself, and the organiser's pages of bridge points."""

from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.audit.models import AuditEntry
from eventapp.bridges import links, shell
from eventapp.bridges.models import Duty, LineState
from eventapp.bridges.queries import contacts_of, point_of, requests_of
from eventapp.config import ROOT
from eventapp.database import db
from eventapp.events.models import Mode, Site
from eventapp.events.queries import find_site_named
from eventapp.events.roles import Role
from eventapp.mail.models import Letter
from eventapp.presence.models import Evidence, Headcount
from tests.checkin.test_views import signed_in, the_event
from tests.factories import make_event, make_registration, make_session, make_site
from tests.queries import count_queries

MANAGED = "/manage/events/forum/bridge-points"
ENGLISH = {"Accept-Language": "en"}


class Point:
    """A bridge point with delegates, and the address of its page."""

    def __init__(self, app: Flask) -> None:
        """Make it, in an event that may be there."""
        with app.app_context():
            event = the_event()
            site = make_site(event)
            other = make_site(event, "Điểm cầu khác")
            names = ("Thạch Sô Phi", "Bế Thị Nhàn")
            self.refs = [make_registration(event, each, mode=Mode.BRIDGE, site=site).ref for each in names]
            self.elsewhere = make_registration(event, "Người Nơi Khác", mode=Mode.BRIDGE, site=other).ref
            self.session = make_session(event).ref
            self.ref, self.page = site.ref, f"/sites/{links.secret(site, 0)}"


@pytest.fixture
def point(bare_app: Flask) -> Point:
    """The bridge point, and nobody signed in."""
    with bare_app.app_context():
        make_event()
    return Point(bare_app)


def the_site() -> Site:
    """Return the bridge point."""
    site = find_site_named(the_event(), "Điểm cầu Huế")
    assert site is not None
    return site


def mark(ref: str = "", **more: Any) -> dict[str, Any]:
    """Return a mark as the page's script sends it."""
    return {"id": str(uuid4()), "kind": "tick", "sign": "in", "ref": ref, "session": "", **more}


def test_the_page_shows_its_own_people_and_nobody_elses(client: FlaskClient, point: Point) -> None:
    page = client.get(point.page, headers=ENGLISH)
    assert page.status_code == 200
    assert ("Thạch Sô Phi" in page.text, "Người Nơi Khác" in page.text) == (True, False)
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"
    assert client.get(f"{point.page[:-1]}!").status_code == 404


def test_a_button_ticks_without_scripts_and_twice_is_once(client: FlaskClient, bare_app: Flask, point: Point) -> None:
    pressed = {"mark": f"in {point.refs[0]} {uuid4()}", "session": point.session}
    for _time in range(2):
        answer = client.post(f"{point.page}/roll", data=pressed)
        assert answer.status_code == 303
    assert 'data-state="here"' in client.get(answer.headers["Location"]).text
    with bare_app.app_context():
        (evidence,) = db.session.scalars(select(Evidence)).all()
        assert evidence.by.startswith("secretary of Điểm cầu Huế")
    client.post(f"{point.page}/roll", data={"mark": f"undo {point.refs[0]} {uuid4()}", "session": point.session})
    assert 'data-state="here"' not in client.get(answer.headers["Location"]).text


@pytest.mark.parametrize("said", ["", "in", "in X", "in X not-a-number", "span X 5", "in X 5"])
def test_what_no_button_says_is_refused(client: FlaskClient, point: Point, said: str) -> None:
    answer = client.post(f"{point.page}/roll", data={"mark": said}, headers=ENGLISH, follow_redirects=True)
    assert "Nothing was noted." in answer.text


def test_the_search_finds_without_accents(client: FlaskClient, point: Point) -> None:
    page = client.get(f"{point.page}?q=be%20nhan").text
    assert (f'data-ref="{point.refs[1]}"' in page, f'data-ref="{point.refs[0]}"' in page) == (True, False)


def test_a_headcount_and_somebody_new_come_in_by_forms(client: FlaskClient, bare_app: Flask, point: Point) -> None:
    given = {"id": str(uuid4()), "session": "", "number": "42"}
    assert client.post(f"{point.page}/headcount", data=given).status_code == 303
    wrong = client.post(f"{point.page}/headcount", data={**given, "number": "many"}, follow_redirects=True)
    assert wrong.status_code == 200
    new = {"id": str(uuid4()), "full_name": "Vi Văn Bảo Khánh", "stands_for": point.refs[0], "session": ""}
    for _time in range(2):
        assert client.post(f"{point.page}/arrivals", data=new).status_code == 303
    page = client.get(point.page, headers=ENGLISH).text
    assert ("Reported: 42" in page, "attends for Thạch Sô Phi" in page) == (True, True)
    assert f'data-ref="{point.refs[0]}"' not in page
    with bare_app.app_context():
        assert [each.number for each in db.session.scalars(select(Headcount))] == [42]


def test_a_refused_name_leads_to_whose_it_is_and_the_form_says_that_it_is_another(
    client: FlaskClient, point: Point
) -> None:
    for number, stands_for in enumerate(("", point.refs[0])):
        new = {"id": str(uuid4()), "full_name": "Vi Văn Bảo Khánh", "stands_for": stands_for, "session": ""}
        answer = client.post(f"{point.page}/arrivals", data=new, headers=ENGLISH)
        assert ("q=Vi" in answer.location) is bool(number)
    page = client.get(answer.location, headers=ENGLISH).text
    assert "Vi Văn Bảo Khánh stands on the list of your bridge point already." in page
    assert f'data-ref="{point.refs[0]}"' not in page and page.count("data-ref=") == 1
    assert client.post(f"{point.page}/arrivals", data=new | {"is_namesake": "yes"}).status_code == 303
    assert f'data-ref="{point.refs[0]}"' not in client.get(point.page).text
    kept = {"id": str(uuid4()), "kind": "arrival", "session": "", "at": None, "clock_offset": 0}
    walk_in = {"full_name": "Vi Văn Bảo Khánh", "stands_for": point.refs[1], "is_namesake": False}
    answer = client.post(f"{point.page}/marks", json={"marks": [{**kept, "walk_in": walk_in}]}, headers=ENGLISH)
    [result] = answer.json["results"]
    assert (result["status"], result["code"]) == ("rejected", "named_here")
    answer = client.post(f"{point.page}/marks", json={"marks": [{**kept, "walk_in": walk_in | {"is_namesake": True}}]})
    assert answer.json["results"][0]["status"] == "stored"


def test_marks_are_taken_once_with_an_answer_for_each(client: FlaskClient, bare_app: Flask, point: Point) -> None:
    marks = [mark(point.refs[0]), mark(point.elsewhere), mark(point.refs[1], sign="out"), {"id": "x"}]
    for stored in ("stored", "already_stored"):
        answer = client.post(f"{point.page}/marks", json={"marks": marks}, headers=ENGLISH)
        assert [each["status"] for each in answer.json["results"]] == [stored, "rejected", stored, "rejected"]
    assert answer.json["results"][1]["detail"].startswith("This delegate is not on the list")
    assert answer.json["standing"]["named"][""][point.refs[0]][0] is True
    assert client.get(f"{point.page}/marks").json == answer.json["standing"]
    with bare_app.app_context():
        assert len(db.session.scalars(select(Evidence)).all()) == 2


@pytest.mark.parametrize("body", ["", "[]", '{"marks": 5}', "{", '{"marks": [' + "0," * 500 + "0]}"])
def test_what_holds_no_marks_is_refused(client: FlaskClient, point: Point, body: str) -> None:
    answer = client.post(f"{point.page}/marks", data=body, content_type="application/json")
    assert answer.status_code == 422


def test_another_site_cannot_hand_marks_in(client: FlaskClient, point: Point) -> None:
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = client.post(f"{point.page}/marks", json={"marks": [mark(point.refs[0])]}, headers=headers)
        assert answer.status_code == 403
    assert client.post(f"/sites/{'0' * 34}/marks", json={"marks": []}).status_code == 404


def test_what_is_known_is_asked_for_at_little_cost(client: FlaskClient, point: Point) -> None:
    first = client.get(f"{point.page}/marks")
    again = client.get(f"{point.page}/marks", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_the_secretary_reports_place_people_and_line(client: FlaskClient, bare_app: Flask, point: Point) -> None:
    given = {
        "address": "12 Lê Lợi",
        "room": "Phòng 2",
        "notes": "Cần phiên dịch",
        "chair_registration": point.refs[0],
        "technician_name": "Lê Văn An",
        "technician_phone": "0912345678",
    }
    assert client.post(f"{point.page}/details", data=given).status_code == 303
    assert client.post(f"{point.page}/line", data={"line": "passed", "note": "Tiếng, hình"}).status_code == 303
    with bare_app.app_context():
        site = the_site()
        contacts, kept = contacts_of(site), point_of(site)
        assert (site.address, kept.room, kept.notes) == ("12 Lê Lợi", "Phòng 2", "Cần phiên dịch")
        assert (contacts[Duty.CHAIR].name, contacts[Duty.TECHNICIAN].phone) == ("Thạch Sô Phi", "+84912345678")
        assert (kept.line, kept.line_note) == (LineState.PASSED, "Tiếng, hình")
    wrong = client.post(f"{point.page}/details", data={**given, "secretary_email": "x"})
    assert wrong.status_code == 422
    assert 'value="x"' in wrong.text
    not_ours = client.post(f"{point.page}/details", data={**given, "chair_registration": point.elsewhere})
    assert not_ours.status_code == 422
    assert client.post(f"{point.page}/line", data={"line": "good"}).status_code == 303
    with bare_app.app_context():
        assert point_of(the_site()).line is LineState.PASSED


def test_the_point_asks_to_speak_and_the_organiser_sees_it(client: FlaskClient, bare_app: Flask) -> None:
    signed_in(client, bare_app, Role.ORGANISER)
    point, visitor = Point(bare_app), bare_app.test_client()
    asked = {"subject": "Ngoại giao văn hoá", "speaker": "Trần Văn Bình", "session": point.session}
    assert visitor.post(f"{point.page}/requests", data=asked).status_code == 303
    assert visitor.post(f"{point.page}/requests", data=asked).status_code == 409
    assert visitor.post(f"{point.page}/requests", data={**asked, "subject": ""}).status_code == 422
    assert visitor.post(f"{point.page}/requests", data={**asked, "session": "ZZZZZZZZ"}).status_code == 422
    for address in (MANAGED, f"{MANAGED}/{point.ref}"):
        assert "Ngoại giao văn hoá" in client.get(address).text
    with bare_app.app_context():
        ref = requests_of(the_event())[0].ref
    assert visitor.post(f"{point.page}/requests/{ref}/withdrawal").status_code == 303
    assert visitor.post(f"{point.page}/requests/ZZZZZZZZ/withdrawal").status_code == 404
    assert "Ngoại giao văn hoá" not in client.get(MANAGED).text


def test_the_organiser_erases_a_contact_and_is_asked_before(client: FlaskClient, bare_app: Flask) -> None:
    signed_in(client, bare_app, Role.ORGANISER)
    point = Point(bare_app)
    one = f"{MANAGED}/{point.ref}"
    given = {"secretary_name": "Đinh Thị Ánh", "secretary_email": "a@example.vn", "secretary_locale": "vi"}
    client.post(one, data=given)
    ask = f"{one}/contacts/secretary/erasure"
    assert ask in client.get(one).text
    assert "contacts/" not in bare_app.test_client().get(point.page).text
    assert "erase “Đinh Thị Ánh”?" in client.get(ask, headers=ENGLISH).text
    for wrong in ("chair", "porter"):
        assert client.post(f"{one}/contacts/{wrong}/erasure").status_code == 404
    done = client.post(ask, data={"closes_link": "yes"}, follow_redirects=True, headers=ENGLISH).text
    assert "Erased. The bridge point has a new link" in done and "Đinh Thị Ánh" not in done
    assert bare_app.test_client().get(point.page).status_code == 404
    client.post(one, data=given)
    kept = client.post(ask, follow_redirects=True, headers=ENGLISH).text
    assert "Erased." in kept and "new link" not in kept.split("Erased.")[1][:40]


def test_the_page_costs_as_much_with_thirty_people(client: FlaskClient, bare_app: Flask, point: Point) -> None:
    counts = []
    for number in (0, 30):
        with bare_app.app_context():
            for each in range(number):
                make_registration(the_event(), f"Người {chr(65 + each % 26)} {each}", mode=Mode.BRIDGE, site=the_site())
        client.get(point.page)
        with count_queries(bare_app) as sent:
            assert client.get(point.page).status_code == 200
        counts.append(len(sent))
    assert counts[0] == counts[1]


def test_the_organiser_makes_points_and_reminds_their_secretaries(client: FlaskClient, bare_app: Flask) -> None:
    signed_in(client, bare_app, Role.ORGANISER)
    assert client.post(MANAGED, data={"block": "Điểm cầu Huế\nĐiểm cầu Cà Mau"}).status_code == 303
    assert client.post(MANAGED, data={"block": ""}).status_code == 422
    assert client.post(f"{MANAGED}/invited").status_code == 303
    with bare_app.app_context():
        ref = the_site().ref
    one = f"{MANAGED}/{ref}"
    given = {"secretary_name": "Đinh Thị Ánh", "secretary_email": "a@example.vn", "secretary_locale": "vi"}
    assert client.post(one, data=given).status_code == 303
    assert client.post(f"{one}/line", data={"line": "failed"}).status_code == 303
    assert client.post(f"{one}/line", data={"line": "x"}).status_code == 303
    page = client.get(f"{MANAGED}?q=hue", headers=ENGLISH).text
    assert ("Not passed" in page, "Cà Mau" in page) == (True, False)
    for kind in ("introduction", "reminder", "reminder"):
        assert client.post(f"{MANAGED}/letters", data={"kind": kind, "site": ref}).status_code == 303
    with bare_app.app_context():
        kinds = db.session.scalars(select(Letter.kind).where(Letter.recipient == "a@example.vn")).all()
        assert sorted(kinds) == ["bridges/introduction", "bridges/reminder"]
    assert client.post(f"{MANAGED}/letters", data={"kind": "x"}).status_code == 303
    assert client.get(f"{MANAGED}/ZZZZZZZZ").status_code == 404
    assert client.post(one, data={**given, "secretary_email": "x"}).status_code == 422


def test_a_new_link_closes_the_former_one(client: FlaskClient, bare_app: Flask) -> None:
    signed_in(client, bare_app, Role.ORGANISER)
    point = Point(bare_app)
    assert point.page in client.get(f"{MANAGED}/{point.ref}").text
    assert client.post(f"{MANAGED}/{point.ref}/link").status_code == 303
    assert client.get(point.page).status_code == 404
    with bare_app.app_context():
        words = db.session.scalars(select(AuditEntry.words)).all()
        assert [each for each in words if point.page.rsplit("/", 1)[1] in str(each)] == []


def test_letters_to_secretaries_are_previewed_and_tried(client: FlaskClient, bare_app: Flask) -> None:
    signed_in(client, bare_app, Role.ORGANISER)
    point = Point(bare_app)
    for kind in ("bridges.introduction", "bridges.reminder"):
        preview = f"/manage/events/forum/letters/wordings/{kind}/preview?in=en&ref={point.ref}"
        page = client.get(preview, headers=ENGLISH).text
        assert ("No chair named" in page, point.page in page) == (True, True)
        tried = {"in": "en", "ref": point.ref}
        assert client.post(f"/manage/events/forum/letters/wordings/{kind}/trial", data=tried).status_code == 303
    with bare_app.app_context():
        kinds = db.session.scalars(select(Letter.kind).where(Letter.kind.startswith("trial/"))).all()
        assert sorted(kinds) == ["trial/bridges/introduction", "trial/bridges/reminder"]


def test_the_worker_keeps_files_that_are_there_and_the_page_s_own(client: FlaskClient, bare_app: Flask) -> None:
    worker = client.get("/sites/worker.js")
    assert worker.mimetype == "text/javascript"
    files = shell.files(ROOT / "static")
    assert {"sites/main.js", "door/queue.js", "css/theme.css"} <= set(files)
    assert [name for name in files if not (ROOT / "static" / name).is_file()] == []
