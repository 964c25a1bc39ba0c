"""schedule.xml and schedule.json over HTTP and by command, with the ICS and the sheets."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient

from eventapp.audit.trail import SYSTEM
from eventapp.cli import main
from eventapp.database import transaction
from eventapp.directory import people
from eventapp.events.models import Event, Mode
from eventapp.programme import programming
from eventapp.programme.models import PlatformRole, SessionKind
from eventapp.programme.queries import sessions_of
from eventapp.spreadsheets import read_table
from tests import factories
from tests.calendars.linter import faults
from tests.schedules.conformance import json_faults, xml_faults

XML, JSON = "/events/forum/schedule.xml", "/events/forum/schedule.json"


@pytest.fixture
def forum(bare_app: Flask) -> Iterator[Event]:
    """A conference with a plenary, a break without a room, a bridge point, and a session that is cancelled."""
    with bare_app.test_request_context():
        event = factories.make_event(accent="son")
        factories.make_site(event, "Trụ sở Bộ", mode=Mode.HALL)
        factories.make_site(event, "Điểm cầu Huế")
        with transaction():
            chair, speaker = (people.meet(event.id, full_name=name) for name in ("Bùi Sơn", "Phạm Thu Hương"))
            room = programming.room(event, "Phòng A", "Room A")
            track = programming.track(event, "Di sản", "Heritage")
        factories.make_session(
            event,
            "Phiên toàn thể",
            title_en="Plenary",
            abstract="Ba điểm mới.",
            room=room,
            track=track,
            platform=[(chair, PlatformRole.CHAIR), (speaker, PlatformRole.SPEAKER), (chair, PlatformRole.SPEAKER)],
        )
        factories.make_session(event, "Giải lao", hour=3, kind=SessionKind.BREAK)
        gone = factories.make_session(event, "Huỷ", hour=4)
        with transaction():
            programming.cancel_session(event, gone, by=SYSTEM)
        yield event


def test_the_schedules_are_valid_and_name_who_what_where(client: FlaskClient, forum: Event) -> None:
    body = client.get(XML + "?lang=vi").data
    assert (xml_faults(body), json_faults(client.get(JSON).data)) == ([], [])
    plenary, coffee = ElementTree.fromstring(body).iter("event")
    assert plenary.get("guid") == sessions_of(forum)[0].uuid
    assert [each.text for each in plenary.iter("person")] == ["Bùi Sơn", "Phạm Thu Hương"]
    assert (plenary.findtext("room"), plenary.findtext("track"), plenary.findtext("language")) == (
        "Phòng A",
        "Di sản",
        "vi",
    )
    assert (coffee.findtext("room"), coffee.findtext("type"), coffee.findtext("language")) == (
        "Trụ sở Bộ",
        "break",
        "",
    )
    assert b"Hu\xe1\xba\xbf" not in body


def test_a_schedule_speaks_the_language_of_its_address(client: FlaskClient, forum: Event) -> None:
    english = ElementTree.fromstring(client.get(XML).data)
    assert [each.findtext("title") for each in english.iter("event")] == ["Plenary", "Giải lao"]
    assert english.findtext("url") == "http://localhost/events/forum/schedule.xml"
    vietnamese = json.loads(client.get(JSON + "?lang=vi").data)
    assert vietnamese["schedule"]["url"] == "http://localhost/events/forum/schedule.json?lang=vi"
    assert vietnamese["schedule"]["conference"]["rooms"][0]["name"] == "Phòng A"


@pytest.mark.parametrize(
    ("address", "kind"), [(XML, "application/xml; charset=utf-8"), (JSON, "application/json")], ids=["xml", "json"]
)
def test_a_schedule_is_kept_until_something_changes(client: FlaskClient, forum: Event, address: str, kind: str) -> None:
    first = client.get(address)
    assert (first.headers["Content-Type"], first.headers["Cache-Control"]) == (kind, "public, no-cache")
    assert "Set-Cookie" not in first.headers
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert client.get(address).data == first.data
    with transaction():
        programming.revise_session(forum, sessions_of(forum)[0], by=SYSTEM, title_en="Renamed")
    assert client.get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_what_names_a_session_stays_when_everything_else_changes(client: FlaskClient, forum: Event) -> None:
    before = [each.attrib for each in ElementTree.fromstring(client.get(XML).data).iter("event")]
    with transaction():
        session = sessions_of(forum)[0]
        programming.revise_session(
            forum, session, by=SYSTEM, title="Khác", starts_at=session.starts_at + timedelta(minutes=5), room=None
        )
    assert [each.attrib for each in ElementTree.fromstring(client.get(XML).data).iter("event")] == before


@pytest.mark.parametrize("address", [XML, JSON])
def test_a_draft_has_no_schedule_for_strangers(client: FlaskClient, bare_app: Flask, address: str) -> None:
    with bare_app.test_request_context():
        factories.make_event(is_published=False)
    assert client.get(address).status_code == 404


def test_the_programme_page_leads_to_the_schedules(client: FlaskClient, forum: Event) -> None:
    page = client.get("/events/forum/programme?lang=vi").text
    assert 'href="/events/forum/schedule.xml?lang=vi"' in page
    assert 'href="/events/forum/schedule.json?lang=vi"' in page


def test_every_form_is_exported_by_the_name_of_the_file(command: CliRunner, forum: Event, tmp_path: Path) -> None:
    for ending in ("xml", "json", "ics", "xlsx", "csv"):
        path = tmp_path / f"programme.{ending}"
        result = command.invoke(main, ["export", "programme", "--event", "forum", "--to", str(path)])
        assert (result.exit_code, result.output) == (0, "")
    assert xml_faults((tmp_path / "programme.xml").read_bytes()) == []
    assert json_faults((tmp_path / "programme.json").read_bytes()) == []
    assert faults((tmp_path / "programme.ics").read_bytes()) == []
    for ending in ("xlsx", "csv"):
        assert len([row for row in read_table(tmp_path / f"programme.{ending}").rows if len(row.cells) > 4]) >= 4
    assert len(list(tmp_path.glob("programme.*"))) == 5
    assert list(tmp_path.glob(".*")) == []


def test_an_export_that_cannot_be_is_one_sentence(command: CliRunner, forum: Event, tmp_path: Path) -> None:
    for to, sentence in (
        (tmp_path / "programme.doc", "A programme is written as .xml, .json, .ics, .xlsx, .csv; programme.doc ends in"),
        (tmp_path / "no such folder" / "programme.xml", f"{tmp_path}/no such folder/programme.xml cannot be written"),
        (tmp_path / "no such folder" / "programme.xlsx", f"{tmp_path}/no such folder/programme.xlsx cannot be written"),
    ):
        result = command.invoke(main, ["export", "programme", "--event", "forum", "--to", str(to)])
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr.startswith(sentence)
        assert len(result.stderr.splitlines()) == 1
    assert command.invoke(main, ["export", "programme", "--event", "forum"]).exit_code == 2
    unknown = command.invoke(main, ["export", "programme", "--event", "no", "--to", str(tmp_path / "x.xml")])
    assert (unknown.exit_code, unknown.stderr) == (1, "There is no event “no”.\n")
