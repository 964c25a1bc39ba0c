"""A delegate registers by telephone, gets a letter with a ticket, and is admitted at the door once and only once."""

import re
from collections.abc import Sequence
from email.message import EmailMessage
from pathlib import Path

import icalendar
import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from tests.journeys.film import film
from tests.journeys.instance import ADMINISTRATOR, DAY_AND_ZONE, Instance
from tests.journeys.postbox import Postbox, part
from tests.journeys.visitors import DESK, Visitors, sign_in

pytestmark = pytest.mark.journey
NAME, EMAIL = "Nguyễn Thị Minh Nguyệt", "nguyet@example.vn"
SLUG, TITLE, TITLE_EN = "ngoai-giao", "Hội nghị Ngoại giao văn hoá", "Cultural Diplomacy Conference"
GATE = "Cửa Đông"
STAFF = "letan@example.vn"


def test_a_delegate_registers_by_telephone_and_is_admitted_once(
    instance: Instance, postbox: Postbox, people: Visitors, tmp_path: Path
) -> None:
    prepare(instance, people)
    delegate = people.arrive()
    register(delegate, instance)
    own_page = delegate.url
    (letter,) = postbox.letters_to(EMAIL)
    check_letter(letter, own_page, instance)
    check_links(letter, people)
    check_calendar(part(letter, "text/calendar"))
    code = code_of(part(letter, "image/png"), tmp_path)

    lens = film(picture_of_ticket(delegate, own_page), tmp_path / "ticket.mjpeg")
    door = stand_at_the_door(people, instance, lens)
    check_camera(door)
    desk = stand_at_the_door(people, instance)
    check_hand_scanner(desk, code)
    check_typing(desk, code)

    cancel(delegate, own_page)
    (_first, last) = postbox.letters_to(EMAIL, 2)
    assert last["Subject"] == f"Đăng ký của quý vị đã được huỷ: {TITLE}"
    check_refusals(door, desk, code)


def prepare(instance: Instance, people: Visitors) -> None:
    """Make the conference and the account of its door staff; the organiser names a gate."""
    modes = ("--hall", "2", "--online", "5")
    instance.command("event", "create", SLUG, "--title", TITLE, "--title-en", TITLE_EN, *DAY_AND_ZONE, *modes)
    instance.make_account(ADMINISTRATOR, is_admin=True)
    instance.make_account(STAFF)
    desk = people.arrive(viewport=DESK)
    sign_in(desk, instance.address, ADMINISTRATOR)
    desk.goto(f"{instance.address}/manage/events/{SLUG}/gates")
    desk.get_by_label("Tên cửa").fill(GATE)
    desk.get_by_label("Trực tiếp").check()
    desk.get_by_role("button", name="Thêm cửa").click()
    expect(desk.get_by_role("link", name=GATE)).to_be_visible()
    desk.goto(f"{instance.address}/manage/events/{SLUG}/team")
    desk.get_by_label("Thư điện tử").fill(STAFF)
    desk.get_by_label("Vai trò", exact=True).select_option("door")
    desk.get_by_role("button", name="Thêm vào Ban Tổ chức").click()
    expect(desk.get_by_role("listitem").filter(has_text=STAFF)).to_be_visible()


def register(page: Page, instance: Instance) -> None:
    """Go from the conference's page over the form to one's own page, in Vietnamese."""
    page.goto(f"{instance.address}/events/{SLUG}")
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    page.get_by_role("link", name="Đăng ký", exact=True).click()
    page.get_by_role("radio", name="Trực tiếp").check()
    page.get_by_role("textbox", name="Họ và tên").fill(NAME)
    page.get_by_role("textbox", name="Đơn vị").fill("Cơ quan đại diện tại Paris")
    page.get_by_role("textbox", name="Chức vụ").fill("Trưởng Cơ quan đại diện")
    page.get_by_role("textbox", name="Thư điện tử").fill(EMAIL)
    consent = page.get_by_role("checkbox")
    expect(consent).not_to_be_checked()
    consent.check()
    page.get_by_role("button", name="Đăng ký", exact=True).click()
    page.wait_for_url(re.compile(r"/my/[^/]+$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text(NAME)
    expect(page.get_by_text("Đã xác nhận")).to_be_visible()


def check_letter(letter: EmailMessage, own_page: str, instance: Instance) -> None:
    """The letter bears the delegate's own link, in its text and in its page, and the ticket as a picture."""
    assert letter["Subject"] == f"Quý vị đã đăng ký: {TITLE}"
    for kind in ("text/plain", "text/html"):
        assert own_page in part(letter, kind).decode()
        assert set(links_in(letter, kind)) - {own_page} <= {f"{instance.address}/events/{SLUG}"}
    with_picture = part(letter, "text/html").decode()
    cid = re.findall(r'src="cid:([^"]+)"', with_picture)
    assert cid == [next(str(each["Content-ID"]).strip("<>") for each in letter.walk() if each["Content-ID"])]


def check_links(letter: EmailMessage, people: Visitors) -> None:
    """Every link of the letter opens for whoever holds it."""
    for link in sorted(set(links_in(letter, "text/html"))):
        page = people.arrive()
        answer = page.goto(link)
        assert answer is not None
        assert (answer.status, page.url) == (200, link)
        page.context.close()


def links_in(letter: EmailMessage, kind: str) -> list[str]:
    """Return the addresses that a part of the letter names."""
    return re.findall(r"https?://[^\s\"<>]+", part(letter, kind).decode())


def check_calendar(body: bytes) -> None:
    """The invitation is the conference, on its day, in its zone."""
    (entry,) = icalendar.Calendar.from_ical(body).walk("VEVENT")
    assert str(entry["SUMMARY"]) == TITLE
    assert entry.decoded("DTSTART").isoformat() == "2031-05-06T08:00:00+07:00"


def code_of(picture: bytes, folder: Path) -> str:
    """Return the ticket's code as a telephone reads it off the letter."""
    path = folder / "letter.png"
    path.write_bytes(picture)
    with Image.open(path) as qr:
        (read,) = zxingcpp.read_barcodes(qr)
    assert re.fullmatch(r"HTTP://127\.0\.0\.1:\d+/T/[0-9A-HJKMNP-TV-Z]{24}", read.text)
    return read.text.rsplit("/", 1)[1]


def picture_of_ticket(page: Page, own_page: str) -> bytes:
    """Return the ticket as the delegate's telephone shows it."""
    answer = page.goto(f"{own_page}/ticket.svg")
    assert answer is not None
    assert answer.headers["content-type"].startswith("image/svg+xml")
    picture = page.screenshot()
    page.goto(own_page)
    return picture


def stand_at_the_door(people: Visitors, instance: Instance, lens: Sequence[str] = ()) -> Page:
    """Sign in as door staff and open the scanner; the camera, if there is one, sees the ticket."""
    page = people.arrive(arguments=lens)
    sign_in(page, instance.address, STAFF)
    page.get_by_role("link", name=TITLE).click()
    page.wait_for_url(f"{instance.address}/door/{SLUG}")
    return page


def check_camera(door: Page) -> None:
    """Green with the name; the same ticket still held there: amber with the time and the gate of the first entry."""
    verdict = door.locator(".verdict")
    expect(verdict).to_have_attribute("data-verdict", "go")
    expect(verdict.locator(".word")).to_have_text("Mời vào")
    expect(verdict.locator(".name")).to_have_text(NAME)
    expect(verdict.locator(".why").first).to_have_text("Trưởng Cơ quan đại diện, Cơ quan đại diện tại Paris")
    expect(door.locator("[data-counter=inside]")).to_have_text("1")
    expect(verdict).to_have_attribute("data-verdict", "ask")
    check_already_in(door)


def check_already_in(door: Page) -> None:
    """Amber, with the delegate's name and when and where the ticket was used first."""
    verdict = door.locator(".verdict")
    expect(verdict).to_have_attribute("data-key", "already_in")
    expect(verdict.locator(".name")).to_have_text(NAME)
    expect(verdict.locator("[data-first]")).to_have_text(re.compile(rf"^Vào lần đầu lúc \d\d:\d\d tại {GATE}, .+\.$"))


def check_hand_scanner(door: Page, code: str) -> None:
    """What a hand scanner types in a burst is judged like what the camera saw."""
    scans = door.locator("[data-history] > li")
    before = scans.count()
    burst(door, f"HTTP://HOINGHI.EXAMPLE.VN/T/{code}")
    expect(scans).to_have_count(before + 1)
    check_already_in(door)


def burst(page: Page, code: str) -> None:
    """Do what a hand scanner does: keys faster than Playwright can be sure to type, then Enter."""
    page.evaluate(
        """(code) => {
          for (const key of [...code, "Enter"]) {
            const pressed = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
            (document.activeElement ?? document.body).dispatchEvent(pressed);
          }
        }""",
        code,
    )


def check_typing(door: Page, code: str) -> None:
    """The code can be typed, small letters and blanks included."""
    scans = door.locator("[data-history] > li")
    before = scans.count()
    door.get_by_role("button", name="Quét tiếp").click()
    type_code(door, " ".join(re.findall("....", code.lower())))
    expect(scans).to_have_count(before + 1)
    check_already_in(door)


def type_code(door: Page, code: str) -> None:
    """Type a code by hand."""
    door.get_by_role("button", name="Nhập mã").click()
    door.get_by_label("Mã trên vé").fill(code)
    door.get_by_role("button", name="Kiểm tra").click()


def cancel(delegate: Page, own_page: str) -> None:
    """Say on one's own page that one cannot come."""
    delegate.goto(own_page)
    delegate.get_by_text("Huỷ đăng ký của tôi", exact=True).click()
    delegate.get_by_role("button", name="Đúng, huỷ đăng ký của tôi").click()
    expect(delegate.get_by_role("status")).to_contain_text("Đăng ký của quý vị đã được huỷ")


def check_refusals(door: Page, desk: Page, code: str) -> None:
    """Red at once, and why: for the camera, which still sees the ticket, and for the hand scanner."""
    door.get_by_role("button", name="Quét tiếp").click()
    burst(desk, code)
    for page in (desk, door):
        verdict = page.locator(".verdict")
        expect(verdict).to_have_attribute("data-key", "cancelled")
        expect(verdict).to_have_attribute("data-verdict", "stop")
        expect(verdict.locator(".word")).to_have_text("Không hợp lệ")
        expect(verdict.locator(".name")).to_have_text("Đăng ký đã bị huỷ")
