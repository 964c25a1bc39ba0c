"""F6 F7: our links begin with our own address whatever a request claims, and `next=` never leads elsewhere."""

import re
from email import message_from_bytes, policy
from urllib.parse import quote, urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.database import db
from eventapp.mail import composing
from eventapp.mail.models import Letter
from eventapp.web.origin import own_path
from tests.factories import PASSWORD, make_event, make_user

OURS = "http://localhost"
HOSTILE = [
    "https://evil.example",
    "http://evil.example/",
    "//evil.example",
    "///evil.example",
    "////evil.example/%2e%2e",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\\/evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\r\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "/ /evil.example",
    "\x00//evil.example",
    "/\x00/evil.example",
    "/\x7f/evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\nscript:alert(1)",
    " javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "http:evil.example",
    "https:evil.example",
    "http:/evil.example",
    "https:///evil.example",
    "http://localhost@evil.example",
    "http://localhost:80@evil.example",
    "http://localhost.evil.example",
    "http://[::1",
    "//[::1",
    "//evil.example\\@localhost",
    "/%0d%0aSet-Cookie:x=1\r\nX: y",
    "/x\r\nLocation: https://evil.example",
    "/\u2028/evil.example",
    "/\ud800",
    "evil.example",
    "",
    ".",
    "//evil%E3%80%82example",
    "/manage/..//evil.example\x1f",
]
CLAIMS = [
    {"Host": "evil.example"},
    {"Host": "localhost.evil.example"},
    {"Host": "evil.example:80"},
    {"Host": "localhost@evil.example"},
    {"Host": "localhost, evil.example"},
    {"Host": ""},
    {"Host": "localhost:99999999"},
    {"Host": "local\thost"},
    {"Host": "[::1"},
    {"X-Forwarded-Host": "evil.example"},
    {"Forwarded": "host=evil.example;proto=https"},
    {"X-Host": "evil.example"},
    {"X-Original-URL": "https://evil.example/"},
    {"X-Rewrite-URL": "https://evil.example/"},
    {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example"},
    {"X-Forwarded-Prefix": "//evil.example"},
    {"X-Forwarded-Server": "evil.example"},
    {"Host": "localhost", "X-Forwarded-Port": "1"},
]


@pytest.mark.parametrize("claim", CLAIMS, ids=str)
def test_a_claimed_name_is_refused_or_has_no_effect(
    claim: dict[str, str], client: FlaskClient, bare_app: Flask
) -> None:
    """F6: 400, or the same answer as without; never in a redirect, never in a page."""
    with bare_app.app_context():
        make_event()
    for path in ("/manage", "/events/forum/find", "/static"):
        answer = client.get(path, headers=claim)
        assert answer.status_code < 500
        assert "evil" not in answer.headers.get("Location", "")
        assert "evil" not in answer.get_data(as_text=True)
        if "evil" in claim.get("Host", ""):
            assert answer.status_code == 400
        answer.close()


@pytest.mark.parametrize("absolute", ["http://evil.example/manage", "https://evil.example:444/manage"])
def test_an_absolute_request_line_does_not_rename_us(absolute: str, bare_app: Flask) -> None:
    """F6: servers put the absolute form's host into SERVER_NAME or leave it in the path."""
    client = bare_app.test_client()
    answer = client.get("/manage", environ_overrides={"RAW_URI": absolute, "REQUEST_URI": absolute})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/sign-in?next=/manage")


def test_every_link_in_a_letter_begins_with_our_own_address(client: FlaskClient, bare_app: Flask) -> None:
    """F6: whatever the request that caused the letter said of itself."""
    with bare_app.app_context():
        make_event()
    for number, claim in enumerate([{}, *CLAIMS]):
        typed = {"full_name": "An", "email": f"an{number}@example.org", "mode": "hall", "consent": "on"}
        client.post("/events/forum/register", data=typed, headers=claim)
        client.post("/events/forum/find", data={"email": typed["email"]}, headers=claim)
    with bare_app.test_request_context():
        letters = db.session.scalars(select(Letter)).all()
        assert len(letters) > len(CLAIMS)
        for letter in letters:
            raw = composing.compose(letter, "eventapp <no-reply@eventapp.example>") or b""
            text = _texts(raw)
            links = re.findall(r"https?://[^\s\"'<>)]+", text)
            assert links != []
            assert [each for each in links if not each.lower().startswith(f"{OURS}/")] == []
            assert "evil" not in text


def _texts(raw: bytes) -> str:
    """Return a message's texts: what a reader's program shows."""
    parts = message_from_bytes(raw, policy=policy.default).walk()
    return "\n".join(part.get_content() for part in parts if part.get_content_maintype() == "text")


@pytest.mark.parametrize("hostile", HOSTILE, ids=ascii)
def test_a_hostile_next_leads_nowhere_but_home(hostile: str) -> None:
    """F7: as a browser would read it, the address stays on this host, or the default is taken."""
    assert own_path(hostile, "/manage") == "/manage"


@pytest.mark.parametrize("own", ["/", "/manage", "/manage/events/forum?q=%2F%2Fevil&x=1#part", "/events/a//b"])
def test_a_path_of_ours_is_followed(own: str) -> None:
    """F7: the control: not everything is refused."""
    assert own_path(own, "/else") == own


def test_signing_in_with_a_hostile_next_stays_here_and_never_breaks(bare_app: Flask) -> None:
    """F7: through the door, signed in and not, as sent by a browser."""
    with bare_app.app_context():
        make_user(email="an@example.org")
    client = bare_app.test_client()
    for hostile in HOSTILE:
        if hostile == "/\ud800":  # no browser can send it: what arrives are replacement characters, a path like others
            continue
        address = "/sign-in?next=" + quote(hostile.encode("utf-8", "surrogatepass"), safe="")
        answer = client.post(address, data={"email": "an@example.org", "password": PASSWORD})
        again = client.get(address)
        for each in (answer, again):
            assert each.status_code == 302
            where = each.headers["Location"]
            assert where == "/manage"
            assert urlsplit(urljoin(OURS + "/sign-in", where)).netloc == "localhost"
        client.post("/sign-out")


def test_there_are_forty_hostile_ones() -> None:
    """F7."""
    assert len(set(HOSTILE)) >= 40
