"""How often one may ask. 429 is an answer to abuse, not to a busy door; docs/api.md gives the figures."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from threading import Lock

from flask import Flask, current_app, request
from redis import Redis, RedisError
from werkzeug.exceptions import TooManyRequests

from eventapp import clock
from eventapp.web.networks import network


@dataclass(frozen=True)
class Limit:
    """So many within so many seconds, counted anew when they are over."""

    name: str
    most: int
    seconds: int


# By token or signed-in user; a hall of scanners together stays far below.
PROGRAMS = Limit("programs", 1000, 1)
# By network: requests to the API that no token speaks for.
STRANGERS = Limit("strangers", 100, 1)
# By device, token or user: photographs asked for by a registration code. Codes typed at the door are counted in the
# database (checkin/guessing.py).
PHOTOGRAPHS = Limit("photographs", 30, 60)
# By network: codes that pair a telephone. They are long; this keeps the log short.
PAIRINGS = Limit("pairings", 30, 60)
# By network: pages that say whether a secret of ours is genuine.
LOOK_UPS = Limit("look-ups", 300, 60)
# By network: forms of visitors. A ministry's people share one address and may all press the button at once.
FORMS = Limit("forms", 3000, 60)

SAFE = ("GET", "HEAD", "OPTIONS")
PATIENCE = timedelta(seconds=10)
MOST_KEYS = 10_000


class Counters:
    """Counts in Redis, shared by all web processes, and by itself while there is none or it does not answer."""

    def __init__(self, redis_url: str) -> None:
        self._shared = Redis.from_url(redis_url, socket_timeout=0.2, socket_connect_timeout=0.2) if redis_url else None
        self._absent_until: datetime | None = None
        self._own: dict[tuple[str, str, int], int] = {}
        self._lock = Lock()

    def hit(self, limit: Limit, key: str, now: datetime) -> bool:
        """Count one more; False when that is one too many."""
        window = int(now.timestamp() // limit.seconds)
        if self._shared is not None and (self._absent_until is None or self._absent_until <= now):
            try:
                return self._hit_shared(self._shared, limit, f"eventapp/{limit.name}/{key}/{window}")
            except RedisError:
                self._absent_until = now + PATIENCE
                current_app.logger.error("Redis does not answer: each process counts for itself")
        return self._hit_own(limit, (limit.name, key, window))

    def _hit_shared(self, redis: "Redis", limit: Limit, name: str) -> bool:
        with redis.pipeline(transaction=True) as pipe:
            pipe.incr(name)
            pipe.expire(name, limit.seconds + 1)
            return int(pipe.execute()[0]) <= limit.most

    def _hit_own(self, limit: Limit, name: tuple[str, str, int]) -> bool:
        with self._lock:
            if len(self._own) >= MOST_KEYS:  # a flood from many networks; those whose time is over count no more
                self._own = {
                    each: count for each, count in self._own.items() if (each[0], each[2]) == (name[0], name[2])
                }
            count = self._own[name] = self._own.get(name, 0) + 1
        return count <= limit.most


def init_app(app: Flask) -> None:
    """Count what visitors send. RATELIMIT_ENABLED false (tests) switches every limit off."""
    app.extensions["counters"] = Counters(app.config.get("REDIS_URL", ""))
    app.before_request(count_forms)


def count_forms() -> None:
    """Raise TooManyRequests when a network sends more forms than a crowd of people would."""
    if request.method not in SAFE and request.blueprint != "api":
        count(FORMS, network())


def are_on() -> bool:
    """Are there limits? Tests switch them off."""
    return bool(current_app.config.get("RATELIMIT_ENABLED", True))


def count(limit: Limit, key: str) -> None:
    """Count a request. Raises TooManyRequests, with the time after which to try again."""
    if not are_on():
        return
    now = clock.now()
    if not current_app.extensions["counters"].hit(limit, key, now):
        raise TooManyRequests(retry_after=ceil(limit.seconds - now.timestamp() % limit.seconds))
