"""Who is due a certificate, that each has one number, what stands on the paper, and that anybody verifies it."""

import io
import re
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import select
from time_machine import travel

from eventapp.audit.trail import SYSTEM
from eventapp.certificates import deserving, giving, links
from eventapp.certificates.models import Certificate, CertificateRun
from eventapp.database import db, transaction
from eventapp.events.models import Mode
from eventapp.events.roles import Role
from eventapp.mail.composing import compose
from eventapp.mail.models import Letter
from eventapp.presence import recording, ruling
from eventapp.presence.models import Judgement
from eventapp.registration.links import secret
from eventapp.registration.models import Registration
from eventapp.spreadsheets import read_table
from tests.delegations.desk import office
from tests.factories import make_event, make_registration
from tests.platforms import files
from tests.platforms.desk import row, take
from tests.presence.ledger import AFTERWARDS, STARTS, Conference, hold, scan
from tests.queries import count_queries

HOME = "/manage/events/forum/certificates"


@pytest.fixture
def conference(bare_app: Flask) -> Conference:
    """Four were there the whole hour, in three ways; one for half of it; one is only said to have been there."""
    with bare_app.test_request_context(), travel(AFTERWARDS, tick=False):
        made = hold()
        event, people = made.event, made.people
        for number, which in enumerate((0, 3)):
            scan(event, people[which], STARTS - timedelta(minutes=5), number=number)
        ticked = recording.Tick(uuid=recording.uuid5(recording.NAMESPACE_URL, "tick"), at=STARTS)
        with transaction():
            recording.tick(people[1], ticked, by=SYSTEM, session=made.session, site=made.site)
            recording.declare(event, [people[4]], reason="Công văn", by=SYSTEM)
            ruling.rule(people[7], Judgement.PRESENT, reason="Biên bản", by=SYSTEM)
        take(event, files.zoom([row("A", people[2].person.email), row("B", people[5].person.email, left="09:30")]))
        _known = [each.person.full_name for each in people]
        return made


@pytest.fixture
def desk(bare_app: Flask, conference: Conference) -> Iterator[FlaskClient]:
    """The browser of an organiser, on the evening of that day."""
    with travel(AFTERWARDS, tick=False):
        with bare_app.test_request_context():
            browser = office(bare_app, conference.event, Role.ORGANISER)
        yield browser


def give(desk: FlaskClient, key: str = "one", **more: str) -> str:
    """Give everybody a certificate; return the address of the run."""
    answer = desk.post(HOME, data={"key": key, **more})
    assert answer.status_code == 303
    return str(answer.headers["Location"])


def given() -> list[Certificate]:
    """Return the certificates in the order of their numbers."""
    return list(db.session.scalars(select(Certificate).order_by(Certificate.number)))


def test_only_measured_presence_in_whichever_way_counts(bare_app: Flask, conference: Conference) -> None:
    names = {each.id: each.person.full_name[-1] for each in conference.people}
    with bare_app.test_request_context(), travel(AFTERWARDS, tick=False):
        for percent, minutes, wanted in ((70, 0, "ABCD"), (50, 0, "ABCDF"), (0, 61, ""), (0, 0, "ABCDF")):
            with transaction():
                deserving.revise(
                    conference.event, minutes=minutes, percent=percent, series="", remark="", remark_en="", by=SYSTEM
                )
            due = deserving.deserving(conference.event, at=AFTERWARDS)
            assert sorted(names[number] for number in due) == list(wanted), percent
            if wanted == "ABCD":
                assert {each.mode for each in due.values()} == set(Mode)


def test_each_has_one_number_however_often_it_is_asked(
    bare_app: Flask, desk: FlaskClient, conference: Conference
) -> None:
    run = give(desk)
    assert give(desk) == run
    refused = desk.post(HOME, data={"key": "two"})
    assert refused.status_code == 409
    assert "Nobody is left to whom a certificate is due" in refused.get_data(as_text=True)
    with bare_app.test_request_context():
        take(conference.event, files.zoom([row("B", conference.people[5].person.email, left="10:00")]))
    give(desk, "three")
    with bare_app.test_request_context():
        assert [each.number for each in given()] == [1, 2, 3, 4, 5]
        assert given()[-1].registration_id == conference.people[5].id
        some = list(deserving.deserving(conference.event, at=AFTERWARDS).values())
        with transaction():  # a second worker with the same work
            assert giving.give(conference.event, db.session.scalars(select(CertificateRun)).all()[0], some) == 0
        assert len(given()) == 5


def test_nothing_is_given_before_the_end(bare_app: Flask, conference: Conference) -> None:
    with travel(STARTS, tick=False):
        with bare_app.test_request_context():
            browser = office(bare_app, conference.event, Role.ORGANISER)
        refused = browser.post(HOME, data={"key": "one"})
    assert (refused.status_code, "when the event is over" in refused.get_data(as_text=True)) == (409, True)


def test_the_paper_is_one_page_for_each_in_both_languages(desk: FlaskClient) -> None:
    desk.post(
        f"{HOME}/settings", data={"percent": "70", "minutes": "0", "series": "/2030-GCN", "remark": "Chứng nhận " * 20}
    )
    run = give(desk)
    pages = PdfReader(io.BytesIO(desk.get(f"{run}/files/1.pdf").data)).pages
    assert len(pages) == 4
    text = " ".join(pages[0].extract_text().split())
    for said in ("GIẤY CHỨNG NHẬN THAM DỰ", "Certificate of attendance", "0001/2030-GCN", "Forum", "Diễn đàn", "/c/"):
        assert said in text
    assert desk.get(f"{run}/files/2.pdf").status_code == 404
    assert desk.get(f"{run}/progress").json == {"done": 4, "total": 4, "is_under_way": False}
    assert desk.post(f"{run}/files").status_code == 303
    assert "Ready" in desk.get(run).get_data(as_text=True)


def test_long_names_stay_on_one_page(bare_app: Flask, desk: FlaskClient, conference: Conference) -> None:
    with bare_app.test_request_context():
        event = db.session.merge(conference.event)
        with transaction():
            event.title, event.title_en = (
                "Hội nghị toàn quốc về công tác " * 6,
                "National conference on the work of " * 5,
            )
            person = db.session.get_one(Registration, conference.people[0].id).person
            person.full_name, person.position = "Công Tằng Tôn Nữ Thị Phương Thảo " * 3, "Phó Chủ tịch thường trực " * 6
            person.organisation_name = "Uỷ ban nhân dân tỉnh " * 8
    run = give(desk)
    assert len(PdfReader(io.BytesIO(desk.get(f"{run}/files/1.pdf").data)).pages) == 4


def test_anybody_verifies_number_and_name(bare_app: Flask, desk: FlaskClient, client: FlaskClient) -> None:
    give(desk)
    with bare_app.test_request_context():
        first = given()[0]
        address, name, ref = f"/c/{links.secret(first)}", first.full_name, first.ref
    for shown in (client.get(address), client.get(address.upper().replace("/C/", "/c/"))):
        page = shown.get_data(as_text=True)
        assert shown.status_code == 200
        for said in ("This certificate is genuine", name, "0001"):
            assert said in page
        assert shown.headers["Referrer-Policy"] == "no-referrer"
    wrong = client.get(address[:-1] + ("0" if address[-1] != "0" else "1"))
    assert (wrong.status_code, "No such certificate" in wrong.get_data(as_text=True)) == (404, True)
    assert desk.post(f"{HOME}/{ref}/withdrawal", data={}).status_code == 422
    for status in (303, 409):
        assert desk.post(f"{HOME}/{ref}/withdrawal", data={"reason": "Nhầm người"}).status_code == status
    page = client.get(address).get_data(as_text=True)
    assert "This certificate is no longer valid" in page
    assert "Nhầm người" not in page
    assert desk.post(f"{HOME}/{ref}/letter").status_code == 409


def test_looking_up_is_limited(bare_app: Flask, client: FlaskClient) -> None:
    bare_app.config["RATELIMIT_ENABLED"] = True
    with travel(AFTERWARDS, tick=False):
        answers = [client.get("/c/k7qm4xtr00000000000000000000000000").status_code for _each in range(301)]
    assert answers == [404] * 300 + [429]


def test_it_comes_by_letter_once_and_from_ones_own_page(
    bare_app: Flask, desk: FlaskClient, client: FlaskClient, conference: Conference
) -> None:
    run = give(desk, letters="yes")
    desk.post(f"{run}/files")
    with bare_app.test_request_context():
        letters = db.session.scalars(select(Letter).where(Letter.kind == "certificates/given")).all()
        assert len(letters) == 4
        body = compose(letters[0], "noreply@example.org")
        assert body is not None
        message = message_from_bytes(body, policy=policy.default)
        attached = next(iter(message.iter_attachments()))
        assert attached.get_content_type() == "application/pdf"
        assert "số 0001" in message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
        mine, theirs = secret(conference.people[0]), secret(conference.people[8])
        ref = given()[0].ref
    assert client.get(f"/my/{mine}/certificate.pdf").data.startswith(b"%PDF")
    assert "certificate.pdf" in client.get(f"/my/{mine}").get_data(as_text=True)
    assert client.get(f"/my/{theirs}/certificate.pdf").status_code == 404
    assert "certificate.pdf" not in client.get(f"/my/{theirs}").get_data(as_text=True)
    assert desk.post(f"{HOME}/{ref}/letter").status_code == 303


def test_the_list_is_searched_and_taken_along(desk: FlaskClient) -> None:
    give(desk)

    def names(question: str) -> list[str]:
        rows = list(read_table(desk.get(f"{HOME}.csv?{question}").data, "a.csv").rows)[1:]
        return [str(each.cells[1])[-1] for each in rows]

    assert sorted(names("")) == ["A", "B", "C", "D"]
    assert names("q=nguoi+b") == ["B"]
    assert len(names("q=1")) == 1
    assert names("state=withdrawn") == []
    assert names("sort=-name") == ["D", "C", "B", "A"]
    assert re.search(r"4 certificates", desk.get(HOME).get_data(as_text=True))


def test_the_page_costs_as_many_statements_with_many_as_with_few(bare_app: Flask) -> None:
    sent = []
    with travel(AFTERWARDS, tick=False):
        with bare_app.test_request_context():
            event = make_event(hall=None)
            browser = office(bare_app, event, Role.ORGANISER)
        for number in (1, 25):
            with bare_app.test_request_context():
                for each in range(number):
                    one = make_registration(event, f"Người {number} {each}", mode=Mode.HALL)
                    scan(event, one, STARTS - timedelta(hours=1), number=number * 100 + each)
            give(browser, f"key {number}")
            with count_queries(bare_app) as statements:
                assert browser.get(HOME).status_code == 200
            sent.append(len(statements))
    assert sent[0] == sent[1]
