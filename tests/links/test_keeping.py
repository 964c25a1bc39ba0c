"""Join links: checked, sealed, each once, and the nearest one leads."""

import logging
from dataclasses import asdict

import pytest
from flask import Flask
from sqlalchemy import select

from eventapp.audit.models import AuditEntry
from eventapp.audit.trail import SYSTEM
from eventapp.database import db, transaction
from eventapp.errors import DomainError
from eventapp.events.models import Event, Mode
from eventapp.links import keeping
from eventapp.links.keeping import Opened, Place
from eventapp.links.models import Audience, Channel, Link, Platform
from eventapp.links.queries import find_link, leading_to, links_of
from eventapp.links.shapes import is_web_address
from tests.factories import make_event, make_session, make_site

ZOOM = Opened(url="https://vnpt.zoom.us/j/123?pwd=abcSECRET", passcode="246810")


def make_link(event: Event, place: Place | None = None, leads: Opened = ZOOM, platform: Platform | None = None) -> Link:
    """Return a new link, by default of the bridge points for the whole event."""
    with transaction():
        return keeping.add_link(event, place or Place(audience=Audience.BRIDGE), leads, platform=platform, by=SYSTEM)


def test_a_link_is_sealed_and_comes_back_as_it_was(app: Flask) -> None:
    link = make_link(make_event())
    assert b"SECRET" not in link.sealed
    assert b"246810" not in link.sealed
    assert keeping.opened(link) == ZOOM


def test_what_leads_into_the_room_stands_in_no_record_and_no_log(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    event = make_event()
    with caplog.at_level(logging.DEBUG):
        link = make_link(event)
        with transaction():
            keeping.edit_link(link, Place(audience=Audience.ONLINE), ZOOM, by=SYSTEM)
        with transaction():
            keeping.remove_link(link, by=SYSTEM)
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.action.startswith("link_"))).all()
    assert [each.action for each in entries] == ["link_added", "link_edited", "link_removed"]
    told = " ".join([*(str(each.words) for each in entries), caplog.text])
    assert ("SECRET" in told, "246810" in told) == (False, False)


@pytest.mark.parametrize(
    ("address", "platform"),
    [
        ("https://vnpt.zoom.us/j/1", Platform.ZOOM),
        ("https://teams.microsoft.com/l/meetup-join/1", Platform.TEAMS),
        ("https://meet.google.com/abc-defg-hij", Platform.MEET),
        ("https://mofa.webex.com/meet/a", Platform.WEBEX),
        ("https://www.youtube.com/live/1", Platform.STREAM),
        ("https://notzoom.us/j/1", Platform.OTHER),
        ("https://zoom.us.example.vn/j/1", Platform.OTHER),
    ],
)
def test_the_address_tells_its_platform(address: str, platform: Platform) -> None:
    assert keeping.platform_of(address) is platform


@pytest.mark.parametrize(
    ("address", "is_one"),
    [
        ("https://zoom.us/j/1?pwd=a%20b#x", True),
        ("https://10.0.0.7:8443/room", True),
        ("https://[2001:db8::1]/room", True),
        ("http://zoom.us/j/1", False),
        ("javascript:alert(1)", False),
        ("https://user:word@zoom.us/j/1", False),
        ("https://zoom.us\\@evil.example/", False),
        ("https:///j/1", False),
        ("https://localhost/j/1", False),
        ("https://zoom.us/j/1 2", False),
        ("https://zoom.us:99999/", False),
        ("https://zoom.us:0/", False),
        ('https://zoom.us/"><b>', False),
        ("https://zoom.us/đ", False),
        ("//zoom.us/j/1", False),
    ],
)
def test_only_an_address_with_https_is_one(address: str, is_one: bool) -> None:
    assert is_web_address(address) is is_one


def test_the_same_people_session_and_language_have_one_link(app: Flask) -> None:
    event = make_event()
    make_link(event)
    with pytest.raises(keeping.LinkExists):
        make_link(event)
    make_link(event, Place(audience=Audience.BRIDGE, channel=Channel.EN))
    make_link(make_event("other"))
    assert len(links_of(event)) == 2


def test_a_link_of_another_event_is_not_found(app: Flask) -> None:
    link = make_link(make_event())
    assert find_link(make_event("other"), link.ref) is None
    assert find_link(link.event, link.ref.lower()) == link


def test_a_site_with_a_link_of_its_own_is_a_bridge_point(app: Flask) -> None:
    event = make_event()
    hall, point = make_site(event, "Hội trường", mode=Mode.HALL), make_site(event)
    for place in (Place(audience=Audience.BRIDGE, site=hall), Place(audience=Audience.ONLINE, site=point)):
        with pytest.raises(keeping.NotABridgePoint):
            make_link(event, place)


@pytest.mark.parametrize(
    ("platform", "leads", "refusal"),
    [
        (Platform.BBB, {"secret": "s"}, keeping.RoomMissing),
        (Platform.BBB, {"room": "r"}, keeping.SecretMissing),
        (Platform.JITSI, {}, keeping.RoomMissing),
        (Platform.JITSI, {"room": "r", "app_id": "a"}, keeping.SecretMissing),
        (Platform.JITSI, {"room": "r", "secret": "s"}, keeping.SecretMissing),
    ],
)
def test_a_server_that_we_sign_for_needs_what_the_signature_needs(
    app: Flask, platform: Platform, leads: dict[str, str], refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        make_link(make_event(), leads=Opened(url="https://meet.example.vn/", **leads), platform=platform)


def test_an_empty_secret_stays_only_for_the_same_server(app: Flask) -> None:
    leads = {"url": "https://bbb.example.vn/bigbluebutton/", "room": "phien-1"}
    link = make_link(make_event(), leads=Opened(**leads, secret="kept"), platform=Platform.BBB)
    place = Place(audience=Audience.BRIDGE)
    with transaction():
        keeping.edit_link(link, place, Opened(**{**leads, "room": "phien-2"}), platform=Platform.BBB, by=SYSTEM)
    assert asdict(keeping.opened(link)) == {**leads, "room": "phien-2", "secret": "kept", "passcode": "", "app_id": ""}
    with pytest.raises(keeping.SecretMissing), transaction():
        elsewhere = Opened(url="https://evil.example/", room="phien-2")
        keeping.edit_link(link, place, elsewhere, platform=Platform.BBB, by=SYSTEM)


def test_the_nearest_link_leads(app: Flask) -> None:
    event = make_event()
    session, other, site = make_session(event), make_session(event, "Khác", hour=4), make_site(event)
    whole = make_link(event)
    english = make_link(event, Place(audience=Audience.BRIDGE, channel=Channel.EN))
    own = make_link(event, Place(audience=Audience.BRIDGE, site=site))
    of_session = make_link(event, Place(audience=Audience.BRIDGE, session=session))
    online = make_link(event, Place(audience=Audience.ONLINE, session=session))
    links = links_of(event)

    def leading(audience: Audience, **where: int) -> list[Link]:
        return leading_to(links, audience, **where)

    assert leading(Audience.BRIDGE) == [whole, english]
    assert leading(Audience.BRIDGE, session_id=other.id) == [whole, english]
    assert leading(Audience.BRIDGE, session_id=other.id, site_id=site.id) == [own, english]
    assert leading(Audience.BRIDGE, session_id=session.id, site_id=site.id) == [of_session, english]
    assert leading(Audience.ONLINE) == []
    assert leading(Audience.ONLINE, session_id=session.id) == [online]


def test_a_link_goes_with_its_session(app: Flask) -> None:
    event = make_event()
    session = make_session(event)
    make_link(event, Place(audience=Audience.BRIDGE, session=session))
    with transaction():
        db.session.delete(session)
    assert links_of(event) == []
