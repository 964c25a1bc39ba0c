"""Copy an event for next year: /manage/events/<slug>/copy."""

from datetime import datetime, timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from eventapp.badges.designs import copy_design
from eventapp.bridges.copying import copy_points
from eventapp.bridges.queries import contacts_by_site
from eventapp.checkin import gates
from eventapp.database import transaction
from eventapp.directory.ranks import copy_precedence
from eventapp.errors import DomainError
from eventapp.events.copying import copy_event, moved_along
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.events.shapes import CopyShape
from eventapp.events.views import bp
from eventapp.events.views.times import moments, wall_times
from eventapp.invitations.letterheads import copy_letterhead
from eventapp.presence.thresholds import copy_thresholds
from eventapp.programme.lists import copy_lists
from eventapp.questions.copying import copy_questions
from eventapp.web.access import actor, staff, with_event
from eventapp.web.forms import Form
from eventapp.wordings.copying import copy_wordings

A_YEAR = timedelta(days=364)  # the same day of the week


@bp.get("/manage/events/<slug>/copy")
@staff(Role.OWNER)
@with_event
def ask_copy(event: Event) -> ResponseReturnValue:
    """Ask what the copy is called and when it is held; a year later to begin with."""
    start = {
        "title": event.title,
        "title_en": event.title_en,
        "zone": event.zone,
        "with_team": "yes",
        **wall_times({"starts": event.starts_at + A_YEAR}, event.zone),
    }
    return _page(event, Form(CopyShape, start=start))


@bp.post("/manage/events/<slug>/copy")
@staff(Role.OWNER)
@with_event
def copy(event: Event) -> ResponseReturnValue:
    """Make the draft; whoever copies owns it."""
    form = Form(CopyShape, {**request.form, "zone": event.zone})
    times = moments(form, "starts")
    if form.ok:
        try:
            with transaction():
                made = _copy(event, form, times["starts"])
            flash(_("The copy is made. It is a draft: look through its settings, then publish it."))
            return redirect(url_for(".settings", slug=made.slug), 303)
        except DomainError as refusal:
            form.refuse(refusal)
    return _page(event, form)


def _copy(event: Event, form: Form, starts_at: datetime) -> Event:
    values, by = form.values, actor()
    made = copy_event(
        event,
        values["slug"],
        title=values["title"],
        title_en=values["title_en"] or "",
        starts_at=starts_at,
        by=by,
        owner=current_user.user,
        with_team=values["with_team"],
    )
    copy_precedence(event, made)
    copy_lists(event, made)
    copy_questions(event, made)
    copy_wordings(event, made)
    copy_letterhead(event, made)
    copy_design(event, made)
    copy_points(event, made, with_contacts=values["with_contacts"])
    copy_thresholds(event, made)
    gates.copy_gates(event, made, lambda at: moved_along(event, at, starts_at), by=by)
    return made


def _page(event: Event, form: Form) -> ResponseReturnValue:
    page = render_template("events/copy.html", event=event, form=form, has_contacts=bool(contacts_by_site(event)))
    return page, form.status
