"""The list of delegations: search, filter, sort, page, export: /manage/events/<slug>/delegations."""

from typing import Any

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp import clock
from eventapp.delegations import search
from eventapp.delegations.models import State
from eventapp.delegations.queries import kinds_of, quotas_by_id
from eventapp.delegations.search import SILENT, Replies, Sort, Wanted
from eventapp.delegations.shapes import ListShape
from eventapp.delegations.views import bp
from eventapp.delegations.words import STATE_TONES, STATE_WORDS
from eventapp.directory.register import in_order
from eventapp.events.models import Event, Mode
from eventapp.events.roles import Role
from eventapp.invitations.queries import unreachable
from eventapp.reports import delegations as sheet
from eventapp.shapes import read
from eventapp.web import downloads
from eventapp.web.access import may, staff, with_event
from eventapp.web.languages import language

PER_PAGE = 50
SILENCE = "silent"  # the state that stands for every one asked and silent
HEADLESS = "headless"  # and for those of several delegates without a head


@bp.get("/manage/events/<slug>/delegations")
@staff(Role.VIEWER)
@with_event
def listed(event: Event) -> ResponseReturnValue:
    """Show one page of the delegations wanted."""
    wanted, sort, asked = _asked()
    now = clock.now()
    page = search.page(event, wanted, sort, now=now, per_page=PER_PAGE, number=asked.get("page") or 1)
    everywhere = search.states_of(event, now=now)
    return render_template(
        "delegations/list.html",
        event=event,
        wanted=wanted,
        state=_state_word(wanted),
        sort=sort,
        page=page,
        per_page=PER_PAGE,
        lines=[(each, each.state(now)) for each in page.delegations],
        quotas=quotas_by_id([each.id for each in page.delegations]),
        modes=list(Mode),
        kinds=in_order(kinds_of(event)),
        counted=Replies.of(page.by_state),
        figures=Replies.of(everywhere),
        silences=SILENT,
        is_any=bool(everywhere),
        unreachable=unreachable(event),
        state_words={each: _(word) for each, word in STATE_WORDS.items()},
        state_tones=STATE_TONES,
        is_filtered=wanted != Wanted(),
        may_act=may(Role.REGISTRAR, event),
    )


@bp.get("/manage/events/<slug>/delegations.xlsx")
@staff(Role.REGISTRAR)
@with_event
def export_xlsx(event: Event) -> Response:
    """Return what is filtered as a workbook."""
    return downloads.workbook(
        downloads.dated(event, "delegations"), _heading(), _rows(event), title=event.title_in(language())
    )


@bp.get("/manage/events/<slug>/delegations.csv")
@staff(Role.REGISTRAR)
@with_event
def export_csv(event: Event) -> Response:
    """Return what is filtered as CSV."""
    return downloads.commas(downloads.dated(event, "delegations"), _heading(), _rows(event))


def _asked() -> tuple[Wanted, str, dict[str, Any]]:
    """Return what the address asks for; what cannot be read is left out, for a link may be old or cut."""
    asked = read(ListShape, request.args).values
    word = asked.get("state") or ""
    wanted = Wanted(
        q=asked.get("q") or "",
        mode=asked.get("mode"),
        kind=asked.get("kind") or "",
        state=next((each for each in State if each.value == word), None),
        is_silent=word == SILENCE,
        is_headless=word == HEADLESS,
    )
    return wanted, asked.get("sort") or Sort.ORGANISATION, asked


def _state_word(wanted: Wanted) -> str:
    """Return the word in the address that asks for such a state."""
    special = SILENCE if wanted.is_silent else HEADLESS if wanted.is_headless else ""
    return special or (wanted.state.value if wanted.state else "")


def _heading() -> list[str]:
    return [_(word) for word in sheet.HEADING]


def _rows(event: Event) -> Any:
    wanted, sort, _values = _asked()
    return sheet.rows(event, wanted, sort, now=clock.now(), translate=_)
