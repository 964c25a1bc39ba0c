"""Sessions into which no link leads bridge points or those online: in the list, beside them, while one is edited."""

import html
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp.agenda.expecting import expected_in
from eventapp.audit.trail import SYSTEM
from eventapp.database import transaction
from eventapp.events.models import Event, Mode, Site
from eventapp.events.queries import find_site_named
from eventapp.events.roles import Role
from eventapp.links.keeping import Place, remove_link
from eventapp.links.models import Audience
from eventapp.programme.planned import clashes_of
from eventapp.programme.queries import sessions_of
from tests.agenda.sessions import sign_up, workshop
from tests.delegations.desk import office
from tests.factories import make_event, make_registration, make_session, make_site
from tests.links.test_keeping import make_link
from tests.queries import count_queries

HOME = "/manage/events/forum/programme"
TYPED = {"kind": "plenary", "title": "Phiên mới", "starts": "2030-05-06T15:00", "ends": "2030-05-06T16:00"}
Found = list[tuple[str, list[str], list[str]]]


@pytest.fixture
def forum(bare_app: Flask) -> Iterator[Event]:
    """A conference with two sessions; delegates come to the hall and to two bridge points."""
    with bare_app.test_request_context():
        event = make_event(modes={Mode.HALL: None, Mode.BRIDGE: None})
        make_session(event, "Sáng", hour=2)
        make_session(event, "Chiều", hour=5)
        make_site(event, "Huế")
        make_site(event, "Vinh")
        yield event


@pytest.fixture
def organiser(bare_app: Flask, forum: Event) -> FlaskClient:
    """An organiser who has signed in."""
    return office(bare_app, forum, Role.ORGANISER)


def found(event: Event) -> Found:
    """Return what is wrong: kind, titles, bridge points."""
    return [
        (each.kind.value, [one.title for one in each.sessions], [one.name for one in each.points])
        for each in clashes_of(event, expected_in(event))
    ]


def site_called(event: Event, name: str) -> Site:
    """Return the bridge point of that name."""
    site = find_site_named(event, name)
    assert site is not None
    return site


def test_a_point_lacks_a_link_until_one_leads_it_into_the_session(forum: Event) -> None:
    assert found(forum) == [("points_without_link", ["Sáng", "Chiều"], ["Huế", "Vinh"])]
    make_link(forum, Place(audience=Audience.ONLINE))  # leads nobody at a bridge point
    make_link(forum, Place(audience=Audience.BRIDGE, site=site_called(forum, "Huế")))
    assert found(forum) == [("points_without_link", ["Sáng", "Chiều"], ["Vinh"])]
    make_link(forum, Place(audience=Audience.BRIDGE, session=sessions_of(forum)[0]))
    assert found(forum) == [("points_without_link", ["Chiều"], ["Vinh"])]
    make_link(forum, Place(audience=Audience.BRIDGE))
    assert found(forum) == []


def test_those_online_lack_a_link_where_the_event_is_online(bare_app: Flask) -> None:
    with bare_app.test_request_context():
        event = make_event(modes={Mode.HALL: None, Mode.ONLINE: None})
        first, _second = make_session(event, "Sáng"), make_session(event, "Chiều", hour=5)
        assert found(event) == [("online_without_link", ["Sáng", "Chiều"], [])]
        make_link(event, Place(audience=Audience.ONLINE, session=first))
        assert found(event) == [("online_without_link", ["Chiều"], [])]


def test_nobody_lacks_a_link_into_a_session_without_places_for_them(bare_app: Flask) -> None:
    with bare_app.test_request_context():
        event = make_event(hall=None)
        make_site(event, "Huế")
        session = workshop(event, "Chỉ tại hội trường", hall=10, bridge=0, online=0)
        assert found(event) == []
        sign_up(make_registration(event), session)
        assert found(event) == []
        workshop(event, "Có điểm cầu", hall=10, bridge=None, online=0, hour=5)
        assert found(event) == [("points_without_link", ["Có điểm cầu"], ["Huế"])]


def test_a_programme_where_nobody_joins_from_elsewhere_lacks_nothing(bare_app: Flask) -> None:
    with bare_app.test_request_context():
        event = make_event(modes={Mode.HALL: None})
        make_session(event)
        assert found(event) == []


def test_the_list_leads_to_the_form_for_a_link(organiser: FlaskClient, forum: Event) -> None:
    page = html.unescape(organiser.get(f"{HOME}/clashes").text)
    assert "Bridge points have no link by which they join (Huế, Vinh): “Sáng”" in page
    assert 'href="/manage/events/forum/links?audience=bridge#new"' in page
    assert "Bridge point without a link" not in organiser.get(HOME).text  # it is so of the whole event
    first, second = sessions_of(forum)
    make_link(forum, Place(audience=Audience.BRIDGE, session=first))
    make_link(forum, Place(audience=Audience.BRIDGE, site=site_called(forum, "Huế")))
    page = html.unescape(organiser.get(f"{HOME}/clashes").text)
    form = f"/manage/events/forum/links?audience=bridge&session={second.ref}&site={site_called(forum, 'Vinh').ref}"
    assert f'href="{form}#new"' in page
    assert organiser.get(form).status_code == 200
    beside = organiser.get(HOME).text
    assert beside.count("Bridge point without a link") == 1
    vietnamese = organiser.get(f"{HOME}/clashes", headers={"Accept-Language": "vi"})
    assert "Điểm cầu" in vietnamese.text


def test_a_new_session_is_told_that_nobody_is_led_into_it(organiser: FlaskClient, forum: Event) -> None:
    for session in sessions_of(forum):
        make_link(forum, Place(audience=Audience.BRIDGE, session=session))
    preview = html.unescape(organiser.post(f"{HOME}/preview", data=TYPED).text)
    assert "Bridge points have no link by which they join (Huế, Vinh): “Phiên mới”" in preview
    assert 'href="/manage/events/forum/links?audience=bridge#new"' in preview
    saved = html.unescape(organiser.post(HOME, data=TYPED, follow_redirects=True).text)
    assert "Look once more: Bridge points have no link by which they join" in saved
    whole = make_link(forum, Place(audience=Audience.BRIDGE))
    assert "nothing would clash" in organiser.post(f"{HOME}/preview", data={**TYPED, "starts": "2030-05-06T15:30"}).text
    with transaction():
        remove_link(whole, by=SYSTEM)
    assert [each[0] for each in found(forum)] == ["points_without_link"]


def test_it_costs_the_same_queries_for_one_and_for_thirty(bare_app: Flask, forum: Event) -> None:
    counts = []
    for number in range(30):
        if number in (0, 29):
            with count_queries(bare_app) as sent:
                clashes_of(forum, expected_in(forum))
            counts.append(len(sent))
        session = make_session(forum, f"Phiên {number}")
        make_link(forum, Place(audience=Audience.BRIDGE, session=session, site=site_called(forum, "Huế")))
    assert counts[0] == counts[1] <= 9
