"""The scanner's scripts in Chromium, before a server that answers as interfaces.md says and can fall silent."""

import importlib.util
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import qrcode
from flask import Flask, Response, jsonify, request
from playwright.sync_api import Browser, Page, expect, sync_playwright

from eventapp import assets

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
CODE = "ABCDEFGHJKMNPQRSTVWXYZ01"
DELEGATE = {
    "ref": "K7QM4XTR",
    "full_name": "Nguyễn Thị Minh Nguyệt",
    "position": "Trưởng Cơ quan đại diện",
    "organisation": "Cơ quan đại diện tại Paris",
    "mode": "hall",
    "seat": "B12",
}
REASONS = ("cancelled", "replaced", "pending", "rejected", "waitlisted", "wrong_mode", "wrong_gate", "outside_hours")
AMBER = {"pending", "waitlisted", "wrong_mode", "wrong_gate", "outside_hours"}
# The development server leaves a static file to the collector when it answers 304 or the browser hangs up.
pytestmark = [pytest.mark.journey, pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")]


def load_gallery() -> Any:
    specification = importlib.util.spec_from_file_location("gallery_app", Path(__file__).with_name("gallery_app.py"))
    assert specification
    assert specification.loader
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


class Server:
    """Answers scans: CODE once in, then already in; a reason's own name is refused for that reason."""

    def __init__(self) -> None:
        self.scans: list[dict[str, Any]] = []
        self.tokens: list[str | None] = []
        self.inside: set[str] = set()
        self.answers: dict[str, dict[str, Any]] = {}
        self.is_silent = False
        self.is_signed_out = False

    def receive(self) -> tuple[Response, int]:
        scan = request.get_json()
        self.tokens.append(request.headers.get("X-CSRFToken"))
        self.scans.append(scan)
        if self.is_silent:
            return jsonify({}), 503
        if self.is_signed_out:
            return jsonify({}), 401
        if scan["id"] not in self.answers:
            self.answers[scan["id"]] = {"id": scan["id"], "message": "", **self.judge(scan)}
        return jsonify(self.answers[scan["id"]]), 200

    def judge(self, scan: dict[str, Any]) -> dict[str, Any]:
        code = scan["code"].rsplit("/", 1)[-1]
        if code.lower() in REASONS and "override" not in scan:
            return {"verdict": "refused", "reason": code.lower(), "delegate": DELEGATE}
        if code != CODE and code.lower() not in REASONS:
            return {"verdict": "refused", "reason": "unknown"}
        if scan["direction"] == "undo":
            self.inside.discard(code)
            return {"verdict": "left", "reason": None, "delegate": DELEGATE}
        if code in self.inside:
            first = {"first_in_at": "2021-12-20T00:58:00Z", "first_in_gate": "west"}
            return {"verdict": "already_in", "reason": None, "delegate": DELEGATE, **first}
        self.inside.add(code)
        return {"verdict": "admitted", "reason": None, "delegate": DELEGATE}

    def count(self) -> Response:
        response = jsonify(admitted=len(self.inside), inside=len(self.inside), expected=250)
        response.add_etag()
        return response.make_conditional(request)


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def address(server: Server, tmp_path: Path) -> Iterator[str]:
    assets.fetch(ROOT, development=True)
    assets.install(ROOT)
    gallery = load_gallery()
    app: Flask = gallery.build_gallery(tmp_path)
    app.add_url_rule("/scans", view_func=server.receive, methods=["POST"])
    app.add_url_rule("/counters", view_func=server.count)
    with gallery.serving(app) as served_at:
        yield served_at


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the fake camera sees: a QR of our ticket."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, box_size=12)
    code.add_data(f"HTTPS://HOINGHI.EXAMPLE.VN/T/{CODE}")
    picture = code.make_image().get_image().convert("RGB")
    ground = picture.resize((640, 480))
    ground.paste((90, 90, 90), (0, 0, 640, 480))
    ground.paste(picture.resize((360, 360)), (140, 60))
    frame = io.BytesIO()
    ground.save(frame, "JPEG", quality=90)
    path = tmp_path_factory.mktemp("film") / "ticket.mjpeg"
    path.write_bytes(frame.getvalue() * 30)
    return path


@pytest.fixture(scope="module")
def browsers(film: Path) -> Iterator[dict[str, Browser]]:
    """Chromium with a camera that sees the ticket, and Chromium without any camera."""
    camera = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
    sees = [f"--use-file-for-fake-video-capture={film}"]
    with sync_playwright() as playwright:
        launch = playwright.chromium.launch
        seeing = launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", *camera, *sees])
        blind = launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield {"seeing": seeing, "blind": blind}
        seeing.close()
        blind.close()


@pytest.fixture
def door(browsers: dict[str, Browser], address: str) -> Iterator[Page]:
    """The scanner on a telephone without a camera, in English."""
    context = browsers["blind"].new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{address}/door?lang=en")
    expect(page.locator("[data-counter=expected]")).to_have_text("250")
    yield page
    context.close()


def type_code(page: Page, code: str) -> None:
    page.get_by_role("button", name="Enter code").press("Enter")
    page.keyboard.type(code, delay=80)
    page.keyboard.press("Enter")


def burst(page: Page, code: str) -> None:
    """What a hand scanner does: a key every few milliseconds, then Enter."""
    page.evaluate(
        """(code) => {
          for (const key of [...code, "Enter"]) {
            const keys = { key, bubbles: true, cancelable: true };
            (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent("keydown", keys));
          }
        }""",
        code,
    )


def test_the_camera_reads_a_ticket_once_green_and_again_amber(
    browsers: dict[str, Browser], address: str, server: Server
) -> None:
    context = browsers["seeing"].new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(f"{address}/door?lang=vi")
    verdict = page.locator(".verdict")
    expect(verdict).to_have_attribute("data-verdict", "go", timeout=15_000)
    expect(verdict.locator(".name")).to_have_text("Nguyễn Thị Minh Nguyệt")
    expect(verdict.locator("[data-seat-number]")).to_have_text("B12")
    expect(verdict).to_have_attribute("data-verdict", "ask", timeout=15_000)
    expect(verdict.locator("[data-first]")).to_contain_text("07:58")
    expect(verdict.locator("[data-first]")).to_contain_text("Cửa Tây")
    page.locator("[data-act=next]").press("Enter")
    page.get_by_role("button", name="Nhập mã").press("Enter")
    page.wait_for_timeout(4_000)  # longer than the same ticket counts as still in view
    assert len(server.scans) == 2  # while somebody types, the camera keeps out
    page.keyboard.press("Escape")
    expect(verdict).to_have_attribute("data-verdict", "ask", timeout=15_000)
    context.close()
    assert [scan["code"] for scan in server.scans] == [f"HTTPS://HOINGHI.EXAMPLE.VN/T/{CODE}"] * 3
    assert complaints == []


def test_a_scan_says_what_when_and_by_which_device(door: Page, server: Server) -> None:
    type_code(door, CODE)
    expect(door.locator(".verdict")).to_have_attribute("data-verdict", "go")
    type_again = door.locator("[data-act=next]")
    type_again.press("Enter")
    type_code(door, CODE)
    expect(door.locator(".verdict")).to_have_attribute("data-verdict", "ask")
    first, second = server.scans
    assert UUID(first["id"]).version == 4
    assert first["id"] != second["id"]
    assert (first["direction"], first["gate"], first["device"]) == ("in", "east", second["device"])
    assert second["sequence"] == first["sequence"] + 1
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", first["at"])
    assert all(server.tokens)


def test_green_goes_back_to_the_camera_by_itself_and_amber_stays(door: Page) -> None:
    burst(door, CODE)
    expect(door.locator(".verdict")).to_have_attribute("data-verdict", "go")
    expect(door.locator(".verdict")).to_have_count(0, timeout=4000)
    burst(door, CODE)
    expect(door.locator(".verdict")).to_have_attribute("data-verdict", "ask")
    door.wait_for_timeout(3000)
    expect(door.locator(".verdict")).to_have_attribute("data-verdict", "ask")


def test_a_hand_scanner_reads_on_while_a_verdict_is_shown(door: Page, server: Server) -> None:
    burst(door, "NOBODYSTICKET")
    expect(door.locator(".verdict")).to_have_attribute("data-verdict", "stop")
    burst(door, CODE)
    expect(door.locator(".verdict")).to_have_attribute("data-verdict", "go")
    assert [scan["code"] for scan in server.scans] == ["NOBODYSTICKET", CODE]


@pytest.mark.parametrize("reason", REASONS)
def test_every_refusal_has_its_own_colour_and_words_and_axe_finds_nothing(door: Page, reason: str) -> None:
    burst(door, reason)
    verdict = door.locator(".verdict")
    expect(verdict).to_have_attribute("data-verdict", "ask" if reason in AMBER else "stop")
    expect(verdict).to_have_attribute("data-key", reason)
    expect(verdict).to_contain_text("Nguyễn Thị Minh Nguyệt")
    expect(door.locator("[data-announcement]")).to_contain_text(verdict.locator(".word").inner_text())
    found = door.evaluate(AXE.read_text(encoding="utf-8") + "; axe.run()")
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]] == []


def test_without_an_answer_nothing_is_green_and_the_same_scan_is_sent_again(door: Page, server: Server) -> None:
    server.is_silent = True
    burst(door, CODE)
    verdict = door.locator(".verdict")
    expect(verdict).to_have_attribute("data-key", "unconfirmed")
    expect(verdict).to_have_attribute("data-verdict", "wait")
    expect(door.locator("[data-banner]")).to_contain_text("No connection to the server.")
    expect(door.locator("[data-banner]")).to_contain_text("Scans not confirmed yet: 1.")
    server.is_silent = False
    expect(verdict).to_have_attribute("data-verdict", "go", timeout=10_000)
    expect(door.locator("[data-banner]")).to_be_hidden()
    assert len({scan["id"] for scan in server.scans}) == 1
    assert len(server.scans) >= 2


def test_whoever_is_signed_out_is_told_so_and_the_scan_is_kept(door: Page, server: Server) -> None:
    server.is_signed_out = True
    burst(door, CODE)
    verdict = door.locator(".verdict")
    expect(verdict).to_have_attribute("data-key", "signed_out")
    expect(verdict).to_have_attribute("data-verdict", "wait")
    expect(verdict.locator("a")).to_have_attribute("href", "/sign-in?next=/door")
    found = door.evaluate(AXE.read_text(encoding="utf-8") + "; axe.run()")
    assert [one["id"] for one in found["violations"]] == []
    server.is_signed_out = False
    door.reload()
    expect(door.locator("[data-counter=inside]")).to_have_text("1", timeout=10_000)


def test_a_scan_without_an_answer_outlives_a_reload(door: Page, server: Server) -> None:
    server.is_silent = True
    burst(door, CODE)
    expect(door.locator(".verdict")).to_have_attribute("data-key", "unconfirmed")
    door.reload()
    server.is_silent = False
    expect(door.locator("[data-counter=inside]")).to_have_text("1", timeout=10_000)
    assert len({scan["id"] for scan in server.scans}) == 1


def test_one_scan_that_hangs_holds_up_no_other(door: Page, server: Server) -> None:
    server.is_silent = True
    burst(door, "NOBODYSTICKET")
    expect(door.locator(".verdict")).to_have_attribute("data-key", "unconfirmed")
    server.is_silent = False
    burst(door, CODE)
    expect(door.locator(".verdict")).to_have_attribute("data-verdict", "go")


def test_an_entry_is_taken_back_with_a_reason(door: Page, server: Server) -> None:
    burst(door, CODE)
    door.get_by_role("button", name="Take this entry back").click()
    expect(door.locator(".verdict")).to_have_attribute("data-key", "left")
    assert (server.scans[1]["direction"], server.scans[1]["code"]) == ("undo", CODE)
    assert server.scans[1]["override"] == {"reason": "Taken back at the door"}
    door.get_by_role("button", name="Scan next").click()
    door.get_by_role("button", name="Last scans").click()
    words = door.locator("[data-history] [data-word]").all_inner_texts()
    assert words == ["Taken back", "Welcome, come in"]


def test_staff_who_may_let_someone_in_all_the_same(door: Page, server: Server) -> None:
    burst(door, "wrong_mode")
    door.get_by_role("button", name="Let in all the same").click()
    expect(door.locator(".verdict")).to_have_attribute("data-verdict", "go")
    assert server.scans[1]["override"] == {"reason": "Let in by the door staff"}


def test_an_empty_code_is_not_sent(door: Page, server: Server) -> None:
    door.get_by_role("button", name="Enter code").press("Enter")
    door.keyboard.press("Enter")
    expect(door.locator("#code-fault")).to_be_visible()
    assert server.scans == []


def test_without_a_camera_the_page_says_what_else_works(door: Page) -> None:
    expect(door.locator("[data-hint]")).to_have_text("No camera was found. Enter the code, or use a hand scanner.")
