"""Headers arrive as they were written, whatever is in them and however long they are."""

import re
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.mail.composing import one_line
from eventapp.mail.headers import wire

ENCODED = re.compile(rb"=\?[^?]+\?[bqBQ]\?[^?]*\?=")
WORDS = st.text(alphabet=st.characters(exclude_categories=("C",)), max_size=200).map(one_line)
TITLE = "Hội nghị Ngoại giao văn hoá: triển khai Chiến lược đến năm 2030"
SUBJECTS = [
    f"Đăng ký của quý vị không được tiếp nhận: {TITLE}",
    f"Mời quý vị nhận chỗ: {TITLE}",
    f"Thay đổi của quý vị đã được duyệt: {TITLE}",
    "plain, short",
    "word " * 60,
    "x" * 300,
    "",
]


def sent(subject: str, name: str, address: str = "an@example.org") -> bytes:
    """Return a letter's bytes."""
    message = EmailMessage(policy=wire())
    message["From"] = Address("Ban Tổ chức", "hoinghi", "example.vn")
    message["To"] = Address(name, addr_spec=address)
    message["Subject"] = subject
    message.set_content("x")
    return message.as_bytes()


def read(raw: bytes) -> tuple[str, str, str]:
    """Return subject, name and address as RFC 2047 wants them read.

    The library's newer parser puts a blank between encoded words of a name (RFC 2047, 6.2 forbids it), so it reads the
    address alone.
    """
    message = message_from_bytes(raw)
    subject, to = (str(make_header(decode_header(message[each]))) for each in ("Subject", "To"))
    address = message_from_bytes(raw, policy=policy.default)["To"].addresses[0].addr_spec
    name = to.removesuffix(address).removesuffix(f"<{address}>").strip()
    return subject, unquote(name), address


@pytest.mark.parametrize("subject", SUBJECTS)
def test_no_blank_is_lost_or_won(subject: str) -> None:
    name = one_line(f"Nguyễn Thị {subject}")
    assert read(sent(one_line(subject), name)) == (one_line(subject), name, "an@example.org")


@given(WORDS, WORDS)
def test_whatever_stands_in_them_comes_back(subject: str, name: str) -> None:
    raw = sent(subject, name)
    assert read(raw) == (subject, name, "an@example.org")
    head = raw.split(b"\r\n\r\n")[0]
    assert [line for line in head.split(b"\r\n") if len(line) > 998] == []
    assert [word for word in ENCODED.findall(head) if len(word) > 75] == []
    assert head.isascii()
