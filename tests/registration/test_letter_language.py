"""In which language delegates get their letters, and how a letter in it addresses them."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.database import db, transaction
from eventapp.delegations.models import Delegation
from eventapp.directory.models import Organisation
from eventapp.directory.organisations import language_of
from eventapp.events.models import Event
from eventapp.registration.letter_writing import values_of
from eventapp.registration.models import Registration
from eventapp.registration.papers import ticket_of
from tests.factories import make_event, make_registration
from tests.registration.focal import PASTED, hidden, make_delegation, row, secret_of

KEY = {"form_key": "a key of this form", "revision": "0"}


def door_of(app: Flask, name: str, kind: str = "") -> str:
    """Return the focal point's page of an organisation of that name and kind."""
    with app.test_request_context():
        delegation = make_delegation(make_event(), name)
        with transaction():
            delegation = db.session.get_one(Delegation, delegation.id)
            delegation.organisation.kind = kind
        return secret_of(delegation)


def languages(app: Flask) -> list[tuple[str, str]]:
    """Return the delegates by name and the language of their letters."""
    with app.app_context():
        return [(each.person.full_name, each.locale) for each in db.session.scalars(select(Registration))]


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("Bộ Ngoại giao", "central", "vi"),
        ("VNPT", "enterprise", "vi"),
        ("Đại sứ quán Việt Nam tại Pháp", "mission", "vi"),
        ("Hội Nhà báo", "", "vi"),
        ("World Bank", "", "en"),
        ("UNDP", "international", "en"),
    ],
)
def test_an_organisation_reads_vietnamese_unless_it_is_of_no_vietnamese_kind_and_name(
    name: str, kind: str, expected: str
) -> None:
    assert language_of(Organisation(name=name, kind=kind)) == expected


@pytest.mark.parametrize(("name", "expected"), [("Bộ Ngoại giao", "vi"), ("World Bank", "en")])
@pytest.mark.parametrize("page", ["vi", "en"])
def test_who_is_nominated_gets_letters_in_the_organisations_language_not_the_pages(
    client: FlaskClient, bare_app: Flask, name: str, expected: str, page: str
) -> None:
    door = door_of(bare_app, name)
    assert client.post(f"{door}/delegates?lang={page}", data=KEY | row(0)).status_code == 303
    assert languages(bare_app) == [("Trần Thị Bình", expected)]


def test_the_language_is_shown_and_chosen_for_each_delegate(client: FlaskClient, bare_app: Flask) -> None:
    door = door_of(bare_app, "Bộ Ngoại giao")
    assert '<select class="form-select" id="locale-900" name="locale-900"' in client.get(door).text
    looked = client.post(f"{door}/preview", data={"block": PASTED}).text
    assert '<option value="vi" selected>Tiếng Việt</option>' in looked
    form = {"revision": hidden(looked, "revision"), "form_key": hidden(looked, "form_key")}
    form |= row(0, "Nguyễn Văn An", locale="en") | row(1, "Lê Thị Hoa", locale="")
    assert client.post(f"{door}/delegates", data=form).status_code == 303
    assert languages(bare_app) == [("Nguyễn Văn An", "en"), ("Lê Thị Hoa", "vi")]


def test_a_column_of_languages_is_pasted_and_an_unknown_one_is_put_right_in_place(
    client: FlaskClient, bare_app: Flask
) -> None:
    door = door_of(bare_app, "Bộ Ngoại giao")
    block = "Họ và tên\tEmail\tNgôn ngữ\nAn\tan@bo.example.vn\tTiếng Anh\nHoa\thoa@bo.example.vn\tPháp\n"
    looked = client.post(f"{door}/preview?lang=en", data={"block": block}).text
    assert "Language of letters is unknown: Pháp." in looked
    assert '<option value="en" selected>English</option>' in looked


def test_a_focal_point_changes_the_language_of_a_delegate_and_chooses_the_stand_ins(
    client: FlaskClient, bare_app: Flask
) -> None:
    door = door_of(bare_app, "Bộ Ngoại giao")
    client.post(f"{door}/delegates", data=KEY | row(0))
    with bare_app.app_context():
        ref = db.session.scalars(select(Registration.ref)).one()
    page = client.get(f"{door}/delegates/{ref}?lang=en").text
    assert 'name="locale"' in page and 'name="other_locale"' in page
    said = {"full_name": "Trần Thị Bình", "email": "van.phong@bo.example.vn", "mode": "hall", "locale": "en"}
    assert client.post(f"{door}/delegates/{ref}", data={**said, "revision": "1"}).status_code == 303
    assert languages(bare_app) == [("Trần Thị Bình", "en")]
    other = {"other_full_name": "Lê Văn Tám", "other_email": "tam@bo.example.vn", "other_locale": "vi", "revision": "2"}
    assert client.post(f"{door}/delegates/{ref}/substitution?lang=en", data=other).status_code == 303
    assert languages(bare_app)[1] == ("Lê Văn Tám", "vi")


@pytest.fixture
def event(app: Flask) -> Event:
    """An event with seats."""
    return make_event()


@pytest.mark.parametrize(
    ("salutation", "english", "vietnamese"),
    [("Ông", "Mr An", "Ông An"), ("Bà", "Ms An", "Bà An"), ("Đồng chí", "Nguyễn Văn An", "Đồng chí An")],
)
def test_a_letter_addresses_people_as_its_language_does(
    event: Event, salutation: str, english: str, vietnamese: str
) -> None:
    registration = make_registration(event, "Nguyễn Văn An", salutation=salutation)
    assert values_of(registration, "en")["address"] == english
    assert values_of(registration, "vi")["address"] == vietnamese


def test_a_paper_ticket_addresses_people_as_its_language_does(event: Event) -> None:
    registration = make_registration(event, "Nguyễn Văn An", salutation="Bà")
    said = [ticket_of(registration, "", locale=each, when="", translate=str).salutation for each in ("en", "vi")]
    assert said == ["Ms", "Bà"]
