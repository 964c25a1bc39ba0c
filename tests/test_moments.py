"""Deadlines in refusals: the conference's time with its zone, and the reader's own where it differs."""

import json
from datetime import UTC, datetime

import pytest
from flask import Flask

from eventapp.moments import Moment, is_moment
from eventapp.registration.switching import SwitchingClosed
from eventapp.web.forms import sentence

AT = datetime(2030, 5, 6, 1, 0, tzinfo=UTC)
CLOSED = Moment(AT, "Asia/Ho_Chi_Minh")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/?lang=en&zone=Asia/Ho_Chi_Minh", "until 08:00 on Monday 6 May 2030, Hà Nội time (UTC+7). Ask"),
        ("/?lang=en&zone=Asia/Bangkok", "until 08:00 on Monday 6 May 2030, Hà Nội time (UTC+7). Ask"),  # the same hour
        (
            "/?lang=en&zone=America/New_York",
            "until 08:00 on Monday 6 May 2030, Hà Nội time (UTC+7);"
            " your time: 21:00 on Sunday 5 May 2030 (New York, UTC−4). Ask",
        ),
        ("/?lang=vi&zone=Europe/Paris", "08:00, Thứ Hai, 06/05/2030, giờ Hà Nội (UTC+7); theo giờ của quý vị: 03:00"),
        ("/api/v1/events?lang=en&zone=Europe/Paris", "Hà Nội time (UTC+7). Ask"),  # a program is nowhere
    ],
)
def test_a_deadline_is_said_with_its_zone_and_in_the_readers_own_time(
    bare_app: Flask, address: str, expected: str
) -> None:
    with bare_app.test_request_context(address):
        assert expected in sentence(SwitchingClosed(closed=CLOSED))


def test_a_moment_survives_json_and_is_readable_without_a_page() -> None:
    assert is_moment(json.loads(json.dumps(CLOSED)))
    assert not is_moment({"at": 1})
    assert str(CLOSED) == "08:00 on 06/05/2030 (Asia/Ho_Chi_Minh)"
    assert "until 08:00 on 06/05/2030 (Asia/Ho_Chi_Minh)" in str(SwitchingClosed(closed=CLOSED))
