"""The secretary's page, for whoever has the link of the bridge point: /sites/<secret>."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp import clock
from eventapp.audit.trail import Actor
from eventapp.bridges import describing, links
from eventapp.bridges.models import Duty, LineState
from eventapp.bridges.queries import requests_of
from eventapp.bridges.readiness import readiness_at
from eventapp.bridges.shapes import DetailsShape, FormMarkShape, LineShape, SpeakShape
from eventapp.bridges.views import bp
from eventapp.bridges.views.details import details_form, keep
from eventapp.bridges.views.roll import found, groups, meant, rooms_of, sessions_to_call, standing
from eventapp.bridges.words import DUTY_WORDS, LACK_WORDS, LINE_SHORT, LINE_TONES, LINE_WORDS
from eventapp.database import db, transaction
from eventapp.errors import DomainError
from eventapp.events.models import Event, Site
from eventapp.events.roles import Role
from eventapp.presence.calling import Kind, Mark, NamedHere, take
from eventapp.presence.handing_in import mark_of
from eventapp.presence.models import Sign
from eventapp.presence.rolls import roll_of
from eventapp.shapes import read
from eventapp.web.access import actor, may, public
from eventapp.web.forms import Form, complaint, sentence


@bp.get("/sites/<secret>")
@public
def show(secret: str) -> ResponseReturnValue:
    """Show the bridge point: its roll, and everything its secretary reports."""
    event, site = opened(secret)
    return page(event, site, secret)


@bp.post("/sites/<secret>/roll")
@public
def call(secret: str) -> ResponseReturnValue:
    """Note what one button of the roll says: without scripts each tick is a form that is sent."""
    event, site = opened(secret)
    values = read(FormMarkShape, request.form).values
    mark = _pressed(values.get("mark") or "", values.get("session") or "", is_late=bool(values.get("is_late")))
    if mark is None:
        flash(_("That could not be read. Nothing was noted."), "warn")
    else:
        _note(event, site, mark)
    return _back(secret, values.get("session") or "")


@bp.post("/sites/<secret>/headcount")
@public
def report_headcount(secret: str) -> ResponseReturnValue:
    """Note how many people are in the room."""
    return _take_form(secret, {"kind": Kind.HEADCOUNT.value})


@bp.post("/sites/<secret>/arrivals")
@public
def receive(secret: str) -> ResponseReturnValue:
    """Enter somebody who is not on the list, or attends for somebody who is."""
    return _take_form(secret, {"kind": Kind.ARRIVAL.value, "walk_in": request.form.to_dict()})


@bp.post("/sites/<secret>/details")
@public
def save_details(secret: str) -> ResponseReturnValue:
    """Keep where the point is, who does what there, and what the secretary notes."""
    event, site = opened(secret)
    form = Form(DetailsShape, request.form)
    if form.ok:
        try:
            with transaction():
                is_changed = keep(event, site, form, by=who_acts(event, site))
            flash(_("Saved.") if is_changed else _("Nothing was different."))
            return redirect(url_for(".show", secret=secret, _anchor="details"), 303)
        except DomainError as refusal:
            form.refuse(refusal)
    return page(event, site, secret, form)


@bp.post("/sites/<secret>/line")
@public
def test_line(secret: str) -> ResponseReturnValue:
    """Note what a test of the line said."""
    event, site = opened(secret)
    form = Form(LineShape, request.form)
    if form.ok:
        with transaction():
            describing.note_line(event, site, form.values["line"], note=form.values["note"], by=who_acts(event, site))
        flash(_("Noted: %(decision)s.", decision=_(LINE_WORDS[form.values["line"]])))
    else:
        flash(_("That could not be read. Nothing was noted."), "warn")
    return redirect(url_for(".show", secret=secret, _anchor="line"), 303)


def opened(secret: str) -> tuple[Event, Site]:
    """Return the event and the bridge point whose page this secret opens, or answer 404."""
    site, _point = links.find_point_of(secret) or abort(404)
    return db.session.get_one(Event, site.event_id), site


def who_acts(event: Event, site: Site) -> Actor:
    """Return who acts: a member of the team who looks in, else the secretary."""
    return actor() if may(Role.ORGANISER, event) else describing.secretary(site)


def page(
    event: Event, site: Site, secret: str, form: Form | None = None, speaking: Form | None = None
) -> ResponseReturnValue:
    """Return the page; `form` are details on their way, `speaking` a wish to speak that was refused."""
    now, sessions = clock.now(), sessions_to_call(event)
    session = meant(sessions, request.args.get("session"), now)
    people, q = roll_of(event, site), request.args.get("q", "")[:200]
    rows = groups(people)
    body = render_template(
        "bridges/secretary.html",
        event=event,
        secret=secret,
        one=readiness_at(event, site),
        sessions=sessions,
        session=session,
        q=q,
        rows=found(rows, q),
        number=len(people),
        people=[(row["ref"], f"{row['name']} · {row['organisation']}") for _name, those in rows for row in those],
        standing=standing(event, site, people, now),
        rooms=rooms_of(event, site, session),
        requests=requests_of(event, site),
        form=form or details_form(site),
        speaking=speaking or Form(SpeakShape, start={"session": session.ref if session else ""}),
        now=now,
        new_number=lambda: str(uuid4()),
        told_at=lambda at: f"{datetime.fromisoformat(at).astimezone(event.tz):%H:%M}",
        **words(),
    )
    return body, max(form.status if form else 200, speaking.status if speaking else 200)


def words() -> dict[str, Any]:
    """Return what duties, lines and lacks are called."""
    return {
        "duty_words": DUTY_WORDS,
        "duties": list(Duty),
        "lack_words": LACK_WORDS,
        "line_states": list(LineState),
        "line_words": LINE_WORDS,
        "line_short": LINE_SHORT,
        "line_tones": LINE_TONES,
    }


def _pressed(said: str, session: str, *, is_late: bool) -> Mark | None:
    """Return what a button says, "in K7QM4XTR" and the number that was written for it, so that twice is once."""
    sign, _, rest = said.partition(" ")
    ref, _, number = rest.partition(" ")
    if sign not in (Sign.IN, Sign.OUT, Sign.UNDO):
        return None
    try:
        return Mark(uuid=UUID(number), kind=Kind.TICK, session=session, ref=ref, sign=Sign(sign), is_late=is_late)
    except ValueError:
        return None


def _take_form(secret: str, fixed: dict[str, object]) -> ResponseReturnValue:
    event, site = opened(secret)
    mark, faults = mark_of({**request.form.to_dict(), **fixed}, typed_values=False)
    if mark is None:
        flash(" ".join(complaint(fault) for fault in faults), "warn")
        return _back(secret, request.form.get("session", "")[:16])
    refusal = _note(event, site, mark)
    if isinstance(refusal, NamedHere) and mark.newcomer:  # the list is searched for that one
        return redirect(url_for(".show", secret=secret, session=mark.session, q=mark.newcomer.full_name), 303)
    return _back(secret, mark.session)


def _note(event: Event, site: Site, mark: Mark) -> DomainError | None:
    try:
        with transaction():
            take(event, site, mark, by=who_acts(event, site))
    except DomainError as refusal:
        flash(sentence(refusal), "warn")
        return refusal
    return None


def _back(secret: str, session: str) -> ResponseReturnValue:
    return redirect(url_for(".show", secret=secret, session=session), 303)
