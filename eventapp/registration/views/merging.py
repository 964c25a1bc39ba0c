"""Merge two registrations of one human, with a look before and a way back."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.checkin.queries import scans_of
from eventapp.database import transaction
from eventapp.directory.organisations import called_in
from eventapp.errors import DomainError
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.registration import merging
from eventapp.registration.listing import listed
from eventapp.registration.models import Registration
from eventapp.registration.queries import find_by_ref
from eventapp.registration.search import Wanted
from eventapp.registration.standing import seats_of
from eventapp.registration.views import bp
from eventapp.registration.views.managed_person import get_registration
from eventapp.registration.words import FIELD_WORDS, STATUS_WORDS
from eventapp.web.access import actor, staff, with_event
from eventapp.web.forms import sentence
from eventapp.web.languages import language
from eventapp.web.pages import asked_page

PER_PAGE = 50
MOST_FOUND = 10


@bp.get("/manage/events/<slug>/doubles")
@staff(Role.REGISTRAR)
@with_event
def doubles(event: Event) -> ResponseReturnValue:
    """List pairs of registrations that may be one human's."""
    page = asked_page()
    pairs = merging.doubles(event, limit=PER_PAGE + 1, offset=(page - 1) * PER_PAGE)
    return render_template(
        "registration/doubles.html",
        event=event,
        pairs=pairs[:PER_PAGE],
        page=page,
        has_more=len(pairs) > PER_PAGE,
    )


@bp.get("/manage/events/<slug>/delegates/<ref>/merge")
@staff(Role.REGISTRAR)
@with_event
def ask_merge(event: Event, ref: str) -> ResponseReturnValue:
    """Ask which other registration is the same human's; then show what a merge would do."""
    registration = get_registration(event, ref)
    other = find_by_ref(event, request.args.get("other", ""))
    if other is not None and other.id != registration.id:
        return _preview(event, registration, other)
    query = request.args.get("q", "").strip()
    lines, total = listed(event, Wanted(q=query, only_live=True), limit=MOST_FOUND, offset=0) if query else ([], 0)
    return render_template(
        "registration/merge_search.html",
        event=event,
        registration=registration,
        alike=merging.alike(registration),
        query=query,
        lines=[line for line in lines if line.ref != registration.ref],
        called=called_in(language(), [line.organisation_name for line in lines]),
        has_more=total > MOST_FOUND,
    )


@bp.post("/manage/events/<slug>/delegates/<ref>/merge")
@staff(Role.REGISTRAR)
@with_event
def merge(event: Event, ref: str) -> ResponseReturnValue:
    """Keep this registration, and let the other one end."""
    kept = get_registration(event, ref)
    ended = find_by_ref(event, request.form.get("other", ""))
    if ended is None:
        return redirect(url_for(".ask_merge", slug=event.slug, ref=kept.ref), 303)
    try:
        with transaction():
            merging.merge(kept, ended, by=actor(), was_scanned=bool(scans_of(ended.ticket_id)))
        flash(_("The two registrations are one now. You can take this back below."))
    except DomainError as refusal:
        flash(sentence(refusal), "warn")
    return redirect(url_for(".delegate", slug=event.slug, ref=kept.ref), 303)


@bp.post("/manage/events/<slug>/delegates/<ref>/separation")
@staff(Role.REGISTRAR)
@with_event
def separate(event: Event, ref: str) -> ResponseReturnValue:
    """Take the merge back in which this registration ended."""
    ended = get_registration(event, ref)
    shown = ended
    try:
        with transaction():
            done = merging.find_merge(ended)
            if done is None:
                raise merging.NotMerged
            shown = merging.part(done, by=actor())
        flash(_("The two registrations are two again; %(name)s has got a new letter.", name=shown.person.full_name))
    except DomainError as refusal:
        flash(sentence(refusal), "warn")
    return redirect(url_for(".delegate", slug=event.slug, ref=shown.ref), 303)


def _preview(event: Event, kept: Registration, ended: Registration) -> ResponseReturnValue:
    return render_template(
        "registration/merge.html",
        event=event,
        kept=kept,
        ended=ended,
        fills=merging.fills(kept, ended),
        has_seat={"kept": bool(seats_of(kept)), "ended": bool(seats_of(ended))},
        field_words=FIELD_WORDS,
        status_words=STATUS_WORDS,
    )
