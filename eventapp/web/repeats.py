"""Public answers asked for again: sent in front of Flask while the database says that nothing has changed.

Most requests of a conference are the same question again: calendars that look for news, a hall that opens the
programme at once. Such a request costs one statement here, not the round through languages, sign-in and templates.
"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Flask, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.sansio.http import parse_cookie  # as Request reads cookies; the other one stumbles over odd bytes

from eventapp import logs
from eventapp.database import read_at_once
from eventapp.web.languages import COOKIE, DEVICE_ZONE_COOKIE, ZONE_COOKIE
from eventapp.web.shelf import Shelf

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Question = tuple[str | None, ...]
Standing = Callable[[], Hashable | None]
"""Reads from the database what an answer depends on; None where there is none to repeat."""

LARGEST = 32 * 1024 * 1024  # bytes of bodies
OVERHEAD = 4096  # bytes that an answer takes beside its body and the question
REPEATED = ("200", "304")  # an error is never repeated: it may be over
_STANDING = "eventapp.standing"
_ASKED = (
    "REQUEST_METHOD", "wsgi.url_scheme", "HTTP_HOST", "SERVER_NAME", "SERVER_PORT", "SCRIPT_NAME", "PATH_INFO",
    "QUERY_STRING", "HTTP_ACCEPT_LANGUAGE", "HTTP_ACCEPT_ENCODING", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE",
    "HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE", "HTTP_RANGE", "HTTP_IF_RANGE",
)  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """An answer as Flask gave it, and what must still stand for it to be given again."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes
    standing: Standing
    stands: Hashable


def init_app(app: Flask) -> None:
    """Stand in front of the application. What reads proxies' headers must stand in front of this."""
    app.wsgi_app = Repeats(app, app.wsgi_app)  # type: ignore[method-assign]


def may_repeat(standing: Standing, stands: Hashable) -> None:
    """Say that this request's answer may be given again to the same question while `standing()` returns `stands`."""
    request.environ[_STANDING] = standing, stands


def may_not_repeat() -> None:
    """Take back what `may_repeat` said: this answer holds for a moment only."""
    request.environ.pop(_STANDING, None)


class Repeats:
    """A WSGI application that answers what it has heard before, and hands everything else on."""

    def __init__(self, app: Flask, inner: "WSGIApplication") -> None:
        self.app, self.inner = app, inner
        self.session_cookie: str = app.config["SESSION_COOKIE_NAME"]
        self.answers: Shelf[Answer] = Shelf(LARGEST)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer a request (PEP 3333)."""
        question = self._question(environ)
        if question is None:
            return self.inner(environ, start_response)
        answer = self.answers.get(question)
        if answer is None:
            return self._listen(question, environ, start_response)
        logs.begin(environ)
        if not self._still_stands(answer):
            return self._listen(question, environ, start_response)
        start_response(answer.status, answer.headers[:])
        logs.answered(environ, int(answer.status[:3]))
        logs.forget()
        return (answer.body,)

    def _question(self, environ: "WSGIEnvironment") -> Question | None:
        """Return all of a stranger's request that a kept answer may depend on; None for anyone else's."""
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or "HTTP_AUTHORIZATION" in environ:
            return None
        cookies = parse_cookie(environ.get("HTTP_COOKIE"))
        if self.session_cookie in cookies:
            return None
        return (*map(cookies.get, (COOKIE, ZONE_COOKIE, DEVICE_ZONE_COOKIE)), *map(environ.get, _ASKED))

    def _still_stands(self, answer: Answer) -> bool:
        try:
            with self.app.app_context():
                read_at_once()
                return answer.standing() == answer.stands
        except SQLAlchemyError:
            return False  # the application says what is wrong

    def _listen(
        self, question: Question, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Let the application answer, and remember what it says if it may be said again."""
        said: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            said[:] = status, headers
            return start_response(status, headers, *more)

        answered = self.inner(environ, start)
        status, headers = said
        is_repeated = _STANDING in environ and status.startswith(REPEATED)
        if not is_repeated or any(name == "Set-Cookie" for name, _value in headers):
            return answered
        body = b"".join(answered)
        if hasattr(answered, "close"):
            answered.close()
        headers = [header for header in headers if header[0] != "Date"]  # the server gives the true one
        answer = Answer(status, headers, body, *environ[_STANDING])
        self.answers.put(question, answer, len(body) + sum(len(part or "") for part in question) + OVERHEAD)
        return (body,)
