"""What the chair and the secretariat see of the situation."""

import itertools
from datetime import timedelta

import pytest
from flask import Flask
from time_machine import travel

from eventapp.database import transaction
from eventapp.events.models import Mode
from eventapp.events.roles import Role
from eventapp.presence.attending import roll_of
from eventapp.presence.drawing import curve, nice
from eventapp.presence.situation import Part, situation_of
from eventapp.presence.statistics import arrivals_of_first_day, minutes_online, zones_of
from tests.delegations.desk import office
from tests.presence.ledger import AFTERWARDS, STARTS, happen, hold

BOARD = "/manage/events/forum/board"
DURING = STARTS + timedelta(minutes=40)


def test_the_board_says_who_is_there_now_where_and_who_is_missing(app: Flask) -> None:
    conference = hold()
    happen(conference, seed=1)
    found = situation_of(conference.event, at=DURING)
    assert found.whole == Part(6, 7, 12)  # who went out counts no more, who is online without a word not yet
    assert found.modes[Mode.HALL] == Part(3, 4, 4)
    assert found.modes[Mode.BRIDGE] == Part(2, 2, 4)
    assert [(site.id, part) for site, part in found.sites] == [(conference.site.id, Part(2, 2, 4))]
    assert found.session is not None
    assert found.there is not None
    assert found.there.registered == 12
    assert [(each.row.code, each.number) for each in found.missing] == [("A", 2), ("B", 1), (None, 1)]
    moments, numbers = zip(*found.arrivals, strict=True)
    assert all(sum(one.values()) <= sum(next_.values()) for one, next_ in itertools.pairwise(numbers))
    assert sum(numbers[-1].values()) == 7
    picture = curve(found.arrivals)
    assert picture is not None
    assert len(picture.areas) == 3
    assert [number for _y, number in picture.numbers] == [0, 2, 4, 6, 8]
    assert moments[0] <= picture.hours[0][1]


@pytest.mark.parametrize(("most", "step"), [(0, 1), (5, 1), (6, 2), (313, 100), (50_000, 10_000)])
def test_the_marks_of_an_axis_are_round_numbers(most: int, step: int) -> None:
    assert nice(most) == step


def test_a_board_on_the_wall_names_nobody_and_an_unchanged_one_is_not_sent_again(bare_app: Flask) -> None:
    with bare_app.test_request_context():
        conference = hold()
        with transaction():
            conference.delegations[0].contact_name = "Bà Đầu Mối"
            conference.delegations[0].contact_phone = "+84912345678"
    with travel(DURING, tick=False):
        with bare_app.test_request_context():
            desk, viewer = (office(bare_app, conference.event, role) for role in (Role.REGISTRAR, Role.VIEWER))
        shown = desk.get(BOARD).get_data(as_text=True)
        assert "Bà Đầu Mối" in shown
        assert "tel:+84912345678" in shown
        for browser, address in ((desk, f"{BOARD}?wall=yes"), (desk, f"{BOARD}/figures?wall=yes"), (viewer, BOARD)):
            page = browser.get(address).get_data(as_text=True)
            assert "Bộ A" in page
            assert "Bà Đầu Mối" not in page
            assert "+84912345678" not in page
        first = desk.get(f"{BOARD}/figures")
        assert first.headers["Cache-Control"] == "private, no-cache"
        again = desk.get(f"{BOARD}/figures", headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
        with bare_app.test_request_context():
            happen(conference, seed=1)
        changed = desk.get(f"{BOARD}/figures", headers={"If-None-Match": first.headers["ETag"]})
        assert changed.status_code == 200


def test_statistics_say_who_came_by_when_how_long_and_from_where(bare_app: Flask) -> None:
    with bare_app.test_request_context():
        conference = hold()
        happen(conference, seed=1)
        with transaction():
            conference.people[5].person.zone = "Europe/Paris"
        lines = roll_of(conference.event, at=AFTERWARDS).lines
        assert [(each.zones, each.registered, each.present) for each in zones_of(conference.event, lines)] == [
            (["Europe/Paris"], 1, 1), (["Asia/Ho_Chi_Minh"], 11, 6),
        ]  # fmt: skip
        assert minutes_online(lines) == [(0, 0), (30, 1)]
        assert sum(arrivals_of_first_day(lines, conference.event)[-1][1].values()) == 7
    with travel(AFTERWARDS, tick=False):
        with bare_app.test_request_context():
            desk = office(bare_app, conference.event, Role.VIEWER)
        page = desk.get("/manage/events/forum/attendance/statistics").get_data(as_text=True)
    assert "7 of 12" not in page  # by mode and by block, never only in all
    for said in ("3 of 4", "03:00 (UTC+2) Paris", "30–59 minutes", "The same as a table"):
        assert said in page


def test_a_board_of_a_rehearsed_day_shows_its_moment_and_says_so(bare_app: Flask) -> None:
    with bare_app.test_request_context():
        conference = hold()
        happen(conference, seed=1)
    began = AFTERWARDS + timedelta(days=3)
    asked = f"begins={STARTS:%Y-%m-%dT%H:%M:%SZ}&since={began:%Y-%m-%dT%H:%M:%SZ}&speed=60&lang=en"
    with travel(began + timedelta(seconds=40), tick=False):
        with bare_app.test_request_context():
            viewer = office(bare_app, conference.event, Role.VIEWER)
        shown = viewer.get(f"{BOARD}?{asked}").get_data(as_text=True)
        assert "Rehearsal of Monday 6 May 2030, 60 times as fast" in shown
        assert 'datetime="2030-05-06T09:40' in shown
        assert f"figures?lang=en&amp;begins={STARTS:%Y}" in shown
        figures = viewer.get(f"{BOARD}/figures?{asked}").get_data(as_text=True)
        assert '<dd class="figure">6 <small>/ 12</small></dd>' in figures
        others = [asked.replace(*each) for each in (("speed=60", "speed=0"), ("2030", "1900"), ("05-06", "05-26"))]
        for wrong in ("begins=yesterday", *others):
            plain = viewer.get(f"{BOARD}/figures?{wrong}").get_data(as_text=True)
            assert "Rehearsal" not in plain
            assert '<dd class="figure">0 <small>/ 12</small></dd>' in plain
