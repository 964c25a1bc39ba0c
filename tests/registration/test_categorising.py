"""Delegates of several categories: at every door by which they come, in lists, and in what is asked of them."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp.audit.trail import SYSTEM
from eventapp.database import db, transaction
from eventapp.events import categories
from eventapp.events.categories import categories_of, default_category
from eventapp.events.models import Category, Event, Mode
from eventapp.events.queries import find_event
from eventapp.events.roles import Role
from eventapp.importing.rows import take_in
from eventapp.questions.editing import Offer, When
from eventapp.questions.models import ConditionKind, Kind
from eventapp.questions.queries import questions_of
from eventapp.registration import answering, listing, merging, search, substitution
from eventapp.registration.categorising import recategorise
from eventapp.registration.importing import DelegateImporter
from eventapp.registration.search import Wanted
from eventapp.spreadsheets import Row, Table
from tests.factories import (
    give_role,
    make_event,
    make_question,
    make_registration,
    make_token,
    make_user,
)
from tests.registration import focal
from tests.visits import signed_in

FORM = {"full_name": "Lê Lan", "email": "lan@example.org", "mode": "online", "consent": "yes", "locale": "vi"}


@pytest.fixture
def event(app: Flask) -> Event:
    """An event."""
    return make_event()


def named(event: Event, name: str) -> Category:
    """Return the category of that name."""
    return next(each for each in categories_of(event) if each.name == name)


def make_public(event: Event, name: str) -> Category:
    """Let whoever registers choose the category."""
    found = named(event, name)
    with transaction():
        categories.edit_category(event, found, is_public=True, name=name, by=SYSTEM)
    return found


def rehearse(event: Event, *lines: str, rehearsal: bool = False) -> Any:
    """Take a sheet in."""
    table = Table("", [Row(number, line.split(",")) for number, line in enumerate(lines, 1)])
    with transaction():
        return take_in(table, DelegateImporter(event, by=SYSTEM), is_rehearsal=rehearsal)


def test_another_category_drops_what_is_no_longer_asked_and_gives_its_places_back(event: Event) -> None:
    press = named(event, "Báo chí")
    when = [When(ConditionKind.CATEGORY, press.ref)]
    desk = make_question(event, Kind.CHOICE, "Bàn", choices=[Offer("A", "", 1)], when=when)
    other = make_question(event, label="Bữa ăn")
    answers = {desk.ref: desk.choices[0].ref, other.ref: "chay"}
    registration = make_registration(event, category=press, answers=answers)
    with transaction():
        assert recategorise(registration, default_category(event), by=SYSTEM) is True
        assert recategorise(registration, default_category(event), by=SYSTEM) is False
    assert answering.values_of(registration) == {other.ref: "chay"}
    assert questions_of(event)[0].choices[0].taken == 0


def test_a_stand_in_comes_in_the_same_category(event: Event) -> None:
    registration = make_registration(event, category=named(event, "Diễn giả"))
    with transaction():
        entered = substitution.substitute(registration, by=SYSTEM, full_name="Lê Bình", email="binh@example.org")
    assert entered.category.name == "Diễn giả"


def test_a_merge_keeps_the_category_of_the_one_that_is_kept(event: Event) -> None:
    kept = make_registration(event, "Lê An", category=named(event, "Diễn giả"))
    ended = make_registration(event, "Lê An", category=named(event, "Báo chí"))
    with transaction():
        done = merging.merge(kept, ended, by=SYSTEM)
    assert kept.category.name == "Diễn giả"
    with transaction():
        assert merging.part(done, by=SYSTEM).category.name == "Báo chí"


def test_a_list_is_filtered_by_category(event: Event) -> None:
    press = named(event, "Báo chí")
    make_registration(event, "Lê Lan", category=press)
    make_registration(event, "Lê An")
    page, _number = listing.page(event, Wanted(category=press.ref.lower()), "name", per_page=50, number=1)
    assert ([line.full_name for line in page.lines], page.total) == (["Lê Lan"], 1)
    assert listing.page(event, Wanted(category="ZZZZZZZZ"), "name", per_page=50, number=1)[0].total == 0


def test_a_sheet_names_the_category_in_either_language_or_by_its_reference(event: Event) -> None:
    speaker = named(event, "Diễn giả").ref
    lines = ["Họ và tên,Email,Hình thức,Loại đại biểu", "A An,a@x.example,online,BAO CHI"]
    lines += ["B An,b@x.example,online,guest", f"C An,c@x.example,online,{speaker}", "D An,d@x.example,online,"]
    lines += ["E An,e@x.example,online,Chủ tịch đoàn"]
    report = rehearse(event, *lines)
    assert [(each.fault.code, each.column) for each in report.rejected] == [("unknown", "Loại đại biểu")]
    found = listing.lines(event, Wanted(), "registered", limit=9, offset=0)
    by_id = {each.id: each.name for each in categories_of(event)}
    assert [by_id[line.category_id] for line in found] == ["Báo chí", "Khách mời", "Diễn giả", "Đại biểu"]


def test_a_sheet_brings_the_category_up_to_date_and_a_rehearsal_foretells_it(event: Event) -> None:
    make_registration(event, "A An", email="a@x.example", mode=Mode.ONLINE)
    lines = ["Họ và tên,Email,Diện,Hình thức", "A An,a@x.example,Báo chí,online"]
    foretold, done, again = rehearse(event, *lines, rehearsal=True), rehearse(event, *lines), rehearse(event, *lines)
    outcomes = [each.verdicts[0].outcome.value for each in (foretold, done, again)]
    assert outcomes == ["updated", "updated", "unchanged"]


def test_a_row_without_a_mode_takes_that_of_its_category(event: Event) -> None:
    with transaction():
        categories.edit_category(event, named(event, "Báo chí"), mode=Mode.ONLINE, by=SYSTEM)
    report = rehearse(event, "Họ và tên,Email,Diện", "A An,a@x.example,Báo chí", "B An,b@x.example,")
    assert [each.fault.code for each in report.rejected] == ["missing"]
    assert [line.mode for line in listing.lines(event, Wanted(), "name", limit=9, offset=0)] == [Mode.ONLINE]


def test_the_public_form_offers_categories_only_where_there_is_a_choice(bare_app: Flask, client: FlaskClient) -> None:
    with bare_app.test_request_context():
        event = make_event()
        hidden = named(event, "Báo chí").ref
    page = "/events/forum/register"
    assert 'name="category"' not in client.get(page).text
    assert client.post(page, data={**FORM, "category": hidden}).status_code == 422
    with bare_app.test_request_context():
        press = make_public(_event(), "Báo chí")
        make_question(_event(), label="Máy ảnh", is_required=True, when=[When(ConditionKind.CATEGORY, press.ref)])
    shown = client.get(page).text
    assert 'name="category"' in shown
    assert f'data-categories="{press.ref}"' in shown
    assert client.post(page, data={**FORM, "category": press.ref}).status_code == 422  # its question is required
    assert client.post(page, data=FORM).status_code == 303  # and asked of nobody else
    other = {**FORM, "email": "an@example.org", "category": press.ref}
    with bare_app.test_request_context():
        asked = questions_of(_event())[0].ref
    assert client.post(page, data={**other, f"answer-{asked}": "Leica"}).status_code == 303
    with bare_app.test_request_context():
        found = listing.lines(_event(), Wanted(category=press.ref), "name", limit=9, offset=0)
        assert [line.email for line in found] == ["an@example.org"]


def test_a_form_begins_with_the_mode_of_its_category(bare_app: Flask, client: FlaskClient) -> None:
    with bare_app.test_request_context():
        event = make_event()
        press = make_public(event, "Báo chí")
        with transaction():
            categories.edit_category(event, press, mode=Mode.ONLINE, by=SYSTEM)
    shown = client.get(f"/events/forum/register?category={press.ref}").text
    assert 'value="online" checked' in shown
    assert 'value="online" checked' not in client.get("/events/forum/register").text
    assert 'value="hall" checked' in client.get(f"/events/forum/register?category={press.ref}&mode=hall").text


def test_the_office_enters_corrects_filters_and_exports_categories(bare_app: Flask) -> None:
    with bare_app.test_request_context():
        event = make_event()
        give_role(event, make_user(email="office@example.org"), Role.REGISTRAR)
        press, speaker = named(event, "Báo chí"), named(event, "Diễn giả")
    office, home = signed_in(bare_app, "office@example.org"), "/manage/events/forum/delegates"
    answer = office.post(f"{home}/new", data={**FORM, "category": press.ref})
    assert answer.status_code == 303
    place = answer.headers["Location"]
    assert "Press" in office.get(place).text
    assert office.post(f"{place}/edit", data={**FORM, "category": "ZZZZZZZZ"}).status_code == 422
    assert office.post(f"{place}/edit", data={**FORM, "category": speaker.ref}).status_code == 303
    assert "Báo chí → Diễn giả" in office.get(place).text
    assert "Lê Lan" in office.get(f"{home}?category={speaker.ref}").text
    assert "Lê Lan" not in office.get(f"{home}?category={press.ref}").text
    assert "Speaker" in office.get(f"{home}.csv?category={speaker.ref}").text
    assert "Lê Lan" not in office.get(f"{home}.csv?category={press.ref}").text


def test_a_focal_point_chooses_where_there_is_a_choice(bare_app: Flask, client: FlaskClient) -> None:
    with bare_app.test_request_context():
        event = make_event()
        delegation = focal.make_delegation(event, "Bộ Công Thương", hall=3)
        page, revision = focal.secret_of(delegation), delegation.revision
    row = {"full_name-900": "Lê Lan", "email-900": "lan@example.org", "form_key": "a" * 20, "revision": revision}
    assert 'name="category-900"' not in client.get(page).text
    with bare_app.test_request_context():
        press = make_public(_event(), "Báo chí")
    assert 'name="category-900"' in client.get(page).text
    assert client.post(f"{page}/delegates", data={**row, "category-900": "Diễn giả"}).status_code == 422
    answer = client.post(f"{page}/delegates", data={**row, "form_key": "b" * 20, "category-900": press.ref})
    assert answer.status_code == 303
    with bare_app.test_request_context():
        registration = db.session.scalars(search.found(_event(), Wanted())).one()
        assert registration.category.name == "Báo chí"
        place, revision = f"{page}/delegates/{registration.ref}", revision + 1
        usual = default_category(_event()).ref
    assert 'name="category"' in client.get(place).text
    changed = {**FORM, "mode": "hall", "revision": revision, "category": usual}
    assert client.post(place, data=changed).status_code == 303
    with bare_app.test_request_context():
        assert db.session.scalars(search.found(_event(), Wanted())).one().category.name == "Đại biểu"


def test_a_program_gives_and_gets_categories(bare_app: Flask, client: FlaskClient) -> None:
    with bare_app.test_request_context():
        event = make_event()
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {make_token(event, Role.REGISTRAR)}"
        press, guest = named(event, "Báo chí"), named(event, "Khách mời")
        make_question(event, label="Máy ảnh", when=[When(ConditionKind.CATEGORY, press.ref)])
    home = "/api/v1/events/forum"
    listed = client.get(f"{home}/categories?lang=vi").json
    assert listed is not None
    assert (listed["total"], listed["items"][3]["name"], listed["items"][3]["zones"]) == (6, "Báo chí", [])
    asked = client.get(f"{home}/questions?lang=vi").json
    assert asked is not None
    assert asked["items"][0]["categories"] == [{"ref": press.ref, "name": "Báo chí"}]
    body = {"full_name": "Lê Lan", "email": "lan@example.org", "mode": "online"}
    assert client.post(f"{home}/registrations", json={**body, "category": "ZZZZZZZZ"}).status_code == 422
    made = client.post(f"{home}/registrations", json={**body, "category": press.ref}).json
    assert made is not None
    place = f"{home}/registrations/{made['ref']}"
    assert client.patch(place, json={"category": None}).status_code == 422
    assert client.patch(place, json={"category": "ZZZZZZZZ"}).status_code == 422
    changed = client.patch(f"{place}?lang=en", json={"category": guest.ref}).json
    assert changed is not None
    assert changed["category"] == {"ref": guest.ref, "name": "Guest"}
    found = client.get(f"{home}/registrations?category={guest.ref}&lang=vi").json
    assert found is not None
    assert [each["category"]["name"] for each in found["items"]] == ["Khách mời"]
    nobody = client.get(f"{home}/registrations?category={press.ref}").json
    assert nobody is not None
    assert nobody["total"] == 0


def _event() -> Event:
    event = find_event("forum")
    assert event is not None
    return event
