"""The bytes of a feed: the same until something changes, and read alike by foreign calendar programs."""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eventapp.audit.trail import SYSTEM
from eventapp.database import db, transaction
from eventapp.events.models import Event, Mode
from eventapp.importing.rows import take_in
from eventapp.programme import programming
from eventapp.programme.importing import ProgrammeImporter
from eventapp.programme.queries import sessions_of
from eventapp.registration import links
from eventapp.spreadsheets import read_table
from eventapp.web.shelf import Shelf
from tests import factories
from tests.calendars.linter import faults
from tests.calendars.programme import PROGRAMME
from tests.calendars.test_agreement import HERE, NODE, needs_node_modules, readings

ADDRESS = "/events/ngoai-giao/calendar.ics?lang=vi"


@pytest.fixture
def conference(bare_app: Flask) -> Iterator[Event]:
    """The sample conference, from the office's own file."""
    with bare_app.test_request_context():
        event = factories.make_event("ngoai-giao", title="Hội nghị Ngoại giao văn hoá; trực tiếp, trực tuyến")
        factories.make_site(event, "Trụ sở Bộ, Hà Nội", mode=Mode.HALL)
        with transaction():
            take_in(read_table(PROGRAMME), ProgrammeImporter(event, by=SYSTEM))
        yield event


def meant(event: Event) -> list[list[str]]:
    """Return what every program must read: UID, moments, title and place."""
    return sorted(
        [
            f"session-{each.uuid}@test.eventapp",
            each.starts_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
            each.ends_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
            each.title,
            f"{each.room.name}, Trụ sở Bộ, Hà Nội" if each.room else "",
        ]
        for each in sessions_of(event)
    )


def test_five_foreign_programs_in_new_york_read_the_sample_conference_alike(
    client: FlaskClient, conference: Event
) -> None:
    needs_node_modules()
    content = client.get(ADDRESS).data
    assert (faults(content), len(meant(conference))) == ([], 13)
    read = readings(content, NODE, HERE / "read_foreign.mjs") | readings(
        content, sys.executable, HERE / "read_foreign.py"
    )
    assert {name: sorted(rows) for name, rows in read.items()} == dict.fromkeys(
        ("ical.js", "node-ical", "ics", "ical", "vobject"), meant(conference)
    )


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(later=st.timedeltas(timedelta(0), timedelta(days=3650)), agent=st.text("abc/. ", max_size=9))
def test_the_bytes_do_not_change_while_nothing_changes(
    client: FlaskClient, conference: Event, later: timedelta, agent: str
) -> None:
    before = client.get(ADDRESS)
    forget(client.application)
    with time_machine.travel(datetime(2030, 6, 1, tzinfo=UTC) + later):
        after = client.get(ADDRESS, headers={"User-Agent": agent, "Accept-Language": "en"})
    assert (after.data, after.headers["ETag"]) == (before.data, before.headers["ETag"])


def forget(app: Flask) -> None:
    """Forget the kept bytes and answers, as a new process would."""
    app.extensions.pop("shelf", None)
    app.wsgi_app.answers = Shelf()  # type: ignore[attr-defined]


TEXTS = st.text(st.characters(exclude_characters="\x00", exclude_categories=("Cs",)), min_size=1, max_size=120)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=TEXTS, abstract=TEXTS)
def test_no_text_whatever_breaks_a_feed(client: FlaskClient, conference: Event, title: str, abstract: str) -> None:
    with transaction():
        programming.revise_session(conference, sessions_of(conference)[3], by=SYSTEM, title=title, abstract=abstract)
    answer = client.get(ADDRESS)
    assert (faults(answer.data), answer.data.count(b"BEGIN:VEVENT")) == ([], 13)
    db.session.rollback()


def test_delegates_of_one_mode_see_the_same_sessions_under_addresses_of_their_own(
    client: FlaskClient, conference: Event
) -> None:
    first, second = (factories.make_registration(conference, f"An {each}") for each in ("Một", "Hai"))
    bodies = [
        client.get(f"/feeds/{links.secret(each, links.FEED)}.ics").data.replace(b"\r\n ", b"")
        for each in (first, second)
    ]
    own = [links.secret(each, links.FEED).encode() for each in (first, second)]
    assert bodies[0].replace(own[0], b"") == bodies[1].replace(own[1], b"")
    assert bodies[0].count(own[0]) == 1
