"""A session is put elsewhere: first what it would lead to and whom it concerns, then it is saved."""

from dataclasses import dataclass
from datetime import datetime

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.database import transaction
from eventapp.errors import DomainError
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.notices.concerned import NOBODY, Concerned
from eventapp.programme import placing, programming
from eventapp.programme.clash_values import Clash
from eventapp.programme.models import Change, Room, Session
from eventapp.programme.queries import find_last_change, rooms_of
from eventapp.programme.shapes import PlacementShape
from eventapp.programme.views import bp
from eventapp.programme.views.clashes import foretold, warn
from eventapp.programme.views.drafted import KEEP, may_draft
from eventapp.shapes import in_zone
from eventapp.versions import drafting
from eventapp.versions.queries import Drafted, find_drafted, number_drafted
from eventapp.web.access import actor, staff, with_event
from eventapp.web.clash_sentences import said
from eventapp.web.deeds import who
from eventapp.web.forms import Form
from eventapp.web.languages import language
from eventapp.web.telling import concerned_by, follow, manner_of, said_in
from eventapp.web.times import wall_times


@dataclass(frozen=True)
class Wanted:
    """Where the session is to stand, and whom that concerns."""

    starts_at: datetime
    ends_at: datetime
    room: Room | None
    concerned: Concerned = NOBODY


@bp.get("/manage/events/<slug>/programme/<ref>/placement")
@staff(Role.ORGANISER)
@with_event
def ask_placement(event: Event, ref: str) -> ResponseReturnValue:
    """Show where a session stands, or what it would lead to if it stood as the address says; nothing is written."""
    drafted = find_drafted(event, ref) or abort(404)
    stands = _as_it_stands(event, drafted)
    asked = {name: request.args[name] for name in stands if name in request.args}
    if not asked:
        return _page(event, drafted, Form(PlacementShape, start=stands), None)
    form = Form(PlacementShape, stands | asked)
    return _page(event, drafted, form, _wanted(event, drafted, form))


@bp.post("/manage/events/<slug>/programme/<ref>/placement")
@staff(Role.ORGANISER)
@with_event
def place(event: Event, ref: str) -> ResponseReturnValue:
    """Put the session elsewhere, at once or with the next version; where people have to go, ask first."""
    drafted = find_drafted(event, ref) or abort(404)
    form = Form(PlacementShape, request.form)
    wanted = _wanted(event, drafted, form)
    is_kept = KEEP in request.form or drafted.session is None
    is_open = wanted is not None and _is_open(wanted) and not is_kept
    if wanted is not None and form.ok and "look" not in request.form and not is_open:
        try:
            if is_kept:
                _keep(event, drafted, form, wanted)
                flash(_("“%(title)s” is kept as a draft.", title=drafted.shown.title_in(language())))
            elif drafted.session is not None:
                _say(event, drafted.session, _save(event, drafted.session, form, wanted))
            day = wanted.starts_at.astimezone(event.tz).date()
            return redirect(url_for(".grid", slug=event.slug, day=day), 303)
        except DomainError as refusal:
            form.refuse(refusal)
            drafted = find_drafted(event, ref) or abort(404)
    return _page(event, drafted, form, wanted)


def _as_it_stands(event: Event, drafted: Drafted) -> dict[str, str]:
    session = drafted.shown
    return {
        **wall_times({"starts": session.starts_at, "ends": session.ends_at}, event.zone),
        "room": session.room.ref if session.room else "",
        "sequence": str(session.sequence),
        "draft": str(_revision(drafted)),
    }


def _revision(drafted: Drafted) -> int:
    return drafted.draft.revision if drafted.draft else 0


def _is_as_seen(drafted: Drafted, form: Form) -> bool:
    """Does the session stand as whoever moves it saw it, published and drafted?"""
    seen = form.values
    return seen["sequence"] == drafted.shown.sequence and seen["draft"] in (None, _revision(drafted))


def _wanted(event: Event, drafted: Drafted, form: Form) -> Wanted | None:
    """Return where the session is to stand, or None where the form says nothing that could be."""
    if not form.ok:
        return None
    values, session = form.values, drafted.shown
    try:
        starts_at = _moment(event, values["starts"], session.starts_at)
        ends_at = _moment(event, values["ends"], session.ends_at)
        programming.judge_times(starts_at, ends_at)
        room = placing.get_room(event, values["room"])
    except DomainError as refusal:
        form.refuse(refusal)
        return None
    for name, wall in wall_times({"starts": starts_at, "ends": ends_at}, event.zone).items():
        form.replace(name, wall)
    to = {"starts_at": starts_at, "ends_at": ends_at, "room": room.name if room else None}
    concerned = concerned_by(event, drafted.session, to) if drafted.session else NOBODY
    wanted = Wanted(starts_at, ends_at, room, concerned)
    if not _is_as_seen(drafted, form):
        form.refuse(placing.MovedMeanwhile())
    return wanted


def _moment(event: Event, typed: datetime, stands: datetime) -> datetime:
    """Return the moment that was typed; a field that still shows where the session stands keeps it to the second."""
    shown = stands.astimezone(event.tz).replace(tzinfo=None, second=0, microsecond=0)
    return stands if typed == shown else in_zone(typed, event.zone)


def _is_open(wanted: Wanted) -> bool:
    """Is it still to be said whether people are told?"""
    return wanted.concerned.anyone and manner_of().values.get("manner") is None


def _keep(event: Event, drafted: Drafted, form: Form, wanted: Wanted) -> None:
    with transaction():
        held = drafting.hold(event, drafted.shown.ref)
        if not _is_as_seen(held, form):
            raise placing.MovedMeanwhile
        there = drafting.placed(wanted.starts_at, wanted.ends_at, placing.get_room(event, form.values["room"]))
        drafting.keep(event, held, by=actor(), **there)


def _save(event: Event, session: Session, form: Form, wanted: Wanted) -> Change | None:
    with transaction():
        held = drafting.hold(event, session.ref)
        change = placing.place(
            event,
            session,
            starts_at=wanted.starts_at,
            ends_at=wanted.ends_at,
            room=form.values["room"],
            expected=form.values["sequence"],
            by=actor(),
        )
        if wanted.concerned.anyone:
            follow(event, change, manner_of())
        if held.draft is not None:  # what else is drafted stays
            there = drafting.placed(wanted.starts_at, wanted.ends_at, wanted.room)
            drafting.keep(event, drafting.hold(event, session.ref), by=actor(), **there)
    return change


def _say(event: Event, session: Session, change: Change | None) -> None:
    if change is None:
        flash(_("Nothing was different."))
        return
    flash(_("“%(title)s” is saved, and every calendar follows.", title=session.title_in(language())))
    warn(event, session)


def _page(event: Event, drafted: Drafted, form: Form, wanted: Wanted | None) -> ResponseReturnValue:
    """Show the form; what is saved next is what was seen here, whoever else has moved the session before."""
    session = drafted.shown
    is_overtaken = form.submitted is not None and "sequence" in form.values and not _is_as_seen(drafted, form)
    if form.submitted is not None:
        form.replace("sequence", str(session.sequence))
        form.replace("draft", str(_revision(drafted)))
    page = render_template(
        "programme/placement.html",
        event=event,
        session=session,
        is_published=drafted.session is not None,
        is_drafting=bool(number_drafted(event)),
        may_draft=may_draft(event),
        form=form,
        rooms=[(room.ref, room.name_in(language())) for room in rooms_of(event)],
        clashes=said(event, _clashes(event, session, wanted)) if wanted else None,
        concerned=said_in(wanted.concerned) if wanted else "",
        day=session.starts_at.astimezone(event.tz).date(),
        who=who,
        overtaken=(drafted.draft or find_last_change(session)) if is_overtaken else None,
    )
    return page, form.status


def _clashes(event: Event, session: Session, wanted: Wanted) -> list[Clash]:
    words = {
        "kind": session.kind,
        "title": session.title,
        "title_en": session.title_en,
        "starts_at": wanted.starts_at,
        "ends_at": wanted.ends_at,
        "room": wanted.room.name if wanted.room else "",
        "people": [seat.person.full_name for seat in session.platform],
    }
    return foretold(event, session, words)
