"""The list for a door without network: /manage/events/<slug>/paper-list.pdf, filtered as the list of badges."""

from threading import Lock
from urllib.parse import urlencode

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp import clock
from eventapp.badges.views import bp
from eventapp.badges.views.listing import asked
from eventapp.errors import DomainError
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.reports import paper_list as report
from eventapp.web import downloads, zones
from eventapp.web.access import staff, with_event
from eventapp.web.forms import sentence
from eventapp.web.languages import language
from eventapp.web.origin import own_path

_typesetting = Lock()  # a long one takes seconds: one after the other, so that pages are still answered


@bp.get("/manage/events/<slug>/paper-list.pdf")
@staff(Role.REGISTRAR)
@with_event
def paper_list(event: Event) -> ResponseReturnValue:
    """Return those who are wanted, with boxes to tick; sorted by name or organisation."""
    wanted, _state, sort, _values = asked()
    now = clock.now()
    try:
        grouped = report.groups(
            event,
            wanted,
            sort,
            day=now.astimezone(event.tz).date(),
            locale=language(),
            clock_time=lambda moment: zones.clock_time(moment, event.zone),
        )
    except DomainError as refusal:
        flash(sentence(refusal), "warn")
        shown = url_for(".listed", slug=event.slug)
        return redirect(own_path(f"{shown}?{urlencode(list(request.args.items()))}", shown), 303)
    paper = report.PaperList(
        event_title=event.title_in(language()),
        made=f"{zones.clock_time(now, event.zone)}, {zones.day(now, event.zone)} ({zones.city(event.zone)})",
        words={name: _(label) for name, label in report.LABELS.items()},
        locale=language(),
    )
    with _typesetting:
        body = report.list_pdf(paper, grouped)
    return downloads.attachment(f"{downloads.dated(event, 'check-in-list')}.pdf", body, downloads.PDF)
