"""The desk asks for badges, the printing station takes them: /door/<slug>/badges."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.badges import making, printing, queries
from eventapp.badges.models import Print
from eventapp.badges.shapes import ReprintShape, TakeShape
from eventapp.badges.views import bp
from eventapp.badges.words import STATE_TONES, STATE_WORDS
from eventapp.database import transaction
from eventapp.errors import DomainError
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.registration.models import Registration
from eventapp.registration.queries import find_by_ref
from eventapp.registration.search import LONGEST_QUERY, Sort, Wanted
from eventapp.shapes import read
from eventapp.uploads import jobs
from eventapp.web.access import actor, may, staff, with_event
from eventapp.web.deeds import who
from eventapp.web.forms import Form, sentence

FOUND = 12  # people a search at the desk shows


@bp.get("/door/<slug>/badges")
@staff(Role.DOOR)
@with_event
def desk(event: Event) -> ResponseReturnValue:
    """Show the queue, and whoever is looked for."""
    q = request.args.get("q", "").strip()[:LONGEST_QUERY]
    found = queries.page(event, Wanted(q=q), None, Sort.NAME, per_page=FOUND, number=1) if q else None
    waiting = queries.waiting(event)
    return render_template(
        "badges/desk.html",
        event=event,
        q=q,
        found=found,
        waiting=waiting,
        desk=request.args.get("desk", "")[:80],
        station=request.args.get("station", "")[:80],
        most=min(len(waiting), 10) or 1,
        limit=printing.MOST_TAKEN,
        state_words={each: _(word) for each, word in STATE_WORDS.items()},
        state_tones=STATE_TONES,
        states=queries.State,
        who=who,
        may_list=may(Role.REGISTRAR, event),
        wall=lambda moment: f"{moment.astimezone(event.tz):%H:%M}",
    )


@bp.get("/door/<slug>/badges/queue")
@staff(Role.DOOR)
@with_event
def queue(event: Event) -> ResponseReturnValue:
    """Say as JSON how many prints wait."""
    return jsonify(waiting=queries.number_waiting(event))


@bp.post("/door/<slug>/badges/queue")
@staff(Role.DOOR)
@with_event
def take(event: Event) -> ResponseReturnValue:
    """Take the next ones out of the queue, to print them here."""
    values = read(TakeShape, request.form).values
    station = values.get("station", "")
    return _made(event, lambda: printing.take(event, station=station, most=values.get("most", 10), by=actor()))


@bp.post("/door/<slug>/badges/<ref>")
@staff(Role.DOOR)
@with_event
def ask(event: Event, ref: str) -> ResponseReturnValue:
    """Put someone's badge into the queue."""
    registration = _registration(event, ref)
    said = _("The badge of %(name)s is in the queue.", name=registration.person.full_name)
    return _told(event, lambda: printing.ask(event, registration, desk=_desk(), by=actor()), said)


@bp.get("/door/<slug>/badges/<ref>/reprint")
@staff(Role.DOOR)
@with_event
def ask_reprint(event: Event, ref: str) -> ResponseReturnValue:
    """Ask why a badge is printed again."""
    registration = _registration(event, ref)
    last = queries.last_print(registration.id)
    start = {"number": last.number + 1 if last else 2, "desk": request.args.get("desk", "")}
    return _reprint_page(event, registration, Form(ReprintShape, start=start))


@bp.post("/door/<slug>/badges/<ref>/reprint")
@staff(Role.DOOR)
@with_event
def reprint(event: Event, ref: str) -> ResponseReturnValue:
    """Put a numbered reprint into the queue; pressed twice it is one."""
    registration, form = _registration(event, ref), Form(ReprintShape, request.form)
    if form.ok:
        try:
            with transaction():
                made = printing.reprint(event, registration, **form.values, by=actor())
            flash(_("Print no. %(number)s of %(name)s is in the queue.", number=made.number, name=_name(registration)))
            return redirect(url_for(".desk", slug=event.slug, desk=form.values["desk"] or None), 303)
        except DomainError as refusal:
            form.refuse(refusal)
    return _reprint_page(event, registration, form)


@bp.post("/door/<slug>/badges/queue/<int:number>/withdrawal")
@staff(Role.DOOR)
@with_event
def withdraw(event: Event, number: int) -> ResponseReturnValue:
    """Take a print out of the queue."""
    print_ = _print(event, number)
    with transaction():
        is_done = printing.withdraw(event, print_, by=actor())
    flash(
        _("It is out of the queue.") if is_done else _("A station has taken it already."), "ok" if is_done else "warn"
    )
    return redirect(url_for(".desk", slug=event.slug), 303)


@bp.post("/door/<slug>/badges/queue/<int:number>/run")
@staff(Role.DOOR)
@with_event
def print_now(event: Event, number: int) -> ResponseReturnValue:
    """Take one print out of the queue, to print it here at once."""
    print_ = _print(event, number)
    return _made(event, lambda: printing.take_one(event, print_, by=actor()))


def _made(event: Event, take_them: Callable[[], Any]) -> ResponseReturnValue:
    try:
        with transaction():
            run = take_them()
            work = making.begin(run)
        jobs.do(work)
    except DomainError as refusal:
        flash(sentence(refusal), "warn")
        return redirect(url_for(".desk", slug=event.slug), 303)
    return redirect(url_for(".show_run", slug=event.slug, ref=run.ref), 303)


def _told(event: Event, act: Callable[[], Any], said: str) -> ResponseReturnValue:
    try:
        with transaction():
            act()
        flash(said)
    except DomainError as refusal:
        flash(sentence(refusal), "warn")
    return redirect(url_for(".desk", slug=event.slug, desk=_desk() or None), 303)


def _desk() -> str:
    return " ".join(request.form.get("desk", "").split())[:80]


def _name(registration: Registration) -> str:
    return registration.person.full_name


def _registration(event: Event, ref: str) -> Registration:
    return find_by_ref(event, ref) or abort(404)


def _print(event: Event, number: int) -> Print:
    return queries.find_print(event, number) or abort(404)


def _reprint_page(event: Event, registration: Registration, form: Form) -> ResponseReturnValue:
    last = queries.last_print(registration.id)
    page = render_template(
        "badges/reprint.html",
        event=event,
        registration=registration,
        last=last,
        by=who(last.by) if last else "",
        form=form,
        wall=lambda moment: f"{moment.astimezone(event.tz):%d/%m/%Y %H:%M}",
    )
    return page, form.status
