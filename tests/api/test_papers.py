"""Programs list papers, send the bytes of one, and delete it."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from eventapp.database import db
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.papers.models import Circle, Paper
from tests.factories import make_event, make_session
from tests.papers import samples
from tests.papers.desk import make_paper

Programs = Callable[..., Any]
HERE = "/api/v1/events/forum/papers"


def send(speaking: Any, content: bytes = samples.PDF, question: str = "", **headers: str) -> TestResponse:
    """Send the bytes of a file."""
    named = {"Authorization": f"Bearer {speaking.token}", "Content-Type": "application/pdf", **headers}
    answer: TestResponse = speaking.client.post(f"{HERE}?name=bao%20cao.pdf&{question}", data=content, headers=named)
    return answer


def test_a_paper_is_sent_listed_and_deleted(bare_app: Flask, event: Event, program: Programs) -> None:
    speaking = program()
    with bare_app.test_request_context():
        session = make_session(db.session.merge(event)).ref
    said = f"title=B%C3%A1o%20c%C3%A1o&title_en=Report&session={session}&audience=hall,speakers&publish=true"
    answer = send(speaking, question=f"{said}&released_at=2030-05-06T07:00:00%2B07:00&ends_with_event=true")
    assert answer.status_code == 201, answer.text
    sent = answer.get_json()
    assert {name: sent[name] for name in ("title", "title_en", "session", "audience", "stage", "version", "kind")} == {
        "title": "Báo cáo",
        "title_en": "Report",
        "session": session,
        "audience": ["hall", "speakers"],
        "stage": "scheduled",
        "version": 1,
        "kind": "pdf",
    }
    assert (sent["released_at"], sent["ends_with_event"]) == ("2030-05-06T07:00:00+07:00", True)
    assert answer.headers["Location"] == f"{HERE}/{sent['ref']}"
    assert speaking("GET", "/events/forum/papers").get_json() == {"items": [sent], "total": 1}
    assert speaking("DELETE", f"/events/forum/papers/{sent['ref']}").status_code == 204
    assert speaking("DELETE", f"/events/forum/papers/{sent['ref']}").status_code == 404
    assert speaking("GET", "/events/forum/papers").get_json()["total"] == 0


def test_a_key_makes_one_paper(bare_app: Flask, event: Event, program: Programs) -> None:
    speaking, key = program(), {"Idempotency-Key": "paper-1"}
    first, again = (send(speaking, question="title=A", **key) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.get_json()["ref"] == again.get_json()["ref"]
    for other in (send(speaking, samples.open_xml(), "title=A", **key), send(speaking, question="title=B", **key)):
        assert (other.status_code, other.get_json()["code"]) == (409, "key_reused")
    assert send(speaking, question="title=A").get_json()["ref"] != first.get_json()["ref"]
    with bare_app.test_request_context():
        assert db.session.query(Paper).count() == 2


def test_what_cannot_be_taken_is_refused_in_the_rules_words(bare_app: Flask, event: Event, program: Programs) -> None:
    speaking = program()
    assert send(speaking, b"MZ").get_json()["code"] == "kind_not_accepted"
    assert send(speaking, samples.ACTIVE["Word with macros"]).get_json()["code"] == "active_file"
    assert send(speaking, question="session=ZZZZZZZZ").get_json()["errors"].keys() == {"session"}
    assert send(speaking, question="audience=hall,nobody").get_json()["errors"].keys() == {"audience"}
    assert send(speaking, question="publish=true").get_json()["code"] == "no_audience"
    named = {"Authorization": f"Bearer {speaking.token}"}
    assert speaking.client.post(HERE, data=samples.PDF, headers=named).get_json()["errors"].keys() == {"name"}
    assert speaking("GET", "/events/forum/papers").get_json()["total"] == 0
    assert program(Role.REGISTRAR)("GET", "/events/forum/papers").status_code == 403


def test_another_events_paper_is_none(bare_app: Flask, event: Event, program: Programs) -> None:
    with bare_app.test_request_context():
        theirs = make_paper(make_event("other"), "Khác", Circle.EVERYONE).ref
    assert program()("DELETE", f"/events/forum/papers/{theirs}").status_code == 404
