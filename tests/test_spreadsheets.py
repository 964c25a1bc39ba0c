"""Spreadsheets: read as the office sees them, refused when they would hurt, written so that nothing runs."""

import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventapp import spreadsheets
from eventapp.spreadsheets import Formula, read_table
from eventapp.spreadsheets.tables import FILE_LIMIT

ROOT = Path(__file__).parent.parent
DELEGATES = ROOT / "sample" / "delegates.xlsx"
HEADINGS = {
    "full_name": ["Họ và tên", "Full name"],
    "email": ["Email", "Thư điện tử"],
    "phone": ["Điện thoại", "Telephone"],
    "mode": ["Hình thức tham dự", "Attendance"],
}
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def workbook(
    sheet_data: str, *, before: str = "", sheets: str = '<sheet name="S" sheetId="1" r:id="r1"/>', **more: str
) -> bytes:
    """Return a workbook with this inside its sheet, as small as a workbook can be."""
    relations = "".join(
        f'<Relationship Id="r{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for number, kind, target in [
            (1, "worksheet", "worksheets/sheet1.xml"),
            (2, "worksheet", "worksheets/sheet2.xml"),
            (9, "sharedStrings", "sharedStrings.xml"),
        ]
    )
    files = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r" Type="{OFFICE}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{OFFICE}"><sheets>{sheets}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">{relations}</Relationships>',
        "xl/worksheets/sheet1.xml": f"{before}<worksheet {MAIN}><sheetData>{sheet_data}</sheetData></worksheet>",
        **{name.replace("__", "/") + ".xml": text for name, text in more.items()},
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def cells(content: bytes) -> list[list[object]]:
    return [list(row.cells) for row in read_table(content, "f").rows]


def test_the_sample_delegates_are_read_as_the_office_sees_them() -> None:
    table = read_table(DELEGATES)
    header = spreadsheets.find_header(table, HEADINGS, required=["full_name", "email"])
    rows = list(spreadsheets.records(table, header))
    assert (table.name, header.row, len(rows)) == ("delegates.xlsx", 3, 359)
    assert header.headings["mode"] == "Hình thức tham dự"
    assert rows[0] == (
        4,
        {
            "full_name": "Trần Xuân Công Minh",
            "email": "tran.xuan.cong.minh@ministryofforeignaffairs.example",
            "phone": "0398896451",
            "mode": "Trực tiếp",
        },
    )
    assert [number for number, row in rows if isinstance(row["full_name"], Formula)] == [360]
    assert dict(rows)[360]["full_name"] == Formula('HYPERLINK("http://x.example","bấm")', "")
    assert rows[-1][0] == 362


def test_the_sample_csv_files_are_read_whole() -> None:
    delegations, programme = (read_table(ROOT / "sample" / name) for name in ("delegations.csv", "programme.csv"))
    assert (len(delegations.rows), len(programme.rows)) == (194, 14)
    assert delegations.rows[2].cells[1] == "Bộ Văn hoá, Thể thao và Du lịch"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_comes_in_many_encodings_and_separators(encoding: str, separator: str) -> None:
    title = "Danh sách: Bộ, Sở, Ban\r\n\r\n"
    text = f'{title}Họ và tên{separator}Email\r\n"An{separator} Bình\nCường"{separator}a@x.example\r\n'
    table = read_table(text.encode(encoding), "a.csv")
    header = spreadsheets.find_header(table, HEADINGS)
    assert list(spreadsheets.records(table, header)) == [
        (4, {"full_name": f"An{separator} Bình\nCường", "email": "a@x.example"})
    ]


def test_windows_1258_is_recognised_and_composed() -> None:
    windows = "Ho\u0323 va\u0300 tên;Email\nNguyê\u0303n Đư\u0301c;a@x.example\n".encode("cp1258")
    assert cells(windows) == [["Họ và tên", "Email"], ["Nguyễn Đức", "a@x.example"]]


def test_the_separator_hint_of_excel_is_obeyed_and_not_counted() -> None:
    assert cells(b"sep=;\r\na,b;c\r\n") == [["a,b", "c"]]
    assert read_table(b"sep=;\r\na,b;c\r\n", "a.csv").rows[0].number == 1


def test_an_unguarded_formula_in_csv_is_a_formula_and_a_number_is_not() -> None:
    assert cells(b"=1+1,+84 912,-5,'=x,@me,=\n") == [[Formula("=1+1"), "+84 912", "-5", "=x", "@me", "="]]


def test_headings_are_known_in_both_languages_whatever_their_dress() -> None:
    for heading in ("HỌ VÀ TÊN", "Ho va ten (*)", "full  name:", "full_name", "Họ và tên (chữ in hoa)"):
        table = read_table(f"Title,\n{heading},E-mail,EMAIL,Email\nAn,1,2,3\n".encode(), "a.csv")
        header = spreadsheets.find_header(table, HEADINGS)
        assert (header.row, dict(header.columns)) == (2, {"full_name": 0, "email": 2})


def test_a_file_without_its_headings_says_which_are_needed() -> None:
    table = read_table(b"Email,Telephone\na@x.example,1\n", "a.csv")
    with pytest.raises(spreadsheets.NoHeader) as refusal:
        spreadsheets.find_header(table, HEADINGS, required=["full_name"])
    assert (refusal.value.code, refusal.value.values) == ("no_header", {"headings": "Họ và tên"})


def test_short_rows_are_filled_and_blank_rows_keep_their_number() -> None:
    table = read_table(b"Email,Telephone\n\na@x.example\n , \n", "a.csv")
    header = spreadsheets.find_header(table, HEADINGS)
    assert list(spreadsheets.records(table, header)) == [(3, {"email": "a@x.example", "phone": ""})]


def test_formulas_are_found_wherever_they_hide() -> None:
    sheet = (
        '<row><c><v>1</v></c><c><f>A1</f><v>1</v></c><c t="str"><f t="shared" si="0"/><v>x</v></c></row>'
        '<row r="4"><c r="B4"><f>NOW()</f></c></row>'
    )
    assert cells(workbook(sheet)) == [[1.0, Formula("A1", 1.0), Formula("", "x")], [], [], ["", Formula("NOW()", "")]]


def test_empty_cells_far_out_are_only_decoration() -> None:
    sheet = '<row><c><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="1"/><c r="XFC1048576" t="s"></c></row>'
    assert cells(workbook(sheet)) == [[1.0]]


def test_hidden_sheets_are_passed_over() -> None:
    sheets = '<sheet name="Ẩn" sheetId="1" state="hidden" r:id="r1"/><sheet name="Đại biểu" sheetId="2" r:id="r2"/>'
    shown = f'<worksheet {MAIN}><sheetData><row><c t="inlineStr"><is><t>An</t></is></c></row></sheetData></worksheet>'
    content = workbook("<row><c><v>1</v></c></row>", sheets=sheets, xl__worksheets__sheet2=shown)
    assert cells(content) == [["An"]]


def test_the_sheet_that_is_judged_best_is_read_or_the_one_that_is_named() -> None:
    sheets = '<sheet name="Bìa" sheetId="1" r:id="r1"/><sheet name="Đại biểu" sheetId="2" r:id="r2"/>'
    shown = f'<worksheet {MAIN}><sheetData><row><c t="inlineStr"><is><t>An</t></is></c></row></sheetData></worksheet>'
    content = workbook("<row><c><v>1</v></c></row>", sheets=sheets, xl__worksheets__sheet2=shown)
    tables = [
        read_table(content),
        read_table(content, judge=lambda table: (table.rows[0].cells == ["An"], 0)),
        read_table(content, judge=lambda table: (False, len(table.rows))),
        read_table(content, sheet="ĐẠI BIỂU"),
    ]
    assert [table.sheet for table in tables] == ["Bìa", "Đại biểu", "Bìa", "Đại biểu"]
    assert {table.sheets for table in tables} == {("Bìa", "Đại biểu")}
    with pytest.raises(spreadsheets.NoSuchSheet):
        read_table(content, sheet="Cũ")


def huge_sheet() -> bytes:
    return workbook("<row><c><v>1</v></c></row>" * 2_200_000)


def lying_about_its_size() -> bytes:
    content = huge_sheet()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    return content.replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little"))


def entities() -> bytes:
    return workbook("<row><c><v>&a;</v></c></row>", before='<!DOCTYPE x [<!ENTITY a "1"><!ENTITY b "&a;&a;&a;">]>')


def external_entity() -> bytes:
    return workbook("<row><c><v>&a;</v></c></row>", before='<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>')


def many_shared_strings() -> bytes:
    return workbook("<row><c><v>1</v></c></row>", xl__sharedStrings=f"<sst {MAIN}>{'<si><t>a</t></si>' * 10**6}</sst>")


def one_text_in_many_cells() -> bytes:
    cells = '<row><c t="s"><v>0</v></c></row>' * 90_000
    return workbook(cells, xl__sharedStrings=f"<sst {MAIN}><si><t>{'a' * 30_000}</t></si></sst>")


def named_twice() -> bytes:
    packed = io.BytesIO(workbook("<row><c><v>1</v></c></row>"))
    with zipfile.ZipFile(packed, "a") as archive, pytest.warns(UserWarning):
        archive.writestr("xl/worksheets/sheet1.xml", "<worksheet/>")
    return packed.getvalue()


def behind_a_password() -> bytes:
    content = bytearray(workbook("<row><c><v>1</v></c></row>"))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        for found in re.finditer(re.escape(signature), bytes(content)):
            content[found.start() + offset] |= 1
    return bytes(content)


HARMFUL: dict[str, tuple[Callable[[], bytes], str]] = {
    "sparse": (lambda: workbook('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), "file_too_large"),
    "two corners": (lambda: workbook('<row><c r="A1"><v>1</v></c><c r="GR90000"><v>1</v></c></row>'), "file_too_large"),
    "a far row": (lambda: workbook('<row r="100001"><c><v>1</v></c></row>'), "file_too_large"),
    "a far column": (lambda: workbook('<row><c r="GS1"><v>1</v></c></row>'), "file_too_large"),
    "huge sheet": (huge_sheet, "file_too_large"),
    "a lie about its size": (lying_about_its_size, "broken_file"),
    "entities": (entities, "broken_file"),
    "external entity": (external_entity, "broken_file"),
    "shared strings": (many_shared_strings, "file_too_large"),
    "one name twice": (named_twice, "broken_file"),
    "one text in many cells": (one_text_in_many_cells, "file_too_large"),
    "a password": (behind_a_password, "locked_file"),
    "no such reference": (lambda: workbook('<row><c r="A0"><v>1</v></c></row>'), "broken_file"),
    "an endless reference": (lambda: workbook(f'<row><c r="A{"9" * 400}"><v>1</v></c></row>'), "broken_file"),
    "no number": (lambda: workbook(f'<row r="{"9" * 5000}"><c><v>1</v></c></row>'), "broken_file"),
    "cut in half": (lambda: DELEGATES.read_bytes()[:16_000], "broken_file"),
    "open document": (lambda: zipped("content.xml"), "unsupported_file"),
    "nested zip": (lambda: zipped("xl/worksheets/inner.zip"), "unsupported_file"),
    "old excel": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000), "broken_file"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(100), "unsupported_file"),
    "binary": (lambda: bytes(range(256)) * 10, "unsupported_file"),
    "empty": (lambda: b"", "empty_file"),
    "blanks": (lambda: b"\xef\xbb\xbf \r\n", "empty_file"),
    "an empty sheet": (lambda: workbook(""), "empty_file"),
    "one line of 9 MB": (lambda: b"a" * 9_000_000, "broken_file"),
    "more than 10 MB": (lambda: b"a," * FILE_LIMIT, "file_too_large"),
    "many columns": (lambda: b"a," * 300, "file_too_large"),
    "many rows": (lambda: b"a,b\n" * 100_001, "file_too_large"),
    "many cells": (lambda: (b"," * 150 + b"\n") * 9_000, "file_too_large"),
    "an open quotation": (lambda: b'name,email\n"An,a@x.example\nB,b@x.example\n', "broken_file"),
}


def zipped(name: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(name, "x")
    return packed.getvalue()


@pytest.mark.parametrize("name", HARMFUL)
def test_harmful_files_are_refused_with_a_reason(name: str) -> None:
    build, code = HARMFUL[name]
    content = build()
    with pytest.raises(spreadsheets.UnreadableSheet) as refusal:
        read_table(content, "list.xlsx")
    assert (refusal.value.code, refusal.value.status) == (code, 422)


CHILD = """
import resource, sys
from eventapp.spreadsheets import UnreadableSheet, read_table
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
resource.setrlimit(resource.RLIMIT_AS, (512 * 2**20, 512 * 2**20))
resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
content = open(sys.argv[1], "rb").read()
try:
    read_table(content)
except UnreadableSheet as refusal:
    print(refusal.code, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.parametrize(
    "name", ["sparse", "two corners", "huge sheet", "a lie about its size", "shared strings", "one text in many cells"]
)
def test_a_bomb_takes_less_than_100_megabytes(name: str, tmp_path: Path) -> None:
    build, code = HARMFUL[name]
    (tmp_path / "bomb").write_bytes(build())
    ran = subprocess.run(
        [sys.executable, "-c", CHILD, tmp_path / "bomb"], capture_output=True, text=True, check=True, cwd=ROOT
    )
    answered, megabytes = ran.stdout.split()
    assert answered == code
    assert int(megabytes) < 100


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300) | st.integers(0, 10**6).map(lambda seed: mutated(seed)))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        table = read_table(content, "x")
    except spreadsheets.UnreadableSheet:
        return
    assert [row.number for row in table.rows] == list(range(1, len(table.rows) + 1))


SMALL = workbook('<row r="2"><c r="B2" t="inlineStr"><is><t>An</t></is></c><c r="C2"><f>A1</f><v>5</v></c></row>')


def mutated(seed: int) -> bytes:
    """Return a small workbook with one byte of one of its files changed, and its checksums right again."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(SMALL)) as old, zipfile.ZipFile(packed, "w") as new:
        listed = old.namelist()
        for index, name in enumerate(listed):
            content = bytearray(old.read(name))
            if index == seed % len(listed):
                content[seed // 7 % len(content)] = seed % 251
            new.writestr(name, bytes(content))
    return packed.getvalue()


HARD = [
    "=1+1",
    "+84 912 345 678",
    "-5",
    "@x",
    "\tx",
    "\rx",
    "＝1",
    "'=1",
    "''-",
    "'",
    "'quoted'",
    '=HYPERLINK("http://x.example")',
]
TEXT = st.sampled_from(
    [*HARD, "_x0041_", "http://x.example", "mailto:a@x.example", "0349", " a ", "a\nb", 'a"b', "1e5", "TRUE"]
) | st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00\ufffe\uffff"), max_size=20)


def written(write: Callable[..., None], heading: list[str], rows: list[list[str]], **more: str) -> list[list[object]]:
    stream = io.BytesIO()
    write(stream, heading, rows, **more)
    return [row + [""] * (len(heading) - len(row)) for row in cells(stream.getvalue())]


@settings(deadline=None)
@given(st.lists(st.lists(TEXT, min_size=3, max_size=3), max_size=5))
def test_what_is_written_as_csv_comes_back_as_it_was(rows: list[list[str]]) -> None:
    assert written(spreadsheets.write_csv, ["A", "B", "C"], rows) == [["A", "B", "C"], *rows]


@settings(deadline=None)
@given(st.lists(st.lists(TEXT, min_size=3, max_size=3), max_size=5))
def test_what_is_written_as_xlsx_comes_back_as_it_was(rows: list[list[str]]) -> None:
    back = written(spreadsheets.write_xlsx, ["A", "B", "C"], rows)
    assert back + [["", "", ""]] * (1 + len(rows) - len(back)) == [["A", "B", "C"], *rows]


def test_no_cell_of_an_export_can_run() -> None:
    stream = io.BytesIO()
    spreadsheets.write_xlsx(stream, ["A"], [[each] for each in HARD], title="=T")
    with zipfile.ZipFile(stream) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert (sheet.count("<f>"), sheet.count("hyperlink")) == (0, 0)
    stream = io.BytesIO()
    spreadsheets.write_csv(stream, ["A", "=B"], [[each, "x"] for each in HARD])
    text = stream.getvalue().decode("utf-8-sig")
    assert [line for line in re.split(r"\r\n", text) if re.match(r'"?[=+\-@\t＝]', line)] == []
    assert text.splitlines()[0] == "A,'=B"
    assert stream.getvalue().startswith(b"\xef\xbb\xbf")


def test_a_workbook_has_title_frozen_heading_and_numbers(tmp_path: Path) -> None:
    rows = [[1, "Nguyễn Văn Anh", -5, 2.5, True, None, date(2021, 12, 20), datetime(2021, 12, 20, 8, 30)]]
    heading = ["STT", "Họ và tên", "a", "b", "c", "d", "e", "f"]
    spreadsheets.write_xlsx(tmp_path / "x.xlsx", heading, rows, title="BÁO CÁO ĐIỂM DANH")
    table = read_table(tmp_path / "x.xlsx")
    assert table.rows[0].cells[0] == "BÁO CÁO ĐIỂM DANH"
    assert table.rows[1].is_blank is True
    assert list(table.rows[2].cells) == heading
    assert list(table.rows[3].cells) == [*[1.0, "Nguyễn Văn Anh", -5.0, 2.5, True, ""], date(2021, 12, 20), rows[0][7]]
    with zipfile.ZipFile(tmp_path / "x.xlsx") as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert 'topLeftCell="A4"' in sheet
    assert 'min="2" max="2" width="16' in sheet


def test_csv_writes_dates_and_numbers_as_they_are_read(tmp_path: Path) -> None:
    spreadsheets.write_csv(
        tmp_path / "x.csv", ["a", "b", "c", "d"], [[-5, None, date(2021, 12, 20), datetime(2021, 12, 20, 8)]]
    )
    assert (tmp_path / "x.csv").read_bytes() == b"\xef\xbb\xbfa,b,c,d\r\n-5,,20/12/2021,20/12/2021 08:00\r\n"
