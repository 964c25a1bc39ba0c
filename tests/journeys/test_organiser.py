"""The organiser's morning: three sheets go in by the page, "do thi" is found, and a workbook comes out."""

import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from python_calamine import CalamineWorkbook

from eventapp.config import ROOT
from tests.journeys.instance import ADMINISTRATOR, Instance
from tests.journeys.visitors import DESK, Visitors, sign_in

pytestmark = [pytest.mark.journey, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]
SLUG, TITLE = "ngoai-giao", "Hội nghị Ngoại giao văn hoá"
SAMPLE = ROOT / "sample"
FIRST_ROW, LAST_GOOD_ROW = 4, 356  # of sample/delegates.xlsx, as the office counts them
# The six trap rows, by row and column, and what each is told: a formula is never a name, and so on.
TRAPS = [
    ("357", "Email", "Dòng này trùng với dòng 8."),
    ("358", "Email", "chưa được điền"),
    ("359", "Email", "không phải là địa chỉ thư điện tử: khong-phai-email"),
    ("359", "Điện thoại", "091"),
    ("360", "Họ và tên", "đây là một công thức"),
    ("361", "Mã đơn vị", "không có “ZZ99”"),
    ("362", "Hình thức tham dự", "không hiểu “có thể”"),
]


def test_sheets_go_in_a_name_is_found_and_a_workbook_comes_out(
    instance: Instance, people: Visitors, tmp_path: Path
) -> None:
    prepare(instance)
    desk = people.arrive(viewport=DESK)
    sign_in(desk, instance.address, ADMINISTRATOR)
    take_in(desk, "Đoàn đại biểu", "delegations.csv", good=193)
    check_that_a_rehearsal_keeps_nothing(desk)
    take_in(desk, "Đại biểu", "delegates.xlsx", good=353)
    check_that_a_second_time_brings_nothing(desk)
    take_in(desk, "Chương trình", "programme.csv", good=13)
    check_search(desk)
    check_export(desk, tmp_path)


def prepare(instance: Instance) -> None:
    """Make a conference on the day that the sheets speak of."""
    day = ("--starts", "2021-12-20T07:15", "--ends", "2021-12-20T17:00", "--zone", "Asia/Ho_Chi_Minh")
    seats = ("--hall", "250", "--bridge", "500", "--online", "300")
    instance.command("event", "create", SLUG, "--title", TITLE, *day, *seats)
    instance.make_account(ADMINISTRATOR, is_admin=True)


def go_to(desk: Page, word: str) -> None:
    """Open a place of the conference by the navigation."""
    desk.goto(desk.url.partition("/manage")[0] + "/manage")
    desk.get_by_role("link", name=TITLE).click()
    desk.get_by_role("navigation", name="Quản lý").get_by_role("link", name=word, exact=True).click()


def rehearse(desk: Page, what: str, file: str) -> None:
    """Send a sheet; its report stands on the page, and nothing is kept."""
    go_to(desk, "Nhập dữ liệu")
    desk.get_by_role("radio", name=re.compile(f"^{what} ")).check()
    desk.get_by_label("Tệp", exact=True).set_input_files(SAMPLE / file)
    desk.get_by_role("button", name="Kiểm tra tệp").click()
    expect(heading(desk)).to_have_text("Tệp này sẽ làm gì")


def take_in(desk: Page, what: str, file: str, *, good: int) -> None:
    """Rehearse a sheet, then take its good rows in."""
    rehearse(desk, what, file)
    desk.get_by_role("button", name=f"Nhận {good} dòng").click()
    expect(heading(desk)).to_have_text("Đã nhận các dòng")
    expect(desk.get_by_text(f"Đã nhận {good} dòng.")).to_be_visible()


def heading(desk: Page) -> Locator:
    """Return what the page calls itself."""
    return desk.get_by_role("heading", level=1)


def figures(desk: Page) -> dict[str, int]:
    """Return the report's figures by their words."""
    stats = desk.locator("dl.strip .stat").all()
    return {each.locator("dt").inner_text(): int(each.locator("dd").inner_text()) for each in stats}


def check_that_a_rehearsal_keeps_nothing(desk: Page) -> None:
    """The report names the six trap rows; until it is accepted, nobody is registered."""
    rehearse(desk, "Đại biểu", "delegates.xlsx")
    assert figures(desk) == {"Mới": 353, "Có thay đổi": 0, "Không đổi": 0, "Không nhận": 6}
    check_traps(desk)
    go_to(desk, "Đại biểu")
    expect(desk.get_by_text("Chưa có ai đăng ký")).to_be_visible()


def check_that_a_second_time_brings_nothing(desk: Page) -> None:
    """The same sheet again: all 353 are there, the six are told the same, and there is nothing to take in."""
    rehearse(desk, "Đại biểu", "delegates.xlsx")
    assert figures(desk) == {"Mới": 0, "Có thay đổi": 0, "Không đổi": 353, "Không nhận": 6}
    check_traps(desk)
    expect(desk.get_by_role("button", name="Nhận")).to_have_count(0)


def check_traps(desk: Page) -> None:
    """Each trap row is told what is wrong with it, and in which column."""
    expect(desk.get_by_role("heading", name="6 dòng không được nhận")).to_be_visible()
    for row, column, what in TRAPS:
        group = desk.get_by_role("group", name=re.compile(rf"^Dòng {row}\b"))
        expect(group.get_by_label(column, exact=True)).to_have_attribute("aria-invalid", "true")
        expect(group.locator(".invalid-feedback", has_text=what)).to_have_count(1)
    expect(desk.locator("[aria-invalid]")).to_have_count(len(TRAPS))


def check_search(desk: Page) -> None:
    """ "do thi" finds whoever has a name with words that begin so, whatever the accents, and nobody else."""
    go_to(desk, "Đại biểu")
    desk.get_by_label("Họ tên, thư điện tử, mã đăng ký, điện thoại").fill("do thi")
    desk.get_by_role("button", name="Tìm", exact=True).click()
    expect(desk.get_by_text(f"{len(wanted())} đại biểu", exact=False).first).to_be_visible()
    assert sorted(folded(each) for each in desk.locator("table.delegates a.name").all_inner_texts()) == wanted()


def check_export(desk: Page, folder: Path) -> None:
    """The workbook holds exactly those who were found, with names and addresses as they are kept."""
    desk.locator("#columns").select_option(index=1)  # every column, not only those shown
    with desk.expect_download() as download:
        desk.get_by_role("button", name="Excel").click()
    download.value.save_as(folder / "delegates.xlsx")
    (title, *_), _blank, heading_row, *rows = sheet(folder / "delegates.xlsx")
    assert title == TITLE
    name, email, status = (heading_row.index(each) for each in ("Họ và tên", "Thư điện tử", "Trạng thái"))
    assert sorted(folded(row[name]) for row in rows) == wanted()
    assert {row[email] for row in rows} == {row[7].strip().lower() for row in good_rows() if folded(row[1]) in wanted()}
    assert {row[status] for row in rows} == {"Đã xác nhận"}


def wanted() -> list[str]:
    """Return the folded names of the sheet in which "do" and "thi" both begin a word, found without our own rules."""
    names = [folded(row[1]) for row in good_rows()]
    found = [
        name for name in names if all(any(word.startswith(each) for word in name.split()) for each in ("do", "thi"))
    ]
    assert found
    return sorted(found)


def good_rows() -> list[Any]:
    """Return the 353 rows before the traps."""
    return sheet(SAMPLE / "delegates.xlsx")[FIRST_ROW - 1 : LAST_GOOD_ROW]


def sheet(path: Path) -> list[Any]:
    """Return the rows of a workbook."""
    return CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()


def folded(name: str) -> str:
    """Return a name in small letters, without marks and with single spaces."""
    letters = unicodedata.normalize("NFD", name.lower().replace("đ", "d"))
    return " ".join("".join(each for each in letters if not unicodedata.combining(each)).split())
