"""Whoever walks in without an address has none: no letter goes anywhere, and the office may learn it later."""

from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from eventapp.audit.trail import SYSTEM
from eventapp.checkin.models import Right
from eventapp.database import db, transaction
from eventapp.directory.models import Person
from eventapp.events.models import Event, Mode
from eventapp.events.roles import Role
from eventapp.mail.models import Letter
from eventapp.registration import amendment, enrolment, merging
from eventapp.registration.models import Registration
from eventapp.registration.transfer import transfer
from tests.checkin.telephones import Telephone
from tests.checkin.test_views import signed_in
from tests.factories import make_event, make_registration

GUEST = {"full_name": "Trần Thị Hoa", "organisation": "Báo Nhân Dân"}


def walked_in(app: Flask, times: int = 2) -> list[str]:
    """Let people of one name walk in; return their registration codes."""
    with app.test_request_context():
        event = db.session.scalar(select(Event)) or make_event()
    desk = Telephone(app, event, Right.WALK_IN)
    answers = [desk("POST", "/scans", {"id": str(uuid4()), "walk_in": GUEST}).get_json() for _ in range(times)]
    assert [each["verdict"] for each in answers] == ["admitted"] * times
    return [each["delegate"]["ref"] for each in answers]


def registration_of(ref: str) -> Registration:
    """Return the registration with that code. In an app context."""
    return db.session.scalars(select(Registration).where(Registration.ref == ref)).one()


def letters() -> list[tuple[str, str]]:
    """Return kind and recipient of every letter. In an app context."""
    return [(each.kind, each.recipient) for each in db.session.scalars(select(Letter).order_by(Letter.id))]


def test_people_of_one_name_who_walk_in_are_two_people_without_an_address(bare_app: Flask) -> None:
    first, second = walked_in(bare_app)
    with bare_app.test_request_context():
        assert list(db.session.scalars(select(Person.email))) == ["", ""]
        assert first != second and db.session.scalar(select(func.count()).select_from(Person)) == 2
        assert [each.ref for each in merging.alike(registration_of(first))] == [second]
        assert len(merging.doubles(registration_of(first).event, limit=9, offset=0)) == 1


def test_no_letter_is_ever_queued_for_whoever_has_no_address(bare_app: Flask) -> None:
    first, second = walked_in(bare_app)
    with bare_app.test_request_context():
        with transaction():
            transfer(registration_of(first), mode=Mode.ONLINE, site=None, delegation=None, by=SYSTEM)
            enrolment.cancel(registration_of(second), by=SYSTEM)
        with pytest.raises(amendment.NoAddress), transaction():
            amendment.send_again(registration_of(first), by=SYSTEM)
        assert letters() == []
        make_registration(registration_of(first).event)  # the control: whoever has one gets it
        assert len(letters()) == 1


def test_the_office_corrects_whoever_has_no_address_and_gives_one_later(client: FlaskClient, bare_app: Flask) -> None:
    signed_in(client, bare_app, Role.ORGANISER)
    _first, ref = walked_in(bare_app)
    page = f"/manage/events/forum/delegates/{ref}"
    assert "mailto:" not in client.get(page).text and "Send the letter again" not in client.get(page).text
    form = {"full_name": GUEST["full_name"], "organisation": "Báo Nhân Dân", "position": "Phóng viên"}
    assert client.post(f"{page}/edit", data=form).status_code == 303
    with bare_app.test_request_context():
        person = registration_of(ref).person
        assert (person.position, person.email, letters()) == ("Phóng viên", "", [])
    assert client.post(f"{page}/edit", data=form | {"email": "hoa@example.org"}).status_code == 303
    with bare_app.test_request_context():
        person = registration_of(ref).person
        assert (person.email, person.name_key) == ("hoa@example.org", "tran thi hoa")
        assert letters() == [("registration/address_corrected", "hoa@example.org")]
    assert client.post(f"{page}/edit", data=form | {"email": ""}).status_code == 422


def test_lists_and_sheets_show_no_made_up_address(client: FlaskClient, bare_app: Flask) -> None:
    signed_in(client, bare_app, Role.ORGANISER)
    walked_in(bare_app)
    for path in ("delegates", "delegates.csv", "doubles"):
        shown = client.get(f"/manage/events/forum/{path}")
        assert shown.status_code == 200 and "Trần Thị Hoa" in shown.text
        assert "invalid" not in shown.text.replace("is-invalid", "")
