"""The programme on paper: the booklet for everyone, and the signs for the doors of rooms."""

import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader

from eventapp.audit.trail import SYSTEM
from eventapp.database import transaction
from eventapp.directory import people
from eventapp.events.models import Event, EventStatus, Mode
from eventapp.events.roles import Role
from eventapp.programme import programming
from eventapp.programme.models import PlatformRole, SessionKind
from eventapp.programme.queries import rooms_of, sessions_of
from eventapp.reports import door_signs
from tests import factories
from tests.queries import count_queries
from tests.visits import signed_in

BOOKLET = "/events/forum/programme.pdf"
SIGNS = "/manage/events/forum/rooms/signs.pdf"
A4, A5 = (595, 842), (420, 595)
LONG = "Hội nghị thượng đỉnh Ngoại giao văn hoá và Chuyển đổi số trong kỷ nguyên hội nhập " * 2


@pytest.fixture
def forum(bare_app: Flask) -> Iterator[Event]:
    """A conference of two days with two rooms; a session in the evening of New York, a cancelled one, a break."""
    with bare_app.test_request_context():
        event = factories.make_event(host="Bộ Ngoại giao", host_en="Ministry of Foreign Affairs")
        factories.make_site(event, "Trụ sở Bộ", mode=Mode.HALL)
        factories.give_role(event, factories.make_user(email="office@example.org"), Role.ORGANISER)
        factories.give_role(event, factories.make_user(email="door@example.org"), Role.DOOR)
        with transaction():
            chair = people.meet(event.id, full_name="Bùi Thanh Sơn", salutation="Ông", position="Bộ trưởng")
            speaker = people.meet(event.id, full_name="Phạm Thu #Hương*", organisation_name="Viện Hàn lâm")
            room, other = programming.room(event, "Phòng A", "Room A"), programming.room(event, "Phòng B")
            track = programming.track(event, "Di sản", "Heritage")
        seats = [(chair, PlatformRole.CHAIR), (speaker, PlatformRole.SPEAKER)]
        first = {"title_en": "First", "abstract": "Ba điểm mới.\n\nVà một điểm cũ.", "abstract_en": "Three points."}
        factories.make_session(event, "Phiên một", room=room, track=track, platform=seats, **first)
        factories.make_session(event, "Giải lao", title_en="Coffee", hour=3, kind=SessionKind.BREAK)
        later = {name: getattr(sessions_of(event)[0], name) + timedelta(days=1) for name in ("starts_at", "ends_at")}
        factories.make_session(event, "Phiên hai", title_en="Second", room=room, **later)
        gone = factories.make_session(event, "Phiên ba", title_en="Third", hour=5, room=other)
        with transaction():
            programming.cancel_session(event, gone, by=SYSTEM)
        yield event


def pages(client: FlaskClient, address: str) -> list[str]:
    """Return the text of each page of the PDF at that address, with single spaces."""
    answer = client.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(answer.data)).pages]


def test_the_booklet_says_everything_in_either_language(client: FlaskClient, forum: Event) -> None:
    said = {
        "vi": (
            "Bộ Ngoại giao", "Chương trình", "Trụ sở Bộ", "Mục lục", "Mọi mốc giờ là giờ Hà Nội (UTC+7).",
            "09:00–10:00", "Phiên một", "Phiên toàn thể · Phòng A", "Di sản", "Chủ trì: Ông Bùi Thanh Sơn, Bộ trưởng",
            "Diễn giả: Phạm Thu #Hương*, Viện Hàn lâm", "Ba điểm mới. Và một điểm cũ.", "Giải lao", "Đã huỷ",
            "Trang 2 / 4",
        ),
        "en": (
            "Ministry of Foreign Affairs", "Programme", "Contents", "All times are Hà Nội time (UTC+7).", "09:00–10:00",
            "First", "Plenary · Room A", "Heritage", "Chair: Mr Bùi Thanh Sơn", "Three points.", "Coffee", "Cancelled",
            "Page 2 / 4",
        ),
    }  # fmt: skip
    for language, words in said.items():
        text = " ".join(pages(client, f"{BOOKLET}?lang={language}"))
        assert [word for word in words if word not in text] == []


def test_each_day_begins_a_page_and_the_speakers_stand_at_the_end_with_their_sessions(
    client: FlaskClient, forum: Event
) -> None:
    cover, first, second, speakers = pages(client, BOOKLET + "?lang=en")
    assert "First" not in cover
    assert ("First" in first, "Second" in first, "Second" in second) == (True, False, True)
    assert "Phạm Thu #Hương* Viện Hàn lâm 06/05 09:00 First" in speakers
    assert "Third" not in speakers


def test_the_booklet_is_a4_or_a5(client: FlaskClient, forum: Event) -> None:
    for question, size in (("", A4), ("?paper=a5", A5), ("?paper=a0", A4)):
        box = PdfReader(io.BytesIO(client.get(BOOKLET + question).data)).pages[1].mediabox
        assert (round(box.width), round(box.height)) == size


def test_the_booklet_speaks_the_language_of_its_address_and_never_the_browsers(
    client: FlaskClient, forum: Event
) -> None:
    plain = client.get(BOOKLET)
    assert "Set-Cookie" not in plain.headers
    assert client.get(BOOKLET, headers={"Accept-Language": "vi"}).data == plain.data
    assert client.get(BOOKLET + "?lang=xx").data == plain.data


def test_the_booklet_is_kept_until_something_changes(bare_app: Flask, client: FlaskClient, forum: Event) -> None:
    first = client.get(BOOKLET + "?lang=vi")
    known = {"If-None-Match": first.headers["ETag"]}
    assert client.get(BOOKLET + "?lang=vi", headers=known).status_code == 304
    with count_queries(bare_app) as asked:
        assert client.get(BOOKLET + "?lang=vi").data == first.data
    assert len(asked) == 1
    with transaction():
        programming.revise_session(forum, sessions_of(forum)[0], by=SYSTEM, title="Phiên đổi tên")
    assert "Phiên đổi tên" in " ".join(pages(client, BOOKLET + "?lang=vi"))


def test_a_drafts_booklet_is_for_its_team_alone(bare_app: Flask, client: FlaskClient, forum: Event) -> None:
    with transaction():
        forum.status = EventStatus.DRAFT
    assert client.get(BOOKLET).status_code == 404
    assert signed_in(bare_app, "office@example.org").get(BOOKLET).status_code == 200


def test_a_programme_without_sessions_is_still_a_booklet(client: FlaskClient, bare_app: Flask) -> None:
    with bare_app.test_request_context():
        factories.make_event()
    assert "The programme is not published yet" in " ".join(pages(client, BOOKLET + "?lang=en"))


def test_nothing_long_is_cut(bare_app: Flask, client: FlaskClient, forum: Event) -> None:
    name, word = "Công Tằng Tôn Nữ Thị Huyền Trân " * 4, "W" * 60
    with transaction():
        forum.title = LONG
        speaker = people.meet(forum.id, full_name=name.strip(), position=LONG.strip())
        room = programming.room(forum, f"{LONG.strip()} {word}")
    seats = [(speaker, PlatformRole.SPEAKER)]
    details: dict[str, Any] = {"room": room, "abstract": f"{LONG * 30} cuối cùng.", "platform": seats}
    factories.make_session(forum, f"{LONG} {word}", hour=7, **details)
    for address in (f"{BOOKLET}?lang=vi", f"{BOOKLET}?lang=vi&paper=a5"):
        body = squeezed(pages(client, address))
        for said in (LONG + word, name, LONG, "cuối cùng."):
            assert squeezed([said]) in body
    signs = squeezed(pages(signed_in(bare_app, "office@example.org"), SIGNS + "?lang=vi"))
    assert squeezed([LONG, word]) in signs
    assert squeezed([name]) in signs


def squeezed(said: list[str]) -> str:
    """Return the letters alone: lines of a PDF end where they may."""
    return "".join("".join(said).replace("\u200b", "").split())


def test_a_sign_is_a_page_for_each_room_and_day(bare_app: Flask, forum: Event) -> None:
    office = signed_in(bare_app, "office@example.org")
    first, second, other = pages(office, SIGNS + "?lang=en")
    for said in ("Room A Phòng A", "Monday 6 May 2030", "09:00–10:00", "First", "Phiên một", "Heritage"):
        assert said in first
    assert "Chair: Mr Bùi Thanh Sơn" in first
    assert "Second" in second and "Tuesday 7 May 2030" in second
    assert "Phòng B" in other and "Cancelled Third" in other
    assert pages(office, f"/manage/events/forum/rooms/{rooms_of(forum)[1].ref}/sign.pdf?lang=en") == [other]


def test_a_room_without_sessions_has_a_sign_too(bare_app: Flask, forum: Event) -> None:
    with transaction():
        empty = programming.room(forum, "Phòng C")
    address = f"/manage/events/forum/rooms/{empty.ref}/sign.pdf?lang=en"
    (page,) = pages(signed_in(bare_app, "office@example.org"), address)
    assert "Phòng C" in page and "No session takes place here yet" in page


def test_signs_are_for_organisers_and_of_their_own_rooms(bare_app: Flask, client: FlaskClient, forum: Event) -> None:
    assert client.get(SIGNS).status_code in (302, 303, 401)
    assert signed_in(bare_app, "door@example.org").get(SIGNS).status_code == 403
    office = signed_in(bare_app, "office@example.org")
    assert office.get("/manage/events/forum/rooms/NOTHING1/sign.pdf").status_code == 404
    assert SIGNS in office.get("/manage/events/forum/rooms").text


def test_signs_of_many_rooms_come_in_several_files(
    bare_app: Flask, forum: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = signed_in(bare_app, "office@example.org")
    whole = pages(office, SIGNS)
    monkeypatch.setattr(door_signs, "MOST_ROOMS", 1)
    assert pages(office, SIGNS) + pages(office, f"{SIGNS}?part=2") == whole
    assert office.get(f"{SIGNS}?part=2").headers["Content-Disposition"].endswith('signs-2-2.pdf"')
    assert [office.get(f"{SIGNS}?part={part}").status_code for part in (0, 3)] == [404, 404]
    page = office.get("/manage/events/forum/rooms?lang=en").text
    assert "Rooms 1–1" in page and f'href="{SIGNS}?part=2"' in page and f'href="{SIGNS}"' not in page


def test_paper_costs_the_same_queries_for_few_and_for_many_sessions(bare_app: Flask, forum: Event) -> None:
    office = signed_in(bare_app, "office@example.org")
    few = [queries(bare_app, office, address) for address in (BOOKLET, SIGNS)]
    with transaction():
        rooms = [programming.room(forum, f"Phòng số {number}") for number in range(9)]
        track = programming.track(forum, "Khác")
        speakers = [people.meet(forum.id, full_name=f"Nguyễn Văn {number}") for number in range(9)]
    for room, speaker in zip(rooms, speakers, strict=True):
        seats = [(speaker, PlatformRole.SPEAKER)]
        factories.make_session(forum, "Phiên", hour=8, room=room, track=track, platform=seats)
    assert [queries(bare_app, office, address) for address in (BOOKLET, SIGNS)] == few


def queries(app: Flask, office: FlaskClient, address: str) -> int:
    """Return how many statements the database saw for one request that had to build the paper."""
    app.extensions.pop("shelf", None)
    with count_queries(app) as asked:
        assert office.get(address).status_code == 200
    return len(asked)
