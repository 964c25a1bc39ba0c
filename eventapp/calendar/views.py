"""Calendars and schedules over HTTP, to subscribe to and to download. No cookies, no sign-in, cheap to ask again."""

from collections.abc import Callable, Hashable
from datetime import datetime, timedelta
from email.utils import parseaddr
from functools import partial
from typing import Any
from urllib.parse import quote

from anyascii import anyascii
from flask import Blueprint, Response, abort, current_app, g, request
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, gettext

from eventapp import clock
from eventapp.accounts.administration import domain
from eventapp.calendar import feeds, schedules
from eventapp.calendar.editions import Subscription, find_edition, find_subscription
from eventapp.calendar.entries import Reader
from eventapp.database import db
from eventapp.events.models import Event, EventStatus
from eventapp.programme.lists import find
from eventapp.programme.models import Track
from eventapp.programme.queries import find_session
from eventapp.registration import links
from eventapp.registration.models import Registration
from eventapp.speakers import links as speaker_links
from eventapp.speakers.links import find_speaker_of
from eventapp.web.access import public, visible_event, with_event
from eventapp.web.kept import taken_body
from eventapp.web.languages import LANGUAGES
from eventapp.web.repeats import may_not_repeat, may_repeat

bp = Blueprint("calendar", __name__)

CALENDAR = "text/calendar; charset=utf-8"
SCHEDULES = {"xml": "application/xml; charset=utf-8", "json": "application/json"}


@bp.before_request
def keep_cookies_out() -> None:
    """A calendar program has no use for cookies, and a shared cache must not hand one on."""
    g.sets_no_cookies = True


@bp.get("/events/<slug>/calendar.ics")
@public
def event_feed(slug: str) -> ResponseReturnValue:
    """The event's public feed."""
    return _of_event(slug, f"{slug}.ics", CALENDAR, feeds.event_calendar)


@bp.get("/events/<slug>/tracks/<ref>.ics")
@public
def track_feed(slug: str, ref: str) -> ResponseReturnValue:
    """The public feed of one track."""

    def write(event: Event, reader: Reader, **asked: Any) -> bytes:
        return feeds.track_calendar(event, find(Track, event, ref) or abort(404), reader, **asked)

    return _of_event(slug, f"{slug}-{ref}.ics", CALENDAR, write)


@bp.get("/events/<slug>/schedule.xml", defaults={"form": "xml"})
@bp.get("/events/<slug>/schedule.json", defaults={"form": "json"})
@public
def schedule(slug: str, form: str) -> ResponseReturnValue:
    """The programme as other conference software reads it."""
    return _of_event(slug, f"{slug}.{form}", SCHEDULES[form], partial(schedules.event_schedule, form=form))


def _of_event(slug: str, name: str, mimetype: str, write: Callable[..., bytes]) -> ResponseReturnValue:
    """Answer with a document about the event, kept by its edition and name; a draft's to its team alone."""
    edition = find_edition(slug, at=clock.now()) or abort(404)
    is_public = edition.status is not EventStatus.DRAFT
    if not is_public:
        visible_event(slug)
    locale, query = _language(current_app.config["LOCALE"])

    def build() -> bytes:
        event = db.session.get_one(Event, edition.event_id)
        return _written(locale, lambda reader: write(event, reader, at=edition.at, query=query))

    if is_public:
        may_repeat(partial(_standing, slug), edition.key)
    key = (edition.key, name, locale)
    return _answer(key, build, edition.changed_at, name=name, mimetype=mimetype, is_public=is_public)


def _standing(slug: str) -> Hashable | None:
    edition = find_edition(slug, at=clock.now())
    return None if edition is None or edition.status is EventStatus.DRAFT else edition.key


@bp.get("/events/<slug>/sessions/<ref>.ics")
@public
@with_event
def session_file(event: Event, ref: str) -> ResponseReturnValue:
    """One session, to download."""
    session = find_session(event, ref) or abort(404)
    locale, _query = _language(current_app.config["LOCALE"])
    return _answer(
        ("session", session.uuid, event.revision, event.revised_at, locale),
        lambda: _written(locale, lambda reader: feeds.session_calendar(event, session, reader)),
        event.revised_at,
        name=f"{session.title_in(locale)}.ics",
        is_download=True,
        is_public=event.status is not EventStatus.DRAFT,
    )


@bp.get("/feeds/<secret>.ics")
@public
def personal_feed(secret: str) -> ResponseReturnValue:
    """A delegate's own feed, to subscribe to."""
    found = _subscription(secret, links.FEED)
    may_repeat(partial(_standing_of, secret), (found.key, found.locale))
    return _personal(found, is_download=False)


def _standing_of(secret: str) -> Hashable | None:
    found = find_subscription(secret, links.FEED, at=clock.now())
    return None if found is None or found.is_over else (found.key, found.locale)


@bp.get("/feeds/speakers/<secret>.ics")
@public
def speaker_feed(secret: str) -> ResponseReturnValue:
    """A speaker's own feed, to subscribe to."""
    speaker, profile = find_speaker_of(secret, speaker_links.FEED) or abort(404)
    event = db.session.get_one(Event, profile.event_id)
    edition = find_edition(event.slug, at=clock.now()) or abort(404)
    locale, query = _language(profile.locale)
    return _answer(
        (edition.key, "speaker", speaker.id, profile.generation, locale),
        lambda: _written(
            locale,
            lambda reader: feeds.speaker_calendar(event, speaker, profile, reader, at=edition.at, query=query),
        ),
        edition.changed_at,
        name=f"{event.slug}.ics",
    )


@bp.get("/my/<secret>/calendar.ics")
@public
def personal_file(secret: str) -> ResponseReturnValue:
    """A delegate's own calendar, to download."""
    return _personal(_subscription(secret, links.PAGE), is_download=True)


def _subscription(secret: str, purpose: str) -> Subscription:
    found = find_subscription(secret, purpose, at=clock.now()) or abort(404)
    if found.is_over:
        abort(410)
    return found


def _personal(found: Subscription, *, is_download: bool) -> ResponseReturnValue:
    locale, query = _language(found.locale)

    def build() -> bytes:
        registration = db.session.get_one(Registration, found.registration_id)
        return _written(
            locale, lambda reader: feeds.personal_calendar(registration, reader, at=found.edition.at, query=query)
        )

    changed_at = max(found.changed_at, found.edition.changed_at)
    name = f"{found.edition.slug}.ics"
    return _answer((found.key, locale), build, changed_at, name=name, is_download=is_download)


def _language(default: str) -> tuple[str, str]:
    """Return the calendar's language, and what in the address asks for it.

    Never the browser's: the same address has the same bytes for everyone.
    """
    asked = request.args.get("lang")
    return (asked, f"?lang={asked}") if asked in LANGUAGES and asked != default else (default, "")


def _written(locale: str, write: Callable[[Reader], bytes]) -> bytes:
    config = current_app.config
    with force_locale(locale):
        return write(Reader(locale, gettext, config["EXTERNAL_URL"], domain(), parseaddr(config["MAIL_FROM"])[1]))


def _answer(
    key: Hashable,
    build: Callable[[], bytes],
    changed_at: datetime,
    *,
    name: str,
    mimetype: str = CALENDAR,
    is_download: bool = False,
    is_public: bool = False,
) -> Response:
    """Answer with the kept bytes, or 304 to whoever has them."""
    (body, etag), packing = taken_body(key, build)
    headers = {
        "Content-Type": mimetype,
        "Content-Disposition": _disposition("attachment" if is_download else "inline", name),
        "Cache-Control": f"{'public' if is_public else 'private'}, no-cache",
    }
    response = Response(body, headers=headers | packing)
    response.set_etag(etag)
    response.last_modified = changed_at.replace(microsecond=0)
    response.make_conditional(request)
    if clock.now() - response.last_modified < timedelta(seconds=1):
        may_not_repeat()
        response.last_modified -= timedelta(seconds=1)  # more may change in this very second; HTTP knows no smaller one
    return response


def _disposition(kind: str, name: str) -> str:
    """Return Content-Disposition with a plain name for old programs and the real one for the rest (RFC 6266)."""
    plain = "".join(each if each.isalnum() or each in "-_. " else "_" for each in anyascii(name))
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
