"""The situation board: read from two metres, asked for anew every few seconds."""

from datetime import datetime, timedelta

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp import clock
from eventapp.directory.words import BLOCK_WORDS
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.presence.drawing import curve
from eventapp.presence.shapes import RehearsalShape
from eventapp.presence.situation import situation_of
from eventapp.presence.views import bp
from eventapp.programme.queries import sessions_of
from eventapp.shapes import in_zone, read
from eventapp.web.access import may, staff, with_event

BOARD = "/manage/events/<slug>/board"
LONGEST = timedelta(days=2)  # a rehearsal, and what it shows before and after the event
CALLED, POINTS = 7, 9  # as many as can be read from two metres


@bp.get(BOARD)
@staff(Role.VIEWER)
@with_event
def board(event: Event) -> ResponseReturnValue:
    """Show the board; `wall=yes` for a screen that everybody sees: without whom to call."""
    return render_template(
        "presence/board.html", event=event, is_wall=_is_wall(), situation=_situation(event), rehearsed=_rehearsed()
    )


@bp.get(f"{BOARD}/figures")
@staff(Role.VIEWER)
@with_event
def board_figures(event: Event) -> ResponseReturnValue:
    """Return what stands on the board, as the page shows it; 304 while it is the same."""
    response = Response(_situation(event))
    response.add_etag()
    response.headers["Cache-Control"] = "private, no-cache"
    return response.make_conditional(request)


def _is_wall() -> bool:
    return request.args.get("wall") == "yes"


def _rehearsed() -> dict[str, str]:
    """Return what the address says of a rehearsal, for the page to ask on."""
    return {name: request.args[name] for name in ("begins", "since", "speed") if name in request.args}


def _moment(event: Event) -> tuple[datetime, int]:
    """Return the moment the board shows, and how fast it goes on: now, but for a day that is rehearsed."""
    now, asked = clock.now(), read(RehearsalShape, request.args)
    if not asked.ok:
        return now, 1
    begins, since = (in_zone(asked.values[name], event.zone) for name in ("begins", "since"))
    speed: int = asked.values["speed"]
    gone = (now - since) * speed if timedelta() <= now - since <= LONGEST else None
    if gone is None or not event.starts_at - LONGEST <= begins + gone <= event.ends_at + LONGEST:
        return now, 1
    return begins + gone, speed


def _situation(event: Event) -> str:
    at, speed = _moment(event)
    found = situation_of(event, at=at)
    titles = {each.id: each for each in sessions_of(event)}
    return render_template(
        "presence/situation.html",
        event=event,
        now=found,
        session=titles.get(found.session.id) if found.session else None,
        curve=curve(found.arrivals),
        block_words={word: _(said) for word, said in BLOCK_WORDS.items()},
        empty_points=sum(1 for _site, part in found.sites if not part.inside + part.others),
        is_wall=_is_wall(),
        speed=speed,
        may_call=may(Role.REGISTRAR, event) and not _is_wall(),
        called=CALLED,
        points=POINTS,
    )
