"""Ask speakers whether they come, counted and shown first: /manage/events/<slug>/speakers/letters."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from eventapp import clock
from eventapp.database import transaction
from eventapp.errors import DomainError
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.speakers import asking, letter_writing
from eventapp.speakers.views import bp
from eventapp.speakers.words import REASON_WORDS
from eventapp.web.access import actor, staff, with_event
from eventapp.web.forms import sentence
from eventapp.web.languages import language

SHOWN = 12  # names a preview shows before it only counts


@bp.get("/manage/events/<slug>/speakers/letters")
@staff(Role.ORGANISER)
@with_event
def preview(event: Event) -> ResponseReturnValue:
    """Show who would be asked or reminded, who would not and why, and what the letter says."""
    return _page(event, request.args.getlist("ref") or None)


@bp.post("/manage/events/<slug>/speakers/letters")
@staff(Role.ORGANISER)
@with_event
def send(event: Event) -> ResponseReturnValue:
    """Queue the letters to those who were shown."""
    try:
        with transaction():
            number = asking.ask(event, request.form.getlist("ref"), by=actor(), now=clock.now())
        flash(ngettext("%(num)d letter is on its way.", "%(num)d letters are on their way.", number))
    except DomainError as refusal:
        flash(sentence(refusal), "warn")
    return redirect(url_for(".listed", slug=event.slug), 303)


def _page(event: Event, refs: list[str] | None) -> ResponseReturnValue:
    planned = asking.plan(event, refs, now=clock.now())
    first = planned.chosen[0] if planned.chosen else None
    return render_template(
        "speakers/letters.html",
        event=event,
        chosen=planned.chosen,
        shown=SHOWN,
        reminders=sum(kind == asking.AGAIN for _line, kind in planned.chosen),
        left_out=[(line, _(REASON_WORDS[reason])) for line, reason in planned.left_out],
        first=first[0] if first else None,
        letter=letter_writing.written(event, first[0], first[1], language()) if first else None,
    )
