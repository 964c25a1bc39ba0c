"""H1 H3 H4 H7: the instance's key, sessions that end when they should, doors that do not tell who is known, /setup."""

import os
import re
import stat
import statistics
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from eventapp import clock
from eventapp.accounts import passwords, signing_in
from eventapp.accounts.administration import setup_token
from eventapp.accounts.models import User, UserSession
from eventapp.config import ROOT, settings
from eventapp.database import db, transaction
from eventapp.registration import links
from tests.factories import PASSWORD, make_event, make_registration, make_user
from tests.queries import count_queries

pytestmark = pytest.mark.usefixtures("real_passwords")
NEW_PASSWORD = "another horse altogether"


def run(folder: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run the command in an instance folder."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("EVENTAPP_")}
    environment |= {"EVENTAPP_INSTANCE": str(folder), **{f"EVENTAPP_{name}": value for name, value in settings.items()}}
    return subprocess.run(
        [sys.executable, "-m", "eventapp", *words],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize("secret", ["changeme" * 5, "ChangeMe", "x" * 31, "x" * 40])
def test_a_known_or_short_secret_starts_nothing_and_says_what_to_do(secret: str, tmp_path: Path) -> None:
    """H1: exit code 1, one sentence, nothing written."""
    answer = run(tmp_path / "new", "db", "upgrade", SECRET_KEY=secret)
    assert answer.returncode == 1
    assert "EVENTAPP_SECRET_KEY must be at least 32 random characters" in answer.stderr
    assert "Traceback" not in answer.stderr
    assert not (tmp_path / "new" / "eventapp.sqlite3").exists()


def test_without_a_secret_one_is_made_for_its_owner_alone_and_kept(tmp_path: Path) -> None:
    """H1: mode 600 in a folder of mode 700; the second start reads it."""
    folder = tmp_path / "new"
    assert run(folder, "db", "upgrade").returncode == 0
    key = folder / "secret_key"
    first = key.read_text()
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert len(first) >= 32
    assert run(folder, "db", "upgrade").returncode == 0
    assert key.read_text() == first


def test_a_damaged_secret_is_not_replaced_in_silence(tmp_path: Path) -> None:
    """H1: a new key would make every link and ticket worthless."""
    (tmp_path / "secret_key").write_text("cut")
    answer = run(tmp_path, "db", "upgrade")
    assert answer.returncode == 1
    assert "restore it from a backup" in answer.stderr
    assert (tmp_path / "secret_key").read_text() == "cut"


def test_processes_that_start_at_once_agree_on_one_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """H1: nobody reads half a key, nobody writes over another's; nothing is left beside it."""
    monkeypatch.delenv("EVENTAPP_SECRET_KEY", raising=False)
    for round_ in range(20):
        folder = tmp_path / str(round_)
        monkeypatch.setenv("EVENTAPP_INSTANCE", str(folder))
        folder.mkdir()
        with ThreadPoolExecutor(8) as pool:
            keys = set(pool.map(lambda _: settings()["SECRET_KEY"], range(8)))
        assert keys == {(folder / "secret_key").read_text()}
        assert [each.name for each in folder.iterdir()] == ["secret_key"]


def signed_in(app: Flask, email: str = "an@example.org") -> FlaskClient:
    """Return a browser that signed in through the form."""
    client = app.test_client()
    answer = client.post("/sign-in", data={"email": email, "password": PASSWORD})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/manage")
    return client


def cookie_of(client: FlaskClient) -> str:
    """Return the browser's session cookie, as a thief would keep it."""
    cookie = client.get_cookie("session")
    assert cookie is not None
    return cookie.value


def opens(app: Flask, cookie: str) -> bool:
    """Does a browser with that cookie come in?"""
    thief = app.test_client()
    thief.set_cookie("session", cookie)
    answer = thief.get("/account")
    assert answer.status_code in (200, 302)
    return answer.status_code == 200


@pytest.fixture
def account(bare_app: Flask) -> User:
    """Someone with a password."""
    with bare_app.app_context():
        return make_user(email="an@example.org")


def test_a_cookie_opens_nothing_after_signing_out(account: User, bare_app: Flask) -> None:
    """H3: the cookie kept from before is dead; the other browser goes on."""
    first, second = signed_in(bare_app), signed_in(bare_app)
    kept = cookie_of(first)
    assert opens(bare_app, kept)
    first.post("/sign-out")
    assert not opens(bare_app, kept)
    assert opens(bare_app, cookie_of(second))


def test_a_change_of_password_ends_every_session_but_gives_this_browser_a_new_one(
    account: User, bare_app: Flask
) -> None:
    """H3: in both browsers the old cookies are dead, in the one that changed it a new one lives."""
    first, second = signed_in(bare_app), signed_in(bare_app)
    old, other = cookie_of(first), cookie_of(second)
    mistyped = first.post("/account/password?lang=en", data={"old": NEW_PASSWORD, "new": NEW_PASSWORD})
    assert (mistyped.status_code, "The current password is wrong." in mistyped.text) == (422, True)
    first.post("/account/password", data={"old": PASSWORD, "new": NEW_PASSWORD})
    assert [opens(bare_app, each) for each in (old, other, cookie_of(first))] == [False, False, True]


def test_signing_out_everywhere_is_everywhere(account: User, bare_app: Flask) -> None:
    """H3: here too."""
    first, second = signed_in(bare_app), signed_in(bare_app)
    kept = [cookie_of(first), cookie_of(second)]
    first.post("/account/sessions/ending")
    assert [opens(bare_app, each) for each in kept] == [False, False]


def test_a_disabled_account_is_out_at_once(account: User, bare_app: Flask) -> None:
    """H3: with the next request, and it cannot sign in again; the answer is that of a wrong password."""
    kept = cookie_of(signed_in(bare_app))
    with bare_app.app_context(), transaction():
        db.session.get_one(User, account.id).disabled_at = clock.now()
    assert not opens(bare_app, kept)
    answer = bare_app.test_client().post("/sign-in", data={"email": "an@example.org", "password": PASSWORD})
    assert answer.status_code == 422


def test_a_cookie_planted_before_signing_in_is_not_the_one_afterwards(account: User, bare_app: Flask) -> None:
    """H3: fixation. Whatever the browser brought along, it leaves with a new session and nothing else."""
    thief = bare_app.test_client()
    thief.get("/sign-in")
    with thief.session_transaction() as session:
        session["_user_id"] = "es_planted"
        session["planted"] = "yes"
    planted = cookie_of(thief)
    victim = bare_app.test_client()
    victim.set_cookie("session", planted)
    victim.post("/sign-in", data={"email": "an@example.org", "password": PASSWORD})
    assert not opens(bare_app, planted)
    with victim.session_transaction() as session:
        assert session["_user_id"] != "es_planted"
        assert "planted" not in session


def test_whoever_was_away_for_a_minute_can_still_use_the_pages_for_everyone(account: User, bare_app: Flask) -> None:
    """H3: noting that a session was seen does not get in the way of what the page itself writes."""
    client = signed_in(bare_app)
    with bare_app.test_request_context():
        secret = links.secret(make_registration(make_event()))
        with transaction():
            db.session.execute(update(UserSession).values(seen_at=clock.now() - timedelta(minutes=2)))
    answer = client.post(f"/my/{secret}/cancellation")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/my/{secret}")
    with bare_app.app_context():
        assert clock.now() - db.session.scalars(select(UserSession.seen_at)).one() < timedelta(minutes=1)


def test_the_database_does_not_hold_what_the_cookie_holds(account: User, bare_app: Flask) -> None:
    """H3: whoever reads the database cannot sign in with it."""
    client = signed_in(bare_app)
    with client.session_transaction() as session:
        token = session["_user_id"]
    with bare_app.app_context():
        rows = [str(tuple(row)) for table in db.metadata.sorted_tables for row in db.session.execute(select(table))]
    assert [row for row in rows if token in row or PASSWORD in row] == []


def shown(page: TestResponse) -> bytes:
    """Return a page without its token against forgery, which is another one each time."""
    return re.sub(rb'name="csrf_token" value="[^"]+"', b"", page.get_data())


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(account: User, bare_app: Flask) -> None:
    """H4: status, length, every byte but the address that was typed; before and after too many tries."""
    for tries in range(12):
        client = bare_app.test_client()
        known = client.post("/sign-in", data={"email": "an@example.org", "password": "wrong"})
        unknown = client.post("/sign-in", data={"email": "ex@example.org", "password": "wrong"})
        assert known.status_code == unknown.status_code, tries
        assert shown(known).replace(b"an@example.org", b"ex@example.org") == shown(unknown), tries


def test_asking_for_a_lost_link_answers_alike_for_everyone(client: FlaskClient, bare_app: Flask) -> None:
    """H4: /find says the same whether or not the address is registered."""
    with bare_app.app_context():
        make_registration(make_event(), email="an@example.org")
    answers = []
    for email in ("an@example.org", "ex@example.org"):
        visitor = bare_app.test_client()
        first = visitor.post("/events/forum/find", data={"email": email})
        page = visitor.get("/events/forum/find")
        answers.append((first.status_code, first.headers["Location"], first.get_data(), shown(page)))
    assert answers[0] == answers[1]


def medians(first: object, second: object, rounds: int) -> tuple[float, float]:
    """Return the median seconds of two deeds done by turns."""
    spent: dict[int, list[float]] = {0: [], 1: []}
    for number in range(2 * rounds):
        began = time.perf_counter()
        (first if number % 2 == 0 else second)()  # type: ignore[operator]
        spent[number % 2].append(time.perf_counter() - began)
    return statistics.median(spent[0]), statistics.median(spent[1])


@pytest.fixture
def unlimited(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the timing tests try as often as they need."""
    monkeypatch.setattr(signing_in, "TRIES", 10_000)


def test_an_unknown_address_costs_a_hash_and_as_many_statements(
    account: User, bare_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """H4, counted: what takes the time is done for nobody too. `make trial` measures it with a clock."""
    verified: list[str] = []

    class Watched(passwords.PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> bool:
            verified.append(str(hash)[:31])
            return bool(super().verify(hash, password))

    monkeypatch.setattr(passwords, "_hasher", Watched(time_cost=2, memory_cost=19 * 1024, parallelism=1))
    client, costs = bare_app.test_client(), []
    for email in ("an@example.org", "ex@example.org"):
        with count_queries(bare_app) as statements:
            client.post("/sign-in", data={"email": email, "password": "wrong horse"})
        costs.append(len(statements))
    assert verified == ["$argon2id$v=19$m=19456,t=2,p=1$"] * 2
    assert costs[0] == costs[1]


@pytest.mark.trial
def test_the_time_does_not_tell_who_has_an_account(account: User, bare_app: Flask, unlimited: None) -> None:
    """H4: an unknown address costs a hash too. Stock code answers it 300 times faster."""
    client = bare_app.test_client()

    def wrong(email: str) -> None:
        client.post("/sign-in", data={"email": email, "password": "wrong horse"})

    wrong("ex@example.org")
    known, unknown = medians(lambda: wrong("an@example.org"), lambda: wrong("ex@example.org"), rounds=25)
    assert 0.7 < known / unknown < 1.43


@pytest.mark.trial
def test_the_time_does_not_tell_whose_link_was_lost(bare_app: Flask) -> None:
    """H4: an address asked for the first time costs the same, whether or not a letter goes there."""
    with bare_app.app_context():
        event = make_event(hall=None)
        for number in range(40):
            make_registration(event, email=f"known{number}@example.org")
    client, known_numbers, unknown_numbers = bare_app.test_client(), count(), count()

    def ask(who: str, numbers: "count[int]") -> None:
        assert client.post("/events/forum/find", data={"email": f"{who}{next(numbers)}@example.org"}).status_code == 303

    known, unknown = medians(lambda: ask("known", known_numbers), lambda: ask("nobody", unknown_numbers), rounds=40)
    assert 0.6 < known / unknown < 1.67


@pytest.mark.trial
def test_the_time_of_stock_code_is_noticed(
    account: User, bare_app: Flask, unlimited: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """H4: the control: without the hash for nobody the two are far apart."""
    matches = passwords.matches
    monkeypatch.setattr(passwords, "matches", lambda typed, known: known is not None and matches(typed, known))
    client = bare_app.test_client()

    def wrong(email: str) -> None:
        client.post("/sign-in", data={"email": email, "password": "wrong horse"})

    known, unknown = medians(lambda: wrong("an@example.org"), lambda: wrong("ex@example.org"), rounds=7)
    assert known / unknown > 1.43


def test_of_those_who_set_up_at_once_one_becomes_the_administrator_and_then_the_door_is_gone(bare_app: Flask) -> None:
    """H7: six browsers with the console's token, as many without; one administrator, afterwards 404 for all."""
    with bare_app.app_context():
        token = setup_token()
    barrier = threading.Barrier(12)
    statuses: list[tuple[bool, int]] = []

    def visit(number: int) -> None:
        has_token = number % 2 == 0
        typed = {
            "email": f"first{number}@example.org",
            "name": "An",
            "password": PASSWORD,
            "token": token if has_token else token[:-1] + ("0" if token[-1] != "0" else "1"),
        }
        barrier.wait(20)
        statuses.append((has_token, bare_app.test_client().post("/setup", data=typed).status_code))

    threads = [threading.Thread(target=visit, args=(number,)) for number in range(12)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    assert len(statuses) == 12
    assert sorted(status for has_token, status in statuses if has_token) == [302, 404, 404, 404, 404, 404]
    assert {status for has_token, status in statuses if not has_token} <= {404, 422}
    with bare_app.app_context():
        assert db.session.scalar(select(func.count()).select_from(User)) == 1
        assert db.session.scalar(select(func.count()).select_from(User).where(User.is_admin)) == 1
    client = bare_app.test_client()
    assert client.get("/setup").status_code == 404
    assert client.get(f"/setup?token={token}").status_code == 404
    assert client.post("/setup", data={"token": token}).status_code == 404


def test_without_the_consoles_token_nobody_becomes_anything(bare_app: Flask) -> None:
    """H7: the first visitor is not the administrator."""
    client = bare_app.test_client()
    for token in ("", "console", "0" * 33):
        typed = {"email": "first@example.org", "name": "An", "password": PASSWORD, "token": token}
        assert client.post("/setup", data=typed).status_code == 422
    with bare_app.app_context():
        assert db.session.scalar(select(func.count()).select_from(User)) == 0
