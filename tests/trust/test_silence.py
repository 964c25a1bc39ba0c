"""F13 J4: one event is one line, and no line holds a secret or a person, whatever happens to them."""

import json
import logging
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import structlog
from sqlalchemy import select

from eventapp import create_app, logs
from eventapp.database import db, transaction
from eventapp.delegations import links as invitations
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.mail.delivery import deliver
from eventapp.mail.models import Letter
from eventapp.registration import links
from eventapp.registration.models import Registration
from eventapp.server import transport
from eventapp.tickets.issuing import code_of
from tests.factories import make_event, make_registration, make_token, make_user
from tests.registration.focal import make_delegation
from tests.trust.servers import House, house, new_key, secret_of

NAME, EMAIL, PHONE = "Canaria Zwitscher", "canary.zwitscher@example.org", "+84912345678"
TYPED_PASSWORD = "Zwitscher-canary-password-1"
INJECTED = 'Zwit\r\n{"event": "forged"}\x1b[31m\u2028line'


@pytest.fixture(scope="module", params=["json", "text"])
def noisy(
    request: pytest.FixtureRequest, migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """A server that writes its log into a file."""
    folder = tmp_path_factory.mktemp("noisy")
    shutil.copy(migrated_sqlite, folder / "eventapp.sqlite3")
    with house(f"sqlite:///{folder / 'eventapp.sqlite3'}", folder, EVENTAPP_LOG_FORMAT=request.param) as running:
        yield running


def everything_that_happens(there: House) -> dict[str, str]:
    """Let a person and the staff do and mistake everything; return the secrets that took part, by name."""
    with there.app.test_request_context():
        event = make_event("silent")
        bearer = make_token(event, Role.REGISTRAR)
        make_user(email="staff.zwitscher@example.org")
        waiting = links.secret(make_registration(event, "Zwitscher Other", email="other.zwitscher@example.org"))
        invitation = invitations.secret(make_delegation(event, "Zwitscher Ministry"))
    cookie, token = there.browser()
    form = {
        "full_name": NAME,
        "email": EMAIL,
        "phone": PHONE,
        "mode": "hall",
        "consent": "on",
        "form_key": new_key(),
        "csrf_token": token,
    }
    answer = there.ask("POST", "/events/silent/register", form, headers=cookie)
    assert answer.status == 303
    secret = secret_of(answer)
    with there.app.app_context():
        registration = links.find_registration(secret)
        assert registration is not None and registration.ticket is not None
        code, feed = code_of(registration.ticket), links.secret(registration, links.FEED)
    session = _sign_in(there, cookie, token)
    speaking = {"Authorization": f"Bearer {bearer}"}
    pasted = {"full_name-0": NAME, "email-0": f"x{EMAIL}", "revision": "0", "form_key": new_key()}
    requests: list[tuple[str, str, dict[str, str] | None, dict[str, str]]] = [
        ("GET", f"/my/{secret}", None, {}),
        ("GET", f"/my/{secret}?lang=vi&x={EMAIL}", None, {}),
        ("GET", f"/my/{secret}/ticket.svg", None, {}),
        ("GET", f"/my/{secret}/nothing-there", None, {}),
        ("DELETE", f"/my/{secret}", None, {}),
        ("GET", f"/MY/{secret}", None, {}),
        ("GET", f"//my/{secret}", None, {}),
        ("GET", f"/feeds/{feed}.ics", None, {"User-Agent": f"Calendar {EMAIL}"}),
        ("GET", f"/feeds/{feed}", None, {}),
        ("GET", f"/t/{code}", None, {"Referer": f"http://127.0.0.1:{there.port}/my/{secret}"}),
        ("GET", f"/T/{code}/more", None, {}),
        ("POST", "/events/silent/find", {"email": EMAIL, "csrf_token": token}, cookie),
        ("POST", "/events/silent/find", {"email": EMAIL}, {}),
        ("POST", "/events/silent/register", {**form, "phone": PHONE + "x"}, cookie),
        ("POST", "/events/silent/register", {**form, "full_name": INJECTED, "email": f"x{EMAIL}"}, cookie),
        ("GET", f"/events/silent/find?email={EMAIL}&name=Zwitscher", None, {}),
        ("POST", "/sign-in", {"email": EMAIL, "password": TYPED_PASSWORD, "csrf_token": token}, cookie),
        ("POST", f"/sign-in?next=/my/{secret}", {"password": TYPED_PASSWORD}, {}),
        ("GET", f"/setup?token={bearer}", None, {}),
        ("GET", "/account", None, session),
        ("GET", f"/manage/events/silent/delegates?q={EMAIL}", None, session),
        ("GET", f"/people/{EMAIL}", None, {}),
        ("GET", f"/api/v1/events/silent/registrations?q={EMAIL}", None, speaking),
        ("GET", f"/api/v1/events/{secret}/registrations", None, speaking),
        ("GET", f"/{code}", None, {"User-Agent": INJECTED.replace("\r\n", " ").encode().decode("latin-1")}),
        ("GET", f"/no%0d%0asuch%1b[31m%e2%80%a8page/{EMAIL}", None, {}),
        ("GET", f"/x?y={secret}", None, {"X-Forwarded-For": EMAIL}),
        ("POST", f"/my/{waiting}/cancellation", {"csrf_token": token}, cookie),
        ("GET", f"/delegations/{invitation}?lang=vi", None, {}),
        ("POST", f"/delegations/{invitation}/preview", {"block": f"{NAME}\t{EMAIL}", "csrf_token": token}, cookie),
        ("POST", f"/delegations/{invitation}/delegates", {**pasted, "csrf_token": token}, cookie),
        ("POST", f"/delegations/{invitation}/delegates", pasted, {}),
        ("POST", f"/delegations/{invitation}/nothing-there", None, {}),
        ("GET", f"/Delegations/{invitation}", None, {}),
    ]
    for method, path, body, headers in requests:
        there.ledger.append(there.ask(method, path, body, headers=headers))
    for body in (
        {"id": str(uuid4()), "code": code, "gate": "Zwitscher"},
        {"id": str(uuid4()), "code": secret},
        {"id": EMAIL, "code": code},
    ):
        there.ledger.append(there.ask("POST", "/api/v1/events/silent/scans", as_json=body, headers=speaking))
    broken = {**speaking, "Authorization": f"Bearer {bearer}x"}
    there.ledger.append(there.ask("POST", "/api/v1/events/silent/scans", as_json={"code": code}, headers=broken))
    return {
        "name": "Zwitscher",
        "address": EMAIL,
        "telephone": PHONE,
        "password": TYPED_PASSWORD,
        "page": secret,
        "feed": feed,
        "invitation": invitation,
        "code": code,
        "token": bearer,
        "cookie": session["Cookie"].split("=", 1)[1],
        "form's token": token,
    }


def _sign_in(there: House, cookie: dict[str, str], token: str) -> dict[str, str]:
    typed = {"email": "staff.zwitscher@example.org", "password": "correct horse battery", "csrf_token": token}
    answer = there.ask("POST", "/sign-in", typed, headers=cookie)
    assert answer.status == 302
    return {"Cookie": answer.headers["set-cookie"].split(";")[0]}


def test_no_secret_and_no_person_gets_into_the_log(noisy: House) -> None:
    """J4: through every flow and every kind of error; and there is a log."""
    secrets = everything_that_happens(noisy)
    lines = noisy.log.read_text(encoding="utf-8").splitlines()
    assert len(lines) > 30
    told = [(name, line) for line in lines for name, secret in secrets.items() if secret.casefold() in line.casefold()]
    assert told == []


def test_what_was_typed_makes_no_line_of_its_own(noisy: House) -> None:
    """F13: CR, LF, ANSI and U+2028 in name, address, path and User-Agent: each line is one of ours, and printable."""
    lines = noisy.log.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not line.isprintable()] == []
    assert [line for line in lines if line.lstrip().startswith('{"event": "forged"')] == []
    if lines[-1].startswith("{"):
        ours = [json.loads(line) for line in lines if line.startswith("{")]
        assert {type(each) for each in ours} == {dict}
        assert {"event", "level", "timestamp"} <= set(ours[-1])
    paths = [line for line in lines if "such" in line]
    assert len(paths) == 1


def test_letters_that_fail_do_not_tell_whom_they_were_for(
    migrated_sqlite: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """J4: the worker's log, with no mail server, and with a letter that cannot be composed."""

    shutil.copy(migrated_sqlite, tmp_path / "eventapp.sqlite3")
    url = f"sqlite:///{tmp_path / 'eventapp.sqlite3'}"
    app = create_app(
        {"TESTING": True, "SQLALCHEMY_DATABASE_URI": url, "INSTANCE": tmp_path, "SECRET_KEY": new_key() * 2}
    )
    root = logging.getLogger()
    before = list(root.handlers)
    logs.configure("json", b"a key")
    try:
        with app.test_request_context():
            make_registration(make_event("silent"), NAME, email=EMAIL)
            make_registration(db.session.scalars(select(Event)).one(), f"{NAME} II", email=EMAIL)
            letter = db.session.scalars(select(Letter).limit(1)).one()
            with transaction():
                db.session.get_one(Letter, letter.id).kind = "no/such"
            deliver(transport("smtp://127.0.0.1:9", tmp_path), "eventapp <no-reply@eventapp.example>")
            with transaction():
                for each in db.session.scalars(select(Letter)):
                    each.due_at = datetime.now(UTC) - timedelta(hours=1)
            deliver(transport("", tmp_path / "mail"), "eventapp <no-reply@eventapp.example>")
            secrets = [links.secret(each) for each in db.session.scalars(select(Registration))]
            db.session.remove()
            db.engine.dispose()
    finally:
        root.handlers = before
        logging.captureWarnings(False)
        structlog.reset_defaults()
    lines = capsys.readouterr().err.splitlines()
    assert lines != []
    assert [line for line in lines if "zwitscher" in line.casefold() or any(each in line for each in secrets)] == []
