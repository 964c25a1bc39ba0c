"""The desk: /manage lists the user's events, /manage/events/new makes one, /manage/events/<slug> says what to do."""

from collections import defaultdict

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from eventapp import clock
from eventapp.agenda.expecting import expected_in
from eventapp.database import transaction
from eventapp.errors import DomainError
from eventapp.events import life_cycle
from eventapp.events.models import Event
from eventapp.events.queries import modes_of, page_of_events, roles_of, sites_of
from eventapp.events.roles import Role
from eventapp.events.shapes import NewEventShape
from eventapp.events.views import bp
from eventapp.events.views.times import moments, zone_names
from eventapp.events.views.todo import things_to_do
from eventapp.programme.planned import clashes_of
from eventapp.programme.queries import sessions_of
from eventapp.registration.figures import figures_of
from eventapp.web.access import actor, administrator, may, signed_in, staff, with_event
from eventapp.web.forms import Form
from eventapp.web.pages import asked_page

PER_PAGE = 30


@bp.get("/manage")
@signed_in
def managed() -> ResponseReturnValue:
    """Show the events the user works for."""
    chosen, page, user = request.args.get("time", ""), asked_page(), current_user.user
    is_past = {"coming": False, "past": True}.get(chosen)
    events, total = page_of_events(user, now=clock.now(), is_past=is_past, page=page, per_page=PER_PAGE)
    return render_template(
        "events/managed.html",
        events=events,
        figures=figures_of(events),
        roles=defaultdict(str, roles_of(user, events)),
        chosen=chosen,
        page=page,
        per_page=PER_PAGE,
        total=total,
    )


@bp.get("/manage/events/new")
@administrator
def new() -> ResponseReturnValue:
    """Show the form for a new event."""
    return _new_page(Form(NewEventShape, start={"zone": current_app.config["TIMEZONE"]}))


@bp.post("/manage/events")
@administrator
def create() -> ResponseReturnValue:
    """Make a draft whose registration closes when it starts; whoever makes it is its first owner."""
    form = Form(NewEventShape, request.form)
    times = moments(form, "starts", "ends")
    if form.ok:
        values = form.values
        try:
            with transaction():
                event = life_cycle.create_event(
                    values["slug"],
                    title=values["title"],
                    title_en=values["title_en"] or "",
                    zone=values["zone"],
                    starts_at=times["starts"],
                    ends_at=times["ends"],
                    registration_closes_at=times["starts"],
                    owner=current_user.user,
                    by=actor(),
                )
            return redirect(url_for(".home", slug=event.slug), 303)
        except DomainError as refusal:
            form.refuse(refusal)
    return _new_page(form)


def _new_page(form: Form) -> ResponseReturnValue:
    return render_template("events/new.html", form=form, zones=zone_names()), form.status


@bp.get("/manage/events/<slug>")
@staff(Role.VIEWER)
@with_event
def home(event: Event) -> ResponseReturnValue:
    """Show what to do next in one event, and how many have registered."""
    modes, sites, sessions = modes_of(event), sites_of(event), sessions_of(event)
    figures = figures_of([event])[event.id]
    clashes = len(clashes_of(event, expected_in(event))) if may(Role.ORGANISER, event) else 0
    return render_template(
        "events/home.html",
        event=event,
        modes=modes,
        points=[site for site in sites if site.mode == "bridge"],
        figures=figures,
        things=things_to_do(event, modes, sites, len(sessions), clashes, figures),
        now=clock.now(),
    )
