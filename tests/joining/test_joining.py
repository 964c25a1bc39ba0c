"""Whoever attends online comes into the room by his own act; what the page measures goes into the ledger, batched."""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, func, select
from time_machine import travel

from eventapp import clock
from eventapp.audit.trail import SYSTEM
from eventapp.database import change, db, transaction
from eventapp.events.models import Event, Mode
from eventapp.events.roles import Role
from eventapp.joining import leading, rooms, visiting
from eventapp.joining.models import Visit
from eventapp.links.keeping import Opened, Place, add_link
from eventapp.links.models import Audience, Link, Platform
from eventapp.presence.attending import roll_of
from eventapp.presence.judging import State
from eventapp.presence.models import Evidence, Level
from eventapp.programme.models import Session
from eventapp.registration import links as registration_links
from eventapp.registration.models import Registration
from eventapp.web.beats import Beats
from tests.delegations.desk import office
from tests.factories import make_event, make_registration, make_session
from tests.queries import count_queries

STARTS = datetime.fromisoformat("2030-05-06T02:00:00+00:00")
ZOOM = Opened(url="https://mofa.zoom.us/j/945?pwd=abc", passcode="246810")
PAGES = "/manage/events/forum/join-pages"


@dataclass
class Online:
    """A session with a link, and two people: one online, one in the hall."""

    event: Event
    session: Session
    guest: Registration
    hall: Registration
    page: str


@pytest.fixture
def online(bare_app: Flask) -> Online:
    """The event before its session."""
    with bare_app.test_request_context():
        event = make_event(hall=None)
        session = make_session(event, hour=2)
        guest = make_registration(event, "Nguyễn Văn An", mode=Mode.ONLINE)
        hall = make_registration(event, "Trần Thị Bình", mode=Mode.HALL)
        add(event, ZOOM, session=session)
        _known = [guest.person.full_name, session.ref, event.slug]
        return Online(event, session, guest, hall, f"/join/{rooms.secret_of(guest)}")


def add(event: Event, leads: Opened, platform: Platform | None = None, *, session: Session | None = None) -> Link:
    """Keep a link for those online."""
    with transaction():
        return add_link(event, Place(audience=Audience.ONLINE, session=session), leads, platform=platform, by=SYSTEM)


def enter(client: FlaskClient, online: Online) -> str:
    """Press the button; return the address of the room."""
    answer = client.post(f"{online.page}/visits", data={"session": online.session.ref})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return str(answer.headers["Location"])


def beat(client: FlaskClient, room: str, *, visible: str = "yes") -> bool:
    """Let the page say that it is visible; return whether it is the live one."""
    answer = client.post(f"{room}/beats", data={"visible": visible})
    assert answer.status_code == 200
    return bool(answer.json["is_live"])  # type: ignore[index]


def write(app: Flask) -> int:
    """Write the beats that wait."""
    with app.test_request_context():
        beats: Beats = app.extensions["beats"]
        return beats.write()


def pieces(app: Flask, level: Level = Level.D) -> list[tuple[int, int]]:
    """Return the evidence of that level, in seconds from the beginning of the session."""
    with app.test_request_context():
        asked = select(Evidence.at, Evidence.until).where(Evidence.level == level).order_by(Evidence.at)
        return [tuple(int((each - STARTS).total_seconds()) for each in row) for row in db.session.execute(asked)]  # type: ignore[misc]


def test_the_room_opens_a_quarter_of_an_hour_before(client: FlaskClient, online: Online) -> None:
    for minutes, is_open in ((-16, False), (-15, True), (30, True), (89, True), (90, False)):
        with travel(STARTS + timedelta(minutes=minutes), tick=False):
            page = client.get(online.page).get_data(as_text=True)
            assert (f'value="{online.session.ref}"' in page) is is_open, minutes
            assert "zoom.us" not in page
            answer = client.post(f"{online.page}/visits", data={"session": online.session.ref})
            assert answer.status_code == (303 if is_open else 409)


def test_looking_at_the_pages_counts_for_nothing(bare_app: Flask, client: FlaskClient, online: Online) -> None:
    with travel(STARTS, tick=False):
        client.get(online.page)
        assert pieces(bare_app, Level.E) == []
        shown = client.get(enter(client, online))
    page = shown.get_data(as_text=True)
    for said in ("https://mofa.zoom.us/j/945?pwd=abc", "246810", "Nguyễn Văn An – "):
        assert said in page
    assert shown.headers["Referrer-Policy"] == "no-referrer"
    assert "frame-src" not in shown.headers["Content-Security-Policy"]
    assert pieces(bare_app, Level.E) == [(0, 0)]
    with bare_app.test_request_context():
        lines = roll_of(online.event, at=STARTS + timedelta(hours=9)).lines
        assert {each.attendance.state for each in lines} == {State.ABSENT}


def test_only_those_online_join(bare_app: Flask, client: FlaskClient, online: Online) -> None:
    with bare_app.test_request_context():
        page, my = f"/join/{rooms.secret_of(online.hall)}", f"/my/{registration_links.secret(online.guest)}"
    with travel(STARTS, tick=False):
        assert "You are not registered to attend online" in client.get(page).get_data(as_text=True)
        for where, session in ((page, online.session.ref), (online.page, "ZZZZZZZZ"), (online.page, "")):
            assert client.post(f"{where}/visits", data={"session": session}).status_code == 409
    assert client.get(online.page[:-1] + ("x" if online.page[-1] != "x" else "y")).status_code == 404
    assert client.get(f"{online.page}/visits/{'0' * 32}").status_code == 404
    assert online.page in client.get(my).get_data(as_text=True)


def test_whoever_waits_for_a_seat_online_is_told_so(bare_app: Flask, client: FlaskClient) -> None:
    with bare_app.test_request_context():
        event = make_event(modes={Mode.ONLINE: 1})
        make_registration(event, "Trần Bình", mode=Mode.ONLINE)
        session = make_session(event, hour=2)
        add(event, ZOOM)
        ref, page = session.ref, f"/join/{rooms.secret_of(make_registration(event, mode=Mode.ONLINE))}"
    with travel(STARTS, tick=False):
        shown = client.get(page).get_data(as_text=True)
        assert "You have no seat online yet" in shown
        assert "You are not registered to attend online" not in shown
        assert client.post(f"{page}/visits", data={"session": ref}).status_code == 409


def test_visible_time_goes_into_the_ledger_without_gaps(bare_app: Flask, client: FlaskClient, online: Online) -> None:
    with travel(STARTS, tick=False) as traveller:
        room = enter(client, online)
        for second in range(45, 3601, 45):
            if 900 < second < 1800:
                continue  # the telephone slept
            traveller.move_to(STARTS + timedelta(seconds=second))
            assert beat(client, room)
            write(bare_app)
    found = pieces(bare_app)
    assert found[0][0] == 0
    assert sum(end - start for start, end in found) == 900 + 3600 - 1800
    assert all(end <= 900 or start >= 1800 for start, end in found)
    with bare_app.test_request_context():
        lines = roll_of(online.event, at=STARTS + timedelta(hours=3), session=online.session).lines
        mine = next(each.attendance for each in lines if each.registration_id == online.guest.id)
    assert (mine.state, mine.level, mine.minutes) == (State.PRESENT, Level.D, 45)


def test_a_hidden_page_counts_for_nothing(bare_app: Flask, client: FlaskClient, online: Online) -> None:
    with travel(STARTS, tick=False) as traveller:
        room = enter(client, online)
        for second in range(45, 400, 45):
            traveller.move_to(STARTS + timedelta(seconds=second))
            assert beat(client, room, visible="no")
            assert write(bare_app) == 0
    assert pieces(bare_app) == []


def test_the_newest_device_is_live_and_the_older_one_is_told(
    bare_app: Flask, client: FlaskClient, online: Online
) -> None:
    other = bare_app.test_client()
    with travel(STARTS, tick=False) as traveller:
        first, second = enter(client, online), enter(other, online)
        for seconds in (45, 90, 135):
            traveller.move_to(STARTS + timedelta(seconds=seconds))
            assert (beat(client, first), beat(other, second)) == (False, True)
        write(bare_app)
        assert sum(end - start for start, end in pieces(bare_app)) == 135
        with bare_app.test_request_context():
            browser = office(bare_app, online.event, Role.ORGANISER)
        page = browser.get(f"{PAGES}?shared=yes").get_data(as_text=True)
        for said in ("Nguyễn Văn An", "Two at once", "1 person has a room open and visible now"):
            assert said in page
        third = enter(client, online)
        assert (beat(other, second), beat(client, third)) == (False, True)


def test_many_beats_are_as_many_questions_as_one_and_twice_is_once(bare_app: Flask, online: Online) -> None:
    with bare_app.test_request_context(), travel(STARTS, tick=False):
        link, room = db.session.scalars(select(Link)).one(), rooms.rooms_of(online.guest)[0]
        visits = []
        for number in range(30):
            guest = make_registration(online.event, f"Người {number}", mode=Mode.ONLINE)
            with transaction():
                visits.append(visiting.enter(guest, room, link).id)
    asked = []
    for seconds, some in ((100, visits[:1]), (140, visits)):
        with travel(STARTS + timedelta(seconds=seconds), tick=False), count_queries(bare_app) as statements:
            for _twice in range(2):
                for number in some:
                    bare_app.extensions["beats"].beat(number, clock.now())
                write(bare_app)
        asked.append(sum(1 for each in statements if each.lstrip().upper().startswith("SELECT")))
    assert asked[0] == asked[1]
    with bare_app.test_request_context():
        count = select(func.count()).select_from(Evidence).where(Evidence.level == Level.D)
        assert (db.session.scalar(count), db.session.scalar(select(func.count()).select_from(Visit))) == (30, 30)


def test_beats_that_could_not_be_written_wait(bare_app: Flask) -> None:
    tried: list[dict[int, datetime]] = []

    def take(beats: Mapping[int, datetime]) -> int:
        tried.append(dict(beats))
        if len(tried) == 1:
            raise OSError("the disk is full")
        return len(beats)

    beats = Beats(bare_app, take)
    later = STARTS + timedelta(seconds=45)
    with bare_app.test_request_context():
        for moment in (STARTS, later, STARTS):  # of two at once the later one counts
            beats.beat(1, moment)
        with pytest.raises(OSError, match="full"):
            beats.write()
        beats.beat(2, later)
        assert (beats.write(), beats.write()) == (2, 0)
    assert tried == [{1: later}, {1: later, 2: later}]


def test_bigbluebutton_is_told_who_comes(app: Flask) -> None:
    event = make_event(hall=None)
    guest = make_registration(event, "Nguyễn Văn An", mode=Mode.ONLINE)
    link = add(event, Opened(url="https://bbb.example.vn/bigbluebutton", room="ngvh-1", secret="geheim"), Platform.BBB)
    way = leading.way_of(link, guest, at=STARTS)
    address, _separator, checksum = way.address.rpartition("&checksum=")
    asked = parse_qs(urlsplit(address).query)
    assert address.startswith("https://bbb.example.vn/bigbluebutton/api/join?")
    assert (asked["meetingID"], asked["userID"], asked["role"]) == (["ngvh-1"], [guest.ref], ["VIEWER"])
    assert asked["fullName"][0].startswith("Nguyễn Văn An – ")
    assert checksum == hashlib.sha256(f"join{urlsplit(address).query}geheim".encode()).hexdigest()
    assert "geheim" not in way.address


def test_jitsi_is_told_who_comes(app: Flask) -> None:
    event = make_event(hall=None)
    guest = make_registration(event, "Nguyễn Văn An", mode=Mode.ONLINE)
    leads = Opened(url="https://jitsi.example.vn", room="ngvh", app_id="mofa", secret="geheim")
    way = leading.way_of(add(event, leads, Platform.JITSI), guest, at=STARTS)
    head, claims, signature = parse_qs(urlsplit(way.address).query)["jwt"][0].split(".")
    wanted = hmac.new(b"geheim", f"{head}.{claims}".encode(), hashlib.sha256).digest()
    assert base64.urlsafe_b64decode(signature + "==") == wanted
    said = json.loads(base64.urlsafe_b64decode(claims + "=="))
    assert (said["iss"], said["room"], said["context"]["user"]["id"]) == ("mofa", "ngvh", guest.ref)
    assert said["exp"] > STARTS.timestamp()


@pytest.mark.parametrize(
    ("url", "frame"),
    [
        ("https://www.youtube.com/watch?v=abcDEF123", "https://www.youtube-nocookie.com/embed/abcDEF123"),
        ("https://youtu.be/abcDEF123", "https://www.youtube-nocookie.com/embed/abcDEF123"),
        ("https://youtube.com/live/abcDEF123", "https://www.youtube-nocookie.com/embed/abcDEF123"),
        ("https://tv.example.vn/player/1", "https://tv.example.vn/player/1"),
    ],
)
def test_a_stream_plays_behind_a_click(
    bare_app: Flask, client: FlaskClient, online: Online, url: str, frame: str
) -> None:
    with bare_app.test_request_context():
        with transaction():
            change(delete(Link))
        add(online.event, Opened(url=url), Platform.STREAM)
    with travel(STARTS, tick=False):
        shown = client.get(enter(client, online))
    page = shown.get_data(as_text=True)
    assert f'data-stream="{frame}"' in page
    assert re.findall(r"<(?:iframe|video|img|script)[^>]*https://", page) == []  # nothing before the click
    assert f"frame-src https://{urlsplit(frame).hostname}" in shown.headers["Content-Security-Policy"]


def test_the_list_costs_as_many_statements_with_many_as_with_few(bare_app: Flask, online: Online) -> None:
    sent = []
    with travel(STARTS, tick=False):
        with bare_app.test_request_context():
            browser = office(bare_app, online.event, Role.ORGANISER)
        for number in (1, 20):
            with bare_app.test_request_context():
                link, room = db.session.scalars(select(Link)).one(), rooms.rooms_of(online.guest)[0]
                for each in range(number):
                    guest = make_registration(online.event, f"Người {number} {each}", mode=Mode.ONLINE)
                    with transaction():
                        visiting.enter(guest, room, link)
            with count_queries(bare_app) as statements:
                assert browser.get(PAGES).status_code == 200
            sent.append(len(statements))
    assert sent[0] == sent[1]


@pytest.mark.parametrize(("processes", "seconds"), [(None, 1), (1, 1), (4, 4)])
def test_all_web_processes_together_write_once_a_second(bare_app: Flask, processes: int | None, seconds: int) -> None:
    bare_app.config["WEB_WORKERS"] = processes
    assert Beats(bare_app, len)._pause == seconds
