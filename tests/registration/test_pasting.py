"""Blocks as offices copy them: what is understood, what is left aside and said, and what is never guessed."""

import pytest
from flask import Flask

from eventapp.events.models import Event
from eventapp.events.site_words import SiteWords
from eventapp.importing.divided import with_whole_names
from eventapp.registration.pasting import Block, read_block
from eventapp.spreadsheets import Formula, Row, Table
from tests.factories import make_event, make_site


@pytest.fixture
def sites(app: Flask) -> SiteWords:
    event: Event = make_event("forum")
    return SiteWords([make_site(event, "Điểm cầu An Giang")])


def block(sites: SiteWords, *rows: str) -> Block:
    return read_block("\n".join(rows).replace(" | ", "\t"), sites)


def test_a_column_that_nobody_understands_is_said_and_one_of_strange_heading_is_told_by_its_cells(
    sites: SiteWords,
) -> None:
    read = block(
        sites,
        "No. | Full name | Rang | E-mail address | Handy | Mode of attendance",
        "1 | Nguyen Anh | A1 | anh@example.org | 0912 345 678 | Trực tiếp",
    )
    assert read.people == [
        {"full_name": "Nguyen Anh", "email": "anh@example.org", "phone": "0912 345 678", "mode": "Trực tiếp"}
    ]
    assert read.unused == ["Rang (A1)"]


def test_headings_are_found_below_title_rows_which_are_said(sites: SiteWords) -> None:
    read = block(
        sites,
        "DANH SÁCH ĐẠI BIỂU THAM DỰ",
        "Họ và tên | Chức vụ | Email | Hình thức tham dự | Điểm cầu",
        "Nguyễn Văn A | Trưởng phòng | a@example.org | Điểm cầu | Đắc Lắc",
    )
    assert [(row["full_name"], row["mode"], row["site"]) for row in read.people] == [
        ("Nguyễn Văn A", "Điểm cầu", "Đắc Lắc")
    ]
    assert read.skipped == ["DANH SÁCH ĐẠI BIỂU THAM DỰ"]


def test_one_known_heading_is_a_row_of_headings_and_nothing_becomes_the_position(sites: SiteWords) -> None:
    read = block(sites, "Họ và tên | Nam/Nữ | Ngày sinh | Hộp thư", "Trần Giới | Nữ | 01/02/1990 | gioi@example.org")
    assert read.people == [{"full_name": "Trần Giới", "email": "gioi@example.org"}]
    assert read.unused == ["Nam/Nữ (Nữ)", "Ngày sinh (01/02/1990)"]


@pytest.mark.parametrize("headings", ["Họ và đệm | Tên | Email", "HỌ ĐỆM | TÊN | Thư điện tử", "Họ lót | Tên | E-mail"])
def test_a_name_in_two_columns_is_one_name(sites: SiteWords, headings: str) -> None:
    read = block(sites, headings, "Nguyễn Thị | Tách | tach@example.org", " | Plato | plato@example.org")
    assert [row["full_name"] for row in read.people] == ["Nguyễn Thị Tách", "Plato"]


def test_a_formula_joins_nothing() -> None:
    table = Table("", [Row(1, ["Họ", "Tên", "Email"]), Row(2, [Formula("A1"), "Anh", "a@example.org"])])
    assert with_whole_names(table).rows[1].cells == [Formula("A1"), "Anh", "a@example.org"]


def test_a_sheet_without_headings_is_told_by_its_cells_as_before(sites: SiteWords) -> None:
    read = block(
        sites, "Lê Bình | Chuyên viên | binh@example.org | An Giang", "Vũ Cúc | Vụ trưởng | cuc@example.org | An Giang"
    )
    assert [row["site"] for row in read.people] == ["An Giang", "An Giang"]
    assert (read.people[0]["position"], read.unused) == ("Chuyên viên", [])


def test_the_line_of_addressees_of_a_mail_program_is_as_many_people(sites: SiteWords) -> None:
    read = block(sites, 'Nguyễn Văn Oa <oa@example.org>; "Trần, Thị Ob" <ob@example.org>; Lê Oc <oc@example.org>')
    assert [(row["full_name"], row["email"]) for row in read.people] == [
        ("Nguyễn Văn Oa", "oa@example.org"),
        ("Trần, Thị Ob", "ob@example.org"),
        ("Lê Oc", "oc@example.org"),
    ]
