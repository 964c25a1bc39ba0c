"""Sites and seats: offered, taken away, and given to those who wait."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.database import db, transaction
from eventapp.events.models import Mode, Site
from eventapp.events.queries import modes_of, sites_of
from eventapp.mail.models import Letter
from eventapp.registration.models import Registration, Status
from tests import factories
from tests.events.desk import the


def modes(**changes: Any) -> dict[str, Any]:
    return {"hall": "yes", "hall_seats": "1", "bridge": "yes", "online": "yes", **changes}


def test_more_seats_move_up_who_waits_and_tell_them(bare_app: Flask, owner: FlaskClient) -> None:
    with bare_app.app_context():
        for name in ("Nguyễn Văn An", "Trần Thị Bình", "Lê Văn Cường"):
            factories.make_registration(the(), name)
    answer = owner.post("/manage/events/forum/modes", data=modes(hall_seats="2"), follow_redirects=True)
    assert "1 delegate moved up from the waiting list." in answer.text
    with bare_app.app_context():
        rows = db.session.scalars(select(Registration).order_by(Registration.id)).all()
        assert [row.status for row in rows] == [Status.CONFIRMED, Status.CONFIRMED, Status.WAITLISTED]
        assert modes_of(the())[Mode.HALL].taken == 2
        told = db.session.scalars(select(Letter.kind).where(Letter.subject_id == rows[1].id)).all()
        assert "registration/confirmed" in told


def test_seats_that_are_only_offered_are_called_so(bare_app: Flask, owner: FlaskClient) -> None:
    with bare_app.app_context():
        for name in ("Nguyễn Văn An", "Trần Thị Bình", "Lê Văn Cường"):
            factories.make_registration(the(), name)
        with transaction():
            the().offer_hours = 24
    answer = owner.post("/manage/events/forum/modes", data=modes(hall_seats="3"), follow_redirects=True)
    assert "2 seats were offered to those who wait." in answer.text
    assert "moved up" not in answer.text


def test_fewer_seats_than_are_taken_are_refused_and_nothing_is_changed(bare_app: Flask, owner: FlaskClient) -> None:
    with bare_app.app_context():
        for mode in (Mode.ONLINE, Mode.ONLINE):
            factories.make_registration(the(), mode=mode)
    answer = owner.post("/manage/events/forum/modes", data=modes(hall_seats="50", online_seats="1"))
    assert answer.status_code == 409
    assert "2 seats are already taken, those offered included" in answer.text
    assert 'value="50"' in answer.text
    with bare_app.app_context():
        assert {mode.value: row.capacity for mode, row in modes_of(the()).items()} == {
            "hall": 1,
            "bridge": None,
            "online": None,
        }


def test_a_mode_is_withdrawn_only_while_nobody_has_registered_for_it(bare_app: Flask, owner: FlaskClient) -> None:
    with bare_app.app_context():
        factories.make_registration(the(), mode=Mode.ONLINE)
    refused = owner.post("/manage/events/forum/modes", data=modes(online=""))
    assert refused.status_code == 409
    assert "Delegates registered for this form of attendance: 1." in refused.text
    assert owner.post("/manage/events/forum/modes", data=modes(bridge="")).status_code == 303
    with bare_app.app_context():
        assert list(modes_of(the())) == [Mode.HALL, Mode.ONLINE]


def test_a_mode_may_have_no_seat_at_all_then_everyone_waits(bare_app: Flask, owner: FlaskClient) -> None:
    assert owner.post("/manage/events/forum/modes", data=modes(hall_seats="0")).status_code == 303
    with bare_app.app_context():
        assert modes_of(the())[Mode.HALL].capacity == 0
        assert factories.make_registration(the(), "Nguyễn Văn An").status is Status.WAITLISTED
    assert 'value="0"' in owner.get("/manage/events/forum/sites").text


@pytest.mark.parametrize("seats", ["-1", "many", "9" * 30])
def test_seats_are_a_whole_number(owner: FlaskClient, seats: str) -> None:
    answer = owner.post("/manage/events/forum/modes", data=modes(hall_seats=seats))
    assert answer.status_code == 422
    assert f'value="{seats}"' in answer.text


def test_a_site_is_added_changed_and_removed(bare_app: Flask, owner: FlaskClient) -> None:
    added = owner.post("/manage/events/forum/sites", data={"mode": "bridge", "name": "Huế", "capacity": "5"})
    assert added.status_code == 303
    with bare_app.app_context():
        ref = sites_of(the())[0].ref
    changed = owner.post(f"/manage/events/forum/sites/{ref}", data={"name": "Cố đô Huế", "capacity": ""})
    assert changed.status_code == 303
    with bare_app.app_context():
        assert [(site.name, site.capacity) for site in sites_of(the())] == [("Cố đô Huế", None)]
    assert "Cố đô Huế" in owner.get("/events/forum").text
    owner.post(f"/manage/events/forum/sites/{ref}/removal")
    with bare_app.app_context():
        assert list(sites_of(the())) == []


def test_a_second_site_of_that_name_is_refused(bare_app: Flask, owner: FlaskClient) -> None:
    with bare_app.app_context():
        factories.make_site(the(), "Huế")
        other = factories.make_site(the(), "Đà Nẵng").ref
    assert owner.post("/manage/events/forum/sites", data={"name": "HUẾ"}).status_code == 409
    renamed = owner.post(f"/manage/events/forum/sites/{other}", data={"name": "Hue", "address": "kept"})
    assert renamed.status_code == 409
    assert 'value="kept"' in renamed.text


def test_a_site_with_people_stays(bare_app: Flask, owner: FlaskClient) -> None:
    with bare_app.app_context():
        site = factories.make_site(the(), "Huế", seats=1)
        factories.make_registration(the(), mode=Mode.BRIDGE, site=site)
        factories.make_registration(the(), mode=Mode.BRIDGE, site=site)
        hall = modes_of(the())[Mode.HALL].capacity
    home = f"/manage/events/forum/sites/{site.ref}/removal"
    asked = owner.get(home).text
    assert "2 delegates are to come there or wait for it." in asked
    assert f"/delegates?site={site.ref}" in asked
    refused = owner.post(home)
    assert (refused.status_code, "People still belong to “Huế”." in refused.text) == (409, True)
    assert owner.post(home, data={"into": "nowhere"}).status_code == 422
    full = owner.post(home, data={"into": "hall"})
    assert (hall, full.status_code, 'value="hall" selected' in full.text) == (1, 409, True)
    more = owner.post(f"/manage/events/forum/sites/{site.ref}", data={"name": "Huế", "capacity": "2"})
    assert more.status_code == 303
    with bare_app.app_context():
        assert db.session.scalars(select(Site.taken)).all() == [2]


def test_a_site_is_removed_with_its_people_and_an_ended_registration_keeps_it(
    bare_app: Flask, owner: FlaskClient
) -> None:
    with bare_app.app_context():
        site = factories.make_site(the(), "Huế")
        gone = factories.make_registration(the(), "Trần Thị Bình", mode=Mode.BRIDGE, site=site).ref
        factories.make_registration(the(), mode=Mode.BRIDGE, site=site)
    owner.post(f"/manage/events/forum/delegates/{gone}/cancellation")
    home = f"/manage/events/forum/sites/{site.ref}/removal"
    assert "1 delegate is to come there or waits for it." in owner.get(home).text
    done = owner.post(home, data={"into": "online"}, follow_redirects=True).text
    assert "“Huế” is removed. 1 delegate attends elsewhere." in done
    assert owner.get(f"/manage/events/forum/sites/{site.ref}").status_code == 404
    assert "Huế" in owner.get("/manage/events/forum/delegates?status=all").text
    assert "Huế" not in owner.get("/events/forum").text


def test_a_site_is_that_of_its_own_event(bare_app: Flask, owner: FlaskClient) -> None:
    with bare_app.app_context():
        foreign = factories.make_site(factories.make_event("other"), "Huế").ref
    assert owner.get(f"/manage/events/forum/sites/{foreign}").status_code == 404
    assert owner.post(f"/manage/events/forum/sites/{foreign}/removal").status_code == 404


def test_an_event_has_one_main_site(bare_app: Flask, owner: FlaskClient) -> None:
    hall = {"mode": "hall", "name": "Trụ sở Bộ"}
    assert owner.post("/manage/events/forum/sites", data=hall).status_code == 303
    refused = owner.post("/manage/events/forum/sites", data={**hall, "name": "Nhà khách"})
    assert refused.status_code == 409
    assert "The main site is “Trụ sở Bộ” already." in refused.text
    assert 'value="Nhà khách"' in refused.text
    with bare_app.app_context():
        assert [site.name for site in sites_of(the(), Mode.HALL)] == ["Trụ sở Bộ"]
