"""What a delegate looks like: drawn anew, kept once, shown to the office and the door alone, gone with the person."""

import io
import os
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import delete, func, select
from werkzeug.test import TestResponse

from eventapp import files
from eventapp.audit.trail import SYSTEM
from eventapp.badges import designs, drawing
from eventapp.badges.models import Part
from eventapp.checkin.models import Right
from eventapp.database import db, transaction
from eventapp.directory.models import Person
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.questions.models import Kind
from eventapp.registration import answering, photographs
from eventapp.registration.models import Photograph, Registration
from tests.checkin.telephones import Telephone
from tests.checkin.test_views import signed_in, the_event
from tests.factories import make_event, make_question, make_registration

ORIENTATION, GPS, MAKER = 0x0112, 0x8825, 0x010F
TEAL, GOLD = (0, 128, 128), (218, 165, 32)


def picture(colour: tuple[int, int, int] = TEAL, size: tuple[int, int] = (900, 700)) -> bytes:
    """Return a JPEG with a place, a camera and an orientation in it."""
    image, exif, target = Image.new("RGB", size, colour), Image.Exif(), io.BytesIO()
    exif[ORIENTATION], exif[MAKER] = 6, "Nikon"
    exif.get_ifd(GPS)[2] = (21.0, 1.0, 42.0)
    image.save(target, "JPEG", exif=exif)
    return target.getvalue()


def colour_of(content: bytes | None) -> tuple[int, ...]:
    """Return the colour in the middle, near enough."""
    assert content
    image = Image.open(io.BytesIO(content))
    middle = image.convert("RGB").getpixel((image.width // 2, image.height // 2))
    assert isinstance(middle, tuple)
    return min((TEAL, GOLD), key=lambda each: sum(abs(a - b) for a, b in zip(each, middle, strict=True)))


def sent(client: FlaskClient, page: str, content: bytes, called: str = "../../CON.txt\0.html") -> TestResponse:
    """Send a picture as a browser does."""
    return client.post(page, data={"photograph": (io.BytesIO(content), called)})


def folder(app: Flask) -> Path:
    """Return where photographs lie."""
    return photographs.folder_of(Path(app.config["INSTANCE"]))


@pytest.fixture
def office(client: FlaskClient, bare_app: Flask) -> tuple[FlaskClient, str, Registration]:
    """A registrar who is signed in, the page of a delegate's photograph, the delegate."""
    signed_in(client, bare_app, Role.REGISTRAR)
    with bare_app.test_request_context():
        delegate = make_registration(the_event())
        return client, f"/manage/events/forum/delegates/{delegate.ref}/photograph", delegate


def test_the_office_keeps_a_photograph_replaces_and_removes_it(
    office: tuple[FlaskClient, str, Registration], bare_app: Flask
) -> None:
    client, page, delegate = office
    home = page.removesuffix("/photograph")
    assert client.get(f"{page}.jpg").status_code == 404
    assert "None is kept." in client.get(home).text
    assert sent(client, page, picture()).status_code == 303
    shown = client.get(f"{page}.jpg")
    assert (shown.status_code, shown.content_type, colour_of(shown.data)) == (200, "image/jpeg", TEAL)
    assert shown.headers["Cache-Control"] == "no-store"
    assert shown.headers["Content-Security-Policy"].endswith("sandbox")
    assert f'alt="Photograph of {delegate.person.full_name}"' in client.get(home).text
    assert sent(client, page, picture(GOLD)).status_code == 303
    assert colour_of(client.get(f"{page}.jpg").data) == GOLD
    assert client.post(f"{page}/removal").status_code == 303
    assert client.get(f"{page}.jpg").status_code == 404
    assert "Nothing was different." in client.post(f"{page}/removal", follow_redirects=True).text
    history = client.get(home).text
    assert history.count("Photograph kept") == 2
    assert history.count("Photograph removed") == 1
    with bare_app.test_request_context():
        assert db.session.scalar(select(func.count()).select_from(Photograph)) == 0


def test_where_it_was_taken_goes_and_it_stands_upright(
    office: tuple[FlaskClient, str, Registration], bare_app: Flask
) -> None:
    client, page, _delegate = office
    sent(client, page, picture())
    [kept] = folder(bare_app).iterdir()
    content = kept.read_bytes()
    assert Image.open(io.BytesIO(content)).size == photographs.SIZE
    assert not Image.open(io.BytesIO(content)).getexif() and b"Nikon" not in content and b"Exif" not in content
    assert files.find(folder(bare_app), kept.name) == content
    assert len(kept.stem) == 32 and kept.suffix == ".jpg"


@pytest.mark.parametrize(
    "content",
    [
        b"<html><script>alert(1)</script>",
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        b"%PDF-1.7\n%%EOF",
        b"\x89PNG\r\n\x1a\nbroken",
        picture()[:200],
    ],
)
def test_what_is_no_picture_is_not_kept(
    office: tuple[FlaskClient, str, Registration], bare_app: Flask, content: bytes
) -> None:
    client, page, _delegate = office
    refused = sent(client, page, content, "me.png")
    assert refused.status_code == 422 and "This file is not taken." in refused.text
    assert not folder(bare_app).exists()


def test_what_is_too_large_or_nothing_at_all_is_refused_and_the_former_one_stays(
    office: tuple[FlaskClient, str, Registration], bare_app: Flask
) -> None:
    client, page, delegate = office
    sent(client, page, picture())
    with bare_app.test_request_context(), pytest.raises(files.FileTooLarge):
        photographs.show(folder(bare_app), delegate, picture() + b"\0" * files.LARGEST, by=SYSTEM)
    empty = client.post(page, data={})
    assert empty.status_code == 422 and "Choose a picture first." in empty.text
    assert colour_of(client.get(f"{page}.jpg").data) == TEAL


def test_it_goes_with_the_person_and_its_file_within_a_day(app: Flask) -> None:
    event = make_event()
    going, staying = make_registration(event, "Trần Bình"), make_registration(event, "Lê An")
    with transaction():
        for each in (going, staying):
            photographs.show(folder(app), each, picture(), by=SYSTEM)
        photographs.show(folder(app), staying, picture(GOLD), by=SYSTEM)
    assert len(list(folder(app).iterdir())) == 3
    with transaction():
        db.session.execute(delete(Registration).where(Registration.id == going.id))
        db.session.execute(delete(Person).where(Person.id == going.person_id))
    for path in folder(app).iterdir():
        os.utime(path, (0, 0))
    assert photographs.sweep(folder(app)) == 2
    [kept] = folder(app).iterdir()
    assert colour_of(kept.read_bytes()) == GOLD


def test_the_badge_shows_it_before_what_the_delegate_answered_and_only_where_asked_for(app: Flask) -> None:
    event = make_event()
    delegate, question = make_registration(event), make_question(event, Kind.FILE, "Ảnh thẻ")
    uploads = folder(app).parent
    with transaction():
        answer = files.keep(uploads / "answers", files.clean(picture(GOLD)))
        answering.correct(delegate, {question.ref: answer}, by=SYSTEM)
        designs.revise(event, by=SYSTEM, shown=[Part.PHOTOGRAPH.value], photo_question_id=question.id)
    press = drawing.Press("https://hoinghi.example.vn", uploads, {})
    with_answer = face(event, delegate, press)
    with transaction():
        photographs.show(folder(app), delegate, picture(TEAL), by=SYSTEM)
    with_own = face(event, delegate, press)
    assert with_answer.startswith("<svg") and with_own.startswith("<svg") and with_answer != with_own
    with transaction():
        designs.revise(event, by=SYSTEM, shown=[])
    assert face(event, delegate, press) == ""


def face(event: Event, delegate: Registration, press: drawing.Press) -> str:
    """Return the photograph on the delegate's badge."""
    bearer = drawing.find_bearer(event, delegate.ref)
    assert bearer is not None
    [drawn] = drawing.faces(designs.design_of(event), [(bearer, 1)], press)
    return drawn.photograph


def test_the_door_looks_at_its_own_events_people_and_keeps_nothing(bare_app: Flask) -> None:
    with bare_app.test_request_context():
        event, other = make_event(), make_event("other")
        delegate, plain, stranger = (
            make_registration(event),
            make_registration(event, "Lê Hoà"),
            make_registration(other),
        )
        with transaction():
            for each in (delegate, stranger):
                photographs.show(folder(bare_app), each, picture(), by=SYSTEM)
    door = Telephone(bare_app, event)
    shown = door("GET", f"/registrations/{delegate.ref}/photograph")
    assert (shown.status_code, shown.content_type, colour_of(shown.data)) == (200, "image/jpeg", TEAL)
    assert (shown.headers["Cache-Control"], shown.headers["X-Content-Type-Options"]) == ("no-store", "nosniff")
    absent = [door("GET", f"/registrations/{ref}/photograph") for ref in (plain.ref, stranger.ref, "ZZZZZZZZ")]
    assert [each.status_code for each in absent] == [404, 404, 404]
    assert len({each.get_json()["detail"] for each in absent}) == 1
    assert door("GET", f"/registrations/{stranger.ref}/photograph", slug="other").status_code == 404


@pytest.mark.parametrize(
    ("right", "status"),
    [(Right.SCAN, 200), (Right.SEARCH, 200), (Right.WALK_IN, 403), (Right.PRINT, 403), (Right.OVERRIDE, 403)],
)
def test_only_a_telephone_that_scans_or_searches_sees_it(bare_app: Flask, right: Right, status: int) -> None:
    with bare_app.test_request_context():
        event = make_event()
        delegate = make_registration(event)
        with transaction():
            photographs.show(folder(bare_app), delegate, picture(), by=SYSTEM)
    telephone = Telephone(bare_app, event, right)
    assert telephone("GET", f"/registrations/{delegate.ref}/photograph").status_code == status


def test_where_the_office_keeps_none_the_door_sees_the_answer_and_never_a_pdf(bare_app: Flask) -> None:
    uploads = folder(bare_app).parent
    with bare_app.test_request_context():
        event = make_event()
        question = make_question(event, Kind.FILE, "Ảnh thẻ")
        answered, with_pdf = make_registration(event), make_registration(event, "Lê Hoà")
        with transaction():
            designs.revise(event, by=SYSTEM, photo_question_id=question.id)
            for each, content in ((answered, picture(GOLD)), (with_pdf, b"%PDF-1.7\n%%EOF")):
                kept = files.keep(uploads / "answers", files.clean(content))
                answering.correct(each, {question.ref: kept}, by=SYSTEM)
    door = Telephone(bare_app, event)
    shown = door("GET", f"/registrations/{answered.ref}/photograph")
    assert colour_of(shown.data) == GOLD and b"Exif" not in shown.data
    assert door("GET", f"/registrations/{with_pdf.ref}/photograph").status_code == 404
