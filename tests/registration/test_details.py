"""A delegate corrects what is known of him on his own page."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp import clock
from eventapp.audit.trail import GUEST
from eventapp.database import db, transaction
from eventapp.events.models import Event, Mode
from eventapp.events.queries import modes_of
from eventapp.registration import correcting, enrolment, links
from eventapp.registration.models import Registration, Status
from tests import factories

SAID = {"full_name": "Nguyễn Văn Ân", "salutation": "Ông", "position": "Vụ trưởng", "organisation": "Bộ A",
        "phone": "0912 345 678", "locale": "en"}  # fmt: skip


@pytest.fixture
def registration(app: Flask) -> Registration:
    """A delegate with a seat."""
    return factories.make_registration(factories.make_event(), "Nguyễn Văn An", email="an@example.org")


def address(registration: Registration) -> str:
    """Return the address of the form."""
    return f"/my/{links.secret(registration)}/details"


def test_what_is_known_is_shown_and_corrected_and_the_ticket_stays(
    registration: Registration, client: FlaskClient
) -> None:
    mine = client.get(address(registration).removesuffix("/details")).text
    assert address(registration) in mine
    assert 'value="Nguyễn Văn An"' in client.get(address(registration)).text
    ticket = registration.ticket_id
    assert client.post(address(registration), data=SAID).status_code == 303
    db.session.refresh(registration)
    person = registration.person
    db.session.refresh(person)
    assert [person.full_name, person.salutation, person.position, person.organisation_name, person.phone] == [
        "Nguyễn Văn Ân", "Ông", "Vụ trưởng", "Bộ A", "+84912345678",
    ]  # fmt: skip
    assert (person.email, registration.locale, registration.ticket_id) == ("an@example.org", "en", ticket)
    again = client.post(address(registration), data=SAID, follow_redirects=True).text
    assert "Nothing was different." in again


def test_what_is_wrong_is_said_and_what_was_typed_is_kept(registration: Registration, client: FlaskClient) -> None:
    answer = client.post(address(registration), data={**SAID, "full_name": "", "phone": "12", "locale": "fr"})
    assert answer.status_code == 422
    assert 'value="Vụ trưởng"' in answer.text
    assert registration.person.full_name == "Nguyễn Văn An"


def test_after_registration_has_closed_and_for_who_has_left_it_is_refused(
    registration: Registration, client: FlaskClient
) -> None:
    event: Event = registration.event
    with transaction():
        event.registration_closes_at = clock.now() - timedelta(minutes=1)
    answer = client.post(address(registration), data=SAID)
    assert (answer.status_code, correcting.CorrectionsClosed.message in answer.text) == (409, True)
    with transaction():
        event.registration_closes_at = None
        enrolment.cancel(registration, by=GUEST)
    assert client.post(address(registration), data=SAID).status_code == 409
    assert registration.person.full_name == "Nguyễn Văn An"


def test_what_was_approved_is_judged_again_where_the_organiser_wants_it(
    registration: Registration, client: FlaskClient
) -> None:
    with transaction():
        registration.event.changes_ask_again = True
        modes_of(registration.event)[Mode.HALL].needs_approval = True
        registration.approved_at = clock.now()
    client.post(address(registration), data={**SAID, "full_name": "Nguyễn Văn An", "position": "", "organisation": ""})
    db.session.refresh(registration)
    assert registration.asks_again_at is None  # a telephone number is nothing to be approved
    client.post(address(registration), data=SAID)
    db.session.refresh(registration)
    assert (registration.status, registration.asks_again_at is None) == (Status.CONFIRMED, False)
