"""What administrators decide about accounts."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp.accounts import standing
from eventapp.accounts.models import User
from eventapp.accounts.queries import accounts, find_user
from eventapp.audit.trail import SYSTEM
from eventapp.database import transaction
from tests import factories
from tests.queries import count_queries
from tests.visits import signed_in


@pytest.fixture
def admin(bare_app: Flask) -> FlaskClient:
    with bare_app.app_context():
        factories.make_user(is_admin=True, email="admin@example.org")
    return signed_in(bare_app, "admin@example.org")


def the_secret(page: str) -> str:
    found = re.search(r'<code class="secret">([^<]+)</code>', page)
    assert found is not None
    return found[1]


def test_a_new_account_gets_a_password_that_is_shown_once_and_works(bare_app: Flask, admin: FlaskClient) -> None:
    made = admin.post("/manage/users", data={"name": "Lê Thị Hoà", "email": "Hoa@Example.org"})
    assert made.status_code == 201
    password = the_secret(made.text)
    assert made.headers["Cache-Control"] == "no-store"
    assert password not in admin.get("/manage/users").text
    signed = bare_app.test_client().post("/sign-in", data={"email": "hoa@example.org", "password": password})
    assert signed.status_code == 302


def test_a_second_account_for_an_address_is_refused_and_what_was_typed_stays(admin: FlaskClient) -> None:
    answer = admin.post("/manage/users", data={"name": "Trần Văn Bê", "email": "admin@example.org"})
    assert answer.status_code == 409
    assert "There is already an account with this e-mail address." in answer.text
    assert 'value="Trần Văn Bê"' in answer.text


@pytest.mark.parametrize("name", ["", "\u202e", "1" * 500])
def test_a_bad_name_makes_no_account(bare_app: Flask, admin: FlaskClient, name: str) -> None:
    answer = admin.post("/manage/users?lang=vi", data={"name": name, "email": "new@example.org"})
    assert answer.status_code == 422
    with bare_app.app_context():
        assert find_user("new@example.org") is None


def test_whoever_is_disabled_is_out_at_once(bare_app: Flask, admin: FlaskClient) -> None:
    with bare_app.app_context():
        factories.make_user(email="staff@example.org")
    staff = signed_in(bare_app, "staff@example.org")
    assert staff.get("/manage").status_code == 200
    admin.post("/manage/users/disabling", data={"email": "staff@example.org"})
    assert staff.get("/manage").status_code == 302
    again = staff.post("/sign-in", data={"email": "staff@example.org", "password": factories.PASSWORD})
    assert again.status_code == 422
    admin.post("/manage/users/enabling", data={"email": "staff@example.org"})
    assert signed_in(bare_app, "staff@example.org").get("/manage").status_code == 200


def test_a_new_password_ends_the_sessions_and_the_old_one(bare_app: Flask, admin: FlaskClient) -> None:
    with bare_app.app_context():
        factories.make_user(email="staff@example.org")
    staff = signed_in(bare_app, "staff@example.org")
    assert "signed out at once" in admin.get("/manage/users/password?email=staff@example.org").text
    made = admin.post("/manage/users/password", data={"email": "staff@example.org"})
    assert staff.get("/manage").status_code == 302
    old = staff.post("/sign-in", data={"email": "staff@example.org", "password": factories.PASSWORD})
    assert old.status_code == 422
    new = staff.post("/sign-in", data={"email": "staff@example.org", "password": the_secret(made.text)})
    assert new.status_code == 302


def test_an_administrator_is_made_and_unmade(bare_app: Flask, admin: FlaskClient) -> None:
    with bare_app.app_context():
        factories.make_user(email="staff@example.org")
    staff = signed_in(bare_app, "staff@example.org")
    seen = [staff.get("/manage/users").status_code]
    for switch in ("appointment", "dismissal"):
        admin.post(f"/manage/users/{switch}", data={"email": "staff@example.org"})
        seen.append(staff.get("/manage/users").status_code)
    assert seen == [403, 200, 403]


@pytest.mark.parametrize("switch", ["disabling", "dismissal"])
def test_the_last_administrator_stays(bare_app: Flask, admin: FlaskClient, switch: str) -> None:
    answer = admin.post(f"/manage/users/{switch}", data={"email": "admin@example.org"}, follow_redirects=True)
    assert "This is the last administrator who can sign in." in answer.text
    assert admin.get("/manage/users").status_code == 200


def test_a_disabled_administrator_does_not_count(app: Flask) -> None:
    first, second = factories.make_user(is_admin=True), factories.make_user(is_admin=True)
    with transaction():
        standing.disable(second, by=SYSTEM)
    with pytest.raises(standing.LastAdministrator), transaction():
        standing.set_administrator(first, False, by=SYSTEM)


def test_accounts_are_found_by_name_without_accents_and_by_address(app: Flask) -> None:
    for name, email in (("Lê Thị Hoà", "x@example.org"), ("Hoàng Anh", "y@example.org"), ("An", "hoa@example.org")):
        factories.make_user(email=email).name = name

    def found(query: str, sort: str = "email") -> list[str]:
        return [user.email for user in accounts(query, sort)]

    assert found("hoa") == ["hoa@example.org", "x@example.org", "y@example.org"]
    assert found("le hoa") == ["x@example.org"]
    assert found("", "name") == ["hoa@example.org", "y@example.org", "x@example.org"]
    assert found("nobody") == []


def test_the_list_of_accounts_costs_the_same_with_thirty(bare_app: Flask, admin: FlaskClient) -> None:
    counts = []
    for number in (1, 29):
        with bare_app.app_context():
            for _each in range(number):
                factories.make_user()
        with count_queries(bare_app) as sent:
            assert admin.get("/manage/users").status_code == 200
        counts.append(len(sent))
    assert counts[0] == counts[1]


def test_an_unknown_address_changes_nothing(admin: FlaskClient) -> None:
    for switch in ("disabling", "password"):
        answer = admin.post(f"/manage/users/{switch}", data={"email": "nobody@example.org"}, follow_redirects=True)
        assert "There is no account with this e-mail address." in answer.text


def test_my_account_shows_this_browser_and_no_password(bare_app: Flask) -> None:
    with bare_app.app_context():
        factories.make_user(email="staff@example.org")
    page = signed_in(bare_app, "staff@example.org").get("/account").text
    assert "This browser" in page
    assert factories.PASSWORD not in page
    assert 'action="/sign-out"' in page


def test_a_wrong_password_keeps_the_address_and_says_no_more(bare_app: Flask, client: FlaskClient) -> None:
    with bare_app.app_context():
        user: User = factories.make_user(email="staff@example.org")
    for email in (user.email, "nobody@example.org"):
        answer = client.post("/sign-in?next=/account", data={"email": email, "password": "wrong wrong wrong"})
        assert answer.status_code == 422
        assert f'value="{email}"' in answer.text
        assert "E-mail or password is wrong." in answer.text
        assert 'action="/sign-in?next=%2Faccount"' in answer.text
        assert "wrong wrong wrong" not in answer.text
