"""What registration's letters say, as the worker composes them."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from io import BytesIO
from typing import cast

import pytest
import zxingcpp
from flask import Flask
from PIL import Image
from sqlalchemy import select

from eventapp.audit.trail import GUEST, SYSTEM
from eventapp.database import db, transaction
from eventapp.events.models import Event, Mode
from eventapp.mail.composing import compose
from eventapp.mail.models import Letter
from eventapp.registration import enrolment, letters, links
from eventapp.registration.amendment import amend
from eventapp.registration.letter_writing import values_of
from eventapp.registration.models import Registration
from eventapp.registration.substitution import substitute
from eventapp.tickets.issuing import code_of
from eventapp.wordings.placeholders import Words
from tests.calendars.linter import faults
from tests.calendars.reading import read as read_calendar
from tests.calendars.reading import text
from tests.factories import make_event, make_registration, make_site
from tests.registration.focal import make_delegation

SENDER = "Ban Tổ chức <hoinghi@example.vn>"
SUBJECTS = {
    ("registered", "vi"): "Quý vị đã đăng ký: Diễn đàn",
    ("registered", "en"): "You are registered: Forum",
    ("confirmed", "vi"): "Đã có chỗ cho quý vị: Diễn đàn",
    ("confirmed", "en"): "A seat for you: Forum",
    ("waitlisted", "vi"): "Quý vị ở trong danh sách chờ: Diễn đàn",
    ("waitlisted", "en"): "You are on the waiting list: Forum",
    ("cancelled", "vi"): "Đăng ký của quý vị đã được huỷ: Diễn đàn",
    ("cancelled", "en"): "Your registration is cancelled: Forum",
    ("replaced", "vi"): "Đã có người dự thay quý vị: Diễn đàn",
    ("replaced", "en"): "Someone else attends in your stead: Forum",
    ("link", "vi"): "Đường dẫn của quý vị: Diễn đàn",
    ("link", "en"): "Your link: Forum",
}


def last_letter(registration: Registration, kind: str) -> Letter:
    """Return the letter of that kind."""
    return db.session.scalars(
        select(Letter).where(Letter.subject_id == registration.id, Letter.kind == f"registration/{kind}")
    ).one()


def read(row: Letter) -> EmailMessage:
    """Compose the letter and parse it again."""
    body = compose(row, SENDER)
    assert body is not None
    return cast(EmailMessage, message_from_bytes(body, policy=policy.default))


def parts(message: EmailMessage) -> dict[str, EmailMessage]:
    """Return the parts by their type."""
    return {part.get_content_type(): cast(EmailMessage, part) for part in message.walk()}


def registration_with(kind: str, locale: str) -> Registration:
    """Return a registration to which a letter of that kind is on its way."""
    event = make_event(hall=1, host="Bộ Ngoại giao", host_en="Ministry of Foreign Affairs")
    make_site(event, "Nhà khách Chính phủ", mode=Mode.HALL)
    details = {"locale": locale, "email": "hoa@example.org", "salutation": "Bà"}
    if kind in ("confirmed", "waitlisted"):
        first = make_registration(event, "Trần Bình")
        registration = make_registration(event, "Đỗ Thị <Hoà>", **details)
        if kind == "confirmed":
            with transaction():
                enrolment.cancel(first, by=GUEST)
        return registration
    registration = make_registration(event, "Đỗ Thị <Hoà>", **details)
    with transaction():
        if kind == "cancelled":
            enrolment.cancel(registration, by=GUEST)
        if kind == "replaced":
            substitute(registration, by=GUEST, full_name="Lê Cường", email="c@example.org")
        if kind == "link":
            letters.link_again(registration, occasion="asked")
    return registration


@pytest.mark.parametrize(("kind", "locale"), list(SUBJECTS))
def test_every_letter_is_whole_in_both_languages(app: Flask, kind: str, locale: str) -> None:
    app.config["EXTERNAL_URL"] = "https://hoinghi.example.vn"
    registration = registration_with(kind, locale)
    message = read(last_letter(registration, kind))
    found = parts(message)
    link = f"https://hoinghi.example.vn/my/{links.secret(registration)}"
    text, html = found["text/plain"].get_content(), found["text/html"].get_content()
    assert message["Subject"] == SUBJECTS[kind, locale]
    assert message["To"].addresses[0].addr_spec == "hoa@example.org"
    assert text.splitlines()[0] == {"vi": "Kính gửi Bà <Hoà>,", "en": "Dear Ms <Hoà>,"}[locale]
    assert link in text and f'href="{link}"' in html
    assert "localhost" not in text + html
    assert "\n\n\n" not in text
    assert {"vi": "Hà Nội, UTC+7", "en": "Hà Nội, UTC+7"}[locale] in text
    assert "Đỗ Thị &lt;Hoà&gt;" in html and "Đỗ Thị <Hoà>" in text
    assert {"vi": "Bộ Ngoại giao", "en": "Ministry of Foreign Affairs"}[locale] in html
    has_ticket = kind in ("registered", "confirmed")
    assert ("cid:qr" in html, "image/png" in found, "text/calendar" in found) == (has_ticket,) * 3


def test_the_picture_in_the_letter_is_the_tickets_qr(app: Flask) -> None:
    app.config["EXTERNAL_URL"] = "https://hoinghi.example.vn"
    registration = registration_with("registered", "vi")
    png = parts(read(last_letter(registration, "registered")))["image/png"]
    assert png["Content-ID"] == "<qr>" and png.get_content_disposition() == "inline"
    assert registration.ticket is not None
    [read_back] = zxingcpp.read_barcodes(Image.open(BytesIO(png.get_content())).convert("L"))
    assert read_back.text == f"HTTPS://HOINGHI.EXAMPLE.VN/T/{code_of(registration.ticket)}"


def test_the_calendar_goes_along_as_a_file_with_place_and_time(app: Flask) -> None:
    registration = registration_with("registered", "en")
    part = parts(read(last_letter(registration, "registered")))["text/calendar"]
    body = part.get_content()
    text = body if isinstance(body, str) else body.decode()
    assert part.get_filename() == "event.ics"
    assert part.get_param("method") == "PUBLISH"
    assert "DTSTART;TZID=Asia/Ho_Chi_Minh:20300506T080000" in text
    assert "SUMMARY:Forum" in text and "Nhà khách Chính phủ" in text


@pytest.mark.parametrize("kind", ["registered", "waitlisted", "link"])
def test_a_letter_that_is_no_longer_true_is_not_sent(app: Flask, kind: str) -> None:
    registration = registration_with(kind, "vi")
    row = last_letter(registration, kind)
    with transaction():
        enrolment.cancel(registration, by=SYSTEM)
    assert compose(row, SENDER) is None


def test_who_came_by_a_delegation_asks_its_focal_point_and_others_register_again(app: Flask) -> None:
    event = make_event()
    alone, sent = (
        make_registration(event, locale="en"),
        make_registration(event, "Lê Thị Bình", delegation=make_delegation(event), locale="en"),
    )
    with transaction():
        for each in (alone, sent):
            enrolment.cancel(each, by=SYSTEM)
    texts = [parts(read(last_letter(each, "cancelled")))["text/plain"].get_content() for each in (alone, sent)]
    assert ["register again" in each for each in texts] == [True, False]
    assert "ask the focal point of Bộ Ngoại giao" in texts[1]


def test_the_stand_ins_letter_says_for_whom(app: Flask) -> None:
    former = make_registration(make_event(), "Lê Văn Cũ", locale="en")
    with transaction():
        entered = substitute(former, full_name="Lê Thị Mới", email="moi@x.example", by=SYSTEM)
    assert "Lê Văn Cũ" in parts(read(last_letter(entered, "registered")))["text/plain"].get_content()


def test_a_bridge_point_stands_in_the_letter(app: Flask) -> None:
    event: Event = make_event()
    site = make_site(event, "Điểm cầu Huế")
    registration = make_registration(event, mode=Mode.BRIDGE, site=site)
    text = parts(read(last_letter(registration, "registered")))["text/plain"].get_content()
    assert "Địa điểm: Điểm cầu Huế" in text


@pytest.mark.parametrize("locale", ["vi", "en"])
def test_whoever_attends_online_reads_the_way_in_and_has_it_in_the_calendar(app: Flask, locale: str) -> None:
    app.config["EXTERNAL_URL"] = "https://hoinghi.example.vn"
    registration = make_registration(make_event(), mode=Mode.ONLINE, locale=locale)
    page = f"https://hoinghi.example.vn/join/{links.secret(registration, links.JOIN)}"
    found = parts(read(last_letter(registration, "registered")))
    word = {"vi": "Tham dự trực tuyến", "en": "Join online"}[locale]
    assert f"{word}: {page}" in found["text/plain"].get_content().splitlines()
    assert f'<a href="{page}">' in found["text/html"].get_content()
    [entry] = read_calendar(found["text/calendar"].get_payload(decode=True)).parts[-1:]
    lines = {line.name: text(line.value) for line in entry.lines}
    assert (lines["LOCATION"], lines["URL"], lines["CONFERENCE"]) == (page, page, page)
    assert lines["DESCRIPTION"].startswith(f"{word}: {page}")
    assert faults(found["text/calendar"].get_payload(decode=True)) == []


def test_nobody_else_reads_a_way_in(app: Flask) -> None:
    event = make_event(modes={Mode.HALL: None, Mode.ONLINE: 1})
    make_registration(event, "Trần Bình", mode=Mode.ONLINE)
    in_hall, waits = make_registration(event), make_registration(event, "Lê Chờ", mode=Mode.ONLINE)
    for row in (last_letter(in_hall, "registered"), last_letter(waits, "waitlisted")):
        found = parts(read(row))
        assert "/join/" not in found["text/plain"].get_content() + found["text/html"].get_content()
    assert [values_of(each, "en")["join"] for each in (in_hall, waits)] == ["", ""]


def test_an_organisers_own_words_may_name_the_way_in(app: Flask) -> None:
    registration = make_registration(make_event(), mode=Mode.ONLINE)
    words = Words("", "Vào đây: {join}").filled(values_of(registration, "vi"))
    page = links.join_page(registration, app.config["EXTERNAL_URL"])
    assert (words.text, f'<a href="{page}">' in words.html) == (f"Vào đây: {page}", True)


@pytest.mark.parametrize("locale", ["vi", "en"])
def test_a_corrected_address_is_told_without_a_link_and_gets_no_other_letter(app: Flask, locale: str) -> None:
    registration = registration_with("registered", locale)
    with transaction():
        amend(registration, by=SYSTEM, full_name="Đỗ Thị <Hoà>", email="new@example.org")
    assert compose(last_letter(registration, "registered"), SENDER) is None
    message = read(last_letter(registration, "address_changed"))
    found = parts(message)
    text, html = found["text/plain"].get_content(), found["text/html"].get_content()
    subject = {"vi": "Thư được gửi tới địa chỉ khác: Diễn đàn", "en": "Letters go to another address now: Forum"}
    assert message["Subject"] == subject[locale]
    assert message["To"].addresses[0].addr_spec == "hoa@example.org"
    assert "Đỗ Thị <Hoà>" in text and "Đỗ Thị &lt;Hoà&gt;" in html
    assert "/my/" not in text + html and "new@example.org" not in text + html
    assert "\n\n\n" not in text
    assert (
        f"/my/{links.secret(registration)}"
        in parts(read(last_letter(registration, "address_corrected")))["text/plain"].get_content()
    )
