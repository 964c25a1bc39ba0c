"""Names on the platform are people."""

from flask import Flask

from eventapp.audit.trail import SYSTEM
from eventapp.database import db, transaction
from eventapp.directory import people
from eventapp.programme import platform
from eventapp.programme.models import PlatformRole
from eventapp.programme.programming import Platform
from tests import factories

CHAIR, SPEAKER = PlatformRole.CHAIR, PlatformRole.SPEAKER


def test_a_name_is_the_same_person_in_every_session_and_role(app: Flask) -> None:
    event = factories.make_event()
    with transaction():
        first = platform.named(event, {CHAIR: ["Lê An"], SPEAKER: ["Lê An", "Vũ Bình", "Lê An"]}, by=SYSTEM)
    assert [(person.full_name, role) for person, role in first] == [
        ("Lê An", CHAIR),
        ("Lê An", SPEAKER),
        ("Vũ Bình", SPEAKER),
    ]
    factories.make_session(event, platform=first)
    with transaction():
        second = platform.named(event, {SPEAKER: ["Vũ Bình"]}, by=SYSTEM)
    assert second[0][0].id == first[2][0].id


def test_a_name_written_otherwise_corrects_it_everywhere(app: Flask) -> None:
    event = factories.make_event()
    with transaction():
        wrong: Platform = [(people.meet(event.id, full_name="Bui Thanh Son"), CHAIR)]
    session, before = factories.make_session(event, platform=wrong), event.revision
    with transaction():
        seats = platform.named(event, {CHAIR: ["Bùi Thanh Sơn"]}, by=SYSTEM, session=session)
    assert (seats[0][0].id, seats[0][0].full_name) == (wrong[0][0].id, "Bùi Thanh Sơn")
    db.session.refresh(event)
    assert event.revision == before + 1


def test_a_delegate_on_the_platform_stays_the_same_person(app: Flask) -> None:
    event = factories.make_event()
    registration = factories.make_registration(event, "Nguyễn Văn An")
    session = factories.make_session(event, platform=[(registration.person, SPEAKER)])
    with transaction():
        seats = platform.named(event, {SPEAKER: ["Nguyễn Văn An"]}, by=SYSTEM, session=session)
    assert [person.id for person, _role in seats] == [registration.person_id]
