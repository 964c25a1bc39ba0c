"""Every door a visitor may open, asked again: what is said in front of Flask is what Flask says, to the last byte."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import time_machine
from flask import Flask

from eventapp import clock
from eventapp.web.repeats import Repeats
from tests.queries import count_queries
from tests.trust.walk import address, ask, doors, unknown_places
from tests.trust.world import Visitor, World

REPEATED = {  # doors whose answers are given again for one statement
    "GET /",
    "GET /events/<slug>",
    "GET /events/<slug>/programme",
    "GET /events/<slug>/programme.pdf",
    "GET /events/<slug>/programme/changes",
    "GET /events/<slug>/sessions/<ref>",
    "GET /events/<slug>/speakers",
    "GET /events/<slug>/speakers/<ref>",
    "GET /events/<slug>/calendar.ics",
    "GET /events/<slug>/card.png",
    "GET /events/<slug>/schedule.json",
    "GET /events/<slug>/schedule.xml",
    "GET /events/<slug>/tracks/<ref>.ics",
    "GET /feeds/<secret>.ics",
}


def test_every_repeated_answer_is_the_applications_own(world: World) -> None:
    repeated = set()
    with time_machine.travel(clock.now() + timedelta(hours=1), tick=False):
        for door, rule in sorted(doors(world.app).items()):
            if not door.startswith("GET ") or "/static/" in door or unknown_places([rule.rule]):
                continue
            path = address(rule.rule, world.own, world.own)
            for language in ("vi", "en"):
                headers = {"Accept-Language": language, "Accept-Encoding": "gzip"}
                first = told(world, path, headers)
                with asked_by_flask(world.app) as passed_on, count_queries(world.app) as statements:
                    again = told(world, path, headers)
                if passed_on:
                    continue
                repeated.add(door)
                assert len(statements) == 1, path
                with without_repeats(world.app):
                    assert first == again == told(world, path, headers)
    assert repeated == REPEATED


def told(world: World, path: str, headers: dict[str, str]) -> tuple[object, ...]:
    """Ask as a visitor and return all that was said, but for the server's own date."""
    answer = ask(world, Visitor.ANYONE, "GET", path, headers=headers)
    said = answer.status, [header for header in answer.headers if header[0] != "Date"], answer.get_data()
    answer.close()
    return said


@contextmanager
def asked_by_flask(app: Flask) -> Iterator[list[str]]:
    """Gather the addresses that Flask itself is asked for."""
    asked: list[str] = []
    repeats = app.wsgi_app
    assert isinstance(repeats, Repeats)
    inner = repeats.inner

    def note(environ, start_response):  # type: ignore[no-untyped-def]
        asked.append(environ["PATH_INFO"])
        return inner(environ, start_response)

    repeats.inner = note
    try:
        yield asked
    finally:
        repeats.inner = inner


@contextmanager
def without_repeats(app: Flask) -> Iterator[None]:
    """Let Flask be asked directly, with nothing kept."""
    repeats = app.wsgi_app
    assert isinstance(repeats, Repeats)
    app.wsgi_app = repeats.inner  # type: ignore[method-assign]
    app.extensions.pop("shelf", None)
    try:
        yield
    finally:
        app.wsgi_app = repeats  # type: ignore[method-assign]
