"""The organiser's page of join links."""

from flask import Flask
from flask.testing import FlaskClient

from eventapp.audit.trail import SYSTEM
from eventapp.database import transaction
from eventapp.events.roles import Role
from eventapp.links import keeping
from eventapp.links.keeping import Opened, Place
from eventapp.links.models import Audience, Platform
from eventapp.links.queries import links_of
from tests.checkin.test_views import signed_in, the_event
from tests.factories import make_session
from tests.queries import count_queries

PAGE = "/manage/events/forum/links"
GIVEN = {"audience": "bridge", "channel": "floor", "url": "https://zoom.us/j/123?pwd=x", "passcode": "246810"}


def test_a_link_is_added_changed_and_removed(client: FlaskClient, bare_app: Flask) -> None:
    signed_in(client, bare_app, Role.ORGANISER)
    assert client.post(PAGE, data=GIVEN).status_code == 303
    assert "Zoom" in client.get(PAGE).text
    with bare_app.app_context():
        (link,) = links_of(the_event())
        ref = link.ref
    page = client.get(f"{PAGE}/{ref}").text
    assert 'value="https://zoom.us/j/123?pwd=x"' in page
    assert client.post(f"{PAGE}/{ref}", data={**GIVEN, "audience": "online", "passcode": ""}).status_code == 303
    with bare_app.app_context():
        (link,) = links_of(the_event())
        assert (link.audience, keeping.opened(link).passcode) == (Audience.ONLINE, "")
    assert client.post(f"{PAGE}/{ref}/removal").status_code == 303
    with bare_app.app_context():
        assert list(links_of(the_event())) == []


def test_what_is_no_address_is_said_and_kept(client: FlaskClient, bare_app: Flask) -> None:
    signed_in(client, bare_app, Role.ORGANISER)
    answer = client.post(PAGE, data={**GIVEN, "url": "http://zoom.us/j/1"}, headers={"Accept-Language": "en"})
    assert answer.status_code == 422
    assert "not an address that begins with https://" in answer.text
    assert 'value="http://zoom.us/j/1"' in answer.text
    answer = client.post(PAGE, data={**GIVEN, "session": "ZZZZZZZZ"}, headers={"Accept-Language": "en"})
    assert answer.status_code == 422
    client.post(PAGE, data=GIVEN)
    assert client.post(PAGE, data=GIVEN).status_code == 409


def test_the_servers_secret_never_comes_back(client: FlaskClient, bare_app: Flask) -> None:
    signed_in(client, bare_app, Role.ORGANISER)
    leads = Opened(url="https://bbb.example.vn/bigbluebutton/", room="phien-1", secret="not for anybody")
    with bare_app.app_context(), transaction():
        place = Place(audience=Audience.BRIDGE)
        ref = keeping.add_link(the_event(), place, leads, platform=Platform.BBB, by=SYSTEM).ref
    assert "not for anybody" not in client.get(PAGE).text + client.get(f"{PAGE}/{ref}").text
    kept = {**GIVEN, "url": leads.url, "room": leads.room, "platform": "bbb", "secret": ""}
    assert client.post(f"{PAGE}/{ref}", data=kept).status_code == 303
    wrong = client.post(f"{PAGE}/{ref}", data={**kept, "room": "", "secret": "another one"})
    assert wrong.status_code == 422
    assert "another one" not in wrong.text


def test_the_list_costs_as_much_with_thirty_links_as_with_one(client: FlaskClient, bare_app: Flask) -> None:
    signed_in(client, bare_app, Role.ORGANISER)
    counts = []
    for number in (1, 9):
        with bare_app.app_context():
            event = the_event()
            for hour in range(number):
                session = make_session(event, f"Phiên {number} {hour}", hour=hour + 1)
                with transaction():
                    for audience in Audience:
                        keeping.add_link(
                            event,
                            Place(audience=audience, session=session),
                            Opened(url="https://a.example/"),
                            by=SYSTEM,
                        )
        client.get(PAGE)
        with count_queries(bare_app) as sent:
            assert client.get(PAGE).status_code == 200
        counts.append(len(sent))
    assert counts[0] == counts[1]
