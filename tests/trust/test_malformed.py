"""I1: ten thousand malformed requests at all doors, and not one error of ours."""

import json
import random
import string
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from flask import request
from werkzeug.test import EnvironBuilder

from tests.trust.matrix import MATRIX
from tests.trust.walk import PLACE, UNSAFE, address, doors, unknown_places
from tests.trust.world import Visitor, World

SEED, COUNT = 20_301_120, 10_000
METHODS = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "BREW", "get", ""]
NASTY = [
    "",
    " ",
    "\x00",
    "a\x00b",
    "\ud800",
    "\udfff\ud800",
    "\u202eabc",
    "\u200b",
    "\u2028",
    "\r\nX: y",
    "é" * 300,
    "🎫" * 2000,
    "a" * 70_000,
    "'; DROP TABLE events; --",
    "{{7*7}}",
    "%(x)s %s {0} ${x}",
    "<script>alert(1)</script>",
    "../../../etc/passwd",
    "null",
    "true",
    "-1",
    "0",
    "1e400",
    "NaN",
    "9" * 5000,
    "9223372036854775808",
    "2147483648",
    "٣٤٥",
    "2021-02-30",
    "2021-13-01T25:61:61",
    "0000-00-00T00:00",
    "0001-01-01T00:00:00+23:59",
    "9999-12-31T23:59:59-23:59",
    "99999-01-01T00:00",
    "2030-05-06T08:00:00+99:99",
    "Asia/Nowhere",
    "../../etc/localtime",
    "hall",
    "bridge",
    "=1+1",
    "an@example.org",
    "@",
    "a@b@c",
    "a@" + "b" * 300 + ".example",
    "+84912345678",
    "0" * 60,
    "\uff1d",
    "on",
    "in",
    "7b0e5a30-0000-4000-8000-000000000001",
    "7b0e5a30-0000-4000-8000-00000000000g",
    "#" * 30,
]
WORDS = """
full_name email phone organisation position mode site locale consent form_key password name token old new code id
direction gate session at device sequence clock_offset list_version decision override scans title title_en slug
zone starts ends starts_at ends_at status role capacity hall bridge online accent lead description page per_page
q sort order lang next what letters ref refs chosen kind room track speakers chairs since day filename user_id
answers delegation over_quota reason modes name_en address opens_at closes_at abstract event form
"""
FIELDS = WORDS.split()
HEADERS = [
    "Accept",
    "Accept-Language",
    "Authorization",
    "Content-Type",
    "Content-Length",
    "Cookie",
    "If-None-Match",
    "If-Modified-Since",
    "Idempotency-Key",
    "Range",
    "Origin",
    "Referer",
    "Sec-Fetch-Site",
    "User-Agent",
    "X-Forwarded-For",
    "X-CSRFToken",
    "X-Requested-With",
    "Transfer-Encoding",
    "Expect",
    "HX-Request",
]
TYPES = [
    "application/json",
    "application/json; charset=utf-16",
    "application/json; charset=no-such",
    "application/x-www-form-urlencoded",
    "application/x-www-form-urlencoded; charset=utf-7",
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "multipart/form-data; boundary=x",
    "multipart/form-data; boundary=" + "x" * 300,
    "text/plain",
    "application/xml",
    "application/octet-stream",
    "",
    "/",
    "a/b; c",
    "\xff",
]
BODIES = [
    b"",
    b"\x00",
    b"\xff\xfe",
    b"{",
    b"[" * 100_000,
    b'{"a":' * 20_000,
    b"null",
    b"1e999",
    b"9" * 10_000,
    b'"\\ud800"',
    b'{"id": 1, "id": 2}',
    b"NaN",
    b"%",
    b"%zz=%zz&&&=",
    b"a=" * 5000,
    b"--x\r\n",
    b'--x\r\nContent-Disposition: form-data; name="file"; filename="\x00.csv"\r\n\r\n\xff\r\n--x--\r\n',
    b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.xlsx"\r\n\r\nPK\x03\x04\r\n--x--\r\n',
    b'--x\r\nContent-Disposition: form-data; name="what"\r\n\r\ndelegates\r\n--x\r\nContent-Disposition: form-data; '
    b'name="file"; filename="a.csv"\r\n\r\nhoten,email\r\n\xff\xfe,\x00\r\n--x--\r\n',
    b"\xef\xbb\xbf{}",
]


class Mischief:
    """Makes malformed requests, the same ones for the same seed."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.chance = world, random.Random(seed)
        self.rules = [
            (door.split(" ", 1)[0], rule.rule)
            for door, rule in sorted(doors(world.app).items())
            if door in MATRIX and not unknown_places([rule.rule])
        ]

    def request(self) -> dict[str, Any]:
        """Return the next request's environment."""
        method, rule = self.chance.choice(self.rules)
        if self.chance.random() < 0.1:
            method = self.chance.choice(METHODS)
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": self.path(rule).encode("utf-8", "surrogatepass").decode("latin-1"),
            "QUERY_STRING": self.query() if self.chance.random() < 0.5 else "",
            **self.headers(),
        }
        if method in UNSAFE or self.chance.random() < 0.1:
            kind, body = self.body(rule)
            environ |= {"CONTENT_TYPE": kind, "CONTENT_LENGTH": str(len(body)), "body": body}
        if self.chance.random() < 0.02:
            environ["CONTENT_LENGTH"] = self.chance.choice(["-1", "x", "99999999999999999999", "", "1.5"])
        return environ

    def path(self, rule: str) -> str:
        """Return a path: our own things, or anything at all in one of its places."""
        if self.chance.random() < 0.5:
            return address(rule, self.world.own, self.world.own)
        if self.chance.random() < 0.2:
            return "/" + self.text().replace("?", "")
        return PLACE.sub(lambda _found: self.text()[:2000] or "x", rule)

    def query(self) -> str:
        """Return a query string, not always one."""
        raw = self.chance.choice(
            ["%", "a=%ff%fe", "a=%ud800", "&&&", "=", "page=-1", "page=99999999999999999999", "q=%00"]
        )
        named = f"{self.chance.choice(FIELDS)}={self.text()[:500]}"
        return self.chance.choice([raw, named]).encode("utf-8", "surrogatepass").decode("latin-1")

    def headers(self) -> dict[str, str]:
        """Return a few headers with anything in them, as WSGI names them."""
        found = {}
        for name in self.chance.sample(HEADERS, self.chance.choice([0, 0, 1, 2])):
            value = self.text()[:500].encode("utf-8", "surrogatepass").decode("latin-1")
            key = name.upper().replace("-", "_")
            one_line = value.replace("\n", " ").replace("\r", " ")
            found[key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"] = one_line
        if self.chance.random() < 0.03:
            found["HTTP_HOST"] = self.chance.choice(["", "evil.example", "localhost:x", "[", "a b", "localhost:99999"])
        return found

    def body(self, rule: str) -> tuple[str, bytes]:
        """Return a content type and a body: a form or JSON of wrong things, or no such thing."""
        kind = self.chance.random()
        if kind < 0.2:
            return self.chance.choice(TYPES), self.chance.choice(BODIES)
        if kind < 0.3:
            return self.chance.choice(TYPES), self.chance.randbytes(self.chance.choice([1, 50, 2000]))
        if rule.startswith("/api/") or kind < 0.35:
            body = json.dumps(self.value(3)).encode("utf-8", "surrogatepass")
            return "application/json", body
        form = {name: self.text() for name in self.chance.sample(FIELDS, 12)}
        builder = EnvironBuilder(method="POST", data={name: _sendable(value) for name, value in form.items()})
        environ = builder.get_environ()
        return environ["CONTENT_TYPE"], environ["wsgi.input"].read()

    def value(self, depth: int) -> Any:
        """Return any JSON value, often an object with names we know."""
        kinds: list[Callable[[], Any]] = [
            self.text,
            lambda: self.chance.choice([None, True, False, 0, -1, 1.5, 2**63, -(2**70), 10**400, 1e308]),
        ]
        if depth:
            kinds += [
                lambda: {name: self.value(depth - 1) for name in self.chance.sample(FIELDS, 8)},
                lambda: {name: self.value(depth - 1) for name in self.chance.sample(FIELDS, 20)},
                lambda: [self.value(depth - 1) for _ in range(self.chance.choice([0, 1, 3, 600 if depth == 3 else 2]))],
            ]
        return self.chance.choice(kinds)()

    def text(self) -> str:
        """Return a text nobody means well with; now and then a thing of ours."""
        roll = self.chance.random()
        if roll < 0.6:
            return self.chance.choice(NASTY)
        if roll < 0.75:
            things = self.chance.choice([self.world.own, self.world.other])
            return str(self.chance.choice(list(vars(things).values())))
        if roll < 0.9:
            return "".join(chr(self.chance.randrange(0x110000)) for _ in range(self.chance.choice([1, 5, 40])))
        return "".join(self.chance.choices(string.printable, k=self.chance.choice([1, 10, 100])))


def _sendable(value: str) -> str:
    return value.encode("utf-8", "replace").decode()


def answer_of(world: World, visitor: Visitor, environ: dict[str, Any]) -> int:
    """Send the request as it stands, past every client that would refuse to; return the answer's status."""
    given = dict(environ)
    body = given.pop("body", b"")
    base = EnvironBuilder(input_stream=None, data=body).get_environ()
    client = world.client(visitor)
    base.update({"SERVER_NAME": "localhost", "SERVER_PORT": "80", "HTTP_HOST": "localhost", "REMOTE_ADDR": "127.0.0.1"})
    base.update(client.environ_base)
    if "session" in (cookie.key for cookie in client._cookies.values()):
        base["HTTP_COOKIE"] = "; ".join(f"{cookie.key}={cookie.value}" for cookie in client._cookies.values())
    base.update(given)
    statuses: list[int] = []

    def start(status: str, _headers: Any, _error: Any = None) -> Callable[[bytes], object]:
        statuses.append(int(status.split(" ", 1)[0]))
        return lambda _written: None

    answer = world.app.wsgi_app(base, start)
    for _part in answer:
        pass
    if hasattr(answer, "close"):
        answer.close()
    return statuses[-1]


VISITORS = [Visitor.ANYONE, Visitor.ADMINISTRATOR, Visitor.OWNER, Visitor.ORGANISERS_TOKEN]


def mischief(world: World, count: int, seed: int = SEED) -> tuple[Counter[int], list[str]]:
    """Send so many requests; return their statuses, and those that ended in an error of ours."""
    maker, statuses, broken = Mischief(world, seed), Counter[int](), []
    for number in range(count):
        environ = maker.request()
        visitor = VISITORS[number % len(VISITORS)]
        status = answer_of(world, visitor, environ)
        statuses[status] += 1
        if status >= 500:
            broken.append(f"seed {seed}, number {number}, as {visitor}: {status} {str(environ)[:600]}")
        if number % 500 == 499:
            world.restore()
    world.restore()
    return statuses, broken


def test_ten_thousand_malformed_requests_get_no_error_of_ours(world: World) -> None:
    """I1: bytes, types, depth, Unicode, NUL, surrogates, huge numbers, methods, headers and forms; 0 answers of 500."""
    statuses, broken = mischief(world, COUNT)
    assert broken == []
    assert sum(statuses.values()) == COUNT
    # The requests reach the doors: many are refused by forms and rules, not only by the routing.
    assert {200, 302, 400, 404, 405, 422} <= set(statuses)
    assert statuses[404] < COUNT * 0.7


def test_postgresql_takes_them_without_an_error_of_ours_too(world_of_postgresql: World) -> None:
    """I1: NUL, surrogates and numbers past its types are errors there; they never get as far."""
    _statuses, broken = mischief(world_of_postgresql, 4000, seed=SEED + 1)
    assert broken == []


def test_a_door_that_breaks_is_noticed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """I1: the control: public views that trust what is typed."""

    def trusting(**_places: str) -> str:
        return {"": "the only page"}[next(iter(request.args), "")]

    for endpoint in ("events.index", "events.show", "registration.new", "registration.show"):
        trusting.access = world.app.view_functions[endpoint].access  # type: ignore[attr-defined]
        monkeypatch.setitem(world.app.view_functions, endpoint, trusting)
    _statuses, broken = mischief(world, 1500)
    assert broken != []
