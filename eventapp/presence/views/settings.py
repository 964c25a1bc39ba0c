"""What counts as late, as left early, as attended online; who signs; when sessions really were."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.database import transaction
from eventapp.errors import DomainError
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.presence import thresholds
from eventapp.presence.shapes import RealTimeShape, ThresholdShape
from eventapp.presence.views import bp
from eventapp.presence.views.report import REPORT
from eventapp.programme.queries import find_session, sessions_of
from eventapp.shapes import NoSuchMoment, in_zone
from eventapp.web.access import actor, staff, with_event
from eventapp.web.forms import Form, sentence

SETTINGS = f"{REPORT}/settings"


@bp.get(SETTINGS)
@staff(Role.ORGANISER)
@with_event
def settings(event: Event) -> ResponseReturnValue:
    """Show the thresholds."""
    kept = thresholds.threshold_of(event)
    return _page(event, Form(ThresholdShape, start={name: getattr(kept, name) for name in ThresholdShape().fields}))


@bp.post(SETTINGS)
@staff(Role.ORGANISER)
@with_event
def save_settings(event: Event) -> ResponseReturnValue:
    """Change them."""
    form = Form(ThresholdShape, request.form)
    if not form.ok:
        return _page(event, form)
    with transaction():
        thresholds.revise(event, by=actor(), **form.values)
    flash(_("Saved."))
    return redirect(url_for(".settings", slug=event.slug), 303)


@bp.post(f"{SETTINGS}/sessions/<ref>")
@staff(Role.ORGANISER)
@with_event
def set_real_time(event: Event, ref: str) -> ResponseReturnValue:
    """Say when a session really began and ended; what is left empty was as planned."""
    session = find_session(event, ref) or abort(404)
    form = Form(RealTimeShape, request.form)
    try:
        if form.ok:
            moments = [form.values.get(name) for name in ("began", "ended")]
            began_at, ended_at = (each and in_zone(each, event.zone) for each in moments)
            with transaction():
                thresholds.set_real_time(session, began_at=began_at, ended_at=ended_at, by=actor())
            flash(_("Saved."))
        else:
            flash(" ".join(said for _field, _label, said in form.all_faults), "warn")
    except (DomainError, NoSuchMoment) as refusal:
        flash(sentence(refusal), "warn")
    return redirect(url_for(".settings", slug=event.slug) + "#sessions", 303)


def _page(event: Event, form: Form) -> ResponseReturnValue:
    sessions = [each for each in sessions_of(event) if not each.kind.is_pause and each.cancelled_at is None]
    page = render_template(
        "presence/settings.html",
        event=event,
        form=form,
        sessions=sessions,
        real=thresholds.real_times_of(event),
        local=lambda moment: f"{moment.astimezone(event.tz):%Y-%m-%dT%H:%M}" if moment else "",
    )
    return page, form.status
