"""What a focal point does with a nominated delegate and with the invitation: correct, replace, withdraw, answer."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from eventapp.audit.trail import GUEST
from eventapp.database import db, transaction
from eventapp.delegations import quotas
from eventapp.delegations.models import Delegation, State
from eventapp.events.models import Event, Mode
from eventapp.events.roles import Role
from eventapp.mail.models import Letter
from eventapp.registration import enrolment
from eventapp.registration.models import Registration, Status
from eventapp.tickets.models import Ticket, VoidReason
from tests.factories import give_role, make_event, make_registration, make_site, make_user, open_session
from tests.registration.focal import hidden, listed, make_delegation, secret_of, standing, used
from tests.trust.invariants import assert_counters_agree

AN = {"full_name": "Nguyễn Văn An", "position": "Thứ trưởng", "email": "an@bo.example.vn", "phone": "", "site": ""}
BINH = {"other_full_name": "Trần Thị Bình", "other_position": "Vụ trưởng", "other_email": "an@bo.example.vn"}


@pytest.fixture
def door(bare_app: Flask) -> str:
    """The page of a delegation with two seats in the hall and one online."""
    with bare_app.test_request_context():
        event = make_event(hall=5)
        make_site(event, "Điểm cầu Huế")
        delegation = make_delegation(event, hall=2, online=1)
        make_registration(event, AN["full_name"], email=AN["email"], position=AN["position"], delegation=delegation)
        return secret_of(delegation)


@pytest.fixture
def an(bare_app: Flask, door: str) -> str:
    """The page of its one delegate."""
    with bare_app.app_context():
        return f"{door}/delegates/{db.session.scalars(select(Registration.ref)).one()}"


def registrations(app: Flask) -> list[Registration]:
    """Return all registrations as they came."""
    with app.app_context():
        whole = select(Registration).options(joinedload(Registration.person)).order_by(Registration.id)
        return list(db.session.scalars(whole))


def test_the_details_and_the_attendance_are_changed_in_one_step(client: FlaskClient, bare_app: Flask, an: str) -> None:
    form = {**AN, "position": "Bộ trưởng", "mode": "online", "revision": "0"}
    assert client.post(an, data=form).status_code == 303
    (row,) = registrations(bare_app)
    assert (row.person.position, row.mode, row.status) == ("Bộ trưởng", Mode.ONLINE, Status.CONFIRMED)
    assert (used(bare_app), used(bare_app, Mode.ONLINE)) == (0, 1)
    page = client.get(an.split("/delegates/")[0]).text
    assert "The focal point of Bộ Ngoại giao: changed the registration of Nguyễn Văn An: Position" in page
    assert "The focal point of Bộ Ngoại giao: moved Nguyễn Văn An to “Online”" in page
    with bare_app.app_context():
        assert_counters_agree()


@pytest.mark.parametrize(
    ("change", "status", "sentence"),
    [
        ({"email": "x"}, 422, "is not an e-mail address"),
        ({"mode": "bridge"}, 422, "Choose the bridge point where you will attend."),
        ({"mode": "bridge", "site": "ZZZZZZZZ"}, 422, "There is no such bridge point."),
        ({"mode": "bridge", "site": "own"}, 409, "has no seat left for this form of attendance"),
    ],
)
def test_what_cannot_be_is_refused_and_stays_as_typed(
    client: FlaskClient, bare_app: Flask, an: str, change: dict[str, str], status: int, sentence: str
) -> None:
    with bare_app.test_request_context():
        if change.get("site") == "own":
            change = {**change, "site": make_site(db.session.scalars(select(Event)).one(), "Điểm cầu Vinh").ref}
    answer = client.post(an, data={**AN, "mode": "hall", "position": "Bộ trưởng", "revision": "0", **change})
    assert (answer.status_code, sentence in answer.text) == (status, True)
    assert 'value="Bộ trưởng"' in answer.text
    assert (registrations(bare_app)[0].person.position, standing(bare_app).revision) == ("Thứ trưởng", 0)


def test_a_stale_correction_shows_both_versions_and_goes_on(client: FlaskClient, bare_app: Flask, an: str) -> None:
    assert client.post(an, data={**AN, "mode": "hall", "position": "Bộ trưởng", "revision": "0"}).status_code == 303
    mine = {**AN, "mode": "hall", "position": "Phó Thủ tướng", "revision": "0"}
    answer = client.post(an, data=mine)
    assert answer.status_code == 409
    assert "What you wanted, and what stands now" in answer.text
    assert ">Phó Thủ tướng</td>" in answer.text and ">Bộ trưởng</td>" in answer.text
    assert 'value="Phó Thủ tướng"' in answer.text
    assert registrations(bare_app)[0].person.position == "Bộ trưởng"
    assert client.post(an, data=mine | {"revision": hidden(answer.text, "revision")}).status_code == 303
    assert registrations(bare_app)[0].person.position == "Phó Thủ tướng"


def test_a_stand_in_gets_the_seat_and_not_the_rank_and_the_old_ticket_is_dead(
    client: FlaskClient, bare_app: Flask, door: str, an: str
) -> None:
    assert client.post(f"{an}/head", data={"revision": "0"}).status_code == 303
    assert standing(bare_app).head_id == registrations(bare_app)[0].person_id
    assert "Head of delegation" in client.get(door).text
    wrong = client.post(f"{an}/substitution", data={**BINH, "other_email": "x", "reason": "Công tác", "revision": "1"})
    assert (wrong.status_code, 'value="Công tác"' in wrong.text) == (422, True)
    answer = client.post(f"{an}/substitution", data={**BINH, "reason": "Công tác", "revision": "1"})
    assert answer.status_code == 303
    page = client.get(door).text
    assert "Attends for Nguyễn Văn An: Công tác" in page and "Vụ trưởng" in page
    old, new = registrations(bare_app)
    assert (old.status, new.status) == (Status.REPLACED, Status.CONFIRMED)
    assert (new.attends_for_id, new.person.position, new.ticket_id == old.ticket_id) == (old.id, "Vụ trưởng", False)
    assert (standing(bare_app).head_id, used(bare_app)) == (None, 1)
    with bare_app.app_context():
        assert db.session.get_one(Ticket, old.ticket_id).void_reason is VoidReason.REPLACED
        assert_counters_agree()
    again = client.post(f"{an}/substitution", data={**BINH, "revision": "2"})
    assert again.status_code == 409


def test_a_withdrawn_delegate_frees_seat_and_quota(client: FlaskClient, bare_app: Flask, an: str) -> None:
    assert client.post(f"{an}/cancellation", data={"revision": "1"}).status_code == 409
    assert client.post(f"{an}/cancellation", data={}).status_code == 409
    assert client.post(f"{an}/cancellation", data={"revision": "0"}).status_code == 303
    assert (listed(bare_app), used(bare_app)) == ([], 0)
    assert client.post(f"{an}/cancellation", data={"revision": "1"}).status_code == 409
    assert client.post(f"{an}/head", data={"revision": "1"}).status_code == 409
    assert "already been cancelled" in client.get(an).text
    with bare_app.app_context():
        assert_counters_agree()


def test_another_delegations_delegate_is_not_there(client: FlaskClient, bare_app: Flask, door: str) -> None:
    """E2: of this event or of another, whatever is done."""
    with bare_app.test_request_context():
        event = db.session.scalars(select(Event)).one()
        foreign = [
            make_registration(event, delegation=make_delegation(event, "Bộ Công an")).ref,
            make_registration(event).ref,
            make_registration(make_event("other")).ref,
        ]
    for ref in foreign:
        assert client.get(f"{door}/delegates/{ref}").status_code == 404
        for act in ("", "/substitution", "/head", "/cancellation"):
            form = {**AN, **BINH, "mode": "hall", "revision": "0"}
            assert client.post(f"{door}/delegates/{ref}{act}", data=form).status_code == 404
    assert {row.status for row in registrations(bare_app)} == {Status.CONFIRMED}


def test_the_list_is_confirmed_as_it_was_shown(client: FlaskClient, bare_app: Flask, door: str) -> None:
    stale = client.post(f"{door}/confirmation", data={"revision": "5"})
    assert (stale.status_code, standing(bare_app).answered_at) == (409, None)
    assert "Someone else has changed this list" in stale.text
    assert client.post(f"{door}/confirmation", data={"revision": "0"}).status_code == 303
    delegation = standing(bare_app)
    assert delegation.answered_at is not None
    assert delegation.state(delegation.answered_at) is State.ANSWERED
    assert "Confirm the list again" in client.get(door).text


def test_an_invitation_is_declined_with_a_reason_and_the_refusal_taken_back(
    client: FlaskClient, bare_app: Flask, door: str, an: str
) -> None:
    assert "1 delegate you have nominated is withdrawn" in client.get(f"{door}/refusal").text
    silent = client.post(f"{door}/refusal", data={"reason": " ", "revision": "0"})
    assert (silent.status_code, len(listed(bare_app))) == (422, 1)
    stale = client.post(f"{door}/refusal", data={"reason": "Trùng lịch", "revision": "9"})
    assert (stale.status_code, "Trùng lịch" in stale.text, len(listed(bare_app))) == (409, True, 1)
    assert client.post(f"{door}/refusal", data={"reason": "Trùng lịch", "revision": "0"}).status_code == 303
    delegation = standing(bare_app)
    assert (delegation.decline_reason, delegation.declined_at is None) == ("Trùng lịch", False)
    assert (listed(bare_app), used(bare_app)) == ([], 0)
    with bare_app.app_context():
        kinds = db.session.scalars(select(Letter.kind).order_by(Letter.id)).all()
        assert kinds[-1] == "registration/cancelled"
    nominee = {"form_key": "k", "revision": "1", "full_name-0": "An", "email-0": "an@bo.example.vn"}
    answer = client.post(f"{door}/delegates", data=nominee)
    assert (answer.status_code, listed(bare_app)) == (409, [])
    assert "An, an@bo.example.vn" in answer.text
    assert "Reason: Trùng lịch" in client.get(door).text
    assert client.post(f"{door}/acceptance", data={"revision": "1"}).status_code == 303
    assert (standing(bare_app).declined_at, standing(bare_app).decline_reason) == (None, "")
    assert client.post(f"{door}/acceptance", data={"revision": "2"}).status_code == 409
    assert client.post(f"{door}/delegates", data=nominee | {"revision": "2"}).status_code == 303
    assert len(listed(bare_app)) == 1
    with bare_app.app_context():
        assert_counters_agree()


def test_a_freed_seat_goes_to_whoever_waits_and_not_to_who_is_leaving(client: FlaskClient, bare_app: Flask) -> None:
    with bare_app.test_request_context():
        event = make_event(hall=1)
        delegation = make_delegation(event)
        door = secret_of(delegation)
        for name in ("An", "Bình"):
            make_registration(event, name, delegation=delegation)
        waiting = make_registration(event, "Cường").id
    client.post(f"{door}/refusal", data={"reason": "Bận", "revision": "0"})
    with bare_app.app_context():
        assert db.session.get_one(Registration, waiting).status is Status.CONFIRMED
        assert len(db.session.scalars(select(Letter).where(Letter.kind == "registration/confirmed")).all()) == 1
        assert_counters_agree()


def test_the_organisers_history_names_the_focal_point_in_words(client: FlaskClient, bare_app: Flask, door: str) -> None:
    client.post(f"{door}/refusal", data={"reason": "Trùng lịch", "revision": "0"})
    with bare_app.test_request_context():
        token = open_session(make_user(is_admin=True))
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = token, True
    page = client.get("/manage/events/forum/history?lang=en").text
    assert "The focal point of Bộ Ngoại giao" in page
    assert "declined the invitation of Bộ Ngoại: Trùng lịch; delegates withdrawn: 1" in page
    page = client.get("/manage/events/forum/history?lang=vi").text
    assert "Đầu mối của Bộ Ngoại giao" in page and "đã từ chối lời mời của" in page


def test_what_the_team_did_is_the_organisers_deed_without_a_name(
    client: FlaskClient, bare_app: Flask, door: str
) -> None:
    """The page is the focal point's: it does not give away who works for the organiser."""
    with bare_app.test_request_context():
        user = make_user(email="bi.mat@bo.example.vn")
        row = db.session.scalars(select(Registration)).one()
        give_role(row.event, user, Role.REGISTRAR)
        with transaction():
            enrolment.cancel(row, by=user.actor)
    page = client.get(door).text
    assert "The organiser: cancelled the registration of Nguyễn Văn An" in page
    assert "bi.mat" not in page and "An Nguyễn" not in page


def test_a_delegate_of_a_bridge_point_goes_to_the_delegations_own(client: FlaskClient, bare_app: Flask) -> None:
    with bare_app.test_request_context():
        event = make_event(modes={Mode.BRIDGE: None, Mode.HALL: 1})
        site = make_site(event)
        delegation = make_delegation(event, mode=Mode.BRIDGE, site=site)
        with transaction():
            quotas.allot(delegation, Mode.BRIDGE, 1)
        door = secret_of(delegation)
    nominee = {"form_key": "k", "revision": "0", "full_name-0": "An", "email-0": "an@bo.example.vn"}
    assert client.post(f"{door}/delegates", data=nominee).status_code == 303
    assert listed(bare_app) == [("An", "bridge", "confirmed")]
    assert "Điểm cầu Huế" in client.get(door).text


def test_a_delegation_without_a_head_is_told_so_and_stands_on_the_organisers_list(
    client: FlaskClient, bare_app: Flask, door: str, an: str
) -> None:
    with bare_app.test_request_context():
        event = db.session.scalars(select(Event)).one()
        delegation = db.session.scalars(select(Delegation)).one()
        make_registration(event, "Lê Chi", delegation=delegation)
        user = make_user()
        give_role(event, user, Role.ORGANISER)
        ref, token = delegation.ref, open_session(user)
    desk = bare_app.test_client()
    with desk.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = token, True
    client.post(f"{an}/head", data={"revision": "0"})
    assert "No head of delegation." not in client.get(door).text
    assert "delegation has no head" not in desk.get("/manage/events/forum").text
    asked = client.get(an).text
    assert "The stand-in is head of the delegation" in asked and "has no head until you choose one" in asked
    client.post(f"{an}/cancellation", data={"revision": "1"})
    with bare_app.test_request_context():
        make_registration(
            db.session.scalars(select(Event)).one(), "Phạm Dung", mode=Mode.ONLINE, delegation=standing(bare_app)
        )
    assert "No head of delegation." in client.get(door).text
    assert "No head of delegation." in desk.get(f"/manage/events/forum/delegations/{ref}").text
    assert "delegation has no head" in desk.get("/manage/events/forum").text
    listed_there = desk.get("/manage/events/forum/delegations?state=headless").text
    assert f"/delegations/{ref}" in listed_there


def test_the_stand_in_may_be_head(client: FlaskClient, bare_app: Flask, an: str) -> None:
    client.post(f"{an}/head", data={"revision": "0"})
    client.post(f"{an}/substitution", data={**BINH, "other_is_head": "yes", "revision": "1"})
    assert standing(bare_app).head_id == registrations(bare_app)[1].person_id


def test_a_head_who_cancels_by_himself_is_head_no_more(client: FlaskClient, bare_app: Flask, an: str) -> None:
    client.post(f"{an}/head", data={"revision": "0"})
    with bare_app.app_context(), transaction():
        enrolment.cancel(db.session.scalars(select(Registration)).one(), by=GUEST)
    assert standing(bare_app).head_id is None
