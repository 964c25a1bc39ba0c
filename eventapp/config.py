"""Settings: read from the environment (prefix EVENTAPP_) and `.env`, each with its default. Only app.py reads it."""

import os
import secrets
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from dotenv import load_dotenv
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

ROOT = Path(__file__).resolve().parent.parent
SHORTEST_SECRET = 32
FEWEST_LETTERS = 10  # different ones; "changeme", however often repeated, has seven
LOCALES = ("vi", "en")
MAIL_SCHEMES = ("smtp", "smtps")


class Misconfigured(Exception):
    """A setting would make the server unsafe or unable to start; the sentence says what to do."""


def settings() -> dict[str, Any]:
    """Return Flask's configuration. Creates the instance folder and, once, its secret key (mode 600).

    Raises Misconfigured for a secret that is short or a known default, and for any setting that means nothing.
    """
    load_dotenv(ROOT / ".env")
    instance = Path(_read("INSTANCE", str(ROOT / "instance"))).resolve()
    instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    external = _external_url()
    is_secure = external.startswith("https://")
    return {
        # Everything a running system writes lies here.
        "INSTANCE": instance,
        "SQLALCHEMY_DATABASE_URI": _database_url(instance),
        "SECRET_KEY": _secret_key(instance),
        # Former keys, newest first: still open old links, never sign new ones.
        "SECRET_KEY_FALLBACKS": [key for key in _read("SECRET_KEY_FALLBACKS", "").split() if key],
        # What links in letters and QR codes begin with; never taken from a request.
        "EXTERNAL_URL": external,
        # smtp://user:pass@host:587, or empty: one .eml per letter in the instance.
        "MAIL_URL": _mail_url(),
        "MAIL_FROM": _read("MAIL_FROM", "eventapp <no-reply@eventapp.example>"),
        # Shared rate limits; without it each web process counts for itself.
        "REDIS_URL": _read("REDIS_URL", ""),
        # How many proxies of ours stand in front: X-Forwarded-For is believed for so many hops and no more.
        "TRUSTED_PROXIES": _number("TRUSTED_PROXIES"),
        "LOCALE": _one_of("LOCALE", "vi", LOCALES),
        "TIMEZONE": _zone(),
        "LOG_FORMAT": _one_of("LOG_FORMAT", "text", ("text", "json")),
        # Web processes and threads in each; 0: what the benchmark prefers (see server.py).
        "WEB_WORKERS": _number("WEB_WORKERS"),
        "WEB_THREADS": _number("WEB_THREADS"),
        # The largest paper of a conference that is taken.
        "PAPER_MEGABYTES": _number("PAPER_MEGABYTES") or 50,
        # Flask's own
        "SESSION_COOKIE_NAME": "__Host-session" if is_secure else "session",
        "SESSION_COOKIE_SECURE": is_secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=12),
        "SESSION_REFRESH_EACH_REQUEST": False,  # the session's row ends it after 12 hours; feeds set no cookie
        "MAX_CONTENT_LENGTH": 16 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "WTF_CSRF_TIME_LIMIT": None,  # a form left open over night still works; its session ends it
        "WTF_CSRF_SSL_STRICT": False,  # web/origin.py checks Origin and Sec-Fetch-Site for every unsafe request
    }


def be_found_at(host: str, port: int) -> None:
    """Make this the EXTERNAL_URL, here and in child processes, unless one is set."""
    load_dotenv(ROOT / ".env")
    os.environ.setdefault("EVENTAPP_EXTERNAL_URL", f"http://{host}:{port}")


def _read(name: str, default: str) -> str:
    return os.environ.get(f"EVENTAPP_{name}") or default


def _number(name: str) -> int:
    given = _read(name, "0")
    if not given.isascii() or not given.isdigit() or len(given) > 4:
        raise Misconfigured(f"EVENTAPP_{name} must be a whole number from 0 on, not “{given}”.")
    return int(given)


def _one_of(name: str, default: str, known: Sequence[str]) -> str:
    given = _read(name, default)
    if given not in known:
        raise Misconfigured(f"EVENTAPP_{name} must be {' or '.join(known)}, not “{given}”.")
    return given


def _zone() -> str:
    given = _read("TIMEZONE", "Asia/Ho_Chi_Minh")
    if given not in available_timezones():
        raise Misconfigured(f"EVENTAPP_TIMEZONE must be a time zone such as Asia/Ho_Chi_Minh, not “{given}”.")
    return given


def _external_url() -> str:
    given = _read("EXTERNAL_URL", "http://127.0.0.1:8000").rstrip("/")
    parts = urlsplit(given)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path:
        raise Misconfigured(
            f"EVENTAPP_EXTERNAL_URL must be http:// or https:// and a host, without a path, not “{given}”."
        )
    return given


def _database_url(instance: Path) -> str:
    given = _read("DATABASE_URL", f"sqlite:///{instance / 'eventapp.sqlite3'}")
    try:
        is_known = make_url(given).get_backend_name() in ("sqlite", "postgresql")
    except ArgumentError:
        is_known = False
    if not is_known:
        raise Misconfigured("EVENTAPP_DATABASE_URL must begin with sqlite:/// or postgresql+psycopg://.")
    return given


def _mail_url() -> str:
    given = _read("MAIL_URL", "")
    if given and urlsplit(given).scheme not in MAIL_SCHEMES:
        raise Misconfigured(f"EVENTAPP_MAIL_URL must begin with {' or '.join(f'{each}://' for each in MAIL_SCHEMES)}.")
    return given


def _secret_key(instance: Path) -> str:
    given = os.environ.get("EVENTAPP_SECRET_KEY")
    if given is not None:
        if len(given) < SHORTEST_SECRET or len(set(given)) < FEWEST_LETTERS:
            raise Misconfigured(
                f"EVENTAPP_SECRET_KEY must be at least {SHORTEST_SECRET} random characters. Leave it out and eventapp "
                "makes one, or use: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
            )
        return given
    return _kept_key(instance / "secret_key")


def _kept_key(path: Path) -> str:
    """Return the key of this instance, made where there is none.

    Two processes may start at once: the key is written whole beside its place and linked into it, so that whoever
    comes second reads the first one's key and nobody reads half a key.
    """
    if not path.exists():
        with NamedTemporaryFile("w", dir=path.parent, encoding="ascii") as made:  # nobody else may read it
            made.write(secrets.token_urlsafe(48))
            made.flush()
            os.fsync(made.fileno())
            with suppress(FileExistsError):
                os.link(made.name, path)
    key = path.read_text(encoding="ascii").strip()
    if len(key) < SHORTEST_SECRET:
        raise Misconfigured(f"{path.name} in the instance folder is damaged: restore it from a backup.")
    return key
