"""The desk: events are made, set up, moved from stage to stage, and listed."""

import re
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from eventapp.database import db, transaction
from eventapp.events.models import Event, EventStatus, Mode
from eventapp.events.queries import modes_of
from eventapp.events.roles import Role
from tests import factories
from tests.events.desk import the
from tests.queries import count_queries

SETTINGS = {
    "title": "Diễn đàn",
    "zone": "Asia/Ho_Chi_Minh",
    "starts": "2030-05-06T08:00",
    "ends": "2030-05-06T17:00",
    "accent": "cham",
}


def test_an_administrator_makes_a_draft_that_closes_registration_when_it_starts(
    bare_app: Flask, admin: FlaskClient
) -> None:
    typed = {"slug": "hoi-nghi", "title": "Hội nghị", "zone": "Asia/Ho_Chi_Minh", "starts": "2030-05-06T08:30"}
    answer = admin.post("/manage/events", data={**typed, "ends": "2030-05-06T11:45"})
    assert (answer.status_code, answer.location) == (303, "/manage/events/hoi-nghi")
    with bare_app.app_context():
        event = the("hoi-nghi")
        assert event.status is EventStatus.DRAFT
        assert event.starts_at == datetime(2030, 5, 6, 1, 30, tzinfo=UTC)
        assert event.registration_closes_at == event.starts_at
        assert list(modes_of(event)) == list(Mode)
    assert "The event is not published" in admin.get("/manage/events/hoi-nghi").text


@pytest.mark.parametrize(
    ("changes", "status", "sentence"),
    [
        ({"slug": "forum"}, 409, "Another event already has the address “forum”."),
        ({"slug": "new"}, 409, "Another event already has the address “new”."),
        ({"slug": "Hội nghị"}, 422, "Address must have 2 to 64 characters"),
        ({"title": ""}, 422, "Title is missing."),
        ({"title": "x" * 300}, 422, "Title is longer than 255 characters."),
        ({"zone": "Mars/Olympus"}, 422, "Time zone is not a time zone"),
        ({"ends": "2030-05-06T08:30"}, 422, "The event must end after it starts."),
        ({"starts": "tomorrow"}, 422, "Starts is not a date and time"),
        ({"zone": "Europe/Paris", "starts": "2030-03-31T02:30"}, 422, "In Europe/Paris the clocks skip"),
    ],
)
def test_a_bad_event_is_not_made_and_what_was_typed_stays(
    bare_app: Flask, admin: FlaskClient, changes: dict[str, str], status: int, sentence: str
) -> None:
    with bare_app.app_context():
        factories.make_event()
    typed = {"slug": "next", "title": "Hội nghị", "zone": "Asia/Ho_Chi_Minh", "title_en": "Kept <b>"}
    typed |= {"starts": "2030-05-06T08:30", "ends": "2030-05-07T11:45", **changes}
    answer = admin.post("/manage/events", data=typed)
    assert answer.status_code == status
    assert sentence in answer.text
    assert 'value="Kept &lt;b&gt;"' in answer.text
    assert "What was typed is kept." in answer.text
    with bare_app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Event)) == 1


def test_settings_are_saved_in_both_languages_and_show_at_once(bare_app: Flask, owner: FlaskClient) -> None:
    typed = {**SETTINGS, "title": "Tên mới", "title_en": "New name", "lead": "Câu", "host": "Bộ Ngoại giao"}
    typed |= {"opens": "2030-01-01T00:00", "has_waiting_list": "yes", "contact_email": "A@Example.org"}
    visitor = bare_app.test_client()
    visitor.get("/events/forum")
    assert owner.post("/manage/events/forum/settings", data=typed).status_code == 303
    with bare_app.app_context():
        event = the()
        assert (event.title, event.title_en, event.contact_email) == ("Tên mới", "New name", "a@example.org")
        assert event.registration_opens_at == datetime(2029, 12, 31, 17, 0, tzinfo=UTC)
        assert event.registration_closes_at is None
    assert "New name</h1>" in visitor.get("/events/forum?lang=en").text
    assert "Tên mới</h1>" in visitor.get("/events/forum?lang=vi").text
    assert 'value="2030-01-01T00:00"' in owner.get("/manage/events/forum/settings").text


@pytest.mark.parametrize(
    ("changes", "status", "sentence"),
    [
        ({"own_accent": "#ffff00"}, 422, "A colour of its own is too light to be read on white"),
        ({"own_accent": "red"}, 422, "A colour of its own is not a colour"),
        ({"accent": "gold"}, 422, "Colour is unknown"),
        ({"opens": "2030-05-01T00:00", "closes": "2030-04-01T00:00"}, 422, "Registration must close after it opens."),
        ({"contact_email": "nobody"}, 422, "Contact e-mail is not an e-mail address"),
        ({"ends": "2030-05-06T07:00"}, 422, "The event must end after it starts."),
    ],
)
def test_bad_settings_change_nothing_and_keep_what_was_typed(
    bare_app: Flask, owner: FlaskClient, changes: dict[str, str], status: int, sentence: str
) -> None:
    typed = {**SETTINGS, "title": "Quite another", "description": "Kept\n<b>", **changes}
    answer = owner.post("/manage/events/forum/settings", data=typed)
    assert answer.status_code == status
    assert sentence in answer.text
    assert "Kept\n&lt;b&gt;</textarea>" in answer.text
    with bare_app.app_context():
        assert the().title == "Diễn đàn"


def test_a_colour_of_its_own_is_kept(bare_app: Flask, owner: FlaskClient) -> None:
    owner.post("/manage/events/forum/settings", data={**SETTINGS, "own_accent": "#0B6E4F"})
    with bare_app.app_context():
        assert the().accent == "#0b6e4f"
    assert 'value="#0b6e4f"' in owner.get("/manage/events/forum/settings").text


def test_the_stages_follow_one_another(bare_app: Flask, owner: FlaskClient) -> None:
    seen = []
    for step in ("closure", "archive", "publication", "publication"):
        page = owner.post(f"/manage/events/forum/{step}", follow_redirects=True).text
        with bare_app.app_context():
            seen.append((the().status.value, "at another stage by now" in page))
    assert seen == [("closed", False), ("archived", False), ("published", False), ("published", True)]


def test_an_event_with_nothing_to_do_says_so_and_figures_are_those_of_the_rows(
    bare_app: Flask, owner: FlaskClient
) -> None:
    with bare_app.app_context():
        for _each in range(3):
            factories.make_registration(the())
    page = owner.get("/manage/events/forum").text
    assert "Delegates have nobody to ask" in page
    assert re.findall(r'<span class="figure">(\d+)</span>', page)[:5] == ["1", "1", "0", "0", "2"]


def test_the_list_of_events_costs_the_same_with_thirty(bare_app: Flask, admin: FlaskClient) -> None:
    counts = []
    for names in (range(1), range(1, 30)):
        with bare_app.app_context():
            for each in names:
                factories.make_registration(factories.make_event(f"event-{each}"))
        with count_queries(bare_app) as sent:
            page = admin.get("/manage").text
        counts.append(len(sent))
        assert page.count("1 delegate confirmed") == len(names) + len(counts) - 1
    assert counts[0] == counts[1]


@pytest.mark.parametrize("page", ["team", "tokens", "history", "sites"])
def test_the_lists_of_an_event_cost_the_same_with_thirty(bare_app: Flask, owner: FlaskClient, page: str) -> None:
    counts = []
    for number in (1, 30):
        with bare_app.app_context():
            for each in range(number):
                factories.give_role(the(), factories.make_user(), Role.VIEWER)
                factories.make_token(the())
                factories.make_site(the(), f"Điểm {number} {each}")
        with count_queries(bare_app) as sent:
            assert owner.get(f"/manage/events/forum/{page}").status_code == 200
        counts.append(len(sent))
    assert counts[0] == counts[1]


def test_settings_saved_unchanged_change_nothing(bare_app: Flask, owner: FlaskClient) -> None:
    """Not even the second 02:30 of the night in which summer time ends, nor that registration has no end."""
    with bare_app.test_request_context(), transaction():
        event = the()
        event.zone, event.starts_at = "Europe/Paris", datetime(2030, 10, 27, 1, 30, tzinfo=UTC)
        event.ends_at = datetime(2030, 10, 27, 12, 0, tzinfo=UTC)
    page = owner.get("/manage/events/forum/settings").text
    shown = dict(re.findall(r'name="(starts|ends|opens|closes|switches)"[^>]* value="([^"]*)"', page))
    assert (shown["starts"], shown.get("closes", "")) == ("2030-10-27T02:30", "")
    typed = {**SETTINGS, "zone": "Europe/Paris", **shown}
    assert owner.post("/manage/events/forum/settings", data=typed).status_code == 303
    with bare_app.app_context():
        event = the()
        assert (event.starts_at, event.registration_closes_at) == (datetime(2030, 10, 27, 1, 30, tzinfo=UTC), None)
