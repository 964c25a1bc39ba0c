"""Send a report and see what it means: /manage/events/<slug>/platform-reports."""

from zoneinfo import ZoneInfo

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.database import transaction
from eventapp.errors import DomainError
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.platforms import keeping, queries, taking
from eventapp.platforms.models import PlatformReport, Standing
from eventapp.platforms.reading import read_sheet
from eventapp.platforms.shapes import ReportShape
from eventapp.platforms.stays import Frame, read_people
from eventapp.platforms.views import bp
from eventapp.platforms.words import PLATFORM_WORDS
from eventapp.presence.thresholds import real_times_of
from eventapp.programme.models import Session
from eventapp.programme.queries import find_session, sessions_of
from eventapp.web import downloads
from eventapp.web.access import actor, staff, with_event
from eventapp.web.forms import Form
from eventapp.web.languages import language
from eventapp.web.times import zone_names

REPORTS = "/manage/events/<slug>/platform-reports"


@bp.get(REPORTS)
@staff(Role.ORGANISER)
@with_event
def listed(event: Event) -> ResponseReturnValue:
    """Show the reports there are, and ask for one."""
    return _page(event, Form(ReportShape, start={"zone": event.zone}))


@bp.post(REPORTS)
@staff(Role.ORGANISER)
@with_event
def create(event: Event) -> ResponseReturnValue:
    """Read a report and show whom it means; nothing of it counts yet."""
    form = Form(ReportShape, request.form)
    file = request.files.get("file")
    session = _session(event, form)
    if file is None or not file.filename:
        form.add_fault("file", _("Please choose a file."), _("The file"))
    elif form.ok:
        try:
            report, is_new = _keep(event, form, file.read(), file.filename, session)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            if not is_new:
                flash(_("This very file is here already: nothing was added."))
            return redirect(url_for(".show", slug=event.slug, ref=report.ref), 303)
    return _page(event, form)


@bp.post(f"{REPORTS}/<ref>/acceptance")
@staff(Role.ORGANISER)
@with_event
def accept(event: Event, ref: str) -> ResponseReturnValue:
    """Let those who were recognised count as present."""
    taking.take(get_report(event, ref), by=actor())
    flash(_("Taken in: whoever was recognised is in the attendance now."))
    return redirect(url_for(".show", slug=event.slug, ref=ref), 303)


@bp.post(f"{REPORTS}/<ref>/removal")
@staff(Role.ORGANISER)
@with_event
def remove(event: Event, ref: str) -> ResponseReturnValue:
    """Throw a report away: what nothing else says counts no more."""
    report = get_report(event, ref)
    with transaction():
        taking.throw_away(event, report, by=actor())
    flash(_("The report is thrown away, and what it alone said counts no more."))
    return redirect(url_for(".listed", slug=event.slug), 303)


@bp.get(f"{REPORTS}/<ref>/file")
@staff(Role.ORGANISER)
@with_event
def raw(event: Event, ref: str) -> Response:
    """Return the file as it was sent."""
    report = get_report(event, ref)
    if not report.raw:  # it went with somebody who was erased
        abort(404)
    ending = "xlsx" if report.raw.startswith(b"PK") else "csv"
    name = f"{downloads.dated(event, report.platform.value)}-{report.ref.lower()}.{ending}"
    return downloads.attachment(name, report.raw, downloads.EXCEL if ending == "xlsx" else "application/octet-stream")


def get_report(event: Event, ref: str) -> PlatformReport:
    """Return the event's report with that reference, or answer 404."""
    return queries.find_report(event, ref) or abort(404)


def _session(event: Event, form: Form) -> Session | None:
    ref = form.values.get("session")
    session = find_session(event, ref) if ref else None
    if ref and session is None:
        form.add_fault("session", _("There is no such session any more."))
    return session


def _keep(
    event: Event, form: Form, content: bytes, filename: str, session: Session | None
) -> tuple[PlatformReport, bool]:
    zone = form.values["zone"]
    reading = read_people(read_sheet(content, filename), _frame(event, session, zone))
    with transaction():
        return keeping.keep(event, reading, content, filename=filename, zone=zone, session=session, by=actor())


def _frame(event: Event, session: Session | None, zone: str) -> Frame:
    if session is None:
        return Frame(ZoneInfo(zone), event.starts_at, event.ends_at)
    real = real_times_of(event).get(session.id)
    starts_at = (real and real.began_at) or session.starts_at
    return Frame(ZoneInfo(zone), starts_at, (real and real.ended_at) or session.ends_at, is_session=True)


def _page(event: Event, form: Form) -> ResponseReturnValue:
    sessions = [each for each in sessions_of(event) if not each.kind.is_pause and each.cancelled_at is None]
    page = render_template(
        "platforms/listed.html",
        event=event,
        form=form,
        sessions=[(each.ref, each.title_in(language())) for each in sessions],
        reports=queries.reports_of(event),
        platforms={each: _(word) for each, word in PLATFORM_WORDS.items()},
        Standing=Standing,
        zones=zone_names(),
    )
    return page, form.status
