"""The printed ticket: one page that says everything, and whose QR a reader finds."""

import io
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from eventapp.tickets.codes import new_code, qr_payload
from eventapp.tickets.paper import LABELS, TicketPaper, ticket_pdf

PAPER = TicketPaper(
    event_title="Hội nghị Ngoại giao văn hoá 2021",
    when="08:00–17:00, Thứ Hai 20/12/2021 (giờ Hà Nội, UTC+7)",
    where="Trung tâm Hội nghị Quốc tế, 11 Lê Hồng Phong, Hà Nội",
    full_name="Nguyễn Thị Minh Nguyệt",
    mode="hall",
    mode_name="Trực tiếp tại hội trường",
    payload=qr_payload("https://hoinghi.mofa.example.vn", new_code()),
    reference="K7QM 4XTR",
    organ="Bộ Ngoại giao",
    salutation="Bà",
    position="Trưởng Cơ quan đại diện tại Paris",
    organisation="Đại sứ quán Việt Nam tại Cộng hoà Pháp",
    seat="B12",
)
LONG = replace(
    PAPER,
    event_title="Hội nghị trực tiếp kết hợp trực tuyến triển khai Chiến lược Ngoại giao văn hoá đến năm 2030",
    full_name="Công Tằng Tôn Nữ Nguyễn Phước Hoàng Thuỳ Dương Quỳnh Ngọc Ánh",
    position="Phó Chủ tịch Thường trực Uỷ ban nhân dân tỉnh, Trưởng ban Chỉ đạo hội nhập quốc tế về văn hoá",
    organisation="Uỷ ban nhân dân tỉnh Thừa Thiên Huế – Văn phòng Đoàn đại biểu Quốc hội và Hội đồng nhân dân",
    mode="bridge",
    mode_name="Điểm cầu",
    site="Điểm cầu Thừa Thiên Huế",
    seat="",
)
HOSTILE = replace(
    PAPER,
    full_name='#strong[x] *a* $x$ <b>b</b> & "q" \x00' + "Ễ Ặ " * 50,
    organ="",
    salutation="",
    accent="#ffff00",
    mode="unheard of",
    locale="en",
)
PAPERS = {"usual": PAPER, "long": LONG, "hostile": HOSTILE, "online": replace(PAPER, mode="online", seat="", where="")}


@pytest.mark.parametrize("name", PAPERS)
def test_everything_stands_on_one_page(name: str) -> None:
    paper = PAPERS[name]
    pages = PdfReader(io.BytesIO(ticket_pdf(paper))).pages
    assert len(pages) == 1
    text = "".join(pages[0].extract_text().split())
    said = [getattr(paper, field) for field in paper.__dataclass_fields__ if field not in ("mode", "accent", "locale")]
    said.remove(paper.payload)
    missing = [each for each in said if "".join(each.replace("\x00", "").split()) not in text]
    assert missing == []


def test_a_usual_ticket_is_an_a6_page() -> None:
    box = PdfReader(io.BytesIO(ticket_pdf(PAPER))).pages[0].mediabox
    assert [round(float(each) * 25.4 / 72) for each in (box.width, box.height)] == [105, 148]


@pytest.mark.parametrize("name", PAPERS)
def test_the_qr_is_read_from_the_printed_page(name: str, tmp_path: Path) -> None:
    (tmp_path / "ticket.pdf").write_bytes(ticket_pdf(PAPERS[name]))
    command = ("pdftoppm", "-r", "100", "-png", "-singlefile", tmp_path / "ticket.pdf", tmp_path / "ticket")
    subprocess.run(command, check=True, timeout=60)
    found = zxingcpp.read_barcodes(Image.open(tmp_path / "ticket.png"))
    assert [each.text for each in found] == [PAPERS[name].payload]


def test_the_name_is_the_largest_text() -> None:
    sizes: dict[str, float] = {}
    page = PdfReader(io.BytesIO(ticket_pdf(PAPER))).pages[0]

    def note(text: str, _current: object, matrix: list[float], _font: object, size: float) -> None:
        sizes[text.strip()] = abs(size * matrix[3])

    page.extract_text(visitor_text=note)
    largest = max(sizes, key=lambda each: sizes[each] if each else 0)
    assert largest.startswith("Nguyễn")


def test_the_labels_are_the_readers_language() -> None:
    labels = {name: f"{name} – tiếng Việt" for name in LABELS}
    pages = PdfReader(io.BytesIO(ticket_pdf(PAPER, labels))).pages
    text = pages[0].extract_text()
    assert [name for name in labels if labels[name] in text] == list(LABELS)


def test_the_same_ticket_is_the_same_bytes() -> None:
    assert ticket_pdf(PAPER) == ticket_pdf(PAPER)


def test_without_our_fonts_the_ticket_still_says_who() -> None:
    text = PdfReader(io.BytesIO(ticket_pdf(PAPER, fonts=[Path("no fonts here")]))).pages[0].extract_text()
    assert "Minh" in text
