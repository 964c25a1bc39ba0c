"""Join a session online: /join/<secret>. Only what somebody presses counts; a mail scanner's look does not."""

from flask import Response, abort, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventapp import clock
from eventapp.database import transaction
from eventapp.errors import DomainError
from eventapp.joining import leading, rooms, visiting
from eventapp.joining.models import Visit
from eventapp.joining.shapes import EntranceShape
from eventapp.joining.views import bp
from eventapp.links.models import Platform
from eventapp.links.queries import find_link
from eventapp.links.words import CHANNEL_WORDS, PLATFORM_WORDS
from eventapp.papers.queries import papers_of_delegate
from eventapp.registration.models import Registration
from eventapp.shapes import read
from eventapp.web import zones
from eventapp.web.access import public
from eventapp.web.beats import beats
from eventapp.web.csrf import opened_by_its_secret
from eventapp.web.forms import sentence


@bp.get("/join/<secret>")
@public
def show(secret: str) -> ResponseReturnValue:
    """Show the sessions, when each opens, and the button."""
    return _page(get_registration(secret), secret)


@bp.post("/join/<secret>/visits")
@public
def enter(secret: str) -> ResponseReturnValue:
    """Enter a room."""
    registration = get_registration(secret)
    values = read(EntranceShape, request.form).values
    try:
        session, channel = values.get("session") or "", values.get("channel") or ""
        room, link = rooms.get_room(registration, session, channel, at=clock.now())
        with transaction():
            visit = visiting.enter(registration, room, link)
    except DomainError as refusal:
        return _page(registration, secret, sentence(refusal), refusal.status)
    return redirect(url_for(".room", secret=secret, visit=visit.ref), 303)


@bp.get("/join/<secret>/visits/<visit>")
@public
def room(secret: str, visit: str) -> ResponseReturnValue:
    """Show the way into the platform, or play the stream after a click; the page says as long as it is visible."""
    registration = get_registration(secret)
    entered = _get_visit(registration, visit)
    link = find_link(registration.event, entered.link_ref)
    held = next((each for each in rooms.rooms_of(registration) if each.session.id == entered.session_id), None)
    if link is None or held is None or not registration.joins_online or not held.is_open(clock.now()):
        return redirect(url_for(".show", secret=secret))
    way = leading.way_of(link, registration, at=clock.now())
    if way.frame:
        g.framed_host = way.host
    return render_template(
        "joining/room.html",
        registration=registration,
        event=registration.event,
        secret=secret,
        visit=entered,
        is_live=visiting.is_live(entered),
        session=held.session,
        link=link,
        way=way,
        name=leading.called(registration),
        is_stream=link.platform is Platform.STREAM,
        platform=PLATFORM_WORDS[link.platform],
        every=int(visiting.EVERY.total_seconds()),
        zone=zones.visitor_zone(),
        papers=_papers(registration, entered.session_id),
    )


@bp.post("/join/<secret>/visits/<visit>/beats")
@public
@opened_by_its_secret
def beat(secret: str, visit: str) -> Response:
    """Hear that the page is open and visible; say whether it is the live one still."""
    registration = get_registration(secret)
    entered = _get_visit(registration, visit)
    live = visiting.is_live(entered)
    if live and request.form.get("visible") == "yes":
        beats().beat(entered.id, clock.now())
    return jsonify(is_live=live)


def get_registration(given: str) -> Registration:
    """Return the registration whose join link bears this secret, or answer 404."""
    return rooms.find_joining(given) or abort(404)


def _get_visit(registration: Registration, ref: str) -> Visit:
    return visiting.find_visit(registration, ref) or abort(404)


def _papers(registration: Registration, session_id: int | None) -> list[object]:
    shown = papers_of_delegate(registration, clock.now())
    return [each for each in shown if each.paper.session_id in (None, session_id)]


def _page(registration: Registration, secret: str, refusal: str = "", status: int = 200) -> ResponseReturnValue:
    now = clock.now()
    found = rooms.rooms_of(registration) if registration.joins_online else []
    page = render_template(
        "joining/show.html",
        registration=registration,
        event=registration.event,
        secret=secret,
        open_rooms=[each for each in found if each.is_open(now)],
        later=[each for each in found if now < each.opens_at],
        channel_words=CHANNEL_WORDS,
        zone=zones.visitor_zone(),
        refusal=refusal,
    )
    return page, status
