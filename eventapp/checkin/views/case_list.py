"""The list of cases as it is asked for: /manage/events/<slug>/door/cases, as a page and as a sheet."""

from collections.abc import Iterator
from typing import Any

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.checkin import case_list, devices
from eventapp.checkin.case_list import Line, Wanted
from eventapp.checkin.list_shapes import CasesShape
from eventapp.checkin.models import Case, CaseKind
from eventapp.checkin.views import bp
from eventapp.checkin.words import ADVICE, CASE_WORDS
from eventapp.errors import N_
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.shapes import read
from eventapp.web import downloads
from eventapp.web.access import staff, with_event
from eventapp.web.forms import Form
from eventapp.web.languages import language

PER_PAGE = 25
SORTS = {
    case_list.USUAL: N_("Newest first"),
    case_list.Sort.OPENED.value: N_("Oldest first"),
    case_list.Sort.NAME.value: N_("By name"),
    case_list.Sort.KIND.value: N_("By kind"),
}
COLUMNS = (
    N_("Code"),
    N_("What it is"),
    N_("Noticed at"),
    N_("Full name"),
    N_("Organisation"),
    N_("Registration code"),
    N_("Scans"),
    N_("What was done"),
    N_("Settled by"),
    N_("Settled at"),
)


@bp.get("/manage/events/<slug>/door/cases")
@staff(Role.REGISTRAR)
@with_event
def list_cases(event: Event) -> ResponseReturnValue:
    """Show what nobody has settled yet, or what was."""
    return cases_page(event)


@bp.get("/manage/events/<slug>/door/cases.<any(csv, xlsx):form>")
@staff(Role.REGISTRAR)
@with_event
def export_cases(event: Event, form: str) -> Response:
    """Return what the list shows, all pages of it, as a sheet."""
    wanted, sort, _number = _asked()
    heading, rows = [_(each) for each in COLUMNS], _rows(event, case_list.lines(event, wanted, sort))
    if form == "csv":
        return downloads.commas(downloads.dated(event, "door-cases"), heading, rows)
    return downloads.workbook(downloads.dated(event, "door-cases"), heading, rows, title=event.title_in(language()))


def cases_page(event: Event, form: Form | None = None, wrong: Case | None = None) -> ResponseReturnValue:
    """Return the page that the address asks for; `form` is what was typed in vain about the `wrong` case."""
    wanted, sort, number = _asked()
    total = case_list.number(event, wanted)
    number = max(1, min(number, -(-total // PER_PAGE)))
    counted = case_list.counts(event, wanted)
    page = render_template(
        "checkin/cases.html",
        event=event,
        lines=case_list.lines(event, wanted, sort, limit=PER_PAGE, offset=(number - 1) * PER_PAGE),
        telephones=_telephones(event),
        wanted=wanted,
        is_filtered=bool(wanted.q.strip() or wanted.kind),
        kinds=[(each.value, _(CASE_WORDS[each]), counted[each], None) for each in CaseKind if counted[each]],
        all_kinds=counted.total(),
        sort=sort,
        sorts=SORTS,
        number=number,
        per_page=PER_PAGE,
        total=total,
        words=CASE_WORDS,
        advice=ADVICE,
        wrong=wrong,
        refusal=form and (form.refusal or next((each for _n, _l, each in form.all_faults), "")),
    )
    return page, form.status if form else 200


def kept_questions() -> dict[str, Any]:
    """Return what the address asks the list for, to come back to it."""
    return {name: request.args[name] for name in ("q", "kind", "settled", "sort", "page") if name in request.args}


def _asked() -> tuple[Wanted, str, int]:
    values = read(CasesShape, request.args).values
    wanted = Wanted(q=values.get("q") or "", kind=values.get("kind"), is_settled=values.get("settled") == "yes")
    sort = values.get("sort") or ""
    return wanted, sort if sort in SORTS else case_list.USUAL, values.get("page") or 1


def _telephones(event: Event) -> dict[str, str]:
    return {each.ref: each.name for each in devices.devices_of(event)}


def _rows(event: Event, found: list[Line]) -> Iterator[list[str]]:
    telephones = _telephones(event)
    for line in found:
        case, holder = line.case, line.holder
        scans = [
            ", ".join(filter(None, (_local(event, one.at), one.gate, telephones.get(one.device, one.device))))
            for one in line.scans
        ]
        yield [
            case.ref,
            _(CASE_WORDS[case.kind]),
            _local(event, case.opened_at),
            holder.person.full_name if holder else "",
            holder.person.organisation_name if holder else "",
            holder.ref if holder else "",
            "; ".join(scans),
            case.settlement,
            case.settled_by,
            _local(event, case.settled_at) if case.settled_at else "",
        ]


def _local(event: Event, moment: Any) -> str:
    return f"{moment.astimezone(event.tz):%d/%m/%Y %H:%M}"
