"""One person of a report: the times, who might be meant, and the search for who it is."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.database import transaction
from eventapp.errors import DomainError
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.platforms import deciding, queries
from eventapp.platforms.models import PlatformPerson, Standing
from eventapp.platforms.shapes import SearchShape, WhoShape
from eventapp.platforms.stays import intervals
from eventapp.platforms.views import bp
from eventapp.platforms.views.reports import REPORTS, get_report
from eventapp.platforms.words import STANDING_TONES, STANDING_WORDS
from eventapp.references import read_reference
from eventapp.registration.queries import find_by_ref
from eventapp.shapes import read
from eventapp.web.access import actor, staff, with_event
from eventapp.web.forms import Form

PERSON = f"{REPORTS}/<ref>/people/<int:number>"


@bp.get(PERSON)
@staff(Role.ORGANISER)
@with_event
def person(event: Event, ref: str, number: int) -> ResponseReturnValue:
    """Show someone in a report, and who might be meant."""
    return _page(event, _get(event, ref, number), Form(WhoShape))


@bp.post(PERSON)
@staff(Role.ORGANISER)
@with_event
def name(event: Event, ref: str, number: int) -> ResponseReturnValue:
    """Say who it is."""
    someone, form = _get(event, ref, number), Form(WhoShape, request.form)
    if form.ok:
        registration = find_by_ref(event, read_reference(form.values["registration"]) or "-")
        try:
            with transaction():
                if registration is None:
                    raise deciding.NotOfEvent
                deciding.name(event, someone, registration, by=actor())
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            said = _("“%(name)s” is %(person)s.", name=someone.name, person=registration.person.full_name)
            flash(said)
            return redirect(url_for(".show", slug=event.slug, ref=ref, standing=Standing.OPEN.value), 303)
    return _page(event, someone, form)


def _get(event: Event, ref: str, number: int) -> PlatformPerson:
    return queries.find_person(get_report(event, ref), number) or abort(404)


def _page(event: Event, someone: PlatformPerson, form: Form) -> ResponseReturnValue:
    q = read(SearchShape, request.args).values.get("q") or ""
    page = render_template(
        "platforms/person.html",
        event=event,
        report=someone.report,
        someone=someone,
        stays=intervals(someone.stays),
        word=_(STANDING_WORDS[someone.standing]),
        tone=STANDING_TONES[someone.standing],
        q=q,
        found=queries.searched(event, q),
        suggested=queries.suggested(someone),
        form=form,
    )
    return page, form.status
