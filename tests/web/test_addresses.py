"""An address that takes forms alone is a page's own no longer: its links, the language's among them, lead on."""

import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp.events.roles import Role
from tests.factories import give_role, make_event, make_user
from tests.visits import signed_in


@pytest.fixture
def desk(bare_app: Flask) -> FlaskClient:
    with bare_app.test_request_context():
        give_role(make_event(), make_user(email="office@example.org"), Role.ORGANISER)
    return signed_in(bare_app, "office@example.org")


def other_language(page: str) -> str:
    found = re.search(r'href="([^"]+)" hreflang="(?:en|vi)"', page)
    assert found
    return unescape(found[1])


@pytest.mark.parametrize(
    ("path", "stands_at"),
    [
        ("/manage/events/forum/sites", "/manage/events/forum/sites"),
        ("/manage/events/forum/modes", "/manage/events/forum"),
        ("/manage/events/forum/letters/mailings?q=an", "/manage/events/forum/letters"),
    ],
)
def test_a_form_that_came_back_offers_its_language_where_a_page_is(
    desk: FlaskClient, path: str, stands_at: str
) -> None:
    answer = desk.post(path, data={"hall_seats": "many"})
    assert answer.status_code == 422
    other = other_language(answer.text)
    assert other.partition("?")[0] == stands_at
    assert desk.get(other).status_code == 200


def test_whoever_opens_the_address_of_a_form_is_shown_on(desk: FlaskClient) -> None:
    answer = desk.get("/manage/events/forum/modes")
    assert answer.status_code == 405
    assert 'href="/manage/events/forum"' in answer.text
    assert desk.get(other_language(answer.text)).status_code == 200


def test_nothing_is_nowhere(desk: FlaskClient) -> None:
    answer = desk.get("/no/such/page")
    assert answer.status_code == 404
    assert other_language(answer.text) == "/no/such/page?lang=vi"
