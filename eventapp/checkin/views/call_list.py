"""Whom to call: /manage/events/<slug>/door/missing, as a page and as a sheet."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp import clock
from eventapp.checkin import arrivals, call_list
from eventapp.checkin.call_list import Line, Sort, Wanted
from eventapp.checkin.list_shapes import MissingShape
from eventapp.checkin.views import bp
from eventapp.errors import N_
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.registration.words import MODE_WORDS
from eventapp.shapes import read
from eventapp.web import downloads
from eventapp.web.access import staff, with_event
from eventapp.web.languages import language

PER_PAGE = 50
SORTS = {
    call_list.USUAL: N_("By delegation"),
    Sort.NAME.value: N_("By name"),
    Sort.ORGANISATION.value: N_("By organisation"),
}
COLUMNS = (
    N_("Full name"),
    N_("Position"),
    N_("Organisation"),
    N_("Delegation"),
    N_("Attendance"),
    N_("Telephone"),
    N_("Registration code"),
)


@bp.get("/manage/events/<slug>/door/missing")
@staff(Role.REGISTRAR)
@with_event
def missing(event: Event) -> ResponseReturnValue:
    """Show who is expected and has not come, with the numbers to call."""
    wanted, sort, number = _asked(event)
    total = call_list.number(event, wanted)
    number = max(1, min(number, -(-total // PER_PAGE)))
    found = call_list.lines(event, wanted, sort, limit=PER_PAGE, offset=(number - 1) * PER_PAGE)
    counted = call_list.by_mode(event, wanted)
    modes = [(each.value, _(MODE_WORDS[each]), counted[each], each.value) for each in arrivals.EXPECTED_MODES]
    return render_template(
        "checkin/missing.html",
        event=event,
        groups=_groups(event, wanted, found) if sort == call_list.USUAL else [(None, 0, found)],
        wanted=wanted,
        is_filtered=bool(wanted.q.strip() or wanted.mode or wanted.delegation),
        modes=[("", _("All"), counted.total(), None), *modes],
        sort=sort,
        sorts=SORTS,
        number=number,
        per_page=PER_PAGE,
        total=total,
    )


@bp.get("/manage/events/<slug>/door/missing.<any(csv, xlsx):form>")
@staff(Role.REGISTRAR)
@with_event
def export_missing(event: Event, form: str) -> Response:
    """Return what the list shows, all pages of it, as a sheet."""
    wanted, sort, _number = _asked(event)
    heading, rows = [_(each) for each in COLUMNS], _rows(call_list.lines(event, wanted, sort))
    if form == "csv":
        return downloads.commas(downloads.dated(event, "missing"), heading, rows)
    return downloads.workbook(downloads.dated(event, "missing"), heading, rows, title=event.title_in(language()))


def _asked(event: Event) -> tuple[Wanted, str, int]:
    values = read(MissingShape, request.args).values
    mode = values.get("mode")
    wanted = Wanted(
        day=arrivals.day_of(event, clock.now()),
        q=values.get("q") or "",
        mode=mode if mode in arrivals.EXPECTED_MODES else None,
        delegation=values.get("delegation") or "",
    )
    sort = values.get("sort") or ""
    return wanted, sort if sort in SORTS else call_list.USUAL, values.get("page") or 1


def _groups(event: Event, wanted: Wanted, found: Sequence[Line]) -> list[tuple[str | None, int, list[Line]]]:
    """Return the page's delegations: the name, how many are missing on all pages, those on this one."""
    parts = [(code or "", list(those)) for code, those in groupby(found, attrgetter("delegation_code"))]
    counted = call_list.by_delegation(event, wanted, [code for code, _those in parts])
    return [(_delegation(those[0]), counted[code], those) for code, those in parts]


def _delegation(line: Line) -> str:
    return str((line.delegation_name_en if language() == "en" else "") or line.delegation_name)


def _rows(found: Sequence[Line]) -> Iterator[list[Any]]:
    for line in found:
        yield [
            line.full_name,
            line.position,
            (line.organisation_name_en if language() == "en" else "") or line.organisation_name,
            _delegation(line),
            _(MODE_WORDS[line.mode]),
            line.phone,
            line.ref,
        ]
