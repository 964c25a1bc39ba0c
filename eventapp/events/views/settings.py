"""What an event says of itself, and its stage: /manage/events/<slug>/settings, publication, closure, archive."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.database import transaction
from eventapp.errors import DomainError
from eventapp.events import life_cycle
from eventapp.events.models import Event, EventStatus
from eventapp.events.roles import Role
from eventapp.events.shapes import Dye, EventShape
from eventapp.events.views import bp
from eventapp.events.views.times import moments, wall_times, zone_names
from eventapp.reports.contents import contents_of
from eventapp.web.access import actor, staff, with_event
from eventapp.web.forms import Form, sentence

AS_TYPED = (
    "title", "title_en", "lead", "lead_en", "description", "description_en", "host", "host_en", "contact_email",
    "zone", "has_waiting_list", "offer_hours",
)  # fmt: skip
TIMES = {
    "starts": "starts_at",
    "ends": "ends_at",
    "opens": "registration_opens_at",
    "closes": "registration_closes_at",
    "switches": "switching_closes_at",
}


@bp.get("/manage/events/<slug>/settings")
@staff(Role.ORGANISER)
@with_event
def settings(event: Event) -> ResponseReturnValue:
    """Show what the event says of itself."""
    return _page(event, Form(EventShape, start=_start(event)))


@bp.post("/manage/events/<slug>/settings")
@staff(Role.ORGANISER)
@with_event
def save_settings(event: Event) -> ResponseReturnValue:
    """Change it. Registration without a closing time closes when the event ends."""
    form = Form(EventShape, request.form)
    times = moments(form, *TIMES, stands={name: getattr(event, column) for name, column in TIMES.items()})
    if form.ok:
        values = form.values
        changes: dict[str, Any] = {name: values[name] for name in AS_TYPED}
        changes |= {TIMES[name]: at for name, at in times.items()}
        changes["accent"] = values["own_accent"] or values["accent"].value
        try:
            with transaction():
                life_cycle.edit_event(event, by=actor(), **changes)
            flash(_("The settings are saved."))
            return redirect(url_for(".settings", slug=event.slug), 303)
        except DomainError as refusal:
            form.refuse(refusal)
    return _page(event, form)


def _start(event: Event) -> dict[str, Any]:
    has_own = event.accent.startswith("#")
    return {
        **{name: getattr(event, name) for name in AS_TYPED},
        **wall_times({name: getattr(event, column) for name, column in TIMES.items()}, event.zone),
        "accent": Dye.CHAM if has_own else event.accent,
        "own_accent": event.accent if has_own else "",
    }


def _page(event: Event, form: Form) -> ResponseReturnValue:
    return render_template(
        "events/settings.html", event=event, form=form, dyes=list(Dye), zones=zone_names()
    ), form.status


@bp.post("/manage/events/<slug>/publication")
@staff(Role.ORGANISER)
@with_event
def publish(event: Event) -> ResponseReturnValue:
    """Publish a draft, or open a closed or archived event again."""
    return _move(event, EventStatus.PUBLISHED, _("The event is published. Everyone can see it now."))


@bp.post("/manage/events/<slug>/closure")
@staff(Role.ORGANISER)
@with_event
def close(event: Event) -> ResponseReturnValue:
    """Close a published event: it stays visible, nobody registers."""
    return _move(event, EventStatus.CLOSED, _("The event is closed. Its page stays, registration has ended."))


@bp.post("/manage/events/<slug>/archive")
@staff(Role.ORGANISER)
@with_event
def archive(event: Event) -> ResponseReturnValue:
    """Put the event away among the past ones."""
    return _move(event, EventStatus.ARCHIVED, _("The event is archived."))


def _move(event: Event, status: EventStatus, said: str) -> ResponseReturnValue:
    try:
        with transaction():
            life_cycle.move_to(event, status, by=actor())
        flash(said)
    except DomainError as refusal:
        flash(sentence(refusal), "bad")
    return redirect(url_for(".settings", slug=event.slug), 303)


@bp.get("/manage/events/<slug>/deletion")
@staff(Role.OWNER)
@with_event
def ask_deletion(event: Event) -> ResponseReturnValue:
    """Ask once, saying what goes."""
    return render_template("events/deletion.html", event=event, contents=contents_of(event))


@bp.post("/manage/events/<slug>/deletion")
@staff(Role.OWNER)
@with_event
def delete(event: Event) -> ResponseReturnValue:
    """Delete the event and all that hangs on it; the audit trail stays."""
    title = event.title
    with transaction():
        life_cycle.delete_event(event, by=actor(), **contents_of(event))
    flash(_("“%(title)s” is deleted. The history of what was done is kept.", title=title))
    return redirect(url_for(".managed"), 303)
