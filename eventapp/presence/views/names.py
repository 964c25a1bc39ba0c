"""The annex by name: everybody's attendance, searched, filtered, sorted, as a page and as a sheet."""

from typing import Any

from flask import abort, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from eventapp.database import db
from eventapp.delegations.models import Delegation
from eventapp.events.models import Event, Mode
from eventapp.events.roles import Role
from eventapp.presence import naming
from eventapp.presence.attending import Line, Roll, count
from eventapp.presence.shapes import NamesShape
from eventapp.presence.summing import report_of
from eventapp.presence.views import bp
from eventapp.presence.views.asked import Asked, asked_of
from eventapp.presence.views.report import REPORT, choices
from eventapp.presence.words import STATE_TONES, STATE_WORDS
from eventapp.reports import attendance
from eventapp.web import downloads
from eventapp.web.access import may, staff, with_event
from eventapp.web.languages import language

LARGEST_PAGE = 200


@bp.get(f"{REPORT}/names")
@staff(Role.VIEWER)
@with_event
def names(event: Event) -> ResponseReturnValue:
    """Show one page of the annex."""
    asked = asked_of(event, NamesShape)
    values, choice, roll = asked.values, _choice(asked), asked.roll()
    lines = _chosen(asked, roll, choice)
    everybody = _chosen(asked, roll, _choice(asked, with_state=False)) if choice.state else lines
    per_page = min(values.get("per_page") or 50, LARGEST_PAGE)
    number = max(1, min(values.get("page") or 1, -(-len(lines) // per_page)))
    return render_template(
        "presence/names.html",
        event=event,
        asked=asked,
        choice=choice,
        q=choice.q,
        named=naming.named(lines[(number - 1) * per_page : number * per_page]),
        total=len(lines),
        page=number,
        per_page=per_page,
        sort=values.get("sort") or "",
        states=[(state, _(word), count(everybody, state)) for state, word in STATE_WORDS.items()],
        everybody=len(everybody),
        tones=STATE_TONES,
        modes=list(Mode),
        notes=lambda each: attendance.notes(each, _),
        is_over=roll.at >= (roll.scope.session.ends_at if roll.scope.session else event.ends_at),
        may_export=may(Role.REGISTRAR, event),
        **choices(event, roll.timetable.days),
    )


@bp.get(f"{REPORT}/names.xlsx")
@staff(Role.REGISTRAR)
@with_event
def names_xlsx(event: Event) -> ResponseReturnValue:
    """Return the annex as a workbook."""
    title = f"{_('Attendance by name')} · {event.title_in(language())}"
    return downloads.workbook(downloads.dated(event, "attendance-names"), *_sheet(event), title=title)


@bp.get(f"{REPORT}/names.csv")
@staff(Role.REGISTRAR)
@with_event
def names_csv(event: Event) -> ResponseReturnValue:
    """Return the annex as CSV."""
    return downloads.commas(downloads.dated(event, "attendance-names"), *_sheet(event))


def _sheet(event: Event) -> tuple[list[str], Any]:
    asked = asked_of(event, NamesShape)
    lines = _chosen(asked, asked.roll(), _choice(asked))
    rows = attendance.annex(event, naming.named(lines), locale=language(), translate=_)
    return [_(word) for word in attendance.ANNEX], rows


def _choice(asked: Asked, *, with_state: bool = True) -> naming.Choice:
    values = asked.values
    return naming.Choice(
        q=values.get("q") or "",
        state=values.get("state") if with_state else None,
        mode=values.get("mode"),
        site_id=asked.site.id if asked.site else None,
        delegation_id=_delegation(asked.event, values.get("delegation") or ""),
        of_which=values.get("of_which") or "",
        sort=values.get("sort") or "precedence",
    )


def _chosen(asked: Asked, roll: Roll, choice: naming.Choice) -> list[Line]:
    lines = naming.chosen(asked.event, roll, choice)
    if not asked.block:
        return lines
    homes = {row.delegation_id for row in report_of(asked.event, roll.lines).organisations if row.block == asked.block}
    return [line for line in lines if line.delegation_id in homes]


def _delegation(event: Event, code: str) -> int | None:
    if not code:
        return None
    mine = select(Delegation.id).where(Delegation.event_id == event.id, Delegation.code == code)
    return db.session.scalar(mine) or abort(404)
