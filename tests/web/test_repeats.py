"""Answers in front of Flask: the same as Flask's to the last byte, and never older than the database."""

import gzip
import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
import structlog
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event as engine_event
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from eventapp import clock, create_app, logs
from eventapp.audit.trail import SYSTEM
from eventapp.database import db, transaction
from eventapp.delegations.models import Delegation
from eventapp.directory import organisations, people
from eventapp.events import capacity, life_cycle
from eventapp.events.models import Event, EventStatus, Mode
from eventapp.events.queries import find_event
from eventapp.programme import programming
from eventapp.programme.models import PlatformRole
from eventapp.programme.queries import sessions_of
from eventapp.registration import enrolment, links
from eventapp.registration.models import Registration
from eventapp.web.repeats import Repeats
from eventapp.web.shelf import Shelf
from tests import factories
from tests.queries import count_queries
from tests.visits import signed_in

PassTime = Callable[[timedelta], None]
SHORTLY = timedelta(seconds=5)  # what was made in this very second is not repeated: its Last-Modified is not yet true


@pytest.fixture(autouse=True)
def pass_time() -> Iterator[PassTime]:
    """The clock stands, and goes on when told."""
    with time_machine.travel(datetime(2030, 5, 1, 12, tzinfo=UTC), tick=False) as traveller:
        yield traveller.shift


@pytest.fixture
def addresses(bare_app: Flask, pass_time: PassTime) -> list[str]:
    """Every public page and feed of an event with a session, a speaker and a delegate."""
    with bare_app.test_request_context():
        made = factories.make_event(registration_closes_at=datetime(2030, 5, 3, tzinfo=UTC))
        registration = factories.make_registration(made, "Trần An", email="an@example.org")
        speaker = registration.person
        session = factories.make_session(made, platform=[(speaker, PlatformRole.SPEAKER)])
        with transaction():
            invited, _is_new = organisations.enter("Bộ Ngoại giao", zone="Asia/Tokyo")
            db.session.add(
                Delegation(event_id=made.id, organisation=invited, code="BNG", mode=Mode.HALL, created_at=clock.now())
            )
            life_cycle.touch(made)
        feed = f"/feeds/{links.secret(registration, links.FEED)}.ics"
        ref, of_speaker = session.ref, speaker.ref
    pass_time(SHORTLY)
    pages = ["", "/programme", "/speakers", f"/speakers/{of_speaker}", f"/sessions/{ref}", "/calendar.ics"]
    return ["/", feed, *(f"/events/forum{page}" for page in pages)]


@pytest.fixture
def another_process(bare_app: Flask, tmp_path: Path) -> Iterator[Flask]:
    """The application once more, on the same database."""
    names = ("SQLALCHEMY_DATABASE_URI", "SECRET_KEY", "EXTERNAL_URL", "LOCALE")
    app = create_app({"TESTING": True, "INSTANCE": tmp_path, **{name: bare_app.config[name] for name in names}})
    yield app
    with app.app_context():
        db.engine.dispose()


def told(answer: TestResponse) -> tuple[object, ...]:
    headers = {name: value for name, value in answer.headers.items() if name != "Date"}  # the server's own
    return answer.status, headers, answer.get_data()


def repeats_of(app: Flask) -> Repeats:
    found = app.wsgi_app
    assert isinstance(found, Repeats)
    return found


def unremembered(app: Flask, path: str, **options: object) -> TestResponse:
    """Ask the application itself, which has kept nothing."""
    app.extensions.pop("shelf", None)
    repeats = repeats_of(app)
    app.wsgi_app, answer = repeats.inner, None  # type: ignore[method-assign]
    try:
        answer = app.test_client().get(path, **options)  # type: ignore[arg-type]
    finally:
        app.wsgi_app = repeats  # type: ignore[method-assign]
    return answer


@pytest.mark.parametrize("headers", [{}, {"Accept-Language": "vi"}, {"Accept-Encoding": "gzip"}], ids=str)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_repeated_answer_is_flasks_own_and_costs_one_statement(
    bare_app: Flask, client: FlaskClient, addresses: list[str], headers: dict[str, str], method: str
) -> None:
    for path in [*addresses, "/events/forum?lang=en", "/events/forum/programme?track=none"]:
        first = told(client.open(path, method=method, headers=headers))
        client.delete_cookie("lang")
        with count_queries(bare_app) as statements:
            again = told(client.open(path, method=method, headers=headers))
        client.delete_cookie("lang")
        assert again == first
        assert len(statements) == 1 or "lang=" in path, path  # a choice sets a cookie, and goes through Flask
        etag = first[1]["ETag"]  # type: ignore[index]
        known = [client.open(path, method=method, headers={**headers, "If-None-Match": etag}) for _ in range(2)]
        assert [each.status_code for each in known] == [304, 304]
        assert told(known[0]) == told(known[1])
        client.delete_cookie("lang")


def test_a_page_is_packed_for_whoever_takes_it(client: FlaskClient, addresses: list[str]) -> None:
    for path in addresses:
        plain, packed = (client.get(path, headers={"Accept-Encoding": word}) for word in ("identity", "br, gzip"))
        assert "Content-Encoding" not in plain.headers
        if len(plain.data) >= 1024:
            assert packed.headers["Content-Encoding"] == "gzip"
            assert len(packed.data) < len(plain.data)
            assert gzip.decompress(packed.data) == plain.data
            assert packed.headers["ETag"] != plain.headers["ETag"]
        assert "Accept-Encoding" in packed.headers["Vary"]
    assert any(len(client.get(path).data) >= 1024 for path in addresses)


def test_a_cookie_of_any_bytes_is_no_error(client: FlaskClient) -> None:
    for cookie in ("\xed=\xa0", "lang=\xff", "=;;\x80"):
        assert client.get("/", headers={"Cookie": cookie}).status_code == 200


def test_an_answer_is_never_older_than_the_database(
    bare_app: Flask, another_process: Flask, client: FlaskClient, addresses: list[str], pass_time: PassTime
) -> None:
    """After each deed of another process every address answers as an application would that remembers nothing."""

    def deed(act: Callable[[Event], object]) -> None:
        with another_process.test_request_context(), transaction():
            found = find_event("forum")
            assert found is not None
            act(found)

    def first_session(event: Event) -> object:
        return sessions_of(event)[0]

    def forget_the_delegate(event: Event) -> None:
        enrolment.cancel(
            db.session.query(Registration).filter_by(event_id=event.id).order_by(Registration.id).limit(1).one(),
            by=SYSTEM,
        )

    deeds: list[Callable[[], object]] = [
        lambda: deed(lambda event: life_cycle.edit_event(event, by=SYSTEM, title="Diễn đàn mới", title_en="New")),
        lambda: deed(lambda event: programming.revise_session(event, first_session(event), by=SYSTEM, title="Khác")),  # type: ignore[arg-type]
        lambda: deed(lambda event: people.meet(
            event.id, full_name="Trần An", email="an@example.org", position="Vụ trưởng"
        )),
        lambda: deed(lambda event: organisations.enter("Bộ Ngoại giao", zone="Europe/London")),
        lambda: deed(lambda event: capacity.set_capacity(event, Mode.HALL, 3, by=SYSTEM)),
        lambda: deed(lambda event: enrolment.register(
            event, full_name="Bình", email="b@example.org", mode=Mode.HALL, by=SYSTEM
        )),
        lambda: deed(lambda event: programming.cancel_session(event, first_session(event), by=SYSTEM)),  # type: ignore[arg-type]
        lambda: pass_time(timedelta(days=3)),  # registration closes
        lambda: pass_time(timedelta(days=3)),  # the event is over
        lambda: pass_time(timedelta(days=40)),  # the cancelled session leaves the feeds
        lambda: deed(lambda event: life_cycle.move_to(event, EventStatus.CLOSED, by=SYSTEM)),
        lambda: deed(forget_the_delegate),
        lambda: deed(lambda event: life_cycle.delete_event(event, by=SYSTEM)),
    ]  # fmt: skip
    changed = 0
    for act in deeds:
        before = {path: told(client.get(path)) for path in addresses}
        assert before == {path: told(client.get(path)) for path in addresses}
        act()
        pass_time(SHORTLY)
        for path in addresses:
            now = told(client.get(path))
            assert now == told(unremembered(bare_app, path)), path
            changed += now != before[path]
    assert changed > 20


def test_a_page_built_while_seats_come_and_go_says_what_is_left(
    bare_app: Flask, another_process: Flask, client: FlaskClient, addresses: list[str]
) -> None:
    """The count may be again what it was when the page was asked for; the page must not be what it was between."""
    asked = count()
    taken: list[Registration] = []

    def take_a_seat(*_statement: object) -> None:
        if next(asked) == moment:
            with another_process.test_request_context():
                taken.append(factories.make_registration(find_event("forum")))  # type: ignore[arg-type]

    with bare_app.app_context():
        engine = db.engine
    for moment in range(1, 30):
        bare_app.extensions.pop("shelf", None)
        repeats_of(bare_app).answers = Shelf()
        asked = count()
        engine_event.listen(engine, "before_cursor_execute", take_a_seat)
        try:
            assert client.get("/events/forum").status_code == 200
        finally:
            engine_event.remove(engine, "before_cursor_execute", take_a_seat)
        if not taken:
            break
        with another_process.test_request_context(), transaction():
            enrolment.cancel(db.session.get_one(Registration, taken.pop().id), by=SYSTEM)
        assert told(client.get("/events/forum")) == told(unremembered(bare_app, "/events/forum")), moment
    assert moment > 5


def test_a_page_taken_back_is_gone_and_another_event_of_its_name_is_another(
    bare_app: Flask, client: FlaskClient, addresses: list[str], pass_time: PassTime
) -> None:
    client.get("/events/forum")
    with bare_app.test_request_context(), transaction():
        life_cycle.delete_event(find_event("forum"), by=SYSTEM)  # type: ignore[arg-type]
    assert client.get("/events/forum").status_code == 404
    pass_time(SHORTLY)
    with bare_app.test_request_context():
        factories.make_event(title_en="Another")
        factories.make_session(find_event("forum"))  # type: ignore[arg-type]
    assert "Another</h1>" in client.get("/events/forum?lang=en").text


def test_a_draft_is_repeated_to_nobody(bare_app: Flask, client: FlaskClient) -> None:
    with bare_app.app_context():
        user = factories.make_user(is_admin=True)
        factories.make_event("draft", is_published=False)
    assert signed_in(bare_app, user).get("/events/draft").status_code == 200
    for path in ("/events/draft", "/events/draft/programme", "/events/draft/calendar.ics"):
        assert [client.get(path).status_code for _ in range(2)] == [404, 404]


def test_whoever_has_a_session_or_a_token_is_answered_by_flask(
    bare_app: Flask, client: FlaskClient, addresses: list[str]
) -> None:
    with bare_app.app_context():
        user = factories.make_user(is_admin=True)
    client.get("/events/forum")
    member = signed_in(bare_app, user)
    assert member.get("/events/forum").get_data() != client.get("/events/forum").get_data()
    assert client.get("/events/forum", headers={"Authorization": "Bearer x"}).status_code == 200
    assert client.post("/events/forum").status_code == 405


def test_a_foreign_host_is_refused_though_the_page_was_asked_for_before(
    client: FlaskClient, addresses: list[str]
) -> None:
    assert [client.get("/events/forum").status_code for _ in range(2)] == [200, 200]
    assert client.get("/events/forum", headers={"Host": "evil.example"}).status_code == 400


def test_a_revoked_feed_is_gone_at_once(bare_app: Flask, client: FlaskClient, addresses: list[str]) -> None:
    feed = addresses[1]
    assert [client.get(feed).status_code for _ in range(2)] == [200, 200]
    with bare_app.test_request_context(), transaction():
        enrolment.cancel(db.session.query(Registration).one(), by=SYSTEM)
    assert client.get(feed).status_code == 410


@contextmanager
def failing(app: Flask, *, after: int = 0) -> Iterator[None]:
    """The database answers so many statements, and then none."""
    answered = count()

    def fail(*_anything: object) -> None:
        if next(answered) >= after:
            raise OperationalError("SELECT", {}, Exception("gone"))

    app.config["PROPAGATE_EXCEPTIONS"] = app.testing = False
    with app.app_context():
        engine = db.engine
    engine_event.listen(engine, "before_cursor_execute", fail)
    try:
        yield
    finally:
        engine_event.remove(engine, "before_cursor_execute", fail)


def test_a_database_that_fails_is_the_applications_to_tell(
    bare_app: Flask, client: FlaskClient, addresses: list[str]
) -> None:
    client.get("/events/forum")
    with failing(bare_app):
        assert client.get("/events/forum").status_code >= 500


def test_an_error_is_never_repeated(bare_app: Flask, client: FlaskClient, addresses: list[str]) -> None:
    for path in addresses:
        with failing(bare_app, after=1):
            assert client.get(path).status_code >= 500, path
        assert client.get(path).status_code == 200, path


def test_a_repeated_answer_has_its_line_in_the_log_and_no_secret_in_it(
    bare_app: Flask, client: FlaskClient, addresses: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    logs.configure("json", b"a key")
    try:
        for _ in range(2):
            client.get(addresses[1])
    finally:
        root.handlers, root.level = handlers, level
        structlog.reset_defaults()
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines() if line.startswith("{")]
    assert [(line["method"], line["status"]) for line in lines] == [("GET", 200)] * 2
    assert lines[0]["path"] == lines[1]["path"]
    assert [len(line["request"]) for line in lines] == [8, 8]
    assert lines[0]["request"] != lines[1]["request"]
    assert addresses[1].split("/")[-1].removesuffix(".ics") not in str(lines)


def test_what_a_visitor_sends_counts_for_what_is_kept(
    bare_app: Flask, client: FlaskClient, addresses: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Long validators fill the memory as well as pages do."""
    sizes: list[int] = []
    monkeypatch.setattr(repeats_of(bare_app).answers, "put", lambda _key, _thing, size: sizes.append(size))
    lengths = [0, 60_000]
    for length in lengths:
        client.get("/events/forum", headers={"If-None-Match": "x" * length})
    assert sizes[1] - sizes[0] == lengths[1]


def test_the_shelf_holds_no_more_than_it_may() -> None:
    shelf: Shelf[int] = Shelf(100)
    for number in range(10):
        shelf.put(number, number, 30)
        shelf.get(0)
    assert [number for number in range(10) if shelf.get(number) is not None] == [0, 8, 9]
    shelf.put(9, 9, 30)
    shelf.put("huge", 1, 1000)
    assert (shelf.get("huge"), shelf.get(0)) == (1, None)
