"""The attendance report as a paper to be signed."""

from datetime import datetime
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.errors import DomainError
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.presence import naming
from eventapp.presence.attending import Roll
from eventapp.presence.freezing import body_of, checksum_of
from eventapp.presence.headcounts import headcounts_of
from eventapp.presence.summing import Report
from eventapp.presence.views import bp
from eventapp.presence.views.asked import Asked, asked_of
from eventapp.presence.views.report import REPORT
from eventapp.reports.attendance_paper import MOST_LINES, report_pdf
from eventapp.web import downloads, zones
from eventapp.web.access import staff, with_event
from eventapp.web.forms import sentence
from eventapp.web.languages import language


@bp.get(f"{REPORT}.pdf")
@staff(Role.REGISTRAR)
@with_event
def report_paper(event: Event) -> ResponseReturnValue:
    """Return the report as it stands now; `annex=yes` adds everybody by name."""
    asked = asked_of(event)
    roll = asked.roll()
    report = asked.report(roll)
    annexed = _annexed(asked, roll, report) if request.args.get("annex") == "yes" else []
    try:
        body = _paper(asked, roll, report, annexed)
    except DomainError as refusal:
        flash(sentence(refusal), "warn")
        questions: dict[str, Any] = asked.questions
        return redirect(url_for(".report", slug=event.slug, **questions), 303)
    return downloads.attachment(f"{downloads.dated(event, 'attendance')}.pdf", body, downloads.PDF)


def _paper(asked: Asked, roll: Roll, report: Report, annexed: list[naming.NamedLine]) -> bytes:
    event, session = asked.event, roll.scope.session
    return report_pdf(
        event,
        report,
        headcounts_of(event, roll.lines, session_id=session.id if session else None),
        annexed,
        at=roll.at,
        scope=asked.words,
        is_preliminary=roll.at < (session.ends_at if session else event.ends_at),
        made=_("From the evidence as it stood at %(moment)s", moment=_moment(event, roll.at)),
        checksum=checksum_of(body_of(report, roll.lines)),
        locale=language(),
        say=_say,
    )


def _moment(event: Event, at: datetime) -> str:
    return f"{zones.clock_time(at, event.zone)}, {zones.day(at, event.zone)} ({zones.city(event.zone)})"


def _say(word: str, **values: Any) -> str:
    return str(_(word, **values))


def _annexed(asked: Asked, roll: Roll, report: Report) -> list[naming.NamedLine]:
    homes = {row.delegation_id for row in report.organisations}
    site_id = asked.site.id if asked.site else None
    lines = naming.chosen(asked.event, roll, naming.Choice(site_id=site_id))
    return naming.named([line for line in lines if line.delegation_id in homes][: MOST_LINES + 1])
