"""Rendered bytes kept by revision: a page or feed is built once per change, then sent from memory or as 304."""

import gzip
import hashlib
from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

from flask import Response, current_app, request, session
from flask.typing import ResponseReturnValue
from flask_login import current_user

from eventapp.web.languages import language
from eventapp.web.repeats import may_repeat
from eventapp.web.shelf import Shelf
from eventapp.web.zones import guessed_zone, visitor_zone

Stands = TypeVar("Stands", bound=Hashable)
PACKED = ("text/html", "application/json")
WORTH_PACKING = 1024  # bytes: less fits into one packet anyhow
Body = tuple[bytes, str]  # with its ETag


def kept_body(key: Hashable, build: Callable[[], bytes]) -> Body:
    """Return the body of that key, built if it is not there. `key` names all that the body depends on."""
    shelf: Shelf[Body] = current_app.extensions.setdefault("shelf", Shelf())  # each application's own database
    found = shelf.get(key)
    if found is None:
        body = build()
        found = body, hashlib.sha256(body).hexdigest()[:32]
        shelf.put(key, found, len(body))
    return found


def taken_body(key: Hashable, build: Callable[[], bytes]) -> tuple[Body, dict[str, str]]:
    """Return the body of that key as the visitor takes it, packed (gzip, RFC 1952) where that is worth it; and headers.

    Of no use for what bears somebody's secret beside words that somebody else has chosen (BREACH).
    """
    kept = kept_body(key, build)
    headers = {"Vary": "Accept-Encoding"}
    if len(kept[0]) < WORTH_PACKING or request.accept_encodings.quality("gzip") <= 0:
        return kept, headers
    packed = kept_body((key, "gzip"), lambda: gzip.compress(kept[0], compresslevel=6, mtime=0))
    return packed, headers | {"Content-Encoding": "gzip"}


def is_kept(key: Hashable) -> bool:
    """Is the body of that key there?"""
    shelf: Shelf[Body] | None = current_app.extensions.get("shelf")
    return shelf is not None and shelf.get(key) is not None


def kept_response(key: Hashable, build: Callable[[], bytes], mimetype: str) -> Response:
    """Answer with the kept body, or 304 when the visitor has it."""
    is_packed = mimetype in PACKED
    (body, etag), headers = taken_body(key, build) if is_packed else (kept_body(key, build), {})
    is_known = request.if_none_match.contains_weak(etag)  # a proxy that packs the page makes its ETag a weak one
    response = Response(status=304) if is_known else Response(body, mimetype=mimetype, headers=headers)
    response.set_etag(etag)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = "Cookie, Accept-Language" + (", Accept-Encoding" if is_packed else "")
    return response


def kept_page(
    standing: Callable[[], Stands | None], build: Callable[[Stands | None], str], *, filters: Iterable[str] = ()
) -> ResponseReturnValue:
    """Answer with a public page that is alike for every visitor of one language and zone.

    Whoever is signed in, is about to read a message, or asks something in the address gets a page of their own, and
    so does everyone while `standing` is None. `standing` reads all else that the page depends on, and `build` is given
    what it read: what can be again as it was (seats taken and freed) must come from there, or the page would be kept
    as of a moment between. `filters` are what may be asked in the address beside lang and zone.
    """
    kept = ("lang", "zone", *filters)
    stands = standing()
    if stands is None or current_user.is_authenticated or session.get("_flashes") or set(request.args) - {*kept}:
        return build(stands)
    asked = (request.full_path, language(), visitor_zone(), guessed_zone())
    response = kept_response((asked, stands), lambda: build(stands).encode(), "text/html")
    may_repeat(standing, stands)
    return response
