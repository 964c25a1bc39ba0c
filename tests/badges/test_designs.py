"""How badges look: kept by event, drawn in every layout, and every code read back from the page."""

import io
import subprocess
from itertools import count
from pathlib import Path

import pytest
import zxingcpp
from flask import Flask
from PIL import Image, ImageFilter
from pypdf import PdfReader
from sqlalchemy import select

from eventapp import files
from eventapp.audit.models import AuditEntry
from eventapp.audit.trail import SYSTEM
from eventapp.badges import designs, drawing, faces
from eventapp.badges.models import BadgeDesign, Layout, Part
from eventapp.database import db, transaction
from eventapp.events.categories import categories_of, edit_category
from eventapp.events.copying import copy_event
from eventapp.events.models import Event, Mode
from eventapp.questions.models import Kind
from eventapp.registration import answering
from eventapp.tickets.codes import new_code, qr_payload
from eventapp.tickets.issuing import code_of
from eventapp.tickets.pictures import ticket_svg
from tests import factories

NAMES = [
    "Nguyễn Văn An",
    "Công Tằng Tôn Nữ Nguyễn Phước Hoàng Thuỳ Dương Quỳnh Ngọc Ánh",
    "Y Blốk Êban",
    "Suharto",
    "محمد بن عبد الله آل سعود",
    "Wolfeschlegelsteinhausenbergerdorffvoralternwarengewissenhaft",
    "Jean-Pierre Antoine de La Rochefoucauld-Doudeauville",
    "Ễ Ặ Đỗ Thị Hợp",
    "H'Hen Niê",
    "Lê",
]
_number = count()


def press(folder: Path) -> drawing.Press:
    return drawing.Press("https://hoinghi.mofa.example.vn", folder, {"reprint": "Print no. {number}"})


def picture() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (60, 80), "#a8281f").save(target, "PNG")
    return target.getvalue()


def face(name: str, code: str) -> faces.Face:
    """Return a badge on which everything is as long as it may be."""
    return faces.Face(
        name=faces.parts_of(name),
        category="Khách mời danh dự của Ban Tổ chức",
        category_other="Guest of honour of the organisers",
        colour="#8a3a7d",
        qr=ticket_svg(qr_payload("https://hoinghi.mofa.example.vn", code)),
        salutation="Đồng chí",
        position="Phó Chủ tịch Thường trực Uỷ ban nhân dân tỉnh, Trưởng ban Chỉ đạo hội nhập quốc tế",
        organisation="Uỷ ban nhân dân tỉnh Thừa Thiên Huế – Văn phòng Đoàn đại biểu Quốc hội",
        zones=["A", "B", "VIP"],
        site="Điểm cầu Thừa Thiên Huế",
        reference="K7QM 4XTR",
        number=2,
    )


def design(layout: Layout, **said: object) -> BadgeDesign:
    usual = {
        "shown": [part.value for part in Part],
        "heading": "",
        "heading_en": "",
        "note": "Wi-Fi: HOINGHI",
        "note_en": "",
        "logo": "",
        "has_back": False,
    }
    return BadgeDesign(layout=layout, **usual | said)


def an_event() -> Event:
    return Event(title="Diễn đàn văn hoá", title_en="Forum on culture", host="Bộ Ngoại giao", accent="son")


def text_of(body: bytes) -> list[str]:
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(body)).pages]


def codes_on(body: bytes, folder: Path, *, sharpness: int, spoil: bool = False) -> set[str]:
    """Return what a reader finds on the pages, drawn at so many pixels an inch; spoilt: blurred and dark."""
    (folder / "badges.pdf").write_bytes(body)
    stem = folder / f"page{next(_number)}"
    subprocess.run(["pdftoppm", "-r", str(sharpness), "-png", folder / "badges.pdf", stem], check=True)
    found = set()
    for path in folder.glob(f"{stem.name}-*.png"):
        page = Image.open(path).convert("L")
        if spoil:
            page = page.filter(ImageFilter.GaussianBlur(1.5)).point(lambda light: light * 0.25 + 8)
        found |= {each.text for each in zxingcpp.read_barcodes(page, formats=zxingcpp.BarcodeFormat.QRCode)}
    return found


@pytest.mark.parametrize(("layout", "per_page"), [("a6", 1), ("card", 1), ("a6_sheet", 4), ("card_sheet", 10)])
def test_every_badge_bears_its_own_name_and_code(layout: str, per_page: int, tmp_path: Path) -> None:
    codes = [new_code() for _name in NAMES]
    drawn = [face(name, code) for name, code in zip(NAMES, codes, strict=True)]
    body = drawing.draw(an_event(), design(Layout(layout)), drawn, press(tmp_path))
    pages = text_of(body)
    assert len(pages) == -(-len(NAMES) // per_page)
    for at, name in enumerate(NAMES):
        is_right_to_left = "\u0600" <= name[0] <= "\u06ff"  # what is drawn reversed is also read so
        assert is_right_to_left or "".join(name.split()) in pages[at // per_page]
    expected = {qr_payload("https://hoinghi.mofa.example.vn", code) for code in codes}
    assert codes_on(body, tmp_path, sharpness=150) == expected
    assert codes_on(body, tmp_path, sharpness=150, spoil=True) == expected


def test_a_name_is_divided_between_words_alone_into_three_lines_at_most(tmp_path: Path) -> None:
    names = [name for name in NAMES if name.isascii() or max(name) < "\u0600" or max(name) > "\u1e00"]
    drawn = [faces.Face(faces.parts_of(name), "-", "#000000", ticket_svg("A")) for name in names]
    for layout in (Layout.A6, Layout.CARD):
        body = drawing.draw(an_event(), design(layout, shown=[]), drawn, press(tmp_path))
        for name, page in zip(names, PdfReader(io.BytesIO(body)).pages, strict=True):
            lines = [line.split() for line in page.extract_text().splitlines()]
            own = [words for words in lines if words and set(words) <= set(name.split())]
            assert [word for words in own for word in words] == name.split()
            assert len(own) <= 3


def test_a_long_word_without_blanks_may_be_divided_and_a_short_one_stays_whole() -> None:
    assert faces.parts_of("王小明") == [("王小明", True)]
    assert faces.parts_of("Nguyễn  An") == [("Nguyễn", True), ("An", True)]
    assert faces.parts_of("アレクサンドロス大王陛下")[:2] == [("ア", True), ("レ", False)]


def test_a_back_bears_name_and_notes_and_stands_mirrored_behind_its_front(tmp_path: Path) -> None:
    drawn = [face(name, new_code()) for name in NAMES[:3]]
    single = text_of(drawing.draw(an_event(), design(Layout.CARD, has_back=True), drawn, press(tmp_path)))
    assert len(single) == 6
    assert "Wi-Fi:HOINGHI" in single[1]
    assert "NguyễnVănAn" in single[1]
    sheet = drawing.draw(an_event(), design(Layout.CARD_SHEET, has_back=True), drawn, press(tmp_path))
    assert len(PdfReader(io.BytesIO(sheet)).pages) == 2


def test_a_design_is_kept_and_told_of_once(app: Flask) -> None:
    event = factories.make_event()
    assert designs.design_of(event).layout is Layout.A6
    for expected in (True, False):
        with transaction():
            assert designs.revise(event, layout=Layout.CARD, shown=["zones"], by=SYSTEM) is expected
    assert designs.design_of(event).shown == ["zones"]
    told = db.session.scalars(select(AuditEntry.action).where(AuditEntry.action == "badge_design_revised")).all()
    assert len(told) == 1


def test_a_logo_is_drawn_anew_swept_and_refused_where_it_is_none(app: Flask, tmp_path: Path) -> None:
    event = factories.make_event()
    with transaction():
        designs.show_logo(tmp_path, event, picture(), by=SYSTEM)
    kept = designs.design_of(event).logo
    assert files.find(tmp_path, kept) is not None
    with pytest.raises(designs.NotALogo), transaction():
        designs.show_logo(tmp_path, event, b"%PDF-1.7", by=SYSTEM)
    with pytest.raises(files.FileTooLarge), transaction():
        designs.show_logo(tmp_path, event, b"x" * (files.LARGEST + 1), by=SYSTEM)
    assert designs.sweep(tmp_path) == 0
    owner = factories.make_user()
    with transaction():
        copy = copy_event(event, "copy", title="Bản sao", title_en="", starts_at=event.starts_at, by=SYSTEM,
                          owner=owner, with_team=False)  # fmt: skip
        designs.copy_design(event, copy)
        designs.remove_logo(event, by=SYSTEM)
    assert (designs.design_of(event).logo, designs.design_of(copy).logo) == ("", kept)


def test_a_badge_takes_its_words_from_the_person_the_category_and_the_register(app: Flask, tmp_path: Path) -> None:
    event = factories.make_event()
    category = categories_of(event)[0]
    with transaction():
        edit_category(event, category, by=SYSTEM, name="Đại biểu", name_en="Delegate", colour="#123456", zones="A, VIP")
    site = factories.make_site(event, "Huế")
    registration = factories.make_registration(
        event, "Trần Thị Bình", mode=Mode.BRIDGE, site=site, salutation="Bà", position="Vụ trưởng", organisation="Bộ X"
    )
    question = factories.make_question(event, Kind.FILE, "Ảnh thẻ")
    folder = tmp_path / "answers"
    with transaction():
        answering.correct(
            registration, {question.ref: files.keep(folder, files.CleanFile("png", picture()))}, by=SYSTEM
        )
        designs.revise(event, by=SYSTEM, shown=[part.value for part in Part], photo_question_id=question.id)
    bearer = drawing.find_bearer(event, registration.ref)
    assert bearer is not None
    assert bearer.ticket is not None
    [shown] = drawing.faces(designs.design_of(event), [(bearer, 3)], press(tmp_path))
    assert shown.photograph.startswith("<svg")
    assert shown.qr == ticket_svg(qr_payload("https://hoinghi.mofa.example.vn", code_of(bearer.ticket)))
    assert (shown.name, shown.salutation, shown.position) == (faces.parts_of("Trần Thị Bình"), "Bà", "Vụ trưởng")
    assert (shown.organisation, shown.site, shown.zones, shown.number) == ("Bộ X", "Huế", ["A", "VIP"], 3)
    assert (shown.category, shown.category_other, shown.colour) == ("Đại biểu", "Delegate", "#123456")
    with transaction():
        designs.revise(event, by=SYSTEM, shown=[])
    [bare] = drawing.faces(designs.design_of(event), [(bearer, 1)], press(tmp_path), is_trial=True)
    assert (bare.position, bare.zones, bare.photograph, bare.category_other) == ("", [], "", "")
    assert bare.qr == ticket_svg(qr_payload("https://hoinghi.mofa.example.vn", "0" * 24))


def test_only_who_comes_to_a_place_and_has_a_ticket_has_a_badge(app: Flask) -> None:
    event = factories.make_event(hall=1)
    seated = factories.make_registration(event, "Lê Văn Dài Nhất Trong Tất Cả")
    others = [factories.make_registration(event, "Chờ"), factories.make_registration(event, "Xa", mode=Mode.ONLINE)]
    assert [drawing.find_bearer(event, each.ref) for each in others] == [None, None]
    assert drawing.longest_named(event) == seated
    assert drawing.longest_named(factories.make_event("elsewhere")) is None
