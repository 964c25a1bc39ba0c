"""The programme on paper: the booklet for everyone, the signs for the doors of rooms for organisers."""

from contextlib import nullcontext
from functools import partial
from threading import Lock

from flask import Response, abort, current_app, g, request
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from eventapp.calendar.colours import colour_of
from eventapp.calendar.entries import as_visitor
from eventapp.events.models import Event, EventStatus
from eventapp.events.outlines import find_outline
from eventapp.events.roles import Role
from eventapp.programme.lists import find
from eventapp.programme.models import Room
from eventapp.programme.queries import rooms_of, sessions_of, speakers_of
from eventapp.programme.views import bp
from eventapp.reports import booklet, door_signs
from eventapp.web import downloads
from eventapp.web.access import public, staff, visible_event, with_event
from eventapp.web.kept import is_kept, kept_response
from eventapp.web.languages import LANGUAGES, language
from eventapp.web.repeats import may_repeat
from eventapp.web.zones import city, clock_time, day, offset

_typesetting = Lock()  # one paper at a time: who asks for a booklet that is being made waits for it


@bp.get("/events/<slug>/programme.pdf")
@public
def show_booklet(slug: str) -> ResponseReturnValue:
    """The programme as a booklet, in the language and on the paper of the address; a draft's for its team alone."""
    g.sets_no_cookies = True
    locale = _asked("lang", LANGUAGES, current_app.config["LOCALE"])
    paper = _asked("paper", booklet.PAPERS, booklet.PAPERS[0])
    stands = _standing(slug)
    if stands is None:
        visible_event(slug)
    else:
        may_repeat(partial(_standing, slug), stands)
    outline = find_outline(slug) or abort(404)
    key = ("booklet", outline.id, outline.revision, outline.revised_at, locale, paper)
    with nullcontext() if is_kept(key) else _typesetting:
        response = kept_response(key, lambda: _booklet(visible_event(slug), locale, paper), downloads.PDF)
    response.headers["Content-Disposition"] = f'inline; filename="{slug}-{locale}.pdf"'
    return response


@bp.get("/manage/events/<slug>/rooms/signs.pdf")
@staff(Role.ORGANISER)
@with_event
def all_signs(event: Event) -> Response:
    """The signs of all rooms, a page for each room and day; of many rooms a part of them in each file."""
    rooms, part = list(rooms_of(event)), request.args.get("part", 1, type=int)
    files = door_signs.files(len(rooms))
    if not 1 <= part <= len(files):
        abort(404)
    first, last = files[part - 1]
    number = f"-{first}-{last}" if len(files) > 1 else ""
    return _signs(event, rooms[first - 1 : last], f"{event.slug}-signs{number}.pdf")


@bp.get("/manage/events/<slug>/rooms/<ref>/sign.pdf")
@staff(Role.ORGANISER)
@with_event
def sign(event: Event, ref: str) -> Response:
    """The signs of one room, a page for each day."""
    room = find(Room, event, ref) or abort(404)
    return _signs(event, [room], f"{event.slug}-sign-{room.ref}.pdf")


def _asked(name: str, offered: tuple[str, ...], default: str) -> str:
    asked = request.args.get(name)
    return asked if asked in offered else default


def _standing(slug: str) -> tuple[object, ...] | None:
    outline = find_outline(slug)
    if outline is None or outline.status is EventStatus.DRAFT:
        return None
    return outline.id, outline.revision, outline.revised_at


def _booklet(event: Event, locale: str, paper: str) -> bytes:
    with force_locale(locale):
        hand, sessions, site = _hand(locale), sessions_of(event), as_visitor(event).site
        return booklet.booklet_pdf(
            booklet.Booklet(
                title=event.title_in(locale),
                host=event.host_in(locale),
                when=_when(event),
                where=", ".join(filter(None, (site.name_in(locale), site.address))) if site else "",
                zone=_("All times are %(here)s.", here=_zone(event)),
                as_of=_("As of %(time)s, %(day)s", **_revised(event)),
                accent=colour_of(event.accent),
                locale=locale,
                paper=paper,
                words={name: _(label) for name, label in booklet.LABELS.items()},
                days=booklet.days(event, sessions, hand),
                speakers=booklet.speakers(event, sessions, speakers_of(event), hand),
            )
        )


def _signs(event: Event, rooms: list[Room], filename: str) -> Response:
    hand = _hand(language())
    with _typesetting:
        body = door_signs.signs_pdf(
            event,
            door_signs.signs(event, rooms, sessions_of(event), hand),
            words={name: _(label) for name, label in door_signs.LABELS.items()},
            accent=colour_of(event.accent),
            locale=hand.locale,
        )
    return downloads.attachment(filename, body, downloads.PDF)


def _hand(locale: str) -> booklet.Hand:
    return booklet.Hand(locale, _, clock_time, day)


def _when(event: Event) -> str:
    first, last = day(event.starts_at, event.zone), day(event.ends_at, event.zone)
    return first if first == last else f"{first} – {last}"


def _zone(event: Event) -> str:
    at = event.starts_at
    return str(_("%(city)s time (%(offset)s)", city=city(event.zone), offset=offset(at, event.zone)))


def _revised(event: Event) -> dict[str, str]:
    return {"time": clock_time(event.revised_at, event.zone), "day": day(event.revised_at, event.zone)}
