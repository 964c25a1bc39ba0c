"""The programme by day and slot."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from flask import Flask

from eventapp.database import transaction
from eventapp.events.models import Event
from eventapp.programme import programming, timetable
from eventapp.programme.queries import sessions_of
from tests import factories


@pytest.fixture
def forum(app: Flask) -> Iterator[Event]:
    """A conference of two days in Hà Nội."""
    yield factories.make_event(ends_at=datetime(2030, 5, 7, 10, 0, tzinfo=UTC))


def test_what_begins_together_is_one_slot_that_ends_with_the_last(forum: Event) -> None:
    factories.make_session(forum, "A", hour=2)
    factories.make_session(forum, "B", hour=2, ends_at=datetime(2030, 5, 6, 5, 0, tzinfo=UTC))
    factories.make_session(forum, "C", hour=5)
    [(_day, slots)] = timetable.days_of(forum, sessions_of(forum))
    assert [[each.title for each in slot.sessions] for slot in slots] == [["A", "B"], ["C"]]
    assert [slot.ends_at.hour for slot in slots] == [5, 6]


def test_days_are_those_of_the_events_zone(forum: Event) -> None:
    factories.make_session(forum, "Evening", hour=16)  # 23:00 in Hà Nội
    factories.make_session(forum, "Night", hour=17)  # 00:00 of the next day
    days = timetable.days_of(forum, sessions_of(forum))
    assert [day for day, _slots in days] == [date(2030, 5, 6), date(2030, 5, 7)]


def test_tracks_come_in_the_organisers_order_with_their_sessions_counted(forum: Event) -> None:
    with transaction():
        heritage, image = (programming.track(forum, name) for name in ("Di sản", "Quảng bá"))
    for hour, track in enumerate((image, heritage, image, None), start=1):
        factories.make_session(forum, f"Phiên {hour}", hour=hour, track=track)
    counted = timetable.tracks_of(sessions_of(forum))
    assert [(track.name, count) for track, count in counted.items()] == [("Di sản", 1), ("Quảng bá", 2)]
