"""Two registrations of one human: one is kept, the other ends, and it can be taken back."""

from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp import clock
from eventapp.audit.trail import SYSTEM
from eventapp.checkin.queries import scans_of
from eventapp.checkin.scanning import Reading, scan
from eventapp.database import db, transaction
from eventapp.events.models import Event, EventMode, Mode
from eventapp.events.queries import find_event
from eventapp.events.roles import Role
from eventapp.mail.models import Letter
from eventapp.programme.models import OnPlatform, PlatformRole
from eventapp.registration import enrolment, merging
from eventapp.registration.models import Registration, Status
from eventapp.tickets.issuing import code_of
from tests.factories import give_role, make_event, make_registration, make_session, make_user
from tests.queries import count_queries
from tests.trust.invariants import assert_counters_agree
from tests.visits import signed_in


def twice(event: Event) -> tuple[Registration, Registration]:
    """Return two registrations of one human, of whom each knows something else."""
    kept = make_registration(event, "Đỗ Thị Hoà", organisation="Bộ Ngoại giao", email="hoa@example.org")
    ended = make_registration(
        event,
        "Do Thi Hoa",
        organisation="Bộ Ngoại giao",
        email="hoa@private.example",
        mode=Mode.ONLINE,
        phone="+84349977364",
        position="Vụ trưởng",
    )
    return kept, ended


def taken(event: Event) -> dict[Mode, int]:
    """Return how many seats are taken in each mode."""
    rows = db.session.execute(select(EventMode.mode, EventMode.taken).where(EventMode.event_id == event.id))
    return {row.mode: row.taken for row in rows}


def test_what_only_the_other_one_knew_passes_over_and_its_seat_is_freed(app: Flask) -> None:
    event = make_event()
    kept, ended = twice(event)
    session = make_session(event, platform=[(ended.person, PlatformRole.SPEAKER)])
    with transaction():
        merging.merge(kept, ended, by=SYSTEM)
    assert (kept.status, ended.status) == (Status.CONFIRMED, Status.CANCELLED)
    assert (kept.person.phone, kept.person.position) == ("+84349977364", "Vụ trưởng")
    assert (kept.person.full_name, kept.person.email) == ("Đỗ Thị Hoà", "hoa@example.org")
    assert ended.ticket is not None and ended.ticket.voided_at is not None
    assert taken(event) == {Mode.HALL: 1, Mode.BRIDGE: 0, Mode.ONLINE: 0}
    speaker = select(OnPlatform.person_id).where(OnPlatform.session_id == session.id)
    assert db.session.scalars(speaker).all() == [kept.person_id]
    told = select(Letter.recipient).where(Letter.kind == "registration/merged")
    assert db.session.scalars(told).all() == ["hoa@private.example"]
    assert_counters_agree()


def test_a_merge_is_taken_back_whole_but_for_what_was_changed_since(app: Flask) -> None:
    event = make_event()
    kept, ended = twice(event)
    session = make_session(event, platform=[(ended.person, PlatformRole.SPEAKER)])
    ticket = ended.ticket_id
    with transaction():
        done = merging.merge(kept, ended, by=SYSTEM)
    with transaction():
        kept.person.position = "Vụ phó"
    with transaction():
        again = merging.part(done, by=SYSTEM)
    assert (again.id, again.status, again.mode) == (ended.id, Status.CONFIRMED, Mode.ONLINE)
    assert again.ticket is not None and (again.ticket_id, again.ticket.voided_at) == (ticket, None)
    last = select(Letter.kind).where(Letter.subject_id == ended.id).order_by(Letter.id.desc()).limit(1)
    assert db.session.scalar(last) == "registration/registered"
    assert (kept.person.phone, kept.person.position) == ("", "Vụ phó")
    speaker = select(OnPlatform.person_id).where(OnPlatform.session_id == session.id)
    assert db.session.scalars(speaker).all() == [again.person_id]
    assert_counters_agree()
    with pytest.raises(merging.NotMerged), transaction():
        merging.part(done, by=SYSTEM)
    with transaction():
        assert merging.merge(kept, ended, by=SYSTEM).undone_at is None
    assert_counters_agree()


def test_what_is_not_two_live_registrations_of_one_event_is_refused(app: Flask) -> None:
    event, other = make_event(), make_event("other")
    kept, ended = twice(event)
    elsewhere = make_registration(other)
    for wrong in (kept, elsewhere):
        with pytest.raises(merging.OneRegistration), transaction():
            merging.merge(kept, wrong, by=SYSTEM)
    with pytest.raises(merging.WasScanned), transaction():
        merging.merge(kept, ended, by=SYSTEM, was_scanned=True)
    with transaction():
        enrolment.cancel(ended, by=SYSTEM)
    for one, two in ((kept, ended), (ended, kept)):
        with pytest.raises(enrolment.NotLive), transaction():
            merging.merge(one, two, by=SYSTEM)
    assert kept.status is Status.CONFIRMED
    assert merging.find_merge(ended) is None


def test_the_seat_of_the_one_that_ends_goes_to_whoever_waited_longest(app: Flask) -> None:
    event = make_event(hall=1)
    ended = make_registration(event, "Đỗ Thị Hoà")
    kept = make_registration(event, "Đỗ Thị Hoà", mode=Mode.ONLINE)
    waiting = make_registration(event, "Nguyễn Văn Anh")
    with transaction():
        done = merging.merge(kept, ended, by=SYSTEM)
    db.session.refresh(waiting)
    assert waiting.status is Status.CONFIRMED
    with transaction():
        done.before = None  # as merges were kept once
        again = merging.part(done, by=SYSTEM)
    assert again.status is Status.WAITLISTED
    assert_counters_agree()


def test_only_the_same_name_in_the_same_organisation_is_suggested(app: Flask) -> None:
    event = make_event()
    kept, ended = twice(event)
    make_registration(event, "Đỗ Thị Hoà", organisation="Bộ Y tế")
    make_registration(make_event("other"), "Đỗ Thị Hoà", organisation="Bộ Ngoại giao")
    assert merging.doubles(event, limit=10, offset=0) == [(kept, ended)]
    assert len(merging.alike(kept)) == 2


@pytest.fixture
def office(bare_app: Flask) -> FlaskClient:
    """The registrar's browser."""
    with bare_app.test_request_context():
        give_role(make_event(), make_user(email="office@example.org"), Role.REGISTRAR)
    return signed_in(bare_app, "office@example.org")


def test_the_office_finds_looks_merges_and_takes_it_back(bare_app: Flask, office: FlaskClient) -> None:
    with bare_app.test_request_context():
        event = find_event("forum")
        assert event is not None
        kept, ended = (each.ref for each in twice(event))
    base = "/manage/events/forum"
    assert f"delegates/{kept}/merge?other={ended}" in office.get(f"{base}/doubles?lang=en").text
    found = office.get(f"{base}/delegates/{kept}/merge?q=do+thi").text
    assert f"merge?other={ended}" in found and f"merge?other={kept}" not in found
    preview = office.get(f"{base}/delegates/{kept}/merge?other={ended}").text
    assert "Telephone becomes known: +84349977364" in preview
    page = office.post(f"{base}/delegates/{kept}/merge", data={"other": ended}, follow_redirects=True).text
    assert "Merged with Do Thi Hoa" in page
    assert "Nobody seems to be registered twice" in office.get(f"{base}/doubles").text
    page = office.post(f"{base}/delegates/{ended}/separation", follow_redirects=True).text
    assert "The two registrations are two again" in page
    page = office.post(f"{base}/delegates/{ended}/separation", follow_redirects=True).text
    assert "This was taken back already." in page


def test_a_ticket_that_was_scanned_does_not_end(bare_app: Flask, office: FlaskClient) -> None:
    with bare_app.test_request_context():
        event = find_event("forum")
        assert event is not None
        kept, ended = twice(event)
        assert ended.ticket is not None
        with transaction():
            reading = Reading(id=uuid4(), code=code_of(ended.ticket), operator="t", at=clock.now())
            scan(event, reading)
        assert len(scans_of(ended.ticket_id)) == 1
        refs = kept.ref, ended.ref
    merged = office.post(f"/manage/events/forum/delegates/{refs[0]}/merge", data={"other": refs[1]})
    page = office.get(merged.location).text
    assert "The ticket of Do Thi Hoa has been scanned." in page
    with bare_app.test_request_context():
        statuses = db.session.scalars(select(Registration.status)).all()
        assert statuses == [Status.CONFIRMED, Status.CONFIRMED]


def test_more_pairs_ask_no_more_questions(bare_app: Flask, office: FlaskClient) -> None:
    def queries() -> int:
        with count_queries(bare_app) as statements:
            office.get("/manage/events/forum/doubles")
        return len(statements)

    with bare_app.test_request_context():
        event = find_event("forum")
        assert event is not None
        twice(event)
    queries()
    few = queries()
    with bare_app.test_request_context():
        for number in range(6):
            for _ in range(2):
                make_registration(event, f"Nguyễn Văn {chr(65 + number)}", organisation="Bộ Y tế")
    assert queries() == few


def test_the_preview_promises_neither_ticket_nor_seat_of_who_only_waited(bare_app: Flask) -> None:
    with bare_app.test_request_context():
        event = make_event(hall=1)
        seated = make_registration(event, "Đỗ Thị Hoà").ref
        waits = make_registration(event, "Do Thi Hoa").ref
        give_role(event, make_user(email="office@example.org"), Role.REGISTRAR)
    office, base = signed_in(bare_app, "office@example.org"), "/manage/events/forum/delegates"
    page = office.get(f"{base}/{seated}/merge?other={waits}&lang=en").text
    assert "It has no seat that would become free." in page and "On the waiting list" in page
    assert "no longer opens the door" not in page and "Its seat goes to" not in page
    turned = office.get(f"{base}/{waits}/merge?other={seated}&lang=en").text
    assert "no longer opens the door" in turned and "Its seat goes to whoever has waited longest." in turned
    assert "The registration that is kept has no seat, and gets none by this." in turned
