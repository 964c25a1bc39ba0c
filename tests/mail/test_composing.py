"""D5: a letter bears its own headers, whatever was typed into it."""

import email
import email.policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import getaddresses

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eventapp.mail import composing
from eventapp.mail.composing import Composed
from eventapp.mail.models import Letter
from tests.mail.conftest import MISSING, SENDER

HEADERS = ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Language"]


@composing.letter("test/typed")
def typed(letter: Letter) -> Composed:
    """Compose a letter whose subject and text are what somebody typed."""
    return Composed(subject=letter.name, text=letter.name, html=f"<p>{letter.occasion}</p>")


def row(kind: str = "test/invitation", name: str = "Nguyễn Văn Anh", **values: object) -> Letter:
    return Letter(
        **{"kind": kind, "name": name, "recipient": "anh@example.vn", "locale": "vi", "reference": "ab12"}
        | {"subject_id": 1, "occasion": "x"}
        | values
    )


def parsed(message: bytes | None) -> EmailMessage:
    assert message is not None
    return email.message_from_bytes(message, policy=email.policy.default)  # type: ignore[return-value]


def decoded(header: str) -> str:
    """Read RFC 2047; the parser of the new policy puts a blank between two encoded words."""
    return str(make_header(decode_header(header)))


def test_a_letter_bears_its_headers_both_texts_and_its_files(bare: Flask) -> None:
    message = parsed(composing.compose(row(), SENDER))
    assert message["From"] == "Hội nghị Ngoại giao văn hóa <hoinghi@example.vn>"
    assert message["To"] == "Nguyễn Văn Anh <anh@example.vn>"
    assert message["Subject"] == "Thư mời: Nguyễn Văn Anh"
    assert message["Message-ID"] == "<ab12@example.vn>"
    assert (message["Auto-Submitted"], message["Content-Language"]) == ("auto-generated", "vi")
    assert (
        message.get_body(("plain",)).get_content().replace("\r\n", "\n")
        == "Kính gửi Nguyễn Văn Anh\nhttps://hoinghi.example.vn/\n"
    )
    html = message.get_body(("html",))
    assert '<p style="color: #123456;">' in html.get_content()
    [file] = message.iter_attachments()
    assert (file.get_filename(), file.get_content_type(), file.get_param("method")) == (
        "giấy mời.ics",
        "text/calendar",
        "PUBLISH",
    )
    assert file.get_payload(decode=True) == b"BEGIN:VCALENDAR\r\n"
    [picture] = [part for part in message.walk() if part["Content-ID"] == "<qr>"]
    assert picture.get_payload(decode=True) == b"\x89PNG"


def test_every_line_on_the_wire_is_short_ascii_and_ends_in_crlf(bare: Flask) -> None:
    message = composing.compose(row(name="Đặng Thị " + "Ngọc " * 30), SENDER) or b""
    assert message.isascii()
    assert max(len(line) for line in message.split(b"\r\n")) <= 998
    assert b"\n" not in message.replace(b"\r\n", b"")


def test_a_letter_no_longer_wanted_is_not_composed(bare: Flask) -> None:
    assert composing.compose(row(subject_id=MISSING), SENDER) is None


def test_a_kind_nobody_composes_is_an_error(bare: Flask) -> None:
    with pytest.raises(LookupError, match="test/unheard"):
        composing.compose(row("test/unheard"), SENDER)


def test_a_kind_has_one_composer() -> None:
    with pytest.raises(ValueError, match="test/typed"):
        composing.letter("test/typed")(typed)


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ("A\r\nBcc: x@example.org", "A Bcc: x@example.org"),
        ("A\x00B\u2028C\u2029D\x85E", "A B C D E"),
        ("\u202eAnh\u2066", "Anh"),
        ("  Nguyễn   Văn\tAnh ", "Nguyễn Văn Anh"),
        ("x" * 10_000, "x" * 200),
        ("\ud800", ""),
    ],
)
def test_what_was_typed_is_one_visible_line(typed: str, clean: str) -> None:
    assert composing.one_line(typed) == clean


NASTY = "\r\n\0\u2028\u2029\x85\"<>,;:@()\\=?_ \tăĐ😀\u202eA'.%[]"
nasty = st.text(max_size=300) | st.text(st.sampled_from(NASTY), max_size=60)


@given(name=nasty)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.differing_executors], deadline=None)
def test_nothing_typed_makes_a_header_or_another_recipient(bare: Flask, name: str) -> None:
    raw = composing.compose(row("test/typed", name=name), SENDER) or b""
    message = parsed(raw)
    assert [each for each in message.keys() if each != "Content-Type"] == HEADERS  # noqa: SIM118 - repeated keys count
    as_sent = email.message_from_bytes(raw, policy=email.policy.compat32)
    [(shown, address)] = getaddresses([as_sent["To"].replace("\r\n", "")])
    assert (decoded(shown), address) == (composing.one_line(name), "anh@example.vn")
    assert decoded(as_sent["Subject"].replace("\r\n", "")) == composing.one_line(name)
    assert [each.addr_spec for each in message["From"].addresses] == ["hoinghi@example.vn"]
