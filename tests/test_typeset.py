"""Typst prints values as they stand, and the same bytes for the same values."""

import io
import unicodedata
from pathlib import Path
from typing import Any

import pytest
import typst
from pypdf import PdfReader

from eventapp import typeset

ECHO = """
#let values = json(bytes(sys.inputs.values))
#set page(width: 400mm, height: auto)
#set text(font: "Libertinus Serif")
#for each in values.lines [#each #parbreak()]
"""


@pytest.fixture(autouse=True)
def echo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "echo.typ").write_text(ECHO, encoding="utf-8")
    monkeypatch.setattr(typeset, "TEMPLATES", tmp_path)


def printed(*lines: Any) -> str:
    pages = PdfReader(io.BytesIO(typeset.pdf("echo", {"lines": list(lines)}))).pages
    return "\n".join(page.extract_text() for page in pages)


@pytest.mark.parametrize(
    "name",
    [
        "#strong[x]",
        "*Nguyễn* _Anh_ $x^2$ `code` @ref <label>",
        '#image("https://example.org/x.png")',
        '#read("/etc/passwd")',
        "<b>Anh</b> & Bình",
        '"); #panic("x',
        "\\u{41} \\n {{7*7}} %s ${x}",
        "= Heading",
        "// comment",
    ],
)
def test_markup_in_a_name_is_printed_as_it_stands(name: str) -> None:
    assert printed(name) == name


def test_control_characters_and_reversals_leave_no_trace() -> None:
    assert printed("Nguyễn\x00 \x07Văn\u202e Anh\ud800") == "Nguyễn Văn Anh"


def test_a_decomposed_name_is_composed() -> None:
    assert printed(unicodedata.normalize("NFD", "Đỗ Thị Ngọc Ánh")) == "Đỗ Thị Ngọc Ánh"


def test_arabic_borrows_a_font_and_is_printed() -> None:
    assert printed("Anh محمد") == "Anh محمد"


def test_the_same_values_give_the_same_bytes_and_no_date() -> None:
    first = typeset.pdf("echo", {"lines": ["Anh"]})
    assert typeset.pdf("echo", {"lines": ["Anh"]}) == first
    assert typeset.pdf("echo", {"lines": ["Ánh"]}) != first


def test_a_missing_font_folder_costs_the_typeface_only(tmp_path: Path) -> None:
    assert typeset.pdf("echo", {"lines": ["Anh"]}, fonts=[tmp_path / "missing"]).startswith(b"%PDF")


def test_a_template_reads_nothing_outside_its_folder(tmp_path: Path) -> None:
    (tmp_path / "echo.typ").write_text('#read("../../secret_key")', encoding="utf-8")
    with pytest.raises(typst.TypstError):
        typeset.pdf("echo", {})
