"""Categories of delegates: a standard set, then changed as the organiser likes; nothing is lost with one that goes."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.audit.models import AuditEntry
from eventapp.audit.trail import SYSTEM
from eventapp.database import db, transaction
from eventapp.events import categories
from eventapp.events.categories import categories_of, default_category
from eventapp.events.models import Category, Event, Mode
from eventapp.events.queries import find_event
from eventapp.events.roles import Role
from eventapp.events.shapes import BadgeZones, CategoryShape
from eventapp.mailings import mailing
from eventapp.questions.editing import When, edit_question
from eventapp.questions.models import ConditionKind
from eventapp.questions.queries import questions_of
from eventapp.registration import categorising
from eventapp.shapes import read
from tests.factories import give_role, make_event, make_question, make_registration, make_user
from tests.visits import signed_in

PAGE = "/manage/events/forum/categories"
BLUE = "#1b4f7c"


@pytest.fixture
def event(app: Flask) -> Event:
    """An event."""
    return make_event()


@pytest.fixture
def organiser(bare_app: Flask) -> FlaskClient:
    """The organiser of an event with two delegates."""
    with bare_app.test_request_context():
        event = make_event()
        give_role(event, make_user(email="organiser@example.org"), Role.ORGANISER)
        press = named(event, "Báo chí")
        make_registration(event, "Lê Lan", category=press)
        make_registration(event, "Lê An")
        make_question(event, label="Máy ảnh", when=[When(ConditionKind.CATEGORY, press.ref)])
    return signed_in(bare_app, "organiser@example.org")


def named(event: Event, name: str) -> Category:
    """Return the category of that name."""
    return next(each for each in categories_of(event) if each.name == name)


def names(event: Event) -> list[str]:
    """Return the names of the categories in their order."""
    return [each.name for each in categories_of(event)]


def test_an_event_begins_with_standard_categories_of_which_one_is_default_and_public(event: Event) -> None:
    assert names(event)[0] == "Đại biểu"
    assert [each.name for each in categories_of(event) if each.is_default] == ["Đại biểu"]
    assert [each.name for each in categories_of(event) if each.is_public] == ["Đại biểu"]
    assert len({each.ref for each in categories_of(event)}) == len(categories.STANDARD)


def test_two_categories_of_an_event_never_share_a_name(event: Event) -> None:
    with pytest.raises(categories.CategoryExists), transaction():
        categories.add_category(event, name="BAO CHI", colour=BLUE, by=SYSTEM)
    with pytest.raises(categories.CategoryExists), transaction():
        categories.edit_category(event, default_category(event), name="báo chí", by=SYSTEM)


def test_there_is_always_one_default_category(event: Event) -> None:
    with transaction():
        added = categories.add_category(event, name="Cựu sinh viên", colour=BLUE, is_default=True, by=SYSTEM)
    assert [each.id for each in categories_of(event) if each.is_default] == [added.id]
    with transaction():
        categories.edit_category(event, added, name="Cựu sinh viên", is_default=False, by=SYSTEM)
        categories.edit_category(event, named(event, "Khách mời"), name="Khách", is_default=True, by=SYSTEM)
    assert default_category(event).name == "Khách"
    with pytest.raises(categories.DefaultCategory), transaction():
        categorising.remove(event, default_category(event), into=added, by=SYSTEM)


def test_a_category_moves_up_and_down(event: Event) -> None:
    first, second = names(event)[:2]
    with transaction():
        assert categories.move_category(event, named(event, second), up=True, by=SYSTEM) is True
        assert categories.move_category(event, named(event, second), up=True, by=SYSTEM) is False
    assert names(event)[:2] == [second, first]


def test_with_a_category_that_goes_nothing_is_lost(event: Event) -> None:
    press, guests = named(event, "Báo chí"), named(event, "Khách mời")
    registration = make_registration(event, category=press)
    only, both = (make_question(event, label=label) for label in ("Máy ảnh", "Bữa tối"))
    with transaction():
        for question, asked_of in ((only, [press]), (both, [press, guests])):
            when = [When(ConditionKind.CATEGORY, each.ref) for each in asked_of]
            edit_question(question, kind=question.kind, when=when, by=SYSTEM)
    use = categorising.use_of(event, press)
    assert (use.registrations, [each.label for each in use.questions]) == (1, ["Máy ảnh", "Bữa tối"])
    with transaction():
        assert categorising.remove(event, press, into=guests, by=SYSTEM) == 1
    assert registration.category.name == "Khách mời"
    for question in questions_of(event):
        assert [each.value for each in question.conditions] == [guests.ref]
    told = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "category_removed")).one()
    assert told.words == {"name": {"vi": "Báo chí", "en": "Press"}, "other": {"vi": "Khách mời", "en": "Guest"}}


def test_a_category_does_not_go_into_itself(event: Event) -> None:
    press = named(event, "Báo chí")
    with pytest.raises(categorising.SameCategory), transaction():
        categorising.remove(event, press, into=press, by=SYSTEM)


@pytest.mark.parametrize(
    ("typed", "kept"), [("A,B ;VIP", "A, B, VIP"), (" a , A ,", "A"), ("Khu  A", "Khu A"), ("", ""), (",;", "")]
)
def test_zones_are_a_short_list_of_words(typed: str, kept: str) -> None:
    assert read(CategoryShape, {"name": "A", "colour": BLUE, "zones": typed}).values["zones"] == kept


def test_a_zone_is_a_word_and_a_colour_can_be_read() -> None:
    long = "A" * (BadgeZones.longest + 1)
    faults = read(CategoryShape, {"name": "A", "colour": "#ffff00", "zones": long}).faults
    assert [(each.field, each.code) for each in faults] == [("colour", "too_light"), ("zones", "too_long")]


def test_the_page_adds_changes_and_moves(bare_app: Flask, organiser: FlaskClient) -> None:
    sent = {"name": "Tình nguyện viên", "name_en": "Volunteer", "colour": "#2C6E49", "mode": "hall", "zones": "a;b"}
    assert organiser.post(PAGE, data=sent).status_code == 303
    assert organiser.post(PAGE, data=sent).status_code == 409
    assert organiser.post(PAGE, data={**sent, "name": "Khác", "colour": "#eeeeee"}).status_code == 422
    with bare_app.test_request_context():
        added = categories_of(_event())[-1]
        assert (added.name_en, added.colour, added.mode, added.zones) == ("Volunteer", "#2c6e49", Mode.HALL, "a, b")
    assert organiser.post(f"{PAGE}/{added.ref}/position", data={"to": "up"}).status_code == 303
    changed = {**sent, "name_en": "Helper", "is_public": "yes", "is_default": "yes"}
    assert organiser.post(f"{PAGE}/{added.ref}", data=changed).status_code == 303
    page = organiser.get(PAGE).text
    assert "Helper" in page
    assert "Volunteer" not in page
    with bare_app.test_request_context():
        assert default_category(_event()).name_en == "Helper"
    assert organiser.get(f"{PAGE}/{added.ref}/removal").status_code == 200


def test_the_page_says_what_is_in_a_category_before_it_goes(bare_app: Flask, organiser: FlaskClient) -> None:
    with bare_app.test_request_context():
        press, guests = named(_event(), "Báo chí"), named(_event(), "Khách mời")
        words = {"subject": "Mời họp báo", "text": "Lời", "subject_en": "", "text_en": ""}
        with transaction():
            draft = mailing.write(_event(), key="one", wanted={"category": press.ref}, words=words).id
    asked = organiser.get(f"{PAGE}/{press.ref}/removal").text
    for said in ("1 registration is in it.", "Máy ảnh", "Mời họp báo"):
        assert said in asked
    assert organiser.post(f"{PAGE}/{press.ref}/removal").status_code == 422
    assert organiser.post(f"{PAGE}/{press.ref}/removal", data={"into": "ZZZZZZZZ"}).status_code == 422
    assert organiser.post(f"{PAGE}/{press.ref}/removal", data={"into": press.ref}).status_code == 422
    answer = organiser.post(f"{PAGE}/{press.ref}/removal", data={"into": guests.ref}, follow_redirects=True)
    assert "1 registration was moved." in answer.text
    with bare_app.test_request_context():
        assert db.session.get_one(mailing.Mailing, draft).wanted == {"category": guests.ref}
    assert organiser.get(f"{PAGE}/{press.ref}").status_code == 404


def _event() -> Event:
    event = find_event("forum")
    assert event is not None
    return event
