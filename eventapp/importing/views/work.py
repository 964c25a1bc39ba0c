"""Take the good rows in, watch it, stop it midway, throw the sheet away."""

from flask import flash, jsonify, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.database import transaction
from eventapp.errors import DomainError
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.importing.views import bp, upload_of
from eventapp.uploads import jobs
from eventapp.uploads.keeping import AT_REST, move, throw_away
from eventapp.uploads.models import Stage
from eventapp.web.access import actor, staff, with_event
from eventapp.web.forms import sentence


@bp.post("/manage/events/<slug>/import/<ref>/acceptance")
@staff(Role.ORGANISER)
@with_event
def accept(event: Event, ref: str) -> ResponseReturnValue:
    """Take the good rows in: at once where they are few, else in the background."""
    by = actor()
    try:
        with transaction():
            work = jobs.begin_taking(upload_of(event, ref), by=by)
    except DomainError as refusal:
        flash(sentence(refusal), "warn")
    else:
        jobs.do(work)
    return redirect(url_for(".show", slug=event.slug, ref=ref))


@bp.post("/manage/events/<slug>/import/<ref>/interruption")
@staff(Role.ORGANISER)
@with_event
def stop(event: Event, ref: str) -> ResponseReturnValue:
    """Stop midway: what is in stays, the rest waits."""
    upload = upload_of(event, ref)
    with transaction():
        move(upload, (Stage.TAKING,), Stage.STOPPED)
    return redirect(url_for(".show", slug=event.slug, ref=ref))


@bp.post("/manage/events/<slug>/import/<ref>/resumption")
@staff(Role.ORGANISER)
@with_event
def resume(event: Event, ref: str) -> ResponseReturnValue:
    """Begin anew what the background gave up."""
    by = actor()
    try:
        with transaction():
            work = jobs.begin_again(upload_of(event, ref), by=by)
    except DomainError as refusal:
        flash(sentence(refusal), "warn")
    else:
        jobs.do(work)
    return redirect(url_for(".show", slug=event.slug, ref=ref))


@bp.post("/manage/events/<slug>/import/<ref>/cancellation")
@staff(Role.ORGANISER)
@with_event
def cancel(event: Event, ref: str) -> ResponseReturnValue:
    """Throw the sheet away; what is in stays."""
    upload = upload_of(event, ref)
    if upload.stage is Stage.TAKING:
        flash(_("Rows are being taken in just now. Stop that first."), "warn")
        return redirect(url_for(".show", slug=event.slug, ref=ref))
    with transaction():
        throw_away(upload)
    return redirect(url_for(".new", slug=event.slug))


@bp.get("/manage/events/<slug>/import/<ref>/progress")
@staff(Role.ORGANISER)
@with_event
def progress(event: Event, ref: str) -> ResponseReturnValue:
    """Say as JSON how far the work is."""
    upload = upload_of(event, ref)
    done, total = jobs.progress(upload)
    is_under_way = upload.stage not in AT_REST and not jobs.has_failed(upload)
    return jsonify(stage=upload.stage, done=done, total=total, is_under_way=is_under_way)
