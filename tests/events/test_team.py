"""The team, its tokens, the deletion of an event, and the history of it all."""

import ast
import re
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from eventapp.accounts.queries import find_user
from eventapp.audit.models import AuditEntry
from eventapp.audit.words import DEEDS
from eventapp.database import db
from eventapp.events.models import ApiToken, Mode, Site
from eventapp.events.queries import find_event, find_role
from eventapp.events.roles import Role
from eventapp.mail.models import Letter
from eventapp.registration.models import Registration
from tests import factories
from tests.events.desk import the


def test_a_member_is_taken_in_changed_and_taken_out(bare_app: Flask, owner: FlaskClient) -> None:
    with bare_app.app_context():
        factories.make_user(email="new@example.org")
    owner.post("/manage/events/forum/team", data={"email": "new@example.org", "role": "door"})
    with bare_app.app_context():
        user = find_user("new@example.org")
        assert user is not None
        assert find_role(user, the()) is Role.DOOR
    owner.post("/manage/events/forum/team/role", data={"email": "new@example.org", "role": "viewer"})
    with bare_app.app_context():
        assert find_role(user, the()) is Role.VIEWER
    owner.post("/manage/events/forum/team/removal", data={"email": "new@example.org"})
    with bare_app.app_context():
        assert find_role(user, the()) is None


def test_someone_without_an_account_is_invited_with_a_one_time_password(bare_app: Flask, owner: FlaskClient) -> None:
    unnamed = owner.post("/manage/events/forum/team", data={"email": "x@example.org", "role": "door"})
    assert unnamed.status_code == 422
    assert "Give a name to make one." in unnamed.text
    made = owner.post("/manage/events/forum/team", data={"email": "x@example.org", "role": "door", "name": "Lê Xuân"})
    assert made.status_code == 201
    password = re.findall(r'<code class="secret">([^<]+)</code>', made.text)[0]
    signed = bare_app.test_client().post("/sign-in", data={"email": "x@example.org", "password": password})
    assert signed.status_code == 302


def test_the_last_owner_stays(bare_app: Flask, owner: FlaskClient) -> None:
    for path, data in (("role", {"role": "viewer"}), ("removal", {})):
        answer = owner.post(
            f"/manage/events/forum/team/{path}", data={"email": "owner@example.org", **data}, follow_redirects=True
        )
        assert "This is the last owner of the event." in answer.text
    again = owner.post("/manage/events/forum/team", data={"email": "owner@example.org", "role": "door"})
    assert again.status_code == 409


def test_a_token_is_shown_once_and_revoked(bare_app: Flask, owner: FlaskClient) -> None:
    made = owner.post("/manage/events/forum/tokens", data={"name": "Turnstile", "role": "door"})
    assert made.status_code == 201
    token = re.findall(r'<code class="secret">([^<]+)</code>', made.text)[0]
    page = owner.get("/manage/events/forum/tokens").text
    assert "Turnstile" in page
    assert token not in page
    with bare_app.app_context():
        row = db.session.scalars(select(ApiToken)).one()
    assert (
        "It opens nothing from now on."
        in owner.post("/manage/events/forum/tokens/revocation", data={"token": row.id}, follow_redirects=True).text
    )
    assert (
        "was revoked already"
        in owner.post("/manage/events/forum/tokens/revocation", data={"token": "x"}, follow_redirects=True).text
    )


def test_no_token_can_be_an_owner(owner: FlaskClient) -> None:
    assert owner.post("/manage/events/forum/tokens", data={"name": "x", "role": "owner"}).status_code == 422


def test_an_event_is_deleted_with_all_that_hangs_on_it_but_its_history(bare_app: Flask, owner: FlaskClient) -> None:
    with bare_app.app_context():
        site = factories.make_site(the(), "Huế")
        factories.make_registration(the(), mode=Mode.BRIDGE, site=site)
        factories.make_registration(the())
        factories.make_token(the())
        number = the().id
    asked = owner.get("/manage/events/forum/deletion").text
    assert "2 registrations, 2 people, 2 tickets, 2 letters, 1 site," in asked
    assert "1 member of the team loses the role, 1 API token." in asked
    assert owner.post("/manage/events/forum/deletion").status_code == 303
    with bare_app.app_context():
        assert find_event("forum") is None
        for table in (Registration, Letter, Site, ApiToken):
            assert db.session.scalar(select(func.count()).select_from(table)) == 0
        last = db.session.scalars(
            select(AuditEntry).where(AuditEntry.event_id == number).order_by(AuditEntry.id.desc())
        ).first()
        assert last is not None
        assert (last.action, last.words["registrations"]) == ("event_deleted", 2)


def test_the_history_says_who_did_what_in_words(bare_app: Flask, owner: FlaskClient) -> None:
    offered = {"hall": "yes", "hall_seats": "7", "bridge": "yes", "online": "yes"}
    owner.post("/manage/events/forum/modes", data=offered)
    with bare_app.app_context():
        registration = factories.make_registration(the(), "Đỗ Thị Hoà")
    page = owner.get("/manage/events/forum/history").text
    assert "set the seats of “In person” to 7" in page
    assert "registered Đỗ Thị Hoà" in page
    assert "An Nguyễn" in page

    def found(query: str) -> list[str]:
        rows = re.findall(r"<td data-wide>([^<]+)</td>", owner.get(f"/manage/events/forum/history?q={query}").text)
        return [row.split(" ")[0] for row in rows]

    assert found("seats") == ["set"]
    assert found(registration.ref) == ["registered"]
    assert "set" in found("an nguyen")
    assert found("nothing-like-it") == []
    assert "đã đặt số chỗ" in owner.get("/manage/events/forum/history?lang=vi").text


def test_every_deed_has_its_words() -> None:
    root = Path(__file__).resolve().parents[2] / "eventapp"
    calls = [
        node
        for path in root.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "trail.record"
    ]
    actions = {call.args[0].value for call in calls if isinstance(call.args[0], ast.Constant)}
    assert len(actions) > 20
    assert actions - set(DEEDS) == set()
