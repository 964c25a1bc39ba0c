"""F3 F10 F11: what every answer says to the browser, errors and files included; and no script or style in any page."""

from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import Flask

from eventapp import create_app
from eventapp.database import db
from tests.conftest import KEY
from tests.trust.walk import Visit
from tests.trust.world import Visitor, World

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
}
SCANNERS = ("GET /door/<slug>", "GET /door/<slug>/pair", "GET /door/<slug>/kiosk", "POST /door/<slug>/kiosk")
KEPT = {  # doors whose answers may be kept by the browser: nothing in them belongs to one person alone
    "GET /static/<path:filename>",
    "GET /",
    "GET /events/<slug>",
    "GET /events/<slug>/accent.css",
    "GET /events/<slug>/card.png",
    "GET /events/<slug>/speakers/<ref>/portrait.jpg",
    "GET /events/<slug>/programme",
    "GET /events/<slug>/programme/changes",
    "GET /events/<slug>/programme.pdf",
    "GET /events/<slug>/speakers",
    "GET /events/<slug>/speakers/<ref>",
    "GET /events/<slug>/sessions/<ref>",
    "GET /events/<slug>/sessions/<ref>.ics",
    "GET /events/<slug>/calendar.ics",
    "GET /events/<slug>/tracks/<ref>.ics",
    "GET /events/<slug>/schedule.xml",
    "GET /events/<slug>/schedule.json",
    "GET /api/v1/openapi.json",
    "GET /api/v1/docs",
}
REVALIDATED = {  # may be kept by this browser alone, and must be asked for again each time
    "GET /door/<slug>/counts",
    "GET /manage/events/<slug>/devices/live",
    "GET /manage/events/<slug>/door/live",
    "GET /manage/events/<slug>/board/figures",
    "GET /sites/<secret>/marks",
    "GET /feeds/<secret>.ics",
    "GET /feeds/speakers/<secret>.ics",
    "GET /my/<secret>/calendar.ics",
}


class Scripts(HTMLParser):
    """Collects what a strict policy would refuse: scripts and styles inside a page, handlers, `javascript:`."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what is wrong with one tag."""
        given = dict(attrs)
        is_data = given.get("type") in ("application/ld+json", "application/json")
        if tag == "style" or (tag == "script" and "src" not in given and not is_data):
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            plain = "".join((value or "").split()).casefold()
            if name == "style" or name.startswith("on") or plain.startswith(("javascript:", "vbscript:", "data:text")):
                self.found.append(f"<{tag} {name}={value}>")
            is_loaded = tag in ("script", "img", "iframe") or (tag == "link" and given.get("rel") == "stylesheet")
            if name in ("src", "href") and is_loaded and "//" in (value or "")[:9]:
                self.found.append(f"<{tag} {name}={value}> from elsewhere")


def scripts_in(page: str) -> list[str]:
    """Return what a strict policy would refuse in a page."""
    parser = Scripts()
    parser.feed(page)
    return parser.found


@pytest.fixture(scope="module")
def odd(world: World) -> list[Visit]:
    """Answers that no route gives: not found, wrong method, too large, broken, a missing file, OPTIONS and HEAD."""
    client = world.client(Visitor.ORGANISER)
    requests = {
        "404": ("GET", "/no/such/page", {}),
        "405": ("DELETE", "/", {}),
        "405 in the API": ("DELETE", "/api/v1/openapi.json", {}),
        "400": ("GET", "/", {"headers": {"Host": "evil.example"}}),
        "413": ("POST", "/sign-in", {"data": {"email": "x" * (17 * 1024 * 1024)}}),
        "404 of a file": ("GET", "/static/no.css", {}),
        "HEAD": ("HEAD", "/healthz", {}),
        "OPTIONS": ("OPTIONS", "/healthz", {}),
    }
    found = []
    for name, (method, path, more) in requests.items():
        answer = client.open(path, method=method, **more)  # type: ignore[arg-type]
        found.append(_visit(name, path, answer))
    return found


def _visit(name: str, path: str, answer: object) -> Visit:
    headers = {key.lower(): value for key, value in answer.headers.items()}  # type: ignore[attr-defined]
    body = answer.get_data()  # type: ignore[attr-defined]
    answer.close()  # type: ignore[attr-defined]
    cookies = tuple(answer.headers.getlist("Set-Cookie"))  # type: ignore[attr-defined]
    return Visit(name, Visitor.ORGANISER, "own", path, answer.status_code, "", headers, cookies, body)  # type: ignore[attr-defined]


def test_every_answer_bears_the_policy(visits: list[Visit], odd: list[Visit]) -> None:
    """F3: on all routes for all visitors, on errors and on files; nothing unsafe in it."""
    for visit in [*visits, *odd]:
        policy = visit.headers.get("content-security-policy", "")
        rules = {rule.strip() for rule in policy.split(";")}
        wanted = (
            POLICY if visit.door not in SCANNERS else {rule for rule in POLICY if not rule.startswith("script-src")}
        )
        assert wanted - rules == set(), visit
        assert ("unsafe-inline" in policy, "unsafe-eval" in policy.replace("wasm-unsafe-eval", "")) == (False, False)
        assert "*" not in policy
        if visit.door not in SCANNERS:
            assert "wasm-unsafe-eval" not in policy, visit


def test_every_answer_bears_the_other_headers(visits: list[Visit], odd: list[Visit]) -> None:
    """F11: types are not guessed, nobody frames or embeds us, and the server keeps its version to itself."""
    for visit in [*visits, *odd]:
        headers = visit.headers
        assert headers.get("x-content-type-options") == "nosniff", visit
        assert headers.get("cross-origin-opener-policy") == "same-origin", visit
        assert headers.get("cross-origin-resource-policy") == "same-origin", visit
        assert headers.get("referrer-policy") in ("no-referrer", "same-origin"), visit
        assert "x-powered-by" not in headers and "server" not in headers, visit


def test_only_the_scanner_may_ask_for_the_camera(visits: list[Visit], odd: list[Visit]) -> None:
    """F11: and it may, or nobody could scan."""
    for visit in [*visits, *odd]:
        is_scanner = visit.door in SCANNERS and visit.status == 200
        permissions = visit.headers.get("permissions-policy", "")
        if visit.door not in SCANNERS:
            assert "camera=()" in permissions, visit
        elif is_scanner:
            assert "camera=(self)" in permissions, visit
    assert [visit for visit in visits if visit.door in SCANNERS and visit.status == 200] != []


def test_addresses_that_hold_a_secret_are_told_to_nobody(visits: list[Visit]) -> None:
    """F11: no Referer leaves a page whose address is a secret."""
    secret = [visit for visit in visits if "<secret>" in visit.door]
    assert secret != []
    assert [str(visit) for visit in secret if visit.headers.get("referrer-policy") != "no-referrer"] == []


def test_no_page_holds_a_script_or_a_style(visits: list[Visit], odd: list[Visit]) -> None:
    """F3: so that the policy costs nothing, and nothing typed can become one."""
    pages = [visit for visit in [*visits, *odd] if visit.headers.get("content-type", "").startswith("text/html")]
    assert len(pages) > 100
    wrong = {visit.door: found for visit in pages if (found := scripts_in(visit.body.decode()))}
    assert wrong == {}


@pytest.mark.parametrize(
    "bad",
    [
        "<script>alert(1)</script>",
        "<style>p {}</style>",
        "<p style='color:red'>",
        "<a onclick=x>",
        "<a href=' JavaScript:x'>",
        "<script src='https://cdn.example/x.js'></script>",
    ],
)
def test_what_the_policy_would_refuse_is_found_in_a_page(bad: str) -> None:
    """F3: the control of the test before."""
    assert scripts_in(bad) != []


def test_what_belongs_to_one_person_is_kept_nowhere(visits: list[Visit], odd: list[Visit]) -> None:
    """F10: neither by a proxy nor by the browser's own cache, where the next one at this computer would find it."""
    for visit in [*visits, *odd]:
        control = visit.headers.get("cache-control", "")
        if visit.door in KEPT and visit.status in (200, 304):
            assert control == "no-store" or _is_careful(visit), visit
        elif visit.door in REVALIDATED and visit.status in (200, 304):
            assert control == "no-store" or ("private" in control and "no-cache" in control), visit
        else:
            assert control == "no-store", f"{visit}: {control}"


def _is_careful(visit: Visit) -> bool:
    """What depends on who asks is the browser's own and asked for again; what does not may be anybody's."""
    control, varies = visit.headers.get("cache-control", ""), visit.headers.get("vary", "")
    is_page = visit.headers.get("content-type", "").startswith("text/html")
    return (
        ("private" in control and "no-cache" in control and "Cookie" in varies)
        if is_page
        else "set-cookie" not in visit.headers
    )


def test_our_own_files_are_not_asked_for_again_at_every_page(world: World) -> None:
    with world.client(Visitor.ANYONE).get("/static/css/theme.css") as answer:
        assert answer.headers["Cache-Control"] == "public, max-age=300"
    with world.client(Visitor.ANYONE).get("/static/no.css") as answer:
        assert answer.headers["Cache-Control"] == "no-store"


def test_a_page_kept_for_one_visitor_is_not_the_page_of_another(world: World) -> None:
    """F10: the kept bytes of a public page never name who is signed in."""
    for path in ("/", f"/events/{world.own.slug}"):
        bodies, tags = {}, {}
        for visitor in (Visitor.ORGANISER, Visitor.ANYONE, Visitor.OWNER):
            answer = world.client(visitor).get(path)
            bodies[visitor], tags[visitor] = answer.get_data(), answer.headers.get("ETag")
        if bodies[Visitor.ORGANISER] != bodies[Visitor.ANYONE]:
            assert tags[Visitor.ORGANISER] is None or tags[Visitor.ORGANISER] != tags[Visitor.ANYONE]


def test_files_and_feeds_set_no_cookie(visits: list[Visit], odd: list[Visit]) -> None:
    """F10: a calendar program and a cache have no use for one."""
    plain = [
        visit
        for visit in [*visits, *odd]
        if visit.door.endswith((".ics", ".xml", ".json", ".css", "<path:filename>")) or "/feeds/" in visit.door
    ]
    assert plain != []
    assert [str(visit) for visit in plain if visit.cookies] == []


def test_every_cookie_is_closed_to_scripts_and_other_sites(visits: list[Visit], odd: list[Visit]) -> None:
    """F11: on plain http; `test_on_https…` sees to the rest."""
    cookies = {cookie for visit in [*visits, *odd] for cookie in visit.cookies}
    assert [each for each in cookies if each.startswith("session=") and "HttpOnly" not in each] == []
    assert [each for each in cookies if "SameSite=Lax" not in each or "Domain=" in each] == []


@pytest.fixture(scope="module")
def secure(world: World, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The same instance, found under https."""
    app = create_app(
        {
            "TESTING": True,
            "SQLALCHEMY_DATABASE_URI": world.app.config["SQLALCHEMY_DATABASE_URI"],
            "INSTANCE": Path(tmp_path_factory.mktemp("secure")),
            "SECRET_KEY": KEY,
            **_settings_of_https(),
        }
    )
    app.add_url_rule("/trips-over-its-feet", "trip", _trip)
    return app


def _settings_of_https() -> dict[str, object]:
    from os import environ
    from unittest.mock import patch

    from eventapp.config import settings

    with patch.dict(environ, {"EVENTAPP_EXTERNAL_URL": "https://hoinghi.example.vn"}):
        found = settings()
    return {name: found[name] for name in found if name.startswith("SESSION_COOKIE") or name == "EXTERNAL_URL"}


def _trip() -> str:
    raise RuntimeError("a fault of ours")


def test_on_https_the_cookie_is_bound_to_this_host_and_the_browser_stays_on_https(secure: Flask) -> None:
    """F11: __Host- cookie (Secure, Path=/, no Domain), HttpOnly, SameSite=Lax; HSTS."""
    answer = secure.test_client().get("/sign-in", base_url="https://hoinghi.example.vn")
    cookies = answer.headers.getlist("Set-Cookie")
    assert [each.split("=")[0] for each in cookies] == ["__Host-session"]
    for wanted in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert wanted in cookies[0].split("; ")
    assert "Domain" not in cookies[0]
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    chosen = secure.test_client().get("/sign-in?lang=en", base_url="https://hoinghi.example.vn")
    assert [each for each in chosen.headers.getlist("Set-Cookie") if "Secure" not in each] == []


def test_an_error_of_ours_bears_the_headers_too(secure: Flask) -> None:
    """F3, F10, F11: a 500 is an answer like the others."""
    secure.config["PROPAGATE_EXCEPTIONS"] = False
    from eventapp.web.access import public

    public(secure.view_functions["trip"])
    answer = secure.test_client().get("/trips-over-its-feet", base_url="https://hoinghi.example.vn")
    assert answer.status_code == 500
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert scripts_in(answer.get_data(as_text=True)) == []
    assert "fault of ours" not in answer.get_data(as_text=True)


@pytest.fixture(scope="module", autouse=True)
def _closed(secure: Flask) -> object:
    yield
    with secure.app_context():
        db.session.remove()
        db.engine.dispose()
