"""Log lines: one event is one line, and no line holds a secret or an address of a person."""

import hashlib
import logging
import re
import sys
import time
import traceback
import uuid
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import Any

import structlog
from flask import Flask, Response, request

Event = MutableMapping[str, Any]

# What follows these in an address is a secret, or the ticket's code (interfaces.md).
_SECRET_PLACES = "my|feeds|join|t|delegations|sites|unsubscribe"  # noqa: S105 - names of places, no secret
_SECRET_PATH = re.compile(rf"(?<![^\s\"'=/])(/(?:{_SECRET_PLACES})/)([^/?#\s\"'.]+)", re.IGNORECASE)
_QUERY = re.compile(r"(?<=[\w/])\?([^\s\"'?]+)")
_MAIL_ADDRESS = re.compile(r"[^\s@<>\"'()=,;:/]+@[^\s@<>\"'()=,;:/]+")
_TOKEN = re.compile(
    r"(?<![\w-])(?=[\w-]*[A-Z])(?=[\w-]*[a-z0-9])[\w-]{20,}(?![\w-])|(?<!\w)[0-9a-f]{32,}(?!\w)"
    r"|(?<![\w-])[0-9a-hjkmnp-tv-z]{32,}(?![\w-])"  # the secret of a link (signing.py), wherever it was pasted
)
_SHORTEST_TOKEN = 20
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_QUIET = {"/healthz", "/readyz"}

_access = structlog.get_logger("eventapp.access")


class Mask:
    """Replaces what must not be read by eight characters that are the same for the same secret, on this server."""

    def __init__(self, key: bytes) -> None:
        self._key = hashlib.blake2b(key, person=b"eventapp logs").digest()

    def __call__(self, secret: str) -> str:
        """Return the eight characters, after a number sign."""
        digest = hashlib.blake2b(secret.encode("utf-8", "replace"), key=self._key, digest_size=4)
        return f"#{digest.hexdigest()}"

    def scrub(self, text: str) -> str:
        """Return the text with secret paths, query strings, tokens and mail addresses masked, on one line."""
        if len(text) < _SHORTEST_TOKEN and text.isalnum():
            return text  # a word: most values are
        text = _SECRET_PATH.sub(lambda found: found[1] + self(found[2]), text)
        text = _QUERY.sub(lambda found: "?" + self(found[1]), text)
        text = _MAIL_ADDRESS.sub(lambda found: self(found[0].casefold()), text)
        text = _TOKEN.sub(lambda found: self(found[0]), text)
        return one_line(text)


def one_line(text: str) -> str:
    """Return the text with everything escaped that could end a line or steer a terminal."""
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text)


def configure(log_format: str, key: bytes) -> None:
    """Send all logs, ours and the libraries', to standard error as `text` (logfmt) or `json` lines.

    `key` keeps the masks from being guessed. Raises ValueError for another format.
    """
    if log_format not in {"text", "json"}:
        raise ValueError("LOG_FORMAT must be text or json")
    mask = Mask(key)

    def scrub(_logger: Any, _method: str, event: Event) -> Event:
        return {key: mask.scrub(value) if isinstance(value, str) else value for key, value in event.items()}

    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.PositionalArgumentsFormatter(),
        _exception_in_short,
        scrub,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False, default=repr)
        if log_format == "json"
        else structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"], drop_missing=True)
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    for old in [each for each in root.handlers if isinstance(each.formatter, structlog.stdlib.ProcessorFormatter)]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    logging.getLogger("alembic").setLevel(logging.WARNING)  # it greets at each look at the database's version
    logging.captureWarnings(True)


def watch(app: Flask) -> None:
    """Write one line for each request: method, path, status, milliseconds; each line in between bears its number."""

    @app.before_request
    def number() -> None:
        begin(request.environ)

    @app.after_request
    def write(response: Response) -> Response:
        answered(request.environ, response.status_code)
        return response

    @app.teardown_request
    def over(_error: BaseException | None) -> None:
        forget()


def begin(environ: MutableMapping[str, Any]) -> None:
    """Give a request its number, and note when it began."""
    environ["eventapp.began"] = time.perf_counter()
    forget()
    structlog.contextvars.bind_contextvars(request=uuid.uuid4().hex[:8])


def forget() -> None:
    """Lines from here on are of no request."""
    structlog.contextvars.clear_contextvars()


def answered(environ: Mapping[str, Any], status: int) -> None:
    """Write the line of a request; files and probes have none."""
    path, query = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace"), environ["QUERY_STRING"]
    if path in _QUIET or (path.startswith("/static/") and status < 400):
        return
    now = time.perf_counter()
    _access.info(
        "request",
        method=environ["REQUEST_METHOD"],
        path=f"{path}?{query}" if query else path,
        status=status,
        ms=round((now - environ.get("eventapp.began", now)) * 1000, 1),
    )


def _exception_in_short(_logger: Any, _method: str, event: Event) -> Event:
    """Say which error it was and where, on one line; not what was in quotes, which may be what somebody typed."""
    error = event.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()
    if isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        first_line = (str(error).splitlines() or [""])[0]
        event["error"] = f"{type(error).__name__}: {_QUOTED.sub('…', first_line)[:200]}"
        frames = traceback.extract_tb(error.__traceback__)[-8:]
        event["where"] = " < ".join(f"{Path(each.filename).name}:{each.lineno} {each.name}" for each in frames[::-1])
    return event
